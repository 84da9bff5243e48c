/**
 * What a part of the car is made of, electrically: the words in which `cars/<model>/harness.ts` is written.
 * Nodes are named within the part, but for `chassis`. Currents count from `from` to `to`.
 */
import type { BranchDescription } from '../network/network.ts'
import type { Connector, Part } from './harness.ts'

export type Element =
  | BranchDescription
  /** A resistor that melts: see ./fuses.ts. */
  | { kind: 'fuse'; name: string; from: string; to: string; ohm: number; amps: number }
  /** A coil from `from` to `to`, and a contact that follows its voltage: see ./relays.ts. */
  | {
      kind: 'relay'
      name: string
      from: string
      to: string
      ohm: number
      contact: readonly [from: string, to: string]
      contactOhm: number
      pullInVolts: number
      holdVolts: number
    }

export const OPEN_OHM = Number.POSITIVE_INFINITY

export function part(id: string, connectors: readonly Connector[], elements: readonly Element[] = []): Part {
  return { id, connectors, elements }
}

export function plug(id: string, terminals: readonly string[]): Connector {
  return { id, terminals, kind: 'plug', isHighVoltage: false }
}

export function highVoltagePlug(id: string, terminals: readonly string[]): Connector {
  return { id, terminals, kind: 'plug', isHighVoltage: true }
}

export function studs(id: string, terminals: readonly string[]): Connector {
  return { id, terminals, kind: 'stud', isHighVoltage: false }
}

export function highVoltageStuds(id: string, terminals: readonly string[]): Connector {
  return { id, terminals, kind: 'stud', isHighVoltage: true }
}

export function resistor(name: string, from: string, to: string, ohm: number): Element {
  return { kind: 'resistor', name, from, to, ohm }
}

/** An output stage, a switch, a connector's bridge: whatever is driven, and not by a coil. */
export function contact(name: string, from: string, to: string, ohm: number, isClosed = false): Element {
  return { kind: 'switch', name, from, to, ohm, isClosed }
}

/** `from` is driven to be `volts` above `to`. */
export function source(name: string, from: string, to: string, volts: number, ohm: number): Element {
  return { kind: 'voltageSource', name, from, to, volts, ohm }
}

/** What draws a power rather than a current: the car's physics sets its amperes from the volts of the step before. */
export function load(name: string, from: string, to: string): Element {
  return { kind: 'currentSource', name, from, to, amps: 0 }
}

export function capacitor(name: string, from: string, to: string, farad: number): Element {
  return { kind: 'capacitor', name, from, to, farad, volts: 0 }
}

export function inductor(name: string, from: string, to: string, { henry, ohm }: { henry: number; ohm: number }) {
  return { kind: 'inductor', name, from, to, henry, ohm } satisfies Element
}

/** Passes from `from` to `to`. */
export function diode(name: string, from: string, to: string, volts = 0.7, ohm = 0.02): Element {
  return { kind: 'diode', name, from, to, volts, ohm }
}

/** A blade fuse has some millivolts at its rating (ISO 8820-3). */
export function fuse(name: string, from: string, to: string, amps: number): Element {
  return { kind: 'fuse', name, from, to, amps, ohm: 0.07 / amps }
}

/** A 12 V relay: pulls in at 8 V and lets go at 4 V. */
export function relay(
  name: string,
  [from, to]: readonly [string, string],
  contact: readonly [string, string],
  { coilOhm, contactOhm }: { coilOhm: number; contactOhm: number },
): Element {
  return { kind: 'relay', name, from, to, ohm: coilOhm, contact, contactOhm, pullInVolts: 8, holdVolts: 4 }
}
