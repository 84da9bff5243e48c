/**
 * Data identifiers of this car: layout, name and where each value comes from.
 *
 * Identifiers of the battery management system up to 1FFF are those that public tools read from the real car (OVMS,
 * WiCAN, Battery-Emulator); those from 2000 on, and the other units' below F000, are our own.
 * Left out: byte order of the real car's 0008 (little-endian there); here every value is big-endian.
 */
import { bodyCodings } from '../../ecus/body-coding.ts'
import { CODING_WORDS } from '../../ecus/coding.ts'
import { GATEWAY_STATES } from '../../ecus/gateway.ts'
import type { Identity } from '../../ecus/identification.ts'
import {
  type Did as AnyDid,
  CELSIUS,
  coding,
  numbersOf,
  VOLTS_BY_10,
  VOLTS_BY_100,
  VOLTS_BY_1000,
} from '../../ecus/identifiers.ts'
import { pilotAmpsMax } from './charging-current.ts'
import { DC_PHASES } from './ecus/dc-charging.ts'
import { DRIVE_STATES } from './ecus/drive-unit.ts'
import { MODULE_COUNT } from './figures.ts'
import { WORKS_SOFTWARE } from './programs.ts'
import type { EcuId, Systems } from './systems.ts'
import { didStates, moduleDidWords, DID_WORDS as NAMES } from './words.ts'

export type Did = AnyDid<Systems>

const KILOWATTS_BY_10 = { scale: 0.1, unit: 'kW' } as const
const WATTS = { unit: 'W' } as const
const TORQUE = { scale: 0.1, isSigned: true, unit: 'Nm' } as const
const PHASE_CURRENT = { scale: 0.1, isSigned: true, unit: 'A' } as const
const CELL_MV = { unit: 'mV', group: 'cells' } as const
const CELL_NUMBER = { bytes: 1, group: 'cells' } as const

const bmsDid = numbersOf<Systems>('bms', 'battery')

/** Less would leave its owner at the roadside. */
const AC_CHARGE_PERCENT_MIN = 50

export const BMS_DIDS: readonly Did[] = [
  bmsDid(0x0005, NAMES.soc, { bytes: 1, unit: '%' }, ({ bms }) => 100 * bms.soc()),
  bmsDid(0x0008, NAMES.packVolts, { unit: 'V' }, ({ bms }) => bms.readings.packVolts),
  bmsDid(0x0009, NAMES.packAmps, { scale: 0.1, offset: -500, unit: 'A' }, ({ bms }) => bms.readings.amps),
  bmsDid(0x000a, NAMES.chargeLimit, KILOWATTS_BY_10, ({ signals }) => signals.chargeWMax / 1000),
  bmsDid(0x000b, NAMES.dischargeLimit, KILOWATTS_BY_10, ({ signals }) => signals.dischargeWMax / 1000),
  bmsDid(0x002b, NAMES.cellMin, CELL_MV, ({ bms }) => 1000 * bms.readings.cellVoltsMin),
  bmsDid(0x002d, NAMES.cellMax, CELL_MV, ({ bms }) => 1000 * bms.readings.cellVoltsMax),
  bmsDid(0x002f, NAMES.tempMean, CELSIUS, ({ bms }) => bms.readings.tempDegCMean),
  bmsDid(0x0031, NAMES.tempMin, CELSIUS, ({ bms }) => bms.readings.tempDegCMin),
  bmsDid(0x0032, NAMES.tempMax, CELSIUS, ({ bms }) => bms.readings.tempDegCMax),
  bmsDid(0x1ffc, NAMES.socFine, { scale: 0.01, unit: '%' }, ({ bms }) => 100 * bms.soc()),
  bmsDid(0x2001, NAMES.insulation, { unit: 'kΩ' }, ({ bms }) => bms.readings.insulationOhm / 1000),
  bmsDid(0x2002, NAMES.insulationPerVolt, { unit: 'Ω/V' }, insulationPerVolt),
  bmsDid(0x2003, NAMES.interlockReturn, VOLTS_BY_100, ({ bms }) => bms.readings.interlockVolts),
  bmsDid(0x2004, NAMES.busAtContactors, VOLTS_BY_10, ({ bms }) => bms.readings.busVolts),
  bmsDid(0x2005, NAMES.contactors, { bytes: 1, states: didStates('contactors') }, contactorState),
  bmsDid(0x2006, NAMES.prechargeTime, { unit: 'ms' }, ({ bms }) => bms.prechargeMs()),
  bmsDid(0x2007, NAMES.cellSpread, CELL_MV, cellSpreadMv),
  bmsDid(0x2008, NAMES.cellMinNumber, CELL_NUMBER, ({ bms }) => bms.readings.cellMin + 1),
  bmsDid(0x2009, NAMES.cellMaxNumber, CELL_NUMBER, ({ bms }) => bms.readings.cellMax + 1),
  bmsDid(0x200a, NAMES.chillerIn, CELSIUS, ({ bms }) => bms.readings.chillerInDegC),
  bmsDid(0x200b, NAMES.chillerOut, CELSIUS, ({ bms }) => bms.readings.chillerOutDegC),
  bmsDid(0x200c, NAMES.dcState, { bytes: 1, states: didStates('dcCharging') }, ({ bms }) =>
    DC_PHASES.indexOf(bms.dc.phase()),
  ),
  bmsDid(0x200d, NAMES.dcProximity, VOLTS_BY_100, ({ bms }) => bms.dc.proximityVolts()),
  bmsDid(0x200e, NAMES.dcAuxiliary, VOLTS_BY_100, ({ bms }) => bms.dc.auxiliaryVolts()),
  bmsDid(0x200f, NAMES.dcRequest, { scale: 0.1, unit: 'A' }, ({ bms }) => bms.dc.askedAmps()),
  ...Array.from({ length: MODULE_COUNT }, (_, module) => moduleDids(module)).flat(),
  coding(
    bmsDid(0x2050, CODING_WORDS.chargeLimit, { bytes: 1, unit: '%' }, ({ bms }) => bms.coding.acChargePercentMax),
    {
      min: AC_CHARGE_PERCENT_MIN,
      max: 100,
      set({ bms }, value) {
        bms.coding.acChargePercentMax = value
      },
    },
  ),
]

/** Eight identifiers for each measuring board: weakest cell, its voltage, strongest cell, its voltage, temperatures. */
function moduleDids(module: number): Did[] {
  const base = 0x016c + 8 * module // Ends at 01BB.
  const words = moduleDidWords(module + 1)
  const temperature = { ...CELSIUS, group: 'cells' } as const
  return [
    bmsDid(base, words.minCell, CELL_NUMBER, ({ bms }) => bms.readings.moduleMinCell[module] + 1),
    bmsDid(base + 1, words.minVolts, CELL_MV, ({ bms }) => 1000 * bms.readings.moduleMinVolts[module]),
    bmsDid(base + 2, words.maxCell, CELL_NUMBER, ({ bms }) => bms.readings.moduleMaxCell[module] + 1),
    bmsDid(base + 3, words.maxVolts, CELL_MV, ({ bms }) => 1000 * bms.readings.moduleMaxVolts[module]),
    bmsDid(base + 4, words.minProbe, CELL_NUMBER, () => module + 1),
    bmsDid(base + 5, words.minTemp, temperature, ({ bms }) => bms.readings.moduleTempDegC[module]),
    bmsDid(base + 6, words.maxProbe, CELL_NUMBER, () => module + 1),
    bmsDid(base + 7, words.maxTemp, temperature, ({ bms }) => bms.readings.moduleTempDegC[module]),
  ]
}

const driveDid = numbersOf<Systems>('drive', 'drive')

export const DRIVE_DIDS: readonly Did[] = [
  driveDid(0x0101, NAMES.driveBus, VOLTS_BY_10, ({ drive }) => drive.readings.busVolts),
  driveDid(0x0102, NAMES.motorSpeed, { isSigned: true, unit: 'rpm' }, ({ drive }) => drive.readings.motorRpm),
  driveDid(0x0103, NAMES.torque, TORQUE, ({ drive }) => drive.readings.torqueNm),
  driveDid(0x0104, NAMES.torqueRequest, TORQUE, ({ drive }) => drive.torqueRequestNm()),
  driveDid(0x0105, NAMES.motorTemp, CELSIUS, ({ drive }) => drive.readings.motorTempDegC),
  driveDid(0x0106, NAMES.inverterTemp, CELSIUS, ({ drive }) => drive.readings.inverterTempDegC),
  driveDid(0x0107, NAMES.coolantTemp, CELSIUS, ({ drive }) => drive.readings.coolantTempDegC),
  driveDid(
    0x0108,
    NAMES.dcdcAmps,
    { group: 'lowVoltage', scale: 0.1, isSigned: true, unit: 'A' },
    ({ drive }) => drive.readings.dcdcAmps,
  ),
  driveDid(
    0x0109,
    NAMES.driveSupply,
    { group: 'lowVoltage', ...VOLTS_BY_100 },
    ({ drive }) => drive.readings.supplyVolts,
  ),
  driveDid(0x010a, NAMES.driveState, { bytes: 1, states: didStates('drive') }, ({ drive }) =>
    DRIVE_STATES.indexOf(drive.state()),
  ),
  driveDid(0x010b, NAMES.accelerator, { scale: 0.1, unit: '%' }, ({ drive }) => 100 * drive.readings.accelerator),
  driveDid(0x010c, NAMES.prechargePeak, VOLTS_BY_10, ({ drive }) => drive.prechargeVoltsMax()),
  driveDid(0x010d, NAMES.speed, { scale: 0.01, unit: 'km/h' }, ({ signals }) => 3.6 * Math.abs(signals.speedMps)),
  driveDid(0x010e, NAMES.resolverSine, VOLTS_BY_1000, ({ drive }) => drive.readings.resolverSineVolts),
  driveDid(0x010f, NAMES.resolverCosine, VOLTS_BY_1000, ({ drive }) => drive.readings.resolverCosineVolts),
  driveDid(0x0113, NAMES.resolverExcitation, VOLTS_BY_1000, ({ drive }) => drive.readings.resolverExcitationVolts),
  driveDid(0x0114, NAMES.brake, { scale: 0.1, unit: '%' }, ({ drive }) => 100 * drive.readings.brake),
  driveDid(0x0115, NAMES.phaseU, PHASE_CURRENT, ({ drive }) => drive.readings.phaseUA),
  driveDid(0x0116, NAMES.phaseV, PHASE_CURRENT, ({ drive }) => drive.readings.phaseVA),
  driveDid(0x0117, NAMES.phaseW, PHASE_CURRENT, ({ drive }) => drive.readings.phaseWA),
  driveDid(0x0118, NAMES.pilotVolts, { scale: 0.01, unit: 'V' }, ({ drive }) => drive.readings.pilotVolts),
  driveDid(0x0119, NAMES.stationLimit, { scale: 0.1, unit: 'A' }, ({ drive }) =>
    pilotAmpsMax(drive.readings.pilotDuty),
  ),
]

const bodyDid = numbersOf<Systems>('body', 'lowVoltage')
const onOff = { bytes: 1, states: didStates('onOff') }

export const BODY_DIDS: readonly Did[] = [
  bodyDid(0x0201, NAMES.bodySupply, VOLTS_BY_100, ({ body }) => body.readings.supplyVolts),
  bodyDid(0x0202, NAMES.ignition, onOff, ({ signals }) => Number(signals.isIgnitionOn)),
  bodyDid(0x0203, NAMES.chargePlug, onOff, ({ signals }) => Number(signals.isPlugged)),
  bodyDid(0x0204, NAMES.cabinTemp, CELSIUS, ({ body }) => body.readings.cabinTempDegC),
  bodyDid(0x0205, NAMES.compressorRequest, WATTS, ({ body }) => body.compressorRequestW()),
  bodyDid(0x0206, NAMES.compressorPower, WATTS, ({ body }) => body.readings.compressorW),
  bodyDid(0x0207, NAMES.ambientTemp, CELSIUS, ({ body }) => body.readings.ambientTempDegC),
  bodyDid(0x0208, NAMES.cableLimit, { bytes: 1, unit: 'A' }, ({ signals }) => signals.cableAmpsMax),
  ...bodyCodings<Systems>(onOff.states),
]

const gatewayDid = numbersOf<Systems>('gateway', 'lowVoltage')

export const GATEWAY_DIDS: readonly Did[] = [
  gatewayDid(0x0301, NAMES.gatewaySupply, VOLTS_BY_100, ({ gateway }) => gateway.supplyVolts()),
  gatewayDid(0x0302, NAMES.gatewayState, { bytes: 1, states: didStates('gateway') }, ({ gateway }) =>
    GATEWAY_STATES.indexOf(gateway.state()),
  ),
  gatewayDid(0x0303, NAMES.driveHeard, onOff, ({ gateway }) => Number(gateway.heard.drive)),
  gatewayDid(0x0304, NAMES.bmsHeard, onOff, ({ gateway }) => Number(gateway.heard.bms)),
  gatewayDid(0x0305, NAMES.bodyHeard, onOff, ({ gateway }) => Number(gateway.heard.body)),
]

/** Made-up part numbers; their shape is the trade's. */
export const IDENTITIES: Readonly<Record<EcuId, Identity>> = {
  bms: { partNumber: 'LB-A3-BMS-126S', software: 'BMS 1.04.02', hardware: 'H 2.1', system: 'BatteryManagement' },
  drive: { ...WORKS_SOFTWARE.drive, hardware: 'H 3.0', system: 'DriveUnit' },
  body: { ...WORKS_SOFTWARE.body, hardware: 'H 1.4', system: 'BodyControl' },
  gateway: { partNumber: 'LB-A3-GW-01', software: 'GW 1.02.00', hardware: 'H 1.1', system: 'Gateway' },
}

function insulationPerVolt({ bms }: Systems): number {
  return bms.readings.insulationOhm / Math.max(1, bms.readings.packVolts)
}

function cellSpreadMv({ bms }: Systems): number {
  return 1000 * (bms.readings.cellVoltsMax - bms.readings.cellVoltsMin)
}

/** 0 open, 1 precharge, 2 closed, 3 locked after a failure. */
export function contactorState({ signals }: Systems): number {
  switch (signals.bmsState) {
    case 'weldTest':
    case 'precharge':
      return 1
    case 'handOver':
    case 'closed':
      return 2
    case 'locked':
      return 3
    default:
      return 0
  }
}
