/** Who is signed in, signing in and out, and the language a person keeps. */
import { queryOptions } from '@tanstack/react-query'
import type { Language, Names } from '../language/language.ts'
import { ApiProblem, get, post, put, type Reply } from './client.ts'

export type Role = Me['roles'][number]

export type Me = {
  readonly userId: string
  readonly username: string | null
  readonly name: string
  readonly names: Names
  readonly roles: Reply<'GET /api/me'>['roles']
  readonly permissions: readonly string[]
  readonly language: Language | null
  readonly isDemo: boolean
}

/** `null`: a guest. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: (): Promise<Me | null> => get<Reply<'GET /api/session'>>('/api/session').then(({ me }) => me),
  staleTime: 60_000,
})

/** For whoever has just signed in: a guest is refused. */
export const readMe = (): Promise<Me> => get<Reply<'GET /api/me'>>('/api/me')

export async function signIn(who: { username: string; password: string }): Promise<void> {
  await post('/api/auth/sign-in/username', who)
}

export async function signOut(): Promise<void> {
  try {
    await post('/api/auth/sign-out')
  } catch (problem) {
    // Signed out already, in another window or by an administrator: as wished.
    if (!(problem instanceof ApiProblem && problem.status === 401)) throw problem
  }
}

/** Ends every other session of this person. */
export async function changeMyPassword(passwords: { current: string; next: string }): Promise<void> {
  await post('/api/me/password', passwords)
}

export async function keepMyLanguage(language: Language): Promise<void> {
  await put('/api/me/language', { language })
}
