/**
 * The work order of an attempt, as a workshop keeps one: what the customer said, what was done at which price, what was found,
 * and who answers for it. While the attempt runs it holds what has been done so far.
 */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Attempt, PlacedRecord } from '../api/attempts.ts'
import { PaperDialog, PaperFacts } from '../app/PaperDialog.tsx'
import { useFormats } from '../language/formats.ts'

export type Repaired = { readonly component: string; readonly repair: string }

/** What was repaired, from the evidence of an attempt that has ended; nothing that was refused or a hazard. */
export function repairsIn(records: readonly PlacedRecord[]): Repaired[] {
  return records.flatMap((record) =>
    record.kind === 'action' && record.action.kind === 'repair' && record.outcome.kind === 'done'
      ? [{ component: record.action.component, repair: record.action.repair }]
      : [],
  )
}

export function WorkOrderButton({ attempt, repairs }: { attempt: Attempt; repairs: readonly Repaired[] }) {
  const [isOpen, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button size="xs" variant="default" onClick={open} data-testid="work-order">
        <Trans>Work order</Trans>
      </Button>
      <PaperDialog isOpen={isOpen} close={close} title={<Trans>Work order</Trans>}>
        <WorkOrder attempt={attempt} repairs={repairs} />
      </PaperDialog>
    </>
  )
}

function WorkOrder({ attempt, repairs }: { attempt: Attempt; repairs: readonly Repaired[] }) {
  const { words, dateTime, person } = useFormats()
  const { t } = useLingui()
  const { exercise, model, endedAt, diagnosis, signOff } = attempt
  const facts: [string, string][] = [
    [t`Number`, attempt.id.slice(0, 8).toUpperCase()],
    ...(model ? [[t`Car`, words(model.name)] as [string, string]] : []),
    [t`Taken in`, dateTime(attempt.startedAt)],
    ...(endedAt ? [[t`Finished`, dateTime(endedAt)] as [string, string]] : []),
    [t`Trainee`, person(attempt.traineeName, attempt.traineeNames)],
    ...(signOff
      ? [[t`Signed off by`, person(signOff.instructorName, signOff.instructorNames)] as [string, string]]
      : []),
  ]
  return (
    <>
      <PaperFacts facts={facts} />
      {exercise && (
        <section>
          <h3>
            <Trans>What the customer says</Trans>
          </h3>
          <p>{words(exercise.complaint)}</p>
        </section>
      )}
      <section>
        <h3>
          <Trans>Work and parts</Trans>
        </h3>
        <WorkLines attempt={attempt} repairs={repairs} />
      </section>
      {diagnosis && <Found attempt={attempt} />}
    </>
  )
}

function WorkLines({ attempt, repairs }: { attempt: Attempt; repairs: readonly Repaired[] }) {
  const { words, pair, money, minutes } = useFormats()
  const lines = repairs.map(({ component, repair }) => {
    const part = attempt.model?.components.find(({ id }) => id === component)
    const work = part?.repairs.find(({ id }) => id === repair)
    return {
      name: pair(part ? words(part.name) : component, work ? words(work.name) : repair),
      priceKzt: work?.priceKzt ?? 0,
      workMin: work?.workMin ?? 0,
    }
  })
  if (lines.length === 0)
    return (
      <p>
        <Trans>Nothing has been repaired or replaced.</Trans>
      </p>
    )
  const total = (of: 'priceKzt' | 'workMin') => lines.reduce((sum, line) => sum + line[of], 0)
  return (
    <table>
      <thead>
        <tr>
          <th>
            <Trans>Work</Trans>
          </th>
          <th>
            <Trans>Working time</Trans>
          </th>
          <th>
            <Trans>Price</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ name, workMin, priceKzt }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same work may be done twice; lines are never reordered.
          <tr key={i}>
            <td>{name}</td>
            <td>{minutes(workMin)}</td>
            <td>{money(priceKzt)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th>
            <Trans>Together</Trans>
          </th>
          <td>{minutes(total('workMin'))}</td>
          <td>{money(total('priceKzt'))}</td>
        </tr>
      </tfoot>
    </table>
  )
}

function Found({ attempt: { diagnosis, model } }: { attempt: Attempt }) {
  const { words, pair } = useFormats()
  if (diagnosis === null) return null
  const causes = [diagnosis, ...(diagnosis.also ?? [])].flatMap(({ component, failureMode }) => {
    if (component === null || failureMode === null) return []
    const part = model?.components.find(({ id }) => id === component)
    const mode = part?.failureModes.find(({ id }) => id === failureMode)
    return [pair(part ? words(part.name) : component, mode ? words(mode.name) : failureMode)]
  })
  return (
    <section>
      <h3>
        <Trans>What was found</Trans>
      </h3>
      {causes.length === 0 ? (
        <p>
          <Trans>The car has no fault.</Trans>
        </p>
      ) : (
        <ul>
          {causes.map((cause) => (
            <li key={cause}>{cause}</li>
          ))}
        </ul>
      )}
      {diagnosis.report && <p className="paper-words">{diagnosis.report}</p>}
    </section>
  )
}
