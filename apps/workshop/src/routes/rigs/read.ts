/** One rig, for whoever stands before it: what can be done there, who is next, what is broken. */
import { Type } from 'typebox'
import { listGroupsOf } from '../../db/groups.ts'
import { listBookings } from '../../db/rig-bookings.ts'
import { listDefects } from '../../db/rig-defects.ts'
import { findRig, findRunningAtRig } from '../../db/rigs.ts'
import { ApiError } from '../../errors.ts'
import { fitsRig } from '../../rigs/fit.ts'
import { route } from '../../route.ts'
import { BOOKING_AHEAD_DAYS } from './book.ts'
import { OPEN_DEFECTS_MAX } from './report-defect.ts'
import {
  BookingSchema,
  bookingReply,
  DefectSchema,
  defectReply,
  RigParams,
  RigSchema,
  rigReply,
  runsLaboratories,
} from './schemas.ts'

const DAY_MS = 86_400_000

export const readRig = route({
  method: 'GET',
  path: '/api/rigs/:rigCode',
  summary: 'A rig by its short code: its exercises, open defects, and the bookings of the coming days.',
  permission: 'rig:read',
  params: RigParams,
  reply: Type.Object({
    ...RigSchema.properties,
    address: Type.String({ description: 'What the QR code on it says.' }),
    exerciseIds: Type.Array(Type.String(), { description: 'What can be started here as practice.' }),
    defects: Type.Array(DefectSchema),
    bookings: Type.Array(BookingSchema),
    groups: Type.Array(Type.Object({ id: Type.String(), name: Type.String() }), {
      description: 'For which the caller may book, beside themselves.',
    }),
  }),
  errors: ['RIG_NOT_FOUND'],

  async handle(context, { params: { rigCode } }) {
    const { db, now, services, actor } = context
    const rig = await findRig(db, rigCode)
    if (rig === undefined) throw new ApiError('RIG_NOT_FOUND')
    const defects = await listDefects(db, { rigCode, isOpen: true, limit: OPEN_DEFECTS_MAX })
    const isOutOfOrder = defects.some(({ is_unusable }) => is_unusable)
    const usedBy = await findRunningAtRig(db, rigCode)
    const from = now()
    const until = new Date(from.getTime() + BOOKING_AHEAD_DAYS * DAY_MS)
    const mine = await listGroupsOf(db, actor.userId)
    const mineIds = new Set(mine.map(({ id }) => id))
    const groups = runsLaboratories(context) ? await listGroupsOf(db, undefined) : mine
    const kind = { modelId: rig.model_id, adapterKind: rig.adapter_kind }
    const exercises = services.attempts.catalogue
      .offered()
      .filter((exercise) => exercise.modes.includes('practice') && fitsRig(exercise, kind))
    return {
      ...rigReply(context, rig, { defects: { count: defects.length, isOutOfOrder }, usedBy }),
      address: `${services.about.origin}/rig/${rig.code}`,
      exerciseIds: exercises.map(({ id }) => id),
      defects: defects.map(defectReply),
      bookings: (await listBookings(db, { rigCode, from, until })).map((row) => bookingReply(context, row, mineIds)),
      groups: groups.map(({ id, name }) => ({ id, name })),
    }
  },
})
