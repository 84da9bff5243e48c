/**
 * Data identifiers of this car: layout, name and where each value comes from.
 *
 * Identifiers of the battery management system up to 1FFF are those that public tools read from the real car (OVMS,
 * WiCAN, Battery-Emulator); those from 2000 on, and the other units' below F000, are our own.
 * Left out: byte order of the real car's 0008 (little-endian there); here every value is big-endian.
 */
import type { DidInfo, Words } from '../../car.ts'
import { MODULE_COUNT } from './harness.ts'
import type { Systems } from './systems.ts'
import { DID_WORDS, didStates, moduleDidWords, TEXT_DID_WORDS } from './words.ts'

export type Did = DidInfo & { read(systems: Systems): number }
export type TextDid = DidInfo & { text(systems: Systems): string }

type Layout = {
  bytes?: number
  scale?: number
  offset?: number
  signed?: boolean
  unit?: string
  group?: DidInfo['group']
  states?: DidInfo['states']
}

function numeric(ecu: string, did: number, name: Words, layout: Layout, read: Did['read']): Did {
  const { bytes = 2, scale = 1, offset = 0, signed = false, unit = '', group = 'battery', states } = layout
  const info = { ecu, did, name, unit, bytes, scale, offset, signed, group, read }
  return states === undefined ? info : { ...info, states }
}

const CELSIUS = { bytes: 1, offset: -40, unit: '°C' } as const

export const BMS_DIDS: readonly Did[] = [
  numeric('bms', 0x0005, DID_WORDS.soc, { bytes: 1, unit: '%' }, ({ bms }) => 100 * bms.readings.soc),
  numeric('bms', 0x0008, DID_WORDS.packVolts, { unit: 'V' }, ({ bms }) => bms.readings.packVolts),
  numeric('bms', 0x0009, DID_WORDS.packAmps, { scale: 0.1, offset: -500, unit: 'A' }, ({ bms }) => bms.readings.amps),
  numeric('bms', 0x000a, DID_WORDS.chargeLimit, { scale: 0.1, unit: 'kW' }, ({ signals }) => signals.chargeWMax / 1000),
  numeric(
    'bms',
    0x000b,
    DID_WORDS.dischargeLimit,
    { scale: 0.1, unit: 'kW' },
    ({ signals }) => signals.dischargeWMax / 1000,
  ),
  numeric(
    'bms',
    0x002b,
    DID_WORDS.cellMin,
    { unit: 'mV', group: 'cells' },
    ({ bms }) => 1000 * bms.readings.cellVoltsMin,
  ),
  numeric(
    'bms',
    0x002d,
    DID_WORDS.cellMax,
    { unit: 'mV', group: 'cells' },
    ({ bms }) => 1000 * bms.readings.cellVoltsMax,
  ),
  numeric('bms', 0x002f, DID_WORDS.tempMean, CELSIUS, ({ bms }) => bms.readings.tempDegCMean),
  numeric('bms', 0x0031, DID_WORDS.tempMin, CELSIUS, ({ bms }) => bms.readings.tempDegCMin),
  numeric('bms', 0x0032, DID_WORDS.tempMax, CELSIUS, ({ bms }) => bms.readings.tempDegCMax),
  numeric('bms', 0x1ffc, DID_WORDS.socFine, { scale: 0.01, unit: '%' }, ({ bms }) => 100 * bms.readings.soc),
  numeric('bms', 0x2001, DID_WORDS.insulation, { unit: 'kΩ' }, ({ bms }) => bms.readings.insulationOhm / 1000),
  numeric('bms', 0x2002, DID_WORDS.insulationPerVolt, { unit: 'Ω/V' }, (systems) => insulationPerVolt(systems)),
  numeric(
    'bms',
    0x2003,
    DID_WORDS.interlockReturn,
    { scale: 0.01, unit: 'V' },
    ({ bms }) => bms.readings.interlockVolts,
  ),
  numeric('bms', 0x2004, DID_WORDS.busAtContactors, { scale: 0.1, unit: 'V' }, ({ bms }) => bms.readings.busVolts),
  numeric('bms', 0x2005, DID_WORDS.contactors, { bytes: 1, states: didStates('contactors') }, contactorState),
  numeric('bms', 0x2006, DID_WORDS.prechargeTime, { unit: 'ms' }, ({ bms }) => bms.readings.prechargeMs),
  numeric('bms', 0x2007, DID_WORDS.cellSpread, { unit: 'mV', group: 'cells' }, ({ bms }) => cellSpreadMv(bms.readings)),
  numeric('bms', 0x2008, DID_WORDS.cellMinNumber, { bytes: 1, group: 'cells' }, ({ bms }) => bms.readings.cellMin + 1),
  numeric('bms', 0x2009, DID_WORDS.cellMaxNumber, { bytes: 1, group: 'cells' }, ({ bms }) => bms.readings.cellMax + 1),
  ...Array.from({ length: MODULE_COUNT }, (_, module) => moduleDids(module)).flat(),
]

/** Eight identifiers for each measuring board: weakest cell, its voltage, strongest cell, its voltage, temperatures. */
function moduleDids(module: number): Did[] {
  const base = 0x016c + 8 * module // Ends at 01BB.
  const words = moduleDidWords(module + 1)
  const cells = { group: 'cells', unit: 'mV' } as const
  const number = { group: 'cells', bytes: 1 } as const
  const temp = { ...CELSIUS, group: 'cells' } as const
  const r = ({ bms }: Systems) => bms.readings
  return [
    numeric('bms', base, words.minCell, number, (s) => r(s).moduleMinCell[module] + 1),
    numeric('bms', base + 1, words.minVolts, cells, (s) => 1000 * r(s).moduleMinVolts[module]),
    numeric('bms', base + 2, words.maxCell, number, (s) => r(s).moduleMaxCell[module] + 1),
    numeric('bms', base + 3, words.maxVolts, cells, (s) => 1000 * r(s).moduleMaxVolts[module]),
    numeric('bms', base + 4, words.minProbe, number, () => module + 1),
    numeric('bms', base + 5, words.minTemp, temp, (s) => r(s).moduleTempDegC[module]),
    numeric('bms', base + 6, words.maxProbe, number, () => module + 1),
    numeric('bms', base + 7, words.maxTemp, temp, (s) => r(s).moduleTempDegC[module]),
  ]
}

const driveGroup = { group: 'drive' } as const
const lowVoltage = { group: 'lowVoltage' } as const
const DRIVE_STATES = ['asleep', 'off', 'starting', 'ready', 'charging', 'stopping'] as const

export const DRIVE_DIDS: readonly Did[] = [
  numeric(
    'drive',
    0x0101,
    DID_WORDS.driveBus,
    { ...driveGroup, scale: 0.1, unit: 'V' },
    ({ drive }) => drive.readings.busVolts,
  ),
  numeric(
    'drive',
    0x0102,
    DID_WORDS.motorSpeed,
    { ...driveGroup, signed: true, unit: 'rpm' },
    ({ drive }) => drive.readings.motorRpm,
  ),
  numeric(
    'drive',
    0x0103,
    DID_WORDS.torque,
    { ...driveGroup, scale: 0.1, signed: true, unit: 'Nm' },
    ({ drive }) => drive.readings.torqueNm,
  ),
  numeric(
    'drive',
    0x0104,
    DID_WORDS.torqueRequest,
    { ...driveGroup, scale: 0.1, signed: true, unit: 'Nm' },
    ({ drive }) => drive.readings.torqueRequestNm,
  ),
  numeric(
    'drive',
    0x0105,
    DID_WORDS.motorTemp,
    { ...CELSIUS, ...driveGroup },
    ({ drive }) => drive.readings.motorTempDegC,
  ),
  numeric(
    'drive',
    0x0106,
    DID_WORDS.inverterTemp,
    { ...CELSIUS, ...driveGroup },
    ({ drive }) => drive.readings.inverterTempDegC,
  ),
  numeric(
    'drive',
    0x0107,
    DID_WORDS.coolantTemp,
    { ...CELSIUS, ...driveGroup },
    ({ drive }) => drive.readings.coolantTempDegC,
  ),
  numeric(
    'drive',
    0x0108,
    DID_WORDS.dcdcAmps,
    { ...lowVoltage, scale: 0.1, signed: true, unit: 'A' },
    ({ drive }) => drive.readings.dcdcAmps,
  ),
  numeric(
    'drive',
    0x0109,
    DID_WORDS.driveSupply,
    { ...lowVoltage, scale: 0.01, unit: 'V' },
    ({ drive }) => drive.readings.supplyVolts,
  ),
  numeric('drive', 0x010a, DID_WORDS.driveState, { ...driveGroup, bytes: 1, states: didStates('drive') }, ({ drive }) =>
    DRIVE_STATES.indexOf(drive.state),
  ),
  numeric(
    'drive',
    0x010b,
    DID_WORDS.accelerator,
    { ...driveGroup, scale: 0.1, unit: '%' },
    ({ drive }) => 100 * drive.readings.accelerator,
  ),
  numeric(
    'drive',
    0x010c,
    DID_WORDS.prechargePeak,
    { ...driveGroup, scale: 0.1, unit: 'V' },
    ({ drive }) => drive.readings.prechargeVoltsMax,
  ),
  numeric(
    'drive',
    0x010d,
    DID_WORDS.speed,
    { ...driveGroup, scale: 0.01, unit: 'km/h' },
    ({ physics }) => 3.6 * Math.abs(physics.now.speedMps),
  ),
  numeric(
    'drive',
    0x010e,
    DID_WORDS.resolverSine,
    { ...driveGroup, scale: 0.001, unit: 'V' },
    ({ drive }) => drive.readings.resolverSineVolts,
  ),
  numeric(
    'drive',
    0x010f,
    DID_WORDS.resolverCosine,
    { ...driveGroup, scale: 0.001, unit: 'V' },
    ({ drive }) => drive.readings.resolverCosineVolts,
  ),
]

export const BODY_DIDS: readonly Did[] = [
  numeric(
    'body',
    0x0201,
    DID_WORDS.bodySupply,
    { ...lowVoltage, scale: 0.01, unit: 'V' },
    ({ body }) => body.readings.supplyVolts,
  ),
  numeric('body', 0x0202, DID_WORDS.ignition, { ...lowVoltage, bytes: 1, states: didStates('onOff') }, ({ signals }) =>
    Number(signals.isIgnitionOn),
  ),
  numeric(
    'body',
    0x0203,
    DID_WORDS.chargePlug,
    { ...lowVoltage, bytes: 1, states: didStates('onOff') },
    ({ signals }) => Number(signals.isPlugged),
  ),
]

export const GATEWAY_DIDS: readonly Did[] = [
  numeric('gateway', 0x0301, DID_WORDS.gatewaySupply, { ...lowVoltage, scale: 0.01, unit: 'V' }, ({ gateway }) =>
    gateway.supplyVolts(),
  ),
]

type Identity = {
  readonly partNumber: string
  readonly software: string
  readonly hardware: string
  readonly system: string
}

/** Made-up part numbers; their shape is the trade's. F188 is missing on purpose: the real car refuses it too. */
export const IDENTITIES: Readonly<Record<string, Identity>> = {
  bms: { partNumber: 'LB-A3-BMS-126S', software: 'BMS 1.04.02', hardware: 'H 2.1', system: 'BatteryManagement' },
  drive: { partNumber: 'LB-A3-DRV-150', software: 'DRV 2.11.00', hardware: 'H 3.0', system: 'DriveUnit' },
  body: { partNumber: 'LB-A3-BCM-01', software: 'BCM 1.20.05', hardware: 'H 1.4', system: 'BodyControl' },
  gateway: { partNumber: 'LB-A3-GW-01', software: 'GW 1.02.00', hardware: 'H 1.1', system: 'Gateway' },
}

export function textDids(ecu: string): TextDid[] {
  const { partNumber, software, hardware, system } = IDENTITIES[ecu]
  const text = (did: number, name: Words, bytes: number, read: TextDid['text']): TextDid => ({
    ecu,
    did,
    name,
    unit: '',
    bytes,
    scale: 1,
    offset: 0,
    signed: false,
    group: 'identification',
    isText: true,
    text: read,
  })
  return [
    text(0xf187, TEXT_DID_WORDS.partNumber, 16, () => partNumber),
    text(
      0xf18c,
      TEXT_DID_WORDS.serialNumber,
      12,
      ({ seed }) =>
        `${ecu.slice(0, 3).toUpperCase()}${String(seed >>> 0)
          .padStart(9, '0')
          .slice(-9)}`,
    ),
    text(0xf190, TEXT_DID_WORDS.vin, 17, ({ vin }) => vin),
    text(0xf191, TEXT_DID_WORDS.hardware, 8, () => hardware),
    text(0xf195, TEXT_DID_WORDS.software, 12, () => software),
    text(0xf197, TEXT_DID_WORDS.system, 20, () => system),
  ]
}

function insulationPerVolt({ bms }: Systems): number {
  return bms.readings.insulationOhm / Math.max(1, bms.readings.packVolts)
}

function cellSpreadMv({ cellVoltsMax, cellVoltsMin }: Systems['bms']['readings']): number {
  return 1000 * (cellVoltsMax - cellVoltsMin)
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

/** The record of a value: rounded, and held within its bytes. */
export function writeValue(record: Uint8Array, { scale, offset, signed }: DidInfo, value: number): Uint8Array {
  let range = 1
  for (let i = 0; i < record.length; i++) range *= 256
  const lowest = signed ? -range / 2 : 0
  const highest = (signed ? range / 2 : range) - 1
  let raw = Math.min(highest, Math.max(lowest, Math.round((value - offset) / scale)))
  if (raw < 0) raw += range
  for (let i = record.length - 1; i >= 0; i--) {
    record[i] = raw % 256
    raw = Math.floor(raw / 256)
  }
  return record
}
