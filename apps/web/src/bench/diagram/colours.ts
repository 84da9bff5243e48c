/** The colours of wires (IEC 60757) as a screen shows them: white and black wires are seen on light and dark pages. */
const SHOWN: Readonly<Record<string, string>> = {
  BK: '#2a2f33',
  BN: '#8a5a2b',
  RD: '#d0342c',
  OG: '#f07d00',
  YE: '#e3b505',
  GN: '#2f9e57',
  BU: '#2b6fd0',
  VT: '#8a4fc0',
  GY: '#8b959c',
  WH: '#ffffff',
  PK: '#e88bb0',
  TQ: '#1fa5a5',
}

/** Of `GN-YE` green with a yellow tracer. */
export function colourOf(code: string): { readonly base: string; readonly tracer: string | undefined } {
  const [base, tracer] = code.split('-')
  return { base: SHOWN[base] ?? SHOWN.GY, tracer: tracer === undefined ? undefined : (SHOWN[tracer] ?? SHOWN.GY) }
}
