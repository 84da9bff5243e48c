/** Bookings of rigs. That no two of them overlap at one rig, a trigger of the database holds. */
import { sql } from 'kysely'
import type { Database, DatabaseTransaction, Row } from './schema.ts'

export type NewBooking = {
  readonly id: string
  readonly rigCode: string
  /** One of the two is null. */
  readonly personId: string | null
  readonly groupId: string | null
  readonly startsAt: Date
  readonly endsAt: Date
  readonly bookedBy: string
  readonly bookedAt: Date
}

export async function insertBooking(db: DatabaseTransaction, booking: NewBooking): Promise<void> {
  await db
    .insertInto('rig_booking')
    .values({
      ...{ id: booking.id, rig_code: booking.rigCode, person_id: booking.personId, group_id: booking.groupId },
      ...{ starts_at: booking.startsAt, ends_at: booking.endsAt },
      ...{ booked_by: booking.bookedBy, booked_at: booking.bookedAt },
    })
    .execute()
}

/** How many a person has made that are still to come, at rigs that are still there. Until the end of the transaction they make no other. */
export async function countComingBookings(db: DatabaseTransaction, userId: string, now: Date): Promise<number> {
  await sql`select lock_person(${userId})`.execute(db)
  const { count } = await db
    .selectFrom('rig_booking')
    .innerJoin('rig', 'rig.code', 'rig_booking.rig_code')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('rig.withdrawn_at', 'is', null)
    .where('rig_booking.booked_by', '=', userId)
    .where('rig_booking.cancelled_at', 'is', null)
    .where('rig_booking.ends_at', '>', now)
    .executeTakeFirstOrThrow()
  return Number(count)
}

type Span = { readonly rigCode: string; readonly from: Date; readonly until: Date }

/** Those that touch this span of time, the earliest first, with the names of whom they are for. */
export async function listBookings(db: Database, { rigCode, from, until }: Span) {
  return await db
    .selectFrom('rig_booking')
    .leftJoin('user', 'user.id', 'rig_booking.person_id')
    .leftJoin('class_group', 'class_group.id', 'rig_booking.group_id')
    .select(['rig_booking.id', 'rig_booking.starts_at', 'rig_booking.ends_at', 'rig_booking.booked_by'])
    .select(['rig_booking.person_id', 'rig_booking.group_id'])
    .select(['user.name as person_name', 'user.names as person_names', 'class_group.name as group_name'])
    .where('rig_booking.rig_code', '=', rigCode)
    .where('rig_booking.cancelled_at', 'is', null)
    .where('rig_booking.ends_at', '>', from)
    .where('rig_booking.starts_at', '<', until)
    .orderBy('rig_booking.starts_at')
    .execute()
}

/** Whose time it is at a rig; `isMine`: of this person, or of a group of theirs. */
export async function findBookingAt(
  db: Database,
  { rigCode, at, userId }: { rigCode: string; at: Date; userId: string },
): Promise<{ readonly endsAt: Date; readonly isMine: boolean } | undefined> {
  const found = await db
    .selectFrom('rig_booking')
    .leftJoin('class_group_member', (join) =>
      join
        .onRef('class_group_member.group_id', '=', 'rig_booking.group_id')
        .on('class_group_member.user_id', '=', userId),
    )
    .select(['rig_booking.ends_at', 'rig_booking.person_id', 'class_group_member.user_id as member_id'])
    .where('rig_booking.rig_code', '=', rigCode)
    .where('rig_booking.cancelled_at', 'is', null)
    .where('rig_booking.starts_at', '<=', at)
    .where('rig_booking.ends_at', '>', at)
    .executeTakeFirst()
  return found && { endsAt: found.ends_at, isMine: found.person_id === userId || found.member_id !== null }
}

/** Taken until the end of the transaction: it is cancelled once. */
export async function takeBooking(db: DatabaseTransaction, id: string): Promise<Row<'rig_booking'> | undefined> {
  return await db.selectFrom('rig_booking').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export async function markCancelled(
  db: DatabaseTransaction,
  { id, by, at }: { id: string; by: string; at: Date },
): Promise<void> {
  await db.updateTable('rig_booking').set({ cancelled_by: by, cancelled_at: at }).where('id', '=', id).execute()
}
