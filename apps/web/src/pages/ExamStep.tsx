/** The exam of an application: what the examiner found; or the form to record it, of an attempt or of a conversation. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Checkbox, Radio, Select, Stack, Textarea } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { type Attempt, attemptQuery } from '../api/attempts.ts'
import { type Application, type Exam, type ExamTerms, recordExam } from '../api/certification.ts'
import type { Me } from '../api/me.ts'
import { findExercise, workshopsQuery } from '../api/workshops.ts'
import { Problem } from '../app/Problem.tsx'
import { Loaded } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'
import type { Words } from '../language/language.ts'
import { Missing } from './Missing.tsx'
import './exam.css'

export type StepProps = { application: Application; me: Me; refresh: () => Promise<unknown> }

export function ExamStep({ application, me, refresh }: StepProps) {
  const { exam, examTerms } = application
  if (exam) return <ExamRecord exam={exam} />
  if (!me.permissions.includes('exam:record')) return <Ahead terms={examTerms} />
  if (examTerms === null)
    return (
      <p className="panel-hint">
        <Trans>The scheme of this application is no longer here: ask the administrator for it.</Trans>
      </p>
    )
  if (examTerms.means === 'oral') return <OralExam application={application} terms={examTerms} refresh={refresh} />
  return <PracticalExam application={application} refresh={refresh} />
}

/** For everybody but an examiner, until there is a record. */
function Ahead({ terms }: { terms: ExamTerms | null }) {
  const { words } = useFormats()
  if (terms?.means !== 'oral')
    return (
      <>
        <p className="panel-hint">
          <Trans>An examiner who did not train the candidate records the exam here.</Trans>
        </p>
        {terms && <ExamExercises ids={terms.exercises} />}
      </>
    )
  return (
    <div data-testid="oral-exam-ahead">
      <p className="panel-hint">
        <Trans>
          The exam is a conversation: an examiner who did not train the candidate asks about this, and records it here.
        </Trans>
      </p>
      <ul className="scope">
        {terms.criteria.map(({ id, name }) => (
          <li key={id}>{words(name)}</li>
        ))}
      </ul>
    </div>
  )
}

/** What a candidate does in exam mode, for the examiner to judge. */
function ExamExercises({ ids }: { ids: readonly string[] }) {
  const { data: workshops } = useQuery(workshopsQuery)
  const { words } = useFormats()
  const places = ids.flatMap((id) => findExercise(workshops ?? [], id) ?? [])
  return (
    <ul className="scope">
      {places.map(({ exercise }) => (
        <li key={exercise.id}>
          <Link
            to="/exercises/$exerciseId"
            params={{ exerciseId: exercise.id }}
            data-testid={`exam-exercise-${exercise.id}`}
          >
            <Trans>The exam: {words(exercise.title)}</Trans>
          </Link>
        </li>
      ))}
    </ul>
  )
}

function ExamRecord({ exam }: { exam: Exam }) {
  const { dateTime, person, words } = useFormats()
  const { t } = useLingui()
  const examiner = person(exam.examinerName, exam.examinerNames)
  return (
    <div className="record" data-testid="exam-record">
      <strong>
        <span aria-hidden="true">{exam.passed ? '✓' : '✕'}</span> <Verdict exam={exam} />
      </strong>
      <span>
        <Trans>
          Examiner: {examiner}, {dateTime(exam.at)}
        </Trans>
      </span>
      <ul className="judged-record">
        {exam.criteria.map(({ id, name, isMet, comment }) => (
          <li key={id} data-met={isMet || undefined} data-testid={`exam-judged-${id}`}>
            <span className="condition-sign" role="img" aria-label={isMet ? t`met` : t`not met`}>
              {isMet ? '✓' : '✕'}
            </span>
            {name ? words(name) : id}
            {comment && <q>{comment}</q>}
          </li>
        ))}
      </ul>
      {exam.comment && <q>{exam.comment}</q>}
    </div>
  )
}

function Verdict({ exam: { means, passed } }: { exam: Exam }) {
  if (means === 'oral') return passed ? <Trans>Oral exam passed</Trans> : <Trans>Oral exam not passed</Trans>
  return passed ? <Trans>Exam passed</Trans> : <Trans>Exam not passed</Trans>
}

type Criterion = { readonly id: string; readonly name: Words | null; readonly guidance?: Words }

function OralExam(props: { application: Application; terms: ExamTerms; refresh: StepProps['refresh'] }) {
  const { application, terms, refresh } = props
  const { t } = useLingui()
  const { words } = useFormats()
  const keptFromPassing = (met: ReadonlySet<string>) => {
    const names = terms.criteria.flatMap(({ id, name }) => (met.has(id) ? [] : [words(name)])).join(' · ')
    return names === '' ? null : t`Not ticked: ${names}. The exam cannot be recorded as passed like that.`
  }
  const trained = application.conditions.flatMap(({ kind, attemptId }) =>
    kind === 'signedOffAttempt' && attemptId !== null ? [attemptId] : [],
  )
  return (
    <Stack gap="md">
      <p className="panel-hint">
        <Trans>Question the candidate, and tick what they could explain. All of it must be met to pass.</Trans>
      </p>
      {trained.map((attemptId) => (
        <Link key={attemptId} to="/review/$attemptId" params={{ attemptId }} target="_blank">
          <Trans>Look at the evidence of the signed-off exercise</Trans>
        </Link>
      ))}
      <ExamForm
        applicationId={application.id}
        criteria={terms.criteria}
        refresh={refresh}
        keptFromPassing={keptFromPassing}
      />
    </Stack>
  )
}

function PracticalExam({ application, refresh }: Omit<StepProps, 'me'>) {
  const { dateTime, number } = useFormats()
  const { t } = useLingui()
  const [chosen, setChosen] = useState<string | null>(null)
  const attemptId = chosen ?? application.examAttempts[0]?.id ?? null
  const query = useQuery({ ...attemptQuery(attemptId ?? ''), enabled: attemptId !== null })
  if (attemptId === null)
    return (
      <p className="panel-hint">
        <Trans>The candidate has not finished an attempt in exam mode yet.</Trans>
      </p>
    )
  return (
    <Stack gap="md">
      <Select
        label={t`Exam attempt`}
        data={application.examAttempts.map(({ id, startedAt, score }) => ({
          value: id,
          label: `${dateTime(startedAt)}${score === null ? '' : ` · ${number(Math.round(score))}`}`,
        }))}
        value={attemptId}
        onChange={setChosen}
        allowDeselect={false}
        data-testid="exam-attempt"
      />
      <Link to="/review/$attemptId" params={{ attemptId }} target="_blank">
        <Trans>Look at its evidence</Trans>
      </Link>
      <Loaded query={query}>
        {(attempt) => <JudgedAttempt key={attempt.id} attempt={attempt} application={application} refresh={refresh} />}
      </Loaded>
    </Stack>
  )
}

type JudgedAttemptProps = { attempt: Attempt; application: Application; refresh: StepProps['refresh'] }

/** What is judged of it is what its assessment asks for; the words come from its exercise. */
function JudgedAttempt({ attempt, application, refresh }: JudgedAttemptProps) {
  const { t } = useLingui()
  const { assessment } = attempt
  const ids = { applicationId: application.id, attemptId: attempt.id }
  if (assessment === null || !assessment.gate.isPassed) {
    const why = t`This attempt was stopped for safety or never finished: it can only be recorded as not passed.`
    return (
      <>
        <p className="panel-hint">{why}</p>
        <ExamForm {...ids} criteria={[]} refresh={refresh} keptFromPassing={() => why} />
      </>
    )
  }
  const texts = new Map(attempt.exercise?.rubric.criteria.map((text) => [text.id, text]))
  const criteria = assessment.criteria.map(({ id }) => ({ name: null, ...texts.get(id), id }))
  return (
    <ExamForm
      {...ids}
      criteria={criteria}
      refresh={refresh}
      keptFromPassing={(met) =>
        met.size === 0 ? t`No criterion is ticked: the exam cannot be passed like that.` : null
      }
    />
  )
}

type ExamFormProps = {
  applicationId: string
  attemptId?: string
  criteria: readonly Criterion[]
  refresh: StepProps['refresh']
  /** With these criteria ticked, why the exam is not passed; null when it may be. */
  keptFromPassing: (met: ReadonlySet<string>) => string | null
}

function ExamForm({ applicationId, attemptId, criteria, refresh, keptFromPassing }: ExamFormProps) {
  const { t } = useLingui()
  const [met, setMet] = useState<ReadonlySet<string>>(new Set())
  const [verdict, setVerdict] = useState<string | null>(null)
  const [comment, setComment] = useState('')
  const [isAsked, setAsked] = useState(false)
  const lacks =
    verdict === null ? t`Choose the result of the exam.` : verdict === 'passed' ? keptFromPassing(met) : null
  const recording = useMutation({
    mutationFn: (body: Parameters<typeof recordExam>[1]) => recordExam(applicationId, body),
    onSuccess: refresh,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        setAsked(true)
        if (lacks !== null) return
        const judged = criteria.map(({ id }) => ({ id, isMet: met.has(id) }))
        const attempt = attemptId === undefined ? {} : { attemptId }
        recording.mutate({ ...attempt, criteria: judged, passed: verdict === 'passed', comment })
      }}
    >
      <Stack gap="md">
        {criteria.length > 0 && <Criteria criteria={criteria} met={met} onChange={setMet} />}
        <Radio.Group label={t`Result of the exam`} value={verdict} onChange={setVerdict}>
          <Stack gap={6} mt={6}>
            <Radio value="passed" label={t`Passed`} data-testid="exam-passed" />
            <Radio value="failed" label={t`Not passed`} data-testid="exam-failed" />
          </Stack>
        </Radio.Group>
        <Textarea
          label={t`Record of the examiner`}
          description={t`Not required. The candidate and the officer read it.`}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
          autosize
          minRows={2}
          maxLength={4000}
          data-testid="exam-comment"
        />
        {recording.isError && <Problem problem={recording.error} />}
        {isAsked && lacks !== null && <Missing sentences={[lacks]} testId="exam-missing" />}
        <Button type="submit" loading={recording.isPending} data-testid="exam-submit">
          <Trans>Record the exam</Trans>
        </Button>
      </Stack>
    </form>
  )
}

type CriteriaProps = {
  criteria: readonly Criterion[]
  met: ReadonlySet<string>
  onChange: (met: ReadonlySet<string>) => void
}

function Criteria({ criteria, met, onChange }: CriteriaProps): ReactNode {
  const { words } = useFormats()
  return (
    <fieldset className="judged">
      <legend>
        <Trans>Criteria that are met</Trans>
      </legend>
      {criteria.map(({ id, name, guidance }) => (
        <Checkbox
          key={id}
          label={name ? words(name) : id}
          description={guidance && words(guidance)}
          checked={met.has(id)}
          onChange={() => onChange(toggled(met, id))}
          data-testid={`exam-criterion-${id}`}
        />
      ))}
    </fieldset>
  )
}

function toggled(all: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return all.has(id) ? new Set([...all].filter((one) => one !== id)) : new Set([...all, id])
}
