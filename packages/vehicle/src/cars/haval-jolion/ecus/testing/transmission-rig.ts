/**
 * The Jolion's transmission and brake control units on the real driveline, with ideal sensors and an engine that is a
 * torque: what ../../wiring/ does through the network, done here without one. A test spoils a reading in `spoil`.
 */

import { valueAt } from '../../../../curve.ts'
import {
  createDualClutch,
  type DualClutch,
  type DualClutchInput,
  SEVEN_SPEED,
  stepDualClutch,
} from '../../../../driveline/dual-clutch.ts'
import { createMotion, type Motion, move } from '../../../../driveline/motion.ts'
import { levelInput, PETROL_CHASSIS } from '../../../../driveline/testing/petrol-car.ts'
import { createTorqueSource, sourceNm, type TorqueSource, turn } from '../../../../driveline/testing/torque-source.ts'
import type { Brakes } from '../../../../ecus/brake-unit.ts'
import { createExchange } from '../../../../ecus/exchange.ts'
import type { FlashProgram } from '../../../../ecus/flash-program.ts'
import { createMemory, type Memory } from '../../../../ecus/testing/code-memory.ts'
import { thermistorVolts } from '../../../../ecus/thermistor.ts'
import {
  type BrakeReadings,
  firstBrakeReadings,
  WHEEL_LOW_A,
  WHEEL_SHUNT_OHM,
  wheelHzOf,
} from '../../../../ecus/wheel-speeds.ts'
import { CHASSIS, STEP_S } from '../../figures.ts'
import { CLUTCH_SHARE } from '../../sensor-curves.ts'
import { BRAKE_CODES, BRAKE_PRESSURE_VOLTS, createBrakes } from '../brakes.ts'
import { firstSignals, MESSAGES, type Signals, UNIT_IDS, type UnitId } from '../signals.ts'
import { createTransmission, firstTransmissionStages, type Transmission } from '../transmission.ts'
import { TRANSMISSION_CODES } from '../transmission-monitors.ts'
import {
  EDGES_HZ_MIN,
  FORKS,
  firstTransmissionReadings,
  forkVoltsOf,
  outputHzOf,
  type Selector,
  SOLENOID_OHM,
  selectorVoltsOf,
  shaftHzOf,
  type TransmissionReadings,
} from '../transmission-sensors.ts'

export type TransmissionRig = {
  readonly clutch: DualClutch
  readonly motion: Motion
  readonly source: TorqueSource
  readonly unit: Transmission
  readonly brakesUnit: Brakes
  /** What the transmission control unit knows, and what the engine says. */
  readonly signals: Signals
  readonly engineSays: Signals
  readonly input: DualClutchInput
  readonly memory: Memory
  selector: Selector
  accelerator: number
  brake: number
  slope: number
  supplyVolts: number
  isIgnitionOn: boolean
  /** Who is not heard any more. */
  readonly silent: Set<UnitId>
  /** The side whose solenoid's wire is cut. */
  cutSolenoid: number | undefined
  spoil(readings: TransmissionReadings): void
  spoilBrakes(readings: BrakeReadings): void
  /** Largest change of acceleration in a step since it was set to 0. */
  jerkMps2Max: number
  step(): void
  run(seconds: number): void
}

export function createTransmissionRig({ oilDegC = 60 } = {}): TransmissionRig {
  const clutch = createDualClutch(oilDegC)
  const motion = createMotion()
  const source = createTorqueSource()
  const input = levelInput()
  const stages = firstTransmissionStages()
  const readings = firstTransmissionReadings()
  const brakeReadings = firstBrakeReadings()
  const memory = createMemory({ transmission: TRANSMISSION_CODES, brakes: BRAKE_CODES })
  const silent = new Set<UnitId>()
  const { views, publish } = createExchange<UnitId, Signals>({
    ids: UNIT_IDS,
    first: () => firstSignals({ odometerM: 0, fuelUsedL: 0 }),
    messages: MESSAGES,
    hears: (receiver, sender) => !silent.has(sender) && !silent.has(receiver),
  })
  let references = 0
  let isSensorSupplyOn = false
  let tick = 0

  /** A warm coil has a little more than the unit reckons with. */
  const coilA = (side: number) =>
    side === rig.cutSolenoid ? 0 : (stages.solenoidDuty[side] * rig.supplyVolts) / (1.06 * SOLENOID_OHM)

  function sense(): void {
    for (let side = 0; side < 2; side++) {
      readings.pressureVolts[side] = references * valueAt(CLUTCH_SHARE, clutch.pressureKpa[side])
      readings.solenoidA[side] = coilA(side)
      readings.shaftHz[side] = timed(shaftHzOf(clutch.shaftRadps[side]))
      for (let fork = side; fork < 4; fork += 2)
        readings.forkVolts[fork] = FORKS[fork].includes(clutch.gear[side] as never)
          ? forkVoltsOf(fork, clutch.gear[side])
          : forkVoltsOf(fork, 0)
    }
    const wheelRadps = motion.speedMps / PETROL_CHASSIS.wheelM
    readings.outputHz = timed(outputHzOf(wheelRadps))
    readings.isOutputBackwards = wheelRadps < 0
    readings.clutchTempVolts = (thermistorVolts(Math.max(...clutch.plateDegC)) * references) / 5
    readings.oilTempVolts = (thermistorVolts(clutch.oilDegC) * references) / 5
    readings.selectorVolts = selectorVoltsOf(rig.selector)
    senseStages()
    rig.spoil(readings)
  }

  /** Off, a stage is at the supply through its coil. */
  function senseStages(): void {
    const duties = [stages.coolingDuty, stages.isParkWanted ? 0 : 1]
    for (const [i, duty] of duties.entries()) {
      readings.stageVolts[i] = (1 - duty) * rig.supplyVolts
      readings.stagePeakA[i] = duty > 0 ? 1 : 0
    }
  }

  const senseSupplyOf = (its: { supplyVolts: number }) => () => {
    its.supplyVolts = its === readings && !rig.isIgnitionOn ? 0 : rig.supplyVolts
  }

  const unit = createTransmission({
    sensors: { readings, senseSupply: senseSupplyOf(readings), sense, state: () => [] },
    outputs: {
      stages,
      apply() {},
      setReferenceVolts(volts) {
        references = volts
      },
    },
    signals: views.transmission,
    monitors: memory.monitors.transmission,
    program: { isRunning: () => true } as FlashProgram,
  })

  const brakesUnit = createBrakes({
    sensors: {
      readings: brakeReadings,
      senseSupply: senseSupplyOf(brakeReadings),
      sense() {
        brakeReadings.wheelHz.fill(timed(wheelHzOf(motion.speedMps, CHASSIS.wheelM)))
        brakeReadings.wheelVolts.fill(isSensorSupplyOn ? WHEEL_LOW_A * WHEEL_SHUNT_OHM : 0)
        brakeReadings.pressureVolts = valueAt(BRAKE_PRESSURE_VOLTS, 12_000 * rig.brake)
        rig.spoilBrakes(brakeReadings)
      },
    },
    outputs: {
      setOwnLoad() {},
      setSensorSupply(isOn) {
        isSensorSupplyOn = isOn
      },
    },
    signals: views.brakes,
    monitors: memory.monitors.brakes,
  })

  /** An engine that obeys the limit which the transmission sets. */
  function turnEngine(): void {
    const says = views.engine
    const demandNm = Math.max(0, sourceNm({ ...source }, rig.accelerator, 0))
    const share = demandNm > says.torqueLimitNm ? says.torqueLimitNm / demandNm : 1
    input.engineNm = sourceNm(source, rig.accelerator * share, STEP_S)
    says.engineHeartbeat = silent.has('engine') ? says.engineHeartbeat : tick
    says.engineRpm = (source.crankRadps * 30) / Math.PI
    says.engineNm = input.engineNm
    says.engineDemandNm = demandNm
    says.accelerator = rig.accelerator
    says.isBrakePressed = rig.brake > 0.02
    says.isEngineRunning = source.crankRadps > 40
    publish('engine', tick)
  }

  function turnDriveline(): void {
    input.crankRadps = source.crankRadps
    input.wheelRadps = motion.speedMps / PETROL_CHASSIS.wheelM
    input.oddSolenoidA = coilA(0)
    input.evenSolenoidA = coilA(1)
    input.oddGear = stages.fork[0]
    input.evenGear = stages.fork[1]
    input.coolingFlow = stages.coolingDuty
    input.isParkWanted = stages.isParkWanted
    stepDualClutch(clutch, SEVEN_SPEED, input, STEP_S)
    turn(source, input.engineNm - clutch.crankNm, STEP_S)
    const before = motion.accelerationMps2
    const { wheelNm, isParkIn } = clutch
    move(motion, PETROL_CHASSIS, { wheelNm, brake: rig.brake, isParked: isParkIn, slope: rig.slope }, STEP_S)
    rig.jerkMps2Max = Math.max(rig.jerkMps2Max, Math.abs(motion.accelerationMps2 - before))
  }

  const rig: TransmissionRig = {
    clutch,
    motion,
    source,
    unit,
    brakesUnit,
    signals: views.transmission,
    engineSays: views.engine,
    input,
    memory,
    selector: 'P',
    accelerator: 0,
    brake: 0.3,
    slope: 0,
    supplyVolts: 14,
    isIgnitionOn: true,
    silent,
    cutSolenoid: undefined,
    spoil() {},
    spoilBrakes() {},
    jerkMps2Max: 0,
    step() {
      views.body.isIgnitionOn = rig.isIgnitionOn
      views.body.bodyHeartbeat = tick
      publish('body', tick)
      turnEngine()
      brakesUnit.step(tick)
      publish('brakes', tick)
      unit.step(tick)
      publish('transmission', tick)
      turnDriveline()
      tick++
    },
    run(seconds) {
      for (let i = 0; i < Math.round(seconds / STEP_S); i++) rig.step()
    },
  }
  return rig
}

const timed = (hz: number): number => (hz < EDGES_HZ_MIN ? 0 : hz)
