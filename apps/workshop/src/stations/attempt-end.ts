/**
 * How an attempt's end is written down, once it is judged (judgement.ts): database and audit log in one transaction. The
 * same for an end in time and for one found after a crash.
 */
import {
  type Assessment,
  type EndedStatus,
  type EndingEvent,
  endedBy,
  type GuideProgress,
  type Hazard,
} from '@luban/lab'
import { writeAudit } from '../audit/log.ts'
import { endAttempt } from '../db/attempts.ts'
import type { Database } from '../db/schema.ts'
import type { Diagnosis } from './messages.ts'

export type AttemptOver = {
  readonly attemptId: string
  readonly traineeId: string
  readonly status: EndedStatus
  readonly reason: string
  readonly at: Date
  readonly diagnosis: Diagnosis | null
  readonly evidenceSha256: string | null
  readonly assessment: Assessment | null
  /** Of a guided attempt. */
  readonly guide: GuideProgress | null
}

const HAZARDS = { liveContact: 'hazard', workWithoutIsolation: 'hazard', liveInsulationTest: 'hazard' } as const

/** What the trainee, the clock or the car did; every other reason is ours. */
const EVENTS: ReadonlyMap<string, EndingEvent> = new Map<string, EndingEvent>([
  ['diagnosisStated', 'diagnosisStated'],
  ['timeIsUp', 'timeIsUp'],
  ['cancelledByTrainee', 'cancelledByTrainee'],
  ...Object.entries(HAZARDS satisfies Record<Hazard['kind'], EndingEvent>),
])

export function statusOfReason(reason: string): EndedStatus {
  return endedBy(EVENTS.get(reason) ?? 'stationLost')
}

/**
 * An attempt that was given up has nothing to assess; one that was stopped shows what its gate closed on. What is not
 * assessed need not be read.
 */
export function isAssessed(status: EndedStatus): boolean {
  return status === 'submitted' || status === 'stopped'
}

/** False when the end had been written already. */
export async function writeEnd(db: Database, over: AttemptOver): Promise<boolean> {
  const { attemptId, status, reason, at, diagnosis, evidenceSha256, assessment, guide } = over
  return await db.transaction().execute(async (transaction) => {
    const end = { status, reason, at, diagnosis, evidenceSha256, assessment, guide }
    if (!(await endAttempt(transaction, attemptId, end))) return false
    await writeAudit(transaction, {
      at,
      actorId: status === 'cancelled' || reason === 'diagnosisStated' ? over.traineeId : 'system',
      action: `attempt.${VERBS[status]}`,
      subject: `attempt:${attemptId}`,
      detail: {
        reason,
        evidenceSha256: evidenceSha256 ?? undefined,
        component: diagnosis?.component ?? undefined,
        failureMode: diagnosis?.failureMode ?? undefined,
        automaticPoints: assessment?.automaticPoints,
      },
    })
    return true
  })
}

const VERBS: Record<EndedStatus, string> = {
  submitted: 'submit',
  stopped: 'stop',
  interrupted: 'interrupt',
  cancelled: 'cancel',
}
