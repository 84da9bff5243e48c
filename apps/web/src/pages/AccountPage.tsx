/** One's own account: who one is here, and changing one's password. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, PasswordInput, Stack, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { changeMyPassword, type Me } from '../api/me.ts'
import { PageHead } from '../app/PageHead.tsx'
import { Problem } from '../app/Problem.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { PASSWORD_LENGTH_MIN } from '../people/NewPassword.tsx'
import { useRoleNames } from '../people/roles.tsx'

export function AccountPage() {
  return <SignedIn>{(me) => <Account me={me} />}</SignedIn>
}

function Account({ me }: { me: Me }) {
  const roleNames = useRoleNames()
  return (
    <Stack gap="lg" maw={560}>
      <PageHead title={me.name} above={<Trans>My account</Trans>} />
      <dl className="facts card">
        <div>
          <dt>
            <Trans>User name</Trans>
          </dt>
          <dd>{me.username}</dd>
        </div>
        <div>
          <dt>
            <Trans>Roles</Trans>
          </dt>
          <dd>{me.roles.map((role) => roleNames[role]).join(', ')}</dd>
        </div>
      </dl>
      <section className="card">
        <Title order={2} size="h3" mb="md">
          <Trans>Change my password</Trans>
        </Title>
        {me.isDemo ? (
          <p>
            <Trans>This is a demonstration user: its password is the one that was made for this installation.</Trans>
          </p>
        ) : (
          <PasswordForm username={me.username ?? ''} />
        )}
      </section>
    </Stack>
  )
}

function PasswordForm({ username }: { username: string }) {
  const { t } = useLingui()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const changing = useMutation({
    mutationFn: changeMyPassword,
    onSuccess: () => {
      setCurrent('')
      setNext('')
    },
  })
  const toggle = { 'aria-label': t`Show the password`, tabIndex: 0, 'aria-hidden': false }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        changing.mutate({ current, next })
      }}
    >
      <Stack>
        {/* For the browser's own list of passwords: which user this one belongs to. */}
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        <PasswordInput
          label={t`Present password`}
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          visibilityToggleButtonProps={toggle}
          data-testid="current-password"
        />
        <PasswordInput
          label={t`New password`}
          description={t`At least ${PASSWORD_LENGTH_MIN} characters. Several words are easy to keep in mind.`}
          autoComplete="new-password"
          required
          withAsterisk={false}
          minLength={PASSWORD_LENGTH_MIN}
          maxLength={128}
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
          visibilityToggleButtonProps={toggle}
          data-testid="next-password"
        />
        {changing.isError && <Problem problem={changing.error} />}
        {changing.isSuccess && (
          <Alert color="green" variant="light" role="status" data-testid="password-changed">
            <Trans>Your password is changed. Wherever else you were signed in, you are signed out.</Trans>
          </Alert>
        )}
        <Button type="submit" loading={changing.isPending} data-testid="change-password">
          <Trans>Change my password</Trans>
        </Button>
      </Stack>
    </form>
  )
}
