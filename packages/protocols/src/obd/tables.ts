/**
 * The tables of legislated on-board diagnostics: modes, parameters with their formulas, info types. SAE J1979.
 * A value is a scaled one of the bytes named (see ../uds/scaled.ts).
 * Left out: parameters that no car here serves (see ./coverage.md). 9A and B2 were checked against public sources only.
 */
import type { Scaling } from '../uds/scaled.ts'

/** Called services since 2002; "mode" is what the trade says. */
export const MODE = {
  currentData: 0x01,
  freezeFrame: 0x02,
  confirmedDtcs: 0x03,
  clear: 0x04,
  pendingDtcs: 0x07,
  vehicleInformation: 0x09,
  permanentDtcs: 0x0a,
} as const

/** The highest first byte of a request that belongs here; what is above is UDS. */
export const MODE_MAX = 0x0a

/** Parameters that the server makes itself. */
export const PID = { monitorStatus: 0x01, freezeFrameDtc: 0x02, monitorStatusThisCycle: 0x41 } as const

/** Parameters of mode 01 that one request may name, and of mode 02. */
export const PIDS_PER_REQUEST_MAX = 6
export const FREEZE_PIDS_PER_REQUEST_MAX = 3

/** Every 32nd identifier is a bitmap of the next 32. */
export const BITMAP_STEP = 0x20

export const INFO_TYPE = { vin: 0x02, calibrationId: 0x04, calibrationVerificationNumber: 0x06, ecuName: 0x0a } as const
export const INFO_BYTE_LENGTH = { vin: 17, calibrationId: 16, calibrationVerificationNumber: 4, ecuName: 20 } as const

/** OBD requirements that a car is designed to, PID 1C. */
export const OBD_STANDARD = { obd2Carb: 1, obd: 2, obdAndObd2: 3, eobd: 6 } as const

/** Fuel type, PID 51. */
export const FUEL_TYPE = { petrol: 1, diesel: 4, electric: 8, hybridPetrol: 17, hybridElectric: 20 } as const

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

/** Most parameters hold one value, in all their bytes. */
function one(pid: number, name: string, unit: string, byteLength: number, scale = 1, offset = 0): Parameter {
  return { pid, byteLength, fields: [{ name, unit, firstByte: 0, byteLength, scale, offset, isSigned: false }] }
}

type FieldOptions = { byteLength?: number; scale?: number; offset?: number; isSigned?: boolean }

function field(name: string, unit: string, firstByte: number, options: FieldOptions = {}): ParameterField {
  return { name, unit, firstByte, byteLength: 1, scale: 1, offset: 0, isSigned: false, ...options }
}

/** Conventional oxygen sensor: its voltage, and the fuel trim that belongs to it. */
function oxygenSensor(pid: number, name: string): Parameter {
  const trim = field(`${name}, short term fuel trim`, '%', 1, { scale: 100 / 128, offset: -100 })
  return { pid, byteLength: 2, fields: [field(`${name}, voltage`, 'V', 0, { scale: 0.005 }), trim] }
}

const ALL: readonly Parameter[] = [
  one(0x01, 'Monitor status since DTCs cleared', '', 4),
  one(0x02, 'DTC that caused the freeze frame', '', 2),
  one(0x03, 'Fuel system status', '', 2),
  one(0x04, 'Calculated load', '%', 1, PERCENT),
  one(0x05, 'Engine coolant temperature', '°C', 1, 1, -40),
  one(0x06, 'Short term fuel trim, bank 1', '%', 1, 100 / 128, -100),
  one(0x07, 'Long term fuel trim, bank 1', '%', 1, 100 / 128, -100),
  one(0x08, 'Short term fuel trim, bank 2', '%', 1, 100 / 128, -100),
  one(0x09, 'Long term fuel trim, bank 2', '%', 1, 100 / 128, -100),
  one(0x0a, 'Fuel pressure', 'kPa', 1, 3),
  one(0x0b, 'Intake manifold absolute pressure', 'kPa', 1),
  one(0x0c, 'Engine speed', 'rpm', 2, 0.25),
  one(0x0d, 'Vehicle speed', 'km/h', 1),
  one(0x0e, 'Timing advance', '°', 1, 0.5, -64),
  one(0x0f, 'Intake air temperature', '°C', 1, 1, -40),
  one(0x10, 'Air flow rate', 'g/s', 2, 0.01),
  one(0x11, 'Throttle position', '%', 1, PERCENT),
  one(0x12, 'Commanded secondary air status', '', 1),
  one(0x13, 'Oxygen sensors present', '', 1),
  oxygenSensor(0x14, 'Oxygen sensor 1, bank 1'),
  oxygenSensor(0x15, 'Oxygen sensor 2, bank 1'),
  one(0x1c, 'OBD requirements', '', 1),
  one(0x1f, 'Time since engine start', 's', 2),
  one(0x21, 'Distance with MIL on', 'km', 2),
  one(0x23, 'Fuel rail pressure', 'kPa', 2, 10),
  one(0x2c, 'Commanded EGR', '%', 1, PERCENT),
  one(0x2e, 'Commanded evaporative purge', '%', 1, PERCENT),
  one(0x2f, 'Fuel level', '%', 1, PERCENT),
  one(0x30, 'Warm-ups since DTCs cleared', '', 1),
  one(0x31, 'Distance since DTCs cleared', 'km', 2),
  one(0x33, 'Barometric pressure', 'kPa', 1),
  one(0x3c, 'Catalyst temperature, bank 1 sensor 1', '°C', 2, 0.1, -40),
  one(0x41, 'Monitor status this driving cycle', '', 4),
  one(0x42, 'Control module voltage', 'V', 2, 0.001),
  one(0x43, 'Absolute load', '%', 2, PERCENT),
  one(0x44, 'Commanded equivalence ratio', '', 2, 2 / 65536),
  one(0x45, 'Relative throttle position', '%', 1, PERCENT),
  one(0x46, 'Ambient air temperature', '°C', 1, 1, -40),
  one(0x47, 'Absolute throttle position B', '%', 1, PERCENT),
  one(0x49, 'Accelerator pedal position D', '%', 1, PERCENT),
  one(0x4a, 'Accelerator pedal position E', '%', 1, PERCENT),
  one(0x4c, 'Commanded throttle actuator', '%', 1, PERCENT),
  one(0x4d, 'Time with MIL on', 'min', 2),
  one(0x4e, 'Time since DTCs cleared', 'min', 2),
  one(0x51, 'Fuel type', '', 1),
  one(0x59, 'Fuel rail absolute pressure', 'kPa', 2, 10),
  one(0x5a, 'Relative accelerator pedal position', '%', 1, PERCENT),
  one(0x5b, 'Hybrid or EV battery pack remaining charge', '%', 1, PERCENT),
  one(0x5c, 'Engine oil temperature', '°C', 1, 1, -40),
  one(0x5e, 'Engine fuel rate', 'L/h', 2, 0.05),
  one(0x61, 'Demanded torque', '%', 1, 1, -125),
  one(0x62, 'Actual torque', '%', 1, 1, -125),
  one(0x63, 'Reference torque', 'Nm', 2),
  {
    pid: 0x9a,
    byteLength: 6,
    fields: [
      field('Hybrid or EV data supported', '', 0),
      field('Hybrid or EV charging state', '', 1),
      field('Hybrid or EV battery voltage', 'V', 2, { byteLength: 2, scale: 1 / 64 }),
      field('Hybrid or EV battery current', 'A', 4, { byteLength: 2, scale: 0.1, isSigned: true }),
    ],
  },
  one(0xa6, 'Odometer', 'km', 4, 0.1),
  one(0xb2, 'Hybrid or EV battery state of health', '%', 1, PERCENT),
]

export const PARAMETERS: ReadonlyMap<number, Parameter> = new Map(ALL.map((parameter) => [parameter.pid, parameter]))
