/** Which adapter an attempt at a real car is to use: one of the workshop's, or one at this computer. */
import { useLingui } from '@lingui/react/macro'
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type AdapterChoice, adaptersQuery, takesGateway } from '../api/adapters.ts'
import { useFormats } from '../language/formats.ts'
import { KIND_NAMES } from './texts.ts'

type Props = { modelId: string; choice: AdapterChoice | undefined; choose: (choice: AdapterChoice | undefined) => void }

export function AdapterSelect({ modelId, choice, choose }: Props) {
  const { t } = useLingui()
  const { byName } = useFormats()
  const { data: adapters = [] } = useQuery(adaptersQuery)
  const offered = byName(
    adapters.filter(({ kind }) => kind !== 'doip' || takesGateway(modelId)),
    ({ name }) => name,
  )
  return (
    <NativeSelect
      label={t`Adapter at the car`}
      description={t`Ask the instructor which one is plugged in.`}
      value={chosenValue(choice)}
      onChange={(event) => choose(choiceOf(event.currentTarget.value))}
      data={[
        { value: '', label: t`Choose` },
        ...offered.map(({ id, name, kind, isInUse }) => ({
          value: id,
          label: isInUse ? t`${name} (in use)` : `${name} · ${KIND_NAMES[kind]}`,
          disabled: isInUse,
        })),
        { value: 'serial elm327', label: t`At this computer: ELM327 or STN` },
        { value: 'serial slcan', label: t`At this computer: SLCAN` },
      ]}
      data-testid="adapter-choice"
    />
  )
}

function chosenValue(choice: AdapterChoice | undefined): string {
  if (choice === undefined) return ''
  return 'id' in choice ? choice.id : `serial ${choice.serial}`
}

function choiceOf(value: string): AdapterChoice | undefined {
  if (value === '') return undefined
  if (value === 'serial elm327') return { serial: 'elm327' }
  return value === 'serial slcan' ? { serial: 'slcan' } : { id: value }
}
