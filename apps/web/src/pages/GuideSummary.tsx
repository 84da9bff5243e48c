/** How a guided attempt went along its steps: which are done and when, and where a hint was opened. */
import { Trans } from '@lingui/react/macro'
import { Badge } from '@mantine/core'
import type { Attempt } from '../api/attempts.ts'
import '../bench/guide/guide.css'
import { useStepTexts } from '../bench/guide/guide-texts.ts'
import { useFormats } from '../language/formats.ts'

export function GuidedBadge() {
  return (
    <Badge color="brass" variant="outline" size="sm" tt="none" data-testid="guided">
      <Trans>With guidance</Trans>
    </Badge>
  )
}

export function GuideSummary({ attempt: { isGuided, guide } }: { attempt: Attempt }) {
  const texts = useStepTexts()
  const { clock, number } = useFormats()
  if (!isGuided) return null
  const steps = guide?.steps ?? []
  const hintCount = steps.filter(({ hint }) => hint !== null).length
  return (
    <section className="guide-summary card" data-testid="guide-summary">
      <p>
        <GuidedBadge /> <Trans>It counts as practice, and cannot be an exam or part of a competition.</Trans>
      </p>
      {steps.length > 0 && (
        <>
          <p>
            <Trans>Hints opened: {number(hintCount)}</Trans>
          </p>
          <ol>
            {steps.map(({ id, done, hint, isIfNeeded }) => (
              <li key={id} data-testid={`guided-${id}`}>
                <i aria-hidden="true">{done ? '✓' : '–'}</i> {texts[id].title}
                <small>
                  {done ? (
                    clock(done.stationMs / 1000)
                  ) : isIfNeeded ? (
                    <Trans>if needed</Trans>
                  ) : (
                    <Trans>not done</Trans>
                  )}
                  {hint && (
                    <>
                      {' · '}
                      <Trans>hint at {clock(hint.stationMs / 1000)}</Trans>
                    </>
                  )}
                </small>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}
