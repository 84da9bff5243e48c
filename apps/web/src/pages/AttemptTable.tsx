/** A list of attempts, newest first, each leading to its bench, its result or its review. */
import { Trans } from '@lingui/react/macro'
import { Badge, Table } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { AttemptSummary } from '../api/attempts.ts'
import { useFormats } from '../language/formats.ts'
import { GuidedBadge } from './GuideSummary.tsx'
import { AttemptBadge } from './StatusBadge.tsx'

type AttemptPage = '/attempts/$attemptId/result' | '/review/$attemptId'

/** A running attempt leads its trainee to the bench. */
export function AttemptTable(props: { attempts: readonly AttemptSummary[]; withNames: boolean; to: AttemptPage }) {
  const { words, dateTime, number, person } = useFormats()
  return (
    <div className="table-card">
      <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              {props.withNames && (
                <Table.Th>
                  <Trans>Trainee</Trans>
                </Table.Th>
              )}
              <Table.Th>
                <Trans>Exercise</Trans>
              </Table.Th>
              <Table.Th>
                <Trans>Started</Trans>
              </Table.Th>
              <Table.Th>
                <Trans>State</Trans>
              </Table.Th>
              <Table.Th ta="right">
                <Trans>Score</Trans>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {props.attempts.map((attempt) => (
              <Table.Tr key={attempt.id}>
                {props.withNames && <Table.Td>{person(attempt.traineeName, attempt.traineeNames)}</Table.Td>}
                <Table.Td>
                  <Link
                    to={
                      attempt.status === 'running' && props.to !== '/review/$attemptId'
                        ? '/attempts/$attemptId'
                        : props.to
                    }
                    params={{ attemptId: attempt.id }}
                    data-testid={`attempt-${attempt.id}`}
                  >
                    {attempt.exerciseTitle ? words(attempt.exerciseTitle) : attempt.exerciseId}
                  </Link>{' '}
                  {attempt.isGuided && <GuidedBadge />}
                  {attempt.mode === 'exam' && (
                    <Badge color="ink" variant="outline" size="sm" tt="none">
                      <Trans>Exam</Trans>
                    </Badge>
                  )}
                </Table.Td>
                <Table.Td>{dateTime(attempt.startedAt)}</Table.Td>
                <Table.Td>
                  <AttemptBadge of={attempt} />
                </Table.Td>
                <Table.Td ta="right">{attempt.score === null ? '–' : number(Math.round(attempt.score))}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </div>
  )
}
