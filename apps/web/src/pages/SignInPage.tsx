/** Signing in with a user name and a password; as a demo user by a click, where this browser knows their password. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, PasswordInput, Stack, TextInput, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { aboutQuery } from '../api/about.ts'
import { meQuery, signIn } from '../api/me.ts'
import { PageHead } from '../app/PageHead.tsx'
import { Problem } from '../app/Problem.tsx'
import { Waiting } from '../app/Waiting.tsx'
import { useDemoPeople } from '../people/DemoPeople.tsx'
import { DemoButtons, DemoNames, DemoProblem } from '../people/DemoSignIn.tsx'
import { keepDemoPassword, useDemoPassword } from '../people/demo-password.ts'

export function SignInPage() {
  const [username, setUsername] = useState('')
  const { to } = useSearch({ from: '/sign-in' })
  const isByClick = useDemoPeople().people.length > 0
  const hasPassword = useDemoPassword() !== undefined
  const { isPending } = useQuery(aboutQuery)
  if (hasPassword && isPending) return <Waiting /> // Which of the two pages it is.
  return (
    <div className="sign-in">
      <DemoProblem />
      {isByClick && <DemoButtons to={to} />}
      <section className="card sign-in-card">
        {isByClick ? (
          <Title order={2} size="h3" mb="md">
            <Trans>With a user name</Trans>
          </Title>
        ) : (
          <PageHead title={<Trans>Sign in</Trans>} />
        )}
        <SignInForm username={username} setUsername={setUsername} to={to} />
      </section>
      {!isByClick && <DemoNames choose={setUsername} />}
    </div>
  )
}

type Form = { username: string; setUsername: (username: string) => void; to: string | undefined }

function SignInForm({ username, setUsername, to }: Form) {
  const { t } = useLingui()
  const [password, setPassword] = useState('')
  const entering = useEntering(to)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        entering.mutate({ username: username.trim(), password })
      }}
    >
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
  )
}

function useEntering(to: string | undefined) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { data: about } = useQuery(aboutQuery)
  return useMutation({
    mutationFn: signIn,
    onSuccess: async (_, { username, password }) => {
      await queries.invalidateQueries({ queryKey: meQuery.queryKey })
      await navigate({ to: to ?? '/' })
      const isDemoPerson = about?.demoPeople.some((person) => person.username === username.toLowerCase())
      if (isDemoPerson) keepDemoPassword(password) // Typed once, it serves for all of them.
    },
  })
}
