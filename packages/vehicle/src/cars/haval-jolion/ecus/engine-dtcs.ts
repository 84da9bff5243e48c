/**
 * Trouble codes of the engine control unit: how long each monitor must see the fault. Titles: SAE J2012, checked against
 * public lists. Monitors that judge once at the end of their own test need one look.
 */
import type { EngineMonitorKey } from './engine-signals.ts'

type Row = {
  readonly code: string
  readonly failAfterMs: number
  readonly passAfterMs: number
  readonly isObd: boolean
  readonly isFrozenFirst?: true
}

const row = (code: string, failAfterMs: number, passAfterMs = 1000, isObd = true): Row => ({
  code,
  failAfterMs,
  passAfterMs,
  isObd,
})
const once = (code: string): Row => row(code, 0, 0)
/** Misfire and fuel system go before other codes in the freeze frame. */
const first = (spec: Row): Row => ({ ...spec, isFrozenFirst: true })

export const ENGINE_DTCS: Readonly<Record<EngineMonitorKey, Row>> = {
  coil1: row('P0351', 1000),
  coil2: row('P0352', 1000),
  coil3: row('P0353', 1000),
  coil4: row('P0354', 1000),
  injector1: row('P0201', 1000),
  injector2: row('P0202', 1000),
  injector3: row('P0203', 1000),
  injector4: row('P0204', 1000),
  misfire: first(once('P0300')),
  misfire1: first(once('P0301')),
  misfire2: first(once('P0302')),
  misfire3: first(once('P0303')),
  misfire4: first(once('P0304')),
  lean: first(row('P0171', 20_000, 10_000)),
  rich: first(row('P0172', 20_000, 10_000)),
  underboost: row('P0299', 4000, 2000),
  coolantLow: row('P0117', 2000),
  coolantHigh: row('P0118', 2000),
  thermostat: once('P0128'),
  intakeTempHigh: row('P0113', 2000),
  airMeterLow: row('P0102', 1000),
  airMeterHigh: row('P0103', 1000),
  throttleLow: row('P0122', 300),
  throttleHigh: row('P0123', 300),
  pedal: row('P2138', 300),
  crank: row('P0335', 300),
  camCorrelation: row('P0016', 3000, 3000),
  railPressure: row('P0087', 3000),
  upstreamHeater: row('P0135', 3000),
  downstreamHeater: row('P0141', 3000),
  catalyst: once('P0420'),
  purgeFlow: row('P0496', 15_000, 5000),
  lowSupply: row('P0562', 5000, 1000, false),
  lostTransmission: row('U0101', 1000, 1000, false),
  lostBrakes: row('U0121', 1000, 1000, false),
}
