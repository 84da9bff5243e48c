/** Graphical symbols of a wiring diagram, in the shapes that repair manuals use. */

const PATHS: Readonly<Record<string, string>> = {
  fuse: 'M1 6H23M5 2.5H19V9.5H5Z',
  contact: 'M1 9H7L17 2.5M17 9H23M7 9h.01',
  switch: 'M1 9H7L17 2.5M17 9H23M7 9h.01',
  coil: 'M1 6H5M19 6H23M5 2H19V10H5ZM8 10 13 2',
  resistor: 'M1 6H5M19 6H23M5 3H19V9H5Z',
  inductor: 'M1 7H4a2.6 2.6 0 0 1 5.3 0 2.6 2.6 0 0 1 5.3 0 2.6 2.6 0 0 1 5.3 0H23',
  capacitor: 'M1 6H10M14 6H23M10 1.5V10.5M14 1.5V10.5',
  diode: 'M1 6H8M16 6H23M8 2V10L16 6ZM16 2V10',
  voltageSource: 'M1 6H9M15 6H23M9 1V11M15 3.5V8.5',
  ground: 'M12 0V5M5 5H19M8 8H16M11 11H13',
}

export function CircuitSymbol({ kind }: { kind: string }) {
  const path = PATHS[kind]
  if (path === undefined) return null
  return (
    <svg className="wd-symbol" viewBox="0 0 24 12" aria-hidden="true">
      <path d={path} />
    </svg>
  )
}
