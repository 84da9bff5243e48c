/** The frame of every page: the way to the main places, the language, light or dark, and who is signed in. */

import { Trans, useLingui } from '@lingui/react/macro'
import { Burger, Button, UnstyledButton, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { ApiProblem } from '../api/client.ts'
import { type Me, meQuery, type Role, signOut } from '../api/me.ts'
import { useFormats } from '../language/formats.ts'
import { LanguageMenu } from '../language/LanguageMenu.tsx'
import { isLanguage, showLanguage, shownLanguage } from '../language/language.ts'
import { FirstPassword } from '../people/ChangePassword.tsx'
import { DemoPeopleProvider, useDemoPeople } from '../people/DemoPeople.tsx'
import { LinkButton } from './LinkButton.tsx'
import { Mark } from './Mark.tsx'
import { Waiting } from './Waiting.tsx'

export function Shell() {
  return (
    <DemoPeopleProvider>
      <Frame />
    </DemoPeopleProvider>
  )
}

function Frame() {
  const [isOpen, { toggle, close }] = useDisclosure(false)
  const { data, error } = useQuery(meQuery)
  const isPasswordDue = error instanceof ApiProblem && error.code === 'PASSWORD_CHANGE_DUE'
  const me = isPasswordDue ? undefined : data
  const { t } = useLingui()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const isBench = /^\/attempts\/[^/]+(\/replay)?$/.test(path)
  useKeptLanguage(me)
  const main = useRef<HTMLElement>(null)
  const { isBecoming } = useDemoPeople()
  useEffect(() => {
    if (isBecoming) main.current?.focus() // The button that had the focus goes.
  }, [isBecoming])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes whenever the page changes.
  useEffect(close, [path])

  return (
    <div className="shell" data-bench={isBench || undefined}>
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        <Trans>Skip to the content</Trans>
      </button>
      <header className="shell-header">
        <Link to="/" className="brand" aria-label={t`Luban, home`}>
          <Mark />
          <span>Luban</span>
        </Link>
        <Burger
          className="shell-burger"
          opened={isOpen}
          onClick={toggle}
          size="sm"
          aria-label={t`Menu`}
          aria-expanded={isOpen}
          aria-controls="shell-menu"
        />
        <div id="shell-menu" className="shell-menu" data-open={isOpen || undefined}>
          <Places me={me ?? null} />
          <div className="shell-tools">
            <LanguageMenu />
            <SchemeButton />
            <Person me={me} />
          </div>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1} className={isBench ? 'main-bench' : 'main'}>
        {isBecoming ? <Waiting /> : isPasswordDue ? <FirstPassword /> : <Outlet />}
      </main>
      {!isBench && <Footer />}
    </div>
  )
}

/** A person who has chosen a language on another machine finds it here, once after signing in. */
function useKeptLanguage(me: Me | null | undefined) {
  const seen = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (!me || seen.current === me.userId) return
    seen.current = me.userId
    if (isLanguage(me.language) && me.language !== shownLanguage()) void showLanguage(me.language)
  }, [me])
}

function Places({ me }: { me: Me | null }) {
  const has = (...roles: Role[]) => me?.roles.some((role) => roles.includes(role)) ?? false
  return (
    <nav className="places">
      <Link to="/" activeOptions={{ exact: true }}>
        <Trans>Workshops</Trans>
      </Link>
      {has('trainee') && (
        <Link to="/attempts" activeOptions={{ exact: true }}>
          <Trans>My attempts</Trans>
        </Link>
      )}
      {has('instructor', 'examiner') && (
        <Link to="/class">
          <Trans>Class</Trans>
        </Link>
      )}
      {has('trainee', 'instructor', 'labMaster') && (
        <Link to="/rigs">
          <Trans>Rigs</Trans>
        </Link>
      )}
      {has('labMaster', 'administrator') && (
        <Link to="/adapters">
          <Trans>Real cars</Trans>
        </Link>
      )}
      {has('instructor', 'examiner', 'administrator') && (
        <Link to="/review">
          <Trans>Review</Trans>
        </Link>
      )}
      {has('trainee', 'examiner', 'certificationOfficer', 'administrator') && (
        <Link to="/certification">
          <Trans>Certification</Trans>
        </Link>
      )}
      {me && (
        <Link to="/certificates">
          <Trans>Certificates</Trans>
        </Link>
      )}
      {has('administrator', 'certificationOfficer') && (
        <Link to="/audit">
          <Trans>Audit log</Trans>
        </Link>
      )}
      {has('administrator') && (
        <Link to="/people">
          <Trans>People</Trans>
        </Link>
      )}
      <Link to="/verify">
        <Trans>Verify</Trans>
      </Link>
    </nav>
  )
}

function SchemeButton() {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const { t } = useLingui()
  const label = scheme === 'dark' ? t`Light colours` : t`Dark colours`
  return (
    <UnstyledButton
      className="scheme"
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
    >
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
        <circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor" />
      </svg>
    </UnstyledButton>
  )
}

function Person({ me }: { me: Me | null | undefined }) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { people } = useDemoPeople()
  if (me === undefined) return null
  if (me === null)
    return (
      <LinkButton to="/sign-in" size="xs" data-testid="to-sign-in">
        <Trans>Sign in</Trans>
      </LinkButton>
    )

  async function leave() {
    await signOut()
    await navigate({ to: '/' })
    await queries.resetQueries() // And what is on the page now is asked again: it may be the page that was there.
  }
  return (
    <div className="person">
      {me.isDemo && people.length > 0 ? (
        <Suspense fallback={<Account me={me} />}>
          <ContinueAs me={me} />
        </Suspense>
      ) : (
        <Account me={me} />
      )}
      <Button size="xs" variant="default" onClick={() => void leave()} data-testid="sign-out">
        <Trans>Sign out</Trans>
      </Button>
    </div>
  )
}

/** Only a demonstration has it, and need fetch it. */
const ContinueAs = lazy(async () => ({ default: (await import('../people/ContinueAs.tsx')).ContinueAs }))

function Account({ me }: { me: Me }) {
  const { t } = useLingui()
  const { person } = useFormats()
  return (
    <Link to="/account" title={t`My account`} data-testid="to-account">
      {person(me.name, me.names)}
    </Link>
  )
}

function Footer() {
  return (
    <footer className="shell-footer">
      <span>
        <Trans>
          Practise on a station with the tools of the trade. Take away a certificate that anyone can verify.
        </Trans>
      </span>
      <Link to="/about">
        <Trans>About this installation</Trans>
      </Link>
    </footer>
  )
}
