/** Changing one's own password: on one's account page, and before anything else where somebody else chose it. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Group, PasswordInput, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { changeMyPassword, signOut } from '../api/me.ts'
import { PageHead } from '../app/PageHead.tsx'
import { Problem } from '../app/Problem.tsx'
import { PASSWORD_LENGTH_MIN } from './NewPassword.tsx'

/** Stands in for every page until it is done: of what needs a sign-in, the server answers only this and signing out. */
export function FirstPassword() {
  const queries = useQueryClient()
  const leave = useMutation({ mutationFn: signOut, onSuccess: () => queries.resetQueries() })
  return (
    <Stack gap="lg" maw={560} data-testid="first-password">
      <PageHead
        title={<Trans>Choose your own password</Trans>}
        lead={
          <Trans>
            Somebody else chose the one that you signed in with. With a password that you alone know, everything else
            opens.
          </Trans>
        }
      />
      <section className="card">
        <ChangePassword onChanged={() => queries.resetQueries()} />
      </section>
      {leave.isError && <Problem problem={leave.error} />}
      <Group>
        <Button
          variant="default"
          loading={leave.isPending}
          onClick={() => leave.mutate()}
          data-testid="sign-out-instead"
        >
          <Trans>Sign out</Trans>
        </Button>
      </Group>
    </Stack>
  )
}

/** `username` is for the browser's own list of passwords, where it is known. */
export function ChangePassword({ username, onChanged }: { username?: string; onChanged?: () => Promise<unknown> }) {
  const { t } = useLingui()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const changing = useMutation({
    mutationFn: changeMyPassword,
    onSuccess: async () => {
      setCurrent('')
      setNext('')
      await onChanged?.()
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
        {username && <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />}
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
