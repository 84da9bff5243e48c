/** The rigs of the laboratories: what stands there, who has booked it, what is broken. */
import { queryOptions } from '@tanstack/react-query'
import type { Names } from '../language/language.ts'
import { get, post, put, type Reply } from './client.ts'

export type Rig = Reply<'GET /api/rigs'>['rigs'][number]
export type RigDetail = Reply<'GET /api/rigs/:rigCode'>
export type Booking = RigDetail['bookings'][number]
export type Defect = Reply<'GET /api/defects'>['defects'][number]
export type Severity = Defect['severity']

export type RigFields = {
  readonly name: string
  readonly names: Names
  readonly laboratoryId: string
  readonly modelId: string | null
  readonly adapterId: string | null
}

/** Whoever looks on sees what others do within this. */
const AGAIN_MS = 20_000

export const RIGS_KEY = ['rigs'] as const

export const rigsQuery = queryOptions({
  queryKey: [...RIGS_KEY, 'all'],
  queryFn: async (): Promise<readonly Rig[]> => (await get<Reply<'GET /api/rigs'>>('/api/rigs')).rigs,
  refetchInterval: AGAIN_MS,
  staleTime: 0,
})

export const rigQuery = (code: string) =>
  queryOptions({
    queryKey: [...RIGS_KEY, code],
    queryFn: (): Promise<RigDetail> => get(`/api/rigs/${code}`),
    refetchInterval: AGAIN_MS,
    staleTime: 0,
  })

export const defectsQuery = (isOpen: boolean) =>
  queryOptions({
    queryKey: [...RIGS_KEY, 'defects', isOpen],
    queryFn: async (): Promise<readonly Defect[]> =>
      (await get<Reply<'GET /api/defects'>>(isOpen ? '/api/defects' : '/api/defects?closed=true')).defects,
    refetchInterval: AGAIN_MS,
    staleTime: 0,
  })

export const addRig = (fields: RigFields): Promise<{ code: string }> => post('/api/rigs', fields)

export const changeRig = (code: string, fields: RigFields): Promise<unknown> => put(`/api/rigs/${code}`, fields)

export const withdrawRig = (code: string): Promise<unknown> => post(`/api/rigs/${code}/withdraw`)

type NewBooking = { readonly startsAt: string; readonly endsAt: string; readonly groupId?: string }

export const bookRig = (code: string, booking: NewBooking): Promise<unknown> =>
  post(`/api/rigs/${code}/bookings`, booking)

export const cancelBooking = (id: string): Promise<unknown> => post(`/api/bookings/${id}/cancel`)

type NewDefect = { readonly text: string; readonly severity: Severity; readonly isUnusable: boolean }

export const reportDefect = (code: string, defect: NewDefect): Promise<unknown> =>
  post(`/api/rigs/${code}/defects`, defect)

export const closeDefect = (id: string, note: string): Promise<unknown> => post(`/api/defects/${id}/close`, { note })
