/** The form of a composed exercise. What is kept is a version: nothing that a trainee has worked at is ever edited. */
import { Trans, useLingui } from '@lingui/react/macro'
import {
  Button,
  Checkbox,
  Group,
  MultiSelect,
  NativeSelect,
  NumberInput,
  Select,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import {
  type ComposableSetting,
  type ComposableStation,
  type ComposedEntry,
  composedQuery,
  keepComposed,
  tryComposed,
} from '../api/composed.ts'
import { workshopsQuery } from '../api/workshops.ts'
import { Problem } from '../app/Problem.tsx'
import { wordsFilter } from '../bench/words-filter.ts'
import { useFormats } from '../language/formats.ts'
import { LANGUAGES, shownLanguage } from '../language/language.ts'
import { Missing } from '../pages/Missing.tsx'
import {
  comingFaults,
  composedOf,
  type Draft,
  draftOf,
  FAULTS_MAX,
  type Field,
  missingIn,
  TIME_LIMIT_MIN,
  withFaults,
  withStation,
} from './draft.ts'
import { useComingTexts, useFaultText } from './fault-text.ts'

type FormProps = {
  stations: readonly ComposableStation[]
  settings: readonly ComposableSetting[]
  entry: ComposedEntry | undefined
  close: () => void
}

export function ComposeForm({ stations, settings, entry, close }: FormProps) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(entry?.composed, shownLanguage()))
  const [isAsked, setAsked] = useState(false)
  const change = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed })
  const missing = useMissingSentences(missingIn(draft))
  const keeping = useKeeping(entry, close)
  const keep = (then: 'try' | 'offer') => {
    setAsked(true)
    if (missing.length === 0) keeping.mutate({ composed: composedOf(draft), then })
  }
  return (
    <form className="card compose-form" noValidate onSubmit={(event) => event.preventDefault()}>
      <Stack gap="md">
        <CarFields draft={draft} stations={stations} change={change} choose={setDraft} />
        <LimitFields draft={draft} change={change} />
        <SettingFields draft={draft} settings={settings} change={change} />
        <TextFields draft={draft} change={change} />
        {isAsked && missing.length > 0 && <Missing sentences={missing} testId="compose-missing" />}
        {keeping.isError && <Problem problem={keeping.error} />}
        <Group gap="sm">
          <Button onClick={() => keep('offer')} loading={keeping.isPending} data-testid="compose-keep-offer">
            <Trans>Save and offer to trainees</Trans>
          </Button>
          <Button
            variant="default"
            onClick={() => keep('try')}
            loading={keeping.isPending}
            data-testid="compose-keep-try"
          >
            <Trans>Save without offering it, and try it</Trans>
          </Button>
          <Button variant="subtle" onClick={close}>
            <Trans>Cancel</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** A version is kept, and then offered, or tried by whoever wrote it. */
function useKeeping(entry: ComposedEntry | undefined, close: () => void) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: async ({ composed, then }: { composed: ComposedEntry['composed']; then: 'try' | 'offer' }) => {
      const { id } = await keepComposed(entry?.id, { composed, isOffered: then === 'offer' })
      return then === 'try' ? await tryComposed(id) : undefined
    },
    onSuccess: async (attempt) => {
      if (attempt !== undefined) await navigate({ to: '/attempts/$attemptId', params: { attemptId: attempt.id } })
      else close()
    },
    onSettled: () =>
      Promise.all([composedQuery, workshopsQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey }))),
  })
}

type FieldsProps = { draft: Draft; change: (changed: Partial<Draft>) => void }

function CarFields(props: FieldsProps & { stations: readonly ComposableStation[]; choose: (draft: Draft) => void }) {
  const { draft, stations, change, choose } = props
  const { words, byName } = useFormats()
  const { t } = useLingui()
  const faultText = useFaultText()
  const station = stations.find(({ id }) => id === draft.station)
  const faults = (station?.faults ?? []).map((fault) => ({ value: fault.id, label: faultText(fault) }))
  return (
    <>
      <Group grow align="start">
        <Select
          label={t`Car`}
          placeholder={t`Choose`}
          allowDeselect={false}
          data={stations.map(({ id, name }) => ({ value: id, label: name ? words(name) : id }))}
          value={draft.station}
          onChange={(id) =>
            choose(
              withStation(
                draft,
                stations.find((one) => one.id === id),
              ),
            )
          }
          data-testid="compose-car"
        />
        <Select
          label={t`Laboratory`}
          allowDeselect={false}
          disabled={station === undefined}
          data={(station?.laboratories ?? []).map(({ id, name }) => ({ value: id, label: words(name) }))}
          value={draft.laboratory}
          onChange={(laboratory) => change({ laboratory })}
        />
      </Group>
      <MultiSelect
        label={t`Faults, one to three`}
        description={t`All of them are in the car from the start.`}
        disabled={station === undefined}
        searchable
        filter={wordsFilter}
        maxValues={FAULTS_MAX}
        data={byName(faults, ({ label }) => label)}
        value={[...draft.faults]}
        onChange={(chosen) => choose(withFaults(draft, chosen, station))}
        data-testid="compose-faults"
      />
      <ComingField draft={draft} station={station} change={change} />
    </>
  )
}

/** Broken wires, contacts and grounds may show only at times: what makes them. */
function ComingField({ draft, station, change }: FieldsProps & { station: ComposableStation | undefined }) {
  const { t } = useLingui()
  const faultText = useFaultText()
  const comingTexts = useComingTexts()
  const coming = comingFaults(draft, station)
  const named = coming.map(faultText).join('; ')
  const explained = {
    none: t`Only what is broken in wires, contacts or grounds, or open inside a part, can come and go: nothing of what you chose.`,
    some: t`It holds for: ${named}. Everything else stays.`,
  }
  return (
    <NativeSelect
      label={t`When the faults show`}
      description={coming.length > 0 ? explained.some : explained.none}
      disabled={coming.length === 0}
      value={draft.faultsComeBy}
      data={[
        { value: '', label: t`all the time` },
        ...Object.entries(comingTexts).map(([value, label]) => ({ value, label })),
      ]}
      onChange={(event) => change({ faultsComeBy: event.currentTarget.value as Draft['faultsComeBy'] })}
      data-testid="compose-coming"
    />
  )
}

function LimitFields({ draft, change }: FieldsProps) {
  const { t } = useLingui()
  return (
    <Group grow align="start">
      <NumberInput
        label={t`Time limit, minutes`}
        {...TIME_LIMIT_MIN}
        clampBehavior="blur"
        allowDecimal={false}
        value={draft.timeLimitMin}
        onChange={(value) => change({ timeLimitMin: numberOr(value) })}
        data-testid="compose-time"
      />
      <NumberInput
        label={t`Money limit, ₸`}
        description={t`Parts replaced without need for this much leave no points for that.`}
        placeholder={t`as the rubric has it`}
        min={1}
        max={1_000_000_000}
        allowDecimal={false}
        thousandSeparator={'\u00a0'}
        value={draft.moneyLimitKzt}
        onChange={(value) => change({ moneyLimitKzt: numberOr(value) })}
      />
    </Group>
  )
}

function SettingFields({ draft, settings, change }: FieldsProps & { settings: readonly ComposableSetting[] }) {
  const { t } = useLingui()
  const names: { readonly [quantity in ComposableSetting['quantity']]: string } = {
    tractionCharge: t`Charge of the traction battery`,
    lowVoltageCharge: t`Charge of the 12 V battery`,
    outsideTemperature: t`Outside temperature`,
    engineTemperature: t`Engine temperature`,
  }
  return (
    <fieldset className="compose-settings">
      <legend>
        <Trans>
          How the car stands there at the start; what is left empty, or what it does not have, is as it happens
        </Trans>
      </legend>
      {settings.map(({ id, quantity, min, max, unit }) => (
        <NumberInput
          key={id}
          label={names[quantity]}
          min={min}
          max={max}
          clampBehavior="blur"
          suffix={`\u00a0${unit}`}
          value={draft.settings[id] ?? ''}
          onChange={(value) => change({ settings: { ...draft.settings, [id]: numberOr(value) } })}
          data-testid={`compose-${quantity}`}
        />
      ))}
      <Checkbox
        label={t`A gateway that filters, as newer cars have`}
        description={t`Tools hear no broadcast, and write only after the gateway was unlocked.`}
        checked={draft.hasFilteringGateway}
        onChange={(event) => change({ hasFilteringGateway: event.currentTarget.checked })}
        data-testid="compose-gateway"
      />
    </fieldset>
  )
}

function TextFields({ draft, change }: FieldsProps) {
  const { t } = useLingui()
  const { language } = draft
  return (
    <>
      <NativeSelect
        label={t`Language of your words`}
        description={t`Everybody reads them in it, whatever language the page has.`}
        data={LANGUAGES.map(({ code, name }) => ({ value: code, label: name }))}
        value={language}
        onChange={(event) => change({ language: event.currentTarget.value as Draft['language'] })}
        data-testid="compose-language"
      />
      <TextInput
        label={t`Title`}
        description={t`Trainees read it before they start: it must not tell the fault.`}
        lang={language}
        maxLength={120}
        value={draft.title}
        onChange={(event) => change({ title: event.currentTarget.value })}
        data-testid="compose-title"
      />
      <Textarea
        label={t`What the customer says`}
        lang={language}
        autosize
        minRows={2}
        maxLength={2000}
        value={draft.complaint}
        onChange={(event) => change({ complaint: event.currentTarget.value })}
        data-testid="compose-complaint"
      />
      <Textarea
        label={t`The task`}
        lang={language}
        autosize
        minRows={2}
        maxLength={4000}
        value={draft.task}
        onChange={(event) => change({ task: event.currentTarget.value })}
        data-testid="compose-task"
      />
    </>
  )
}

/** What is being typed may be no number yet. */
const numberOr = (value: number | string): number | '' => (typeof value === 'number' ? value : '')

function useMissingSentences(fields: readonly Field[]): string[] {
  const { t } = useLingui()
  const sentences: { readonly [field in Field]: string } = {
    station: t`Choose a car.`,
    faults: t`Choose at least one fault.`,
    timeLimitMin: t`Give a time limit.`,
    title: t`Give it a title.`,
    complaint: t`Write what the customer says.`,
    task: t`Write the task.`,
  }
  return fields.map((field) => sentences[field])
}
