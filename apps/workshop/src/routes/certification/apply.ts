/** A candidate applies for a certificate. The attempts that meet the conditions are written into the application. */
import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { conditionStates, missingExercises } from '../../certification/conditions.ts'
import { schemeOf } from '../../certification/register-entry.ts'
import { findValidCertificate, listPassedAttempts, openApplication } from '../../db/certification.ts'
import { findUser } from '../../db/users.ts'
import { ApiError } from '../../errors.ts'
import { isName } from '../../people/rules.ts'
import { route } from '../../route.ts'

export const apply = route({
  method: 'POST',
  path: '/api/applications',
  summary: 'Apply for a certificate of a scheme.',
  permission: 'application:create',
  body: Type.Object({
    schemeId: Type.String({ minLength: 1, maxLength: 100 }),
    holderName: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        pattern: '\\S',
        description: 'The name that the certificate shows.',
      }),
    ),
  }),
  reply: Type.Object({ id: Type.String() }),
  errors: ['NAME_MALFORMED', 'SCHEME_NOT_FOUND', 'CONDITIONS_NOT_MET', 'APPLICATION_OPEN_ALREADY'],

  async handle({ actor, now, services: { content }, change }, { body }) {
    const holderName = body.holderName?.trim()
    if (holderName !== undefined && !isName(holderName)) throw new ApiError('NAME_MALFORMED', { at: 'holderName' })
    const scheme = schemeOf(content, body.schemeId)
    if (!scheme) throw new ApiError('SCHEME_NOT_FOUND')
    return await change(async (db) => {
      const passed = await listPassedAttempts(db, actor.userId)
      const missing = missingExercises(scheme, passed)
      if (missing.length > 0) throw new ApiError('CONDITIONS_NOT_MET', { missing })
      if (await findValidCertificate(db, actor.userId, scheme.id, now())) throw new ApiError('APPLICATION_OPEN_ALREADY')

      const id = randomUUID()
      const user = await findUser(db, actor.userId)
      const attemptIds = conditionStates(scheme, passed).flatMap(({ attemptId }) => attemptId ?? [])
      await openApplication(db, {
        id,
        scheme_id: scheme.id,
        scheme_version: scheme.version,
        candidate_id: actor.userId,
        holder_name: holderName ?? actor.name,
        holder_names: JSON.stringify(holderName === undefined ? (user?.names ?? {}) : {}),
        attempt_ids: JSON.stringify(attemptIds),
        status: 'submitted',
        applied_at: now(),
      })
      const detail = { scheme: scheme.id, version: scheme.version, attempts: attemptIds }
      return { result: { id }, audit: { action: 'application.submit', subject: `application:${id}`, detail } }
    })
  },
})
