/** A password for somebody else: made here, shown to be passed on, or replaced by one's own choice. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, TextInput } from '@mantine/core'
import { makePassword } from './make-password.ts'

export const PASSWORD_LENGTH_MIN = 10

export function NewPassword({ password, choose }: { password: string; choose: (password: string) => void }) {
  const { t } = useLingui()
  return (
    <div className="new-password">
      <TextInput
        label={t`Password`}
        description={t`At least ${PASSWORD_LENGTH_MIN} characters. At the next sign-in the person has to choose their own.`}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        required
        withAsterisk={false}
        minLength={PASSWORD_LENGTH_MIN}
        maxLength={128}
        value={password}
        onChange={(event) => choose(event.currentTarget.value)}
        classNames={{ input: 'password-text' }}
        data-testid="new-password"
      />
      <Button variant="default" onClick={() => choose(makePassword())} data-testid="make-password">
        <Trans>Make another</Trans>
      </Button>
    </div>
  )
}

/** The last time that anyone sees it. */
export function PassItOn({ username, password }: { username: string; password: string }) {
  return (
    <Alert color="green" variant="light" role="status" title={<Trans>Pass this on now</Trans>} data-testid="pass-it-on">
      <p className="pass-it-on-lead">
        <Trans>The workshop keeps no readable copy: once this is closed, nobody can see the password again.</Trans>
      </p>
      <dl className="pass-it-on">
        <dt>
          <Trans>User name</Trans>
        </dt>
        <dd className="password-text">{username}</dd>
        <dt>
          <Trans>Password</Trans>
        </dt>
        <dd className="password-text" data-testid="made-password">
          {password}
        </dd>
      </dl>
    </Alert>
  )
}
