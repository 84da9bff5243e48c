/** Says in the shown language what was done: the log of the bench and the timeline of the evidence speak alike. */
import { useLingui } from '@lingui/react/macro'
import type { CarAction, Measurement, VehicleModel } from '../api/attempts.ts'
import { useFormats } from '../language/formats.ts'
import type { Deed } from './bench.ts'
import { useDriveModeNames } from './drive-mode-names.ts'
import { type EcuNames, useExchangeText } from './exchange-text.ts'
import { useInstrumentNames } from './panels/MeterPanel.tsx'
import { useProfileNames } from './profile-names.ts'
import { readingParts } from './reading.ts'
import { useStationTexts } from './texts.ts'

type Names = EcuNames &
  Pick<VehicleModel, 'points' | 'components' | 'gauges' | 'surfaces' | 'hoses'> & {
    readonly harness: Pick<VehicleModel['harness'], 'connectors'>
  }

export function useDeedText(model: Names): (deed: Deed) => string {
  const { t } = useLingui()
  const { words, pair, number } = useFormats()
  const actionText = useActionText(model)
  const exchangeText = useExchangeText(model)
  const instruments = useInstrumentNames()
  const nameIn = (list: readonly { id: string; name: Parameters<typeof words>[0] }[], id: string) => {
    const found = list.find((one) => one.id === id)
    return found ? words(found.name) : id
  }
  return (deed) => {
    if (deed.kind === 'action') {
      const text = actionText(deed.action)
      return deed.outcome.kind === 'refused' ? t`${text} (refused)` : text
    }
    if (deed.kind === 'measurement') {
      const parts = deed.reading ? readingParts(deed.reading) : undefined
      const points = placesText(deed, (list, id) => nameIn(model[list] ?? [], id))
      const value = parts ? ` = ${written(parts.digits, number)}\u00a0${parts.unit}` : ''
      return pair(instruments[deed.instrument], points + value)
    }
    if (deed.kind === 'scope') {
      const name = (id: string) => nameIn(model.points, id)
      return pair(
        t`Oscilloscope`,
        deed.settings.channels.map(({ red, black }) => `${name(red)} ↔ ${name(black)}`).join('; '),
      )
    }
    return exchangeText(deed)
  }
}

/** Where the probes, the clamp or the gauge were, or what the thermometer was aimed at. */
export function placesText(
  taken: Measurement,
  nameOf: (list: 'points' | 'components' | 'gauges' | 'surfaces', id: string) => string,
): string {
  if (taken.instrument === 'clamp') return nameOf('components', taken.wire)
  if (taken.instrument === 'gauge') return nameOf('gauges', taken.point)
  if (taken.instrument === 'thermometer') return nameOf('surfaces', taken.surface)
  return `${nameOf('points', taken.red)} ↔ ${nameOf('points', taken.black)}`
}

/** The digits of a display as a text of the language writes them; "OL" stays. */
function written(digits: string, number: (value: number, decimals: number) => string): string {
  const value = Number(digits)
  return Number.isNaN(value) ? digits : number(value, digits.split('.')[1]?.length ?? 0)
}

function useActionText(model: Names): (action: CarAction) => string {
  const { t } = useLingui()
  /** What instructors do at a real station stands in its evidence as an action. */
  const realText = ({ kind }: { kind: string }) =>
    kind === 'release'
      ? t`The instructor released the real car`
      : kind === 'withhold'
        ? t`The instructor let the real car only be read`
        : undefined
  const { words, pair } = useFormats()
  const { precautionText } = useStationTexts()
  const driveModes = useDriveModeNames()
  const nameOfProfile = new Map<string, string>(useProfileNames())
  const componentName = (id: string) => {
    const found = model.components.find((known) => known.id === id)
    return found ? words(found.name) : id
  }
  return (action) => {
    switch (action.kind) {
      case 'power':
        return action.to === 'on' ? t`Switched the car on` : t`Switched the car off`
      case 'start':
        return t`Pressed brake and START`
      case 'pedal':
        return t`Moved a pedal`
      case 'profile':
        return action.profile === 'off'
          ? t`Took the pedals over`
          : t`Had the car driven: ${nameOfProfile.get(action.profile) ?? action.profile}`
      case 'selector':
        return t`Selector to ${action.to}`
      case 'driveMode':
        return t`Drive mode set to: ${driveModes[action.to] ?? action.to}`
      case 'charger':
        if (!action.plugged) return t`Unplugged the charger`
        return action.type === 'dc' ? t`Plugged the DC charger in` : t`Plugged the charger in`
      case 'takeKeyAway':
        return t`Took the key away`
      case 'bringKeyBack':
        return t`Brought the key back`
      case 'gloves':
        return action.on ? t`Put the insulating gloves on` : t`Took the insulating gloves off`
      case 'barrier':
        return action.on ? t`Set up barrier and sign` : t`Took barrier and sign away`
      case 'battery12V':
        return action.connected ? t`Connected the 12 V battery` : t`Disconnected the 12 V battery`
      case 'serviceDisconnect':
        return action.inserted ? t`Inserted the service disconnect` : t`Took the service disconnect out`
      case 'lockout':
        return action.on ? t`Locked out and tagged` : t`Removed the lockout`
      case 'proveTester':
        return t`Proved the tester on a known source`
      case 'repair': {
        const component = model.components.find(({ id }) => id === action.component)
        const repair = component?.repairs.find(({ id }) => id === action.repair)
        return pair(componentName(action.component), repair ? words(repair.name) : action.repair)
      }
      case 'connector': {
        const connector = model.harness.connectors.find(({ id }) => id === action.connector)
        const name = connector ? words(connector.name) : action.connector
        return action.plugged ? t`Plugged in: ${name}` : t`Pulled: ${name}`
      }
      case 'hose': {
        const hose = model.hoses?.find(({ id }) => id === action.hose)
        const name = hose ? words(hose.name) : action.hose
        return action.pinched ? t`Pinched off: ${name}` : t`Let go again: ${name}`
      }
      case 'swap': {
        const [one, other] = [componentName(action.one), componentName(action.other)]
        return action.swapped ? t`Swapped for a test: ${one}, ${other}` : t`Put back: ${one}, ${other}`
      }
      case 'precaution': {
        const name = precautionText(action.precaution)
        return action.taken ? t`Seen to: ${name}` : t`Taken back: ${name}`
      }
      default:
        return realText(action) ?? (action as { kind: string }).kind
    }
  }
}
