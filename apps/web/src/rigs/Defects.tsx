/** What is broken in the laboratories, for whoever runs them: each open defect is closed with a note of what was done. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Button, Group, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { closeDefect, type Defect, defectsQuery, RIGS_KEY } from '../api/rigs.ts'
import { Problem } from '../app/Problem.tsx'
import { Loaded } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'
import { useSeverityNames } from './texts.ts'

export function Defects() {
  const open = useQuery(defectsQuery(true))
  const [isClosedShown, showClosed] = useState(false)
  return (
    <section className="defects" data-testid="defects">
      <h2 className="section-title">
        <Trans>Defects that are open</Trans>
      </h2>
      <Loaded query={open}>
        {(defects) =>
          defects.length === 0 ? (
            <p>
              <Trans>Nothing is broken, as far as anybody has reported.</Trans>
            </p>
          ) : (
            <ul className="rigs">
              {defects.map((one) => (
                <DefectCard key={one.id} defect={one} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <details onToggle={(event) => showClosed(event.currentTarget.open)}>
        <summary>
          <Trans>Defects that were closed</Trans>
        </summary>
        {isClosedShown && <ClosedDefects />}
      </details>
      <h2 className="section-title">
        <Trans>All rigs</Trans>
      </h2>
    </section>
  )
}

function ClosedDefects() {
  const closed = useQuery(defectsQuery(false))
  return (
    <Loaded query={closed}>
      {(defects) => (
        <ul className="rigs">
          {defects.map((one) => (
            <DefectCard key={one.id} defect={one} />
          ))}
        </ul>
      )}
    </Loaded>
  )
}

function DefectCard({ defect }: { defect: Defect }) {
  const { person, dateTime } = useFormats()
  const closer = person(defect.closerName ?? '', defect.closerNames ?? {})
  return (
    <li className="card" data-testid={`defect-${defect.id}`}>
      <div className="rig-what">
        <Link to="/rig/$rigCode" params={{ rigCode: defect.rigCode }}>
          <strong>{person(defect.rigName, defect.rigNames)}</strong>
        </Link>
        <DefectText defect={defect} />
        {defect.closedAt !== null && (
          <small>
            <Trans>
              Closed by {closer}, {dateTime(defect.closedAt)}
            </Trans>
            : {defect.note}
          </small>
        )}
      </div>
      {defect.closedAt === null && <CloseForm id={defect.id} />}
    </li>
  )
}

/** As it was reported, in the language of whoever did. */
export function DefectText({ defect }: { defect: Defect }) {
  const severityNames = useSeverityNames()
  const { person, dateTime } = useFormats()
  const reporter = person(defect.reporterName, defect.reporterNames)
  return (
    <>
      <Group gap="xs">
        <Badge color={defect.isUnusable ? 'red' : 'gray'} variant="light" tt="none">
          {severityNames[defect.severity]}
        </Badge>
        {defect.isUnusable && defect.closedAt === null && (
          <Badge color="red" variant="light" tt="none">
            <Trans>keeps the rig out of order</Trans>
          </Badge>
        )}
      </Group>
      <p className="defect-text">{defect.text}</p>
      <small>
        <Trans>
          Reported by {reporter}, {dateTime(defect.reportedAt)}
        </Trans>
      </small>
    </>
  )
}

function CloseForm({ id }: { id: string }) {
  const { t } = useLingui()
  const queries = useQueryClient()
  const [note, setNote] = useState('')
  const closing = useMutation({
    mutationFn: () => closeDefect(id, note),
    onSettled: () => queries.invalidateQueries({ queryKey: RIGS_KEY }),
  })
  return (
    <form
      className="defect-close"
      onSubmit={(event) => {
        event.preventDefault()
        closing.mutate()
      }}
    >
      <Textarea
        label={t`What was done about it`}
        autosize
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        data-testid="defect-note"
      />
      <Button
        type="submit"
        size="xs"
        disabled={note.trim() === ''}
        loading={closing.isPending}
        data-testid="close-defect"
      >
        <Trans>Close the defect</Trans>
      </Button>
      {closing.error && <Problem problem={closing.error} />}
    </form>
  )
}
