/**
 * A sensor that is slow beside a scope, as a lambda sensor: its voltage goes in a straight line from what it was a step of
 * the car ago to what it is now.
 */
import type { BranchDescription } from '../network/network.ts'
import type { FastDrive } from './fast-drive.ts'

type Source = Extract<BranchDescription, { kind: 'voltageSource' }>

/** `source`: the car's branch as it is now. */
export function slowSourceDrive({
  source,
  voltsBefore,
  stepS,
}: {
  source: Source
  voltsBefore: number
  stepS: number
}): FastDrive {
  const { name, volts } = source
  return {
    replaces: [name],
    branches: [source],
    settleS: 0,
    connect(fine) {
      const branch = fine.branch(name)
      return (timeS) => {
        const share = Math.min(1, Math.max(0, 1 + timeS / stepS))
        fine.setVolts(branch, voltsBefore + share * (volts - voltsBefore))
      }
    },
  }
}
