/**
 * The tables of the ELM327 command set and of its extension by the STN family: protocols, commands with their arguments,
 * programmable parameters, messages. ELM327 data sheet; family reference of the STN1100 (protocol numbers: what tools use).
 */

export const IDENTITY = 'ELM327 v1.5'
export const DESCRIPTION = 'OBDII to RS232 Interpreter'

/** What ST commands tell of the device. A serial number begins with the device's number. */
export const STN_IDENTITY = {
  firmware: 'STN1110 v4.2.0',
  hardware: 'Luban r1.0',
  manufacturer: 'Luban',
  serialNumber: '111000000001',
} as const

/** What the adapter says instead of data. */
export const MESSAGE = {
  ok: 'OK',
  unknown: '?',
  searching: 'SEARCHING...',
  noData: 'NO DATA',
  stopped: 'STOPPED',
  unableToConnect: 'UNABLE TO CONNECT',
  canError: 'CAN ERROR',
  bufferFull: 'BUFFER FULL',
  outOfMemory: 'OUT OF MEMORY',
  busInitError: 'BUS INIT: ...ERROR',
  /** Stands behind the bytes of a frame that is not ISO-TP while automatic formatting is on. */
  dataError: ' <DATA ERROR',
} as const

/** `is29Bit` is undefined where the protocol is not CAN. Only CAN at 500 kbit/s is wired to our stations. */
export const PROTOCOLS = {
  '0': { title: 'AUTO', is29Bit: undefined, bitRate: 0 },
  '1': { title: 'SAE J1850 PWM', is29Bit: undefined, bitRate: 41_600 },
  '2': { title: 'SAE J1850 VPW', is29Bit: undefined, bitRate: 10_400 },
  '3': { title: 'ISO 9141-2', is29Bit: undefined, bitRate: 10_400 },
  '4': { title: 'ISO 14230-4 (KWP 5BAUD)', is29Bit: undefined, bitRate: 10_400 },
  '5': { title: 'ISO 14230-4 (KWP FAST)', is29Bit: undefined, bitRate: 10_400 },
  '6': { title: 'ISO 15765-4 (CAN 11/500)', is29Bit: false, bitRate: 500_000 },
  '7': { title: 'ISO 15765-4 (CAN 29/500)', is29Bit: true, bitRate: 500_000 },
  '8': { title: 'ISO 15765-4 (CAN 11/250)', is29Bit: false, bitRate: 250_000 },
  '9': { title: 'ISO 15765-4 (CAN 29/250)', is29Bit: true, bitRate: 250_000 },
  A: { title: 'SAE J1939 (CAN 29/250)', is29Bit: true, bitRate: 250_000 },
  B: { title: 'USER1 (CAN 11/125)', is29Bit: false, bitRate: 125_000 },
  C: { title: 'USER2 (CAN 11/50)', is29Bit: false, bitRate: 50_000 },
} as const

export type ProtocolNumber = keyof typeof PROTOCOLS

/** The protocols that a search tries: those that our stations are wired for. */
export const SEARCH_ORDER: readonly ProtocolNumber[] = ['6', '7']

/** Every AT command that is answered, with the pattern of its argument; spaces are gone before it is matched. */
export const AT_COMMANDS = {
  '@1': /^$/, // Describe the device
  '@2': /^$/, // Show the device identifier
  '@3': /^.{12}$/, // Store the device identifier
  AL: /^$/, // Allow long messages
  AR: /^$/, // Automatic receive address
  AT: /^[012]$/, // Adaptive timing
  BI: /^$/, // Bypass the initialization
  BRD: /^[0-9A-F]{2}$/, // Try a baud rate divisor
  BRT: /^[0-9A-F]{2}$/, // Baud rate handshake time-out, 5 ms each
  CAF: /^[01]$/, // CAN automatic formatting
  CEA: /^([0-9A-F]{2})?$/, // CAN extended address
  CF: /^([0-9A-F]{3}|[0-9A-F]{8})$/, // CAN filter
  CFC: /^[01]$/, // CAN flow control
  CM: /^([0-9A-F]{3}|[0-9A-F]{8})$/, // CAN mask
  CP: /^[0-9A-F]{2}$/, // CAN priority: the first five bits of 29
  CRA: /^([0-9A-FX]{3}|[0-9A-FX]{8})?$/, // CAN receive address, X for any digit
  CS: /^$/, // CAN status counts
  CSM: /^[01]$/, // CAN silent monitoring
  CV: /^[0-9]{4}$/, // Calibrate the voltage
  D: /^[01]?$/, // Defaults; with an argument: show the data length code
  DP: /^$/, // Describe the protocol
  DPN: /^$/, // Describe the protocol by its number
  E: /^[01]$/, // Echo
  FCSD: /^([0-9A-F]{2}){1,5}$/, // Flow control data
  FCSH: /^([0-9A-F]{3}|[0-9A-F]{8})$/, // Flow control header
  FCSM: /^[012]$/, // Flow control mode
  FE: /^$/, // Forget events
  H: /^[01]$/, // Headers
  I: /^$/, // Identity
  IGN: /^$/, // Ignition input
  L: /^[01]$/, // Line feeds
  LP: /^$/, // Low power
  M: /^[01]$/, // Memory
  MA: /^$/, // Monitor all
  NL: /^$/, // Normal length messages
  PC: /^$/, // Protocol close
  PP: /^([0-9A-F]{2})(SV[0-9A-F]{2}|ON|OFF)$/, // Programmable parameter
  PPS: /^$/, // Summary of the programmable parameters
  R: /^[01]$/, // Responses
  RD: /^$/, // Read the stored byte
  RV: /^$/, // Read the voltage
  S: /^[01]$/, // Spaces
  SD: /^[0-9A-F]{2}$/, // Store a byte
  SH: /^([0-9A-F]{3}|[0-9A-F]{6}|[0-9A-F]{8})$/, // Header of what is sent
  SP: /^(A?[0-9A-C]|00)$/, // Set the protocol
  ST: /^[0-9A-F]{2}$/, // Time-out, 4 ms each
  TA: /^[0-9A-F]{2}$/, // Tester address
  TP: /^A?[0-9A-C]$/, // Try a protocol
  V: /^[01]$/, // Variable data length code
  WS: /^$/, // Warm start
  Z: /^$/, // Reset
} as const

export type AtName = keyof typeof AT_COMMANDS

const HEX_LIST = '[0-9A-F]{0,10},[0-9A-F]{0,10}'
const ID_PAIR = '([0-9A-F]{3},[0-9A-F]{3}|[0-9A-F]{8},[0-9A-F]{8})'

/** Every ST command that is answered, likewise. Two names for one thing: those of older and of newer firmware. */
export const ST_COMMANDS = {
  CAFCP: new RegExp(`^${ID_PAIR}$`), // Add a flow control pair: ours, theirs
  CCFCP: /^$/, // Clear the flow control pairs
  CFCPA: new RegExp(`^${ID_PAIR}$`),
  CFCPC: /^$/,
  CSEGR: /^[01]$/, // Receive segmentation: long messages in one line
  CSEGT: /^[01]$/, // Transmit segmentation: long requests
  DI: /^$/, // Hardware
  FA: /^$/, // Automatic filters
  FAB: new RegExp(`^${HEX_LIST}$`), // Add a block filter: pattern, mask
  FAC: /^$/, // Clear all filters
  FAFC: new RegExp(`^${HEX_LIST}$`), // Add a flow control filter
  FAP: new RegExp(`^${HEX_LIST}$`), // Add a pass filter
  FBA: new RegExp(`^${HEX_LIST}$`),
  FBC: /^$/,
  FCB: /^$/, // Clear the block filters
  FCFC: /^$/, // Clear the flow control filters
  FCP: /^$/, // Clear the pass filters
  FFCA: new RegExp(`^${HEX_LIST}$`),
  FFCC: /^$/,
  FPA: new RegExp(`^${HEX_LIST}$`),
  FPC: /^$/,
  I: /^$/, // Firmware
  M: /^$/, // Monitor through the filters
  MA: /^$/, // Monitor all
  MFR: /^$/, // Manufacturer
  P: /^[1-6][0-9]$/, // Protocol, by the numbers of STN_PROTOCOLS
  PBR: /^[0-9]{4,7}$/, // Its bit rate
  PBRR: /^$/, // Which bit rate
  PC: /^$/, // Close the protocol
  PO: /^$/, // Open the protocol
  PR: /^$/, // Which protocol, as a number
  PRS: /^$/, // Which protocol, in words
  PTO: /^[0-9]{1,5}$/, // Time-out of a request, ms
  PX: /^[A-Z]:[0-9A-F]*(,[A-Z]:[0-9A-F]*)*$/, // Send a message: header, data, time-out, replies
  SN: /^$/, // Serial number
  VR: /^[0-3]?$/, // Voltage, with so many decimals
} as const

export type StName = keyof typeof ST_COMMANDS

/** The numbers of STP. `isRaw`: frames as they are (ISO 11898), without ISO-TP and as long as their data. */
export const STN_PROTOCOLS: { readonly [number: string]: StnProtocol } = {
  '11': { protocol: '1', isRaw: false },
  '12': { protocol: '2', isRaw: false },
  '22': { protocol: '3', isRaw: false },
  '24': { protocol: '4', isRaw: false },
  '25': { protocol: '5', isRaw: false },
  '31': { protocol: '6', isRaw: true },
  '32': { protocol: '7', isRaw: true },
  '33': { protocol: '6', isRaw: false },
  '34': { protocol: '7', isRaw: false },
  '35': { protocol: '8', isRaw: false },
  '36': { protocol: '9', isRaw: false },
  '42': { protocol: 'A', isRaw: false },
  '53': { protocol: 'B', isRaw: false },
}
export type StnProtocol = { readonly protocol: ProtocolNumber; readonly isRaw: boolean }

/** Filters of each sort that an adapter has memory for; and flow control pairs. */
export const FILTERS_MAX = 32

/** Programmable parameters that this adapter heeds, by number; the others are kept and listed only. */
export const PARAMETER = {
  headers: 0x01,
  timeout: 0x03,
  echo: 0x09,
  linefeeds: 0x0a,
  filler: 0x26,
  showDlc: 0x29,
} as const

/** Values of the programmable parameters as delivered, 00 to 2F. A switch reads 00 for on and FF for off. */
export const PARAMETER_DEFAULTS: readonly number[] = [
  0xff, 0xff, 0xff, 0x32, 0x01, 0xff, 0xf1, 0x09, 0xff, 0x00, 0x0a, 0xff, 0x68, 0x0d, 0x9a, 0xff, 0x0d, 0x00, 0xff,
  0x32, 0xff, 0x0a, 0xff, 0x92, 0x00, 0x28, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00,
  0x00, 0xff, 0xff, 0xff, 0x38, 0x02, 0xe0, 0x04, 0x80, 0x0a,
]

export const TIMING = {
  /** AT ST 32, and the length of one of its units. */
  timeoutMs: 200,
  timeoutUnitMs: 4,
  /** After "response pending" (7F xx 78) the ECU has P2* to answer. ISO 14229-2. */
  pendingMs: 5_000,
  /** How long adaptive timing goes on listening after a reply (our choice; the adapter's own varies with the car). */
  adaptiveMs: [undefined, 48, 24],
  /** BRT 0F, in units of 5 ms. */
  baudHandshakeMs: 75,
} as const

/** ISO 15765-4: functional requests, and where the answers come from. */
export const OBD_ADDRESS = {
  functional11: 0x7df,
  responses11: { mask: 0x7f8, value: 0x7e8 },
  functional29: 0x18db33,
  responses29: 0x18da,
  priority: 0x18,
  tester: 0xf1,
} as const
