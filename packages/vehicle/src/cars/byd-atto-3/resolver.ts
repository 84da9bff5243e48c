/**
 * The motor's resolver as a scope sees it: 10 kHz from the drive unit through the excitation winding, and in the sine and
 * the cosine winding what the rotor's angle lets over.
 *
 * The car's network holds the mean of it: the bias that shows an open winding. The drive unit's amplifier is coupled by a
 * capacitor, so the bias stays. The voltage across the excitation winding's inductance, times the ratio and the sine of the
 * angle, stands in the other two; their own current is too small to act back. Teaching values of the usual size.
 */
import { cosineOfTurns, sineOfTurns } from '@luban/stdx'
import type { BranchDescription, Network } from '../../network/network.ts'
import type { FastDrive } from '../../scope/fast-drive.ts'
import { motorRadps } from './figures.ts'
import { HARNESS } from './harness.ts'
import type { Physics } from './physics.ts'

const EXCITATION_HZ = 10_000
const AMPLITUDE_VOLTS = 10
const AMPLIFIER_OHM = 5
const COUPLING_FARAD = 1e-5
const RATIO = 0.286
/** Of a whole winding; one that is shorted in part has less of both, resistance and inductance. */
const HENRY = { excitation: 2e-3, sine: 1e-3, cosine: 1e-3 } as const
const EMF_OHM = 0.1
const OHM_MIN = 0.2
/** The drive unit excites it while its own 5 V stand. */
const REFERENCE_VOLTS_MIN = 3
/** Five periods. */
const SETTLE_S = 5e-4

export function resolverDrive({ network, now }: Physics): FastDrive {
  const isExcited =
    network.voltsBetween(network.node('drive.reference'), network.node('drive.ground')) > REFERENCE_VOLTS_MIN
  const amplitude = isExcited ? AMPLITUDE_VOLTS : 0
  const turnsPerS = motorRadps(now.speedMps) / (2 * Math.PI)
  const excitation = excitationWinding(network)
  const sine = secondWinding(network, 'sine')
  const cosine = secondWinding(network, 'cosine')
  return {
    replaces: ['motor.excitation', 'motor.sine', 'motor.cosine'],
    settleS: SETTLE_S,
    branches: [...amplifier(network), ...excitation, ...sine, ...cosine],
    connect(fine) {
      const source = fine.branch('drive.excitationAmplifier')
      const magnet = excitation.length > 0 ? magnetisingVolts(fine) : () => 0
      const emfs = [sine, cosine].map((winding) => (winding.length > 0 ? fine.branch(winding[0].name) : -1))
      return (timeS) => {
        fine.setVolts(source, amplitude * sineOfTurns(EXCITATION_HZ * timeS))
        const volts = RATIO * magnet()
        const turns = now.rotorTurns + turnsPerS * timeS
        if (emfs[0] >= 0) fine.setVolts(emfs[0], volts * sineOfTurns(turns))
        if (emfs[1] >= 0) fine.setVolts(emfs[1], volts * cosineOfTurns(turns))
      }
    },
  }
}

function amplifier(network: Network): BranchDescription[] {
  const volts = network.voltsBetween(network.node('drive.excitationPlus'), network.node('drive.excitationMinus'))
  const stage = 'drive.excitationStage'
  return [
    {
      kind: 'voltageSource',
      name: 'drive.excitationAmplifier',
      from: stage,
      to: 'drive.excitationMinus',
      volts: 0,
      ohm: AMPLIFIER_OHM,
    },
    {
      kind: 'capacitor',
      name: 'drive.excitationCoupling',
      from: 'drive.excitationPlus',
      to: stage,
      farad: COUPLING_FARAD,
      volts,
    },
  ]
}

type Winding = 'excitation' | 'sine' | 'cosine'

/** Nothing where it is open. */
function inductorOf(network: Network, winding: Winding, from: string): BranchDescription[] {
  const name = `motor.${winding}`
  const ohm = network.ohm(network.branch(name))
  if (ohm === Number.POSITIVE_INFINITY) return []
  const share = Math.min(1, ohm / (HARNESS.nominalOhm.get(name) ?? ohm))
  const henry = Math.max(1e-9, HENRY[winding] * share)
  return [{ kind: 'inductor', name, from, to: `motor.${winding}Minus`, henry, ohm: Math.max(OHM_MIN, ohm) - EMF_OHM }]
}

const excitationWinding = (network: Network) => inductorOf(network, 'excitation', 'motor.excitationPlus')

function secondWinding(network: Network, winding: 'sine' | 'cosine'): BranchDescription[] {
  const inside = `motor.${winding}Inside`
  const inductor = inductorOf(network, winding, inside)
  if (inductor.length === 0) return []
  const place = { name: `${inside}.emf`, from: `motor.${winding}Plus`, to: inside }
  return [{ ...place, kind: 'voltageSource', volts: 0, ohm: EMF_OHM }, ...inductor]
}

/** Across the inductance of the excitation winding, without the drop at its resistance; as of the step before. */
function magnetisingVolts(fine: Network): () => number {
  const branch = fine.branch('motor.excitation')
  const plus = fine.node('motor.excitationPlus')
  const minus = fine.node('motor.excitationMinus')
  const ohm = fine.ohm(branch)
  return () => fine.voltsBetween(plus, minus) - ohm * fine.amps(branch)
}
