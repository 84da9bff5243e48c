/** The brief of one exercise: the complaint, the task, how it is assessed; and starting it, as practice or as an exam. */

import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Badge, Button, Group, Stack, Title } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type AdapterChoice, isRealModel } from '../api/adapters.ts'
import { runningAttemptsQuery, startAttempt } from '../api/attempts.ts'
import { meQuery } from '../api/me.ts'
import { type ExerciseBrief, findExercise, type ListedExercise, type Mode, workshopsQuery } from '../api/workshops.ts'
import { LinkButton } from '../app/LinkButton.tsx'
import { PageHead } from '../app/PageHead.tsx'
import { NotFoundPage, Problem } from '../app/Problem.tsx'
import { Loaded } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'
import { LANGUAGES, type Language } from '../language/language.ts'
import { AdapterSelect } from '../real/AdapterSelect.tsx'

export function ExercisePage() {
  const { exerciseId } = useParams({ from: '/exercises/$exerciseId' })
  const workshops = useQuery(workshopsQuery)
  const { words } = useFormats()
  return (
    <Loaded query={workshops}>
      {(all) => {
        const place = findExercise(all, exerciseId)
        if (!place) return <NotFoundPage />
        const { workshop, laboratory, exercise } = place
        return (
          <>
            <PageHead
              above={
                <Link to="/laboratories/$laboratoryId" params={{ laboratoryId: laboratory.id }}>
                  {words(workshop.city)} · {words(laboratory.name)}
                </Link>
              }
              title={words(exercise.title)}
            />
            <div className="brief">
              <Brief exercise={exercise} />
              <Start exercise={exercise} />
            </div>
          </>
        )
      }}
    </Loaded>
  )
}

const nameOf = (language: Language) => LANGUAGES.find(({ code }) => code === language)?.name

function Brief({ exercise }: { exercise: ExerciseBrief }) {
  const { words } = useFormats()
  const { language } = exercise
  return (
    <Stack gap="lg">
      {language !== undefined && (
        <p className="panel-hint">
          <Trans>Written by an instructor, in this language alone: {nameOf(language)}.</Trans>
        </p>
      )}
      <blockquote className="complaint" lang={language}>
        <p className="eyebrow">
          <Trans>The customer says</Trans>
        </p>
        <p>{words(exercise.complaint)}</p>
      </blockquote>
      <section>
        <Title order={2} size="h4">
          <Trans>Your task</Trans>
        </Title>
        <p lang={language}>{words(exercise.task)}</p>
        <ol className="instructions">
          {exercise.instructions.map((instruction) => (
            <li key={instruction.en}>{words(instruction)}</li>
          ))}
        </ol>
      </section>
      <section>
        <Title order={2} size="h4">
          <Trans>How it is assessed</Trans>
        </Title>
        <Rubric exercise={exercise} />
      </section>
    </Stack>
  )
}

function Rubric({ exercise }: { exercise: ExerciseBrief }) {
  const { words, number } = useFormats()
  return (
    <>
      <ul className="rubric">
        {exercise.rubric.criteria.map((criterion) => (
          <li key={criterion.id}>
            <span>{words(criterion.name)}</span>
            <strong>{number(criterion.weight)}</strong>
          </li>
        ))}
      </ul>
      <p>
        <Trans>Pass mark: {number(exercise.rubric.passMark)} of 100.</Trans>{' '}
        <Trans>Safety is a gate, not points: a critical error on high voltage stops the attempt.</Trans>
      </p>
    </>
  )
}

function Start({ exercise }: { exercise: ListedExercise }) {
  const { minutes, money, number, words } = useFormats()
  const { t } = useLingui()
  const { data: me } = useQuery(meQuery)
  const [way, setWay] = useState<Way>(exercise.modes[0] ?? 'practice')
  const mode: Mode = way === 'guided' ? 'practice' : way
  const isReal = isRealModel(exercise.station)
  const [adapter, setAdapter] = useState<AdapterChoice | undefined>(undefined)
  const navigate = useNavigate()
  const isTrainee = me?.roles.includes('trainee') ?? false
  const starting = useMutation({
    mutationFn: startAttempt,
    onSuccess: ({ id }) => navigate({ to: '/attempts/$attemptId', params: { attemptId: id } }),
  })
  const ways: { readonly [way in Way]: readonly [name: string, hint: string] } = {
    guided: [t`With guidance`, t`Practice along the steps of a diagnosis, with hints when you ask for them.`],
    practice: [t`Practice`, t`You may let the waiting time run faster.`],
    exam: [t`Exam`, t`At the pace of the real world; counts for a certificate.`],
  }
  return (
    <aside className="card start-card">
      <dl className="facts">
        <dt>
          <Trans>Station</Trans>
        </dt>
        <dd>{exercise.stationName ? words(exercise.stationName) : exercise.station}</dd>
        <dt>
          <Trans>Time limit</Trans>
        </dt>
        <dd>{minutes(exercise.timeLimitMin)}</dd>
        {exercise.moneyLimitKzt !== undefined && (
          <>
            <dt>
              <Trans>Limit for needless parts</Trans>
            </dt>
            <dd>{money(exercise.moneyLimitKzt)}</dd>
          </>
        )}
        <dt>
          <Trans>Waiting faster</Trans>
        </dt>
        <dd>{mode === 'exam' || exercise.paceMax === 1 ? t`not in this one` : `×${number(exercise.paceMax)}`}</dd>
        {mode === 'exam' && (
          <>
            <dt>
              <Trans>Attempts before an examiner judges</Trans>
            </dt>
            <dd>{number(exercise.examAttemptsMax)}</dd>
          </>
        )}
      </dl>
      <fieldset className="modes">
        <legend>
          {waysOf(exercise).length > 1 ? <Trans>How do you want to do it?</Trans> : <Trans>How it is done</Trans>}
        </legend>
        {waysOf(exercise).map((one) => (
          <label key={one} data-chosen={way === one || undefined}>
            <input
              type="radio"
              name="mode"
              checked={way === one}
              onChange={() => setWay(one)}
              data-testid={`mode-${one}`}
            />
            <span>
              <strong>{ways[one][0]}</strong>
              <small>{ways[one][1]}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {starting.isError && <Problem problem={starting.error} />}
      {me === null && (
        <LinkButton to="/sign-in" search={{ to: `/exercises/${exercise.id}` }} size="md" data-testid="sign-in-to-start">
          <Trans>Sign in to start</Trans>
        </LinkButton>
      )}
      {me && !isTrainee && (
        <Alert color="gray" variant="light">
          <Trans>Only trainees start exercises. You are signed in with another role.</Trans>
        </Alert>
      )}
      {isTrainee && (
        <>
          <OpenAttempt />
          {isReal && <AdapterSelect modelId={exercise.station} choice={adapter} choose={setAdapter} />}
          <Button
            size="md"
            loading={starting.isPending}
            disabled={isReal && adapter === undefined}
            onClick={() => starting.mutate({ exerciseId: exercise.id, mode, isGuided: way === 'guided', adapter })}
            data-testid="start-attempt"
          >
            <Trans>Start</Trans>
          </Button>
        </>
      )}
      {exercise.isDemo && (
        <Group gap="xs">
          <Badge color="gray" variant="light" tt="none">
            <Trans>demo</Trans>
          </Badge>
          <small>
            <Trans>This exercise and its rubric are examples, approved by nobody official.</Trans>
          </small>
        </Group>
      )}
    </aside>
  )
}

/** Whatever may be practised may be practised with guidance. */
type Way = Mode | 'guided'

const waysOf = ({ modes }: ListedExercise): readonly Way[] =>
  modes.includes('practice') ? ['guided', ...modes] : modes

/** One attempt at a time: the one that still runs is offered before a new one is refused. */
function OpenAttempt() {
  const { data: attempts } = useQuery(runningAttemptsQuery)
  const open = attempts?.find(({ isMine }) => isMine)
  if (!open) return null
  return (
    <Alert color="brass" variant="light">
      <Trans>You have an attempt running.</Trans>{' '}
      <Link to="/attempts/$attemptId" params={{ attemptId: open.id }} data-testid="go-on">
        <Trans>Go on with it</Trans>
      </Link>
    </Alert>
  )
}
