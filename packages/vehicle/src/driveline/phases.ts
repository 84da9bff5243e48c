/**
 * The three phases between an inverter's bridge and its machine, as currents of the car's network: of amplitude torque over
 * torque constant, a third of a turn apart by the rotor's angle. A control unit goes the other way (Park's transformation).
 *
 * The bridge pushes them out of its own negative terminal; together they are nothing, so what the machine takes from the bus
 * stays a matter of power. A bridge whose phase is cut anywhere drives none: two phases turn nothing.
 * Left out: the voltages that the bridge switches to, current along the magnet's axis, harmonics. A current is that of the
 * moment, once in a step of the car: a machine that turns changes it from step to step.
 */
import { sineOfTurns } from '@luban/stdx'
import type { Network } from '../network/network.ts'

export const PHASES = ['u', 'v', 'w'] as const

/** Teaching value. */
export const POLE_PAIRS = 4
/** Of each branch of a phase, or the machine cannot be turned at all. */
const PHASE_OHM_MAX = 1

export type PhaseBranches = {
  /** Current sources of the bridge: u, v and w. */
  readonly bridge: readonly [string, string, string]
  /** Wires, contacts and windings between bridge and star point. */
  readonly path: readonly string[]
  readonly nmPerA: number
}

export type Phases = {
  isWhole(): boolean
  /** For the next solution of the network. */
  drive(torqueNm: number, rotorTurns: number): void
}

export function createPhases(network: Network, { bridge, path, nmPerA }: PhaseBranches): Phases {
  const [u, v, w] = bridge.map((name) => network.branch(name))
  const branches = Int32Array.from(path, (name) => network.branch(name))
  let isDriven = false
  /** Its divisions are made again only when a conductance of the network has changed. */
  let wholeAsOf = -1
  let wasWhole = false

  function push(phaseUA: number, phaseVA: number): void {
    network.setAmps(u, phaseUA)
    network.setAmps(v, phaseVA)
    network.setAmps(w, -phaseUA - phaseVA)
  }

  function areClosed(): boolean {
    for (let i = 0; i < branches.length; i++)
      if (!network.isClosed(branches[i]) || !(network.ohm(branches[i]) < PHASE_OHM_MAX)) return false
    return true
  }

  return {
    isWhole() {
      const version = network.conductanceVersion()
      if (version !== wholeAsOf) {
        wasWhole = areClosed()
        wholeAsOf = version
      }
      return wasWhole
    },
    drive(torqueNm, rotorTurns) {
      if (torqueNm === 0 && !isDriven) return
      isDriven = torqueNm !== 0
      const amplitudeA = -torqueNm / nmPerA
      const turns = electricTurns(rotorTurns)
      push(amplitudeA * sineOfTurns(turns) + 0, amplitudeA * sineOfTurns(turns - 1 / 3) + 0)
    },
  }
}

/** What three phase currents at an angle of the rotor mean: seen from it they stand still. */
export function phaseTorqueNm(
  [phaseUA, phaseVA, phaseWA]: readonly [number, number, number],
  { rotorTurns, nmPerA }: { rotorTurns: number; nmPerA: number },
): number {
  const turns = electricTurns(rotorTurns)
  const sineU = sineOfTurns(turns)
  const sineV = sineOfTurns(turns - 1 / 3)
  return (-2 / 3) * nmPerA * (phaseUA * sineU + phaseVA * sineV - phaseWA * (sineU + sineV))
}

const electricTurns = (rotorTurns: number): number => POLE_PAIRS * (rotorTurns % 1)

const PHASE_A_PER_COUNT = 0.5

/** As a sensor's converter has it. */
export const phaseCountA = (amps: number): number => PHASE_A_PER_COUNT * Math.round(amps / PHASE_A_PER_COUNT) + 0
