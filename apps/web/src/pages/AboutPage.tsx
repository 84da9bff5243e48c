/** What this installation is, and what it is not. */
import { Trans } from '@lingui/react/macro'
import { Alert, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { aboutQuery } from '../api/about.ts'
import { PageHead } from '../app/PageHead.tsx'
import { Loaded } from '../app/Waiting.tsx'

export function AboutPage() {
  const query = useQuery(aboutQuery)
  return (
    <Stack gap="lg" maw={820}>
      <PageHead
        title={<Trans>About this installation</Trans>}
        lead={<Trans>Luban is free software under the MIT licence, for technical workshops.</Trans>}
      />
      <Loaded query={query}>
        {(about) => (
          <>
            <dl className="facts card">
              <div>
                <dt>
                  <Trans>Version</Trans>
                </dt>
                <dd>{about.version}</dd>
              </div>
              <div>
                <dt>
                  <Trans>Database</Trans>
                </dt>
                <dd>{about.database === 'embedded' ? <Trans>embedded</Trans> : 'PostgreSQL'}</dd>
              </div>
              <div>
                <dt>
                  <Trans>Reachable from</Trans>
                </dt>
                <dd>{about.isLoopback ? <Trans>this machine only</Trans> : <Trans>the network</Trans>}</dd>
              </div>
            </dl>
            {about.database === 'embedded' && (
              <Alert
                color="brass"
                variant="light"
                title={<Trans>Embedded database: not for a production register</Trans>}
              >
                <Trans>
                  It is made for trying out and for teaching a class. A register of certificates belongs on PostgreSQL.
                </Trans>
              </Alert>
            )}
            {about.isDemo && (
              <Alert color="gray" variant="light" title={<Trans>Demonstration</Trans>}>
                <Trans>Schemes, rubrics and users marked “demo” are examples. No authority has approved them.</Trans>
              </Alert>
            )}
          </>
        )}
      </Loaded>
      <p>
        <a href="/openapi.json">
          <Trans>Description of the programming interface (OpenAPI)</Trans>
        </a>
      </p>
    </Stack>
  )
}
