/**
 * Starts competitions at the time that was set for each, by the workshop's own clock, whether or not anybody looks on.
 *
 * Invariant: a start that was set happens once, or is told as a problem with its reason; it is never forgotten and never
 * made up for much later, when the teams have gone. The database says what is set: the clock keeps nothing.
 */
import { changeAs } from '../audit/change.ts'
import { listHalfStarted, listPlanned, noteStartProblem, undoStart } from '../db/competitions.ts'
import type { Database, StartProblem } from '../db/schema.ts'
import { ApiError } from '../errors.ts'
import type { Attempts } from '../stations/attempts.ts'
import { startTogether } from './start.ts'

declare module '../context.ts' {
  interface Services {
    readonly competitionClock: CompetitionClock
  }
}

export type CompetitionClock = {
  /** What is due starts; then it waits for the next one. Called after each change of a start. */
  look(): Promise<void>
  /** What a server that died left half started, before the first look. */
  recover(): Promise<void>
  close(): Promise<void>
}

export type ClockOptions = {
  readonly db: Database
  readonly now: () => Date
  readonly attempts: Attempts
  readonly log: (problem: string) => void
  /** It looks at least so often while a start is set: the machine's clock may be put right meanwhile. */
  readonly againMs?: number
}

const AGAIN_MS = 10_000
/** A server that was away at the time starts nobody later than this. */
const LATE_MS_MAX = 60_000
/** The plan is another one by now, or was carried out by hand: no problem of this one. */
const OVERTAKEN: readonly string[] = ['COMPETITION_STARTED_ALREADY', 'COMPETITION_CANCELLED', 'COMPETITION_PLANNED']

type Due = { readonly id: string; readonly startsAt: Date }

export function createCompetitionClock({ db, now, attempts, log, againMs = AGAIN_MS }: ClockOptions): CompetitionClock {
  const change = changeAs(db, now, 'system')
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> = Promise.resolve()
  let isClosed = false

  function look(): Promise<void> {
    round = round.then(async () => {
      try {
        await startDue()
        await waitForNext()
      } catch (error) {
        log(`the clock of competitions could not look, and tries again: ${error}`)
        wait(againMs)
      }
    })
    return round
  }

  /** One after the other: two of one time that share a person must not both fail. */
  async function startDue(): Promise<void> {
    for (const one of await listPlanned(db)) {
      if (!isClosed && one.startsAt.getTime() <= now().getTime()) await start(one)
    }
  }

  async function waitForNext(): Promise<void> {
    const [next] = await listPlanned(db)
    if (next === undefined) clearTimeout(timer)
    else wait(Math.min(againMs, Math.max(0, next.startsAt.getTime() - now().getTime())))
  }

  function wait(ms: number): void {
    clearTimeout(timer)
    if (!isClosed) timer = setTimeout(() => void look(), ms)
  }

  async function start({ id, startsAt }: Due): Promise<void> {
    try {
      if (now().getTime() - startsAt.getTime() > LATE_MS_MAX) throw new ApiError('COMPETITION_MISSED')
      await startTogether({ db, now, change, attempts }, id, startsAt)
    } catch (error) {
      if (error instanceof ApiError && OVERTAKEN.includes(error.code)) return
      if (!(error instanceof ApiError)) log(`competition ${id} did not start: ${error}`)
      await note(id, problemOf(error, startsAt))
    }
  }

  async function note(id: string, problem: StartProblem): Promise<void> {
    await change(async (transaction) => {
      await noteStartProblem(transaction, id, problem)
      const detail = { code: problem.code, startsAt: problem.startsAt }
      return { result: undefined, audit: { action: 'competition.startFailed', subject: `competition:${id}`, detail } }
    })
  }

  return {
    look,
    async recover() {
      for (const { id, starts_at } of await listHalfStarted(db)) {
        await undoStart(db, id)
        if (starts_at !== null) await note(id, problemOf(new ApiError('COMPETITION_MISSED'), starts_at))
      }
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await round
    },
  }
}

function problemOf(error: unknown, startsAt: Date): StartProblem {
  const { code, details } = error instanceof ApiError ? error : new ApiError('INTERNAL')
  const { person } = details
  return { code, startsAt: startsAt.toISOString(), ...(typeof person === 'string' && { person }) }
}
