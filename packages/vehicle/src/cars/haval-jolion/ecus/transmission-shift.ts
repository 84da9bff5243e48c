/**
 * Which gear, and how to come there: shift lines by speed and pedal, later on a hill, kick-down; the next gear put in on
 * the idle shaft; both clutches crossed over; and, when one clutch is lost, gears of the other one with a pause between.
 */
import { clamp, rampAt } from '../../../curve.ts'
import { askTorque, type Clutches, openBoth } from './transmission-clutch.ts'
import {
  CAR,
  EVEN,
  GEAR_RATIOS,
  NEUTRAL,
  ODD,
  type Perception,
  REVERSE,
  sideOf,
  UNKNOWN,
} from './transmission-sensors.ts'

export const SHIFT_PHASES = ['open', 'drive', 'cross', 'change'] as const
export type ShiftPhase = (typeof SHIFT_PHASES)[number]

export type Shifting = {
  phase: ShiftPhase
  /** What drives, and what is to drive next; `NEUTRAL` while open. */
  gear: number
  nextGear: number
  phaseS: number
  sinceShiftS: number
  /** Share of the driver's torque that an upshift leaves the engine. */
  torqueShare: number
  /** Torque that changes hands, as the crossing began. */
  carriedNm: number
  /** Up positive, as tangent; what the engine gives and the car does not gain. */
  slope: number
  lastWheelRadps: number
  accelerationMps2: number
  readonly fork: Int8Array
}

/** What drives the decisions, besides what the unit senses. */
export type Drive = {
  crankRadps: number
  engineNm: number
  accelerator: number
  isBrakePressed: boolean
  /** By side: 1 for a clutch that may not be used. */
  isLost: Readonly<Uint8Array>
  /** By side: 1 for a clutch whose pressure is not known, so that it is closed with more than is needed. */
  isBlind: Readonly<Uint8Array>
}

const IDLE_RADPS = 84
/** A clutch that takes the engine below this would stall it. */
const OPEN_RADPS = IDLE_RADPS + 6
/** No oil pressure that a clutch could close by. */
const RUNNING_RADPS = 45
const CREEP_NM = 22
/** An engine that is slower than idle is left more and more alone. */
const STALLING_RADPS = 60
const CREEP_RADPS = 75
const CLOSED_NM = 420
const CROSS_S = 0.22
/** By this share of it the clutch that goes is open, and the engine may give less. */
const HANDED_OVER = 0.7
const CROSS_S_MAX = 1.5
/** Who cannot see the pressure rather lets the clutches fight than slip. */
const BLIND_CROSS_S = 0.06
const BLIND_SHARE = 2.5
const REST_S = 0.5
const KICKDOWN_REST_S = 0.1
const KICKDOWN = 0.95
/** A gear whose shaft would turn faster is not taken. */
const DOWN_RADPS_MAX = 520
/** Under full pedal the engine turns to where its power is, and a gear that was put in for it stays in. */
const KICKDOWN_UP_RADPS = 590
const SLOPE_LAG_S = 2
const HILL = 0.05
const HILL_RADPS = 45
const GRAVITY_MPS2 = 9.81
/** Slower than this a reverse gear may be left for a forward one, and the other way. */
const TURN_RADPS = 6

export const createShifting = (): Shifting => ({
  phase: 'open',
  gear: NEUTRAL,
  nextGear: NEUTRAL,
  phaseS: 0,
  sinceShiftS: 9,
  torqueShare: 1,
  carriedNm: 0,
  slope: 0,
  lastWheelRadps: 0,
  accelerationMps2: 0,
  fork: new Int8Array(2),
})

function enter(shifting: Shifting, phase: ShiftPhase): void {
  shifting.phase = phase
  shifting.phaseS = 0
  if (phase !== 'cross') shifting.torqueShare = 1
}

/** P and N: open, with first and reverse put in ahead, so that either can be had at once. */
export function stayOpen(shifting: Shifting, clutches: Clutches, seen: Perception): void {
  openBoth(clutches)
  if (shifting.phase !== 'open') enter(shifting, 'open')
  shifting.gear = shifting.nextGear = NEUTRAL
  if (Math.abs(seen.wheelRadps) > TURN_RADPS) return
  shifting.fork[ODD] = 1
  shifting.fork[EVEN] = REVERSE
}

export function shiftAndDrive(
  shifting: Shifting,
  clutches: Clutches,
  seen: Perception,
  drive: Drive,
  isReverse: boolean,
  stepS: number,
): void {
  shifting.phaseS += stepS
  shifting.sinceShiftS += stepS
  feelSlope(shifting, seen, drive, stepS)
  if (drive.crankRadps < RUNNING_RADPS) openBoth(clutches)
  if (shifting.phase === 'open' || (shifting.gear === REVERSE) !== isReverse)
    engage(shifting, clutches, seen, drive, isReverse)
  else if (shifting.phase === 'drive') driveOn(shifting, clutches, seen, drive)
  else if (shifting.phase === 'cross') cross(shifting, clutches, seen, drive)
  else change(shifting, clutches, seen)
}

/** From open, or from the other direction: the gear that fits the speed, with the clutch open until it is in. */
function engage(shifting: Shifting, clutches: Clutches, seen: Perception, drive: Drive, isReverse: boolean): void {
  openBoth(clutches)
  const gear = isReverse ? REVERSE : gearFor(seen.wheelRadps, drive)
  const isTooFast = isReverse ? seen.wheelRadps > TURN_RADPS : seen.wheelRadps < -TURN_RADPS
  if (gear === NEUTRAL || isTooFast || drive.isLost[sideOf(gear)] === 1) return
  shifting.fork[sideOf(gear)] = gear
  shifting.gear = shifting.nextGear = gear
  enter(shifting, 'drive')
}

/** The lowest gear, of those that can be had, whose shaft does not turn too fast. */
function gearFor(wheelRadps: number, { isLost }: Drive): number {
  for (let gear = 1; gear <= 7; gear++)
    if (isLost[sideOf(gear)] === 0 && wheelRadps * GEAR_RATIOS[gear] < 260) return gear
  return NEUTRAL
}

function driveOn(shifting: Shifting, clutches: Clutches, seen: Perception, drive: Drive): void {
  const { gear } = shifting
  const side = sideOf(gear)
  if (drive.isLost[side] === 1 && gear === REVERSE) {
    openBoth(clutches)
    return
  }
  askTorque(clutches, side, drivingNm(shifting, seen, drive))
  askTorque(clutches, 1 - side, 0)
  if (gear === REVERSE) return
  const wanted = wantedGear(shifting, seen, drive)
  preselect(shifting, drive, wanted)
  const restS = drive.accelerator > KICKDOWN && wanted < gear ? KICKDOWN_REST_S : REST_S
  if (wanted === gear || shifting.sinceShiftS < restS) return
  if (sideOf(wanted) === side) {
    shifting.nextGear = wanted
    enter(shifting, 'change')
  } else if (seen.gear[1 - side] === wanted) {
    shifting.nextGear = wanted
    shifting.carriedNm = Math.max(30, Math.abs(drive.engineNm))
    enter(shifting, 'cross')
  }
}

/** One gear up or down, or the next but one where a clutch is lost. */
function wantedGear(shifting: Shifting, seen: Perception, drive: Drive): number {
  const { gear } = shifting
  const stride = drive.isLost[ODD] === drive.isLost[EVEN] ? 1 : 2
  if (drive.isLost[sideOf(gear)] === 1) return gear === 1 ? 2 : gear - 1
  const shaftRadps = seen.wheelRadps * GEAR_RATIOS[gear]
  const hillRadps = shifting.slope > HILL ? HILL_RADPS : 0
  const isKickdown = drive.accelerator > KICKDOWN
  const upRadps = isKickdown ? KICKDOWN_UP_RADPS : 165 + hillRadps + 330 * drive.accelerator
  if (gear + stride <= 7 && shaftRadps > upRadps) return gear + stride
  // Down a hill on the brake the engine shall help.
  const helpRadps = shifting.slope < -HILL && drive.isBrakePressed ? 2 * HILL_RADPS : 0
  const downRadps = isKickdown ? 400 : 96 + hillRadps + helpRadps + 150 * drive.accelerator
  const lower = gear - stride
  if (lower < 1 || shaftRadps > downRadps) return gear
  return seen.wheelRadps * GEAR_RATIOS[lower] < DOWN_RADPS_MAX ? lower : gear
}

/** The idle shaft gets what is wanted; without a wish the next gear up, or down where the driver brakes. */
function preselect(shifting: Shifting, drive: Drive, wanted: number): void {
  const { gear, fork } = shifting
  const side = sideOf(gear)
  fork[side] = gear
  if (drive.isLost[1 - side] === 1) {
    fork[1 - side] = NEUTRAL
    return
  }
  const ahead = drive.isBrakePressed && gear > 1 ? gear - 1 : Math.min(gear + 1, 7)
  const next = wanted === gear ? ahead : wanted
  if (sideOf(next) !== side) fork[1 - side] = next
}

/** Open until the gear is in; closed once the speeds have met; between, what holds the engine at a speed that rises with the pedal. */
function drivingNm(shifting: Shifting, seen: Perception, drive: Drive): number {
  const side = sideOf(shifting.gear)
  if (seen.gear[side] !== shifting.gear && seen.gear[side] !== UNKNOWN) return 0
  if (drive.crankRadps < RUNNING_RADPS) return 0
  const slipRadps = Math.abs(drive.crankRadps - GEAR_RATIOS[shifting.gear] * seen.wheelRadps)
  const isMet = drive.crankRadps > IDLE_RADPS + 12 && slipRadps < 4
  if (isMet || (drive.crankRadps > 150 && slipRadps < 25)) return CLOSED_NM
  const above = Math.max(0, drive.crankRadps - IDLE_RADPS - 4)
  const creepNm = drive.isBrakePressed ? 0 : CREEP_NM * rampAt(STALLING_RADPS, CREEP_RADPS, drive.crankRadps)
  return creepNm + 0.0075 * above * above
}

function cross(shifting: Shifting, clutches: Clutches, seen: Perception, drive: Drive): void {
  const { carriedNm } = shifting
  const isBlind = drive.isBlind[ODD] + drive.isBlind[EVEN] > 0
  const share = Math.min(1, shifting.phaseS / (isBlind ? BLIND_CROSS_S : CROSS_S))
  const coming = sideOf(shifting.nextGear)
  shifting.torqueShare = shifting.nextGear > shifting.gear && share > HANDED_OVER ? 0.55 : 1
  askTorque(clutches, coming, share * carriedNm * (isBlind ? BLIND_SHARE : 1.5) + 20)
  askTorque(clutches, 1 - coming, (1 - share / HANDED_OVER) * carriedNm * 1.2)
  const isStalling = drive.crankRadps < OPEN_RADPS
  if (isStalling) openBoth(clutches)
  const slipRadps = Math.abs(drive.crankRadps - GEAR_RATIOS[shifting.nextGear] * seen.wheelRadps)
  const isMet = share === 1 && (slipRadps < 6 || isStalling)
  if (isMet || shifting.phaseS > CROSS_S_MAX) arrive(shifting)
}

/** Gears of one and the same shaft: a pause without drive between them. */
function change(shifting: Shifting, clutches: Clutches, seen: Perception): void {
  openBoth(clutches)
  const side = sideOf(shifting.nextGear)
  shifting.fork[side] = shifting.nextGear
  shifting.torqueShare = 0.3
  if (seen.gear[side] === shifting.nextGear) arrive(shifting)
}

function arrive(shifting: Shifting): void {
  shifting.gear = shifting.nextGear
  shifting.sinceShiftS = 0
  enter(shifting, 'drive')
}

/** What the engine's torque ought to accelerate, less what the wheels show. */
function feelSlope(shifting: Shifting, seen: Perception, drive: Drive, stepS: number): void {
  const nowMps2 = ((seen.wheelRadps - shifting.lastWheelRadps) * CAR.wheelM) / stepS
  shifting.lastWheelRadps = seen.wheelRadps
  shifting.accelerationMps2 += (nowMps2 - shifting.accelerationMps2) * (stepS / 0.3)
  if (shifting.phase !== 'drive' || drive.isBrakePressed || seen.wheelRadps < 4) return
  const speedMps = seen.wheelRadps * CAR.wheelM
  const driveN = (0.94 * drive.engineNm * GEAR_RATIOS[shifting.gear]) / CAR.wheelM
  const dragN = 0.6 * CAR.dragAreaM2 * speedMps * speedMps + CAR.rolling * CAR.massKg * GRAVITY_MPS2 + 60
  const slope = (driveN - dragN - CAR.massKg * shifting.accelerationMps2) / (CAR.massKg * GRAVITY_MPS2)
  shifting.slope += (clamp(slope, -0.4, 0.4) - shifting.slope) * (stepS / SLOPE_LAG_S)
}
