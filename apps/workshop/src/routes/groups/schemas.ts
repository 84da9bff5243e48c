/** What the routes of groups take and give. */
import { type Static, Type } from 'typebox'
import type { Context } from '../../context.ts'
import { listCompetitors } from '../../db/competitions.ts'
import type { GroupFields } from '../../db/groups.ts'
import { ApiError } from '../../errors.ts'
import { isName, NAME_LENGTH_MAX } from '../../people/rules.ts'

/** As many as the wall shows. */
const MEMBERS_MAX = 60

export const GroupParams = Type.Object({ groupId: Type.String({ format: 'uuid' }) })

export const GroupFieldsSchema = Type.Object(
  {
    name: Type.String({ maxLength: NAME_LENGTH_MAX }),
    memberIds: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: MEMBERS_MAX, uniqueItems: true }),
  },
  { additionalProperties: false },
)

/** Throws the error that says what to enter instead. `stays`: whoever is in it already may stay, shut out or not. */
export async function assertGroupFields(
  { db }: Pick<Context, 'db'>,
  { name, memberIds }: Static<typeof GroupFieldsSchema>,
  stays: readonly string[] = [],
): Promise<GroupFields> {
  if (!isName(name)) throw new ApiError('NAME_MALFORMED', { at: 'name' })
  const known = new Set([...(await listCompetitors(db)).map(({ userId }) => userId), ...stays])
  const stranger = memberIds.find((id) => !known.has(id))
  if (stranger !== undefined) throw new ApiError('GROUP_MEMBER_NOT_FOUND', { person: stranger })
  return { name, memberIds }
}
