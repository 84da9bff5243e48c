/**
 * The workplace, the protective equipment and the permit to work, which a careful workshop sees to beside the isolation.
 * What has been done is shown; what is lacking is nobody's to tell while the work goes on.
 */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Checkbox, Popover } from '@mantine/core'
import { PRECAUTIONS } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { useBench } from '../bench.ts'
import { useLive } from '../live.ts'
import { useStationTexts } from '../texts.ts'

export function Precautions() {
  const { live, act } = useBench()
  const { t } = useLingui()
  const { precautionText } = useStationTexts()
  const { number } = useFormats()
  const taken = useLive(live, (state) => state.view?.safety.precautions) ?? []
  return (
    <Popover width="min(380px, calc(100vw - 24px))" position="top-start" withArrow shadow="md" trapFocus>
      <Popover.Target>
        <Button size="compact-xs" variant="default" data-testid="precautions">
          <Trans>
            Workplace and permit: {number(taken.length)}/{number(PRECAUTIONS.length)}
          </Trans>
        </Button>
      </Popover.Target>
      <Popover.Dropdown className="precautions" aria-label={t`Workplace, protective equipment and permit to work`}>
        <p className="panel-hint">
          <Trans>Before the service disconnect, and again before work: see to each, then tick it off.</Trans>
        </p>
        {PRECAUTIONS.map((precaution) => (
          <Checkbox
            key={precaution}
            size="sm"
            label={precautionText(precaution)}
            checked={taken.includes(precaution)}
            onChange={({ currentTarget }) => void act({ kind: 'precaution', precaution, taken: currentTarget.checked })}
            data-testid={`precaution-${precaution}`}
          />
        ))}
      </Popover.Dropdown>
    </Popover>
  )
}
