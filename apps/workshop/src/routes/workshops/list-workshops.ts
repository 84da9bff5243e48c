/** The network: workshops, their laboratories, and what of each exercise anyone may know. Never a fault. */
import { briefOf, ExerciseFileSchema, LaboratorySchema, RubricSchema, WorkshopSchema } from '@luban/lab'
import { Type } from 'typebox'
import { route } from '../../route.ts'

/** What `briefOf` leaves: the reply's schema drops `faults` and `start` a second time, whatever the handler does. */
export const ExerciseBriefSchema = Type.Object({
  ...Type.Omit(ExerciseFileSchema, ['faults', 'start', 'rubric']).properties,
  rubric: RubricSchema,
})

export const listWorkshops = route({
  method: 'GET',
  path: '/api/workshops',
  summary: 'The workshops of the network with their laboratories and exercises.',
  permission: 'public',
  reply: Type.Object({
    workshops: Type.Array(
      Type.Object({
        ...WorkshopSchema.properties,
        laboratories: Type.Array(
          Type.Object({ ...LaboratorySchema.properties, exercises: Type.Array(ExerciseBriefSchema) }),
        ),
      }),
    ),
  }),
  errors: [],

  async handle({ services: { content } }) {
    const exercisesOf = (id: string) => content.exercises.filter((exercise) => exercise.laboratory === id).map(briefOf)
    const laboratoriesOf = (id: string) =>
      content.laboratories
        .filter((laboratory) => laboratory.workshop === id)
        .map((laboratory) => ({ ...laboratory, exercises: exercisesOf(laboratory.id) }))
    return {
      workshops: content.workshops.map((workshop) => ({ ...workshop, laboratories: laboratoriesOf(workshop.id) })),
    }
  },
})
