/** The instructor's wall: what every running station is told by, and what an instructor may do to one. */
import { queryOptions } from '@tanstack/react-query'
import type { Names, Words } from '../language/language.ts'
import type {
  ActionOutcome,
  Attempt,
  CarAction,
  Measurement,
  Reading,
  ScopeSettings,
  VehicleModel,
} from './attempts.ts'
import { get, post, type Reply } from './client.ts'
import type { Mode } from './workshops.ts'

export type TileDeed =
  | { readonly kind: 'action'; readonly action: CarAction; readonly outcome: ActionOutcome }
  | { readonly kind: 'measurement'; readonly measurement: Measurement; readonly reading: Reading | null }
  | { readonly kind: 'scope'; readonly settings: ScopeSettings }
  | { readonly kind: 'diagnostic'; readonly ecu: string; readonly request: string; readonly response: string | null }
  | { readonly kind: 'tool'; readonly door: string }

export type Tile = {
  readonly attemptId: string
  readonly traineeId: string
  readonly traineeName: string
  readonly traineeNames: Names
  /** In a competition: who works there together. */
  readonly team: {
    readonly name: string
    readonly members: readonly { readonly userId: string; readonly name: string; readonly names: Names }[]
  } | null
  readonly exerciseId: string
  readonly exerciseTitle: Words
  readonly laboratoryId: string
  readonly modelId: string
  readonly mode: Mode
  /** Of a guided attempt. */
  readonly guide: { readonly doneCount: number; readonly stepCount: number; readonly hintCount: number } | null
  readonly startedAt: string
  readonly endsAt: string
  readonly isPaused: boolean
  readonly pace: number
  /** Null where the station has no such thing. */
  readonly isReady: boolean | null
  readonly speedKmh: number | null
  readonly isIsolated: boolean | null
  readonly toolCount: number
  readonly waitingCount: number
  readonly lastDeed: (TileDeed & { readonly at: string }) | null
  readonly activeAt: string
  readonly refusedCount: number
  readonly remarkCount: number
  readonly unreadCount: number
  readonly ended: { readonly status: string; readonly reason: string } | null
}

/** Everything after each connection, then what has changed. */
export type WallMessage = { readonly tiles: readonly Tile[]; readonly gone: readonly string[] }

/** The names of a car's parts, asked once for all stations with that car. */
export const stationNamesQuery = ({ modelId, attemptId }: Tile) =>
  queryOptions({
    queryKey: ['stationNames', modelId],
    queryFn: (): Promise<VehicleModel | null> => get<Attempt>(`/api/attempts/${attemptId}`).then(({ model }) => model),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const MESSAGE_CHARACTERS_MAX = 500

export const sendMessage = (attemptId: string, text: string): Promise<unknown> =>
  post(`/api/attempts/${attemptId}/messages`, { text })

/** What is wrong with a station, or could be: of whoever guides the class, and nobody else. */
export type FaultList = Reply<'GET /api/attempts/:id/faults'>
export type FaultName = FaultList['possible'][number]

export const faultsQuery = (attemptId: string) =>
  queryOptions({
    queryKey: ['faults', attemptId],
    queryFn: (): Promise<FaultList> => get(`/api/attempts/${attemptId}/faults`),
    /** The trainee repairs meanwhile. */
    refetchInterval: 3000,
    staleTime: 0,
  })

export const injectFault = (attemptId: string, faultId: string): Promise<unknown> =>
  post(`/api/attempts/${attemptId}/faults`, { faultId })

export const clearFault = (attemptId: string, number: number): Promise<unknown> =>
  post(`/api/attempts/${attemptId}/faults/${number}/clear`)

export const pauseStation = (attemptId: string, isPaused: boolean): Promise<unknown> =>
  post(`/api/attempts/${attemptId}/pause`, { isPaused })
