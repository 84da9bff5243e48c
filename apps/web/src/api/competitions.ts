/** Competitions: who takes part, the common start by hand or at its time, how the teams stand. */
import { queryOptions } from '@tanstack/react-query'
import { type Heard, heard, secondsUntil } from '../competitions/workshop-clock.ts'
import { get, post, type Reply } from './client.ts'

export type Competition = Reply<'GET /api/competitions'>['competitions'][number]
export type CompetitionStanding = Heard<Reply<'GET /api/competitions/:competitionId'>>
export type TeamStanding = CompetitionStanding['teams'][number]
export type Competitor = Reply<'GET /api/competitors'>['people'][number]

export const TEAM_MEMBERS_MAX = 4

/** Whoever looks on sees a change within this, and a start sooner. */
const AGAIN_MS = 2000
const START_AGAIN_MS = 400
const START_NEAR_S = 3

type CompetitionList = Heard<Reply<'GET /api/competitions'>>

export const competitionsQuery = queryOptions({
  queryKey: ['competitions'],
  queryFn: async (): Promise<CompetitionList> => heard(await get<Reply<'GET /api/competitions'>>('/api/competitions')),
})

export const competitionQuery = (id: string) =>
  queryOptions({
    queryKey: ['competition', id],
    queryFn: async (): Promise<CompetitionStanding> => heard(await get<Standing>(`/api/competitions/${id}`)),
    refetchInterval: ({ state: { data } }) => (data === undefined ? AGAIN_MS : againMs(data)),
  })

function againMs(competition: CompetitionStanding): number | false {
  const { teams, cancelledAt, startsAt, startedAt } = competition
  if (cancelledAt !== null) return false
  const isStarting = startsAt !== null && startedAt === null && secondsUntil(startsAt, competition) <= START_NEAR_S
  if (isStarting) return START_AGAIN_MS
  return teams.some(({ outcome }) => outcome === 'waiting' || outcome === 'running') ? AGAIN_MS : false
}

export const competitorsQuery = queryOptions({
  queryKey: ['competitors'],
  queryFn: async (): Promise<readonly Competitor[]> =>
    (await get<Reply<'GET /api/competitors'>>('/api/competitors')).people,
})

export type NewTeam = { readonly name: string; readonly memberIds: readonly string[] }

export const createCompetition = (body: {
  readonly title: string
  readonly exerciseId: string
  readonly limitMin: number
  /** Null: by hand. */
  readonly startsAt: string | null
  readonly teams: readonly NewTeam[]
}): Promise<{ id: string }> => post('/api/competitions', body)

type Standing = Reply<'GET /api/competitions/:competitionId'>

export const startCompetition = async (id: string): Promise<CompetitionStanding> =>
  heard(await post<Standing>(`/api/competitions/${id}/start`))

/** Null takes the time away. */
export const planCompetition = async (id: string, startsAt: string | null): Promise<CompetitionStanding> =>
  heard(await post<Standing>(`/api/competitions/${id}/plan`, { startsAt }))

export const cancelCompetition = async (id: string): Promise<CompetitionStanding> =>
  heard(await post<Standing>(`/api/competitions/${id}/cancel`))
