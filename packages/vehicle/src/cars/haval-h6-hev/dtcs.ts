/**
 * Trouble codes of this car: which control unit has which, and how long its monitor must see the fault.
 * Numbers and meanings: SAE J2012; the engine's are in ../../engine-control/dtcs.ts, each other unit's beside its monitors.
 */
import type { DtcInfo } from '../../car.ts'
import {
  type DtcTable,
  dtcInfos,
  dtcOnce,
  dtcRow,
  dtcTable,
  type Severities,
  twoTripRow,
} from '../../ecus/dtc-table.ts'
import { ENGINE_DTCS, ENGINE_SEVERITIES } from '../../engine-control/dtcs.ts'
import { BMS_CODES } from './ecus/bms.ts'
import { BODY_CODES } from './ecus/body.ts'
import { BRAKE_CODES } from './ecus/brakes.ts'
import { HCU_CODES } from './ecus/hcu.ts'
import { INVERTER_CODES } from './ecus/inverter.ts'
import type { UnitId } from './ecus/signals.ts'
import { DTC_WORDS } from './words.ts'

/** Told to the unit's own testers, not to the law's. */
const NOT_OBD = { isObd: false } as const

/** In this car it is the hybrid control unit that it misses where others miss their transmission's. */
export const H6_ENGINE_DTCS = { ...ENGINE_DTCS, lostTransmission: dtcRow('U0293', 1000, NOT_OBD) }

/** All at once: without converter, engine or one of the others the car limps home, or does not start. */
export const HCU_DTCS = {
  ...dtcTable(HCU_CODES, { isObd: true }),
  dcdcPerformance: dtcRow(HCU_CODES.dcdcPerformance, 3000),
  lowVoltage: dtcRow(HCU_CODES.lowVoltage, 5000),
  sleevePosition: dtcRow(HCU_CODES.sleevePosition, 3000),
  parkActuator: dtcRow(HCU_CODES.parkActuator, 2000),
  compressorVolts: dtcRow(HCU_CODES.compressorVolts, 2000, NOT_OBD),
}

/**
 * At once what makes high voltage unsafe, keeps the car from READY or limits its power; at the second trip how the pack
 * ages and is cooled, and its sensors.
 */
export const BMS_DTCS = {
  ...dtcTable(BMS_CODES, { isObd: true }),
  interlock: dtcRow(BMS_CODES.interlock, 300),
  insulation: dtcRow(BMS_CODES.insulation, 2000),
  precharge: dtcOnce(BMS_CODES.precharge),
  positiveWelded: dtcOnce(BMS_CODES.positiveWelded),
  negativeWelded: dtcOnce(BMS_CODES.negativeWelded),
  positiveOpen: dtcRow(BMS_CODES.positiveOpen, 200),
  deterioration: twoTripRow(BMS_CODES.deterioration, 1500, { passAfterMs: 60_000 }),
  cooling: twoTripRow(BMS_CODES.cooling, 1000),
  overTemperature: dtcRow(BMS_CODES.overTemperature, 5000),
  temperatureSensor: twoTripRow(BMS_CODES.temperatureSensor, 1000),
  currentSensor: twoTripRow(BMS_CODES.currentSensor, 2000),
  fanCircuit: twoTripRow(BMS_CODES.fanCircuit, 2000),
  inletAir: twoTripRow(BMS_CODES.inletAir, 2000),
}

/** At once what takes or limits torque; at the second trip its thermistors and its pump. */
export const INVERTER_DTCS = {
  ...dtcTable(INVERTER_CODES, { isObd: true }),
  tractionPosition: dtcRow(INVERTER_CODES.tractionPosition, 500),
  generatorPosition: dtcRow(INVERTER_CODES.generatorPosition, 500),
  tractionTemperature: twoTripRow(INVERTER_CODES.tractionTemperature, 1000),
  generatorTemperature: twoTripRow(INVERTER_CODES.generatorTemperature, 1000),
  overTemperature: dtcRow(INVERTER_CODES.overTemperature, 3000),
  cooling: twoTripRow(INVERTER_CODES.cooling, 3000),
  coolantLow: twoTripRow(INVERTER_CODES.coolantLow, 2000),
  coolantHigh: twoTripRow(INVERTER_CODES.coolantHigh, 2000),
}

export const BRAKE_DTCS = dtcTable(BRAKE_CODES, NOT_OBD)
export const BODY_DTCS = { ...dtcTable(BODY_CODES, NOT_OBD), lowSupply: dtcRow(BODY_CODES.lowSupply, 1000, NOT_OBD) }
export const GATEWAY_DTCS = dtcTable(
  {
    bus: 'U0001',
    engine: 'U0100',
    hcu: 'U0293',
    bms: 'U0111',
    inverter: 'U0110',
    brakes: 'U0121',
    body: 'U0140',
  },
  NOT_OBD,
)

export const SEVERITIES: Severities = {
  checkImmediately: [...ENGINE_SEVERITIES.checkImmediately, 'P0A0A', 'P0AA6', 'P0AA1', 'P0AA4', 'P0A3F'],
  maintenanceOnly: [...ENGINE_SEVERITIES.maintenanceOnly, 'P0562', 'P0070', 'P0A9B', 'P0A2B'],
}

export const DTC_TABLES: Readonly<Record<UnitId, DtcTable>> = {
  engine: H6_ENGINE_DTCS,
  hcu: HCU_DTCS,
  bms: BMS_DTCS,
  inverter: INVERTER_DTCS,
  brakes: BRAKE_DTCS,
  body: BODY_DTCS,
  gateway: GATEWAY_DTCS,
}

export const DTC_INFOS: readonly DtcInfo[] = dtcInfos(DTC_TABLES, DTC_WORDS)
