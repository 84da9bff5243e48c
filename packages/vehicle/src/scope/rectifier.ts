/**
 * The output of an alternator behind its rectifier, for a scope: so much current on average as the car's network has, in the
 * humps that its phases make of it. A claw-pole machine holds its phase currents by its own reactance, so it is their sine
 * that is rectified, whatever it feeds.
 *
 * Six humps a turn of its field with three phases; two, and each down to nothing, with a phase that is gone.
 */
import { cosineOfTurns, sineOfTurns } from '@luban/stdx'
import type { FastDrive } from './fast-drive.ts'

export type Rectifier = {
  /** The car's branch that holds the average, and its nodes: current comes out of `from`. */
  readonly branch: { readonly name: string; readonly from: string; readonly to: string }
  /** Ampere into what it feeds, on average. */
  readonly amps: number
  readonly hasAllPhases: boolean
  /** Of the field, electrical: now, and its speed. */
  readonly angleRad: number
  readonly speedRadps: number
}

const TURN_RAD = 2 * Math.PI
const HUMP_RAD = Math.PI / 3
/** What the feed holds: cables and the control units' inputs. */
const SETTLING_S = 1e-3

export function rectifierDrive({ branch, amps, hasAllPhases, angleRad, speedRadps }: Rectifier): FastDrive {
  const shapeAt = hasAllPhases ? humpOfThree : humpOfTwo
  return {
    replaces: [branch.name],
    branches: [{ kind: 'currentSource', ...branch, amps: -amps }],
    settleS: SETTLING_S,
    connect(fine) {
      const source = fine.branch(branch.name)
      return (timeS) => fine.setAmps(source, -amps * shapeAt(angleRad + speedRadps * timeS))
    },
  }
}

/** Both have a mean of 1. */
const humpOfThree = (rad: number) =>
  HUMP_RAD * cosineOfTurns((rad - HUMP_RAD * Math.floor(rad / HUMP_RAD) - HUMP_RAD / 2) / TURN_RAD)
const humpOfTwo = (rad: number) => (Math.PI / 2) * Math.abs(sineOfTurns(rad / TURN_RAD))
