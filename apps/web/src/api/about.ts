/** What the installation says of itself to anyone. */
import { queryOptions } from '@tanstack/react-query'
import type { Names } from '../language/language.ts'
import { get, type Reply } from './client.ts'
import type { Role } from './me.ts'

export type About = {
  readonly version: string
  readonly database: 'embedded' | 'postgresql'
  readonly isDemo: boolean
  readonly isLoopback: boolean
  /** Whom a visitor may try it as. */
  readonly demoPeople: readonly DemoPerson[]
}

export type DemoPerson = {
  readonly username: string
  readonly name: string
  readonly names: Names
  readonly role: Role
}

export const aboutQuery = queryOptions({
  queryKey: ['about'],
  queryFn: (): Promise<About> => get<Reply<'GET /api/about'>>('/api/about'),
  staleTime: Number.POSITIVE_INFINITY,
})
