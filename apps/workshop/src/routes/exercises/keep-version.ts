/** One more version of a composed exercise: checked, kept for good, and from then on the one that holds. */
import { type ComposedExercise, ComposedExerciseSchema } from '@luban/lab'
import { Type } from 'typebox'
import type { Context } from '../../context.ts'
import { insertComposedVersion } from '../../db/composed-exercises.ts'
import { ApiError } from '../../errors.ts'
import { isFaulty } from '../../exercises/composed.ts'

export const ComposedBody = Type.Object(
  {
    composed: ComposedExerciseSchema,
    isOffered: Type.Boolean({ description: 'Trainees see it and may start it.' }),
  },
  { additionalProperties: false },
)

export const KeptReply = Type.Object({ id: Type.String(), version: Type.Integer() })

export const ExerciseParams = Type.Object({ exerciseId: Type.String({ pattern: '^composed-[0-9a-f]{12}$' }) })

type Given = { readonly composed: ComposedExercise; readonly isOffered: boolean }

/** Throws `EXERCISE_UNUSABLE` with every problem. */
export async function keepVersion(context: Context, as: { id: string; version: number }, given: Given) {
  const { actor, services } = context
  const { composed, isOffered } = given
  const exercise = services.composed.check(composed, as)
  if (isFaulty(exercise)) throw new ApiError('EXERCISE_UNUSABLE', { problems: exercise })
  await context.change(async (db) => {
    const row = { ...as, composed, is_offered: isOffered, author_id: actor.userId, at: context.now() }
    // Somebody else was faster: their version is seen first.
    if (!(await insertComposedVersion(db, row))) throw new ApiError('EXERCISE_CHANGED')
    const detail = { version: as.version, isOffered }
    return { result: undefined, audit: { action: 'exercise.compose', subject: `exercise:${as.id}`, detail } }
  })
  services.attempts.catalogue.put(exercise, isOffered)
  return as
}
