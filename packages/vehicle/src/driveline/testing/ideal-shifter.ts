/**
 * An idealised control of the dual clutch transmission, for tests that need a car to drive: launch by slip, the next gear
 * pre-selected on the other shaft, shifts by crossing the clutches over. A real control unit sees sensors; this one the truth.
 */
import {
  type DualClutch,
  type DualClutchDesign,
  type DualClutchInput,
  EVEN,
  NEUTRAL,
  ODD,
  solenoidAFor,
} from '../dual-clutch.ts'
import { IDLE_RADPS } from './torque-source.ts'

export type Shifter = {
  gear: number
  /** While it differs from `gear`, the clutches cross over. */
  nextGear: number
  crossS: number
  sinceShiftS: number
  /** Share of the pedal that the engine may follow: less while an upshift takes its speed away. */
  engineShare: number
  shiftCount: number
}

const CROSS_S = 0.22
const REST_S = 0.5
/** A clutch that takes the engine below this would stall it: hard braking, faster than gears can follow. */
const OPEN_RADPS = IDLE_RADPS + 6
const CREEP_NM = 22
const CLOSED_NM = 420

export const createShifter = (): Shifter => ({
  gear: 1,
  nextGear: 1,
  crossS: 0,
  sinceShiftS: 9,
  engineShare: 1,
  shiftCount: 0,
})

const sideOf = (gear: number): number => (gear % 2 === 1 ? ODD : EVEN)

/** Writes forks and currents into `input`, whose other fields say how fast everything turns. */
export function control(
  shifter: Shifter,
  clutch: DualClutch,
  design: DualClutchDesign,
  input: DualClutchInput,
  pedals: { accelerator: number; brake: number },
  stepS: number,
): void {
  shifter.sinceShiftS += stepS
  if (shifter.gear === shifter.nextGear) chooseGear(shifter, clutch, design, input, pedals.accelerator)
  const drivingNm = driveNm(shifter, clutch, input, pedals.brake)
  if (shifter.gear !== shifter.nextGear) cross(shifter, clutch, design, input, stepS)
  else setClutch(design, input, sideOf(shifter.gear), drivingNm)
  input.coolingFlow = clutch.clutchHeatW > 300 ? 1 : 0.2
}

/** The gear wanted by speed and pedal; its shaft gets it first, and only then the clutches cross over. */
function chooseGear(
  shifter: Shifter,
  clutch: DualClutch,
  design: DualClutchDesign,
  input: DualClutchInput,
  accelerator: number,
): void {
  const { gear } = shifter
  const radps = input.wheelRadps * design.ratios[gear]
  const isUp = gear < 7 && radps > 190 + 400 * accelerator
  const isDown = gear > 1 && radps < 112 + 190 * accelerator
  const wanted = isUp ? gear + 1 : isDown ? gear - 1 : gear
  setForks(input, gear, wanted === gear ? Math.min(7, gear + 1) : wanted)
  const isReady = clutch.gear[sideOf(wanted)] === wanted && shifter.sinceShiftS > REST_S
  if (wanted !== gear && isReady) {
    shifter.nextGear = wanted
    shifter.crossS = 0
  }
}

function setForks(input: DualClutchInput, gear: number, other: number): void {
  input.oddGear = sideOf(gear) === ODD ? gear : sideOf(other) === ODD ? other : NEUTRAL
  input.evenGear = sideOf(gear) === EVEN ? gear : sideOf(other) === EVEN ? other : NEUTRAL
}

/** Open until the gear is in; closed once the speeds have met; between, what holds the engine at a speed that rises with the pedal. */
function driveNm(shifter: Shifter, clutch: DualClutch, input: DualClutchInput, brake: number): number {
  const side = sideOf(shifter.gear)
  if (clutch.gear[side] !== shifter.gear) return 0
  const slip = Math.abs(clutch.slipRadps[side])
  const isMet = input.crankRadps > IDLE_RADPS + 12 && slip < 4
  if (isMet || (input.crankRadps > 150 && slip < 25)) return CLOSED_NM
  const above = Math.max(0, input.crankRadps - IDLE_RADPS - 4)
  const creepNm = brake > 0.02 ? 0 : CREEP_NM
  return creepNm + 0.0075 * above * above
}

function cross(
  shifter: Shifter,
  clutch: DualClutch,
  design: DualClutchDesign,
  input: DualClutchInput,
  stepS: number,
): void {
  shifter.crossS += stepS
  const share = Math.min(1, shifter.crossS / CROSS_S)
  const engineNm = Math.max(30, Math.abs(input.engineNm))
  const coming = sideOf(shifter.nextGear)
  setClutch(design, input, coming, share * engineNm * 1.5 + 20)
  setOther(design, input, coming, (1 - share) * engineNm * 1.2)
  const isUp = shifter.nextGear > shifter.gear
  shifter.engineShare = isUp && share > 0.4 ? 0.55 : 1
  const isStalling = input.crankRadps < OPEN_RADPS
  if (isStalling) openBoth(input)
  if (share < 1 || (Math.abs(clutch.slipRadps[coming]) > 6 && !isStalling)) return
  shifter.gear = shifter.nextGear
  shifter.engineShare = 1
  shifter.sinceShiftS = 0
  shifter.shiftCount++
}

function openBoth(input: DualClutchInput): void {
  input.oddSolenoidA = 0
  input.evenSolenoidA = 0
}

function setClutch(design: DualClutchDesign, input: DualClutchInput, side: number, torqueNm: number): void {
  const amps = solenoidAFor(design, torqueNm)
  if (side === ODD) input.oddSolenoidA = amps
  else input.evenSolenoidA = amps
  setOther(design, input, side, 0)
}

function setOther(design: DualClutchDesign, input: DualClutchInput, side: number, torqueNm: number): void {
  const amps = solenoidAFor(design, torqueNm)
  if (side === ODD) input.evenSolenoidA = amps
  else input.oddSolenoidA = amps
}
