/** Competitions: who takes part, the common start, how the teams stand. */
import { queryOptions } from '@tanstack/react-query'
import { get, post, type Reply } from './client.ts'

export type Competition = Reply<'GET /api/competitions'>['competitions'][number]
export type CompetitionStanding = Reply<'GET /api/competitions/:competitionId'>
export type TeamStanding = CompetitionStanding['teams'][number]
export type Competitor = Reply<'GET /api/competitors'>['people'][number]

export const TEAM_MEMBERS_MAX = 4

/** Whoever looks on sees a change within this. */
const AGAIN_MS = 2000

export const competitionsQuery = queryOptions({
  queryKey: ['competitions'],
  queryFn: async (): Promise<readonly Competition[]> =>
    (await get<Reply<'GET /api/competitions'>>('/api/competitions')).competitions,
})

export const competitionQuery = (id: string) =>
  queryOptions({
    queryKey: ['competition', id],
    queryFn: (): Promise<CompetitionStanding> => get(`/api/competitions/${id}`),
    refetchInterval: ({ state: { data } }) => (data === undefined || isGoingOn(data) ? AGAIN_MS : false),
  })

const isGoingOn = ({ teams }: CompetitionStanding) =>
  teams.some(({ outcome }) => outcome === 'waiting' || outcome === 'running')

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
  readonly teams: readonly NewTeam[]
}): Promise<{ id: string }> => post('/api/competitions', body)

export const startCompetition = (id: string): Promise<CompetitionStanding> => post(`/api/competitions/${id}/start`)
