/** Shows its children to a signed-in person; a guest is asked to sign in and comes back here. */

import { Trans } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { type Me, meQuery } from '../api/me.ts'
import { LinkButton } from './LinkButton.tsx'
import { PageHead } from './PageHead.tsx'
import { Loaded } from './Waiting.tsx'

export function SignedIn({ children }: { children: (me: Me) => ReactNode }) {
  const query = useQuery(meQuery)
  return <Loaded query={query}>{(me) => (me ? children(me) : <PleaseSignIn />)}</Loaded>
}

function PleaseSignIn() {
  const path = useRouterState({ select: (state) => state.location.pathname })
  return (
    <Stack maw={640} gap="lg" align="flex-start" data-testid="please-sign-in">
      <PageHead title={<Trans>Please sign in</Trans>} lead={<Trans>This page shows what belongs to a person.</Trans>} />
      <LinkButton to="/sign-in" search={{ to: path }}>
        <Trans>Sign in</Trans>
      </LinkButton>
    </Stack>
  )
}
