/** Of what kind a component is, by its id: two hundred of them are only found in groups. */
export const COMPONENT_KINDS = ['part', 'connector', 'wire'] as const
export type ComponentKind = (typeof COMPONENT_KINDS)[number]

/** `wire.303` is a wire, `pump.a` a plug of the harness, `ptcConnector` a high-voltage one; all else are parts. */
export function componentKind(id: string): ComponentKind {
  if (id.startsWith('wire.')) return 'wire'
  return id.includes('.') || id.endsWith('Connector') ? 'connector' : 'part'
}
