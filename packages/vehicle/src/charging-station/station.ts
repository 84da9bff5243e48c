/**
 * A DC charging station with a plug by GB/T 20234.3, which talks by GB/T 27930-2015: what it knows of the car is what its
 * pins and its CAN line tell.
 *
 * It feels the plug by CC1, feeds A+, tests the insulation of cable and inlet with its own contactors closed and the car's
 * open, meets the battery's voltage, and gives what the car asks for, 90 kW at most. Who unplugs presses stop first: the
 * plug is locked until the contactors are open.
 * Left out: payment, clock, the pressure of a cooled cable, faults of the station itself.
 */
import type { CanPort } from '@luban/protocols/can/bus'
import type { CanFrame } from '@luban/protocols/can/frame'
import {
  type ChargerPhase,
  type ChargerSession,
  createChargerSession,
  type PowerStage,
} from '@luban/protocols/gbt27930/charger-session'
import type { Network } from '../network/network.ts'
import { PLUG_PINS } from './elements.ts'
import { createPowerModules, STATION_LIMITS } from './power.ts'

const CC1_VOLTS = { min: 3.2, max: 4.8 } as const
/** UN R100 and the standard ask for 100 Ω for each volt. */
const INSULATION_OHM_PER_VOLT_MIN = 100
const INSULATION_TEST_S = 1
/** Below this the test voltage is gone. */
const DISCHARGED_VOLTS = 30
/** Whoever speaks no more is waited for so long before the plug comes out. */
const LOCKED_S_MAX = 3

export type ChargingStation = {
  /** In, or out as soon as the current is off. */
  plug(isPlugged: boolean): void
  isPlugged(): boolean
  phase(): ChargerPhase
  /** What the car did not send in time, since it was plugged in. */
  timeouts: ChargerSession['timeouts']
  volts(): number
  amps(): number
  energyKwh(): number
  receive(frame: CanFrame, nowMs: number): void
  /** After the network was solved. Station time. */
  step(nowMs: number): void
  /** For a state hash. */
  numbers(): readonly number[]
}

const PHASES: readonly ChargerPhase[] = [
  'idle',
  'handshake',
  'recognition',
  'parameters',
  'configuration',
  'precharge',
  'ready',
  'charging',
  'ending',
  'interrupted',
  'finished',
  'failed',
]

/** `inlet`: the car's part with ./elements.ts in it. */
export function createChargingStation(options: {
  readonly network: Network
  readonly port: CanPort
  readonly inlet: string
  readonly stepS: number
}): ChargingStation {
  const { network, port, inlet, stepS } = options
  const modules = createPowerModules(network, inlet, stepS)
  const contacts = PLUG_PINS.map((pin) => network.branch(`${inlet}.plug.${pin}`))
  const auxiliary = network.branch(`${inlet}.station.k3`)
  const at = (pin: string) => network.node(`${inlet}.station.${pin}`)
  const [cc1, earth, dcPlus, dcMinus] = [at('cc1'), at('earth'), at('dcPlus'), at('dcMinus')]
  let isPlugged = false
  let leavingS: number | undefined
  /** Of the cable's insulation; undefined before. */
  let test: { readonly volts: number; heldS: number; result: 'testing' | 'good' | 'bad' } | undefined

  const stage: PowerStage = {
    chargerNumber: 88,
    region: '063',
    limits: STATION_LIMITS,
    isConnected() {
      const volts = network.voltsBetween(cc1, earth)
      return isPlugged && volts > CC1_VOLTS.min && volts < CC1_VOLTS.max
    },
    setAuxiliary: (isOn) => network.setClosed(auxiliary, isOn),
    testInsulation(volts) {
      const isLive = Math.abs(network.voltsBetween(dcPlus, dcMinus)) > DISCHARGED_VOLTS // The car's contactors are welded.
      test = { volts, heldS: 0, result: isLive ? 'bad' : 'testing' }
      if (isLive) return
      modules.setContactors(true)
      modules.askForTest(volts)
    },
    insulation: () =>
      test === undefined ? 'untested' : test.result === 'testing' || isHot() ? 'testing' : test.result,
    setOutput: (volts, amps) => modules.ask(volts, amps),
    readings: () => ({
      volts: modules.volts(),
      amps: modules.amps(),
      inletVolts: network.voltsBetween(dcPlus, dcMinus),
    }),
    setContactors: (areClosed) => modules.setContactors(areClosed),
    areContactorsClosed: modules.areContactorsClosed,
    energyKwh: modules.energyKwh,
    stopReason: () => (leavingS === undefined ? undefined : 'stoppedByPerson'),
    time: () => undefined,
  }
  const session = createChargerSession({ port, stage })

  /** The test's voltage is still at the plug. */
  const isHot = () => modules.areContactorsClosed() || modules.volts() > DISCHARGED_VOLTS

  /** Holds the voltage for a second, measures against earth, and takes it away before it says anything. */
  function runTest(): void {
    if (test === undefined || session.phase() !== 'handshake') return
    if (test.result !== 'testing') {
      if (modules.volts() < DISCHARGED_VOLTS) modules.setContactors(false)
      return
    }
    if (modules.volts() < 0.95 * test.volts) return
    test.heldS += stepS
    if (test.heldS < INSULATION_TEST_S) return
    const { ohm } = network.thevenin(dcMinus, earth, 'settled')
    test.result = ohm >= INSULATION_OHM_PER_VOLT_MIN * test.volts ? 'good' : 'bad'
    modules.askForTest(0)
  }

  function setPlugged(toPlugged: boolean): void {
    isPlugged = toPlugged
    for (const contact of contacts) network.setClosed(contact, toPlugged)
    leavingS = undefined
    test = undefined
    modules.restart()
  }

  /** The lock opens when the charge has ended and nothing can spark. */
  function leave(): void {
    if (leavingS === undefined) return
    leavingS += stepS
    const isOver = ['idle', 'finished', 'failed'].includes(session.phase()) || leavingS >= LOCKED_S_MAX
    if (isOver && !modules.areContactorsClosed()) setPlugged(false)
  }

  return {
    plug(toPlugged) {
      if (!toPlugged && isPlugged) leavingS ??= 0
      else if (toPlugged) {
        if (!isPlugged) setPlugged(true)
        leavingS = undefined
      }
    },
    isPlugged: () => isPlugged,
    phase: session.phase,
    timeouts: session.timeouts,
    volts: modules.volts,
    amps: modules.amps,
    energyKwh: modules.energyKwh,
    receive: session.receive,
    step(nowMs) {
      if (!isPlugged && session.phase() === 'idle' && Math.abs(modules.volts()) < 1) return // Most of a car's day.
      session.service(nowMs)
      runTest()
      modules.step()
      leave()
    },
    numbers: () => [
      Number(isPlugged),
      leavingS ?? -1,
      test?.heldS ?? -1,
      test === undefined ? -1 : ['testing', 'good', 'bad'].indexOf(test.result),
      PHASES.indexOf(session.phase()),
      session.reconnections(),
      session.timeouts().length,
      session.stops().length,
      ...modules.numbers(),
    ],
  }
}
