/**
 * A load that only resists, which an output stage switches to ground once a period: a heater, or a valve with a free-wheeling
 * diode of its own.
 */
import type { FastDrive } from './fast-drive.ts'

export type SwitchedLoad = {
  /** Nodes of the car: where the stage is, and its ground. */
  readonly stage: string
  readonly ground: string
  /** The branch of the car that holds the average. */
  readonly mean: string
  readonly periodS: number
  /** Closed for so long in each period; 0: not driven. */
  readonly closedS: number
}

const STAGE_OHM = 0.05
/** What a wire and an input hold: edges take microseconds. */
const WIRE_FARAD = 1e-9

export function switchedLoadDrive({ stage, ground, mean, periodS, closedS }: SwitchedLoad): FastDrive {
  return {
    replaces: [mean],
    branches: [
      { kind: 'switch', name: `${mean}.switch`, from: stage, to: ground, ohm: STAGE_OHM, isClosed: false },
      { kind: 'capacitor', name: `${mean}.wire`, from: stage, to: ground, farad: WIRE_FARAD, volts: 0 },
    ],
    settleS: 1e-4,
    connect(fine) {
      const transistor = fine.branch(`${mean}.switch`)
      return (timeS) => {
        const phaseS = timeS - periodS * Math.floor(timeS / periodS)
        fine.setClosed(transistor, phaseS < closedS)
      }
    },
  }
}
