/**
 * The power modules of a charging station: they hold a voltage, or give a current below it, and never take any.
 *
 * In the network they are one source behind a resistance. Its voltage is set anew before each step from what the step
 * before showed, so that the asked current flows into whatever battery there is: the gap closes by the ratio of the two
 * resistances, some four fifths in each step.
 * Slopes are those of GB/T 18487.1 as public descriptions tell them: 20 A/s up at least, faster down.
 */
import type { Network } from '../network/network.ts'
import { MODULES_OHM } from './elements.ts'

export const STATION_LIMITS = { voltsMax: 500, voltsMin: 200, ampsMax: 250, ampsMin: 0 } as const
const POWER_W_MAX = 90_000
const AMPS_PER_S_UP = 40
const AMPS_PER_S_DOWN = 2500
const VOLTS_PER_S = 400

export type PowerModules = {
  /** At their terminals, and out of them, in the last step. */
  volts(): number
  amps(): number
  energyKwh(): number
  /** With a battery behind the contactors, or none yet. */
  ask(volts: number, amps: number): void
  /** For a test of the cable, with nothing behind it: the voltage goes up and down again with the contactors closed. */
  askForTest(volts: number): void
  setContactors(areClosed: boolean): void
  areContactorsClosed(): boolean
  /** Since the plug was put in. */
  restart(): void
  /** Before the network is solved for the step that comes. */
  step(): void
  numbers(): readonly number[]
}

export function createPowerModules(network: Network, inlet: string, stepS: number): PowerModules {
  const source = network.branch(`${inlet}.station.modules`)
  const plus = network.node(`${inlet}.station.modulesPlus`)
  const minus = network.node(`${inlet}.station.modulesMinus`)
  const contactors = [network.branch(`${inlet}.station.k1`), network.branch(`${inlet}.station.k2`)]
  let askedVolts = 0
  let askedAmps = 0
  let setAmps = 0
  let isTest = false
  let energyJ = 0

  const volts = () => network.voltsBetween(plus, minus)
  /** Through the source from its positive end to its negative one while it takes: so out is less than nothing. */
  const amps = () => -network.amps(source)

  /** With nothing to feed they follow the asked voltage; with a battery they stay at its own, but for what drives the current. */
  function emfVolts(): number {
    const present = volts()
    if (setAmps <= 0) {
      const isTied = !isTest && network.isClosed(contactors[0]) && askedVolts < present
      return isTied ? present : present + clamp(askedVolts - present, VOLTS_PER_S * stepS)
    }
    return Math.max(present, Math.min(present + setAmps * MODULES_OHM, askedVolts + amps() * MODULES_OHM))
  }

  return {
    volts,
    amps,
    energyKwh: () => energyJ / 3.6e6,
    ask(toVolts, toAmps) {
      askedVolts = toVolts
      askedAmps = toAmps
      isTest = false
    },
    askForTest(toVolts) {
      askedVolts = toVolts
      askedAmps = 0
      isTest = true
    },
    setContactors(areClosed) {
      for (const contactor of contactors) network.setClosed(contactor, areClosed)
    },
    areContactorsClosed: () => contactors.every((contactor) => network.isClosed(contactor)),
    restart() {
      energyJ = 0
    },
    step() {
      energyJ += volts() * Math.max(0, amps()) * stepS
      const wantedAmps = Math.min(askedAmps, POWER_W_MAX / Math.max(1, volts()))
      const change = wantedAmps - setAmps
      setAmps += change > 0 ? Math.min(change, AMPS_PER_S_UP * stepS) : Math.max(change, -AMPS_PER_S_DOWN * stepS)
      network.setVolts(source, emfVolts())
    },
    numbers: () => [askedVolts, askedAmps, setAmps, Number(isTest), energyJ],
  }
}

const clamp = (value: number, most: number) => Math.min(most, Math.max(-most, value))
