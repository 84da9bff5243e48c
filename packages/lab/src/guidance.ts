/**
 * How far a guided attempt has come along its plan, told from its evidence alone: by whichever tool, at whichever door.
 *
 * A step is done when the evidence shows its deed, whatever came of it: a tick for the right deed would find the cause for
 * whoever tries them all. The one verdict is the world's own, that the car is isolated, which the evidence holds as a record.
 * Invariant: the same evidence gives the same progress, and nothing of the truth goes into it.
 */
import { MODE } from '@luban/protocols/obd/tables'
import { POSITIVE_RESPONSE, REPORT, SERVICE } from '@luban/protocols/uds/tables'
import type { EvidenceOf, EvidenceRecord } from './evidence.ts'
import { createExchangeReader, type Exchange } from './exchanges.ts'
import { type GuidePlan, type GuideStepId, STEPS_IF_NEEDED } from './guide-plan.ts'
import type { Place } from './questions.ts'
import type { EcuAddress } from './responses.ts'

/** What a step consists of, where that is more than one deed. */
export const GUIDE_PARTS = [
  'isolated', // The world has found it so.
  'stillIsolated',
  'measured',
  'measuredBeforeRepair',
  'codesCleared', // All three after the last repair.
  'usedAgain',
  'codesReadAgain',
] as const

export type GuidePart = (typeof GUIDE_PARTS)[number]

export type GuideStepProgress = {
  readonly id: GuideStepId
  /** Of the rubric: what the step earns. */
  readonly criteria: readonly string[]
  /** Not every case asks for it. */
  readonly isIfNeeded: boolean
  readonly parts: readonly { readonly id: GuidePart; readonly isDone: boolean }[]
  /** Where the evidence shows it; null while it does not. */
  readonly done: Place | null
  /** Where its hint was opened. */
  readonly hint: Place | null
}

export type GuideProgress = {
  readonly steps: readonly GuideStepProgress[]
  /** What comes next; null when all is done. */
  readonly next: GuideStepId | null
}

export type Guide = {
  /** Every record of the attempt, in its order. True: the progress is another now. */
  see(record: EvidenceRecord, index: number): boolean
  readonly progress: GuideProgress
}

/** Who prepares the car is no trainee. */
const EXERCISE = 'exercise'

export function createGuide(plan: GuidePlan, ecus: readonly EcuAddress[]): Guide {
  const course = createCourse(plan.some(({ id }) => id === 'repair'))
  const units = new Set(ecus.map(({ id }) => id))
  const exchanges = createExchangeReader(ecus, (exchange) => seeExchange(course, exchange, units))
  const hints = new Map<GuideStepId, Place>()
  let progress = progressOf(plan, course, hints)

  return {
    see(record, index) {
      const place = { index, stationMs: record.stationMs, wallMs: record.wallMs }
      const changesBefore = course.changeCount
      if (record.kind === 'guidance' && record.step !== undefined && !hints.has(record.step)) {
        hints.set(record.step, place)
        course.changeCount++
      }
      seeDeed(course, record, place)
      exchanges.see(record, index)
      if (course.changeCount === changesBefore) return false
      progress = progressOf(plan, course, hints)
      return true
    },
    get progress() {
      return progress
    },
  }
}

/** What of the attempt its progress hangs on. */
type Course = {
  readonly hasRepairs: boolean
  readonly first: Map<GuideStepId, Place>
  /** Since the last repair, or since the start where nobody can repair. */
  cleared: Place | undefined
  usedAgain: Place | undefined
  readAgain: Place | undefined
  isRepaired: boolean
  isMeasuredBefore: boolean
  isIsolated: boolean
  isCutOff: boolean
  isPowerOn: boolean
  isAnswered: boolean
  changeCount: number
}

function createCourse(hasRepairs: boolean): Course {
  return {
    hasRepairs,
    first: new Map(),
    ...{ cleared: undefined, usedAgain: undefined, readAgain: undefined },
    ...{ isRepaired: false, isMeasuredBefore: false, isIsolated: false, isCutOff: false },
    ...{ isPowerOn: false, isAnswered: false, changeCount: 0 },
  }
}

function note(course: Course, step: GuideStepId, place: Place): void {
  if (course.first.has(step)) return
  course.first.set(step, place)
  course.changeCount++
}

function seeDeed(course: Course, record: EvidenceRecord, place: Place): void {
  switch (record.kind) {
    case 'action':
      seePower(course, record)
      if (record.by !== EXERCISE) seeAction(course, record, place)
      break
    case 'measurement': {
      // A voltmeter on a car that is cut off looks for voltage that should be gone: that is part of making it safe.
      const isForSafety = course.isCutOff && !course.isIsolated && record.measurement.instrument === 'voltmeter'
      if (record.outcome.kind === 'reading' && !isForSafety) seeMeasured(course, place)
      break
    }
    case 'scope':
      if (record.outcome.kind === 'trace') seeMeasured(course, place)
      break
    case 'guidance':
      if (record.event === 'hintOpened') break
      course.isIsolated = record.event === 'isolated'
      course.changeCount++
      if (course.isIsolated) note(course, 'makeSafe', place)
      break
    case 'diagnosis':
      note(course, 'conclude', place)
  }
}

function seeMeasured(course: Course, place: Place): void {
  note(course, 'measure', place)
  course.isMeasuredBefore ||= !course.isRepaired
}

/** An action belongs to the world: those of its kinds that the method speaks of are known here. */
type KnownAction = {
  readonly kind: string
  readonly to?: unknown
  readonly plugged?: unknown
  readonly profile?: unknown
}

/** Whoever switched it on: a car that an exercise hands over switched on is on. */
function seePower(course: Course, { action, outcome }: EvidenceOf<'action'>): void {
  const { kind, to } = action as KnownAction
  if (kind === 'power' && outcome.kind === 'done') course.isPowerOn = to === 'on'
}

function seeAction(course: Course, { action, outcome }: EvidenceOf<'action'>, place: Place): void {
  if (outcome.kind === 'hazard') return
  if (isUse(action)) {
    note(course, 'observe', place)
    if (course.isRepaired && course.usedAgain === undefined) {
      course.usedAgain = place
      course.changeCount++
    }
  }
  if (outcome.kind !== 'done') return
  const { kind, inserted } = action as KnownAction & { readonly inserted?: unknown }
  if (kind === 'serviceDisconnect') course.isCutOff = inserted === false
  if (kind !== 'repair') return
  note(course, 'repair', place)
  course.isRepaired = true
  course.changeCount++
  course.cleared = course.usedAgain = course.readAgain = undefined
}

/** As the customer did. A start that does nothing shows as much as one that does. */
function isUse({ kind, plugged, profile }: KnownAction): boolean {
  return kind === 'start' || (kind === 'charger' && plugged === true) || (kind === 'profile' && profile !== 'off')
}

function seeExchange(course: Course, exchange: Exchange, units: ReadonlySet<string>): void {
  const { request, response, ecu, index, stationMs, wallMs } = exchange
  const place = { index, stationMs, wallMs }
  const isAnswered = response !== null && response[0] === request[0] + POSITIVE_RESPONSE
  course.isAnswered ||= response !== null
  // A car whose units are all silent has been asked all the same: that nobody answers is what there is to be found.
  const isSilent = response === null && !course.isAnswered && course.isPowerOn && (units.has(ecu) || ecu === 'all')
  if (isAnswered && isClearing(request)) seeCleared(course, place)
  if (!isAnswered && !isSilent) return
  if (asksForCodes(request)) {
    note(course, 'readCodes', place)
    if (!isAnswered || course.cleared === undefined || course.readAgain !== undefined) return
    course.readAgain = place
    course.changeCount++
  } else if (asksForValues(request)) note(course, 'readValues', place)
}

function seeCleared(course: Course, place: Place): void {
  if ((course.hasRepairs && !course.isRepaired) || course.cleared !== undefined) return
  course.cleared = place
  course.changeCount++
}

const isClearing = ([service]: Uint8Array) => service === SERVICE.clearDiagnosticInformation || service === MODE.clear

/** Of what is stored; the list of all codes that a unit knows is no reading. */
function asksForCodes([service, subfunction]: Uint8Array): boolean {
  if (service === SERVICE.readDtcInformation) return (subfunction & 0x7f) !== REPORT.supportedDtc
  return service === MODE.confirmedDtcs || service === MODE.pendingDtcs || service === MODE.permanentDtcs
}

/** Identification is no live value, and neither is the list of those that there are. */
function asksForValues([service, first]: Uint8Array): boolean {
  if (service === SERVICE.readDataByIdentifier) return first !== IDENTIFICATION
  return service === MODE.currentData && first % PIDS_PER_LIST !== 0
}

/** The upper byte of the identification options of ISO 14229-1, F180 to F19E among them. */
const IDENTIFICATION = 0xf1
const PIDS_PER_LIST = 0x20

function progressOf(plan: GuidePlan, course: Course, hints: ReadonlyMap<GuideStepId, Place>): GuideProgress {
  const steps = plan.map(({ id, criteria }): GuideStepProgress => {
    const parts = partsOf(id, course)
    const done = id === 'verify' ? verifiedAt(course) : course.first.get(id)
    return { id, criteria, isIfNeeded: STEPS_IF_NEEDED.has(id), parts, done: done ?? null, hint: hints.get(id) ?? null }
  })
  return { steps, next: nextOf(steps) }
}

function partsOf(id: GuideStepId, course: Course): GuideStepProgress['parts'] {
  const part = (id: GuidePart, isDone: boolean) => ({ id, isDone })
  switch (id) {
    case 'makeSafe':
      return [part('isolated', course.first.has(id)), part('stillIsolated', course.isIsolated)]
    case 'measure':
      return [part('measured', course.first.has(id)), part('measuredBeforeRepair', course.isMeasuredBefore)]
    case 'verify': {
      const used = part('usedAgain', course.usedAgain !== undefined)
      const cleared = part('codesCleared', course.cleared !== undefined)
      return [cleared, ...(course.hasRepairs ? [used] : []), part('codesReadAgain', course.readAgain !== undefined)]
    }
    default:
      return []
  }
}

/** Where the last of its deeds stands. A repair that follows asks for all of them again. */
function verifiedAt({ hasRepairs, usedAgain, cleared, readAgain }: Course): Place | undefined {
  const places = hasRepairs ? [cleared, usedAgain, readAgain] : [cleared, readAgain]
  const known = places.filter((place) => place !== undefined)
  if (known.length < places.length) return undefined
  return known.reduce((last, place) => (place.index > last.index ? place : last))
}

/** What was left out before what is done already; then what follows. What is asked for only at need is never caught up on. */
function nextOf(steps: readonly GuideStepProgress[]): GuideStepId | null {
  const last = steps.findLastIndex(({ done }) => done !== null)
  const left = steps.slice(0, last).find(({ done, isIfNeeded }) => done === null && !isIfNeeded)
  return (left ?? steps.slice(last + 1).find(({ done }) => done === null))?.id ?? null
}
