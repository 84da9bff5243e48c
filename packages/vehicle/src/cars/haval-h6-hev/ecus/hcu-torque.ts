/**
 * What the driver wants at the wheels, as the hybrid control unit reads it from pedals and lever, and what of it the
 * traction motor shall do beside the engine, within what the pack may give and take.
 */
import { clamp, rampAt } from '../../../curve.ts'
import { torqueNmMaxAt } from '../../../driveline/electric-machine.ts'
import { DHT, mpsOfTraction } from '../figures.ts'
import type { HcuSignals, SignalsOf } from './signals.ts'

export type Wish = {
  /** At the wheels, forwards positive: from the pedal, from letting it go, from creeping. */
  wheelNm: number
  /** Of the brake pedal, what recuperation shall take: positive. */
  brakeNm: number
  /** Mechanical, at the wheels; 0 while it brakes. */
  wheelW: number
}

export const createWish = (): Wish => ({ wheelNm: 0, brakeNm: 0, wheelW: 0 })

const RADPS_PER_RPM = Math.PI / 30
const TRACTION_WHEEL_NM_MAX = DHT.traction.torqueNmMax * DHT.tractionRatio
const ENGINE_NM = 200
/** Engine and pack together, at the wheels. */
const SYSTEM_W_MAX = 172_000
const REVERSE_SHARE = 0.4
const REVERSE_MPS_MAX = 8
const COAST_NM = 260
const CREEP_NM = 380
const CREEP_MPS_MAX = 1.6
const RECUPERATION_NM_MAX = 1400
const RECUPERATION_FADES_MPS = { from: 0.8, to: 3 } as const
const TOP_MPS = 175 / 3.6
/** DC/DC and compressor beside the machines, and a reserve. */
const AUXILIARY_W = 1500
const EFFICIENCY = 0.9
const STANDING_RADPS = 12

export const wheelRadpsOf = (signals: { readonly tractionRpm: number }): number =>
  (signals.tractionRpm * RADPS_PER_RPM) / DHT.tractionRatio

export function readWish(wish: Wish, signals: SignalsOf<HcuSignals>, gear: number): void {
  const wheelRadps = wheelRadpsOf(signals)
  const speedMps = mpsOfTraction(signals.tractionRpm * RADPS_PER_RPM)
  wish.wheelNm = wantedNm(signals, speedMps, gear)
  const fade = rampAt(RECUPERATION_FADES_MPS.from, RECUPERATION_FADES_MPS.to, speedMps)
  const mayRecuperate = signals.selector === 'D' && signals.isTractionAble
  wish.brakeNm = mayRecuperate ? fade * Math.min(signals.brakeRequestNm, RECUPERATION_NM_MAX) : 0
  wish.wheelW = Math.max(0, wish.wheelNm * wheelRadps)
}

function wantedNm(signals: SignalsOf<HcuSignals>, speedMps: number, gear: number): number {
  const { selector, isBrakePressed } = signals
  const accelerator = pedalOf(signals)
  if (selector !== 'D' && selector !== 'R') return 0
  if (selector === 'R') return speedMps > -REVERSE_MPS_MAX ? -REVERSE_SHARE * TRACTION_WHEEL_NM_MAX * accelerator : 0
  if (accelerator > 0) {
    const top = rampAt(TOP_MPS, TOP_MPS - 1, speedMps)
    return accelerator * top * wheelNmMax(Math.abs(wheelRadpsOf(signals)), gear)
  }
  if (isBrakePressed || speedMps > CREEP_MPS_MAX) {
    const { from, to } = RECUPERATION_FADES_MPS
    return -COAST_NM * rampAt(from, to, speedMps)
  }
  return CREEP_NM * rampAt(CREEP_MPS_MAX, CREEP_MPS_MAX - 1, speedMps)
}

/** In sport the first half of the pedal does three quarters; its end is the same. */
const pedalOf = ({ accelerator, driveMode }: SignalsOf<HcuSignals>): number =>
  driveMode === 'sport' ? accelerator * (2 - accelerator) : accelerator

/** Full pedal: the motor, and in a gear the engine beside it, up to what both sources have. */
function wheelNmMax(wheelRadps: number, gear: number): number {
  const mostNm = TRACTION_WHEEL_NM_MAX + ENGINE_NM * DHT.engineRatios[gear]
  return Math.min(mostNm, SYSTEM_W_MAX / Math.max(1, wheelRadps))
}

/** The motor's share; returns what it takes of the brake's torque, as commanded. */
export function splitTraction(wish: Wish, signals: SignalsOf<HcuSignals>, gear: number): number {
  const byEngineNm = gear === 0 ? 0 : signals.engineNm * DHT.engineRatios[gear]
  const motorRadps = signals.tractionRpm * RADPS_PER_RPM
  const asked = (wish.wheelNm - wish.brakeNm - byEngineNm) / DHT.tractionRatio
  const limits = tractionLimits(signals, motorRadps)
  signals.tractionRequestNm = clamp(asked, limits.least, limits.most)
  const withoutBrake = (wish.wheelNm - byEngineNm) / DHT.tractionRatio
  return clamp(withoutBrake - signals.tractionRequestNm, 0, wish.brakeNm / DHT.tractionRatio) * DHT.tractionRatio
}

const limited = { least: 0, most: 0 }

/** What the pack gives and takes with what the generator makes beside it. */
function tractionLimits(signals: SignalsOf<HcuSignals>, motorRadps: number): { least: number; most: number } {
  const ownNm = torqueNmMaxAt(DHT.traction, motorRadps, signals.busVolts)
  const generatorW = signals.generatorNm * signals.generatorRpm * RADPS_PER_RPM
  const giveW = signals.dischargeWMax - AUXILIARY_W - generatorW * (generatorW < 0 ? EFFICIENCY : 1 / EFFICIENCY)
  const takeW = signals.chargeWMax + AUXILIARY_W + Math.min(0, generatorW)
  const speed = Math.max(STANDING_RADPS, Math.abs(motorRadps))
  const driveNm = (Math.max(0, giveW) * EFFICIENCY) / speed
  const brakeNm = Math.max(0, takeW) / EFFICIENCY / speed
  const isForward = motorRadps > -1
  limited.most = Math.min(ownNm, isForward ? driveNm : brakeNm)
  limited.least = -Math.min(ownNm, isForward && motorRadps > STANDING_RADPS ? brakeNm : driveNm)
  return limited
}
