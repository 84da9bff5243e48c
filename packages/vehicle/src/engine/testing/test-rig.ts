/**
 * A test bench for the engine: an idealised control unit that knows the physics, and a brake that holds a speed.
 * For tests and the bench only: a car's own control unit has sensors and nothing else.
 */
import { clamp, lagShare, valueAt } from '../../curve.ts'
import { createEngine, type Engine, type EngineOptions, STEP_S } from '../engine.ts'
import { AIR_PER_FUEL, CYLINDER_COUNT, JOLION_15T } from '../figures.ts'
import { bestAdvanceDeg, knockAdvanceDeg, knockShiftDeg, relativeCharge } from '../spark.ts'

export type TestRig = {
  readonly engine: Engine
  /** What the driver wants: `idle` holds 750 rpm when warm, otherwise a position of the throttle. */
  throttle: number | 'idle'
  /** Speed that the brake holds, or none: the engine turns freely. */
  brakeRpm: number | undefined
  /** Boost and mixture as at full load, or lambda 1 and the least boost. */
  isFullLoad: boolean
  lambda: number
  /** Learns a trim from the lambda sensor's gas, as a control unit would. */
  isClosedLoop: boolean
  trim: number
  supplyVolts: number
  readonly isInjecting: boolean[]
  /** Of each coil at the end of dwell; 0 is a dead one. */
  readonly coilA: number[]
  run(seconds: number, watch?: () => void): void
  /** With the starter until the engine runs, three seconds at most. */
  start(): void
}

const IDLE_RPM = 750
const IDLE_RPM_PER_K = 5
const START_THROTTLE = 0.06
const START_THROTTLE_PER_K = 3.5e-4
const BRAKE_KG_M2 = 0.5
const KNOCK_RESERVE_DEG = 1

export function createTestRig(options: Partial<EngineOptions> = {}): TestRig {
  const engine = createEngine({ figures: JOLION_15T, seed: 1, ...options })
  let idleThrottle = START_THROTTLE + START_THROTTLE_PER_K * Math.max(0, 90 - engine.heat.coolantDegC)
  let brakeNm = 0
  let boostDuty = 0

  function control(): void {
    const { inputs, crank } = engine
    inputs.fuelPumpVolts = rig.supplyVolts
    inputs.injectorVolts = rig.supplyVolts
    inputs.throttleShare = rig.throttle === 'idle' ? holdIdle() : rig.throttle
    inputs.oilControlDuty = clamp(
      0.5 + 0.05 * (valueAt(engine.figures.bestCamDeg, crank.rpm) - engine.cam.phaserDeg),
      0,
      1,
    )
    holdBoost()
    injectAndSpark()
    hold()
  }

  function holdIdle(): number {
    const coldK = Math.max(0, 90 - engine.heat.coolantDegC)
    if (engine.crank.rpm < 300) return START_THROTTLE + START_THROTTLE_PER_K * coldK
    const error = (idleRpm() - engine.crank.rpm) / 1000
    // Learns only near the goal: on the way down from speed it would forget what idling needs.
    if (Math.abs(error) < 0.2) idleThrottle = clamp(idleThrottle + 0.02 * error * STEP_S, 0.02, 0.2)
    return clamp(idleThrottle + 0.03 * error, 0.03, 0.3)
  }

  const idleRpm = () => IDLE_RPM + IDLE_RPM_PER_K * Math.max(0, 60 - engine.heat.coolantDegC)

  function holdBoost(): void {
    const wantedPa = rig.isFullLoad ? valueAt(engine.figures.fullLoadBoostPa, engine.crank.rpm) : 0
    const error = (wantedPa - engine.air.boostPa) / 100_000
    boostDuty = clamp(boostDuty + 0.8 * error * STEP_S, 0, 1)
    engine.inputs.wastegateDuty = clamp(boostDuty + 0.7 * error, 0, 1)
  }

  const wantedLambda = () => (rig.isFullLoad ? valueAt(engine.figures.fullLoadLambda, engine.crank.rpm) : rig.lambda)

  function injectAndSpark(): void {
    const { inputs, crank, air, heat, condition, upstream } = engine
    const strokeS = Math.PI / Math.max(5, crank.speedRadps)
    const isCranking = crank.rpm < 400
    const airKg = isCranking ? 3e-4 : air.filterKgps * strokeS
    if (rig.isClosedLoop && !isCranking) rig.trim = clamp(rig.trim + 0.15 * (1 - upstream.phi) * STEP_S, -0.5, 0.5)
    const fuelKg = (airKg * (1 + rig.trim)) / (AIR_PER_FUEL * wantedLambda())
    const acrossPa = engine.fuel.railGaugePa + inputs.ambientPa - air.manifoldPa
    const kgps = engine.figures.injectorKgps * Math.sqrt(Math.max(1e4, acrossPa) / 380_000)
    const deadMs = valueAt(engine.figures.injectorDeadMs, inputs.injectorVolts)
    const charge = relativeCharge(engine.figures, airKg)
    const shiftDeg = knockShiftDeg(air.manifoldDegC, heat.coolantDegC, condition.fuelOctane)
    const knockDeg = knockAdvanceDeg(charge, crank.rpm) + shiftDeg - KNOCK_RESERVE_DEG
    const bestDeg = Math.min(bestAdvanceDeg(charge, crank.rpm), knockDeg)
    const idleDeg = clamp(10 + 0.05 * (idleRpm() - crank.rpm), 0, 25)
    for (let i = 0; i < CYLINDER_COUNT; i++) {
      inputs.injectorOnMs[i] = rig.isInjecting[i] ? (1000 * portKg(i, fuelKg, 4 * strokeS)) / kgps + deadMs : 0
      inputs.coilA[i] = rig.coilA[i]
      inputs.sparkAdvanceDeg[i] = isCranking ? 8 : rig.throttle === 'idle' ? idleDeg : bestDeg
    }
  }

  /** What to inject so that a cylinder draws `fuelKg` of vapour in: what clings to the wall more, what it gives off less. */
  function portKg(cylinder: number, fuelKg: number, cycleS: number): number {
    const { figures, heat, fuel } = engine
    const givesOffKg = fuel.filmKg[cylinder] * lagShare(cycleS, valueAt(figures.filmLagS, heat.coolantDegC))
    const drawnKg = fuelKg / valueAt(figures.vapourShare, heat.coolantDegC)
    return Math.max(0, drawnKg - givesOffKg) / (1 - valueAt(figures.filmShare, heat.coolantDegC))
  }

  function hold(): void {
    const { inputs, crank } = engine
    if (rig.brakeRpm === undefined) {
      inputs.drivelineKgM2 = 0
      inputs.loadNm = 0
      return
    }
    inputs.drivelineKgM2 = BRAKE_KG_M2
    const error = (crank.rpm - rig.brakeRpm) / 1000
    brakeNm += 200 * error * STEP_S
    inputs.loadNm = brakeNm + 150 * error
  }

  const rig: TestRig = {
    engine,
    throttle: 'idle',
    brakeRpm: undefined,
    isFullLoad: false,
    lambda: 1,
    isClosedLoop: false,
    trim: 0,
    supplyVolts: 13.8,
    isInjecting: [true, true, true, true],
    coilA: [7, 7, 7, 7],
    run(seconds, watch) {
      for (let i = 0; i < Math.round(seconds / STEP_S); i++) {
        control()
        engine.step()
        watch?.()
      }
    },
    start() {
      engine.inputs.fuelPumpVolts = rig.supplyVolts
      for (let i = 0; i < 3 / STEP_S && engine.crank.rpm < 600; i++) {
        control()
        engine.inputs.starterNm = starterNmAt(engine.crank.speedRadps)
        engine.step()
      }
      engine.inputs.starterNm = 0
    },
  }
  return rig
}

/** A geared starter of some 1.2 kW, felt at the crank. */
const starterNmAt = (radps: number): number => Math.max(0, 130 * (1 - radps / 33))
