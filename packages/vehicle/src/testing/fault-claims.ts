/**
 * Four proofs for each fault of a car, through the doors that users have: exactly the declared codes appear; each proving
 * reading holds on this car and on no healthy one; each declared repair cures; no repair of anything else does.
 * Sentences with what shows them: a model's `faults.test.ts` makes a test of each.
 */
import { decodeObdResponse, decodeParameter, type MonitorTestReading } from '@luban/protocols/obd/codec'
import { assert, hex, unitRandom } from '@luban/stdx'
import type { ActionLike, CarAction, CarOptions, FaultInfo, Measurement, Proof, Range, ScopeQuantity } from '../car.ts'
import type { Bench } from '../test-bench.ts'
import { lookAt } from './scope-bench.ts'

export type Use = (bench: Bench) => void

export type FaultCase = {
  readonly id: string
  /** When a person would look: one of the workshop's for each proof; several, one after another, for the parts of a joint one. */
  readonly moments: readonly (string | readonly string[])[]
  readonly settings?: CarOptions['settings']
  /** What the driver did before the workshop sees the car; the usual when nothing is said. */
  readonly use?: Use
  /** By what one tells that it is still there when the car comes back: by its codes, or by its first proof. */
  readonly isCuredBy?: 'codes' | 'proofs'
  /** What the car needs after the cure until it is as it was: to cool down, to be charged. */
  readonly recover?: Use
  /** What is otherwise when it comes while the car is used: in which car, what can still be done with it, all of its codes. */
  readonly coming?: {
    readonly settings?: CarOptions['settings']
    readonly use?: Use
    readonly codes?: readonly string[]
    /** Those of a sound car that comes as hot as this one. */
    readonly codesBefore?: readonly string[]
  }
  /** Which of its codes come again when everything else was repaired, where those repairs hide one for a while. */
  readonly codesAfterOtherRepairs?: readonly string[]
  /** While it is there no unit is heard. */
  readonly areCodesReadAfterRepair?: true
}

/** What one model's tests know of it. */
export type Workshop = {
  standAt(options: Partial<CarOptions>): Bench
  readonly moments: Readonly<Record<string, Use>>
  useAsCustomer: Use
  /** Ready to be worked on, and ready for the customer again. */
  takeIn: Use
  giveBack: Use
  /** Asked after the customer's use. */
  isWell(bench: Bench): boolean
}

/** Somebody pulls this connector. */
export const pull =
  (connector: string): Use =>
  (bench) =>
    bench.act({ kind: 'connector', connector, plugged: false })

/** Two faults in one car. */
export type FaultPair = readonly [FaultCase, FaultCase]

export type Claim = { readonly sentence: string; show(): void }

/** Of each fault in turn. */
export function claimsOf(workshop: Workshop, faults: readonly FaultCase[]): Claim[] {
  const soundAt = soundCars(workshop)
  return faults.flatMap((fault) => claimsOfOne(workshop, fault, soundAt))
}

function claimsOfOne(workshop: Workshop, fault: FaultCase, soundAt: SoundCars): Claim[] {
  /** Whose codes were read goes on to the workshop: driving it there again would show nothing new. */
  let used: Bench | undefined
  const claims: Claim[] = [
    {
      sentence: `${fault.id}: exactly the declared codes, and each is of a unit that has it`,
      show: () => {
        const bench = showCodes(workshop, fault)
        if (!fault.areCodesReadAfterRepair) used = bench
      },
    },
    {
      sentence: `${fault.id}: every proof holds on this car and on no healthy one`,
      show: () => showProofs(workshop, fault, soundAt),
    },
  ]
  if (truthOf(workshop, fault).repairs.length === 0) return claims
  return [
    ...claims,
    {
      sentence: `${fault.id}: each declared repair cures`,
      show: () => {
        const first = used
        used = undefined
        showRepairs(workshop, fault, first)
      },
    },
    {
      sentence: `${fault.id}: no repair of any other component cures`,
      show: () => showWrongRepairs(workshop, fault),
    },
  ]
}

/** Of each that an instructor can let come and go. */
export function injectedClaimsOf(workshop: Workshop, faults: readonly FaultCase[]): Claim[] {
  return faults.flatMap((fault) => {
    if (truthOf(workshop, fault).repairs.length === 0) return []
    const sentence = `${fault.id} comes while the car is used, is seen as from the start, and goes without a trace`
    return [{ sentence, show: () => showInjected(workshop, fault) }]
  })
}

function showInjected(workshop: Workshop, fault: FaultCase): void {
  const { coming = {} } = fault
  const bench = broken(workshop, { ...fault, settings: { ...fault.settings, ...coming.settings } })
  const [truth] = bench.car.faults
  bench.car.clear(fault.id) // A sound car, as full and as warm as the fault's own story begins.
  assert(workshop.isWell(bench), 'it is sound')
  assertCodes(bench, coming.codesBefore ?? [], 'sound: ')
  bench.car.inject(fault.id)
  bench.run(1)
  switchOff(bench)
  use(workshop, { ...fault, ...(coming.use && { use: coming.use }) }, bench)
  const expected = coming.codes ?? declared(truth, bench)
  if (!fault.areCodesReadAfterRepair) assertCodes(bench, expected, 'it came: ')
  if (isToldByProof(fault, truth)) assert(isProven(workshop, fault, bench), 'it came, and its first proof holds')
  bench.car.clear(fault.id)
  if (fault.areCodesReadAfterRepair) {
    bench.run(2)
    assertCodes(bench, expected, 'it was there: ')
  }
  bench.car.act({ kind: 'charger', plugged: false })
  switchOff(bench)
  fault.recover?.(bench)
  useAfterClear(workshop, fault, bench)
  assertCodes(bench, [], 'it went: ')
  if (isToldByProof(fault, truth)) assert(!isProven(workshop, fault, bench), 'it went, and its first proof holds')
}

/** Of those that can come and go: with time each of them is there at one look and is not at another, by its first proof. */
export function intermittentClaimsOf(workshop: Workshop, faults: readonly FaultCase[]): Claim[] {
  return faults.map((fault) => ({
    sentence: `${fault.id}: what comes with time is proven at one look and not at another`,
    show: () => {
      const looks = new Set<boolean>()
      for (let seed = 1; looks.size < 2 && seed <= SEEDS_MAX; seed++) {
        const settings = { ...fault.settings, faultsComeBy: 'time' } as const
        const bench = workshop.standAt({ seed, faults: [fault.id], settings })
        workshop.moments[firstMoment(fault)](bench)
        for (let look = 0; looks.size < 2 && look < LOOKS_MAX; look++) {
          looks.add(holds(bench.car.faults[0].proofs[0], bench))
          bench.run(BETWEEN_LOOKS_S)
        }
      }
      assert(looks.size === 2, `proven at every look: ${[...looks].join()}`)
    },
  }))
}

/** Some are looked for in the moment of starting alone: the next car has other moments. */
const SEEDS_MAX = 8
const LOOKS_MAX = 8
const BETWEEN_LOOKS_S = 4

const isToldByProof = ({ isCuredBy }: FaultCase, { codes }: FaultInfo): boolean =>
  isCuredBy === 'proofs' || codes.length === 0

function switchOff(bench: Bench): void {
  bench.act({ kind: 'power', to: 'off' })
  bench.run(15)
}

type SoundCars = {
  /** A healthy car at this moment, to be read, and to be given back if it still is there. */
  take(moment: string, settings: CarOptions['settings']): Bench
  giveBack(bench: Bench, moment: string, settings: CarOptions['settings']): void
}

/** The proofs of several faults are looked for on one healthy car where they are looked for at one moment. */
function soundCars({ standAt, moments }: Workshop): SoundCars {
  const waiting = new Map<string, Bench>()
  const keyOf = (moment: string, settings: CarOptions['settings']) => JSON.stringify([moment, settings ?? {}])
  return {
    take(moment, settings) {
      const key = keyOf(moment, settings)
      const kept = waiting.get(key)
      waiting.delete(key)
      if (kept !== undefined) return kept
      const bench = standAt({ settings: settings ?? {} })
      moments[moment](bench)
      return bench
    },
    giveBack: (bench, moment, settings) => void waiting.set(keyOf(moment, settings), bench),
  }
}

/**
 * Of pairs that are drawn anew with each seed, so many and as many more as bring every fault into one: while both are there
 * the codes of both are, but for what is said in `together`; with one of two put right the car is what the other makes it,
 * by its codes, or by its first proof; with both it is sound. Left out are pairs that cannot be in one car, or are put right
 * at once.
 */
export function pairClaimsOf(
  workshop: Workshop,
  faults: readonly FaultCase[],
  { seed, count, isTried, together = {} }: PairOptions,
): Claim[] {
  const pairs = faults.flatMap((first, i) => faults.slice(i + 1).map((second): FaultPair => [first, second]))
  const order = pairs.map((pair, i) => ({ pair, at: unitRandom(seed, i, PAIRS) })).sort((a, b) => a.at - b.at)
  const drawn = coveringPairs(order.map(({ pair }) => pair).filter(isTried), count)
  const keys = drawn.map(keyOf)
  for (const key of Object.keys(together)) assert(keys.includes(key), `${key} is not drawn`)
  return drawn.map((pair) => ({
    sentence: `${keyOf(pair)}: both are seen; each is cured by its own repair, and the other stays (seed ${seed})`,
    show: () => {
      const bench = showBoth(workshop, pair, together[keyOf(pair)])
      showOneLeft(workshop, pair, bench)
      showSoundAfter(workshop, pair, bench)
      // Sound it is then too: as before, with the other part fitted last.
      showOneLeft(workshop, [pair[1], pair[0]], standWithBoth(workshop, pair))
    },
  }))
}

export type PairOptions = {
  readonly seed: number
  readonly count: number
  isTried(pair: FaultPair): boolean
  readonly together?: Readonly<Record<string, Together>>
}

/** What is not as the sum of two, by `one and other`: codes that do not come, codes that come too, and the reason. */
export type Together = { readonly hidden?: readonly string[]; readonly more?: readonly string[]; readonly why: string }

const keyOf = ([first, second]: FaultPair): string => `${first.id} and ${second.id}`

/** The first so many, and of the others each with a fault that was in none before it: so all are in one. */
function coveringPairs(pairs: readonly FaultPair[], count: number): FaultPair[] {
  const covered = new Set<FaultCase>()
  return pairs.filter((pair, i) => {
    const isDrawn = i < count || pair.some((fault) => !covered.has(fault))
    if (isDrawn) for (const fault of pair) covered.add(fault)
    return isDrawn
  })
}

/** What is drawn for them from a seed. */
const PAIRS = 4711

const standWithBoth = ({ standAt }: Workshop, [first, second]: FaultPair): Bench =>
  standAt({ faults: [first.id, second.id], settings: { ...first.settings, ...second.settings } })

/** Used as the customer of each would. */
function showBoth(workshop: Workshop, pair: FaultPair, { hidden = [], more = [] }: Partial<Together> = {}): Bench {
  const bench = standWithBoth(workshop, pair)
  const [first, ...others] = new Set(pair.map((fault) => fault.use ?? workshop.useAsCustomer))
  first(bench)
  for (const use of others) {
    switchOff(bench)
    use(bench)
  }
  const isBusDead = pair.some(({ areCodesReadAfterRepair }) => areCodesReadAfterRepair)
  const both = isBusDead ? [] : bench.car.faults.flatMap((truth) => declared(truth, bench))
  const expected = new Set([...both.filter((code) => !hidden.includes(code)), ...more])
  assertCodes(bench, [...expected], 'both are there: ')
  return bench
}

/** The first is put right. */
function showOneLeft(workshop: Workshop, [first, second]: FaultPair, bench: Bench): void {
  const truths = bench.car.faults
  const [repaired, left] = [first, second].map(({ id }) => truths.find((truth) => truth.id === id))
  assert(repaired !== undefined && left !== undefined, `${first.id} and ${second.id} are there`)
  if (repaired.repairs.length === 0) return
  workshop.takeIn(bench)
  bench.act({ kind: 'repair', ...repaired.repairs[0] })
  comeBack(workshop, second, bench, [first])
  assertShows(workshop, second, left, bench, `${first.id} repaired: `)
}

/** Then the second. */
function showSoundAfter(workshop: Workshop, [first, second]: FaultPair, bench: Bench): void {
  const [, { repairs }] = bench.car.faults
  workshop.takeIn(bench)
  for (const repair of repairs.slice(0, 1)) bench.act({ kind: 'repair', ...repair })
  comeBack(workshop, first, bench, [first, second])
  assert(workshop.isWell(bench), `${first.id} and ${second.id} repaired`)
  assertCodes(bench, [], `${first.id} and ${second.id} repaired: `)
}

function assertShows(
  workshop: Workshop,
  fault: FaultCase,
  truth: FaultInfo,
  bench: Bench,
  of: string,
  codes: readonly string[] = declared(truth, bench),
): void {
  if (!isToldByProof(fault, truth)) assertCodes(bench, codes, of)
  else assert(isProven(workshop, fault, bench, truth), `${of}${tell(truth.proofs[0], bench)}`)
}

function firstMoment({ id, moments: [moment] }: FaultCase): string {
  assert(typeof moment === 'string', `${id}: its first proof is taken at one moment`)
  return moment
}

function broken({ standAt }: Workshop, { id, settings }: FaultCase): Bench {
  return standAt({ faults: [id], ...(settings && { settings }) })
}

const truthOf = (workshop: Workshop, fault: FaultCase): FaultInfo => broken(workshop, fault).car.faults[0]

function showCodes(workshop: Workshop, fault: FaultCase): Bench {
  const bench = broken(workshop, fault)
  use(workshop, fault, bench)
  if (fault.areCodesReadAfterRepair) {
    bench.act({ kind: 'repair', ...bench.car.faults[0].repairs[0] })
    bench.run(2)
  }
  assertCodes(bench, declared(bench.car.faults[0], bench), '')
  return bench
}

function use({ useAsCustomer }: Workshop, fault: FaultCase, bench: Bench): void {
  const asThisOne = fault.use ?? useAsCustomer
  asThisOne(bench)
}

function showProofs(workshop: Workshop, fault: FaultCase, soundAt: SoundCars): void {
  const { proofs } = truthOf(workshop, fault)
  assert(proofs.length === fault.moments.length, 'one moment for each proof')
  for (const [i, moments] of fault.moments.entries()) {
    if (typeof moments !== 'string') showInTurn(workshop, fault, proofs[i], moments)
  }
  for (const moment of new Set(fault.moments)) {
    if (typeof moment !== 'string') continue
    const [faulty, healthy] = [broken(workshop, fault), soundAt.take(moment, fault.settings)]
    workshop.moments[moment](faulty)
    const looked = proofs.filter((_, i) => fault.moments[i] === moment)
    for (const proof of looked) {
      const at = `proof ${proofs.indexOf(proof)} ${moment}`
      assert(holds(proof, faulty), `${at}: ${tell(proof, faulty)}`)
      assert(!holds(proof, healthy), `${at}, on a healthy car: ${tell(proof, healthy)}`)
    }
    if (looked.every(isReadAtOnce)) soundAt.giveBack(healthy, moment, fault.settings)
  }
}

/** The car is afterwards as it was before: no time has passed, and nobody has touched it. */
function isReadAtOnce(proof: Proof): boolean {
  if (proof.kind === 'all') return proof.proofs.every(isReadAtOnce)
  return !['while', 'silence', 'scope', 'frame'].includes(proof.kind)
}

/** On one drive: each part of the proof at its own moment. */
function showInTurn(workshop: Workshop, fault: FaultCase, proof: Proof, moments: readonly string[]): void {
  assert(proof.kind === 'all' && proof.proofs.length === moments.length, 'a moment for each part')
  const [faulty, healthy] = [broken(workshop, fault), workshop.standAt({ settings: fault.settings ?? {} })]
  let isHealthyToo = true
  for (const [i, part] of proof.proofs.entries()) {
    for (const bench of [faulty, healthy]) workshop.moments[moments[i]](bench)
    assert(holds(part, faulty), `part ${i} ${moments[i]}: ${tell(part, faulty)}`)
    isHealthyToo &&= holds(part, healthy)
  }
  assert(!isHealthyToo, `every part holds on a healthy car: ${JSON.stringify(proof)}`)
}

function showRepairs(workshop: Workshop, fault: FaultCase, used: Bench | undefined): void {
  for (const [i, { component, repair }] of truthOf(workshop, fault).repairs.entries()) {
    const bench = takeToTheWorkshop(workshop, fault, i === 0 ? used : undefined)
    bench.act({ kind: 'repair', component, repair })
    comeBack(workshop, fault, bench, [fault])
    assert(workshop.isWell(bench), `${component} ${repair}`)
    assertCodes(bench, [], `${component} ${repair}: `)
    if (isToldByProof(fault, bench.car.faults[0])) assert(!isProven(workshop, fault, bench), `${component} ${repair}`)
  }
}

function showWrongRepairs(workshop: Workshop, fault: FaultCase): void {
  const bench = broken(workshop, fault)
  const [truth] = bench.car.faults
  if (isToldByProof(fault, truth)) use(workshop, fault, bench)
  workshop.takeIn(bench)
  for (const { id, repairs } of bench.car.model.components) {
    if (id === truth.component) continue
    for (const repair of repairs) bench.act({ kind: 'repair', component: id, repair: repair.id })
  }
  comeBack(workshop, fault, bench)
  if (fault.areCodesReadAfterRepair && !isToldByProof(fault, truth)) {
    bench.act({ kind: 'repair', ...truth.repairs[0] })
    bench.run(2)
  }
  const codes = fault.codesAfterOtherRepairs ?? declared(truth, bench)
  assertShows(workshop, fault, truth, bench, 'all else repaired: ', codes)
}

function takeToTheWorkshop(workshop: Workshop, fault: FaultCase, used?: Bench): Bench {
  const bench = used ?? broken(workshop, fault)
  if (used === undefined) use(workshop, fault, bench)
  workshop.takeIn(bench)
  return bench
}

/** `cured`: which of them needs some time. */
function comeBack(workshop: Workshop, fault: FaultCase, bench: Bench, cured: readonly FaultCase[] = []): void {
  workshop.giveBack(bench)
  for (const { recover } of cured) recover?.(bench)
  useAfterClear(workshop, fault, bench)
}

function useAfterClear(workshop: Workshop, fault: FaultCase, bench: Bench): void {
  bench.act({ kind: 'power', to: 'on' })
  bench.run(3)
  for (const { id } of bench.car.model.ecus) bench.ask(id, '14FFFFFF') // Who has no supply does not answer.
  use(workshop, fault, bench)
}

/** By its first proof. */
function isProven({ moments }: Workshop, fault: FaultCase, bench: Bench, truth = bench.car.faults[0]): boolean {
  bench.act({ kind: 'power', to: 'off' })
  bench.run(10)
  moments[firstMoment(fault)](bench)
  return holds(truth.proofs[0], bench)
}

/** What needs two trips to be confirmed is pending after one. */
function assertCodes(bench: Bench, expected: readonly string[], of: string): void {
  const [found, wanted] = [bench.codes({ arePendingToo: true }), expected].map((list) => list.toSorted().join(', '))
  assert(found === wanted, `${of}found ${found}; expected ${wanted}`)
}

/** As `Bench.codes` tells them. */
function declared({ codes }: Pick<FaultInfo, 'codes'>, bench: Bench): string[] {
  return codes.map(({ ecu, code24 }) => {
    const known = bench.car.model.dtcs.find((dtc) => dtc.code24 === code24 && dtc.ecus.includes(ecu))
    assert(known !== undefined, `${ecu} does not have ${code24.toString(16)}`)
    return `${ecu} ${known.code}`
  })
}

function holds(proof: Proof, bench: Bench): boolean {
  if (proof.kind === 'all') return proof.proofs.every((part) => holds(part, bench))
  if (proof.kind === 'dtc') return bench.codes().includes(declared({ codes: [proof] }, bench)[0])
  if (proof.kind === 'while') {
    bench.act(whole(proof.from, bench))
    bench.run(proof.afterMs === undefined ? SETTLING_S : proof.afterMs / 1000)
    const isHeld = holds(proof.proof, bench)
    bench.act(whole(proof.until, bench))
    bench.run(1)
    return isHeld
  }
  if (proof.kind === 'silence') {
    const ids = listen(bench, proof.forMs / 1000).map(({ id }) => id)
    return ids.length > 0 && !ids.includes(proof.id)
  }
  if (proof.kind === 'scope') {
    const seen = curveOf(proof, bench)
    return (Object.keys(proof.volts) as ScopeQuantity[]).every((of) => isWithin(seen[of], proof.volts[of] ?? {}))
  }
  if (proof.kind === 'monitorResult' && proof.isFailed) {
    const test = testOf(proof, bench)
    return (test.value < test.min || test.value > test.max) && isWithin(test.value, proof)
  }
  if (proof.kind === 'frame') return signalsOf(proof, bench).some((value) => isWithin(value, proof))
  return isWithin(readingOf(proof, bench), proof)
}

/** With whatever fits where the proof does not care. */
function whole(action: ActionLike, { car: { model } }: Bench): CarAction {
  if (action.kind !== 'swap') return action as CarAction
  const named = action.one ?? action.other ?? ''
  const partner = model.interchangeable?.find((kind) => kind.includes(named))?.find((id) => id !== named)
  assert(partner !== undefined, `nothing fits in the place of ${named}`)
  return { one: partner, other: partner, swapped: true, ...action }
}

/** What was pinched or pulled shows after a while. */
const SETTLING_S = 30

const isWithin = (value: number, { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: Range) =>
  value >= min && value <= max

type WithValue = Exclude<Proof, { kind: 'all' | 'while' | 'dtc' | 'scope' | 'silence' | 'frame' }>

function readingOf(proof: WithValue, bench: Bench): number {
  switch (proof.kind) {
    case 'measurement': {
      const value = bench.read(measurementOf(proof))
      return proof.instrument === 'clamp' ? Math.abs(value) : value
    }
    case 'did':
      return bench.value(proof.ecu, proof.did)
    case 'didDifference':
      return bench.value(proof.ecu, proof.did) - bench.value(proof.ecu, proof.minus)
    case 'obd':
      return parameterOf(proof, bench)
    case 'monitorResult':
      return testOf(proof, bench).value
  }
}

function parameterOf({ ecu, pid, field = 0, isFrozen }: Extract<Proof, { kind: 'obd' }>, bench: Bench): number {
  const answer = bench.ask(ecu, isFrozen ? `02${byte(pid)}00` : `01${byte(pid)}`)
  const told = decodeObdResponse(hex(answer ?? ''))
  const record = typeof told !== 'string' && 'parameters' in told ? told.parameters[0].bytes : undefined
  const value = record && decodeParameter(pid, record)?.[field]
  assert(value !== undefined, `${ecu} ${byte(pid)}: ${answer}`)
  return value
}

function testOf(
  { ecu, monitorId, testId }: Extract<Proof, { kind: 'monitorResult' }>,
  bench: Bench,
): MonitorTestReading {
  const answer = bench.ask(ecu, `06${byte(monitorId)}`)
  const told = decodeObdResponse(hex(answer ?? ''))
  const test =
    typeof told !== 'string' && told.kind === 'monitorTests' && told.tests.find((one) => one.testId === testId)
  assert(test, `${ecu} ${byte(monitorId)}: ${answer}`)
  return test
}

function curveOf({ points: [red, black], secondsPerDivision }: Extract<Proof, { kind: 'scope' }>, { car }: Bench) {
  const { voltsMin, voltsMax, voltsMean } = lookAt(car, { red, black, perDivisionS: secondsPerDivision })
  return { least: voltsMin, greatest: voltsMax, mean: voltsMean, span: voltsMax - voltsMin }
}

type FrameProof = Extract<Proof, { kind: 'frame' }>

/** What is said on the bus meanwhile. */
function listen(bench: Bench, seconds: number): { id: number; sender: string; data: Uint8Array }[] {
  const heard: { id: number; sender: string; data: Uint8Array }[] = []
  let isListening = true
  bench.car.bus.record(({ id, data }, sender) => {
    if (isListening) heard.push({ id, sender, data: data.slice() })
  })
  bench.run(seconds)
  isListening = false
  return heard
}

function signalsOf({ ecu, id, signal: { firstBit, bits, scale, offset } }: FrameProof, bench: Bench): number[] {
  const found = listen(bench, 1).filter((frame) => frame.id === id && frame.sender === ecu)
  assert(found.length > 0, `${ecu} does not send ${id.toString(16)}`)
  return found.map(({ data }) => {
    let raw = 0
    for (let bit = firstBit + bits - 1; bit >= firstBit; bit--) raw = 2 * raw + ((data[bit >> 3] >> (bit & 7)) & 1)
    return offset + scale * raw
  })
}

const byte = (value: number) => value.toString(16).padStart(2, '0')

function measurementOf(proof: Extract<Proof, { kind: 'measurement' }>): Measurement {
  if (proof.instrument === 'clamp') return { instrument: 'clamp', wire: proof.wire }
  if (proof.instrument === 'gauge') return { instrument: 'gauge', point: proof.point }
  if (proof.instrument === 'thermometer') return { instrument: 'thermometer', surface: proof.surface }
  const [red, black] = proof.points
  return { instrument: proof.instrument, red, black }
}

/** The readings, for a test that fails. */
function tell(proof: Proof, bench: Bench): string {
  if (proof.kind === 'all') return proof.proofs.map((part) => tell(part, bench)).join('; ')
  if (proof.kind === 'while') return `${JSON.stringify(proof.from)}: ${tell(proof.proof, bench)}`
  if (proof.kind === 'dtc') return bench.codes().join()
  if (proof.kind === 'frame') return `${JSON.stringify(proof)} carries ${signalsOf(proof, bench).join()}`
  if (proof.kind === 'silence') return `${proof.id.toString(16)} is heard, or nobody`
  if (proof.kind === 'scope') return `${JSON.stringify(proof)} shows ${JSON.stringify(curveOf(proof, bench))}`
  return `${JSON.stringify(proof)} reads ${readingOf(proof, bench)}`
}
