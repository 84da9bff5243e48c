/** What moves in this car faster than its steps, beside the CAN transceivers, for a scope: charging pilot, resolver. */
import type { FastDrive } from '../../scope/fast-drive.ts'
import { resolverDrive } from '../../scope/resolver.ts'
import { motorRadps } from './figures.ts'
import { HARNESS } from './harness.ts'
import type { Physics } from './physics.ts'

/** As the car stands now. */
export const fastDrives = ({ network, pilot, now }: Physics): FastDrive[] => [
  pilot.drive(),
  resolverDrive(network, {
    machine: 'motor',
    unitExcitation: 'drive.excitation',
    reference: 'drive.reference',
    ground: 'drive.ground',
    nominalOhm: HARNESS.nominalOhm,
    turns: now.rotorTurns,
    turnsPerS: motorRadps(now.speedMps) / (2 * Math.PI),
  }),
]
