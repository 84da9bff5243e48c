/**
 * Questions that testers have put to control units and that wait for their answers.
 *
 * A tester asks a unit one thing at a time (ISO 14229-2); a question to all units may be answered by several. What was
 * answered "pending" (0x78) waits on.
 * Invariant: every question is told once for each answer, or once without any.
 */
import { isResponsePending, NEGATIVE_RESPONSE, POSITIVE_RESPONSE } from '@luban/protocols/uds/tables'

export type Place = { readonly index: number; readonly stationMs: number; readonly wallMs: number }

export type Question<Asker> = {
  readonly asker: Asker
  /** Whom it may be answered by, and what the one is called who did not answer. */
  readonly units: readonly string[]
  readonly asked: string
  readonly request: Uint8Array
  readonly place: Place
}

/** `place`: of the answer, or of the question that got none. */
export type Outcome<Asker> = {
  readonly asker: Asker
  readonly ecu: string
  readonly request: Uint8Array
  readonly response: Uint8Array | null
  readonly place: Place
}

type Open<Asker> = Question<Asker> & { readonly waitsFor: Set<string>; isAnswered: boolean }

/** P2* of the slowest unit and a little: later than this nobody waits any more. */
const PATIENCE_MS = 6000
/** More at a time is no tester but noise. */
const OPEN_MAX = 64

export function createQuestions<Asker>(tell: (outcome: Outcome<Asker>) => void) {
  let open: Open<Asker>[] = []

  function giveUp({ asker, asked, request, place, isAnswered }: Open<Asker>): void {
    if (!isAnswered) tell({ asker, ecu: asked, request, response: null, place })
  }

  /** Gives up what is older than anybody's patience, and what this tester asked the same units before. */
  function makeRoom({ asker, units, place }: Question<Asker>): void {
    const kept: Open<Asker>[] = []
    for (const one of open) {
      if (one.asker === asker) for (const unit of units) one.waitsFor.delete(unit)
      const isOver = one.waitsFor.size === 0 || place.wallMs - one.place.wallMs > PATIENCE_MS
      if (isOver) giveUp(one)
      else kept.push(one)
    }
    open = kept
    if (open.length >= OPEN_MAX) giveUp(open.shift() as Open<Asker>)
  }

  return {
    ask(question: Question<Asker>): void {
      makeRoom(question)
      // What nobody can answer is told at once.
      if (question.units.length === 0) giveUp({ ...question, waitsFor: new Set(), isAnswered: false })
      else open.push({ ...question, waitsFor: new Set(question.units), isAnswered: false })
    },
    answer(ecu: string, response: Uint8Array, place: Place): void {
      if (isResponsePending(response)) return
      // Of two testers that asked the same, the later one is being answered: the bus is quicker than people.
      const one = open.findLast(({ waitsFor, request }) => waitsFor.has(ecu) && isAnswerTo(request, response))
      if (one === undefined) return
      one.isAnswered = true
      one.waitsFor.delete(ecu)
      if (one.waitsFor.size === 0) open = open.filter((other) => other !== one)
      tell({ asker: one.asker, ecu, request: one.request, response, place })
    },
    /** Nothing more is coming: of this tester, or of anybody. */
    end(asker?: Asker): void {
      const isLeaving = (one: Open<Asker>) => asker === undefined || one.asker === asker
      open.filter(isLeaving).forEach(giveUp)
      open = open.filter((one) => !isLeaving(one))
    },
  }
}

function isAnswerTo(request: Uint8Array, response: Uint8Array): boolean {
  return response[0] === NEGATIVE_RESPONSE ? response[1] === request[0] : response[0] === request[0] + POSITIVE_RESPONSE
}
