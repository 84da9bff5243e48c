/** Figures of seven segments, drawn, so that the display looks alike on every machine. */

/** Segments a to g of each figure, clockwise from the top, the middle one last. */
const SEGMENTS: { readonly [figure: string]: string } = {
  '0': 'abcdef',
  '1': 'bc',
  '2': 'abged',
  '3': 'abgcd',
  '4': 'fgbc',
  '5': 'afgcd',
  '6': 'afgedc',
  '7': 'abc',
  '8': 'abcdefg',
  '9': 'abcdfg',
  '-': 'g',
  O: 'abcdef',
  L: 'def',
  ' ': '',
}

const PATHS: { readonly [segment: string]: string } = {
  a: 'M5 2h18l-4 4H9z',
  b: 'M24 3v18l-2 2-3-3V7z',
  c: 'M24 45V27l-2-2-3 3v13z',
  d: 'M5 46h18l-4-4H9z',
  e: 'M4 45V27l2-2 3 3v13z',
  f: 'M4 3v18l2 2 3-3V7z',
  g: 'M7 24l3-2.5h8l3 2.5-3 2.5h-8z',
}

export function Digits({ text }: { text: string }) {
  const figures = [...text].filter((character) => character !== '.')
  const padded = figures.length < 5 ? [...Array(5 - figures.length).fill(' '), ...figures] : figures
  const point = text.indexOf('.')
  const pointAfter = point < 0 ? -1 : padded.length - (text.length - point - 1) - 1
  return (
    <svg className="digits" viewBox={`0 0 ${padded.length * 34} 50`} aria-hidden="true">
      {padded.map((figure, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a figure is its place on the display.
        <g key={place} transform={`translate(${place * 34} 0)`}>
          {Object.entries(PATHS).map(([segment, path]) => (
            <path key={segment} d={path} data-lit={SEGMENTS[figure]?.includes(segment) || undefined} />
          ))}
          <circle cx="30" cy="45" r="2.6" data-lit={place === pointAfter || undefined} />
        </g>
      ))}
    </svg>
  )
}
