/** A person books a rig: for themselves, or for a group of theirs. Two bookings never overlap; the database holds it. */
import { randomUUID } from 'node:crypto'
import { type Static, Type } from 'typebox'
import type { Context } from '../../context.ts'
import { listGroupsOf } from '../../db/groups.ts'
import { countComingBookings, insertBooking } from '../../db/rig-bookings.ts'
import { takeRig } from '../../db/rigs.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { DateTimeSchema } from '../schemas.ts'
import { RigParams, runsLaboratories } from './schemas.ts'

export const BOOKING_AHEAD_DAYS = 14
const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000]
const BOOKING_MIN = { min: 10, max: 240 } as const
/** Those to come that one person has made. */
const BOOKINGS_MAX = { trainee: 5, staff: 200 } as const
/** "From now on" was a little ago when it arrives. */
const LATE_MS = 5 * MINUTE_MS

const BodySchema = Type.Object(
  {
    startsAt: DateTimeSchema,
    endsAt: DateTimeSchema,
    groupId: Type.Optional(Type.String({ format: 'uuid', description: 'For this group instead of oneself.' })),
  },
  { additionalProperties: false },
)

export const bookRig = route({
  method: 'POST',
  path: '/api/rigs/:rigCode/bookings',
  summary: 'Book a rig for oneself or for a group: 10 minutes to 4 hours, within the next 14 days.',
  permission: 'rig:use',
  params: RigParams,
  body: BodySchema,
  reply: Type.Object({ id: Type.String() }),
  errors: ['RIG_NOT_FOUND', 'GROUP_NOT_FOUND', 'BODY_MALFORMED', 'BOOKING_OVERLAP', 'BOOKINGS_FULL'],

  async handle(context, { params: { rigCode }, body }) {
    const { actor, now, change } = context
    const span = spanOf(body, now())
    const { groupId = null } = body
    if (groupId !== null) await assertMayBookFor(context, groupId)
    const id = randomUUID()
    return await change(async (db) => {
      const limit = runsLaboratories(context) ? BOOKINGS_MAX.staff : BOOKINGS_MAX.trainee
      if ((await countComingBookings(db, actor.userId, now())) >= limit) throw new ApiError('BOOKINGS_FULL', { limit })
      if (!(await takeRig(db, rigCode))) throw new ApiError('RIG_NOT_FOUND')
      const personId = groupId === null ? actor.userId : null
      const by = { bookedBy: actor.userId, bookedAt: now() }
      await insertBooking(db, { id, rigCode, personId, groupId, ...span, ...by })
      const detail = { rig: rigCode, startsAt: body.startsAt, endsAt: body.endsAt, group: groupId ?? undefined }
      return { result: { id }, audit: { action: 'booking.make', subject: `booking:${id}`, detail } }
    })
  },
})

/** Throws `BODY_MALFORMED` that says which bound it breaks. */
function spanOf(body: Static<typeof BodySchema>, now: Date) {
  const [startsAt, endsAt] = [new Date(body.startsAt), new Date(body.endsAt)]
  const minutes = (endsAt.getTime() - startsAt.getTime()) / MINUTE_MS
  const aheadMs = startsAt.getTime() - now.getTime()
  if (!(minutes >= BOOKING_MIN.min && minutes <= BOOKING_MIN.max)) {
    throw new ApiError('BODY_MALFORMED', { at: 'endsAt', problem: 'a booking lasts 10 minutes to 4 hours' })
  }
  if (!(aheadMs >= -LATE_MS && aheadMs <= BOOKING_AHEAD_DAYS * DAY_MS)) {
    throw new ApiError('BODY_MALFORMED', { at: 'startsAt', problem: 'a booking starts within the next 14 days' })
  }
  return { startsAt, endsAt }
}

/** Of which one is no part, there is none. */
async function assertMayBookFor(context: Context, groupId: string): Promise<void> {
  const groups = await listGroupsOf(context.db, runsLaboratories(context) ? undefined : context.actor.userId)
  if (!groups.some(({ id }) => id === groupId)) throw new ApiError('GROUP_NOT_FOUND')
}
