/**
 * Trouble codes of this car: which control unit has which, how long its monitor must see the fault, and their texts.
 * Numbers and meanings: SAE J2012, checked by title against public lists (U027C: in one of them alone); P1A34, B1213 and B123C are
 * the maker's (published BYD cases).
 *
 * All are confirmed at the first trip that fails: two trips are the rule of emissions, and this car has none.
 */
import type { DtcInfo } from '../../car.ts'
import { type DtcTable, dtcInfos, dtcOnce, dtcRow, type Severities } from '../../ecus/dtc-table.ts'
import type { BmsMonitors } from './ecus/bms.ts'
import type { BodyMonitors } from './ecus/body.ts'
import type { DriveMonitors } from './ecus/drive-unit.ts'
import type { Speaker } from './ecus/signals.ts'
import { DTC_WORDS } from './words.ts'

/** Told to the unit's own testers, not to the law's. */
const NOT_OBD = { isObd: false } as const

export const BMS_DTCS: DtcTable<keyof BmsMonitors> = {
  interlock: dtcRow('P0A0A', 300),
  insulation: dtcRow('P0AA6', 2000),
  precharge: dtcOnce('P0C78'),
  positiveWelded: dtcOnce('P0AA1'),
  negativeWelded: dtcOnce('P0AA4'),
  positiveOpen: dtcRow('P0AA2', 200),
  deterioration: dtcRow('P0A7F', 1500, { passAfterMs: 60_000 }),
  temperatureSensor: dtcRow('P0A9B', 2000),
  overTemperature: dtcRow('P0A7E', 5000),
  currentSensor: dtcRow('P0AC0', 2000),
  station: dtcRow('U027C', 1000, NOT_OBD),
  packPump: dtcRow('P0C47', 2000),
  chillerValve: dtcRow('P0CE1', 2000),
  dcPositiveCoil: dtcRow('P0D0A', 2000),
  dcNegativeCoil: dtcRow('P0D11', 2000),
  dcProximity: dtcRow('P0D59', 2000),
}

export const DRIVE_DTCS: DtcTable<keyof DriveMonitors> = {
  prechargeFailed: dtcOnce('P1A34'),
  dcdcPerformance: dtcRow('P0A94', 3000),
  lowVoltage: dtcRow('P0A8D', 5000),
  resolver: dtcRow('P0A3F', 500),
  phaseCurrents: dtcRow('P0A78', 500),
  motorTemperatureSensor: dtcRow('P0A2B', 2000),
  inverterOverTemperature: dtcRow('P0A3C', 3000),
  dischargeTime: dtcOnce('P0C76'),
  lostBms: dtcRow('U0111', 1000),
  pedal: dtcRow('P2138', 300),
  pilotSwitch: dtcRow('P0CF9', 2000),
  pedal1Low: dtcRow('P2122', 300),
  pedal1High: dtcRow('P2123', 300),
  pedal2Low: dtcRow('P2127', 300),
  pedal2High: dtcRow('P2128', 300),
  brakeLow: dtcRow('P057C', 1000),
  brakeHigh: dtcRow('P057D', 1000),
  coolantLow: dtcRow('P0A02', 2000),
  coolantHigh: dtcRow('P0A03', 2000),
  pumpRelay: dtcRow('P0A05', 2000),
  fanRelay: dtcRow('P0480', 2000),
  heaterRelay: dtcRow('P01E8', 2000),
  heater: { ...dtcOnce('B1213'), ...NOT_OBD },
  pilotLow: dtcRow('P0CF5', 2000),
  proximity: dtcRow('P0D59', 2000),
  chargerOutput: dtcRow('P0D20', 2000),
}

export const BODY_DTCS: DtcTable<keyof BodyMonitors> = {
  lowSupply: dtcRow('P0562', 5000, NOT_OBD),
  lostDrive: dtcRow('U0110', 1000, NOT_OBD),
  lostGateway: dtcRow('U0146', 1000, NOT_OBD),
  ambientSensor: dtcRow('P0070', 2000, NOT_OBD),
  cabinSensor: dtcRow('B0163', 2000, NOT_OBD),
  compressorSupply: dtcRow('B123C', 2000, NOT_OBD),
}

export const GATEWAY_DTCS: DtcTable<Speaker> = {
  drive: dtcRow('U0110', 1000, NOT_OBD),
  bms: dtcRow('U0111', 1000, NOT_OBD),
  body: dtcRow('U0140', 1000, NOT_OBD),
}

export const DTC_TABLES = { bms: BMS_DTCS, drive: DRIVE_DTCS, body: BODY_DTCS, gateway: GATEWAY_DTCS }

export const SEVERITIES: Severities = {
  checkImmediately: ['P0A0A', 'P0AA6', 'P0AA1', 'P0AA4', 'P0A3F', 'P2122', 'P2123', 'P2127', 'P2128', 'P2138'],
  maintenanceOnly: ['P0A9B', 'P0A2B', 'P0562', 'P0070', 'B0163'],
}

export const DTC_INFOS: readonly DtcInfo[] = dtcInfos(DTC_TABLES, DTC_WORDS)
