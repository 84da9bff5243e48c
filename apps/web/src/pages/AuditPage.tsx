/** The audit log: every change of weight in a chain of hashes, page by page, and whether the chain is whole. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Table } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { type AuditChain, type AuditPart, auditChainQuery, auditQuery } from '../api/audit.ts'
import { LinkButton } from '../app/LinkButton.tsx'
import { PageHead } from '../app/PageHead.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Loaded } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'
import { useAuditTexts } from './audit-texts.ts'

export function AuditPage() {
  return <SignedIn>{() => <AuditLog />}</SignedIn>
}

function AuditLog() {
  const chain = useQuery(auditChainQuery)
  const part = useQuery(auditQuery(useSearch({ from: '/audit' })))
  const { t } = useLingui()
  return (
    <>
      <PageHead
        title={<Trans>Audit log</Trans>}
        lead={
          <Trans>Each line carries the hash of the one before: a line changed or taken away breaks the chain.</Trans>
        }
      />
      <Loaded query={chain}>{(verdict) => <Chain chain={verdict} />}</Loaded>
      <Loaded query={part}>
        {(shown) => (
          <>
            <nav className="pages" aria-label={t`Pages of the log`}>
              <Pages part={shown} />
            </nav>
            <Lines part={shown} />
            <div className="pages">
              <Pages part={shown} />
            </div>
          </>
        )}
      </Loaded>
    </>
  )
}

function Chain({ chain }: { chain: AuditChain }) {
  const { number } = useFormats()
  return (
    <section className="verdict" data-tone={chain.isIntact ? 'good' : 'bad'} data-testid="audit-chain">
      <div className="verdict-head">
        <span className="verdict-sign" aria-hidden="true">
          {chain.isIntact ? '✓' : '✕'}
        </span>
        <div>
          <h2>{chain.isIntact ? <Trans>The chain is whole</Trans> : <Trans>The chain is broken</Trans>}</h2>
          {chain.isIntact ? (
            <p>
              <Trans>Lines checked: {number(chain.lines)}</Trans>
              <br />
              <code className="hash">{chain.head}</code>
            </p>
          ) : (
            <p>
              <Trans>
                At line {number(chain.brokenAt)}: restore the database from a backup, and find out who could write to
                it.
              </Trans>
            </p>
          )}
        </div>
      </div>
    </section>
  )
}

function Lines({ part: { lines } }: { part: AuditPart }) {
  const { dateTime, number } = useFormats()
  const { actionText, actorText, subjectText } = useAuditTexts()
  return (
    <div className="table-card">
      <Table.ScrollContainer minWidth={720} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table verticalSpacing="xs" fz="sm" data-testid="audit-lines">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>
                <Trans>Line</Trans>
              </Table.Th>
              <Table.Th>
                <Trans>When</Trans>
              </Table.Th>
              <Table.Th>
                <Trans>Who</Trans>
              </Table.Th>
              <Table.Th>
                <Trans>What</Trans>
              </Table.Th>
              <Table.Th>
                <Trans>Hash</Trans>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map((line) => (
              <Table.Tr key={line.seq}>
                <Table.Td>{number(line.seq)}</Table.Td>
                <Table.Td>{dateTime(line.at)}</Table.Td>
                <Table.Td>{actorText(line)}</Table.Td>
                <Table.Td>
                  {actionText(line)}
                  <div className="audit-subject" title={line.subject}>
                    {subjectText(line)}
                  </div>
                </Table.Td>
                <Table.Td>
                  <code className="hash" title={line.hash}>
                    {line.hash.slice(0, 12)}
                  </code>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </div>
  )
}

/** Above and below the lines. The ways through the log are links: a page of it can be kept, sent and gone back to. */
function Pages({ part: { lines, oldest, newest } }: { part: AuditPart }) {
  const { t } = useLingui()
  const { number } = useFormats()
  const first = lines[0]?.seq ?? newest
  const last = lines.at(-1)?.seq ?? oldest
  const ways = [
    { id: 'newest', text: t`Newest`, search: {}, isThere: first < newest },
    { id: 'newer', text: t`Newer`, search: { after: first }, isThere: first < newest },
    { id: 'older', text: t`Older`, search: { before: last }, isThere: last > oldest },
    { id: 'oldest', text: t`Oldest`, search: { after: 0 }, isThere: last > oldest },
  ]
  if (first === newest && last === oldest) return null
  return (
    <>
      <span>
        <Trans>
          Lines {number(last)} to {number(first)} of {number(newest)}
        </Trans>
      </span>
      <Group gap="xs">
        {ways.map(({ id, text, search, isThere }) =>
          isThere ? (
            <LinkButton key={id} to="/audit" search={search} size="xs" variant="default" data-testid={`audit-${id}`}>
              {text}
            </LinkButton>
          ) : (
            <Button key={id} size="xs" variant="default" disabled>
              {text}
            </Button>
          ),
        )}
      </Group>
    </>
  )
}
