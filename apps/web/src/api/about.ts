/** What the installation says of itself to anyone. */
import { queryOptions } from '@tanstack/react-query'
import { get, type Reply } from './client.ts'

export type About = {
  readonly version: string
  readonly database: 'embedded' | 'postgresql'
  readonly isDemo: boolean
  readonly isLoopback: boolean
}

export const aboutQuery = queryOptions({
  queryKey: ['about'],
  queryFn: (): Promise<About> => get<Reply<'GET /api/about'>>('/api/about'),
  staleTime: Number.POSITIVE_INFINITY,
})
