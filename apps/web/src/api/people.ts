/** The people of the workshop: only administrators ask. */
import { queryOptions } from '@tanstack/react-query'
import { get, post, put, type Reply } from './client.ts'
import type { Role } from './me.ts'

export type Person = Reply<'GET /api/people'>['people'][number]

export type NewPerson = {
  readonly username: string
  readonly name: string
  readonly names: { readonly kk?: string; readonly ru?: string; readonly zh?: string; readonly en?: string }
  readonly roles: readonly Role[]
  readonly password: string
}

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: async (): Promise<readonly Person[]> => (await get<Reply<'GET /api/people'>>('/api/people')).people,
})

export async function addPerson(person: NewPerson): Promise<void> {
  await post('/api/people', person)
}

export async function renamePerson(userId: string, name: Pick<NewPerson, 'name' | 'names'>): Promise<void> {
  await put(`/api/people/${userId}/name`, name)
}

export async function shutOut(userId: string): Promise<void> {
  await post(`/api/people/${userId}/shut-out`)
}

export async function letIn(userId: string): Promise<void> {
  await post(`/api/people/${userId}/let-in`)
}

export async function setRoles(userId: string, roles: readonly Role[]): Promise<void> {
  await put(`/api/people/${userId}/roles`, { roles })
}

export async function resetPassword(userId: string, password: string): Promise<void> {
  await post(`/api/people/${userId}/password`, { password })
}
