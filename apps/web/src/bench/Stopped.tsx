/** The attempt was stopped for safety: what was done, why it kills, and which steps were missing. */

import { Trans } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Attempt, Hazard } from '../api/attempts.ts'
import { LinkButton } from '../app/LinkButton.tsx'
import { useFormats } from '../language/formats.ts'
import { useStationTexts } from './texts.ts'

export function Stopped(props: { attempt: Attempt; hazard: Hazard | undefined; reason: string | undefined }) {
  const { attempt, hazard } = props
  const { hazardText, stepText } = useStationTexts()
  const { words, number } = useFormats()
  const queries = useQueryClient()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const place = [...(attempt.model?.points ?? []), ...(attempt.model?.components ?? [])].find(
    ({ id }) => id === hazard?.at,
  )

  return (
    <div className="stopped" role="alertdialog" aria-labelledby="stopped-title" data-testid="hazard">
      <svg viewBox="0 0 64 64" width="72" height="72" aria-hidden="true">
        <path d="M32 5 61 57H3z" fill="#ffd23f" stroke="#1d1300" strokeWidth="3" strokeLinejoin="round" />
        <path d="M35 20 24 39h8l-3 13 12-19h-8z" fill="#1d1300" />
      </svg>
      <h1 id="stopped-title" ref={heading} tabIndex={-1}>
        <Trans>Stopped for safety</Trans>
      </h1>
      {hazard ? (
        <>
          <p className="stopped-what">{hazardText(hazard.kind)}</p>
          <p>
            <Trans>
              Where: {place ? words(place.name) : hazard.at}. Voltage there at that moment: {number(hazard.volts, 0)} V.
              What you had done would not have protected you: on a real car this can kill.
            </Trans>
          </p>
          {hazard.missing.length > 0 && (
            <>
              <h2>
                <Trans>Steps that were missing</Trans>
              </h2>
              <ul data-testid="hazard-missing">
                {hazard.missing.map((step) => (
                  <li key={step}>{stepText(step)}</li>
                ))}
              </ul>
            </>
          )}
        </>
      ) : (
        <p className="stopped-what">
          <Trans>Work on high voltage was begun without isolating the car. On a real car this can kill.</Trans>
        </p>
      )}
      <p>
        {attempt.takesExamAttempt ? (
          <Trans>
            This attempt has ended. It counts as one of those that the exam allows; practice attempts are not limited.
          </Trans>
        ) : (
          <Trans>This attempt has ended. Read through it, then start again: practice attempts are not limited.</Trans>
        )}
      </p>
      <LinkButton
        to="/attempts/$attemptId/result"
        params={{ attemptId: attempt.id }}
        onClick={() => queries.removeQueries({ queryKey: ['attempt', attempt.id] })}
        color="brass.4"
        data-testid="to-result"
      >
        <Trans>See what happened</Trans>
      </LinkButton>
    </div>
  )
}
