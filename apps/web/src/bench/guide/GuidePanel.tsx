/** The guidance over the bench: the steps in one line, and under it what the one that is looked at asks for. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Guide, GuideStep, GuideStepId } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { useBench } from '../bench.ts'
import { useLive } from '../live.ts'
import { useNotices } from '../notices.tsx'
import './guide.css'
import { usePartText, useStepTexts } from './guide-texts.ts'

export function GuidePanel() {
  const { live } = useBench()
  const guide = useLive(live, (state) => state.guide)
  if (guide === undefined) return null
  return <Steps guide={guide} />
}

/** `null`: folded. A step that was chosen stays shown until another comes next. */
type Chosen = { readonly id: GuideStepId | null; readonly atNext: GuideStepId | null }

function Steps({ guide }: { guide: Guide }) {
  const { steps, next } = guide
  const [chosen, choose] = useState<Chosen>({ id: next, atNext: next })
  const shownId = chosen.id === null || chosen.atNext === next ? chosen.id : next
  const shown = steps.find(({ id }) => id === shownId)
  const texts = useStepTexts()
  const { number } = useFormats()
  const { t } = useLingui()
  const doneCount = steps.filter(({ done }) => done !== null).length
  const nextTitle = next === null ? undefined : texts[next].title
  return (
    <section className="guide" aria-label={t`Guidance`} data-testid="guide">
      <ol className="guide-steps">
        {steps.map((step, i) => (
          <li
            key={step.id}
            aria-current={step.id === next ? 'step' : undefined}
            data-if-needed={isOnlyIfNeeded(step) || undefined}
          >
            <button
              type="button"
              aria-expanded={step.id === shownId}
              aria-controls="guide-step"
              data-done={step.done !== null || undefined}
              data-testid={`guide-${step.id}`}
              onClick={() => choose({ id: step.id === shownId ? null : step.id, atNext: next })}
            >
              <i aria-hidden="true">{step.done === null ? number(i + 1) : '✓'}</i>
              <span>
                {texts[step.id].title}
                <StateText step={step} />
              </span>
            </button>
          </li>
        ))}
      </ol>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long hint scrolls, by keyboard too. */}
      <div id="guide-step" className="guide-step" hidden={shown === undefined} tabIndex={0}>
        {shown && <Step key={shown.id} step={shown} own={guide.hints[shown.id]} />}
      </div>
      <p className="sr-only" role="status">
        {nextTitle === undefined ? (
          <Trans>All steps are done.</Trans>
        ) : (
          <Trans>
            Steps done: {number(doneCount)} of {number(steps.length)}. Next: {nextTitle}
          </Trans>
        )}
      </p>
    </section>
  )
}

const isOnlyIfNeeded = ({ done, isIfNeeded }: GuideStep) => done === null && isIfNeeded

function StateText({ step }: { step: GuideStep }) {
  if (step.done !== null) {
    return (
      <span className="sr-only">
        {' '}
        <Trans>this step is done</Trans>
      </span>
    )
  }
  if (!isOnlyIfNeeded(step)) return null
  return (
    <span className="sr-only">
      {' '}
      <Trans>if needed</Trans>
    </span>
  )
}

function Step({ step, own }: { step: GuideStep; own: Guide['hints'][GuideStepId] }) {
  const { expected, why } = useStepTexts()[step.id]
  return (
    <>
      <div>
        <p>
          <strong>{expected}</strong>{' '}
          {isOnlyIfNeeded(step) && (
            <small>
              (<Trans>if needed</Trans>){' '}
            </small>
          )}
          {why} <Earns step={step} />
        </p>
        <Parts step={step} />
      </div>
      <Hint step={step} own={own} />
    </>
  )
}

/** What a step consists of, as soon as one of it is done: what is left then is worth knowing. */
function Parts({ step: { parts } }: { step: GuideStep }) {
  const partText = usePartText()
  if (!parts.some(({ isDone }) => isDone)) return null
  return (
    <ul className="guide-parts">
      {parts.map(({ id, isDone }) => (
        <li key={id} data-done={isDone || undefined}>
          <i aria-hidden="true">{isDone ? '✓' : '–'}</i> {partText(id)}
          {!isDone && (
            <span className="sr-only">
              <Trans>not done yet</Trans>
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}

function Earns({ step }: { step: GuideStep }) {
  const { attempt } = useBench()
  const { words } = useFormats()
  const names = attempt.exercise.rubric.criteria.filter(({ id }) => step.criteria.includes(id))
  if (names.length === 0) return null
  const list = names.map(({ name }) => words(name)).join('; ')
  return (
    <span className="guide-earns">
      <Trans>It counts for: {list}</Trans>
    </span>
  )
}

function Hint({ step, own }: { step: GuideStep; own: Guide['hints'][GuideStepId] }) {
  const { calls, replayed } = useBench()
  const notices = useNotices()
  const { words } = useFormats()
  const { hint } = useStepTexts()[step.id]
  if (step.hint === null) {
    if (replayed) return null
    return (
      <div className="guide-offer">
        <Button
          size="xs"
          variant="default"
          onClick={() => void calls.openHint(step.id).catch(notices.problem)}
          data-testid="open-hint"
        >
          <Trans>Show a hint</Trans>
        </Button>
        <span className="guide-earns">
          <Trans>Your instructor sees which hints you opened.</Trans>
        </span>
      </div>
    )
  }
  return (
    <div className="guide-hint" data-testid="guide-hint">
      <p>
        {hint} {own && words(own)}
      </p>
    </div>
  )
}
