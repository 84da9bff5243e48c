/**
 * The demo users of an installation on its own machine, and becoming one of them by a click: out of one session and into
 * the next, through the same doors as everybody, to the page where that person works.
 */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { createContext, type ReactNode, useContext, useEffect } from 'react'
import { aboutQuery, type DemoPerson } from '../api/about.ts'
import { ApiProblem } from '../api/client.ts'
import { keepMyLanguage, meQuery, type Role, readMe, signIn, signOut } from '../api/me.ts'
import { shownLanguage } from '../language/language.ts'
import { forgetDemoPassword, useDemoPassword } from './demo-password.ts'

export type DemoPeople = {
  /** Whom a click makes one; nobody where there are no demo users, or this browser does not know their password. */
  readonly people: readonly DemoPerson[]
  readonly isBecoming: boolean
  /** Why the last click did not do it; null again on the next page. */
  readonly problem: unknown
  /** Goes to `to`, or else to where this person works. */
  become(person: DemoPerson, to?: string): void
}

const DemoPeopleContext = createContext<DemoPeople>({
  ...{ people: [], isBecoming: false, problem: null, become: () => undefined },
})

export const useDemoPeople = () => useContext(DemoPeopleContext)

/** Stands above every page: on the way from one person to the next no page is shown, of either. */
export function DemoPeopleProvider({ children }: { children: ReactNode }) {
  const password = useDemoPassword()
  const { data: about } = useQuery({ ...aboutQuery, enabled: password !== undefined })
  const path = useRouterState({ select: (state) => state.location.pathname })
  const becoming = useBecoming()
  const { isPending, isError, reset } = becoming

  useEffect(() => {
    // An address of another installation, or this one is open to the network now.
    if (about?.demoPeople.length === 0 && password !== undefined) forgetDemoPassword()
  }, [about, password])
  useEffect(() => {
    if (isError && path !== SIGN_IN) reset()
  }, [isError, path, reset])

  const demoPeople: DemoPeople = {
    people: password === undefined ? [] : (about?.demoPeople ?? []),
    isBecoming: isPending,
    problem: becoming.error,
    become: (person, to) => {
      if (password !== undefined && !isPending) becoming.mutate({ person, password, to })
    },
  }
  return <DemoPeopleContext value={demoPeople}>{children}</DemoPeopleContext>
}

const SIGN_IN = '/sign-in'

const WORKPLACES: { readonly [role in Role]: string } = {
  trainee: '/',
  instructor: '/review',
  labMaster: '/rigs',
  examiner: '/certification',
  certificationOfficer: '/certification',
  mentor: '/',
  administrator: '/people',
}

type Change = { readonly person: DemoPerson; readonly password: string; readonly to: string | undefined }

function useBecoming() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: async ({ person: { username }, password }: Change) => {
      const isGuest = queries.getQueryData(meQuery.queryKey) === null
      if (!isGuest) await signOut()
      await signIn({ username, password })
      await keepShownLanguage().catch(() => undefined) // Signed in all the same.
    },
    onSettled: async (_, problem, { person, to }) => {
      if (isPasswordRefused(problem)) forgetDemoPassword()
      await navigate({ to: problem ? SIGN_IN : (to ?? WORKPLACES[person.role]) })
      queries.removeQueries({ type: 'inactive' }) // What the person before has seen.
      await queries.resetQueries()
    },
  })
}

export const isPasswordRefused = (problem: unknown) =>
  problem instanceof ApiProblem && problem.code === 'SIGN_IN_REFUSED'

/** The same somebody still looks at the screen: the language that the new person once kept would only surprise them. */
async function keepShownLanguage(): Promise<void> {
  const { language } = await readMe()
  if (language !== null && language !== shownLanguage()) await keepMyLanguage(shownLanguage())
}
