/** The picture of the first page: one ink line, snapped straight, that becomes a car and then a signature. */
export function InkLine() {
  return (
    <svg className="ink-line" viewBox="0 0 520 260" aria-hidden="true">
      <g fill="none" stroke="#f4efe4" strokeWidth="2.5" strokeLinecap="round" strokeLinejoin="round">
        <path
          d="M0 196h66c4-24 40-24 46 0h112c5-24 41-24 46 0h42v-24c0-14-10-21-30-25l-38-8c-18-25-38-37-72-37h-40c-22 0-38 12-54 36l-34 8c-22 6-30 15-30 30"
          opacity=".92"
        />
        <path d="M107 139h118M164 102v37" opacity=".55" />
        <path d="M312 196h40" opacity=".92" />
        <path d="M352 196c14 0 10-52 24-52s6 70 20 70 8-38 18-38 8 20 18 20h88" stroke="#e3a83c" />
      </g>
      <g fill="none" stroke="#f4efe4" strokeWidth="2.5">
        <circle cx="89" cy="200" r="17" />
        <circle cx="247" cy="200" r="17" />
      </g>
      <g stroke="#f58a43" strokeWidth="3" fill="none" strokeLinecap="round">
        <path d="M118 176h100" />
        <path d="M132 176v-8h72v8" strokeWidth="2" opacity=".8" />
        <path d="M218 176c18 0 22-16 38-20" strokeDasharray="2 6" />
      </g>
      <g stroke="#f4efe4" strokeWidth="1" opacity=".28">
        {Array.from({ length: 27 }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the marks of a ruler have no other name.
          <path key={i} d={`M${i * 20} 244v${i % 5 === 0 ? -12 : -6}`} />
        ))}
        <path d="M0 244h520" />
      </g>
      <g fill="none" stroke="#e3a83c" strokeWidth="2.5">
        <circle cx="478" cy="92" r="30" />
        <path d="m464 92 10 11 20-23" strokeLinecap="round" strokeLinejoin="round" />
      </g>
    </svg>
  )
}
