/**
 * From volts and counts to what the engine control unit believes: speed, pedal, air, temperatures. A reading out of its
 * range is replaced by what the others allow to conclude; the flags say so, and monitors tell of it.
 */

import { clamp, lagShare, valueAt } from '../curve.ts'
import { REFERENCE_VOLTS, thermistorDegC } from '../ecus/thermistor.ts'
import {
  BOOST_PA_OF_SHARE,
  type EngineReadings,
  KGPS_OF_SHARE,
  MANIFOLD_PA_OF_SHARE,
  OIL_PA_OF_SHARE,
  PEDAL_FROM,
  PEDAL_SPAN,
  RAIL_PA_OF_SHARE,
  THROTTLE_FROM,
  THROTTLE_SPAN,
} from './sensors.ts'

export const STEP_S = 0.01

/** Below and above these a wire is cut or shorted: no sound sensor gives such volts. */
export const RANGE = {
  airMeterVoltsMin: 0.2,
  airMeterVoltsMax: 4.9,
  throttleVoltsMin: 0.25,
  throttleVoltsMax: 4.75,
  pressureVoltsMin: 0.15,
  pressureVoltsMax: 4.85,
  thermistorVoltsMin: 0.1,
  thermistorVoltsMax: 4.93,
  /** Of the first track against twice the second. */
  pedalDeviationVolts: 0.3,
  /** The second track has half the volts of the first. */
  pedal1VoltsMin: 0.25,
  pedal1VoltsMax: 4.75,
  pedal2VoltsMin: 0.125,
  pedal2VoltsMax: 2.6,
  /** Of the unit's own 5 V. */
  referenceVoltsMin: 4.5,
  referenceVoltsMax: 5.5,
  /** Valves and pistons are heard by every whole knock sensor of an engine that runs. */
  knockVoltsMin: 0.003,
} as const

/** Without an edge for so long, the crank stands. */
const STANDING_STEPS = 30
/** The first half turns after standing began with it. */
const SEGMENTS_TO_TRUST = 2
/** The cam's wheel has two edges for each of them. */
const CAM_SILENT_SEGMENTS = 8
const KNOCK_SILENT_STEPS = 100
const KNOCK_RPM_MIN = 600
const REFERENCE_VOLTS_MIN = 3
const STANDARD_PA = 100_000
const SUBSTITUTE_COOLANT_DEG_C = 60
const SUBSTITUTE_COOLANT_LAG_S = 300
const PRESSURE_RISE_LAG_S = 0.04
const SPEED_RISE_LAG_S = 0.12

export type Sensed = ReturnType<typeof createSensed>

export function createSensed() {
  return {
    rpm: 0,
    rpmPerS: 0,
    isTurning: false,
    /** Half turns that ended in this step. */
    newSegments: 0,
    /** Since the crank stood. */
    segmentsTurned: 0,
    segmentsSeen: 0,
    teethSeen: 0,
    sinceSegmentSteps: 0,
    sinceToothSteps: STANDING_STEPS,
    camEdgesSeen: 0,
    newCamEdges: 0,
    newTeeth: 0,
    /** Half turns since the cam's last edge; and whether it has shown any since the crank stood. */
    camSilentSegments: 0,
    isCamSound: true,
    isCamSeen: false,
    knockSilentSteps: 0,
    isKnockSound: true,
    /** 0 to 1, of the track that asks for less when they disagree, or of the one that is left. */
    pedal: 0,
    isPedal1Sound: true,
    isPedal2Sound: true,
    isPedalSound: true,
    throttleShare: 0,
    isThrottleSound: true,
    airKgps: 0,
    isAirMeterSound: true,
    /** Without its sensor: as ./air.ts reckons it. */
    manifoldPa: STANDARD_PA,
    manifoldPaPerS: 0,
    isManifoldSound: true,
    boostPa: STANDARD_PA,
    boostPaPerS: 0,
    /** As the boost sensor stood before the engine turned. */
    ambientPa: STANDARD_PA,
    intakeDegC: 20,
    isIntakeTempSound: true,
    /** As told: -40 °C when its wire is open. */
    coolantDegC: 20,
    isCoolantSound: true,
    /** What the unit reckons with in its place. */
    engineDegC: 20,
    oilDegC: 20,
    oilPa: 0,
    /** As the wheels show it; 0 while the crank stands. */
    camPhaseDeg: 0,
    railPa: 0,
    isRailSound: true,
    isBrakePressed: false,
    isFresh: true,
  }
}

/** Before the first step after power on: counts are taken from where the wheels stand. */
export function forgetCounts(sensed: Sensed): void {
  sensed.isFresh = true
  sensed.rpm = sensed.newSegments = sensed.segmentsTurned = sensed.newTeeth = sensed.newCamEdges = 0
  sensed.camSilentSegments = sensed.knockSilentSteps = 0
  sensed.isTurning = sensed.isCamSeen = false
  sensed.isCamSound = sensed.isKnockSound = true
  sensed.sinceToothSteps = STANDING_STEPS
}

export function readFast(sensed: Sensed, readings: Readonly<EngineReadings>): void {
  readCrank(sensed, readings)
  readCam(sensed, readings)
  hearSensor(sensed, readings)
  readPedal(sensed, readings)
  readThrottle(sensed, readings)
  readAir(sensed, readings)
  sensed.isBrakePressed = readings.brakeSwitchVolts > 0.5 * readings.supplyVolts
}

function readCrank(sensed: Sensed, readings: Readonly<EngineReadings>): void {
  const { toothCount, segmentCount, camEdgeCount } = readings
  if (sensed.isFresh) {
    sensed.isFresh = false
    sensed.teethSeen = toothCount
    sensed.segmentsSeen = segmentCount
    sensed.camEdgesSeen = camEdgeCount
  }
  sensed.newTeeth = toothCount - sensed.teethSeen
  sensed.newSegments = segmentCount - sensed.segmentsSeen
  sensed.newCamEdges = camEdgeCount - sensed.camEdgesSeen
  sensed.teethSeen = toothCount
  sensed.segmentsSeen = segmentCount
  sensed.camEdgesSeen = camEdgeCount
  sensed.sinceToothSteps = sensed.newTeeth > 0 ? 0 : sensed.sinceToothSteps + 1
  sensed.isTurning = sensed.sinceToothSteps < STANDING_STEPS
  if (!sensed.isTurning) {
    sensed.rpm = sensed.rpmPerS = sensed.segmentsTurned = sensed.sinceSegmentSteps = 0
    return
  }
  sensed.segmentsTurned += sensed.newSegments
  sensed.sinceSegmentSteps = sensed.newSegments > 0 ? 0 : sensed.sinceSegmentSteps + 1
  if (sensed.segmentsTurned < SEGMENTS_TO_TRUST) return
  const before = sensed.rpm
  if (sensed.newSegments > 0) sensed.rpm = 30 / Math.max(1e-3, readings.segmentS[readings.lastCylinder])
  // A half turn that is not over yet is at least as long as it has lasted.
  else sensed.rpm = Math.min(sensed.rpm, 30 / (sensed.sinceSegmentSteps * STEP_S))
  sensed.rpmPerS += lagShare(STEP_S, SPEED_RISE_LAG_S) * ((sensed.rpm - before) / STEP_S - sensed.rpmPerS)
}

/** Where the crank turns and the cam shows nothing, its sensor is lost. */
function readCam(sensed: Sensed, readings: Readonly<EngineReadings>): void {
  if (sensed.newCamEdges > 0) {
    sensed.isCamSeen = sensed.isCamSound = true
    sensed.camSilentSegments = 0
  } else if (sensed.camSilentSegments < CAM_SILENT_SEGMENTS) sensed.camSilentSegments += sensed.newSegments
  else sensed.isCamSound = false
  if (!sensed.isTurning) sensed.isCamSeen = false
  const isKnown = sensed.isTurning && readings.camEdgeCount > 0 && sensed.isCamSound
  sensed.camPhaseDeg = isKnown ? readings.camPhaseDeg : 0
}

/** A knock sensor that hears nothing at all of a running engine is not there. */
function hearSensor(sensed: Sensed, readings: Readonly<EngineReadings>): void {
  if (readings.knockVolts > RANGE.knockVoltsMin) {
    sensed.knockSilentSteps = 0
    sensed.isKnockSound = true
  } else if (sensed.rpm < KNOCK_RPM_MIN) sensed.knockSilentSteps = 0
  else if (sensed.knockSilentSteps < KNOCK_SILENT_STEPS) sensed.knockSilentSteps++
  else sensed.isKnockSound = false
}

function readPedal(sensed: Sensed, readings: Readonly<EngineReadings>): void {
  const { pedal1Volts, pedal2Volts, referenceAVolts, referenceBVolts } = readings
  const first = travel(pedal1Volts, referenceAVolts)
  const second = travel(2 * pedal2Volts, referenceBVolts)
  sensed.isPedal1Sound = pedal1Volts > RANGE.pedal1VoltsMin && pedal1Volts < RANGE.pedal1VoltsMax
  sensed.isPedal2Sound = pedal2Volts > RANGE.pedal2VoltsMin && pedal2Volts < RANGE.pedal2VoltsMax
  const areBothSound = sensed.isPedal1Sound && sensed.isPedal2Sound
  sensed.isPedalSound = areBothSound && doTracksAgree(readings)
  if (areBothSound) sensed.pedal = Math.min(first, second)
  else sensed.pedal = sensed.isPedal1Sound ? first : sensed.isPedal2Sound ? second : 0
}

export const doTracksAgree = ({ pedal1Volts, pedal2Volts }: Readonly<EngineReadings>): boolean =>
  Math.abs(pedal1Volts - 2 * pedal2Volts) <= RANGE.pedalDeviationVolts

function travel(volts: number, referenceVolts: number): number {
  if (referenceVolts < REFERENCE_VOLTS_MIN) return 0
  const share = (volts / referenceVolts - PEDAL_FROM) / PEDAL_SPAN
  return share < 0.01 ? 0 : Math.min(1, share)
}

function readThrottle(sensed: Sensed, readings: Readonly<EngineReadings>): void {
  const { throttle1Volts, throttle2Volts, referenceAVolts, referenceBVolts } = readings
  const isFirstSound = throttle1Volts > RANGE.throttleVoltsMin && throttle1Volts < RANGE.throttleVoltsMax
  const isSecondSound = throttle2Volts > RANGE.throttleVoltsMin && throttle2Volts < RANGE.throttleVoltsMax
  const first = (throttle1Volts / Math.max(REFERENCE_VOLTS_MIN, referenceAVolts) - THROTTLE_FROM) / THROTTLE_SPAN
  const second = (1 - throttle2Volts / Math.max(REFERENCE_VOLTS_MIN, referenceBVolts) - THROTTLE_FROM) / THROTTLE_SPAN
  sensed.isThrottleSound = isFirstSound && isSecondSound
  sensed.throttleShare = clamp(isFirstSound ? first : second, 0, 1)
}

/** Without its meter the unit reckons by manifold pressure, without that by the meter: see ./air.ts. */
function readAir(sensed: Sensed, { airMeterVolts, manifoldVolts, boostVolts, railVolts }: Readonly<EngineReadings>) {
  sensed.isAirMeterSound = airMeterVolts >= RANGE.airMeterVoltsMin && airMeterVolts <= RANGE.airMeterVoltsMax
  sensed.airKgps = sensed.isAirMeterSound ? valueAt(KGPS_OF_SHARE, airMeterVolts / REFERENCE_VOLTS) : 0
  sensed.isManifoldSound = isPressureSound(manifoldVolts)
  if (sensed.isManifoldSound) takeManifoldPa(sensed, valueAt(MANIFOLD_PA_OF_SHARE, manifoldVolts / REFERENCE_VOLTS))
  const boostBefore = sensed.boostPa
  if (isPressureSound(boostVolts)) sensed.boostPa = valueAt(BOOST_PA_OF_SHARE, boostVolts / REFERENCE_VOLTS)
  else sensed.boostPa = Math.max(sensed.ambientPa, sensed.manifoldPa)
  const boostPaPerS = (sensed.boostPa - boostBefore) / STEP_S
  sensed.boostPaPerS += lagShare(STEP_S, PRESSURE_RISE_LAG_S) * (boostPaPerS - sensed.boostPaPerS)
  // A hybrid's engine stops out of boost: what is left of it in the pipe is not the air outside.
  const isAtRest = sensed.boostPa <= sensed.ambientPa || Math.abs(sensed.boostPaPerS) < RESTING_PA_PER_S
  if (!sensed.isTurning && isAtRest && isPressureSound(boostVolts)) sensed.ambientPa = sensed.boostPa
  sensed.isRailSound = isPressureSound(railVolts)
  sensed.railPa = sensed.isRailSound ? valueAt(RAIL_PA_OF_SHARE, railVolts / REFERENCE_VOLTS) : 380_000
}

/** As its sensor tells it, or as it is reckoned in its place. */
export function takeManifoldPa(sensed: Sensed, pa: number): void {
  const paPerS = (pa - sensed.manifoldPa) / STEP_S
  sensed.manifoldPa = pa
  sensed.manifoldPaPerS += lagShare(STEP_S, PRESSURE_RISE_LAG_S) * (paPerS - sensed.manifoldPaPerS)
}

/** Slower than this, the pipe's pressure is that of the air outside. */
const RESTING_PA_PER_S = 20
export const isPressureSound = (volts: number) => volts >= RANGE.pressureVoltsMin && volts <= RANGE.pressureVoltsMax

/** Temperatures and oil pressure, every so many seconds. */
export function readSlow(sensed: Sensed, readings: Readonly<EngineReadings>, elapsedS: number): void {
  sensed.isIntakeTempSound = isThermistorSound(readings.intakeTempVolts)
  sensed.intakeDegC = sensed.isIntakeTempSound ? thermistorDegC(readings.intakeTempVolts) : 30
  sensed.coolantDegC = thermistorDegC(readings.coolantVolts)
  sensed.isCoolantSound = isThermistorSound(readings.coolantVolts)
  if (sensed.isCoolantSound) sensed.engineDegC = sensed.coolantDegC
  else if (sensed.isTurning) {
    const share = lagShare(elapsedS, SUBSTITUTE_COOLANT_LAG_S)
    sensed.engineDegC += share * (SUBSTITUTE_COOLANT_DEG_C - sensed.engineDegC)
  }
  sensed.oilDegC = isThermistorSound(readings.oilTempVolts) ? thermistorDegC(readings.oilTempVolts) : sensed.engineDegC
  sensed.oilPa = isPressureSound(readings.oilPressureVolts)
    ? valueAt(OIL_PA_OF_SHARE, readings.oilPressureVolts / REFERENCE_VOLTS)
    : 200_000
}

const isThermistorSound = (volts: number) => volts >= RANGE.thermistorVoltsMin && volts <= RANGE.thermistorVoltsMax
