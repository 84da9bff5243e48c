/**
 * The messages between a DC charger and a vehicle, and how long each waits for the other: GB/T 27930-2015, clauses 9, 10.
 *
 * `at` counts bytes from 1 and `bit` from 1, as the standard does; low byte first. A number is `raw / perUnit + offset`.
 * `isOptional`: all ones, or a message that ends before it, say that the sender does not tell.
 * The standard counts charging current negative; `isCharging` fields are positive here while the battery charges.
 */

export const ADDRESS = { charger: 0x56, vehicle: 0xf4 } as const
export const BIT_RATE = 250_000

/** What `SPN 2600` and `SPN 2565` say of this edition: V1.1. */
export const VERSION = { versionMinor: 1, versionMajor: 1 } as const

type FieldHead = { readonly name: string; readonly spn: number; readonly at: number }
export type NumberField = FieldHead & {
  readonly bytes: 1 | 2 | 3 | 4
  readonly perUnit?: number
  readonly offset?: number
  readonly isCharging?: true
  readonly isOptional?: true
  /** Some of the bits only, counted from the lowest. */
  readonly bits?: readonly [first: number, count: number]
}
/** Two bits, and what their four values say. */
export type StateField = FieldHead & { readonly bit: 1 | 3 | 5 | 7; readonly states: readonly string[] }
/** One byte of which only some values mean something; any other means `otherwise`, or makes the message invalid. */
export type CodeField = FieldHead & {
  readonly codes: Readonly<Record<string, number>>
  readonly otherwise?: string
}
export type TextField = FieldHead & { readonly bytes: number; readonly isText: true }
export type Field = NumberField | StateField | CodeField | TextField

export type Layout = {
  readonly title: string
  readonly sender: keyof typeof ADDRESS
  readonly pgn: number
  readonly priority: number
  readonly periodMs: number
  /** What we send; more bytes than that are ignored. */
  readonly bytes: number
  /** The least that is understood: what the edition of 2011 sends. */
  readonly bytesMin: number
  readonly fields: readonly Field[]
}

const READINESS = { notReady: 0x00, ready: 0xaa, invalid: 0xff } as const
const HEIGHT = ['normal', 'tooHigh', 'tooLow', 'unused'] as const
const EXCESS = ['normal', 'tooHigh', 'untrusted', 'unused'] as const
const HEALTH = ['normal', 'abnormal', 'untrusted', 'unused'] as const
const CAUSE = ['no', 'yes', 'untrusted', 'unused'] as const
const TIMELY = ['normal', 'timeout', 'untrusted', 'unused'] as const

/** Handshake, clause 10.1. */
const HANDSHAKE = {
  CHM: {
    title: 'charger handshake',
    sender: 'charger',
    pgn: 0x2600,
    priority: 6,
    periodMs: 250,
    bytes: 3,
    bytesMin: 3,
    fields: [
      { name: 'versionMinor', spn: 2600, at: 1, bytes: 1 },
      { name: 'versionMajor', spn: 2600, at: 2, bytes: 2 },
    ],
  },
  BHM: {
    title: 'vehicle handshake',
    sender: 'vehicle',
    pgn: 0x2700,
    priority: 6,
    periodMs: 250,
    bytes: 2,
    bytesMin: 2,
    fields: [{ name: 'packVoltsMax', spn: 2601, at: 1, bytes: 2, perUnit: 10 }],
  },
  CRM: {
    title: 'charger recognition',
    sender: 'charger',
    pgn: 0x0100,
    priority: 6,
    periodMs: 250,
    bytes: 8,
    bytesMin: 1,
    fields: [
      { name: 'result', spn: 2560, at: 1, codes: { notRecognised: 0x00, recognised: 0xaa } },
      { name: 'chargerNumber', spn: 2561, at: 2, bytes: 4 },
      { name: 'region', spn: 2562, at: 6, bytes: 3, isText: true },
    ],
  },
  BRM: {
    title: 'vehicle recognition',
    sender: 'vehicle',
    pgn: 0x0200,
    priority: 7,
    periodMs: 250,
    bytes: 49, // The standard's overview says 41, the sum of its fields is 49; real vehicles send either.
    bytesMin: 8,
    fields: [
      { name: 'versionMinor', spn: 2565, at: 1, bytes: 1 },
      { name: 'versionMajor', spn: 2565, at: 2, bytes: 2 },
      {
        name: 'batteryType',
        spn: 2566,
        at: 4,
        codes: {
          leadAcid: 0x01,
          nickelMetalHydride: 0x02,
          lithiumIronPhosphate: 0x03,
          lithiumManganate: 0x04,
          lithiumCobaltate: 0x05,
          ternary: 0x06,
          polymerLithiumIon: 0x07,
          lithiumTitanate: 0x08,
          other: 0xff,
        },
        otherwise: 'other',
      },
      { name: 'ratedAh', spn: 2567, at: 5, bytes: 2, perUnit: 10 },
      { name: 'ratedVolts', spn: 2568, at: 7, bytes: 2, perUnit: 10 },
      { name: 'manufacturer', spn: 2569, at: 9, bytes: 4, isText: true },
      { name: 'packNumber', spn: 2570, at: 13, bytes: 4, isOptional: true },
      { name: 'builtYear', spn: 2571, at: 17, bytes: 1, offset: 1985, isOptional: true },
      { name: 'builtMonth', spn: 2571, at: 18, bytes: 1, isOptional: true },
      { name: 'builtDay', spn: 2571, at: 19, bytes: 1, isOptional: true },
      { name: 'chargeCount', spn: 2572, at: 20, bytes: 3, isOptional: true },
      { name: 'ownership', spn: 2573, at: 23, codes: { leased: 0, owned: 1, untold: 0xff }, otherwise: 'untold' },
      { name: 'vin', spn: 2575, at: 25, bytes: 17, isText: true },
      { name: 'softwareVersion', spn: 2576, at: 42, bytes: 8, isText: true },
    ],
  },
} as const satisfies Record<string, Layout>

/** Configuration of the charge, clause 10.2. CTS has a field of its own kind: see ./message.ts. */
const CONFIGURATION = {
  BCP: {
    title: 'battery charge parameters',
    sender: 'vehicle',
    pgn: 0x0600,
    priority: 7,
    periodMs: 500,
    bytes: 13,
    bytesMin: 13,
    fields: [
      { name: 'cellVoltsMax', spn: 2816, at: 1, bytes: 2, perUnit: 100 },
      { name: 'ampsMax', spn: 2817, at: 3, bytes: 2, perUnit: 10, offset: -400, isCharging: true },
      { name: 'energyKwh', spn: 2818, at: 5, bytes: 2, perUnit: 10 },
      { name: 'packVoltsMax', spn: 2819, at: 7, bytes: 2, perUnit: 10 },
      { name: 'tempDegCMax', spn: 2820, at: 9, bytes: 1, offset: -50 },
      { name: 'socPercent', spn: 2821, at: 10, bytes: 2, perUnit: 10 },
      { name: 'packVolts', spn: 2822, at: 12, bytes: 2, perUnit: 10 },
    ],
  },
  CTS: {
    title: 'time of the charger',
    sender: 'charger',
    pgn: 0x0700,
    priority: 6,
    periodMs: 500,
    bytes: 7,
    bytesMin: 7,
    fields: [],
  },
  CML: {
    title: 'charger maximum output',
    sender: 'charger',
    pgn: 0x0800,
    priority: 6,
    periodMs: 250,
    bytes: 8,
    bytesMin: 6,
    fields: [
      { name: 'voltsMax', spn: 2824, at: 1, bytes: 2, perUnit: 10 },
      { name: 'voltsMin', spn: 2825, at: 3, bytes: 2, perUnit: 10 },
      { name: 'ampsMax', spn: 2826, at: 5, bytes: 2, perUnit: 10, offset: -400, isCharging: true },
      { name: 'ampsMin', spn: 2827, at: 7, bytes: 2, perUnit: 10, offset: -400, isCharging: true, isOptional: true },
    ],
  },
  BRO: {
    title: 'vehicle ready',
    sender: 'vehicle',
    pgn: 0x0900,
    priority: 4,
    periodMs: 250,
    bytes: 1,
    bytesMin: 1,
    fields: [{ name: 'readiness', spn: 2829, at: 1, codes: READINESS }],
  },
  CRO: {
    title: 'charger ready',
    sender: 'charger',
    pgn: 0x0a00,
    priority: 4,
    periodMs: 250,
    bytes: 1,
    bytesMin: 1,
    fields: [{ name: 'readiness', spn: 2830, at: 1, codes: READINESS }],
  },
} as const satisfies Record<string, Layout>

/** The charge itself, clause 10.3. BMV, BMT and BSP are lists: see ./message.ts. */
const CHARGING = {
  BCL: {
    title: 'battery demand',
    sender: 'vehicle',
    pgn: 0x1000,
    priority: 6,
    periodMs: 50,
    bytes: 5,
    bytesMin: 5,
    fields: [
      { name: 'volts', spn: 3072, at: 1, bytes: 2, perUnit: 10 },
      { name: 'amps', spn: 3073, at: 3, bytes: 2, perUnit: 10, offset: -400, isCharging: true },
      { name: 'mode', spn: 3074, at: 5, codes: { constantVoltage: 1, constantCurrent: 2 } },
    ],
  },
  BCS: {
    title: 'battery charge status',
    sender: 'vehicle',
    pgn: 0x1100,
    priority: 7,
    periodMs: 250,
    bytes: 9,
    bytesMin: 9,
    fields: [
      { name: 'volts', spn: 3075, at: 1, bytes: 2, perUnit: 10 },
      { name: 'amps', spn: 3076, at: 3, bytes: 2, perUnit: 10, offset: -400, isCharging: true },
      { name: 'cellVoltsMax', spn: 3077, at: 5, bytes: 2, bits: [0, 12], perUnit: 100 },
      { name: 'cellVoltsMaxGroup', spn: 3077, at: 5, bytes: 2, bits: [12, 4] },
      { name: 'socPercent', spn: 3078, at: 7, bytes: 1 },
      { name: 'remainingMin', spn: 3079, at: 8, bytes: 2 },
    ],
  },
  CCS: {
    title: 'charger status',
    sender: 'charger',
    pgn: 0x1200,
    priority: 6,
    periodMs: 50,
    bytes: 8,
    bytesMin: 6,
    fields: [
      { name: 'volts', spn: 3081, at: 1, bytes: 2, perUnit: 10 },
      { name: 'amps', spn: 3082, at: 3, bytes: 2, perUnit: 10, offset: -400, isCharging: true },
      { name: 'chargingMin', spn: 3083, at: 5, bytes: 2 },
      { name: 'permission', spn: 3929, at: 7, bit: 1, states: ['paused', 'allowed', 'untrusted', 'unused'] },
    ],
  },
  BSM: {
    title: 'battery state',
    sender: 'vehicle',
    pgn: 0x1300,
    priority: 6,
    periodMs: 250,
    bytes: 7,
    bytesMin: 7,
    fields: [
      { name: 'cellVoltsMaxNumber', spn: 3085, at: 1, bytes: 1, offset: 1 },
      { name: 'tempDegCMax', spn: 3086, at: 2, bytes: 1, offset: -50 },
      { name: 'tempDegCMaxNumber', spn: 3087, at: 3, bytes: 1, offset: 1 },
      { name: 'tempDegCMin', spn: 3088, at: 4, bytes: 1, offset: -50 },
      { name: 'tempDegCMinNumber', spn: 3089, at: 5, bytes: 1, offset: 1 },
      { name: 'cellVolts', spn: 3090, at: 6, bit: 1, states: HEIGHT },
      { name: 'soc', spn: 3091, at: 6, bit: 3, states: HEIGHT },
      { name: 'current', spn: 3092, at: 6, bit: 5, states: EXCESS },
      { name: 'temperature', spn: 3093, at: 6, bit: 7, states: EXCESS },
      { name: 'insulation', spn: 3094, at: 7, bit: 1, states: HEALTH },
      { name: 'connector', spn: 3095, at: 7, bit: 3, states: HEALTH },
      { name: 'permission', spn: 3096, at: 7, bit: 5, states: ['forbidden', 'allowed', 'untrusted', 'unused'] },
    ],
  },
  BMV: {
    title: 'cell voltages',
    sender: 'vehicle',
    pgn: 0x1500,
    priority: 7,
    periodMs: 10_000,
    bytes: 512,
    bytesMin: 2,
    fields: [],
  },
  BMT: {
    title: 'battery temperatures',
    sender: 'vehicle',
    pgn: 0x1600,
    priority: 7,
    periodMs: 10_000,
    bytes: 128,
    bytesMin: 1,
    fields: [],
  },
  BSP: {
    title: 'reserved by the vehicle',
    sender: 'vehicle',
    pgn: 0x1700,
    priority: 7,
    periodMs: 10_000,
    bytes: 16,
    bytesMin: 1,
    fields: [],
  },
} as const satisfies Record<string, Layout>

/** The end of a charge, clauses 10.3.8, 10.3.9 and 10.4. */
const END = {
  BST: {
    title: 'vehicle stops',
    sender: 'vehicle',
    pgn: 0x1900,
    priority: 4,
    periodMs: 10,
    bytes: 4,
    bytesMin: 4,
    fields: [
      { name: 'socReached', spn: 3511, at: 1, bit: 1, states: CAUSE },
      { name: 'packVoltsReached', spn: 3511, at: 1, bit: 3, states: CAUSE },
      { name: 'cellVoltsReached', spn: 3511, at: 1, bit: 5, states: CAUSE },
      { name: 'chargerStopped', spn: 3511, at: 1, bit: 7, states: CAUSE },
      { name: 'insulationFault', spn: 3512, at: 2, bit: 1, states: CAUSE },
      { name: 'outletTooHot', spn: 3512, at: 2, bit: 3, states: CAUSE },
      { name: 'componentTooHot', spn: 3512, at: 2, bit: 5, states: CAUSE },
      { name: 'connectorFault', spn: 3512, at: 2, bit: 7, states: CAUSE },
      { name: 'batteryTooHot', spn: 3512, at: 3, bit: 1, states: CAUSE },
      { name: 'relayFault', spn: 3512, at: 3, bit: 3, states: CAUSE },
      { name: 'cc2Fault', spn: 3512, at: 3, bit: 5, states: CAUSE },
      { name: 'otherFault', spn: 3512, at: 3, bit: 7, states: CAUSE },
      { name: 'currentTooHigh', spn: 3513, at: 4, bit: 1, states: CAUSE },
      { name: 'voltsAbnormal', spn: 3513, at: 4, bit: 3, states: CAUSE },
    ],
  },
  CST: {
    title: 'charger stops',
    sender: 'charger',
    pgn: 0x1a00,
    priority: 4,
    periodMs: 10,
    bytes: 4,
    bytesMin: 4,
    fields: [
      { name: 'conditionReached', spn: 3521, at: 1, bit: 1, states: CAUSE },
      { name: 'stoppedByPerson', spn: 3521, at: 1, bit: 3, states: CAUSE },
      { name: 'stoppedByFault', spn: 3521, at: 1, bit: 5, states: CAUSE },
      { name: 'vehicleStopped', spn: 3521, at: 1, bit: 7, states: CAUSE },
      { name: 'chargerTooHot', spn: 3522, at: 2, bit: 1, states: CAUSE },
      { name: 'connectorFault', spn: 3522, at: 2, bit: 3, states: CAUSE },
      { name: 'insideTooHot', spn: 3522, at: 2, bit: 5, states: CAUSE },
      { name: 'energyNotTransferable', spn: 3522, at: 2, bit: 7, states: CAUSE },
      { name: 'emergencyStop', spn: 3522, at: 3, bit: 1, states: CAUSE },
      { name: 'otherFault', spn: 3522, at: 3, bit: 3, states: CAUSE },
      { name: 'currentMismatch', spn: 3523, at: 4, bit: 1, states: CAUSE },
      { name: 'voltsAbnormal', spn: 3523, at: 4, bit: 3, states: CAUSE },
    ],
  },
  BSD: {
    title: 'vehicle statistics',
    sender: 'vehicle',
    pgn: 0x1c00,
    priority: 6,
    periodMs: 250,
    bytes: 7,
    bytesMin: 7,
    fields: [
      { name: 'socPercent', spn: 3601, at: 1, bytes: 1 },
      { name: 'cellVoltsMin', spn: 3602, at: 2, bytes: 2, perUnit: 100 },
      { name: 'cellVoltsMax', spn: 3603, at: 4, bytes: 2, perUnit: 100 },
      { name: 'tempDegCMin', spn: 3604, at: 6, bytes: 1, offset: -50 },
      { name: 'tempDegCMax', spn: 3605, at: 7, bytes: 1, offset: -50 },
    ],
  },
  CSD: {
    title: 'charger statistics',
    sender: 'charger',
    pgn: 0x1d00,
    priority: 6,
    periodMs: 250,
    bytes: 8,
    bytesMin: 4,
    fields: [
      { name: 'chargingMin', spn: 3611, at: 1, bytes: 2 },
      { name: 'energyKwh', spn: 3612, at: 3, bytes: 2, perUnit: 10 },
      { name: 'chargerNumber', spn: 3613, at: 5, bytes: 4 }, // The same bytes as SPN 2561: real chargers add no offset.
    ],
  },
} as const satisfies Record<string, Layout>

/** What was not heard in time, clause 10.5. */
const ERRORS = {
  BEM: {
    title: 'vehicle error',
    sender: 'vehicle',
    pgn: 0x1e00,
    priority: 2,
    periodMs: 250,
    bytes: 4,
    bytesMin: 4,
    fields: [
      { name: 'crmNotRecognised', spn: 3901, at: 1, bit: 1, states: TIMELY },
      { name: 'crmRecognised', spn: 3902, at: 1, bit: 3, states: TIMELY },
      { name: 'cml', spn: 3903, at: 2, bit: 1, states: TIMELY },
      { name: 'cro', spn: 3904, at: 2, bit: 3, states: TIMELY },
      { name: 'ccs', spn: 3905, at: 3, bit: 1, states: TIMELY },
      { name: 'cst', spn: 3906, at: 3, bit: 3, states: TIMELY },
      { name: 'csd', spn: 3907, at: 4, bit: 1, states: TIMELY },
    ],
  },
  CEM: {
    title: 'charger error',
    sender: 'charger',
    pgn: 0x1f00,
    priority: 2,
    periodMs: 250,
    bytes: 4,
    bytesMin: 4,
    fields: [
      { name: 'brm', spn: 3921, at: 1, bit: 1, states: TIMELY },
      { name: 'bcp', spn: 3922, at: 2, bit: 1, states: TIMELY },
      { name: 'bro', spn: 3923, at: 2, bit: 3, states: TIMELY },
      { name: 'bcs', spn: 3924, at: 3, bit: 1, states: TIMELY },
      { name: 'bcl', spn: 3925, at: 3, bit: 3, states: TIMELY },
      { name: 'bst', spn: 3926, at: 3, bit: 5, states: TIMELY },
      { name: 'bsd', spn: 3927, at: 4, bit: 1, states: TIMELY },
    ],
  },
} as const satisfies Record<string, Layout>

export const MESSAGES = { ...HANDSHAKE, ...CONFIGURATION, ...CHARGING, ...END, ...ERRORS } as const
export type MessageCode = keyof typeof MESSAGES
export const MESSAGE_CODES = Object.keys(MESSAGES) as readonly MessageCode[]

/** How long one side waits for the other: clause 8, the notes of clause 10 and the figures of Annex A. */
export const TIMEOUT_MS = {
  /** For anything that has no limit of its own. */
  general: 5000,
  /** From one to the next; the first may take the general time. */
  bcl: 1000,
  ccs: 1000,
  /** From the other's first word about its readiness to "ready". */
  readiness: 60_000,
  /** For CRM after CHM: the charger tests the insulation meanwhile. */
  insulationTest: 30_000,
  /** For BSD and CSD, from the own stop on. */
  statistics: 10_000,
  /** For a new CRM after an error. */
  reconnection: 30_000,
  /** A vehicle that forbids charging for so long ends the charge. */
  pause: 600_000,
  /** For the current to fall before the contactors open on it: the charger's limit and the vehicle's. */
  chargerCurrentFall: 100,
  vehicleCurrentFall: 10_000,
} as const

/** The connection is made anew so many times after a time-out; then the plug has to be pulled and put in again. */
export const RECONNECTIONS_MAX = 3

/** Contactors may open on no more than this. */
export const SAFE_OPENING_AMPS = 5
/** The charger closes its contactors when its own voltage is so near the battery's. */
export const PRECHARGE_VOLTS = 10
/** So far may the voltage at the inlet be from what the vehicle said. */
export const PACK_VOLTS_TOLERANCE = 0.05
