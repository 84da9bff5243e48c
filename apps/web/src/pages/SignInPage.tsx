/** Signing in with a user name and a password. Says who the demo users are only where the installation is a demo. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { aboutQuery } from '../api/about.ts'
import { meQuery, signIn } from '../api/me.ts'
import { PageHead } from '../app/PageHead.tsx'
import { Problem } from '../app/Problem.tsx'

export function SignInPage() {
  const { t } = useLingui()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const { to } = useSearch({ from: '/sign-in' })
  const queries = useQueryClient()
  const navigate = useNavigate()
  const entering = useMutation({
    mutationFn: signIn,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: meQuery.queryKey })
      await navigate({ to: to ?? '/' })
    },
  })

  return (
    <div className="sign-in">
      <form
        className="card sign-in-card"
        onSubmit={(event) => {
          event.preventDefault()
          entering.mutate({ username: username.trim(), password })
        }}
      >
        <PageHead title={<Trans>Sign in</Trans>} />
        <Stack gap="md">
          <TextInput
            label={t`User name`}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
            data-testid="sign-in-username"
          />
          <PasswordInput
            label={t`Password`}
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t`Show the password`, tabIndex: 0, 'aria-hidden': false }}
            data-testid="sign-in-password"
          />
          {entering.isError && <Problem problem={entering.error} />}
          <Button type="submit" size="md" loading={entering.isPending} data-testid="sign-in-submit">
            <Trans>Sign in</Trans>
          </Button>
        </Stack>
      </form>
      <DemoUsers choose={setUsername} />
    </div>
  )
}

const DEMO_USERS = ['trainee', 'instructor', 'examiner', 'officer', 'mentor', 'administrator'] as const

function DemoUsers({ choose }: { choose: (username: string) => void }) {
  const { data: about } = useQuery(aboutQuery)
  const { t } = useLingui()
  if (!about?.isDemo) return null
  const jobs: { readonly [user in (typeof DEMO_USERS)[number]]: string } = {
    trainee: t`practises, passes, applies for a certificate`,
    instructor: t`reviews attempts and signs them off`,
    examiner: t`examines people whom others have trained`,
    officer: t`decides about certificates`,
    mentor: t`follows a trainee in an enterprise`,
    administrator: t`runs the installation`,
  }
  return (
    <Alert color="brass" variant="light" title={<Trans>Demonstration users</Trans>} className="demo-users">
      <Text size="sm" mb="xs">
        <Trans>Their passwords were made for this installation alone: they stand where it was started.</Trans>
      </Text>
      <ul>
        {DEMO_USERS.map((user) => (
          <li key={user}>
            <button type="button" onClick={() => choose(user)}>
              {user}
            </button>{' '}
            {jobs[user]}
          </li>
        ))}
      </ul>
      {!about.isLoopback && (
        <Text size="sm" mt="xs">
          <Trans>This installation is open to the network, so they cannot sign in here.</Trans>
        </Text>
      )}
    </Alert>
  )
}
