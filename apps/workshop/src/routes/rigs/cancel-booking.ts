/** A booking is given back: by whoever made it, or by whoever runs the laboratories. */
import { Type } from 'typebox'
import { markCancelled, takeBooking } from '../../db/rig-bookings.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { runsLaboratories } from './schemas.ts'

export const cancelBooking = route({
  method: 'POST',
  path: '/api/bookings/:bookingId/cancel',
  summary: 'Cancel a booking that is not over yet.',
  permission: 'rig:use',
  params: Type.Object({ bookingId: Type.String({ format: 'uuid' }) }),
  reply: Type.Object({}),
  errors: ['BOOKING_NOT_FOUND', 'BOOKING_OVER'],

  async handle(context, { params: { bookingId } }) {
    const { actor, now, change } = context
    return await change(async (db) => {
      const booking = await takeBooking(db, bookingId)
      const mayCancel = booking?.booked_by === actor.userId || runsLaboratories(context)
      if (booking === undefined || !mayCancel) throw new ApiError('BOOKING_NOT_FOUND')
      if (booking.cancelled_at !== null || booking.ends_at <= now()) throw new ApiError('BOOKING_OVER')
      await markCancelled(db, { id: bookingId, by: actor.userId, at: now() })
      const detail = { rig: booking.rig_code, startsAt: booking.starts_at.toISOString() }
      return { result: {}, audit: { action: 'booking.cancel', subject: `booking:${bookingId}`, detail } }
    })
  },
})
