/** What waits for an instructor: submitted practice; in another state, everything for comparison. */
import { Type } from 'typebox'
import { route } from '../../route.ts'
import { AttemptPageSchema, BelowSchema, pageOf } from '../attempts/list.ts'
import { StatusSchema } from '../attempts/schemas.ts'

export const listReviews = route({
  method: 'GET',
  path: '/api/review',
  summary: 'Attempts of other people that wait for a sign-off, the newest first.',
  permission: 'attempt:signOff',
  query: Type.Object({ status: Type.Optional(StatusSchema), below: BelowSchema }, { additionalProperties: false }),
  reply: AttemptPageSchema,
  errors: ['REQUEST_MALFORMED'],

  async handle(context, { query: { status = 'submitted', below } }) {
    // A submitted attempt in exam mode waits for an examiner.
    const { attempts, older } = await pageOf(context, {
      status,
      mode: status === 'submitted' ? 'practice' : undefined,
      isWithoutCompetitions: status === 'submitted',
      below,
    })
    // Nobody judges their own work, so their own is not shown as work to do.
    return { attempts: attempts.filter(({ isMine }) => !isMine), older }
  },
})
