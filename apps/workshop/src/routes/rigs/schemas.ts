/** What the routes of rigs take and give. */
import { type Static, Type } from 'typebox'
import type { Context } from '../../context.ts'
import { findOfferedAdapter } from '../../db/adapters.ts'
import type { listBookings } from '../../db/rig-bookings.ts'
import type { listDefects, OpenDefects } from '../../db/rig-defects.ts'
import type { Rig, RigFields } from '../../db/rigs.ts'
import type { Names } from '../../db/schema.ts'
import { ApiError } from '../../errors.ts'
import { assertName, NAME_LENGTH_MAX } from '../../people/rules.ts'
import { ADAPTER_KINDS } from '../../real/adapter.ts'
import { realModelOf } from '../../real/real-model.ts'
import { RIG_CODE_PATTERN } from '../../rigs/code.ts'
import { NewNamesSchema } from '../people/schemas.ts'
import { DateTimeSchema, NamesSchema, or } from '../schemas.ts'

export const RigCodeSchema = Type.String({ pattern: RIG_CODE_PATTERN, description: 'As its sheet prints it.' })
export const RigParams = Type.Object({ rigCode: RigCodeSchema })

export const RigFieldsSchema = Type.Object(
  {
    name: Type.String({ maxLength: NAME_LENGTH_MAX, description: 'As people call it: "Jolion, bay 2".' }),
    names: NewNamesSchema,
    laboratoryId: Type.String({ minLength: 1, maxLength: 100 }),
    modelId: or(Type.String({ maxLength: 100, description: 'The simulated car that it is like.' })),
    adapterId: or(Type.String({ format: 'uuid', description: 'The adapter that hangs on it.' })),
  },
  { additionalProperties: false },
)

/** Throws the error that says what to enter instead. */
export async function assertRigFields(context: Context, fields: Static<typeof RigFieldsSchema>): Promise<RigFields> {
  const { name, names, laboratoryId, modelId, adapterId } = fields
  assertName({ name, names })
  const { content, attempts } = context.services
  if (!content.laboratories.some(({ id }) => id === laboratoryId)) {
    throw new ApiError('BODY_MALFORMED', { at: 'laboratoryId', problem: 'there is no such laboratory' })
  }
  const isKnown = attempts.catalogue
    .offered()
    .some(({ station }) => station === modelId && realModelOf(station) === undefined)
  if (modelId !== null && !isKnown) {
    throw new ApiError('BODY_MALFORMED', { at: 'modelId', problem: 'no exercise has this simulated car' })
  }
  if (adapterId !== null && !(await findOfferedAdapter(context.db, adapterId))) throw new ApiError('ADAPTER_NOT_FOUND')
  return { name, names, laboratoryId, modelId, adapterId }
}

const PersonSchema = Type.Object({ name: Type.String(), names: NamesSchema, isMe: Type.Boolean() })

export const RigSchema = Type.Object({
  code: Type.String(),
  name: Type.String(),
  names: NamesSchema,
  laboratoryId: Type.String(),
  modelId: or(Type.String()),
  adapter: or(Type.Object({ id: Type.String(), name: Type.String(), kind: Type.Enum([...ADAPTER_KINDS]) })),
  isOutOfOrder: Type.Boolean(),
  openDefects: Type.Integer(),
  /** Who works there now. */
  usedBy: or(PersonSchema),
})

type AtRig = { readonly user_id: string; readonly name: string; readonly names: Names }
type RigNow = { readonly defects: OpenDefects | undefined; readonly usedBy: AtRig | undefined }

export function rigReply({ actor }: Context, rig: Rig, { defects, usedBy }: RigNow) {
  const { adapter_id, adapter_name, adapter_kind } = rig
  return {
    ...{ code: rig.code, name: rig.name, names: rig.names, laboratoryId: rig.laboratory_id, modelId: rig.model_id },
    adapter:
      adapter_id === null || adapter_name === null || adapter_kind === null
        ? null
        : { id: adapter_id, name: adapter_name, kind: adapter_kind },
    isOutOfOrder: defects?.isOutOfOrder ?? false,
    openDefects: defects?.count ?? 0,
    usedBy: usedBy ? { name: usedBy.name, names: usedBy.names, isMe: usedBy.user_id === actor.userId } : null,
  }
}

export const SEVERITIES = ['minor', 'major', 'dangerous'] as const

export const DefectSchema = Type.Object({
  id: Type.String(),
  rigCode: Type.String(),
  rigName: Type.String(),
  rigNames: NamesSchema,
  severity: Type.Enum([...SEVERITIES]),
  isUnusable: Type.Boolean(),
  text: Type.String(),
  reporterName: Type.String(),
  reporterNames: NamesSchema,
  reportedAt: DateTimeSchema,
  /** Null while it is open; so are the next three. */
  closedAt: or(DateTimeSchema),
  closerName: or(Type.String()),
  closerNames: or(NamesSchema),
  note: or(Type.String()),
})

export const defectReply = (row: Awaited<ReturnType<typeof listDefects>>[number]) => ({
  ...{ id: row.id, rigCode: row.rig_code, rigName: row.rig_name, rigNames: row.rig_names },
  ...{ severity: row.severity, isUnusable: row.is_unusable, text: row.text },
  ...{ reporterName: row.reporter_name, reporterNames: row.reporter_names },
  reportedAt: row.reported_at.toISOString(),
  closedAt: row.closed_at?.toISOString() ?? null,
  ...{ closerName: row.closer_name, closerNames: row.closer_names, note: row.note },
})

export const BookingSchema = Type.Object({
  id: Type.String(),
  startsAt: DateTimeSchema,
  endsAt: DateTimeSchema,
  /** Of a person; of a group both are null. */
  personName: or(Type.String()),
  personNames: or(NamesSchema),
  groupName: or(Type.String()),
  /** Mine, or of a group that I belong to. */
  isMine: Type.Boolean(),
  mayCancel: Type.Boolean(),
})

type Booking = Awaited<ReturnType<typeof listBookings>>[number]

export function bookingReply(context: Context, row: Booking, myGroupIds: ReadonlySet<string>) {
  const { userId } = context.actor
  return {
    ...{ id: row.id, startsAt: row.starts_at.toISOString(), endsAt: row.ends_at.toISOString() },
    ...{ personName: row.person_name, personNames: row.person_names, groupName: row.group_name },
    isMine: row.person_id === userId || (row.group_id !== null && myGroupIds.has(row.group_id)),
    mayCancel: row.booked_by === userId || runsLaboratories(context),
  }
}

/** Whoever does may book for any group, and cancel what others booked. */
export const runsLaboratories = ({ actor }: Context): boolean => actor.permissions.has('rig:manage')
