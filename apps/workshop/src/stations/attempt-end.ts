/**
 * How an attempt's end is written down: assessed from the sealed evidence, then database and audit log in one
 * transaction. The same for an end in time and for one found after a crash.
 */
import { readFile } from 'node:fs/promises'
import {
  type Assessment,
  assess,
  type EndedStatus,
  type EndingEvent,
  type EvidenceRecord,
  endedBy,
  type Hazard,
  readEvidence,
} from '@luban/lab'
import { writeAudit } from '../audit/log.ts'
import type { AttemptBasis } from '../db/attempt-basis.ts'
import { endAttempt } from '../db/attempts.ts'
import type { Database } from '../db/schema.ts'
import type { Diagnosis } from './messages.ts'
import type { WorldModel } from './world.ts'

export type AttemptOver = {
  readonly attemptId: string
  readonly traineeId: string
  readonly status: EndedStatus
  readonly reason: string
  readonly at: Date
  readonly diagnosis: Diagnosis | null
  readonly evidenceSha256: string | null
  readonly assessment: Assessment | null
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

/** The records of a sealed file. */
export async function recordsOf(path: string): Promise<readonly EvidenceRecord[]> {
  return readEvidence(await readFile(path)).records
}

/**
 * An attempt that was given up has nothing to assess; one that was stopped shows what its gate closed on. What is not
 * assessed need not be read: evidence that a hostile tool has filled is 3 GB of records (measured).
 */
export function isAssessed(status: EndedStatus): boolean {
  return status === 'submitted' || status === 'stopped'
}

export function diagnosisOf(records: readonly EvidenceRecord[]): Diagnosis | null {
  const stated = records.findLast((record) => record.kind === 'diagnosis')
  return stated === undefined ? null : { component: stated.component, failureMode: stated.failureMode }
}

export function assessmentOf(
  status: EndedStatus,
  parts: { records: readonly EvidenceRecord[]; basis: AttemptBasis; model: WorldModel },
): Assessment | null {
  if (!isAssessed(status)) return null
  const { records, basis, model } = parts
  const { components, ecus, dids } = model
  return assess({ records, truth: basis.truth, exercise: basis, components, ecus, dids })
}

/** False when the end had been written already. */
export async function writeEnd(db: Database, over: AttemptOver): Promise<boolean> {
  const { attemptId, status, reason, at, diagnosis, evidenceSha256, assessment } = over
  return await db.transaction().execute(async (transaction) => {
    const end = { status, reason, at, diagnosis, evidenceSha256, assessment }
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
