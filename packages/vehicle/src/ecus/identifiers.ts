/**
 * Data identifiers as a car's `dids.ts` is written: number, name, layout, and where the value comes from; and what a
 * tester then meets by services 22 and 24.
 */
import type { DataIdentifier } from '@luban/protocols/uds/ecu'
import { encodeScaled } from '@luban/protocols/uds/scaled'
import { encodeScaling, linearScaling, type ScalingPart, UNIT } from '@luban/protocols/uds/scaling'
import type { DidInfo, Words } from '../car.ts'
import { type Coded, codingOf } from './coding.ts'

/** `Systems` are the car's control units, as one of them has heard of the others. */
export type Did<Systems> = DidInfo & { read(systems: Systems): number; readonly coded?: Coded<Systems> }

export type Identifiers = readonly [did: number, entry: DataIdentifier][]

type Layout = {
  bytes?: number
  scale?: number
  offset?: number
  isSigned?: boolean
  unit?: string
  group?: DidInfo['group']
  states?: DidInfo['states']
}

export const CELSIUS = { bytes: 1, offset: -40, unit: '°C' } as const
export const VOLTS_BY_10 = { scale: 0.1, unit: 'V' } as const
export const VOLTS_BY_100 = { scale: 0.01, unit: 'V' } as const
export const VOLTS_BY_1000 = { scale: 0.001, unit: 'V' } as const

/** Makes the identifiers of one control unit, most of them of one group. */
export function numbersOf<Systems>(ecu: string, usualGroup: DidInfo['group']) {
  return (did: number, name: Words, layout: Layout, read: Did<Systems>['read']): Did<Systems> => {
    const { bytes = 2, scale = 1, offset = 0, isSigned = false, unit = '', group = usualGroup, states } = layout
    const info = { ecu, did, name, unit, bytes, scale, offset, isSigned, group, read }
    return states === undefined ? info : { ...info, states }
  }
}

/** The same, for a tester to write too. */
export function coding<Systems>(did: Did<Systems>, coded: Coded<Systems>): Did<Systems> {
  return { ...did, isWritable: true, range: { min: coded.min, max: coded.max }, coded }
}

export function readable<Systems>(dids: readonly Did<Systems>[], systems: Systems): Identifiers {
  return dids.map((did): [number, DataIdentifier] => {
    const record = new Uint8Array(did.bytes)
    const value = () => encodeScaled(did.read(systems), did, record)
    const write = did.coded && { write: codingOf(did, did.coded, systems) }
    return [did.did, { byteLength: did.bytes, read: { value }, ...write, ...scalingField(did) }]
  })
}

/** Plain data: the model has no functions. */
export function didInfo(did: DidInfo): DidInfo {
  const { ecu, name, unit, bytes, scale, offset, isSigned, group, isText, isWritable, range, states } = did
  const info = { ecu, did: did.did, name, unit, bytes, scale, offset, isSigned, group }
  return {
    ...info,
    ...(isText && { isText }),
    ...(isWritable && { isWritable }),
    ...(range && { range }),
    ...(states && { states }),
  }
}

/** What a unit tells of how to read a value; made once for all cars. */
const SCALINGS = new WeakMap<DidInfo, Uint8Array>()

function scalingField(did: DidInfo): { scaling: Uint8Array } {
  const scaling = SCALINGS.get(did) ?? encodeScaling(scalingOf(did))
  SCALINGS.set(did, scaling)
  return { scaling }
}

function scalingOf(did: DidInfo): ScalingPart[] {
  if (did.states) return [{ kind: 'parameter', type: 'stateEncodedVariable', byteLength: did.bytes }]
  return linearScaling(did, did.bytes, UNITS[did.unit] ?? [])
}

/** As people write units, and as the standard counts them: prefixes first. */
const UNITS: Readonly<Record<string, readonly number[]>> = {
  V: [UNIT.volt],
  mV: [UNIT.milli, UNIT.volt],
  A: [UNIT.ampere],
  kΩ: [UNIT.kilo, UNIT.ohm],
  W: [UNIT.watt],
  kW: [UNIT.kilo, UNIT.watt],
  '%': [UNIT.percent],
  '°C': [UNIT.celsius],
  Nm: [UNIT.newtonMetre],
  rpm: [UNIT.revolutionsPerMinute],
  'km/h': [UNIT.kilometrePerHour],
  ms: [UNIT.milli, UNIT.second],
}
