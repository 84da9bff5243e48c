/** The audit log page by page, newest first. Whether its chain is whole is asked apart: that walks the whole log. */
import { Type } from 'typebox'
import { boundsOfAudit, listAudit } from '../../audit/log.ts'
import { namesOfPeople, type PersonName } from '../../db/names.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { DateTimeSchema, NamesSchema, or } from '../schemas.ts'

const LINES_PER_PAGE = 100

const Line = Type.String({ pattern: '^(0|[1-9][0-9]{0,8})$' })

export const readAudit = route({
  method: 'GET',
  path: '/api/audit',
  summary: 'A page of the audit log, newest first.',
  permission: 'audit:read',
  query: Type.Object({
    before: Type.Optional({ ...Line, description: 'The lines right below this one.' }),
    after: Type.Optional({ ...Line, description: 'The lines right above this one; not together with "before".' }),
  }),
  reply: Type.Object({
    oldest: Type.Integer({ description: 'The first line of the log; 0 when it is empty.' }),
    newest: Type.Integer({ description: 'The last line of the log.' }),
    lines: Type.Array(
      Type.Object({
        seq: Type.Integer(),
        at: DateTimeSchema,
        actorId: Type.String(),
        actorName: or(Type.String()),
        actorNames: NamesSchema,
        action: Type.String(),
        subject: Type.String(),
        subjectName: or(Type.String({ description: 'Of a person.' })),
        subjectNames: NamesSchema,
        detail: Type.Record(Type.String(), Type.Unknown()),
        hash: Type.String(),
      }),
    ),
  }),
  errors: ['REQUEST_MALFORMED'],

  async handle({ db }, { query: { before, after } }) {
    const limit = LINES_PER_PAGE
    if (before !== undefined && after !== undefined) {
      throw new ApiError('REQUEST_MALFORMED', { at: 'querystring', problem: '"before" and "after" together' })
    }
    const lines = await listAudit(
      db,
      after === undefined
        ? { limit, ...(before !== undefined && { before: Number(before) }) }
        : { limit, after: Number(after) },
    )
    const names = await namesOfPeople(
      db,
      lines.flatMap(({ actor_id, subject }) => [actor_id, personOf(subject) ?? []].flat()),
    )
    return { ...(await boundsOfAudit(db)), lines: lines.map((line) => lineOf(line, names)) }
  },
})

type FoundLine = Awaited<ReturnType<typeof listAudit>>[number]

function lineOf(line: FoundLine, people: ReadonlyMap<string, PersonName>) {
  const { seq, at, actor_id, action, subject, detail, hash } = line
  const actor = people.get(actor_id)
  const person = people.get(personOf(subject) ?? '')
  return {
    seq,
    at: at.toISOString(),
    actorId: actor_id,
    actorName: actor?.name ?? null,
    actorNames: actor?.names ?? {},
    action,
    subject,
    subjectName: person?.name ?? null,
    subjectNames: person?.names ?? {},
    detail,
    hash,
  }
}

/** The id in `user:id`. */
function personOf(subject: string): string | undefined {
  return subject.startsWith('user:') ? subject.slice('user:'.length) : undefined
}
