/** What is known of a rig: its names, its laboratory, the car that it is like, the adapter that hangs on it. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { adaptersQuery, isRealModel } from '../api/adapters.ts'
import { addRig, changeRig, RIGS_KEY, type Rig } from '../api/rigs.ts'
import { workshopsQuery } from '../api/workshops.ts'
import { Problem } from '../app/Problem.tsx'
import { useFormats } from '../language/formats.ts'
import { LANGUAGES, type Names } from '../language/language.ts'

/** Without a rig: a new one. */
export function RigForm({ rig, close }: { rig?: Rig; close: () => void }) {
  const { t } = useLingui()
  const queries = useQueryClient()
  const { laboratories, models, adapters } = useChoices()
  const [name, setName] = useState(rig?.name ?? '')
  const [names, setNames] = useState<Names>(rig?.names ?? {})
  const [laboratoryId, setLaboratoryId] = useState(rig?.laboratoryId ?? '')
  const [modelId, setModelId] = useState(rig?.modelId ?? '')
  const [adapterId, setAdapterId] = useState(rig?.adapter?.id ?? '')
  const fields = {
    ...{ name: name.trim(), names: written(names), laboratoryId },
    ...{ modelId: modelId || null, adapterId: adapterId || null },
  }
  const saving = useMutation({
    mutationFn: async (): Promise<unknown> => (rig ? await changeRig(rig.code, fields) : await addRig(fields)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: RIGS_KEY })
      close()
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        saving.mutate()
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={t`What people call it`}
          required
          withAsterisk={false}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="rig-name"
        />
        <OtherNames names={names} change={setNames} />
        <NativeSelect
          label={t`Laboratory`}
          required
          withAsterisk={false}
          value={laboratoryId}
          onChange={(event) => setLaboratoryId(event.currentTarget.value)}
          data={[{ value: '', label: t`Choose` }, ...laboratories]}
          data-testid="rig-laboratory"
        />
        <NativeSelect
          label={t`Simulated car that it is like`}
          description={t`Its exercises can be started at the rig.`}
          value={modelId}
          onChange={(event) => setModelId(event.currentTarget.value)}
          data={[{ value: '', label: t`no car` }, ...models]}
          data-testid="rig-model"
        />
        <NativeSelect
          label={t`Adapter that hangs on it`}
          description={t`With it, exercises on a real car can be started there too.`}
          value={adapterId}
          onChange={(event) => setAdapterId(event.currentTarget.value)}
          data={[{ value: '', label: t`no adapter` }, ...adapters]}
        />
        {saving.error && <Problem problem={saving.error} />}
        <Button type="submit" loading={saving.isPending} data-testid="save-rig">
          <Trans>Save the rig</Trans>
        </Button>
      </Stack>
    </form>
  )
}

/** Languages left empty are not sent. */
const written = (names: Names): Names =>
  Object.fromEntries(Object.entries(names).flatMap(([id, name]) => (name?.trim() ? [[id, name.trim()]] : [])))

function OtherNames({ names, change }: { names: Names; change: (names: Names) => void }) {
  return (
    <details>
      <summary>
        <Trans>The name in other languages</Trans>
      </summary>
      <Stack gap="xs" mt="xs">
        {LANGUAGES.map(({ code, name }) => (
          <TextInput
            key={code}
            lang={code}
            label={name}
            maxLength={100}
            value={names[code] ?? ''}
            onChange={(event) => change({ ...names, [code]: event.currentTarget.value })}
          />
        ))}
      </Stack>
    </details>
  )
}

function useChoices() {
  const { words, byName } = useFormats()
  const { data: workshops = [] } = useQuery(workshopsQuery)
  const { data: offered = [] } = useQuery(adaptersQuery)
  const all = workshops.flatMap(({ laboratories }) => laboratories)
  const stations = all
    .flatMap(({ exercises }) => exercises)
    .filter(({ station }) => !isRealModel(station))
    .map(({ station, stationName }) => [station, stationName ? words(stationName) : station] as const)
  return {
    laboratories: all.map(({ id, name }) => ({ value: id, label: words(name) })),
    models: [...new Map(stations)].map(([value, label]) => ({ value, label })),
    adapters: byName(offered, ({ name }) => name).map(({ id, name }) => ({ value: id, label: name })),
  }
}
