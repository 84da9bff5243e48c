/** What instructors have composed, and what there is to compose from. */
import { COMPOSABLE_SETTINGS, ComposedExerciseSchema, FAULTS_COME_BY, WordsSchema } from '@luban/lab'
import { Type } from 'typebox'
import { listNewestComposed } from '../../db/composed-exercises.ts'
import { route } from '../../route.ts'
import { FaultNameSchema, faultName } from '../class/fault-names.ts'
import { DateTimeSchema, NamesSchema, or } from '../schemas.ts'

const ComposableFault = Type.Object({
  ...FaultNameSchema.properties,
  canComeAndGo: Type.Boolean({ description: 'Something of it is open or chafed: it may show only at times.' }),
})

const Named = Type.Object({ id: Type.String(), name: WordsSchema })

export const listComposed = route({
  method: 'GET',
  path: '/api/composed-exercises',
  summary: 'The composed exercises in their newest version, and the cars, faults and laboratories to compose from.',
  permission: 'exercise:compose',
  reply: Type.Object({
    exercises: Type.Array(
      Type.Object({
        id: Type.String(),
        version: Type.Integer(),
        isOffered: Type.Boolean(),
        /** What it names is still there. */
        isUsable: Type.Boolean(),
        authorName: Type.String(),
        authorNames: NamesSchema,
        at: DateTimeSchema,
        composed: ComposedExerciseSchema,
      }),
    ),
    stations: Type.Array(
      Type.Object({
        id: Type.String(),
        name: or(WordsSchema),
        laboratories: Type.Array(Named),
        faults: Type.Array(ComposableFault),
      }),
    ),
    faultsComeBy: Type.Array(Type.Enum([...FAULTS_COME_BY])),
    settings: Type.Array(
      Type.Object({
        id: Type.String(),
        quantity: Type.Enum(COMPOSABLE_SETTINGS.map(({ quantity }) => quantity)),
        min: Type.Number(),
        max: Type.Number(),
        unit: Type.String(),
      }),
    ),
  }),
  errors: [],

  async handle({ db, services: { attempts, composed, content } }) {
    const rows = await listNewestComposed(db)
    return {
      exercises: rows
        .sort((one, other) => other.at.getTime() - one.at.getTime())
        .map(({ id, version, is_offered, author_name, author_names, at, ...row }) => ({
          ...{ id, version, composed: row.composed },
          isOffered: is_offered,
          isUsable: attempts.exercise(id)?.version === version,
          authorName: author_name,
          authorNames: author_names,
          at: at.toISOString(),
        })),
      stations: composed.stations().map((id) => {
        const model = attempts.model(id)
        const laboratories = content.laboratories.filter(({ stations }) => stations.includes(id))
        return {
          id,
          name: model?.name ?? null,
          laboratories: laboratories.map((laboratory) => ({ id: laboratory.id, name: laboratory.name })),
          faults: attempts.faultsOf(id).map((fault) => ({
            ...faultName(fault, model),
            canComeAndGo: composed.canComeAndGo(id, fault.id),
          })),
        }
      }),
      faultsComeBy: FAULTS_COME_BY,
      settings: COMPOSABLE_SETTINGS,
    }
  },
})
