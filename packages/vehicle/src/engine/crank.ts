/**
 * The crankshaft: turned by gas work of single cylinders, braked by losses and load, and timed tooth by tooth.
 *
 * A step is by energy, not by torque: the work of each cylinder is a function of crank angle (a gas spring that gives
 * back in expansion what compression took, and the work of combustion released along the expansion stroke), so what the
 * crank gains is exact for any step and any speed. Speed ripples by it as a real crank's does, and a stroke without
 * combustion is slower: that is all a misfire monitor may see. Kinematics and the course of heat release after Heywood,
 * "Internal Combustion Engine Fundamentals".
 *
 * Coined here: *stroke*, half a turn that begins when a piston passes its firing top dead centre; *segment*, half a turn
 * of the crank wheel that begins `SEGMENT_DEG` later and belongs to the cylinder that fired before it.
 * Left out: turning backwards, torsion, oscillating masses.
 */
import type { EngineParts } from './engine.ts'
import { receive } from './exhaust.ts'
import { CYLINDER_COUNT, type EngineFigures, FIRING_ORDER } from './figures.ts'
import { turnStroke } from './strokes.ts'

export type Crank = {
  /** 0 to 3: which of the four strokes of a cycle, 0 from cylinder 1's firing top dead centre on. */
  stroke: number
  /** Since the stroke began. */
  strokeRad: number
  speedRadps: number
  rpm: number
  /** Strokes begun since the engine was made: the address of a combustion's chance. */
  strokeCount: number
  timeS: number
  segmentBeganS: number
  /** How many segments have ended; with `segmentS` all that the wheel tells of single cylinders. */
  segmentCount: number
  /** Duration of the last segment of each cylinder. */
  readonly segmentS: Float64Array
  /** At the flywheel, mean of the last whole cycle. */
  torqueNm: number
  /** What the gas in both working cylinders holds at this angle, and the torque by which it gives that back. */
  heldJ: number
  gasNm: number
  /** Work of the gas in this sub-step. */
  gasJ: number
  /** Work at the flywheel in this stroke so far, and in each of the last four. */
  strokeJ: number
  readonly lastStrokesJ: Float64Array
}

/** Half a turn from here holds nearly all of one combustion. */
export const SEGMENT_DEG = 60
const SEGMENT_RAD = (SEGMENT_DEG / 180) * Math.PI
/** Less than a stroke in a sub-step, whatever drives the crank: beyond any speed that an engine survives. */
const TURN_RAD_MAX = 0.9 * Math.PI
/** Pistons come to rest about here, where compression and expansion balance. */
const PARKED_RAD = 1.75

export function createCrank(): Crank {
  return {
    stroke: 0,
    strokeRad: PARKED_RAD,
    speedRadps: 0,
    rpm: 0,
    strokeCount: 0,
    timeS: 0,
    segmentBeganS: 0,
    segmentCount: 0,
    segmentS: new Float64Array(CYLINDER_COUNT),
    torqueNm: 0,
    heldJ: 0,
    gasNm: 0,
    gasJ: 0,
    strokeJ: 0,
    lastStrokesJ: new Float64Array(CYLINDER_COUNT),
  }
}

/** Degrees in the cycle of 720, 0 at cylinder 1's firing top dead centre: what both position sensors' wheels are cut to. */
export const crankDeg = ({ stroke, strokeRad }: Crank): number => 180 * (stroke + strokeRad / Math.PI)

/** One sub-step; at most one stroke may begin in it (a turn of less than 180 degrees). */
export function turnCrank(engine: EngineParts, stepS: number): void {
  const { crank, losses, figures, inputs, ledger } = engine
  const kgM2 = figures.crankKgM2 + inputs.drivelineKgM2
  const speed = crank.speedRadps
  const outsideNm = inputs.starterNm - inputs.loadNm
  const lossesNm = losses.frictionNm + losses.pumpingNm + losses.accessoriesNm
  const predicted = speed + ((crank.gasNm + outsideNm - lossesNm) / kgM2) * stepS
  const turnRad = Math.min(TURN_RAD_MAX, 0.5 * (speed + Math.max(0, predicted)) * stepS)
  crank.timeS += stepS
  if (turnRad === 0) {
    crank.speedRadps = 0
    crank.rpm = 0
    return
  }
  markSegment(crank, turnRad, stepS)
  crank.gasJ = 0
  if (crank.strokeRad + turnRad < Math.PI) turnWithinStroke(engine, turnRad, stepS)
  else turnIntoNext(engine, turnRad, stepS)
  const gainJ = crank.gasJ + (outsideNm - lossesNm) * turnRad
  const afterJ = 0.5 * kgM2 * speed * speed + gainJ
  crank.speedRadps = afterJ > 0 ? Math.sqrt((2 * afterJ) / kgM2) : 0
  crank.rpm = (30 / Math.PI) * crank.speedRadps
  ledger.brakeJ += inputs.loadNm * turnRad
  ledger.starterJ += inputs.starterNm * turnRad
}

/** The rest of this stroke, what happens between two strokes, and the beginning of the next. */
function turnIntoNext(engine: EngineParts, turnRad: number, stepS: number): void {
  const { crank } = engine
  const firstRad = Math.PI - crank.strokeRad
  const firstS = (firstRad / turnRad) * stepS
  turnWithinStroke(engine, firstRad, firstS)
  crank.stroke = (crank.stroke + 1) % CYLINDER_COUNT
  crank.strokeCount++
  crank.strokeRad = 0
  keepStrokeWork(crank)
  turnStroke(engine)
  feelGas(engine)
  turnWithinStroke(engine, turnRad - firstRad, stepS - firstS)
}

/** By an angle in a time: gas works on the crank, goes into the cylinder that draws and out of the one that expels. */
function turnWithinStroke(engine: EngineParts, turnRad: number, partS: number): void {
  const { crank, losses, ledger, air, cylinders } = engine
  const beforeJ = crank.heldJ
  crank.strokeRad += turnRad
  feelGas(engine)
  const gasJ = beforeJ - crank.heldJ
  crank.gasJ += gasJ
  ledger.gasJ += gasJ
  ledger.frictionJ += losses.frictionNm * turnRad
  ledger.pumpingJ += losses.pumpingNm * turnRad
  ledger.accessoriesJ += losses.accessoriesNm * turnRad
  crank.strokeJ += gasJ - (losses.frictionNm + losses.pumpingNm + losses.accessoriesNm) * turnRad
  const drawnKg = air.cylinderKgps * partS
  cylinders.drawnKg += drawnKg
  cylinders.drawnVapourKg += drawnKg * (air.manifoldVapourKg / air.manifoldKg)
  receive(engine, turnRad / Math.PI)
}

function keepStrokeWork(crank: Crank): void {
  crank.lastStrokesJ[crank.stroke] = crank.strokeJ
  crank.strokeJ = 0
  let sumJ = 0
  for (let i = 0; i < CYLINDER_COUNT; i++) sumJ += crank.lastStrokesJ[i]
  crank.torqueNm = sumJ / (4 * Math.PI)
}

/** The time at which the wheel passes a segment's edge, in proportion to the angle. */
function markSegment(crank: Crank, turnRad: number, stepS: number): void {
  const toEdge = (SEGMENT_RAD - crank.strokeRad + Math.PI) % Math.PI
  if (toEdge >= turnRad) return
  const edgeS = crank.timeS - stepS + (toEdge / turnRad) * stepS
  // At an edge of this stroke the segment of the cylinder before ends; past top dead centre, of the one that fires now.
  const isInThisStroke = crank.strokeRad <= SEGMENT_RAD
  const fired = FIRING_ORDER[(crank.stroke + (isInThisStroke ? CYLINDER_COUNT - 1 : 0)) % CYLINDER_COUNT]
  crank.segmentS[fired] = edgeS - crank.segmentBeganS
  crank.segmentBeganS = edgeS
  crank.segmentCount++
}

/**
 * What the gas in both working cylinders holds at this angle, and its slope: compressed springs, less the work that
 * combustion has released. That share grows at once, fastest at 36 degrees, and is whole at 180.
 */
export function feelGas({ crank, cylinders, spring, figures }: EngineParts): void {
  const expanding = FIRING_ORDER[crank.stroke]
  const compressing = FIRING_ORDER[(crank.stroke + 1) % CYLINDER_COUNT]
  const m3 = figures.displacementM3 / CYLINDER_COUNT
  const expandingN = m3 * cylinders.springPa[expanding]
  const compressingN = m3 * cylinders.springPa[compressing]
  const after = Math.min(SPRING_POINTS, crank.strokeRad / SPRING_RAD)
  const a = Math.min(SPRING_POINTS - 1, Math.floor(after))
  const before = SPRING_POINTS - after
  const b = Math.min(SPRING_POINTS - 1, Math.floor(before))
  const expandingSlope = spring[a + 1] - spring[a]
  const compressingSlope = spring[b + 1] - spring[b]
  const x = crank.strokeRad / Math.PI
  const left = (1 - x) * (1 - x)
  const released = 1 - left * left * (1 - x) * (1 + 5 * x)
  const workJ = cylinders.workJ[expanding]
  crank.heldJ =
    expandingN * (spring[a] + (after - a) * expandingSlope) +
    compressingN * (spring[b] + (before - b) * compressingSlope) -
    workJ * released
  crank.gasNm =
    (compressingN * compressingSlope - expandingN * expandingSlope) / SPRING_RAD +
    (workJ * 30 * x * left * left) / Math.PI
}

const SPRING_POINTS = 90
const SPRING_RAD = Math.PI / SPRING_POINTS
/** Between the adiabatic 1.4 of air and what walls take of it. */
const POLYTROPIC = 1.32
const CRANK_PER_ROD = 0.3

/**
 * Work that compresses a cylinder's charge from bottom dead centre to an angle before (or after) top dead centre, for
 * 1 Pa at bottom and 1 m³ swept: one value every two degrees.
 */
export function createGasSpring({ compressionRatio }: EngineFigures): Float64Array {
  const spring = new Float64Array(SPRING_POINTS + 1)
  const parts = 64
  let pressure = 1
  let workJ = 0
  for (let i = SPRING_POINTS; i > 0; i--) {
    for (let part = 0; part < parts; part++) {
      const from = volumeAt(compressionRatio, SPRING_RAD * (i - part / parts))
      const to = volumeAt(compressionRatio, SPRING_RAD * (i - (part + 1) / parts))
      const middle = 0.5 * (from + to)
      // Half a step by slope, then a whole one by the slope in the middle.
      const halfway = pressure * (1 + (POLYTROPIC * (from - middle)) / from)
      const next = pressure + (POLYTROPIC * halfway * (from - to)) / middle
      workJ += (0.5 * (pressure + next) - 1) * (from - to)
      pressure = next
    }
    spring[i - 1] = workJ
  }
  return spring
}

/** Of the swept volume, clearance included. */
function volumeAt(compressionRatio: number, rad: number): number {
  const cos = cosine(rad)
  const rod = (1 - Math.sqrt(1 - CRANK_PER_ROD * CRANK_PER_ROD * (1 - cos * cos))) / CRANK_PER_ROD
  return 1 / (compressionRatio - 1) + 0.5 * (1 - cos + rod)
}

/** Taylor's series, from 0 to π: the platform's cosine may differ between engines of JavaScript. */
function cosine(rad: number): number {
  let term = 1
  let sum = 1
  for (let i = 1; i <= 15; i++) {
    term *= (-rad * rad) / ((2 * i - 1) * (2 * i))
    sum += term
  }
  return sum
}
