/**
 * A trainee takes a rig: in the transaction that starts the attempt, and with the rig's row taken first, so that of two
 * who start at once the second is refused, and so is whoever starts while somebody reports that it is unusable.
 */
import type { Context } from '../context.ts'
import { findBookingAt } from '../db/rig-bookings.ts'
import { isOutOfOrder } from '../db/rig-defects.ts'
import { findRig, findRigOfAdapter, findRunningAtRig, insertRigAttempt, type Rig, takeRig } from '../db/rigs.ts'
import type { DatabaseTransaction } from '../db/schema.ts'
import { ApiError } from '../errors.ts'

export type Claim = {
  readonly rigCode: string
  readonly attemptId: string
  readonly userId: string
  readonly at: Date
}

/** Throws `RIG_NOT_FOUND`, `RIG_OUT_OF_ORDER`, `RIG_IN_USE` or `RIG_BOOKED`. */
export async function claimRig(db: DatabaseTransaction, { rigCode, attemptId, userId, at }: Claim): Promise<void> {
  if (!(await takeRig(db, rigCode))) throw new ApiError('RIG_NOT_FOUND')
  if (await isOutOfOrder(db, rigCode)) throw new ApiError('RIG_OUT_OF_ORDER', { rig: rigCode })
  if (await findRunningAtRig(db, rigCode)) throw new ApiError('RIG_IN_USE', { rig: rigCode })
  const booking = await findBookingAt(db, { rigCode, at, userId })
  if (booking !== undefined && !booking.isMine) {
    throw new ApiError('RIG_BOOKED', { rig: rigCode, until: booking.endsAt.toISOString() })
  }
  await insertRigAttempt(db, { attemptId, rigCode })
}

type Choice = { readonly rigCode?: string | undefined; readonly adapterId?: string | undefined }

/** The rig that somebody stands at; and, whoever chose only its adapter, stands there too. */
export async function chosenRig({ db }: Context, { rigCode, adapterId }: Choice): Promise<Rig | undefined> {
  if (rigCode === undefined) return adapterId === undefined ? undefined : await findRigOfAdapter(db, adapterId)
  const rig = await findRig(db, rigCode)
  if (rig === undefined) throw new ApiError('RIG_NOT_FOUND')
  return rig
}
