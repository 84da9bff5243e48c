/**
 * Trouble codes of this car: which control unit has which, and how long its monitor must see the fault.
 * Numbers and meanings: SAE J2012; the engine's are in ../../engine-control/dtcs.ts, beside their monitors.
 */
import type { DtcInfo } from '../../car.ts'
import { type DtcTable, dtcInfos, dtcRow, dtcTable, type Severities, twoTripRow } from '../../ecus/dtc-table.ts'
import { ENGINE_DTCS, ENGINE_SEVERITIES } from '../../engine-control/dtcs.ts'
import { BODY_CODES } from './ecus/body.ts'
import { BRAKE_CODES } from './ecus/brakes.ts'
import type { UnitId } from './ecus/signals.ts'
import { TRANSMISSION_CODES } from './ecus/transmission-monitors.ts'
import { DTC_WORDS } from './words.ts'

/**
 * Most are confirmed at once: a clutch, fork or lever that is given up until the ignition is off is limping home. What
 * another sensor stands in for waits for a second trip.
 */
export const TRANSMISSION_DTCS = {
  ...dtcTable(TRANSMISSION_CODES, { isObd: true }),
  inputSpeedOdd: twoTripRow(TRANSMISSION_CODES.inputSpeedOdd, 1000),
  inputSpeedEven: twoTripRow(TRANSMISSION_CODES.inputSpeedEven, 1000),
  outputSpeed: twoTripRow(TRANSMISSION_CODES.outputSpeed, 1000),
  oilTempSensor: twoTripRow(TRANSMISSION_CODES.oilTempSensor, 1000),
  clutchTempSensor: twoTripRow(TRANSMISSION_CODES.clutchTempSensor, 2000),
  coolingValve: twoTripRow(TRANSMISSION_CODES.coolingValve, 2000),
  parkActuator: dtcRow(TRANSMISSION_CODES.parkActuator, 2000),
}
export const BRAKE_DTCS = dtcTable(BRAKE_CODES, { isObd: false })
export const BODY_DTCS = dtcTable(BODY_CODES, { isObd: false })
export const GATEWAY_CODES = {
  bus: 'U0001',
  engine: 'U0100',
  transmission: 'U0101',
  brakes: 'U0121',
  body: 'U0140',
} as const
export const GATEWAY_DTCS = dtcTable(GATEWAY_CODES, { isObd: false })

export const DTC_TABLES: Readonly<Record<UnitId, DtcTable>> = {
  engine: ENGINE_DTCS,
  transmission: TRANSMISSION_DTCS,
  brakes: BRAKE_DTCS,
  body: BODY_DTCS,
  gateway: GATEWAY_DTCS,
}

export const SEVERITIES: Severities = {
  checkImmediately: [...ENGINE_SEVERITIES.checkImmediately, 'P0218'],
  maintenanceOnly: [...ENGINE_SEVERITIES.maintenanceOnly, 'P0562', 'P0070'],
}

export const DTC_INFOS: readonly DtcInfo[] = dtcInfos(DTC_TABLES, DTC_WORDS)
