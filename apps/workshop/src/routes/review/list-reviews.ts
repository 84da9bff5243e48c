/** What waits for an instructor: submitted attempts, with everything else that was started for comparison. */
import { Type } from 'typebox'
import { route } from '../../route.ts'
import { summariesOf } from '../attempts/list.ts'
import { AttemptSummarySchema, StatusSchema } from '../attempts/schemas.ts'

const PAGE_ROWS = 100

export const listReviews = route({
  method: 'GET',
  path: '/api/review',
  summary: 'Attempts of other people that wait for a sign-off, the newest first.',
  permission: 'attempt:signOff',
  query: Type.Object(
    { status: Type.Optional(StatusSchema), before: Type.Optional(Type.String({ format: 'date-time' })) },
    { additionalProperties: false },
  ),
  reply: Type.Object({ attempts: Type.Array(AttemptSummarySchema) }),
  errors: [],

  async handle(context, { query: { status = 'submitted', before } }) {
    const page = { status, before: before === undefined ? undefined : new Date(before), limit: PAGE_ROWS }
    const summaries = await summariesOf(context, page)
    // Nobody judges their own work, so their own is not shown as work to do.
    return { attempts: summaries.filter(({ isMine }) => !isMine) }
  },
})
