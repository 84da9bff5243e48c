/**
 * What a person in the driver's seat sees: speed, charge, lamps, messages, as the control units say; and with their own
 * eyes the pedals, the charging plug, and the safety steps and repairs so far.
 */
import { DTC_STATUS } from '@luban/protocols/uds/tables'
import type { CarView, Lamp, Message, OwnEyes } from '../../car.ts'
import { code24Of } from '../../ecus/dtc-table.ts'
import { type EcuId, runsApplication, type Systems } from './systems.ts'

/** Below this a full pedal is felt to be weak. */
const LIMITED_POWER_W = 60_000

export function showDashboard(systems: Systems, ownEyes: OwnEyes): CarView {
  const { signals, body } = systems
  const lamps = litLamps(systems)
  return {
    power: signals.isPowerOn ? 'on' : 'off',
    isReady: signals.isReady,
    selector: signals.selector,
    speedKmh: rounded(3.6 * Math.abs(signals.speedMps), 10),
    powerKw: rounded(signals.packW / 1000, 10),
    socPercent: signals.isPowerOn || signals.isCharging ? Math.round(signals.socPercent) : null,
    volts12: rounded(body.readings.supplyVolts, 10),
    odometerKm: Math.floor(signals.odometerM / 1000),
    ambientDegC: Math.round(body.readings.ambientTempDegC),
    isCharging: signals.isCharging,
    lamps,
    messages: shownMessages(systems, lamps),
    ...ownEyes,
  }
}

function litLamps(systems: Systems): Lamp[] {
  const { signals } = systems
  if (signals.isCharging && !signals.isPowerOn) return ['charging']
  if (!signals.isPowerOn) return []
  const lamps: readonly (readonly [Lamp, boolean])[] = [
    ['ready', signals.isReady],
    ['powerSystem', isWarned(systems, 'bms') || isWarned(systems, 'drive')],
    ['tractionBattery', isWarned(systems, 'bms', 'P0A7F', 'P0A7E', 'P0A9B', 'P0AC0')],
    ['battery12V', isWarned(systems, 'drive', 'P0A94', 'P0A8D') || isWarned(systems, 'body', 'P0562')],
    ['insulation', isWarned(systems, 'bms', 'P0AA6')],
    ['limitedPower', signals.isReady && signals.dischargeWMax < LIMITED_POWER_W],
    ['charging', signals.isCharging],
  ]
  return lamps.filter(([, isLit]) => isLit).map(([lamp]) => lamp)
}

/** A unit asks for a lamp by its messages: without supply it sends none, and in its boot loader neither. */
function isWarned(systems: Systems, id: Exclude<EcuId, 'gateway'>, ...codes: readonly string[]): boolean {
  if (!systems[id].isAwake() || !runsApplication(id, systems)) return false
  const engine = systems.dtcs[id]
  for (let i = 0; i < engine.count; i++) {
    if ((engine.status(i) & DTC_STATUS.warningIndicatorRequested) === 0) continue
    if (codes.length === 0 || codes.some((code) => code24Of(code) === engine.code(i))) return true
  }
  return false
}

function shownMessages({ signals }: Systems, lamps: readonly Lamp[]): Message[] {
  const messages: readonly (readonly [Message, boolean])[] = [
    ['checkPowerSystem', lamps.includes('powerSystem')],
    ['evFunctionLimited', lamps.includes('limitedPower')],
    ['lowVoltageBattery', lamps.includes('battery12V')],
    ['insulationFault', lamps.includes('insulation')],
    ['chargerConnected', signals.isPowerOn && (signals.isPlugged || signals.isDcPlugged)],
  ]
  return messages.filter(([, isShown]) => isShown).map(([message]) => message)
}

const rounded = (value: number, perUnit: number) => Math.round(value * perUnit) / perUnit + 0 // No negative zero.
