/** The body control unit: power states, ignition relay with its after-run, lamps, air conditioning, the low-voltage supply. */
import type { Monitor } from '../../../ecus/dtc-engine.ts'
import type { Physics } from '../physics.ts'
import type { Signals } from './signals.ts'

const SUPPLY_VOLTS_MIN = 6.5
const LOW_SUPPLY_VOLTS = 10.5
const RECESSIVE_VOLTS = 2.5
/** After power off the relay holds so long that contactors open in order and the bus is discharged. */
const AFTER_RUN_STEPS = 800
/** After the ignition comes on: when supplies are judged, and when the drive unit must have been heard. */
const SUPPLY_SETTLED_STEPS = 50
const DRIVE_HEARD_STEPS = 100
const LOST_STEPS = 50
/** Air conditioning on automatic, as the last driver left it. The compressor turns as slowly as it may, so it never switches. */
const COOLING_FROM_DEG_C = 24
const COOLING_W_PER_K = 600
const COMPRESSOR_W_MAX = 3000

export type BodyMonitors = { readonly lowSupply: Monitor; readonly lostDrive: Monitor }

export type Body = {
  readonly isAwake: boolean
  readonly readings: { supplyVolts: number; cabinTempDegC: number; compressorW: number }
  /** A tester may switch the lights; undefined while the body decides. */
  readonly overrides: { lights: boolean | undefined }
  step(tick: number): void
  state(): readonly number[]
}

export function createBody(physics: Physics, signals: Signals, monitors: BodyMonitors): Body {
  const { network } = physics
  const supply = network.node('body.supply')
  const ground = network.node('body.ground')
  const ignitionRelay = network.branch('ignitionRelay')
  const lights = network.branch('lights.relay')
  const recessive = network.branch('can.recessive')
  const readings = { supplyVolts: 12, cabinTempDegC: physics.now.cabinTempDegC, compressorW: 0 }
  const overrides: Body['overrides'] = { lights: undefined }
  let isAwake = false
  let afterRunSteps = 0
  let ignitionSteps = 0

  function watch(tick: number): void {
    monitors.lowSupply.report(readings.supplyVolts < LOW_SUPPLY_VOLTS)
    if (ignitionSteps > DRIVE_HEARD_STEPS) monitors.lostDrive.report(tick - signals.driveHeartbeat > LOST_STEPS)
  }

  /** High voltage is there for comfort only while the car is READY and the contactors stay closed. */
  function airCondition(): void {
    readings.cabinTempDegC = physics.now.cabinTempDegC
    readings.compressorW = physics.compressorDrawsW()
    const mayCool = isAwake && signals.isReady && !signals.isOpeningAnnounced
    const wantedW = COOLING_W_PER_K * (readings.cabinTempDegC - COOLING_FROM_DEG_C)
    physics.commands.compressorW = mayCool ? Math.min(COMPRESSOR_W_MAX, Math.max(0, wantedW)) : 0
  }

  return {
    get isAwake() {
      return isAwake
    },
    readings,
    overrides,
    step(tick) {
      readings.supplyVolts = network.voltsBetween(supply, ground)
      isAwake = readings.supplyVolts > SUPPLY_VOLTS_MIN
      const isAsked = isAwake && (signals.isPowerOn || signals.isPlugged)
      afterRunSteps = isAsked ? AFTER_RUN_STEPS : Math.max(0, afterRunSteps - 1)
      if (!isAwake) {
        afterRunSteps = 0
        signals.isPowerOn = false
        overrides.lights = undefined
      }
      signals.isIgnitionOn = afterRunSteps > 0
      ignitionSteps = signals.isIgnitionOn ? ignitionSteps + 1 : 0
      network.setClosed(ignitionRelay, signals.isIgnitionOn)
      network.setClosed(lights, isAwake && (overrides.lights ?? false))
      network.setVolts(recessive, isAwake ? RECESSIVE_VOLTS : 0)
      airCondition()
      if (isAwake && ignitionSteps > SUPPLY_SETTLED_STEPS && tick % 10 === 3) watch(tick)
    },
    state: () => [Number(isAwake), afterRunSteps, ignitionSteps],
  }
}
