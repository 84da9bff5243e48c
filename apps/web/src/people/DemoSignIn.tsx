/** The demo users on the sign-in page: a click signs in where this browser knows their password, else it fills in a name. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { aboutQuery } from '../api/about.ts'
import type { Role } from '../api/me.ts'
import { PageHead } from '../app/PageHead.tsx'
import { Problem } from '../app/Problem.tsx'
import { useFormats } from '../language/formats.ts'
import { isPasswordRefused, useDemoPeople } from './DemoPeople.tsx'
import { forgetDemoPassword } from './demo-password.ts'
import { useRoleNames } from './roles.tsx'
import './demo-people.css'

function useJobs(): { readonly [role in Role]: string } {
  const { t } = useLingui()
  return {
    trainee: t`practises, passes, applies for a certificate`,
    instructor: t`reviews attempts and signs them off`,
    labMaster: t`keeps the laboratories and their rigs`,
    examiner: t`examines people whom others have trained`,
    certificationOfficer: t`decides about certificates`,
    mentor: t`follows a trainee in an enterprise`,
    administrator: t`runs the installation`,
  }
}

/** `to`: where to go then; else to where the person works. */
export function DemoButtons({ to }: { to: string | undefined }) {
  const { people, become } = useDemoPeople()
  const { person, pair } = useFormats()
  const roleNames = useRoleNames()
  const jobs = useJobs()
  return (
    <section className="card demo-people" data-testid="demo-people">
      <PageHead title={<Trans>Sign in</Trans>} lead={<Trans>This is a demonstration: choose whom to work as.</Trans>} />
      <ul>
        {people.map((one) => (
          <li key={one.username}>
            <button type="button" onClick={() => become(one, to)} data-testid={`demo-${one.username}`}>
              <strong>{person(one.name, one.names)}</strong>
              <span>{pair(roleNames[one.role], jobs[one.role])}</span>
            </button>
          </li>
        ))}
      </ul>
      <Text size="sm" c="dimmed">
        <Trans>This browser keeps their password, which was made for this installation alone.</Trans>
      </Text>
      <Button variant="subtle" size="compact-sm" onClick={forgetDemoPassword} data-testid="demo-forget">
        <Trans>Remove it from this browser</Trans>
      </Button>
    </section>
  )
}

/** Says who the demo users are, where the installation has some. */
export function DemoNames({ choose }: { choose: (username: string) => void }) {
  const { data: about } = useQuery(aboutQuery)
  const jobs = useJobs()
  if (!about?.isDemo) return null
  return (
    <Alert color="brass" variant="light" title={<Trans>Demonstration users</Trans>} className="demo-users">
      {about.demoPeople.length === 0 ? (
        <Text size="sm">
          <Trans>This installation is open to the network, so they cannot sign in here.</Trans>
        </Text>
      ) : (
        <>
          <Text size="sm" mb="xs">
            <Trans>
              They share a password, which was made for this installation alone: it stands where the workshop was
              started, with an address where a click signs in.
            </Trans>
          </Text>
          <ul>
            {about.demoPeople.map(({ username, role }) => (
              <li key={username}>
                <button type="button" onClick={() => choose(username)}>
                  {username}
                </button>{' '}
                {jobs[role]}
              </li>
            ))}
          </ul>
        </>
      )}
    </Alert>
  )
}

/** Why a click did not sign in. */
export function DemoProblem() {
  const { problem } = useDemoPeople()
  if (!problem) return null
  return (
    <div className="sign-in-problem">
      {isPasswordRefused(problem) ? <PasswordRefused /> : <Problem problem={problem} />}
    </div>
  )
}

function PasswordRefused() {
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      title={<Trans>That did not work</Trans>}
      data-testid="demo-password-refused"
    >
      <Trans>
        The password of the demonstration users that this browser kept is not right and was removed. Open the address
        that the start of the workshop printed, or type the password that stands there.
      </Trans>
    </Alert>
  )
}
