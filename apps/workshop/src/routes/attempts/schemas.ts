/** Shapes of the attempts' routes. The world's own shapes (model, view) pass as they are: their types say what they hold. */
import { type Assessment, ATTEMPT_STATUSES, MODES, READING_UNITS, type ScopeTrace, WordsSchema } from '@luban/lab'
import { Type } from 'typebox'
import type { ShownGuide } from '../../stations/shown-guide.ts'
import type { VehicleModel } from '../../stations/vehicle.ts'
import { DOORS } from '../../stations/world.ts'
import { DateTimeSchema, NamesSchema, or } from '../schemas.ts'

export const ModeSchema = Type.Enum([...MODES])

export const StatusSchema = Type.Enum([...ATTEMPT_STATUSES])

export const DoorKindSchema = Type.Enum([...DOORS])

export const DoorSchema = Type.Object({
  kind: DoorKindSchema,
  host: Type.String(),
  port: Type.Integer(),
  tlsPort: Type.Optional(Type.Integer()),
})

export const ModelSchema = Type.Unsafe<VehicleModel>({ type: 'object', additionalProperties: true })

export const AssessmentSchema = Type.Unsafe<Assessment>({ type: 'object', additionalProperties: true })

export const GuideSchema = Type.Unsafe<ShownGuide>({ type: 'object', additionalProperties: true })

export const HazardSchema = Type.Object({
  kind: Type.Union([
    Type.Literal('liveContact'),
    Type.Literal('workWithoutIsolation'),
    Type.Literal('liveInsulationTest'),
  ]),
  at: Type.String(),
  volts: Type.Number(),
  missing: Type.Unsafe<readonly string[]>(Type.Array(Type.String())),
})

const Refused = Type.Object({ kind: Type.Literal('refused'), reason: Type.String() })
const Hazardous = Type.Object({ kind: Type.Literal('hazard'), hazard: HazardSchema })

export const ActionOutcomeSchema = Type.Union([Type.Object({ kind: Type.Literal('done') }), Refused, Hazardous])

export const MeasurementOutcomeSchema = Type.Union([
  Type.Object({
    kind: Type.Literal('reading'),
    reading: Type.Object({
      value: Type.Union([Type.Number(), Type.Literal('OL')]),
      unit: Type.Enum([...READING_UNITS]),
      isBeeping: Type.Optional(Type.Boolean()),
    }),
  }),
  Refused,
  Hazardous,
])

export const ScopeReplySchema = Type.Union([
  Type.Object({
    kind: Type.Literal('trace'),
    trace: Type.Unsafe<ScopeTrace>({ type: 'object', additionalProperties: true }),
  }),
  Refused,
  Hazardous,
])

const REPORT_CHARACTERS_MAX = 4000

export const DiagnosisSchema = Type.Object(
  {
    component: or(Type.String({ maxLength: 100 })),
    failureMode: or(Type.String({ maxLength: 100 })),
    also: Type.Optional(
      Type.Array(
        Type.Object(
          { component: Type.String({ maxLength: 100 }), failureMode: Type.String({ maxLength: 100 }) },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: 4, description: 'What else is wrong, where more than one thing is.' },
      ),
    ),
    report: Type.Optional(
      Type.String({
        maxLength: REPORT_CHARACTERS_MAX,
        description: 'To the customer: what was measured, what was wrong, what was done.',
      }),
    ),
  },
  { additionalProperties: false, description: 'Both null: the car has no fault.' },
)

export const SignOffSchema = Type.Object({
  instructorName: Type.String(),
  instructorNames: NamesSchema,
  passed: Type.Boolean(),
  comment: Type.String(),
  at: DateTimeSchema,
  criteria: Type.Array(
    Type.Object({
      id: Type.String(),
      isMet: Type.Boolean(),
      points: Type.Optional(Type.Number()),
      comment: Type.Optional(Type.String()),
    }),
  ),
})

export const AttemptSummarySchema = Type.Object({
  id: Type.String(),
  exerciseId: Type.String(),
  /** Null when the exercise is no more in the content. */
  exerciseTitle: or(WordsSchema),
  traineeId: Type.String(),
  traineeName: Type.String(),
  traineeNames: NamesSchema,
  isMine: Type.Boolean(),
  mode: ModeSchema,
  isGuided: Type.Boolean({ description: 'Practice with guidance: steps were shown, and hints could be opened.' }),
  status: StatusSchema,
  startedAt: DateTimeSchema,
  endedAt: or(DateTimeSchema),
  endReason: or(Type.String()),
  score: or(Type.Number()),
  passed: or(Type.Boolean()),
  isExamRecorded: Type.Boolean({ description: 'An examiner has recorded it as an exam.' }),
})
