/**
 * The tables of legislated on-board diagnostics: modes, parameters with their formulas, info types. SAE J1979.
 * A value is a scaled one of the bytes named (see ../uds/scaled.ts). The tables of mode 06 are ./monitor-tables.ts.
 * Left out: parameters that no car here could serve. What each formula was checked against: ./coverage.md.
 */
import type { Scaling } from '../uds/scaled.ts'

/** Called services since 2002; "mode" is what the trade says. */
export const MODE = {
  currentData: 0x01,
  freezeFrame: 0x02,
  confirmedDtcs: 0x03,
  clear: 0x04,
  monitorResults: 0x06,
  pendingDtcs: 0x07,
  control: 0x08,
  vehicleInformation: 0x09,
  permanentDtcs: 0x0a,
} as const

/** The highest first byte of a request that belongs here; what is above is UDS. */
export const MODE_MAX = 0x0a

/** Parameters that the server makes itself. */
export const PID = { monitorStatus: 0x01, freezeFrameDtc: 0x02, monitorStatusThisCycle: 0x41 } as const

/** Parameters of mode 01 that one request may name, and of mode 02. In modes 06, 08 and 09: as many bitmaps. */
export const PIDS_PER_REQUEST_MAX = 6
export const FREEZE_PIDS_PER_REQUEST_MAX = 3

/** Data bytes A to E that mode 08 carries beside its test identifier. */
export const CONTROL_BYTES_MAX = 5

/** Tests and systems that mode 08 controls. */
export const CONTROL_TEST = { evaporativeSystemLeakTest: 0x01 } as const

/** Every 32nd identifier is a bitmap of the next 32. */
export const BITMAP_STEP = 0x20

/** The odd ones below 0A count messages on buses that are not CAN. */
export const INFO_TYPE = {
  vin: 0x02,
  calibrationId: 0x04,
  calibrationVerificationNumber: 0x06,
  inUsePerformanceSpark: 0x08,
  ecuName: 0x0a,
  inUsePerformanceCompression: 0x0b,
  engineSerialNumber: 0x0d,
  exhaustRegulationNumber: 0x0f,
  fueledEngineCycles: 0x12,
  evaporativeMonitorDistance: 0x14,
} as const

/** Bytes of one item; what is counted in two bytes each has as many items as it counts. */
export const INFO_BYTE_LENGTH = {
  [INFO_TYPE.vin]: 17,
  [INFO_TYPE.calibrationId]: 16,
  [INFO_TYPE.calibrationVerificationNumber]: 4,
  [INFO_TYPE.inUsePerformanceSpark]: 2,
  [INFO_TYPE.ecuName]: 20,
  [INFO_TYPE.inUsePerformanceCompression]: 2,
  [INFO_TYPE.engineSerialNumber]: 17,
  [INFO_TYPE.exhaustRegulationNumber]: 17,
  [INFO_TYPE.fueledEngineCycles]: 2,
  [INFO_TYPE.evaporativeMonitorDistance]: 2,
} as const satisfies Readonly<Record<number, number>>

/** Counters of info type 08, in their order: how often a monitor could complete, how often it should have. */
export const IN_USE_SPARK = [
  'OBDCOND',
  'IGNCNTR',
  'CATCOMP1',
  'CATCOND1',
  'CATCOMP2',
  'CATCOND2',
  'O2SCOMP1',
  'O2SCOND1',
  'O2SCOMP2',
  'O2SCOND2',
  'EGRCOMP',
  'EGRCOND',
  'AIRCOMP',
  'AIRCOND',
  'EVAPCOMP',
  'EVAPCOND',
  'SO2SCOMP1',
  'SO2SCOND1',
  'SO2SCOMP2',
  'SO2SCOND2',
  'AFRICOMP1',
  'AFRICOND1',
  'AFRICOMP2',
  'AFRICOND2',
  'PFCOMP1',
  'PFCOND1',
  'PFCOMP2',
  'PFCOND2',
] as const

/** Counters of info type 0B. */
export const IN_USE_COMPRESSION = [
  'OBDCOND',
  'IGNCNTR',
  'HCCATCOMP',
  'HCCATCOND',
  'NCATCOMP',
  'NCATCOND',
  'NADSCOMP',
  'NADSCOND',
  'PMCOMP',
  'PMCOND',
  'EGSCOMP',
  'EGSCOND',
  'EGRCOMP',
  'EGRCOND',
  'BPCOMP',
  'BPCOND',
  'FUELCOMP',
  'FUELCOND',
] as const

export type InUseCounter = (typeof IN_USE_SPARK)[number] | (typeof IN_USE_COMPRESSION)[number]

/** How many counters an answer may hold: each edition of the standard added some. */
export const IN_USE_COUNTS_SPARK: readonly number[] = [16, 20, 28]
export const IN_USE_COUNTS_COMPRESSION: readonly number[] = [16, 18]

/** Monitors that run all the time, as bits of PID 01 and 41. */
export const CONTINUOUS_MONITOR = { misfire: 0x01, fuelSystem: 0x02, components: 0x04 } as const

/** The other monitors of an engine with spark ignition; a hybrid's are those of its engine. */
export const SPARK_MONITOR = {
  catalyst: 0x01,
  heatedCatalyst: 0x02,
  evaporativeSystem: 0x04,
  secondaryAir: 0x08,
  particulateFilter: 0x10,
  oxygenSensor: 0x20,
  oxygenSensorHeater: 0x40,
  egrOrVvt: 0x80,
} as const

/** And with compression ignition. */
export const COMPRESSION_MONITOR = {
  nmhcCatalyst: 0x01,
  noxAftertreatment: 0x02,
  boostPressure: 0x08,
  exhaustGasSensor: 0x20,
  particulateFilter: 0x40,
  egrOrVvt: 0x80,
} as const

/** What PID 03 says of each fuel system; 0 when the engine is off. */
export const FUEL_SYSTEM = {
  openLoopCold: 1,
  closedLoop: 2,
  openLoopDriving: 4,
  openLoopFault: 8,
  closedLoopFault: 16,
} as const

/** OBD requirements that a car is designed to, PID 1C. */
export const OBD_STANDARD = { obd2Carb: 1, obd: 2, obdAndObd2: 3, eobd: 6 } as const

/** Fuel type, PID 51. */
export const FUEL_TYPE = {
  petrol: 1,
  diesel: 4,
  electric: 8,
  hybridPetrol: 17,
  hybridElectric: 20,
  hybridMixed: 21,
} as const

export type ParameterField = Scaling & {
  readonly name: string
  readonly unit: string
  readonly firstByte: number
  readonly byteLength: number
}

export type Parameter = {
  readonly pid: number
  readonly byteLength: number
  readonly fields: readonly ParameterField[]
}

const PERCENT = 100 / 255
const TRIM = 100 / 128

/** Most parameters hold one value, in all their bytes. */
function one(pid: number, name: string, unit: string, byteLength: number, scale = 1, offset = 0): Parameter {
  return { pid, byteLength, fields: [{ name, unit, firstByte: 0, byteLength, scale, offset, isSigned: false }] }
}

type FieldOptions = { byteLength?: number; scale?: number; offset?: number; isSigned?: boolean }

/** Values one behind the other, from the first byte on. */
function several(pid: number, ...parts: readonly (FieldOptions & { name: string; unit: string })[]): Parameter {
  let firstByte = 0
  const fields = parts.map((part) => {
    const each = { byteLength: 1, scale: 1, offset: 0, isSigned: false, ...part, firstByte }
    firstByte += each.byteLength
    return each
  })
  return { pid, byteLength: firstByte, fields }
}

/** A first byte whose bits tell which of the values behind it there are: bit 0 is the first one. */
const supported = (name: string) => ({ name: `${name}: which there are`, unit: '' })

const percent = (name: string) => ({ name, unit: '%', scale: PERCENT })
const trim = (name: string) => ({ name, unit: '%', scale: TRIM, offset: -100 })
const degC = (name: string) => ({ name, unit: '°C', offset: -40 })
const torque = (name: string) => ({ name, unit: '%', offset: -125 })
const twoBytes = (name: string, unit: string, scale = 1) => ({ name, unit, byteLength: 2, scale })

/** Eight oxygen sensors: four behind each of two banks of cylinders, sensor 1 before the catalyst. */
const OXYGEN_SENSORS = [1, 2].flatMap((bank) => [1, 2, 3, 4].map((sensor) => `bank ${bank}, sensor ${sensor}`))

/** A conventional sensor: its voltage, and the fuel trim that belongs to it. */
function oxygenSensors(firstPid: number): Parameter[] {
  return OXYGEN_SENSORS.map((place, i) =>
    several(
      firstPid + i,
      { name: `Oxygen sensor, ${place}, voltage`, unit: 'V', scale: 0.005 },
      trim(`Oxygen sensor, ${place}, short term fuel trim`),
    ),
  )
}

/** A wide-range sensor: the ratio of air and fuel, and what it is measured from. */
function lambdaSensors(firstPid: number, measured: FieldOptions & { name: string; unit: string }): Parameter[] {
  return OXYGEN_SENSORS.map((place, i) =>
    several(firstPid + i, twoBytes(`Lambda sensor, ${place}, equivalence ratio`, '', 2 / 65536), {
      ...measured,
      name: `Lambda sensor, ${place}, ${measured.name}`,
    }),
  )
}

const ALL: readonly Parameter[] = [
  one(0x01, 'Monitor status since DTCs cleared', '', 4),
  one(0x02, 'DTC that caused the freeze frame', '', 2),
  several(0x03, { name: 'Fuel system 1 status', unit: '' }, { name: 'Fuel system 2 status', unit: '' }),
  one(0x04, 'Calculated load', '%', 1, PERCENT),
  one(0x05, 'Engine coolant temperature', '°C', 1, 1, -40),
  one(0x06, 'Short term fuel trim, bank 1', '%', 1, TRIM, -100),
  one(0x07, 'Long term fuel trim, bank 1', '%', 1, TRIM, -100),
  one(0x08, 'Short term fuel trim, bank 2', '%', 1, TRIM, -100),
  one(0x09, 'Long term fuel trim, bank 2', '%', 1, TRIM, -100),
  one(0x0a, 'Fuel pressure', 'kPa', 1, 3),
  one(0x0b, 'Intake manifold absolute pressure', 'kPa', 1),
  one(0x0c, 'Engine speed', 'rpm', 2, 0.25),
  one(0x0d, 'Vehicle speed', 'km/h', 1),
  one(0x0e, 'Timing advance', '°', 1, 0.5, -64),
  one(0x0f, 'Intake air temperature', '°C', 1, 1, -40),
  one(0x10, 'Air flow rate', 'g/s', 2, 0.01),
  one(0x11, 'Throttle position', '%', 1, PERCENT),
  one(0x12, 'Commanded secondary air status', '', 1),
  one(0x13, 'Oxygen sensors present, two banks', '', 1),
  ...oxygenSensors(0x14),
  one(0x1c, 'OBD requirements', '', 1),
  one(0x1d, 'Oxygen sensors present, four banks', '', 1),
  one(0x1e, 'Auxiliary input status', '', 1),
  one(0x1f, 'Time since engine start', 's', 2),
  one(0x21, 'Distance with MIL on', 'km', 2),
  one(0x22, 'Fuel rail pressure over manifold', 'kPa', 2, 0.079),
  one(0x23, 'Fuel rail pressure', 'kPa', 2, 10),
  ...lambdaSensors(0x24, twoBytes('voltage', 'V', 8 / 65536)),
  one(0x2c, 'Commanded EGR', '%', 1, PERCENT),
  one(0x2d, 'EGR error', '%', 1, TRIM, -100),
  one(0x2e, 'Commanded evaporative purge', '%', 1, PERCENT),
  one(0x2f, 'Fuel level', '%', 1, PERCENT),
  one(0x30, 'Warm-ups since DTCs cleared', '', 1),
  one(0x31, 'Distance since DTCs cleared', 'km', 2),
  several(0x32, { ...twoBytes('Evaporative system vapour pressure', 'Pa', 0.25), isSigned: true }),
  one(0x33, 'Barometric pressure', 'kPa', 1),
  ...lambdaSensors(0x34, { ...twoBytes('current', 'mA', 1 / 256), offset: -128 }),
  one(0x3c, 'Catalyst temperature, bank 1, sensor 1', '°C', 2, 0.1, -40),
  one(0x3d, 'Catalyst temperature, bank 2, sensor 1', '°C', 2, 0.1, -40),
  one(0x3e, 'Catalyst temperature, bank 1, sensor 2', '°C', 2, 0.1, -40),
  one(0x3f, 'Catalyst temperature, bank 2, sensor 2', '°C', 2, 0.1, -40),
  one(0x41, 'Monitor status this driving cycle', '', 4),
  one(0x42, 'Control module voltage', 'V', 2, 0.001),
  one(0x43, 'Absolute load', '%', 2, PERCENT),
  one(0x44, 'Commanded equivalence ratio', '', 2, 2 / 65536),
  one(0x45, 'Relative throttle position', '%', 1, PERCENT),
  one(0x46, 'Ambient air temperature', '°C', 1, 1, -40),
  one(0x47, 'Absolute throttle position B', '%', 1, PERCENT),
  one(0x48, 'Absolute throttle position C', '%', 1, PERCENT),
  one(0x49, 'Accelerator pedal position D', '%', 1, PERCENT),
  one(0x4a, 'Accelerator pedal position E', '%', 1, PERCENT),
  one(0x4b, 'Accelerator pedal position F', '%', 1, PERCENT),
  one(0x4c, 'Commanded throttle actuator', '%', 1, PERCENT),
  one(0x4d, 'Time with MIL on', 'min', 2),
  one(0x4e, 'Time since DTCs cleared', 'min', 2),
  several(
    0x4f,
    { name: 'Highest equivalence ratio', unit: '' },
    { name: 'Highest oxygen sensor voltage', unit: 'V' },
    { name: 'Highest oxygen sensor current', unit: 'mA' },
    { name: 'Highest intake manifold absolute pressure', unit: 'kPa', scale: 10 },
  ),
  several(
    0x50,
    { name: 'Highest air flow rate', unit: 'g/s', scale: 10 },
    { name: 'Reserved', unit: '', byteLength: 3 },
  ),
  one(0x51, 'Fuel type', '', 1),
  one(0x52, 'Ethanol in the fuel', '%', 1, PERCENT),
  one(0x53, 'Evaporative system absolute vapour pressure', 'kPa', 2, 0.005),
  several(0x54, { ...twoBytes('Evaporative system vapour pressure, wide', 'Pa'), isSigned: true }),
  ...['Short term trim of secondary oxygen sensor', 'Long term trim of secondary oxygen sensor'].flatMap((name, i) => [
    several(0x55 + i, trim(`${name}, bank 1`), trim(`${name}, bank 3`)),
    several(0x57 + i, trim(`${name}, bank 2`), trim(`${name}, bank 4`)),
  ]),
  one(0x59, 'Fuel rail absolute pressure', 'kPa', 2, 10),
  one(0x5a, 'Relative accelerator pedal position', '%', 1, PERCENT),
  one(0x5b, 'Hybrid or EV battery pack remaining charge', '%', 1, PERCENT),
  one(0x5c, 'Engine oil temperature', '°C', 1, 1, -40),
  one(0x5d, 'Fuel injection timing', '°', 2, 1 / 128, -210),
  one(0x5e, 'Engine fuel rate', 'L/h', 2, 0.05),
  one(0x5f, 'Emission requirements', '', 1),
  one(0x61, 'Demanded torque', '%', 1, 1, -125),
  one(0x62, 'Actual torque', '%', 1, 1, -125),
  one(0x63, 'Reference torque', 'Nm', 2),
  several(0x64, torque('Torque at idle'), ...[1, 2, 3, 4].map((point) => torque(`Torque at point ${point}`))),
  one(0x65, 'Auxiliary inputs and outputs', '', 2),
  several(
    0x66,
    supported('Air flow sensors'),
    twoBytes('Air flow sensor A', 'g/s', 1 / 32),
    twoBytes('Air flow sensor B', 'g/s', 1 / 32),
  ),
  several(0x67, supported('Coolant sensors'), degC('Coolant temperature 1'), degC('Coolant temperature 2')),
  several(
    0x68,
    supported('Intake air sensors'),
    ...[1, 2].flatMap((bank) => [1, 2, 3].map((sensor) => degC(`Intake air, bank ${bank}, sensor ${sensor}`))),
  ),
  several(
    0x69,
    supported('EGR values'),
    ...['A', 'B'].flatMap((egr) => [
      percent(`Commanded EGR ${egr}`),
      percent(`Actual EGR ${egr}`),
      trim(`EGR ${egr} error`),
    ]),
  ),
  several(
    0x6c,
    supported('Throttle values'),
    ...['A', 'B'].flatMap((throttle) => [
      percent(`Commanded throttle ${throttle}`),
      percent(`Relative position of throttle ${throttle}`),
    ]),
  ),
  several(
    0x6d,
    supported('Fuel rail values'),
    ...['A', 'B'].flatMap((rail) => [
      twoBytes(`Commanded pressure of fuel rail ${rail}`, 'kPa', 10),
      twoBytes(`Pressure of fuel rail ${rail}`, 'kPa', 10),
      degC(`Temperature of fuel rail ${rail}`),
    ]),
  ),
  several(
    0x6f,
    supported('Compressor inlet sensors'),
    { name: 'Compressor inlet pressure A', unit: 'kPa' },
    { name: 'Compressor inlet pressure B', unit: 'kPa' },
  ),
  several(
    0x70,
    supported('Boost pressure values'),
    ...['A', 'B'].flatMap((boost) => [
      twoBytes(`Commanded boost pressure ${boost}`, 'kPa', 1 / 32),
      twoBytes(`Boost pressure ${boost}`, 'kPa', 1 / 32),
    ]),
    { name: 'Boost pressure control status', unit: '' },
  ),
  several(
    0x72,
    supported('Wastegate values'),
    ...['A', 'B'].flatMap((gate) => [percent(`Commanded wastegate ${gate}`), percent(`Position of wastegate ${gate}`)]),
  ),
  several(
    0x77,
    supported('Charge air sensors'),
    ...[1, 2].flatMap((bank) => [1, 2].map((sensor) => degC(`Charge air, bank ${bank}, sensor ${sensor}`))),
  ),
  several(
    0x7f,
    supported('Run times'),
    { name: 'Engine run time', unit: 's', byteLength: 4 },
    { name: 'Engine idle time', unit: 's', byteLength: 4 },
    { name: 'Run time with power take-off', unit: 's', byteLength: 4 },
  ),
  one(0x8d, 'Absolute throttle position G', '%', 1, PERCENT),
  one(0x8e, 'Friction torque', '%', 1, 1, -125),
  several(
    0x9a,
    supported('Hybrid or EV values'),
    { name: 'Hybrid or EV charging state', unit: '' },
    twoBytes('Hybrid or EV battery voltage', 'V', 1 / 64),
    { ...twoBytes('Hybrid or EV battery current', 'A', 0.1), isSigned: true },
  ),
  several(0x9d, twoBytes('Engine fuel rate', 'g/s', 0.02), twoBytes('Vehicle fuel rate', 'g/s', 0.02)),
  one(0xa6, 'Odometer', 'km', 4, 0.1),
  one(0xb2, 'Hybrid or EV battery state of health', '%', 1, PERCENT),
]

export const PARAMETERS: ReadonlyMap<number, Parameter> = new Map(
  ALL.toSorted((a, b) => a.pid - b.pid).map((parameter) => [parameter.pid, parameter]),
)
