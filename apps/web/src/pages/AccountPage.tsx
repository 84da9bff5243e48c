/** One's own account: who one is here, and changing one's password. */
import { Trans } from '@lingui/react/macro'
import { Stack, Title } from '@mantine/core'
import type { Me } from '../api/me.ts'
import { PageHead } from '../app/PageHead.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { useFormats } from '../language/formats.ts'
import { ChangePassword } from '../people/ChangePassword.tsx'
import { useRoleNames } from '../people/roles.tsx'

export function AccountPage() {
  return <SignedIn>{(me) => <Account me={me} />}</SignedIn>
}

function Account({ me }: { me: Me }) {
  const roleNames = useRoleNames()
  const { person } = useFormats()
  return (
    <Stack gap="lg" maw={560}>
      <PageHead title={person(me.name, me.names)} above={<Trans>My account</Trans>} />
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
          <ChangePassword username={me.username ?? ''} />
        )}
      </section>
    </Stack>
  )
}
