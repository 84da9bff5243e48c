/**
 * A car's wiring harness as data, and the electrical network that follows from it.
 *
 * A *part* has terminals, in connectors, and elements between them (and nodes inside it). A *wire* joins two terminals.
 * A connector has a contact for each terminal, so a terminal has two sides: the part's, `pump.plus`, and the wires',
 * `pump.plus.wire`. Both can be probed, and part company when the connector is pulled. A terminal without wires has no
 * contact. A *splice* joins wires where no part is: `splice.ignition`.
 *
 * Branches of the network: `wire.17`, `chafe.17` (from that wire to the body of the car: open until it is worn through),
 * `contact.pump.plus`, and a part's element `motor` as `pump.motor`. The node
 * `chassis` is the reference. Resistances of wires follow from their copper; the rest are teaching values.
 */
import { assert } from '@luban/stdx'
import type { BranchDescription, NetworkDescription } from '../network/network.ts'
import type { Element } from './elements.ts'

export const CHASSIS = 'chassis'

/** ISO 6722 names a wire by its copper; colours as IEC 60757 writes them. */
export const COLOURS = ['BK', 'BN', 'RD', 'OG', 'YE', 'GN', 'BU', 'VT', 'GY', 'WH', 'PK', 'TQ'] as const
export type Colour = (typeof COLOURS)[number] | `${(typeof COLOURS)[number]}-${(typeof COLOURS)[number]}`

/** Number, colour, square millimetres of copper, metres, and the two terminals or splices that it joins. */
export type Wire = readonly [number: number, colour: Colour, mm2: number, metres: number, from: string, to: string]

export type Connector = {
  /** Within its part: `a`, `hv`. */
  readonly id: string
  /** In the order of their cavities. */
  readonly terminals: readonly string[]
  readonly isHighVoltage: boolean
  /** A stud is bolted: it may work loose, and is not pulled. */
  readonly kind: 'plug' | 'stud'
}

export type Part = {
  readonly id: string
  readonly connectors: readonly Connector[]
  readonly elements: readonly Element[]
}

export type Harness = { readonly parts: readonly Part[]; readonly wires: readonly Wire[] }

export type HarnessConnector = {
  /** `pump.a` */
  readonly id: string
  readonly part: string
  readonly kind: Connector['kind']
  readonly isHighVoltage: boolean
  readonly terminals: readonly string[]
  /** The branches of its contacts: those of its terminals that have wires. */
  readonly contacts: readonly string[]
}

export type HarnessPoint = {
  /** A node of the network. */
  readonly id: string
  readonly part: string
  /** `plus`, as the part names it. */
  readonly terminal: string
  /** `a`, with the cavity counted from 1. */
  readonly connector: string
  readonly cavity: number
  readonly side: 'part' | 'wire'
  readonly kind: Connector['kind']
  readonly isHighVoltage: boolean
}

export type Relay = {
  readonly coil: string
  readonly contact: string
  readonly pullInVolts: number
  readonly holdVolts: number
}

export type Fuse = { readonly branch: string; readonly amps: number }

export type HarnessWire = {
  /** Its branch: `wire.17`. */
  readonly id: string
  readonly wire: Wire
  readonly isHighVoltage: boolean
}

export type CompiledHarness = {
  readonly parts: readonly Part[]
  readonly network: NetworkDescription
  readonly wires: readonly HarnessWire[]
  readonly connectors: readonly HarnessConnector[]
  readonly points: readonly HarnessPoint[]
  readonly relays: readonly Relay[]
  readonly fuses: readonly Fuse[]
  /** Those whose resistance can change who hears whom. */
  readonly canBranches: readonly string[]
  /** What each branch was when new; Infinity where there should be none. */
  readonly nominalOhm: ReadonlyMap<string, number>
}

/** Copper at 20 °C, and two crimps of a wire. */
const OHM_MM2_PER_M = 0.0175
const CRIMPS_OHM = 4e-4
const CONTACT_OHM = { plug: 2e-3, stud: 2e-4 } as const
const SPLICE = 'splice.'

export function compileHarness(harness: Harness, stepS: number): CompiledHarness {
  const { parts, wires } = harness
  const connectors = connectorsOf(harness)
  const contacts = connectors.flatMap(({ contacts, kind, isHighVoltage }) => {
    const ohm = isHighVoltage ? CONTACT_OHM.stud : CONTACT_OHM[kind]
    return contacts.map((name): BranchDescription => {
      const terminal = name.slice('contact.'.length)
      return { kind: 'switch', name, from: `${terminal}.wire`, to: terminal, ohm, isClosed: true }
    })
  })
  const branches = [...parts.flatMap(branchesOf), ...contacts, ...wires.flatMap(branchesOfWire)]
  return {
    parts,
    network: { stepS, reference: CHASSIS, branches },
    wires: wiresOf(wires, connectors),
    connectors,
    points: pointsOf(connectors),
    relays: parts.flatMap(relaysOf),
    fuses: parts.flatMap(({ id, elements }) =>
      elements.flatMap((element) =>
        element.kind === 'fuse' ? [{ branch: `${id}.${element.name}`, amps: element.amps }] : [],
      ),
    ),
    canBranches: branches.flatMap(({ name, from, to }) => (isOfCan(from) || isOfCan(to) ? [name] : [])),
    nominalOhm: new Map(branches.flatMap((branch) => ('ohm' in branch ? [[branch.name, branch.ohm] as const] : []))),
  }
}

/** Of the bus between the control units, and at the diagnosis connector. */
export const isOfCan = (node: string) => /\bcan(High|Low)|^diagnosis\.(6|14)\b/.test(node)

function connectorsOf({ parts, wires }: Harness): HarnessConnector[] {
  const wired = new Set(wires.flatMap(([, , , , from, to]) => [from, to]))
  const connectors = parts.flatMap(({ id: part, connectors }) =>
    connectors.map(({ id, terminals, kind, isHighVoltage }): HarnessConnector => {
      const names = terminals.map((terminal) => `${part}.${terminal}`)
      const contacts = names.filter((name) => wired.has(name)).map((name) => `contact.${name}`)
      return { id: `${part}.${id}`, part, kind, isHighVoltage, terminals, contacts }
    }),
  )
  const known = new Set(connectors.flatMap(({ part, terminals }) => terminals.map((terminal) => `${part}.${terminal}`)))
  for (const name of wired) assert(name.startsWith(SPLICE) || known.has(name), `no part has the terminal "${name}"`)
  return connectors
}

function wiresOf(wires: readonly Wire[], connectors: readonly HarnessConnector[]): HarnessWire[] {
  const highVoltage = new Set(
    connectors.flatMap(({ part, terminals, isHighVoltage }) =>
      isHighVoltage ? terminals.map((terminal) => `${part}.${terminal}`) : [],
    ),
  )
  return wires.map((wire) => {
    const [number, , , , from, to] = wire
    return { id: `wire.${number}`, wire, isHighVoltage: highVoltage.has(from) && highVoltage.has(to) }
  })
}

function pointsOf(connectors: readonly HarnessConnector[]): HarnessPoint[] {
  return connectors.flatMap(({ id, part, terminals, contacts, kind, isHighVoltage }) =>
    terminals.flatMap((terminal, cavity): HarnessPoint[] => {
      const place = { part, terminal, connector: id.slice(part.length + 1), cavity: cavity + 1, kind, isHighVoltage }
      const own = { ...place, id: `${part}.${terminal}`, side: 'part' } as const
      const hasWireSide = kind === 'plug' && contacts.includes(`contact.${own.id}`)
      return hasWireSide ? [own, { ...place, id: `${own.id}.wire`, side: 'wire' }] : [own]
    }),
  )
}

function branchesOf({ id, elements }: Part): BranchDescription[] {
  const node = (name: string) => (name === CHASSIS ? CHASSIS : `${id}.${name}`)
  return elements.flatMap((element): BranchDescription[] => {
    const { name, from, to } = element
    const place = { name: `${id}.${name}`, from: node(from), to: node(to) }
    switch (element.kind) {
      case 'fuse':
        return [{ ...place, kind: 'resistor', ohm: element.ohm }]
      case 'relay': {
        const [contactFrom, contactTo] = element.contact.map(node)
        const contact = { name: `${id}.${name}`, from: contactFrom, to: contactTo }
        return [
          { ...place, name: `${id}.${name}.coil`, kind: 'resistor', ohm: element.ohm },
          { ...contact, kind: 'switch', ohm: element.contactOhm, isClosed: false },
          { ...contact, name: `${id}.${name}.weld`, kind: 'resistor', ohm: Number.POSITIVE_INFINITY },
        ]
      }
      default:
        return [{ ...element, ...place }]
    }
  })
}

function relaysOf({ id, elements }: Part): Relay[] {
  return elements.flatMap((element) => {
    if (element.kind !== 'relay') return []
    const { name, pullInVolts, holdVolts } = element
    return [{ coil: `${id}.${name}.coil`, contact: `${id}.${name}`, pullInVolts, holdVolts }]
  })
}

function branchesOfWire([number, , mm2, metres, from, to]: Wire): BranchDescription[] {
  const side = (end: string) => (end.startsWith(SPLICE) ? end : `${end}.wire`)
  const ohm = CRIMPS_OHM + (OHM_MM2_PER_M * metres) / mm2
  return [
    { kind: 'resistor', name: `wire.${number}`, from: side(from), to: side(to), ohm },
    { kind: 'resistor', name: `chafe.${number}`, from: side(from), to: CHASSIS, ohm: Number.POSITIVE_INFINITY },
  ]
}
