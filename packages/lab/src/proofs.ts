/**
 * Proofs: the readings that show a cause, as a world states them, and where the evidence of an attempt holds one.
 *
 * A reading of a meter, a curve of the scope, a value or test result that a control unit told to whatever tool, a difference
 * of two, a code, or several of these together.
 */

import { parseHex } from '@luban/stdx'
import { codesOf, type DidLayout, didValue, type EcuResponse, monitorResultsOf, parameterValueOf } from './responses.ts'
import type { SeenResponses } from './seen-responses.ts'
import type { Measurement, ProbeInstrument } from './station.ts'
import type { Deed, Testimony } from './witness.ts'

/** A range of values: a missing end is open. */
export type Range = { readonly min?: number; readonly max?: number }

/** A reading that shows a cause. `OL` of a meter for ohms counts as endless. */
export type Proof =
  /** Of a voltage: from the first point (red) to the second; the probes swapped count with the other sign. */
  | ({
      readonly kind: 'measurement'
      readonly instrument: ProbeInstrument
      readonly points: readonly [string, string]
    } & Range)
  /** The size of it, whichever way round the clamp was. */
  | ({ readonly kind: 'measurement'; readonly instrument: 'clamp'; readonly wire: string } & Range)
  | ({ readonly kind: 'measurement'; readonly instrument: 'gauge'; readonly point: string } & Range)
  | ({ readonly kind: 'measurement'; readonly instrument: 'thermometer'; readonly surface: string } & Range)
  /**
   * Of a curve between two points, on whichever channel and the probes either way round: what is named of it lies within.
   * Seen at this time base or a slower one, so that the screen holds what is to be seen.
   */
  | {
      readonly kind: 'scope'
      readonly points: readonly [string, string]
      readonly secondsPerDivision: number
      readonly volts: { readonly [Of in ScopeQuantity]?: Range }
    }
  | ({ readonly kind: 'did'; readonly ecu: string; readonly did: number } & Range)
  /**
   * A parameter of SAE J1979, read by mode 01 or as F4xx of J1979-2, in the unit of its table; of several the one at
   * `field`. `isFrozen`: of the freeze frame, mode 02.
   */
  | ({
      readonly kind: 'obd'
      readonly ecu: string
      readonly pid: number
      readonly field?: number
      readonly isFrozen?: true
    } & Range)
  /** A test of mode 06, or of F6xx: its value; or, where `isFailed`, one beyond the limits that were told with it. */
  | ({
      readonly kind: 'monitorResult'
      readonly ecu: string
      readonly monitorId: number
      readonly testId: number
      readonly isFailed?: true
    } & Range)
  /** Two values of one ECU read within this station time of each other, the second taken from the first. */
  | ({
      readonly kind: 'didDifference'
      readonly ecu: string
      readonly did: number
      readonly minus: number
      readonly withinMs: number
    } & Range)
  | { readonly kind: 'dtc'; readonly ecu: string; readonly code24: number }
  /** A signal that a unit sends unasked, while a tool listened to the bus itself; its place as the car's DBC file has it. */
  | ({ readonly kind: 'frame'; readonly ecu: string; readonly id: number; readonly signal: FrameSignal } & Range)
  /** A tool listened for so long and heard others, but nothing under this identifier. */
  | { readonly kind: 'silence'; readonly id: number; readonly forMs: number }
  /** All of them, in any order; with `withinMs` each within so much station time of the first named. */
  | { readonly kind: 'all'; readonly proofs: readonly Proof[]; readonly withinMs?: number }
  /** What counts between one action and another only, as with a hose pinched or a plug pulled; `afterMs`: not at once. */
  | {
      readonly kind: 'while'
      readonly from: ActionLike
      readonly until: ActionLike
      readonly afterMs?: number
      readonly proof: Proof
    }

/** Low byte first, without a sign. */
export type FrameSignal = {
  readonly firstBit: number
  readonly bits: number
  readonly scale: number
  readonly offset: number
}

/** An action belongs to the world: it is this one when it has all of these fields. */
export type ActionLike = { readonly kind: string }

/** Of the curve on the screen. `span`: from its lowest point to its highest. */
export type ScopeQuantity = 'least' | 'greatest' | 'mean' | 'span'

/** What was wrong, how it can be shown and what puts it right: a world's fault fits. Both null: nothing was wrong. */
export type FaultTruth = {
  readonly id: string
  /** It came while the attempt ran, at the record of the evidence that says so; without that record it never came. */
  readonly isInjected?: boolean
  readonly component: string | null
  readonly failureMode: string | null
  /** Any one of them is enough. */
  readonly proofs: readonly Proof[]
  /** Any one of them cures. */
  readonly repairs: readonly { readonly component: string; readonly repair: string }[]
}

/** Where proofs are looked for: what people did, and what control units answered. */
export type Seen = Pick<Testimony, 'deeds' | 'frames'> & {
  readonly responses: SeenResponses
  readonly dids: readonly DidLayout[]
}

/** Records of the evidence after the first and before the second, neither included. */
export type Span = { readonly after: number; readonly until: number }

/** The records of the first of its proofs that was taken in the span. */
export function firstProof(cause: FaultTruth, seen: Seen, span: Span): number[] | undefined {
  for (const proof of cause.proofs) {
    for (const { indexes } of hitsOf(proof, seen, span)) return indexes
  }
  return undefined
}

/** Where a proof was taken, and when. */
type Hit = { readonly indexes: number[]; readonly stationMs: number }

/** In the order of the evidence. */
function hitsOf(proof: Proof, seen: Seen, span: Span): Iterable<Hit> {
  switch (proof.kind) {
    case 'measurement':
      return deeds(seen, span, (record) => isShownByMeter(record, proof))
    case 'scope':
      return deeds(seen, span, (record) => isShownByScope(record, proof))
    case 'did':
      return answers(seen, span, (response) => isWithin(didOf(response, proof.ecu, proof.did, seen), proof))
    case 'obd':
      return answers(seen, span, (response) => {
        return response.ecu === proof.ecu && isWithin(parameterValueOf(response, proof, seen.dids), proof)
      })
    case 'monitorResult':
      return answers(seen, span, (response) => response.ecu === proof.ecu && isShownByTest(response, proof))
    case 'dtc':
      return answers(seen, span, (response) => {
        return response.ecu === proof.ecu && codesOf(response).includes(proof.code24)
      })
    case 'didDifference':
      return differences(proof, seen, span)
    case 'frame':
      return signals(proof, seen, span)
    case 'silence':
      return silences(proof, seen, span)
    case 'all':
      return together(proof, seen, span)
    case 'while':
      return meanwhile(proof, seen, span)
  }
}

function* deeds(seen: Seen, span: Span, isShown: (record: Deed) => boolean): Generator<Hit> {
  for (const { index, record } of seen.deeds) {
    if (isIn(span, index) && isShown(record)) yield { indexes: [index], stationMs: record.stationMs }
  }
}

function* answers(seen: Seen, span: Span, isShown: (response: EcuResponse) => boolean): Generator<Hit> {
  for (const response of seen.responses) {
    if (response.index >= span.until) return
    if (isIn(span, response.index) && isShown(response)) {
      yield { indexes: [response.index], stationMs: response.stationMs }
    }
  }
}

function* signals(proof: Proof & { kind: 'frame' }, { frames }: Seen, span: Span): Generator<Hit> {
  for (const { index, stationMs, sender, id, data } of frames) {
    if (!isIn(span, index) || sender !== proof.ecu || id !== proof.id) continue
    if (isWithin(signalOf(data, proof.signal), proof)) yield { indexes: [index], stationMs }
  }
}

function signalOf(data: string, { firstBit, bits, scale, offset }: FrameSignal): number | undefined {
  const bytes = parseHex(data) ?? new Uint8Array(0)
  if (firstBit + bits > 8 * bytes.length) return undefined
  let raw = 0
  for (let bit = firstBit + bits - 1; bit >= firstBit; bit--) raw = 2 * raw + ((bytes[bit >> 3] >> (bit & 7)) & 1)
  return offset + scale * raw
}

function* silences(proof: Proof & { kind: 'silence' }, { frames }: Seen, span: Span): Generator<Hit> {
  let lastMs = Number.NEGATIVE_INFINITY
  for (const { index, stationMs, id, sinceMs } of frames) {
    if (id === proof.id) lastMs = stationMs
    else if (isIn(span, index) && stationMs - Math.max(lastMs, sinceMs) >= proof.forMs) {
      yield { indexes: [index], stationMs }
    }
  }
}

function* together({ proofs, withinMs }: Proof & { kind: 'all' }, seen: Seen, span: Span): Generator<Hit> {
  if (withinMs === undefined) {
    const parts = proofs.map((part) => first(hitsOf(part, seen, span)))
    if (parts.length === 0 || !parts.every((part) => part !== undefined)) return
    yield { indexes: parts.flatMap(({ indexes }) => indexes), stationMs: parts[0].stationMs }
    return
  }
  const [leading, ...others] = proofs
  const taken = others.map((part) => ({ hits: [...hitsOf(part, seen, span)], from: 0 }))
  for (const hit of hitsOf(leading, seen, span)) {
    // All are in the order of time: whoever fills an hour with values is not compared with all of it.
    const beside = taken.map((part) => {
      while (part.from < part.hits.length && part.hits[part.from].stationMs < hit.stationMs - withinMs) part.from++
      const next = part.hits.at(part.from)
      return next !== undefined && next.stationMs <= hit.stationMs + withinMs ? next.indexes : undefined
    })
    if (beside.every((part) => part !== undefined)) {
      yield { indexes: [...new Set([hit.indexes, ...beside].flat())], stationMs: hit.stationMs }
    }
  }
}

function* meanwhile({ afterMs = 0, ...proof }: Proof & { kind: 'while' }, seen: Seen, span: Span): Generator<Hit> {
  for (const { from, until } of timesBetween(proof, seen)) {
    const within = { after: Math.max(span.after, from.index), until: Math.min(span.until, until) }
    for (const hit of hitsOf(proof.proof, seen, within)) {
      if (hit.stationMs >= from.record.stationMs + afterMs) yield hit
    }
  }
}

type Between = Pick<Proof & { kind: 'while' }, 'from' | 'until'>

/** From each action of the first kind to the next of the second, or to the end. */
function* timesBetween(actions: Between, seen: Seen): Generator<{ from: Seen['deeds'][number]; until: number }> {
  let from: Seen['deeds'][number] | undefined
  for (const deed of seen.deeds) {
    const { record } = deed
    if (record.kind !== 'action' || record.outcome.kind !== 'done') continue
    if (from === undefined && isLike(record.action, actions.from)) from = deed
    else if (from !== undefined && isLike(record.action, actions.until)) {
      yield { from, until: deed.index }
      from = undefined
    }
  }
  if (from !== undefined) yield { from, until: Number.POSITIVE_INFINITY }
}

const isLike = (action: ActionLike, fields: ActionLike) =>
  Object.entries(fields).every(([name, value]) => (action as { readonly [name: string]: unknown })[name] === value)

function first<T>(items: Iterable<T>): T | undefined {
  for (const item of items) return item
  return undefined
}

type MeterProof = Extract<Proof, { kind: 'measurement' }>

function isShownByMeter(record: Deed, proof: MeterProof): boolean {
  if (record.kind !== 'measurement' || record.outcome.kind !== 'reading') return false
  const { value } = record.outcome.reading
  const sign = signOf(record.measurement, proof)
  return sign !== undefined && isWithin(sign(value === 'OL' ? Infinity : value), proof)
}

const asRead = (value: number) => value

/** How the reading counts for the proof; undefined: it was taken elsewhere or with something else. */
function signOf(taken: Measurement, proof: MeterProof): ((value: number) => number) | undefined {
  if (proof.instrument === 'clamp') {
    return taken.instrument === 'clamp' && taken.wire === proof.wire ? Math.abs : undefined
  }
  if (proof.instrument === 'gauge') {
    return taken.instrument === 'gauge' && taken.point === proof.point ? asRead : undefined
  }
  if (proof.instrument === 'thermometer') {
    return taken.instrument === 'thermometer' && taken.surface === proof.surface ? asRead : undefined
  }
  if (taken.instrument !== proof.instrument) return undefined
  const [first, second] = proof.points
  if (taken.red === first && taken.black === second) return asRead
  const isSwapped = taken.red === second && taken.black === first
  if (!isSwapped || taken.instrument === 'diode') return undefined // A diode the other way round is another test.
  return taken.instrument === 'voltmeter' ? (value) => -value : asRead
}

type ScopeProof = Extract<Proof, { kind: 'scope' }>

function isShownByScope(record: Deed, { points: [first, second], secondsPerDivision, volts }: ScopeProof): boolean {
  if (record.kind !== 'scope' || record.outcome.kind !== 'trace') return false
  if (record.settings.secondsPerDivision < secondsPerDivision) return false
  const { channels } = record.outcome
  return record.settings.channels.some(({ red, black }, i) => {
    const isSwapped = red === second && black === first
    if (!isSwapped && (red !== first || black !== second)) return false
    const { voltsMin, voltsMax, voltsMean } = channels[i]
    const [least, greatest] = isSwapped ? [-voltsMax, -voltsMin] : [voltsMin, voltsMax]
    const seen = { least, greatest, mean: isSwapped ? -voltsMean : voltsMean, span: voltsMax - voltsMin }
    return (Object.keys(volts) as ScopeQuantity[]).every((of) => isWithin(seen[of], volts[of] ?? {}))
  })
}

type TestProof = Extract<Proof, { kind: 'monitorResult' }>

function isShownByTest(response: EcuResponse, { monitorId, testId, isFailed, ...range }: TestProof): boolean {
  return monitorResultsOf(response).some((test) => {
    if (test.monitorId !== monitorId || test.testId !== testId || !isWithin(test.value, range)) return false
    return isFailed !== true || test.value < test.min || test.value > test.max
  })
}

function* differences(proof: Proof & { kind: 'didDifference' }, seen: Seen, span: Span): Generator<Hit> {
  const taken = valuesOf(proof.ecu, proof.minus, { seen, span })
  let from = 0
  for (const one of valuesOf(proof.ecu, proof.did, { seen, span })) {
    // Both are in the order of time, as above.
    while (from < taken.length && one.stationMs - taken[from].stationMs > proof.withinMs) from++
    for (let i = from; i < taken.length && taken[i].stationMs - one.stationMs <= proof.withinMs; i++) {
      if (!isWithin(one.value - taken[i].value, proof)) continue
      yield { indexes: [...new Set([one.index, taken[i].index])], stationMs: one.stationMs }
      break
    }
  }
}

type Value = { readonly value: number; readonly index: number; readonly stationMs: number }

function valuesOf(ecu: string, did: number, { seen, span }: { seen: Seen; span: Span }): Value[] {
  const values: Value[] = []
  for (const response of seen.responses) {
    if (response.index >= span.until) break
    if (!isIn(span, response.index)) continue
    const value = didOf(response, ecu, did, seen)
    if (value !== undefined) values.push({ value, index: response.index, stationMs: response.stationMs })
  }
  return values
}

function didOf(response: EcuResponse, ecu: string, did: number, { dids }: Seen): number | undefined {
  return response.ecu === ecu ? didValue(response, did, dids) : undefined
}

const isIn = ({ after, until }: Span, index: number) => index > after && index < until

function isWithin(value: number | undefined, { min = -Infinity, max = Infinity }: Range): boolean {
  return value !== undefined && value >= min && value <= max
}
