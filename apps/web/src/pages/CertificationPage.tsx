/** Certification: the schemes with what of them is met, applying, and the applications that one may see. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Button, Group, Table, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { applicationsQuery, applyFor, type Condition, type Scheme, schemesQuery } from '../api/certification.ts'
import type { Me } from '../api/me.ts'
import { PageHead } from '../app/PageHead.tsx'
import { Problem } from '../app/Problem.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Empty, Loaded } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'
import { ApplicationBadge } from './StatusBadge.tsx'

export function CertificationPage() {
  return <SignedIn>{(me) => <Certification me={me} />}</SignedIn>
}

function Certification({ me }: { me: Me }) {
  const schemes = useQuery(schemesQuery)
  return (
    <>
      <PageHead
        title={<Trans>Certification</Trans>}
        lead={<Trans>Who trained you does not examine you, and who decides did neither.</Trans>}
      />
      {me.permissions.includes('application:read') && <Applications me={me} />}
      <h2 className="section-title">
        <Trans>Schemes</Trans>
      </h2>
      <Loaded query={schemes}>
        {(all) => (
          <div className="exercises">
            {all.map((scheme) => (
              <SchemeCard key={scheme.id} scheme={scheme} me={me} />
            ))}
          </div>
        )}
      </Loaded>
    </>
  )
}

function SchemeCard({ scheme, me }: { scheme: Scheme; me: Me }) {
  const { words, number } = useFormats()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const applying = useMutation({
    mutationFn: applyFor,
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: applicationsQuery.queryKey })
      await navigate({ to: '/certification/$applicationId', params: { applicationId: id } })
    },
  })
  const isCandidate = me.permissions.includes('application:create')
  return (
    <article className="card scheme-card">
      <Group gap="xs">
        <Badge color="ink" variant="light" tt="none">
          {words(scheme.level)}
        </Badge>
        {scheme.isDemo && (
          <Badge color="gray" variant="light" tt="none">
            <Trans>demo</Trans>
          </Badge>
        )}
      </Group>
      <Title order={3}>{words(scheme.name)}</Title>
      <ul className="scope">
        {scheme.scope.map((line) => (
          <li key={line.en}>{words(line)}</li>
        ))}
      </ul>
      <Text size="sm" c="dimmed">
        {words(scheme.limits)}
      </Text>
      <Conditions conditions={scheme.conditions} isPersonal={isCandidate} />
      <Text size="sm">
        <Trans>Valid for {number(scheme.validityYears)} years.</Trans>
      </Text>
      {applying.isError && <Problem problem={applying.error} />}
      {isCandidate && (
        <Button
          disabled={!scheme.canApply}
          loading={applying.isPending}
          onClick={() => applying.mutate({ schemeId: scheme.id })}
          data-testid={`apply-${scheme.id}`}
        >
          <Trans>Apply</Trans>
        </Button>
      )}
      {isCandidate && !scheme.canApply && (
        <Text size="sm" c="dimmed">
          <Trans>You can apply as soon as the training conditions are met.</Trans>
        </Text>
      )}
    </article>
  )
}

export function Conditions({ conditions, isPersonal }: { conditions: readonly Condition[]; isPersonal: boolean }) {
  const { words } = useFormats()
  const { t } = useLingui()
  return (
    <ol className="conditions">
      {conditions.map((condition) => (
        <li key={`${condition.kind}${condition.name.en}`} data-met={(isPersonal && condition.isMet) || undefined}>
          {isPersonal && (
            <span className="condition-sign" role="img" aria-label={condition.isMet ? t`met` : t`not met yet`}>
              {condition.isMet ? '✓' : '○'}
            </span>
          )}
          {words(condition.name)}
        </li>
      ))}
    </ol>
  )
}

function Applications({ me }: { me: Me }) {
  const query = useQuery(applicationsQuery)
  const { words, dateTime, person } = useFormats()
  return (
    <>
      <h2 className="section-title">
        <Trans>Applications</Trans>
      </h2>
      <Loaded query={query}>
        {(all) =>
          all.length === 0 ? (
            <Empty title={<Trans>No application yet</Trans>}>
              {me.roles.includes('trainee') ? (
                <Trans>Pass an exercise of a scheme below, then apply here.</Trans>
              ) : (
                <Trans>An application appears here as soon as a candidate applies.</Trans>
              )}
            </Empty>
          ) : (
            <div className="table-card">
              <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
                <Table verticalSpacing="sm">
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>
                        <Trans>Candidate</Trans>
                      </Table.Th>
                      <Table.Th>
                        <Trans>Scheme</Trans>
                      </Table.Th>
                      <Table.Th>
                        <Trans>Applied</Trans>
                      </Table.Th>
                      <Table.Th>
                        <Trans>State</Trans>
                      </Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {all.map((application) => (
                      <Table.Tr key={application.id}>
                        <Table.Td>{person(application.candidateName, application.candidateNames)}</Table.Td>
                        <Table.Td>
                          <Link
                            to="/certification/$applicationId"
                            params={{ applicationId: application.id }}
                            data-testid={`application-${application.id}`}
                          >
                            {application.scheme ? words(application.scheme.name) : application.schemeId}
                          </Link>
                        </Table.Td>
                        <Table.Td>{dateTime(application.appliedAt)}</Table.Td>
                        <Table.Td>
                          <ApplicationBadge status={application.status} />
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            </div>
          )
        }
      </Loaded>
    </>
  )
}
