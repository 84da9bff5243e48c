/** An instructor tries an exercise that was composed, offered or not, as practice of their own. */
import { Type } from 'typebox'
import { findNewestVersion } from '../../db/composed-exercises.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { ExerciseParams } from './keep-version.ts'

export const tryComposed = route({
  method: 'POST',
  path: '/api/composed-exercises/:exerciseId/try',
  summary: 'Start a composed exercise as practice, before or after it is offered.',
  permission: 'exercise:compose',
  params: ExerciseParams,
  reply: Type.Object({ id: Type.String() }),
  errors: ['EXERCISE_NOT_FOUND', 'ATTEMPT_OPEN_ALREADY', 'STATIONS_FULL', 'STATION_UNAVAILABLE'],

  async handle(context, { params: { exerciseId } }) {
    const { attempts } = context.services
    const exercise = attempts.exercise(exerciseId)
    const isComposed = (await findNewestVersion(context.db, exerciseId)) > 0
    if (exercise === undefined || !isComposed) throw new ApiError('EXERCISE_NOT_FOUND')
    const { id } = await attempts.start(context, exercise, 'practice')
    return { id }
  },
})
