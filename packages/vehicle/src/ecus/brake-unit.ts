/**
 * The brake control unit of cars with an engine: the speed of the car from four wheels, who is wrong of the four, and whose
 * silence it notices. What it makes of the pressure in its brakes is each car's own: see `BrakeDuties`, and the car's
 * ecus/brakes.ts.
 *
 * It decides by its sensors and the other units' messages alone; its wires are in ../harness/brake-wires.ts.
 * Left out: control of slip, since the motion of these cars has no wheels that turn by themselves; yaw.
 */
import type { Monitor } from './dtc-engine.ts'
import { isHeard } from './exchange.ts'
import { type BrakeReadings, type BrakeSensors, createWheelSpeeds, type Wheel } from './wheel-speeds.ts'

const STEPS_PER_LOOK = 10
const SUPPLY_VOLTS_MIN = 7
const JUDGING_VOLTS_MIN = 9
const SETTLING_STEPS = 10
const WATCHING_STEPS = 120

export type BrakeMonitors = Readonly<Record<Wheel | 'lostEngine' | 'lostTransmission', Monitor>>

export type BrakeOutputs = {
  /** Its own consumption, awake. */
  setOwnLoad(isOn: boolean): void
  /** What its wheel speed sensors are fed with: on while it is awake. */
  setSensorSupply(isOn: boolean): void
}

/** What it says. */
export type BrakeSays = {
  /** Over the road, whichever way. */
  speedMps: number
  /** A wheel's speed is not known, or something else is wrong. */
  isBrakeWarning: boolean
  brakesHeartbeat: number
}

/** What it hears of others. */
export type BrakeHears = {
  isIgnitionOn: boolean
  engineHeartbeat: number
  /** Of whoever speaks in the transmission's name. */
  transmissionHeartbeat: number
}

/** What one car's own brakes do beside. */
export type BrakeDuties = {
  /** It woke or fell asleep: what it says of the pressure is nothing. */
  reset(): void
  /** In every step: what the pressure tells. */
  perceive(): void
  /** As often as it judges the wheels; whether anything else is wrong. */
  watch(): boolean
}

export type Brakes = {
  isAwake(): boolean
  readonly readings: Readonly<BrakeReadings>
  readonly wheelMps: Readonly<Float64Array>
  step(tick: number): void
  /** As after power on; it wakes in the next step. */
  restart(): void
  stateNumbers(): readonly number[]
}

/** `Signals`: all that the units of the car say, its own to write. */
export type BrakeSurroundings<
  Signals = BrakeSays & Readonly<BrakeHears>,
  Outputs extends BrakeOutputs = BrakeOutputs,
  Monitors extends BrakeMonitors = BrakeMonitors,
> = {
  readonly sensors: BrakeSensors
  readonly outputs: Outputs
  readonly signals: Signals
  readonly monitors: Monitors
}

export function createBrakeUnit(
  { sensors, outputs, signals, monitors }: BrakeSurroundings,
  wheelM: number,
  duties: BrakeDuties,
): Brakes {
  const { readings } = sensors
  const wheels = createWheelSpeeds(wheelM)
  let isAwake = false
  let awakeSteps = 0

  function wake(mayRun: boolean): void {
    if (mayRun === isAwake) return
    isAwake = mayRun
    awakeSteps = 0
    outputs.setOwnLoad(isAwake)
    outputs.setSensorSupply(isAwake)
    signals.speedMps = 0
    signals.isBrakeWarning = false
    wheels.reset()
    duties.reset()
  }

  function watch(tick: number): void {
    if (readings.supplyVolts < JUDGING_VOLTS_MIN) return
    wheels.watch(readings.wheelVolts, readings.wheelHz, monitors)
    const isMoreWrong = duties.watch()
    signals.isBrakeWarning = wheels.isWarning() || isMoreWrong
    monitors.lostEngine.report(!isHeard(signals.engineHeartbeat, tick))
    monitors.lostTransmission.report(!isHeard(signals.transmissionHeartbeat, tick))
  }

  return {
    isAwake: () => isAwake,
    readings,
    wheelMps: wheels.mps,
    restart: () => wake(false),
    step(tick) {
      sensors.senseSupply()
      wake(readings.supplyVolts > SUPPLY_VOLTS_MIN && signals.isIgnitionOn)
      if (!isAwake) return
      signals.brakesHeartbeat = tick
      if (++awakeSteps < SETTLING_STEPS) return
      sensors.sense()
      signals.speedMps = wheels.read(readings.wheelVolts, readings.wheelHz)
      duties.perceive()
      if (tick % STEPS_PER_LOOK === 6 && awakeSteps > WATCHING_STEPS) watch(tick)
    },
    stateNumbers: () => [Number(isAwake), awakeSteps, ...wheels.stateNumbers()],
  }
}
