/**
 * Drives the car's physics in tests before its control units are there: knows the truth, and reaches the engine through
 * the same wires, relays and output stages as they will.
 */

import { clamp, lagShare, valueAt } from '../../../curve.ts'
import { type DualClutchInput, SEVEN_SPEED } from '../../../driveline/dual-clutch.ts'
import { control, createShifter } from '../../../driveline/testing/ideal-shifter.ts'
import { AIR_PER_FUEL } from '../../../engine/figures.ts'
import { bestAdvanceDeg, knockAdvanceDeg, relativeCharge } from '../../../engine/spark.ts'
import { CYLINDER_COUNT, STEP_S } from '../figures.ts'
import { createPhysics, FAST_STAGES, type Physics, stageOf } from '../physics.ts'

export type IdealCar = {
  readonly physics: Physics
  /** 0 to 1. */
  accelerator: number
  brake: number
  isDriving: boolean
  run(seconds: number): void
  /** Switches on, and cranks until the engine runs, three seconds at most. */
  start(): void
}

const IDLE_RPM = 750
const THROTTLE_REST = 0.06

export function createIdealCar(seed = 1, ambientDegC = 20): IdealCar {
  const physics = createPhysics(seed, ambientDegC)
  const { network, engine, clutch, commands, drivers } = physics
  const shifter = createShifter()
  const asked = { oddSolenoidA: 0, evenSolenoidA: 0, oddGear: 0, evenGear: 0, coolingFlow: 0 } as DualClutchInput
  let idleThrottle = 0.085
  let boostDuty = 0
  let tick = 0

  const close = (branch: string, isClosed: boolean) => network.setClosed(network.branch(branch), isClosed)

  function controlAir(): void {
    const { crank, air, inputs } = engine
    const error = (IDLE_RPM - crank.rpm) / 1000
    const isIdling = car.accelerator === 0 && Math.abs(error) < 0.3
    if (isIdling) idleThrottle = clamp(idleThrottle + 0.02 * error * STEP_S, 0.05, 0.2)
    const idle = crank.rpm < 300 ? 0.1 : clamp(idleThrottle + 0.03 * error, 0.06, 0.3)
    const wanted = Math.max(idle, car.accelerator * shifter.engineShare)
    // The spring is known, the motor's resistance and the supply nearly.
    const amps = (9 * (wanted - THROTTLE_REST)) / 3.4 + 6 * (wanted - physics.now.throttleShare)
    commands.throttleDuty = clamp((amps * 1.75) / 13, -1, 1)
    const boostPa = car.accelerator > 0.6 ? valueAt(engine.figures.fullLoadBoostPa, crank.rpm) : inputs.ambientPa
    boostDuty = clamp(boostDuty + (0.8 * (boostPa - air.boostPa) * STEP_S) / 1e5, 0, 1)
    pulse('wastegate', clamp(boostDuty + (0.7 * (boostPa - air.boostPa)) / 1e5, 0, 1) / 30, 30)
    const cam = clamp(0.5 + 0.05 * (valueAt(engine.figures.bestCamDeg, crank.rpm) - engine.cam.phaserDeg), 0, 1)
    pulse('oilControl', cam / 250, 250)
  }

  const pulse = (stage: string, onS: number, perSecond: number) => drivers.set(stageOf(stage), onS, perSecond)

  function injectAndSpark(): void {
    const { inputs, crank, air, heat } = engine
    const strokeS = Math.PI / Math.max(15, crank.speedRadps)
    const airKg = crank.rpm < 400 ? 3e-4 : air.filterKgps * strokeS
    const lambda = car.accelerator > 0.8 ? valueAt(engine.figures.fullLoadLambda, crank.rpm) : 1
    const fuelKg = airKg / (AIR_PER_FUEL * lambda)
    const acrossPa = Math.max(1e4, engine.fuel.railGaugePa + inputs.ambientPa - air.manifoldPa)
    const kgps = engine.figures.injectorKgps * Math.sqrt(acrossPa / 380_000)
    const deadMs = valueAt(engine.figures.injectorDeadMs, inputs.injectorVolts)
    const charge = relativeCharge(engine.figures, airKg)
    const knockDeg = knockAdvanceDeg(charge, crank.rpm) - 3
    const perSecond = 1 / (4 * strokeS)
    for (let i = 0; i < CYLINDER_COUNT; i++) {
      const film = engine.fuel.filmKg[i] * lagShare(4 * strokeS, valueAt(engine.figures.filmLagS, heat.coolantDegC))
      const drawn = fuelKg / valueAt(engine.figures.vapourShare, heat.coolantDegC)
      const portKg = Math.max(0, drawn - film) / (1 - valueAt(engine.figures.filmShare, heat.coolantDegC))
      const onS = Math.min(portKg / kgps + deadMs / 1000, 0.95 / perSecond)
      pulse(`injector${i + 1}`, onS, perSecond)
      pulse(`coil${i + 1}`, Math.min(0.0035, 0.5 / perSecond), perSecond)
      commands.sparkAdvanceDeg[i] = crank.rpm < 400 ? 8 : Math.min(bestAdvanceDeg(charge, crank.rpm), knockDeg)
      if (car.accelerator === 0) commands.sparkAdvanceDeg[i] = clamp(10 + 0.05 * (IDLE_RPM - crank.rpm), 0, 25)
    }
  }

  function shift(): void {
    asked.crankRadps = engine.crank.speedRadps
    asked.engineNm = engine.crank.torqueNm
    asked.wheelRadps = physics.motion.speedMps / 0.335
    if (car.isDriving) control(shifter, clutch, SEVEN_SPEED, asked, car, STEP_S)
    commands.oddGear = car.isDriving ? asked.oddGear : 0
    commands.evenGear = car.isDriving ? asked.evenGear : 0
    hold('solenoid1', car.isDriving ? asked.oddSolenoidA : 0)
    hold('solenoid2', car.isDriving ? asked.evenSolenoidA : 0)
    pulse('cooling', asked.coolingFlow / 200, 200)
    pulse('parkLock', car.isDriving ? 0.005 : 0, 200)
  }

  /** A current through 5 Ω of winding. */
  function hold(stage: string, amps: number): void {
    const volts = network.volts(network.node('splice.solenoids'))
    pulse(stage, volts > 6 ? clamp((amps * 5.15) / volts, 0, 1) / 1000 : 0, 1000)
  }

  const car: IdealCar = {
    physics,
    accelerator: 0,
    brake: 0,
    isDriving: false,
    run(seconds) {
      for (let i = 0; i < Math.round(seconds / STEP_S); i++) {
        commands.accelerator = car.accelerator
        commands.brake = car.brake
        controlAir()
        injectAndSpark()
        shift()
        physics.step(tick++)
      }
    },
    start() {
      for (const branch of ['body.ignitionDriver', 'engine.mainDriver', 'engine.fuelPumpDriver']) close(branch, true)
      for (const unit of ['engine', 'transmission', 'brakes'] as const)
        network.setVolts(network.branch(`${unit}.referenceSource`), 5)
      pulse('heaterUp', 0.05, 10)
      pulse('heaterDown', 0.05, 10)
      commands.generatorVolts = 14.2
      network.setVolts(network.branch('engine.linDriver'), 12)
      car.run(1)
      close('engine.starterDriver', true)
      for (let i = 0; i < 300 && engine.crank.rpm < 550; i++) car.run(STEP_S)
      close('engine.starterDriver', false)
    },
  }
  for (const stage of FAST_STAGES) pulse(stage, 0, 1)
  return car
}
