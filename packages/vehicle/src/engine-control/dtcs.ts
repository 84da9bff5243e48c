/**
 * Trouble codes of the engine control unit: how long each monitor must see the fault, and in how many trips. Titles: SAE
 * J2012, checked against public lists. Monitors that judge once at the end of their own test need one look.
 *
 * Two trips are the rule. A misfire that harms the catalyst blinks the lamp in the first (see ./unit.ts).
 */
import { type DtcRow, type DtcTable, dtcRow, type Severities, twoTripOnce, twoTripRow } from '../ecus/dtc-table.ts'
import type { EngineMonitorKey } from './signals.ts'

/** Told to the unit's own testers, not to the law's. */
const NOT_OBD = { isObd: false } as const
/** Misfire and fuel system go before other codes in the freeze frame. */
const first = (row: DtcRow): DtcRow => ({ ...row, isFrozenFirst: true })

export const ENGINE_DTCS: DtcTable<EngineMonitorKey> = {
  coil1: twoTripRow('P0351', 1000),
  coil2: twoTripRow('P0352', 1000),
  coil3: twoTripRow('P0353', 1000),
  coil4: twoTripRow('P0354', 1000),
  injector1: twoTripRow('P0201', 1000),
  injector2: twoTripRow('P0202', 1000),
  injector3: twoTripRow('P0203', 1000),
  injector4: twoTripRow('P0204', 1000),
  misfire: first(twoTripOnce('P0300')),
  misfire1: first(twoTripOnce('P0301')),
  misfire2: first(twoTripOnce('P0302')),
  misfire3: first(twoTripOnce('P0303')),
  misfire4: first(twoTripOnce('P0304')),
  lean: first(twoTripRow('P0171', 20_000, { passAfterMs: 10_000 })),
  rich: first(twoTripRow('P0172', 20_000, { passAfterMs: 10_000 })),
  underboost: twoTripRow('P0299', 4000, { passAfterMs: 2000 }),
  coolantLow: twoTripRow('P0117', 2000),
  coolantHigh: twoTripRow('P0118', 2000),
  thermostat: twoTripOnce('P0128'),
  intakeTempHigh: twoTripRow('P0113', 2000),
  airMeterLow: twoTripRow('P0102', 1000),
  airMeterHigh: twoTripRow('P0103', 1000),
  // Confirmed at once: by one track it limps home, and without crank sensor there is no second trip.
  throttleLow: dtcRow('P0122', 300),
  throttleHigh: dtcRow('P0123', 300),
  pedal: dtcRow('P2138', 300),
  crank: dtcRow('P0335', 300),
  camCorrelation: twoTripRow('P0016', 3000, { passAfterMs: 3000 }),
  railPressure: twoTripRow('P0087', 3000),
  upstreamHeater: twoTripRow('P0135', 3000),
  downstreamHeater: twoTripRow('P0141', 3000),
  catalyst: twoTripOnce('P0420'),
  purgeFlow: twoTripRow('P0496', 15_000, { passAfterMs: 5000 }),
  lowSupply: dtcRow('P0562', 5000, NOT_OBD),
  lostTransmission: dtcRow('U0101', 1000, NOT_OBD),
  lostBrakes: dtcRow('U0121', 1000, NOT_OBD),
  pedal1Low: dtcRow('P2122', 300),
  pedal1High: dtcRow('P2123', 300),
  pedal2Low: dtcRow('P2127', 300),
  pedal2High: dtcRow('P2128', 300),
  throttle2Low: dtcRow('P0222', 300),
  throttle2High: dtcRow('P0223', 300),
  manifoldLow: twoTripRow('P0107', 1000),
  manifoldHigh: twoTripRow('P0108', 1000),
  boostLow: twoTripRow('P0237', 1000),
  boostHigh: twoTripRow('P0238', 1000),
  railLow: twoTripRow('P0192', 1000),
  railHigh: twoTripRow('P0193', 1000),
  intakeTempLow: twoTripRow('P0112', 2000),
  oilPressureLow: dtcRow('P0522', 2000, NOT_OBD),
  oilPressureHigh: dtcRow('P0523', 2000, NOT_OBD),
  oilTempLow: twoTripRow('P0197', 2000),
  oilTempHigh: twoTripRow('P0198', 2000),
  referenceA: dtcRow('P0641', 500),
  referenceB: dtcRow('P0651', 500),
  cam: twoTripRow('P0340', 500),
  knock: twoTripRow('P0327', 2000),
  brakeSwitch: dtcRow('P0571', 1000, NOT_OBD),
  throttleMotor: dtcRow('P2101', 1500),
  purgeValve: twoTripRow('P0443', 2000),
  oilControlValve: twoTripRow('P0010', 2000),
  wastegateValve: twoTripRow('P0243', 2000),
  fuelPumpRelay: twoTripRow('P0627', 2000),
  fanRelay: twoTripRow('P0480', 2000),
  starterRelay: dtcRow('P0615', 2000, NOT_OBD),
  airConditioningRelay: dtcRow('P0645', 2000, NOT_OBD),
  upstreamSilent: twoTripRow('P0134', 1000),
  downstreamSilent: twoTripRow('P0140', 500),
  terminal30: dtcRow('P0560', 2000),
  mainRelay: dtcRow('P0689', 1000),
  starter: dtcRow('P06E9', 1000, NOT_OBD),
  regulatorLost: dtcRow('P0620', 2000, NOT_OBD),
  regulatorSense: dtcRow('P063A', 2000, NOT_OBD),
}

/** Misfires hurt the catalyst, without crank sensor the engine stops; what only the exhaust shows can wait. */
export const ENGINE_SEVERITIES: Severities = {
  checkImmediately: [
    'P0300',
    'P0301',
    'P0302',
    'P0303',
    'P0304',
    'P0335',
    'P2101',
    'P2122',
    'P2123',
    'P2127',
    'P2128',
    'P2138',
  ],
  maintenanceOnly: ['P0128', 'P0135', 'P0141', 'P0420'],
}
