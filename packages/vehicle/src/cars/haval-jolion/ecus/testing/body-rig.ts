/** The Jolion's body control unit and gateway, with ideal sensors and the other units as a test makes them speak. */

import { valueAt } from '../../../../curve.ts'
import { type BodyReadings, FUEL_PULL_UP_OHM, firstBodyReadings } from '../../../../ecus/button-body.ts'
import { createExchange, type Exchange } from '../../../../ecus/exchange.ts'
import type { FlashProgram } from '../../../../ecus/flash-program.ts'
import { createGateway, type Gateway } from '../../../../ecus/gateway.ts'
import { createMemory, type Memory } from '../../../../ecus/testing/code-memory.ts'
import { thermistorVolts } from '../../../../ecus/thermistor.ts'
import { GATEWAY_CODES } from '../../dtcs.ts'
import { FUEL_SENDER_OHM } from '../../sensor-curves.ts'
import { BODY_CODES, type Body, createBody } from '../body.ts'
import { firstSignals, MESSAGES, type Signals, type Speaker, UNIT_IDS, type UnitId } from '../signals.ts'

export type BodyRig = {
  readonly body: Body
  readonly gateway: Gateway<Speaker>
  readonly memory: Memory
  readonly views: Exchange<UnitId, Signals>['views']
  readonly silent: Set<UnitId>
  supplyVolts: number
  isButtonPressed: boolean
  isAirConditioningSwitchOn: boolean
  brake: boolean
  ambientDegC: number
  fuelShare: number
  isBusOff: boolean
  /** Seconds of starter until the engine runs. */
  startS: number
  spoil(readings: BodyReadings): void
  run(seconds: number): void
  press(): void
}

export function createBodyRig(): BodyRig {
  const memory = createMemory({ body: BODY_CODES, gateway: GATEWAY_CODES })
  const silent = new Set<UnitId>()
  const { views, publish } = createExchange<UnitId, Signals>({
    ids: UNIT_IDS,
    first: () => firstSignals({ odometerM: 0, fuelUsedL: 0 }),
    messages: MESSAGES,
    hears: (receiver, sender) => !rig.isBusOff && !silent.has(sender) && !silent.has(receiver),
  })
  const readings = firstBodyReadings()
  const relays = { ignition: false, lights: false }
  const program = { isRunning: () => true } as FlashProgram
  let crankedSteps = 0
  let tick = 0

  const body = createBody({
    sensors: {
      readings,
      senseSupply() {
        readings.supplyVolts = rig.supplyVolts
      },
      senseButtons() {
        readings.startButtonVolts = rig.isButtonPressed ? 0.01 : 5
        readings.isAirConditioningSwitchOn = rig.isAirConditioningSwitchOn
      },
      senseSlowly() {
        const ohm = valueAt(FUEL_SENDER_OHM, rig.fuelShare)
        readings.ambientVolts = thermistorVolts(rig.ambientDegC)
        readings.fuelVolts = (5 * ohm) / (ohm + FUEL_PULL_UP_OHM)
        rig.spoil(readings)
      },
    },
    outputs: { relays, apply() {}, setOwnLoad() {} },
    signals: views.body,
    monitors: memory.monitors.body,
    program,
  })
  const gateway = createGateway({
    sensors: { supplyVolts: () => rig.supplyVolts, isBusOff: () => rig.isBusOff },
    outputs: { setOwnLoad() {} },
    signals: views.gateway,
    messages: MESSAGES,
    isIgnitionOn: (signals) => signals.isIgnitionOn,
    monitors: memory.monitors.gateway,
  })

  /** They wake with the ignition relay and speak; the engine runs when it was cranked for long enough. */
  function others(): void {
    if (!relays.ignition) {
      views.engine.isEngineRunning = false
      return
    }
    const { engine, transmission, brakes } = views
    crankedSteps = engine.isStarterWanted ? crankedSteps + 1 : 0
    if (crankedSteps * 0.01 > rig.startS) engine.isEngineRunning = true
    engine.isBrakePressed = rig.brake
    engine.engineHeartbeat = transmission.transmissionHeartbeat = brakes.brakesHeartbeat = tick
    for (const id of ['engine', 'transmission', 'brakes'] as const) publish(id, tick)
  }

  function step(): void {
    others()
    body.step(tick)
    publish('body', tick)
    gateway.step(tick)
    publish('gateway', tick)
    tick++
  }

  const rig: BodyRig = {
    body,
    gateway,
    memory,
    views,
    silent,
    supplyVolts: 12.6,
    isButtonPressed: false,
    isAirConditioningSwitchOn: false,
    brake: false,
    ambientDegC: 20,
    fuelShare: 0.6,
    isBusOff: false,
    startS: 0.8,
    spoil() {},
    run(seconds) {
      for (let i = 0; i < Math.round(seconds * 100); i++) step()
    },
    press() {
      rig.isButtonPressed = true
      rig.run(0.3)
      rig.isButtonPressed = false
      rig.run(0.2)
    },
  }
  return rig
}
