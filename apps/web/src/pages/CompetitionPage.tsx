/** One competition: the ranking while it goes on and afterwards, each figure with the attempt that it is read from. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Table } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { type CompetitionStanding, competitionQuery, type TeamStanding } from '../api/competitions.ts'
import { findExercise, workshopsQuery } from '../api/workshops.ts'
import { LinkButton } from '../app/LinkButton.tsx'
import { PageHead } from '../app/PageHead.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Loaded } from '../app/Waiting.tsx'
import { StartControls } from '../competitions/StartControls.tsx'
import { StartNotice } from '../competitions/StartNotice.tsx'
import { useFormats } from '../language/formats.ts'

export function CompetitionPage() {
  const { competitionId } = useParams({ from: '/competitions/$competitionId' })
  return (
    <SignedIn>
      {(me) => <Standing id={competitionId} mayStart={me.permissions.includes('competition:manage')} />}
    </SignedIn>
  )
}

function Standing({ id, mayStart }: { id: string; mayStart: boolean }) {
  const query = useQuery(competitionQuery(id))
  const { data: workshops = [] } = useQuery(workshopsQuery)
  const { words, minutes, dateTime } = useFormats()
  useWayToCar(query.data?.teams.find(({ isMine }) => isMine))
  return (
    <Loaded query={query}>
      {(competition) => {
        const exercise = findExercise(workshops, competition.exerciseId)?.exercise
        const mine = competition.teams.find(({ isMine }) => isMine)
        return (
          <>
            <PageHead
              above={<Trans>Competition</Trans>}
              title={competition.title}
              lead={
                <>
                  {exercise ? words(exercise.title) : competition.exerciseId} · {minutes(competition.limitMin)}
                  {competition.startedAt && (
                    <>
                      {' · '}
                      <Trans>started {dateTime(competition.startedAt)}</Trans>
                    </>
                  )}
                </>
              }
              actions={
                mine?.outcome === 'running' && mine.attemptId !== null ? (
                  <LinkButton
                    to="/attempts/$attemptId"
                    params={{ attemptId: mine.attemptId }}
                    data-testid="to-team-car"
                  >
                    <Trans>To the car of my team</Trans>
                  </LinkButton>
                ) : null
              }
            />
            <StartNotice competition={competition} />
            {mayStart && <StartControls competition={competition} />}
            <Ranking competition={competition} />
            <Rule competition={competition} />
          </>
        )
      }}
    </Loaded>
  )
}

/** From the countdown straight to the car: whoever came later finds the way by the button. */
function useWayToCar(mine: TeamStanding | undefined): void {
  const navigate = useNavigate()
  const waited = useRef(false)
  const outcome = mine?.outcome
  const attemptId = mine?.attemptId ?? null
  useEffect(() => {
    if (outcome === 'waiting') waited.current = true
    if (outcome !== 'running' || attemptId === null || !waited.current) return
    waited.current = false
    void navigate({ to: '/attempts/$attemptId', params: { attemptId } })
  }, [outcome, attemptId, navigate])
}

/** Who leads first; who has no place behind them, in the order in which they were named. */
function inOrder(teams: readonly TeamStanding[]): readonly TeamStanding[] {
  const rank = ({ place }: TeamStanding) => place ?? Number.POSITIVE_INFINITY
  return [...teams].sort((a, b) => (rank(a) === rank(b) ? a.number - b.number : rank(a) - rank(b)))
}

function Ranking({ competition }: { competition: CompetitionStanding }) {
  const { number, clock, money, person } = useFormats()
  const outcomeText = useOutcomeText()
  const { t } = useLingui()
  const memberText = ({ isBusy, ...member }: TeamStanding['members'][number]) => {
    const name = person(member.name, member.names)
    return isBusy ? t`${name} (at another station now)` : name
  }
  return (
    <div className="table-card">
      <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table verticalSpacing="sm" data-testid="ranking">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>
                <Trans>Place</Trans>
              </Table.Th>
              <Table.Th>
                <Trans>Team</Trans>
              </Table.Th>
              <Table.Th>
                <Trans>State</Trans>
              </Table.Th>
              <Table.Th ta="right">
                <Trans>Time taken</Trans>
              </Table.Th>
              <Table.Th ta="right">
                <Trans>Needless parts</Trans>
              </Table.Th>
              <Table.Th ta="right">
                <Trans>Safety remarks</Trans>
              </Table.Th>
              <Table.Th ta="right">
                <Trans>Counted time</Trans>
              </Table.Th>
              <Table.Th>
                <span className="sr-only">
                  <Trans>Attempt</Trans>
                </span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {inOrder(competition.teams).map((team) => (
              <Table.Tr key={team.number} data-mine={team.isMine || undefined} data-testid={`team-${team.number}`}>
                <Table.Td>
                  <strong>{team.place === null ? '–' : number(team.place)}</strong>
                </Table.Td>
                <Table.Td>
                  <strong>{team.name}</strong>
                  {team.isMine && (
                    <>
                      {' · '}
                      <Trans>your team</Trans>
                    </>
                  )}
                  <br />
                  <small>{team.members.map(memberText).join(', ')}</small>
                </Table.Td>
                <Table.Td>{competition.cancelledAt === null ? outcomeText(team.outcome) : '–'}</Table.Td>
                <Table.Td ta="right">{clock(team.workedMs / 1000)}</Table.Td>
                <Table.Td ta="right">
                  {money(team.needlessKzt)}
                  <Added minutes={team.needlessKzt / competition.penaltyKzt} />
                </Table.Td>
                <Table.Td ta="right">
                  {number(team.remarkCount)}
                  <Added minutes={team.remarkCount * competition.remarkMin} />
                </Table.Td>
                <Table.Td ta="right">{clock(team.countedMs / 1000)}</Table.Td>
                <Table.Td>
                  <AttemptLink team={team} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </div>
  )
}

/** To the time that was taken. */
function Added({ minutes }: { minutes: number }) {
  const { clock } = useFormats()
  if (minutes === 0) return null
  return (
    <>
      <br />
      <small>+{clock(minutes * 60)}</small>
    </>
  )
}

function AttemptLink({ team: { attemptId, outcome } }: { team: TeamStanding }) {
  if (attemptId === null || outcome === 'running') return null
  return (
    <Link to="/attempts/$attemptId/result" params={{ attemptId }}>
      <Trans>Attempt</Trans>
    </Link>
  )
}

function useOutcomeText(): (outcome: TeamStanding['outcome']) => string {
  const { t } = useLingui()
  return (outcome) =>
    ({
      waiting: t`waits for the start`,
      running: t`at work`,
      solved: t`solved`,
      unsolved: t`not solved`,
      stopped: t`stopped for safety`,
      ended: t`ended without an answer`,
    })[outcome]
}

function Rule({ competition: { penaltyKzt, remarkMin } }: { competition: CompetitionStanding }) {
  const { money, minutes } = useFormats()
  return (
    <p className="panel-hint" data-testid="ranking-rule">
      <Trans>
        Solved is who found the whole cause and, where the exercise asks for it, repaired the car. Solved comes before
        not solved; a team that was stopped for safety is last. Among equals the counted time decides: the time taken, a
        minute for each {money(penaltyKzt)} of needless parts, and {minutes(remarkMin)} for each remark about safety.
      </Trans>
    </p>
  )
}
