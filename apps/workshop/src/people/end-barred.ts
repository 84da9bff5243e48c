/**
 * The running attempt of a person who may no longer practise ends, with the doors of its station: a tool that is plugged
 * in there has no session that could run out. Asked after each change that may bar somebody, and after each start: whoever
 * was barred while the station opened had nothing to end yet.
 */
import type { Context } from '../context.ts'
import { findRunningAttempt } from '../db/attempts.ts'
import type { EndReason } from '../db/end-reasons.ts'
import type { Database } from '../db/schema.ts'
import { isShutOut, rolesOf } from '../db/users.ts'
import { permissionsOf } from '../policies/permissions.ts'

type Barred = Extract<EndReason, 'traineeShutOut' | 'roleWithdrawn'>

/** Returns why the person may not practise; undefined when they may, and nothing was ended. */
export async function endAttemptOfBarred(
  { db, services }: Pick<Context, 'db' | 'services'>,
  userId: string,
): Promise<Barred | undefined> {
  const reason = await barOf(db, userId)
  if (reason === undefined) return undefined
  const attempt = await findRunningAttempt(db, userId)
  const running = attempt && services.attempts.find(attempt.id)
  // A failure is logged where the end is written; what barred the person holds all the same.
  await running?.end({ status: 'interrupted', reason }).catch(() => {})
  return reason
}

async function barOf(db: Database, userId: string): Promise<Barred | undefined> {
  if (await isShutOut(db, userId)) return 'traineeShutOut'
  return permissionsOf(await rolesOf(db, userId)).has('attempt:act') ? undefined : 'roleWithdrawn'
}
