/** An instructor composes an exercise: car, faults, limits, start settings and the task in one language. */
import { randomBytes } from 'node:crypto'
import { route } from '../../route.ts'
import { ComposedBody, KeptReply, keepVersion } from './keep-version.ts'

export const composeExercise = route({
  method: 'POST',
  path: '/api/composed-exercises',
  summary: 'Compose an exercise; it is checked like those of the content.',
  permission: 'exercise:compose',
  body: ComposedBody,
  reply: KeptReply,
  errors: ['EXERCISE_UNUSABLE', 'EXERCISE_CHANGED'],

  /** Trainees see the id: it tells nothing. */
  handle: (context, { body }) =>
    keepVersion(context, { id: `composed-${randomBytes(6).toString('hex')}`, version: 1 }, body),
})
