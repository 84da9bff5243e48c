/**
 * What a person in the driver's seat sees: speed, power, charge, revolutions, fuel, lamps, messages, as the control units
 * say; and with their own eyes the pedals, and the safety steps and repairs so far.
 */
import type { CarView, Lamp, Message, OwnEyes } from '../../car.ts'
import { runsApplication, type Systems } from './systems.ts'

const HOT_DEG_C = 115
const WATTS_PER_NM_RPM = Math.PI / 30
const LOW_SUPPLY_VOLTS = 11.5

/** `systems` as the body has heard them: it shows them. */
export function showDashboard(systems: Systems, ownEyes: OwnEyes): CarView {
  const { signals, body } = systems
  const isOn = signals.isPowerOn
  const engineW = WATTS_PER_NM_RPM * signals.engineNm * signals.engineRpm
  return {
    power: isOn ? 'on' : 'off',
    isReady: isOn && signals.isReady,
    selector: signals.selector,
    speedKmh: rounded(3.6 * Math.abs(signals.speedMps), 10),
    powerKw: rounded(((signals.isEngineRunning ? engineW : 0) + signals.packW) / 1000, 10),
    socPercent: isOn ? Math.round(signals.socPercent) : null,
    volts12: rounded(body.readings.supplyVolts, 10),
    odometerKm: Math.floor(signals.odometerM / 1000),
    ambientDegC: Math.round(signals.ambientTempDegC),
    engine: {
      rpm: isOn ? Math.round(signals.engineRpm) : null,
      coolantDegC: isOn ? Math.round(signals.coolantDegC) : null,
      fuelPercent: isOn ? Math.round(signals.fuelPercent) : null,
      gear: signals.selector,
    },
    driveMode: isOn ? signals.driveMode : null,
    isCharging: false,
    lamps: isOn && runsApplication('body', systems) ? litLamps(systems) : [],
    messages: isOn ? shownMessages(systems) : [],
    ...ownEyes,
  }
}

function litLamps(systems: Systems): Lamp[] {
  const { signals, body } = systems
  const isMalfunction = asksForLamp(systems, 'engine') || asksForLamp(systems, 'hcu') || isHybridMalfunction(systems)
  const lamps: readonly (readonly [Lamp, boolean])[] = [
    ['ready', body.lamps.ready],
    ['powerSystem', body.lamps.hybrid],
    ['checkEngineBlinking', signals.isLampBlinking],
    ['checkEngine', isMalfunction && !signals.isLampBlinking],
    ['charge', body.lamps.charge],
    ['oilPressure', body.lamps.oilPressure],
    ['coolantHot', signals.coolantDegC > HOT_DEG_C],
    ['brakes', body.lamps.brakes],
    ['fuelLow', body.lamps.fuel],
  ]
  return lamps.filter(([, isLit]) => isLit).map(([lamp]) => lamp)
}

/** By its messages: without supply it sends none, and in its boot loader neither. */
function asksForLamp(systems: Systems, id: 'engine' | 'hcu'): boolean {
  return systems[id].isAwake() && runsApplication(id, systems) && systems.dtcs[id].obd.isMilOn
}

const isHybridMalfunction = ({ bms, inverter, dtcs }: Systems): boolean =>
  (bms.isAwake() && dtcs.bms.obd.isMilOn) || (inverter.isAwake() && dtcs.inverter.obd.isMilOn)

function shownMessages({ signals, body }: Systems): Message[] {
  const shown: readonly (readonly [Message, boolean])[] = [
    ['checkPowerSystem', signals.isBatteryWarning],
    ['evFunctionLimited', signals.isReady && !signals.isTractionAble],
    ['evNotNow', signals.isReady && body.readings.driveModeDial === 'ev' && signals.driveMode !== 'ev'],
    ['lowVoltageBattery', body.readings.supplyVolts < LOW_SUPPLY_VOLTS || signals.isChargeShort],
  ]
  return shown.filter(([, isShown]) => isShown).map(([message]) => message)
}

const rounded = (value: number, perUnit: number) => Math.round(value * perUnit) / perUnit + 0 // No negative zero.
