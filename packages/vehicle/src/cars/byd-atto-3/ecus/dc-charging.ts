/**
 * DC charging in the battery management: it feels the plug by CC2, is woken by A+, speaks GB/T 27930-2015 with the
 * station on the CAN line S+ and S-, closes K5 and K6, and asks for what the cells take.
 *
 * Main contactors come first, as for any high voltage: the drive unit is told of the plug and wants it. So the charge
 * ends whenever they open.
 * Left out: supply of the unit from A+ alone, temperature sensors of the inlet, a plug that is pulled under current.
 */
import type { CanPort } from '@luban/protocols/can/bus'
import type { CanFrame } from '@luban/protocols/can/frame'
import {
  type BatteryReadings,
  type ChargedVehicle,
  createVehicleSession,
  type VehiclePhase,
} from '@luban/protocols/gbt27930/vehicle-session'
import { CELL_CAPACITY_AH, isMovingAt, MODULE_COUNT } from '../figures.ts'
import type { BmsReadings } from './bms.ts'
import { dcAmpsMax } from './dc-curves.ts'
import type { BmsSignals, SignalsOf } from './signals.ts'

/** What its terminals show, and what it drives. */
export type DcWires = {
  /** CC2 as a share of the supply that pulls it up: a half with a plug, all without. */
  proximityShare(): number
  auxiliaryVolts(): number
  /** K5 and K6, by their feedback contacts. */
  areContactorsClosed(): boolean
  setContactors(areClosed: boolean): void
}

/** In the order of its data identifier. */
export const DC_PHASES: readonly VehiclePhase[] = [
  'idle',
  'waiting',
  'handshake',
  'recognition',
  'parameters',
  'configuration',
  'charging',
  'ending',
  'interrupted',
  'finished',
  'failed',
]

const PLUGGED_SHARE = { min: 0.35, max: 0.65 } as const
const AUXILIARY_VOLTS_MIN = 8
const PACK_VOLTS_MAX = 445
const CELL_VOLTS_MAX = 3.65
const TEMP_DEG_C_MAX = 55
const PACK_KWH = 60.5
const CHARGE_POWER_W_MAX = 88_000
/** The car's own consumers are fed by the station too: what CCS says above what the pack takes. */
const CONSUMERS_A_MAX = 30
/** Less than this, and nearly full by count or by a cell: the charge is over. */
const ENDING_A = 4
const ENDING_SOC = 0.95
const ENDING_CELL_VOLTS = 3.38
/** Without a word from the station for so long its silence is a fault. */
const SILENT_STEPS = 600

export type DcCharging = {
  isPlugged(): boolean
  phase(): VehiclePhase
  /** What BCL asks for. */
  askedAmps(): number
  proximityVolts(): number
  auxiliaryVolts(): number
  /** The plug is in and fed, and nobody speaks. */
  isStationSilent(): boolean
  /** A+ is there: the unit has to wake. */
  isCalled(): boolean
  /** Its transceiver on S+ and S- is on. */
  isListening(): boolean
  receive(frame: CanFrame, nowMs: number): void
  /** Without it: nothing is known, K5 and K6 open. */
  sleep(): void
  step(nowMs: number): void
  state(): readonly number[]
}

type Surroundings = {
  readonly port: CanPort
  readonly wires: DcWires
  readonly readings: Readonly<BmsReadings>
  readonly signals: SignalsOf<BmsSignals>
  readonly vin: string
  soc(): number
  supplyVolts(): number
  hasInterlock(): boolean
}

export function createDcCharging(surroundings: Surroundings): DcCharging {
  const { port, wires, readings, signals } = surroundings
  let isPlugged = false
  let proximityVolts = 0
  let auxiliaryVolts = 0
  let askedAmps = 0
  let silentSteps = 0
  let isAtRest = true
  let isListening = false
  /** It has slept: whatever was agreed is forgotten. */
  let isFresh = true

  const session = createVehicleSession({ port, car: createCar() })

  const packAmps = () => -readings.amps // Positive while it charges.

  function consumersAmps(): number {
    const given = session.heard('CCS')?.amps ?? 0
    return Math.min(CONSUMERS_A_MAX, Math.max(0, given - packAmps()))
  }

  /** The station's own limits are the station's affair; the car asks for its own. */
  function demandAmps(): number {
    const { tempDegCMin, tempDegCMax, packVolts } = readings
    const volts = Math.max(1, packVolts)
    const cellsA = dcAmpsMax({ soc: surroundings.soc(), tempDegCMin, tempDegCMax, packVolts })
    const packA = Math.min(cellsA, signals.chargeWMax / volts)
    return Math.min(packA + consumersAmps(), CHARGE_POWER_W_MAX / volts)
  }

  function stopReason(): ReturnType<ChargedVehicle['stopReason']> {
    if (session.phase() !== 'charging') return undefined
    if (!signals.isHighVoltageOn || !surroundings.hasInterlock()) return 'otherFault'
    if (readings.tempDegCMax >= TEMP_DEG_C_MAX) return 'batteryTooHot'
    const isNearlyFull = surroundings.soc() >= ENDING_SOC || readings.cellVoltsMax > ENDING_CELL_VOLTS
    return isNearlyFull && askedAmps - consumersAmps() < ENDING_A ? 'socReached' : undefined
  }

  function batteryReadings(): BatteryReadings {
    const missingAh = (1 - surroundings.soc()) * CELL_CAPACITY_AH
    return {
      packVolts: readings.packVolts,
      amps: packAmps(),
      socPercent: 100 * surroundings.soc(),
      cellVoltsMin: readings.cellVoltsMin,
      cellVoltsMax: readings.cellVoltsMax,
      cellVoltsMaxGroup: 0,
      cellVoltsMaxNumber: readings.cellMax + 1,
      tempDegCMin: readings.tempDegCMin,
      tempDegCMinNumber: placeOf(readings.tempDegCMin),
      tempDegCMax: readings.tempDegCMax,
      tempDegCMaxNumber: placeOf(readings.tempDegCMax),
      remainingMin: Math.round((60 * missingAh) / Math.max(1, packAmps())),
    }
  }

  const placeOf = (degC: number) => Math.max(1, readings.moduleTempDegC.indexOf(degC) + 1)

  function createCar(): ChargedVehicle {
    return {
      identity: {
        batteryType: 'lithiumIronPhosphate',
        ratedAh: CELL_CAPACITY_AH,
        ratedVolts: 403.2,
        manufacturer: 'LUBN',
        packNumber: undefined,
        builtYear: 2024,
        builtMonth: 6,
        builtDay: 1,
        chargeCount: 0,
        ownership: 'owned',
        vin: surroundings.vin,
        softwareVersion: '1.0',
      },
      limits: {
        cellVoltsMax: CELL_VOLTS_MAX,
        ampsMax: 250,
        energyKwh: PACK_KWH,
        packVoltsMax: PACK_VOLTS_MAX,
        tempDegCMax: TEMP_DEG_C_MAX,
      },
      isConnected: () => isListening && !isFresh,
      setContactors: wires.setContactors,
      areContactorsClosed: wires.areContactorsClosed,
      isReady: () => signals.isHighVoltageOn && !signals.isReady && !isMovingAt(signals.speedMps),
      readings: batteryReadings,
      demand: () => ({ volts: PACK_VOLTS_MAX, amps: askedAmps, mode: 'constantCurrent' }),
      states: () => ({
        cellVolts: 'normal',
        soc: 'normal',
        current: 'normal',
        temperature: readings.tempDegCMax >= TEMP_DEG_C_MAX ? 'tooHigh' : 'normal',
        insulation: 'normal',
        connector: 'normal',
        permission: 'allowed',
      }),
      stopReason,
      temperaturesDegC: () => Array.from({ length: MODULE_COUNT }, (_, i) => readings.moduleTempDegC[i]),
    }
  }

  const isCalled = () => wires.auxiliaryVolts() > AUXILIARY_VOLTS_MIN

  function tell(isIn: boolean): void {
    signals.isDcPlugged = isIn
    signals.isDcCharging = isIn && session.phase() === 'charging'
  }

  return {
    isPlugged: () => isPlugged,
    phase: session.phase,
    askedAmps: () => askedAmps,
    proximityVolts: () => proximityVolts,
    auxiliaryVolts: () => auxiliaryVolts,
    isStationSilent: () => silentSteps >= SILENT_STEPS,
    isCalled,
    isListening: () => isListening,
    receive(frame, nowMs) {
      if (isListening) session.receive(frame, nowMs)
    },
    sleep() {
      isPlugged = isListening = false
      isFresh = true
      proximityVolts = auxiliaryVolts = askedAmps = silentSteps = 0
      wires.setContactors(false)
      tell(false)
    },
    step(nowMs) {
      const share = wires.proximityShare()
      proximityVolts = share * surroundings.supplyVolts()
      auxiliaryVolts = wires.auxiliaryVolts()
      isPlugged = share > PLUGGED_SHARE.min && share < PLUGGED_SHARE.max
      if (!isPlugged && isAtRest) return
      isListening = isPlugged && isCalled()
      askedAmps = session.phase() === 'charging' ? demandAmps() : 0
      session.service(nowMs)
      isFresh = false
      const isUnanswered = session.phase() === 'waiting' || session.phase() === 'interrupted'
      silentSteps = isUnanswered ? silentSteps + 1 : session.phase() === 'failed' ? silentSteps : 0
      tell(isListening)
      isAtRest = session.phase() === 'idle'
    },
    state: () => [
      Number(isPlugged),
      DC_PHASES.indexOf(session.phase()),
      session.reconnections(),
      session.timeouts().length,
      session.stops().length,
      askedAmps,
      silentSteps,
      Number(isAtRest),
      Number(isListening),
      Number(isFresh),
    ],
  }
}
