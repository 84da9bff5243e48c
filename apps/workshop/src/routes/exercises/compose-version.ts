/** A composed exercise is changed by a new version of it, also to be offered or no longer. */
import { findNewestVersion } from '../../db/composed-exercises.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { ComposedBody, ExerciseParams, KeptReply, keepVersion } from './keep-version.ts'

export const composeVersion = route({
  method: 'POST',
  path: '/api/composed-exercises/:exerciseId/versions',
  summary: 'Add a version to a composed exercise; attempts at the versions before stay what they are.',
  permission: 'exercise:compose',
  params: ExerciseParams,
  body: ComposedBody,
  reply: KeptReply,
  errors: ['EXERCISE_NOT_FOUND', 'EXERCISE_UNUSABLE', 'EXERCISE_CHANGED'],

  async handle(context, { params: { exerciseId: id }, body }) {
    const newest = await findNewestVersion(context.db, id)
    if (newest === 0) throw new ApiError('EXERCISE_NOT_FOUND')
    return await keepVersion(context, { id, version: newest + 1 }, body)
  },
})
