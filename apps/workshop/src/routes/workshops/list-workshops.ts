/** The network: workshops, their laboratories, and what of each exercise anyone may know. Never a fault. */
import {
  briefOf,
  ExerciseFileSchema,
  examAttemptsMaxOf,
  LaboratorySchema,
  RubricSchema,
  SECRETS,
  WordsSchema,
  WorkshopSchema,
} from '@luban/lab'
import { Type } from 'typebox'
import { route } from '../../route.ts'
import { or } from '../schemas.ts'

/** What `briefOf` leaves: the reply's schema drops the `SECRETS` a second time, whatever the handler does. */
export const ExerciseBriefSchema = Type.Object({
  ...Type.Omit(ExerciseFileSchema, [...SECRETS, 'rubric']).properties,
  rubric: RubricSchema,
})

/** As a list shows it: the station by its name, null when its model cannot be opened, and the limit that holds. */
const ListedExerciseSchema = Type.Object({
  ...ExerciseBriefSchema.properties,
  stationName: or(WordsSchema),
  examAttemptsMax: Type.Integer(),
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
          Type.Object({ ...LaboratorySchema.properties, exercises: Type.Array(ListedExerciseSchema) }),
        ),
      }),
    ),
  }),
  errors: [],

  async handle({ services: { attempts, content } }) {
    const exercisesOf = (id: string) =>
      attempts.catalogue
        .offered()
        .filter((exercise) => exercise.laboratory === id)
        .map((exercise) => ({
          ...briefOf(exercise),
          stationName: attempts.model(exercise.station)?.name ?? null,
          examAttemptsMax: examAttemptsMaxOf(exercise),
        }))
    const laboratoriesOf = (id: string) =>
      content.laboratories
        .filter((laboratory) => laboratory.workshop === id)
        .map((laboratory) => ({ ...laboratory, exercises: exercisesOf(laboratory.id) }))
    return {
      workshops: content.workshops.map((workshop) => ({ ...workshop, laboratories: laboratoriesOf(workshop.id) })),
    }
  },
})
