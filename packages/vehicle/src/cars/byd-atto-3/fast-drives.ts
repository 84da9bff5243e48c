/** What moves in this car faster than its steps, beside the CAN transceivers, for a scope: charging pilot, resolver. */
import type { FastDrive } from '../../scope/fast-drive.ts'
import type { Physics } from './physics.ts'
import { resolverDrive } from './resolver.ts'

/** As the car stands now. */
export const fastDrives = (physics: Physics): FastDrive[] => [physics.pilot.drive(), resolverDrive(physics)]
