/** Exercises that instructors compose without code: what there is, what there is to compose from, and keeping a version. */
import { queryOptions } from '@tanstack/react-query'
import { get, post, type Reply } from './client.ts'

export type ComposedList = Reply<'GET /api/composed-exercises'>
export type ComposedEntry = ComposedList['exercises'][number]
export type Composed = ComposedEntry['composed']
export type ComposableStation = ComposedList['stations'][number]
export type ComposableSetting = ComposedList['settings'][number]
type Kept = Reply<'POST /api/composed-exercises'>

export const composedQuery = queryOptions({
  queryKey: ['composed'],
  queryFn: (): Promise<ComposedList> => get('/api/composed-exercises'),
})

/** A new exercise, or another version of the one with this id. */
export function keepComposed(id: string | undefined, body: { composed: Composed; isOffered: boolean }): Promise<Kept> {
  return post(id === undefined ? '/api/composed-exercises' : `/api/composed-exercises/${id}/versions`, body)
}

export const tryComposed = (id: string): Promise<{ id: string }> => post(`/api/composed-exercises/${id}/try`)
