/** Adapters of real cars: those of the workshop, and what a station at one shows. */
import { queryOptions } from '@tanstack/react-query'
import { get, post, type Reply } from './client.ts'

export type Adapter = Reply<'GET /api/adapters'>['adapters'][number]
export type AdapterKind = Adapter['kind']
/** Those with a serial port, which a browser can open. */
export type SerialKind = 'elm327' | 'slcan'

/** One of the workshop's, or one at the trainee's own computer. */
export type AdapterChoice = { readonly id: string } | { readonly serial: SerialKind }

/** What a person at a real station sees of it, in place of a dashboard. */
export type RealView = {
  readonly kind: 'real'
  readonly adapter: { readonly kind: AdapterKind; readonly name: string; readonly address: string | null }
  readonly status: 'waiting' | 'connecting' | 'ready' | 'lost'
  readonly fault: string | null
  readonly identity: string | null
  readonly volts: number | null
  readonly isReleased: boolean
}

export const adaptersQuery = queryOptions({
  queryKey: ['adapters'],
  queryFn: async (): Promise<readonly Adapter[]> => (await get<Reply<'GET /api/adapters'>>('/api/adapters')).adapters,
  staleTime: 0,
})

export const registerAdapter = (body: Pick<Adapter, 'name' | 'kind' | 'host' | 'port'>): Promise<unknown> =>
  post('/api/adapters', body)

export const withdrawAdapter = (id: string): Promise<unknown> => post(`/api/adapters/${id}/withdraw`)

export const releaseCar = (attemptId: string, isReleased: boolean): Promise<unknown> =>
  post(`/api/attempts/${attemptId}/release`, { isReleased })

/** Models of real cars have ids of their own. */
export const isRealModel = (modelId: string): boolean => modelId.startsWith('real-')

/** Behind a gateway only a car whose addresses are known can be asked. */
export const takesGateway = (modelId: string): boolean => modelId !== 'real-car'
