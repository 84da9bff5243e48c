/** One attempt: its exercise in words, its doors, and what everyone may know of the station. Never what is wrong. */
import { briefOf, type Exercise, type GuideProgress, paceMaxOf } from '@luban/lab'
import { Type } from 'typebox'
import type { Context } from '../../context.ts'
import { findExerciseVersion } from '../../db/attempt-basis.ts'
import { isRecordedExam } from '../../db/certification.ts'
import { takesExamAttempt } from '../../db/end-reasons.ts'
import { findSignOff } from '../../db/sign-offs.ts'
import { findUser } from '../../db/users.ts'
import { route } from '../../route.ts'
import { type ShownGuide, shownGuide } from '../../stations/shown-guide.ts'
import type { VehicleModel } from '../../stations/vehicle.ts'
import { DateTimeSchema, NamesSchema, or } from '../schemas.ts'
import { ExerciseBriefSchema } from '../workshops/list-workshops.ts'
import { doorsAsSeen } from './doors-as-seen.ts'
import { AttemptParams, readableAttempt } from './own-attempt.ts'
import {
  AssessmentSchema,
  DiagnosisSchema,
  DoorSchema,
  GuideSchema,
  ModelSchema,
  ModeSchema,
  SignOffSchema,
  StatusSchema,
} from './schemas.ts'

export const readAttempt = route({
  method: 'GET',
  path: '/api/attempts/:id',
  summary: 'One attempt with its station. The doors are shown to its trainee, while it runs.',
  permission: 'attempt:read',
  params: AttemptParams,
  reply: Type.Object({
    id: Type.String(),
    status: StatusSchema,
    mode: ModeSchema,
    isGuided: Type.Boolean(),
    guide: or(GuideSchema),
    traineeId: Type.String(),
    traineeName: Type.String(),
    traineeNames: NamesSchema,
    isMine: Type.Boolean(),
    startedAt: DateTimeSchema,
    /** Null when the exercise is no more in the content. */
    endsAt: or(DateTimeSchema),
    endedAt: or(DateTimeSchema),
    endReason: or(Type.String()),
    takesExamAttempt: Type.Boolean({ description: 'It is one of the attempts that an exam allows.' }),
    pace: Type.Number(),
    paceMax: Type.Number(),
    doors: Type.Array(DoorSchema),
    exercise: or(ExerciseBriefSchema),
    model: or(ModelSchema),
    diagnosis: or(DiagnosisSchema),
    score: or(Type.Number()),
    assessment: or(AssessmentSchema),
    evidenceSha256: or(Type.String()),
    signOff: or(SignOffSchema),
    isExamRecorded: Type.Boolean({ description: 'An examiner has recorded it as an exam.' }),
  }),
  errors: ['ATTEMPT_NOT_FOUND'],

  async handle(context, { params }) {
    const { actor, db, request, services } = context
    const attempt = await readableAttempt(context, params.id)
    const exercise = services.attempts.exercise(attempt.exercise_id, await findExerciseVersion(db, attempt.id))
    const running = services.attempts.find(attempt.id)
    const trainee = await findUser(db, attempt.trainee_id)
    const isMine = attempt.trainee_id === actor.userId || running?.mayWork(actor.userId) === true
    if (isMine) running?.touch()
    return {
      id: attempt.id,
      status: attempt.status,
      mode: attempt.mode,
      isGuided: attempt.is_guided,
      guide: guideOf(running?.guide ?? attempt.guide, exercise),
      traineeId: attempt.trainee_id,
      traineeName: trainee?.name ?? '',
      traineeNames: trainee?.names ?? {},
      isMine,
      startedAt: attempt.started_at.toISOString(),
      endsAt: running
        ? running.endsAt.toISOString()
        : exercise === undefined
          ? null
          : endOf(attempt.started_at, exercise.timeLimitMin),
      endedAt: attempt.ended_at?.toISOString() ?? null,
      endReason: attempt.end_reason,
      takesExamAttempt: takesExamAttempt(attempt.mode, attempt.end_reason),
      pace: running?.pace ?? 1,
      paceMax: exercise === undefined ? 1 : paceMaxOf(exercise, attempt.mode),
      doors: isMine && running !== undefined ? doorsAsSeen(running.doors, request.headers.host) : [],
      exercise: exercise === undefined ? null : briefOf(exercise),
      model: exercise === undefined ? null : modelOf(context, exercise),
      diagnosis: attempt.diagnosis,
      score: attempt.score,
      assessment: attempt.assessment as never,
      evidenceSha256: attempt.evidence_sha256,
      signOff: await signOffOf(context, attempt.id),
      isExamRecorded: attempt.mode === 'exam' && (await isRecordedExam(db, attempt.id)),
    }
  },
})

function guideOf(progress: GuideProgress | null, exercise: Exercise | undefined): ShownGuide | null {
  return progress === null ? null : shownGuide(progress, exercise)
}

/** Every world of today is a car: `stations/vehicle.ts` is the only binding. */
function modelOf({ services }: Context, exercise: Exercise): VehicleModel | null {
  return (services.attempts.model(exercise.station) as VehicleModel | undefined) ?? null
}

const endOf = (startedAt: Date, limitMin: number) => new Date(startedAt.getTime() + limitMin * 60_000).toISOString()

async function signOffOf({ db }: Context, attemptId: string) {
  const signOff = await findSignOff(db, attemptId)
  if (signOff === undefined) return null
  const { instructor_id, passed, comment, at, criteria } = signOff
  const instructor = await findUser(db, instructor_id)
  const [instructorName, instructorNames] = [instructor?.name ?? '', instructor?.names ?? {}]
  return { instructorName, instructorNames, passed, comment, at: at.toISOString(), criteria }
}
