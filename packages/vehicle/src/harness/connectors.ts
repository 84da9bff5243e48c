/**
 * Plugs that a person pulls and plugs in again: all contacts of one open and close at once, its interlock's among them.
 * Afterwards each contact has two sides with a voltage of their own, `pump.plus` and `pump.plus.wire`.
 *
 * A pulled contact keeps its resistance: what was wrong with a plug is wrong with it when it is plugged in again.
 */
import type { BranchIndex, Network } from '../network/network.ts'
import type { HarnessConnector } from './harness.ts'

export type Connectors = {
  /** Undefined for what is not there, is bolted, or has no wire. */
  find(id: string): { readonly isHighVoltage: boolean } | undefined
  isPlugged(id: string): boolean
  set(id: string, isPlugged: boolean): void
  /** Whether this point stands apart from the other side of its contact. */
  isApart(point: string): boolean
  /** In the order of the harness; one and the same list until a plug moves. */
  unplugged(): readonly string[]
  /** For a state hash. */
  numbers(): readonly number[]
}

export function createConnectors(network: Network, connectors: readonly HarnessConnector[]): Connectors {
  const plugs = new Map(connectors.filter(isPlug).map((connector) => [connector.id, connector] as const))
  const contactsOf = ({ contacts }: HarnessConnector): BranchIndex[] => contacts.map((name) => network.branch(name))
  const pulled = new Set<string>()
  let unplugged: readonly string[] = []

  return {
    find: (id) => plugs.get(id),
    isPlugged: (id) => !pulled.has(id),
    set(id, isPlugged) {
      const plug = plugs.get(id)
      if (plug === undefined) return
      if (isPlugged) pulled.delete(id)
      else pulled.add(id)
      for (const contact of contactsOf(plug)) network.setClosed(contact, isPlugged)
      unplugged = [...plugs.keys()].filter((id) => pulled.has(id))
    },
    isApart(point) {
      const contact = `contact.${point.replace(/\.wire$/, '')}`
      return unplugged.some((id) => plugs.get(id)?.contacts.includes(contact))
    },
    unplugged: () => unplugged,
    numbers: () => [...plugs.keys()].map((id) => Number(pulled.has(id))),
  }
}

const isPlug = ({ kind, contacts }: HarnessConnector) => kind === 'plug' && contacts.length > 0
