/** Groups of trainees: a class, a team, whoever is taught together. */
import { queryOptions } from '@tanstack/react-query'
import { get, post, put, type Reply } from './client.ts'

export type Group = Reply<'GET /api/groups'>['groups'][number]

/** The server takes no more in one group. */
export const GROUP_MEMBERS_MAX = 60

type GroupFields = { readonly name: string; readonly memberIds: readonly string[] }

export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: async (): Promise<readonly Group[]> => (await get<Reply<'GET /api/groups'>>('/api/groups')).groups,
  staleTime: 0,
})

export const createGroup = (fields: GroupFields): Promise<unknown> => post('/api/groups', fields)

export const changeGroup = (id: string, fields: GroupFields): Promise<unknown> => put(`/api/groups/${id}`, fields)

export const dissolveGroup = (id: string): Promise<unknown> => post(`/api/groups/${id}/dissolve`)

export const sendGroupMessage = (id: string, text: string): Promise<Reply<'POST /api/groups/:groupId/messages'>> =>
  post(`/api/groups/${id}/messages`, { text })
