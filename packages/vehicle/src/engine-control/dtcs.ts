/**
 * Trouble codes of the engine control unit: how long each monitor must see the fault. Titles: SAE J2012, checked against
 * public lists. Monitors that judge once at the end of their own test need one look.
 */
import { type DtcRow, type DtcTable, dtcOnce, dtcRow } from '../ecus/dtc-table.ts'
import type { EngineMonitorKey } from './signals.ts'

/** Told to the unit's own testers, not to the law's. */
const NOT_OBD = { isObd: false } as const
/** Misfire and fuel system go before other codes in the freeze frame. */
const first = (row: DtcRow): DtcRow => ({ ...row, isFrozenFirst: true })

export const ENGINE_DTCS: DtcTable<EngineMonitorKey> = {
  coil1: dtcRow('P0351', 1000),
  coil2: dtcRow('P0352', 1000),
  coil3: dtcRow('P0353', 1000),
  coil4: dtcRow('P0354', 1000),
  injector1: dtcRow('P0201', 1000),
  injector2: dtcRow('P0202', 1000),
  injector3: dtcRow('P0203', 1000),
  injector4: dtcRow('P0204', 1000),
  misfire: first(dtcOnce('P0300')),
  misfire1: first(dtcOnce('P0301')),
  misfire2: first(dtcOnce('P0302')),
  misfire3: first(dtcOnce('P0303')),
  misfire4: first(dtcOnce('P0304')),
  lean: first(dtcRow('P0171', 20_000, { passAfterMs: 10_000 })),
  rich: first(dtcRow('P0172', 20_000, { passAfterMs: 10_000 })),
  underboost: dtcRow('P0299', 4000, { passAfterMs: 2000 }),
  coolantLow: dtcRow('P0117', 2000),
  coolantHigh: dtcRow('P0118', 2000),
  thermostat: dtcOnce('P0128'),
  intakeTempHigh: dtcRow('P0113', 2000),
  airMeterLow: dtcRow('P0102', 1000),
  airMeterHigh: dtcRow('P0103', 1000),
  throttleLow: dtcRow('P0122', 300),
  throttleHigh: dtcRow('P0123', 300),
  pedal: dtcRow('P2138', 300),
  crank: dtcRow('P0335', 300),
  camCorrelation: dtcRow('P0016', 3000, { passAfterMs: 3000 }),
  railPressure: dtcRow('P0087', 3000),
  upstreamHeater: dtcRow('P0135', 3000),
  downstreamHeater: dtcRow('P0141', 3000),
  catalyst: dtcOnce('P0420'),
  purgeFlow: dtcRow('P0496', 15_000, { passAfterMs: 5000 }),
  lowSupply: dtcRow('P0562', 5000, NOT_OBD),
  lostTransmission: dtcRow('U0101', 1000, NOT_OBD),
  lostBrakes: dtcRow('U0121', 1000, NOT_OBD),
}
