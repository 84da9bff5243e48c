/** The audit log: every change of weight in a chain of hashes, and whether the chain is whole. */
import { Trans } from '@lingui/react/macro'
import { Table } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type Audit, auditQuery } from '../api/audit.ts'
import { PageHead } from '../app/PageHead.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Loaded } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'

export function AuditPage() {
  return <SignedIn>{() => <AuditLog />}</SignedIn>
}

function AuditLog() {
  const query = useQuery(auditQuery)
  return (
    <>
      <PageHead
        title={<Trans>Audit log</Trans>}
        lead={
          <Trans>Each line carries the hash of the one before: a line changed or taken away breaks the chain.</Trans>
        }
      />
      <Loaded query={query}>
        {(audit) => (
          <>
            <Chain audit={audit} />
            <Lines audit={audit} />
          </>
        )}
      </Loaded>
    </>
  )
}

function Chain({ audit: { chain } }: { audit: Audit }) {
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

function Lines({ audit: { lines } }: { audit: Audit }) {
  const { dateTime, number } = useFormats()
  return (
    <div className="table-card">
      <Table.ScrollContainer minWidth={720} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table verticalSpacing="xs" fz="sm">
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
                <Table.Td>{line.actorName ?? line.actorId}</Table.Td>
                <Table.Td>
                  <code>{line.action}</code>
                  <div className="audit-subject">{line.subject}</div>
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
