/** States which component has failed and how, with a report to the customer; and ends the attempt with that. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, CloseButton, type ComboboxData, Select, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { type Cause, type Diagnosis, REPORT_CHARACTERS_MAX } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { useBench } from '../bench.ts'
import { Confirm } from '../Confirm.tsx'
import { COMPONENT_KINDS, componentKind } from '../component-kind.ts'
import { useHands } from '../hands.ts'
import { useNotices } from '../notices.tsx'
import { wordsFilter } from '../words-filter.ts'

/** Stands for "nothing is wrong with it" in the list of components: no component has this id. */
const NO_FAULT = '-'

type Option = { readonly value: string; readonly label: string }

export function Statement() {
  const { attempt } = useBench()
  const { pair } = useFormats()
  const { t } = useLingui()
  const { suspected: componentId, suspect } = useHands()
  const [stated, setMode] = useState<{ component: string | null; mode: string | null } | undefined>(undefined)
  /** Another component has other ways to fail. */
  const mode = stated?.component === componentId ? stated.mode : null
  const [report, setReport] = useReportDraft(attempt.id)
  /** Asked to submit before the cause was whole: the fields say what they lack. */
  const [isTooEarly, setTooEarly] = useState(false)
  const fields = { component: useRef<HTMLInputElement>(null), mode: useRef<HTMLInputElement>(null) }
  const components = useComponents()
  const modes = useModes(componentId)
  const submit = useSubmit(() => setReport(''))
  const isSound = componentId === NO_FAULT
  const [others, setOthers] = useState<readonly NamedCause[]>([])
  const chosen: NamedCause | undefined =
    componentId !== null && mode !== null && !isSound
      ? {
          component: componentId,
          failureMode: mode,
          name: pair(labelOf(components, componentId), labelOf(modes, mode)),
        }
      : undefined
  const causes = [...others.filter((one) => !isSame(one, chosen)), ...(chosen ? [chosen] : [])]

  function addOther() {
    if (chosen === undefined) return
    setOthers(causes)
    suspect(null)
    setMode(undefined)
  }

  function whenWhole(goOn: () => void) {
    // What was kept as one of several is enough when nothing else is begun.
    const isWhole = isSound ? others.length === 0 : chosen !== undefined || (componentId === null && causes.length > 0)
    setTooEarly(!isWhole)
    if (isWhole) goOn()
    else if (componentId === null) fields.component.current?.focus()
    else fields.mode.current?.focus()
  }
  return (
    <div className="statement">
      <h2 className="panel-title">
        <Trans>State the cause</Trans>
      </h2>
      <ComponentSelect
        components={components}
        value={componentId}
        onChange={suspect}
        error={
          isTooEarly && componentId === null
            ? t`Choose the component first, or that there is no fault.`
            : isTooEarly && isSound
              ? t`You have named a cause already: remove it, or choose another component.`
              : null
        }
        field={fields.component}
      />
      <Select
        label={t`What is wrong with it`}
        placeholder={modes.length > 0 ? t`Choose` : t`Choose the component first`}
        disabled={modes.length === 0}
        error={isTooEarly && modes.length > 0 && mode === null ? t`Choose what is wrong with it.` : null}
        ref={fields.mode}
        allowDeselect={false}
        data={modes}
        value={mode}
        onChange={(id) => setMode({ component: componentId, mode: id })}
        data-testid="cause-mode"
      />
      <OtherCauses causes={others} remove={(gone) => setOthers(others.filter((one) => one !== gone))} />
      {chosen !== undefined && others.length < OTHERS_MAX && (
        <Button
          size="xs"
          variant="subtle"
          onClick={addOther}
          style={{ alignSelf: 'start' }}
          data-testid="another-cause"
        >
          <Trans>Something else is wrong too</Trans>
        </Button>
      )}
      <ReportField report={report} onChange={setReport} />
      <SubmitButton
        cause={isSound ? labelOf(components, componentId) : causes.map(({ name }) => name).join('; ')}
        isReported={report.trim() !== ''}
        whenWhole={whenWhole}
        onYes={() => submit(statementOf(causes), report)}
      />
    </div>
  )
}

/** As many as the server takes beside the first. */
const OTHERS_MAX = 4

type NamedCause = Cause & { readonly name: string }

const isSame = (one: Cause, other: Cause | undefined) =>
  one.component === other?.component && one.failureMode === other.failureMode

/** None: the car has no fault. */
function statementOf(causes: readonly Cause[]): Diagnosis {
  const [first, ...also] = causes.map(({ component, failureMode }) => ({ component, failureMode }))
  if (first === undefined) return { component: null, failureMode: null }
  return also.length === 0 ? first : { ...first, also }
}

function OtherCauses({ causes, remove }: { causes: readonly NamedCause[]; remove: (cause: NamedCause) => void }) {
  const { t } = useLingui()
  if (causes.length === 0) return null
  return (
    <ul className="other-causes" data-testid="other-causes">
      {causes.map((cause) => (
        <li key={cause.name}>
          {cause.name}
          <CloseButton size="sm" aria-label={t`Remove ${cause.name}`} onClick={() => remove(cause)} />
        </li>
      ))}
    </ul>
  )
}

const labelOf = (options: Options, id: string | null) =>
  options.flatMap((one) => ('group' in one ? one.items : [one])).find(({ value }) => value === id)?.label ?? ''

type Options = readonly (Option | { readonly group: string; readonly items: readonly Option[] })[]

/** Every component of the car by its kind, and first that none has failed. */
function useComponents(): Options {
  const { attempt } = useBench()
  const { words, byName } = useFormats()
  const { t } = useLingui()
  return useMemo(() => {
    const sorted = byName(attempt.model.components, ({ name }) => words(name))
    const names = { part: t`Parts`, connector: t`Connectors`, wire: t`Wires` }
    const groups = COMPONENT_KINDS.map((kind) => ({
      group: names[kind],
      items: sorted.filter(({ id }) => componentKind(id) === kind).map(({ id, name }) => option(id, words(name))),
    }))
    return [option(NO_FAULT, t`No fault: the car is sound`), ...groups]
  }, [attempt.model.components, words, byName, t])
}

const option = (value: string, label: string): Option => ({ value, label })

function useModes(componentId: string | null): Option[] {
  const { attempt } = useBench()
  const { words } = useFormats()
  const component = attempt.model.components.find(({ id }) => id === componentId)
  return (component?.failureModes ?? []).map(({ id, name }) => ({ value: id, label: words(name) }))
}

/** Ends the attempt with this cause, and leads to its result. */
function useSubmit(forgetReport: () => void): (cause: Diagnosis, report: string) => Promise<void> {
  const { attempt, calls } = useBench()
  const notices = useNotices()
  const navigate = useNavigate()
  const queries = useQueryClient()
  return async (cause, report) => {
    try {
      await calls.stateCause(report.trim() === '' ? cause : { ...cause, report })
      forgetReport()
      await queries.invalidateQueries({ queryKey: ['attempt', attempt.id] })
      await navigate({ to: '/attempts/$attemptId/result', params: { attemptId: attempt.id } })
    } catch (problem) {
      notices.problem(problem)
    }
  }
}

function ComponentSelect(props: {
  components: Options
  value: string | null
  onChange: (id: string | null) => void
  error: string | null
  field: RefObject<HTMLInputElement | null>
}) {
  const { t } = useLingui()
  return (
    <Select
      label={t`Component`}
      placeholder={t`Search for a component`}
      nothingFoundMessage={t`No component of that name in this car.`}
      searchable
      selectFirstOptionOnChange
      filter={wordsFilter}
      // What is typed takes the place of the component that is there.
      onFocus={(event) => event.currentTarget.select()}
      allowDeselect={false}
      data={props.components as ComboboxData}
      value={props.value}
      onChange={props.onChange}
      error={props.error}
      ref={props.field}
      data-testid="cause-component"
    />
  )
}

function ReportField({ report, onChange }: { report: string; onChange: (report: string) => void }) {
  const { t } = useLingui()
  return (
    <Textarea
      label={t`Report to the customer`}
      description={t`Optional. What was measured (value, unit, limit), what was wrong, what was done: so that the customer understands it. The instructor reads it too.`}
      placeholder={t`e.g. Between … and … I measured … V; at most … V is right. The cable lug was loose. Tightened and checked again.`}
      autosize
      minRows={3}
      maxRows={12}
      maxLength={REPORT_CHARACTERS_MAX}
      value={report}
      onChange={(event) => onChange(event.currentTarget.value)}
      data-testid="cause-report"
    />
  )
}

function SubmitButton(props: {
  cause: string
  isReported: boolean
  whenWhole: (goOn: () => void) => void
  onYes: () => Promise<void>
}) {
  return (
    <Confirm
      title={<Trans>Submit this cause?</Trans>}
      text={
        <>
          <p>
            <strong>{props.cause}</strong>
          </p>
          {!props.isReported && (
            <p>
              <Trans>You have not written a report to the customer.</Trans>
            </p>
          )}
          <p>
            <Trans>The attempt ends and is assessed. Have you rechecked the car and cleared the codes?</Trans>
          </p>
        </>
      }
      yes={<Trans>Submit</Trans>}
      onYes={props.onYes}
    >
      {(open) => (
        <Button onClick={() => props.whenWhole(open)} data-testid="submit-diagnosis">
          <Trans>Submit the diagnosis</Trans>
        </Button>
      )}
    </Confirm>
  )
}

/** What was written so far outlives loading the page again, in this tab; nobody else sees it before it is submitted. */
function useReportDraft(attemptId: string): [string, (text: string) => void] {
  const key = `luban.report.${attemptId}`
  const [text, setText] = useState(() => {
    try {
      return sessionStorage.getItem(key) ?? ''
    } catch {
      return ''
    }
  })
  useEffect(() => {
    try {
      sessionStorage.setItem(key, text)
    } catch {
      // A full or forbidden storage costs only what would have outlived the page.
    }
  }, [key, text])
  return [text, setText]
}
