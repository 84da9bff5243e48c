/** Whether the workshop works: for a monitor, or a proxy in front. */
import { sql } from 'kysely'
import { Type } from 'typebox'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'

export const readHealth = route({
  method: 'GET',
  path: '/api/health',
  summary: 'Whether the workshop and its database answer.',
  permission: 'public',
  reply: Type.Object({ isHealthy: Type.Literal(true), at: Type.String({ format: 'date-time' }) }),
  errors: ['DATABASE_UNAVAILABLE'],

  async handle({ db, now }) {
    try {
      await sql`select 1`.execute(db)
    } catch (error) {
      throw new ApiError('DATABASE_UNAVAILABLE', {}, { cause: error })
    }
    return { isHealthy: true as const, at: now().toISOString() }
  },
})
