/**
 * The engine control unit on the real engine: ideal sensors turn the physics into volts and counts, ideal output stages
 * turn commands into the engine's inputs. For tests and the bench: in the car both go through the wires.
 *
 * What is broken stands in `engine.condition` (physics) and in this rig's own fields (sensors and stages).
 */

import { parseDtc } from '@luban/protocols/uds/dtc'
import { clamp, valueAt } from '../../curve.ts'
import { createDtcEngine, type DtcEngine, type Monitor } from '../../ecus/dtc-engine.ts'
import { NEVER_HEARD } from '../../ecus/exchange.ts'
import type { FlashProgram } from '../../ecus/flash-program.ts'
import { thermistorVolts } from '../../ecus/thermistor.ts'
import { createEngine, type Engine, STEP_S } from '../../engine/engine.ts'
import { FIRING_ORDER, JOLION_15T } from '../../engine/figures.ts'
import { ENGINE_DTCS } from '../dtcs.ts'
import { AIR_MASS_SHARE, BOOST_SHARE, MANIFOLD_SHARE, OIL_SHARE, RAIL_SHARE } from '../sensor-curves.ts'
import { type EngineReadings, type EngineSensors, firstEngineReadings, RELAYS, VALVES } from '../sensors.ts'
import {
  ENGINE_MONITORS,
  type EngineHears,
  type EngineMonitorKey,
  type EngineMonitors,
  type EngineOutputs,
  type EngineSignals,
  FAN_DUTY_MIN,
  firstEngineSignals,
  firstEngineStages,
} from '../signals.ts'
import { createEngineUnit, type EngineUnit } from '../unit.ts'

export type EcmRig = {
  readonly engine: Engine
  readonly unit: EngineUnit
  readonly codes: DtcEngine
  readonly signals: EngineSignals & EngineHears
  readonly driver: { ignition: boolean; starter: boolean; pedal: number }
  /** Speed that a brake holds at the flywheel, or none. */
  brakeRpm: number | undefined
  /** Every step, after the sensors: what is broken in them. */
  breakSensors: (readings: EngineReadings) => void
  /** Of each coil's current and each injector's time: 0 is an open wire. */
  readonly coilShare: number[]
  readonly injectorShare: number[]
  /** Of the alternator, and of the volts that reach the pump. */
  alternatorShare: number
  pumpOhm: number
  /** Of its torque: 0 is an open wire. */
  starterShare: number
  heaterShares: [upstream: number, downstream: number]
  /** Terminals of valves and relays that hang on nothing. */
  readonly openStages: Set<string>
  /** Who is heard on the bus. */
  isHeard: { transmission: boolean; brakes: boolean }
  run(seconds: number, watch?: () => void): void
  /** Ignition and starter until it runs. */
  start(): void
  /** Codes whose test has failed in this cycle, in order. */
  failed(): string[]
  stateNumbers(): readonly number[]
}

type Options = {
  readonly seed?: number
  readonly ambientDegC?: number
  readonly engineDegC?: number
}

const BATTERY_VOLTS = 12.4
const CRANKING_VOLTS = 10
const BRAKE_KG_M2 = 0.15
const COIL_OHM = 0.6
const COIL_HENRY = 0.0036
const THROTTLE_REST = 0.06
const LAMBDA_BIAS_VOLTS = 0.45
const LAMBDA_BIAS_OHM = 1e5
const CAM_EDGES_PER_RADIAN = 2 / Math.PI

export function createEcmRig({ seed = 1, ambientDegC = 20, engineDegC = ambientDegC }: Options = {}): EcmRig {
  const engine = createEngine({ figures: JOLION_15T, seed, ambientDegC, engineDegC })
  const readings = firstEngineReadings()
  const stages = firstEngineStages()
  const signals = firstSignals(ambientDegC)
  const codes = createDtcEngine({
    dtcs: ENGINE_MONITORS.map((key) => specOf(key)),
    stepMs: 100,
    snapshot: [],
    freezeFrame: [],
  })
  const plant = { throttleShare: THROTTLE_REST, turnedRad: 0, referenceVolts: 0, brakeNm: 0, tick: 0 }

  function supplyVolts(): number {
    if (!stages.isMainRelayOn) return 0
    if (stages.isStarterOn) return CRANKING_VOLTS
    if (stages.alternatorSetVolts === 0) return BATTERY_VOLTS
    return BATTERY_VOLTS + rig.alternatorShare * (stages.alternatorSetVolts - BATTERY_VOLTS)
  }

  const sensors: EngineSensors = {
    readings,
    senseSupply() {
      readings.supplyVolts = supplyVolts()
      readings.ignitionVolts = rig.driver.ignition ? BATTERY_VOLTS : 0
      readings.batteryVolts = BATTERY_VOLTS
      readings.isRegulatorHeard = stages.alternatorSetVolts > 0
      readings.isSenseMissed = false
    },
    sense(isSlowDue) {
      sensePedalAndPlate()
      sensePressures()
      senseWheels()
      senseExhaust()
      senseStages()
      if (isSlowDue) senseTemperatures()
      rig.breakSensors(readings)
    },
    restart() {},
    state: () => [],
  }

  function sensePedalAndPlate(): void {
    const volts = plant.referenceVolts
    readings.referenceAVolts = readings.referenceBVolts = volts
    readings.pedal1Volts = volts * (0.15 + 0.7 * rig.driver.pedal)
    readings.pedal2Volts = 0.5 * readings.pedal1Volts
    readings.throttle1Volts = volts * (0.1 + 0.8 * plant.throttleShare)
    readings.throttle2Volts = volts * (0.9 - 0.8 * plant.throttleShare)
  }

  function sensePressures(): void {
    const { air, fuel, cylinders, crank } = engine
    readings.airMeterVolts = 5 * valueAt(AIR_MASS_SHARE, Math.max(0, air.filterKgps))
    readings.manifoldVolts = 5 * valueAt(MANIFOLD_SHARE, air.manifoldPa)
    readings.boostVolts = 5 * valueAt(BOOST_SHARE, air.boostPa)
    readings.railVolts = 5 * valueAt(RAIL_SHARE, fuel.railGaugePa)
    let loudest = 0
    for (let i = 0; i < 4; i++) loudest = Math.max(loudest, cylinders.knock[i])
    readings.knockVolts = 0.05 + 2e-5 * crank.rpm + loudest
  }

  function senseWheels(): void {
    const { crank, cam } = engine
    plant.turnedRad += crank.speedRadps * STEP_S
    readings.toothCount = Math.floor((58 * plant.turnedRad) / (2 * Math.PI))
    readings.camEdgeCount = Math.floor(CAM_EDGES_PER_RADIAN * plant.turnedRad)
    readings.camPhaseDeg = cam.phaseDeg
    readings.segmentCount = crank.segmentCount
    readings.segmentS.set(crank.segmentS)
    const isPastEdge = crank.strokeRad > Math.PI / 3
    readings.lastCylinder = FIRING_ORDER[(crank.stroke + (isPastEdge ? 3 : 2)) % 4]
  }

  function senseExhaust(): void {
    const { upstream, downstream, inputs } = engine
    readings.upstreamVolts = biased(upstream.volts, upstream.innerOhm)
    readings.downstreamVolts = biased(downstream.volts, downstream.innerOhm)
    const volts = readings.supplyVolts
    readings.upstreamHeaterA = (rig.heaterShares[0] * stages.upstreamHeaterDuty * volts) / upstream.heaterOhm
    readings.downstreamHeaterA = (rig.heaterShares[1] * stages.downstreamHeaterDuty * volts) / downstream.heaterOhm
    for (let i = 0; i < 4; i++) {
      readings.coilPeakA[i] = inputs.coilA[i]
      readings.isKickSeen[i] = rig.injectorShare[i] > 0 && stages.injectorOnMs[i] > 0 ? 1 : 0
    }
  }

  /** Through its load a stage that is off is at the supply, one that is on at ground. */
  function senseStages(): void {
    const volts = readings.supplyVolts
    const duties = [stages.purgeDuty, stages.oilControlDuty, stages.wastegateDuty]
    for (const [i, id] of VALVES.entries()) {
      const isThere = !rig.openStages.has(id)
      readings.valveVolts[i] = isThere ? (1 - duties[i]) * volts : 0
      readings.valvePeakA[i] = isThere && duties[i] > 0 ? 0.5 : 0
    }
    const areOn = [stages.isFuelPumpOn, stages.fanDuty > FAN_DUTY_MIN, stages.isStarterOn, stages.isAirConditioningOn]
    for (const [i, id] of RELAYS.entries()) readings.relayVolts[i] = areOn[i] || rig.openStages.has(id) ? 0 : volts
  }

  function senseTemperatures(): void {
    const { heat, air } = engine
    readings.coolantVolts = thermistorVolts(heat.coolantDegC)
    readings.oilTempVolts = thermistorVolts(heat.oilDegC)
    readings.intakeTempVolts = thermistorVolts(air.boostDegC)
    readings.oilPressureVolts = 5 * valueAt(OIL_SHARE, heat.oilPa)
  }

  const outputs: EngineOutputs = {
    stages,
    apply() {},
    setReferenceVolts(volts) {
      plant.referenceVolts = volts
    },
  }

  function drive(): void {
    const { inputs, fuel, crank, upstream, downstream } = engine
    const volts = supplyVolts()
    plant.throttleShare += (25 * stages.throttleDuty + 9 * (THROTTLE_REST - plant.throttleShare)) * STEP_S
    plant.throttleShare = clamp(plant.throttleShare, 0, 1)
    inputs.throttleShare = plant.throttleShare
    inputs.injectorVolts = volts
    for (let i = 0; i < 4; i++) {
      const isFiring = stages.pulsesPerS > 0
      inputs.injectorOnMs[i] = isFiring ? rig.injectorShare[i] * stages.injectorOnMs[i] : 0
      inputs.coilA[i] = isFiring ? rig.coilShare[i] * coilA(volts, stages.coilDwellMs[i]) : 0
      inputs.sparkAdvanceDeg[i] = stages.sparkAdvanceDeg[i]
    }
    inputs.purgeDuty = stages.purgeDuty
    inputs.oilControlDuty = stages.oilControlDuty
    inputs.wastegateDuty = stages.wastegateDuty
    inputs.fuelPumpVolts = stages.isFuelPumpOn ? Math.max(0, volts - rig.pumpOhm * fuel.pumpA) : 0
    inputs.starterNm = stages.isStarterOn ? rig.starterShare * Math.max(0, 130 * (1 - crank.speedRadps / 33)) : 0
    inputs.alternatorW = stages.alternatorSetVolts > 0 ? 350 * rig.alternatorShare : 0
    inputs.airConditioningW = stages.isAirConditioningOn ? 1200 : 0
    inputs.fanShare = stages.fanDuty
    inputs.upstreamHeaterW = readings.upstreamHeaterA * readings.upstreamHeaterA * upstream.heaterOhm
    inputs.upstreamHeaterW /= Math.max(0.05, stages.upstreamHeaterDuty)
    inputs.downstreamHeaterW = readings.downstreamHeaterA * readings.downstreamHeaterA * downstream.heaterOhm
    inputs.downstreamHeaterW /= Math.max(0.05, stages.downstreamHeaterDuty)
    inputs.vehicleMps = signals.speedMps
    hold()
  }

  function hold(): void {
    const { inputs, crank } = engine
    signals.isDrivelineClosed = rig.brakeRpm !== undefined
    if (rig.brakeRpm === undefined) {
      inputs.drivelineKgM2 = inputs.loadNm = plant.brakeNm = 0
      return
    }
    inputs.drivelineKgM2 = BRAKE_KG_M2
    const error = (crank.rpm - rig.brakeRpm) / 1000
    plant.brakeNm = clamp(plant.brakeNm + 150 * error * STEP_S, -60, 260)
    inputs.loadNm = plant.brakeNm + 80 * error
  }

  const rig: EcmRig = {
    engine,
    unit: undefined as unknown as EngineUnit,
    codes,
    signals,
    driver: { ignition: false, starter: false, pedal: 0 },
    brakeRpm: undefined,
    breakSensors() {},
    coilShare: [1, 1, 1, 1],
    injectorShare: [1, 1, 1, 1],
    alternatorShare: 1,
    pumpOhm: 0.02,
    starterShare: 1,
    heaterShares: [1, 1],
    openStages: new Set(),
    isHeard: { transmission: true, brakes: true },
    run(seconds, watch) {
      for (let i = 0; i < Math.round(seconds / STEP_S); i++) {
        const { tick } = plant
        signals.isStarterWanted = rig.driver.starter
        if (rig.isHeard.transmission) signals.transmissionHeartbeat = tick
        if (rig.isHeard.brakes) signals.brakesHeartbeat = tick
        rig.unit.step(tick)
        drive()
        engine.step()
        plant.tick++
        watch?.()
      }
    },
    start() {
      rig.driver.ignition = true
      rig.run(1.5)
      rig.driver.starter = true
      for (let i = 0; i < 500 && rig.unit.state() !== 'running'; i++) rig.run(STEP_S)
      rig.driver.starter = false
    },
    failed: () =>
      ENGINE_MONITORS.filter((_, i) => (codes.status(i) & 0x02) !== 0)
        .map((key) => ENGINE_DTCS[key].code)
        .toSorted(),
    stateNumbers: () => rig.unit.stateNumbers(),
  }
  const monitors = Object.fromEntries(
    ENGINE_MONITORS.map((key, i): [EngineMonitorKey, Monitor] => [key, { report: (isBad) => codes.report(i, isBad) }]),
  ) as EngineMonitors
  codes.startOperationCycle()
  const program = { isRunning: () => true } as FlashProgram
  return Object.assign(rig, {
    unit: createEngineUnit({ figures: JOLION_15T, sensors, outputs, signals, monitors, program }),
  })
}

/** A rise like an exponential's, as a quotient of products: the same on every machine. */
function coilA(volts: number, dwellMs: number): number {
  const x = (dwellMs * 1e-3 * COIL_OHM) / COIL_HENRY
  return (volts / COIL_OHM) * (1 - 1 / (1 + x + (x * x) / 2 + (x * x * x) / 6))
}

const biased = (volts: number, innerOhm: number) =>
  (volts * LAMBDA_BIAS_OHM + LAMBDA_BIAS_VOLTS * innerOhm) / (LAMBDA_BIAS_OHM + innerOhm)

function specOf(key: EngineMonitorKey) {
  const { code, failAfterMs, passAfterMs, isObd } = ENGINE_DTCS[key]
  return {
    code: parseDtc(code) ?? 0,
    failAfterMs,
    passAfterMs,
    isObd,
    confirmAfterCycles: 1 as const,
    requestsWarning: true,
  }
}

function firstSignals(ambientTempDegC: number): EngineSignals & EngineHears {
  return {
    ...firstEngineSignals(0),
    isStarterWanted: false,
    isAirConditioningWanted: false,
    ambientTempDegC,
    bodyHeartbeat: NEVER_HEARD,
    torqueLimitNm: Number.POSITIVE_INFINITY,
    isDrivelineClosed: false,
    transmissionHeartbeat: NEVER_HEARD,
    speedMps: 0,
    brakesHeartbeat: NEVER_HEARD,
  }
}
