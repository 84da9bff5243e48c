/**
 * A machine's resolver as a scope sees it: 10 kHz from its control unit through the excitation winding, and in the sine and
 * the cosine winding what the rotor's angle lets over.
 *
 * The car's network holds the mean of it: the bias that shows an open winding. The control unit's amplifier is coupled by a
 * capacitor, so the bias stays. The voltage across the excitation winding's inductance, times the ratio and the sine of the
 * angle, stands in the other two; their own current is too small to act back. Teaching values of the usual size.
 */
import { cosineOfTurns, sineOfTurns } from '@luban/stdx'
import type { BranchDescription, Network } from '../network/network.ts'
import type { FastDrive } from './fast-drive.ts'

const EXCITATION_HZ = 10_000
const AMPLITUDE_VOLTS = 10
const AMPLIFIER_OHM = 5
const COUPLING_FARAD = 1e-5
const RATIO = 0.286
/** Of a whole winding; one that is shorted in part has less of both, resistance and inductance. */
const HENRY = { excitation: 2e-3, sine: 1e-3, cosine: 1e-3 } as const
const EMF_OHM = 0.1
const OHM_MIN = 0.2
/** The control unit excites it while its own 5 V stand. */
const REFERENCE_VOLTS_MIN = 3
/** Five periods. */
const SETTLE_S = 5e-4

export type Resolver = {
  /** Part with the windings: branches `excitation`, `sine` and `cosine`, each from its `…Plus` to its `…Minus`. */
  readonly machine: string
  /** The control unit's terminals of these wires, without `Plus` and `Minus`: `drive.excitation`. */
  readonly unitExcitation: string
  /** Nodes of the control unit's 5 V. */
  readonly reference: string
  readonly ground: string
  readonly nominalOhm: ReadonlyMap<string, number>
  /** Of the rotor, now. */
  readonly turns: number
  readonly turnsPerS: number
}

export function resolverDrive(network: Network, resolver: Resolver): FastDrive {
  const { machine, unitExcitation, turnsPerS } = resolver
  const isExcited =
    network.voltsBetween(network.node(resolver.reference), network.node(resolver.ground)) > REFERENCE_VOLTS_MIN
  const amplitude = isExcited ? AMPLITUDE_VOLTS : 0
  const excitation = excitationWinding(network, resolver)
  const sine = secondWinding(network, resolver, 'sine')
  const cosine = secondWinding(network, resolver, 'cosine')
  return {
    replaces: ['excitation', 'sine', 'cosine'].map((winding) => `${machine}.${winding}`),
    settleS: SETTLE_S,
    branches: [...amplifier(network, unitExcitation), ...excitation, ...sine, ...cosine],
    connect(fine) {
      const source = fine.branch(`${unitExcitation}Amplifier`)
      const magnet = excitation.length > 0 ? magnetisingVolts(fine, machine) : () => 0
      const emfs = [sine, cosine].map((winding) => (winding.length > 0 ? fine.branch(winding[0].name) : -1))
      return (timeS) => {
        fine.setVolts(source, amplitude * sineOfTurns(EXCITATION_HZ * timeS))
        const volts = RATIO * magnet()
        const turns = resolver.turns + turnsPerS * timeS
        if (emfs[0] >= 0) fine.setVolts(emfs[0], volts * sineOfTurns(turns))
        if (emfs[1] >= 0) fine.setVolts(emfs[1], volts * cosineOfTurns(turns))
      }
    },
  }
}

function amplifier(network: Network, at: string): BranchDescription[] {
  const stage = `${at}Stage`
  const volts = network.voltsBetween(network.node(`${at}Plus`), network.node(`${at}Minus`))
  return [
    { kind: 'voltageSource', name: `${at}Amplifier`, from: stage, to: `${at}Minus`, volts: 0, ohm: AMPLIFIER_OHM },
    { kind: 'capacitor', name: `${at}Coupling`, from: `${at}Plus`, to: stage, farad: COUPLING_FARAD, volts },
  ]
}

type Winding = 'excitation' | 'sine' | 'cosine'

/** Nothing where it is open. */
function inductorOf(
  network: Network,
  { machine, nominalOhm }: Resolver,
  { winding, from }: { winding: Winding; from: string },
): BranchDescription[] {
  const name = `${machine}.${winding}`
  const ohm = network.ohm(network.branch(name))
  if (ohm === Number.POSITIVE_INFINITY) return []
  const share = Math.min(1, ohm / (nominalOhm.get(name) ?? ohm))
  const henry = Math.max(1e-9, HENRY[winding] * share)
  return [{ kind: 'inductor', name, from, to: `${name}Minus`, henry, ohm: Math.max(OHM_MIN, ohm) - EMF_OHM }]
}

const excitationWinding = (network: Network, resolver: Resolver) =>
  inductorOf(network, resolver, { winding: 'excitation', from: `${resolver.machine}.excitationPlus` })

function secondWinding(network: Network, resolver: Resolver, winding: 'sine' | 'cosine'): BranchDescription[] {
  const name = `${resolver.machine}.${winding}`
  const inside = `${name}Inside`
  const inductor = inductorOf(network, resolver, { winding, from: inside })
  if (inductor.length === 0) return []
  const place = { name: `${inside}.emf`, from: `${name}Plus`, to: inside }
  return [{ ...place, kind: 'voltageSource', volts: 0, ohm: EMF_OHM }, ...inductor]
}

/** Across the inductance of the excitation winding, without the drop at its resistance; as of the step before. */
function magnetisingVolts(fine: Network, machine: string): () => number {
  const branch = fine.branch(`${machine}.excitation`)
  const plus = fine.node(`${machine}.excitationPlus`)
  const minus = fine.node(`${machine}.excitationMinus`)
  const ohm = fine.ohm(branch)
  return () => fine.voltsBetween(plus, minus) - ohm * fine.amps(branch)
}
