/**
 * The binary protocol of GVRET, which SavvyCAN speaks to its adapters, here over TCP. Sources: what the firmware of such adapters
 * (ESP32RET, M2RET) answers and what SavvyCAN sends; there is no other description.
 */

/** SavvyCAN asks for no other. */
export const GVRET_PORT = 23

/** Begins each command and each answer. */
export const START = 0xf1
/** Sent twice at first: from now on in binary. */
export const BINARY = 0xe7

/** Behind the start, with the number of bytes that follow a command; a frame has more, by its length. */
export const COMMANDS = {
  frame: { code: 0x00, bytes: 6 },
  timeSync: { code: 0x01, bytes: 0 },
  digitalInputs: { code: 0x02, bytes: 0 },
  analogInputs: { code: 0x03, bytes: 0 },
  setDigitalOutputs: { code: 0x04, bytes: 1 },
  setupBuses: { code: 0x05, bytes: 8 },
  busParameters: { code: 0x06, bytes: 0 },
  deviceInfo: { code: 0x07, bytes: 0 },
  setSingleWire: { code: 0x08, bytes: 1 },
  keepAlive: { code: 0x09, bytes: 0 },
  setSystemType: { code: 0x0a, bytes: 1 },
  echoFrame: { code: 0x0b, bytes: 6 },
  busCount: { code: 0x0c, bytes: 0 },
  extendedBuses: { code: 0x0d, bytes: 0 },
  setupExtendedBuses: { code: 0x0e, bytes: 12 },
} as const
export type CommandName = keyof typeof COMMANDS

/** Bytes of an answer behind its start and code; of a frame, before its data. */
export const REPLY_BYTES = {
  frame: 9,
  timeSync: 4,
  digitalInputs: 2,
  analogInputs: 15,
  busParameters: 10,
  deviceInfo: 6,
  keepAlive: 2,
  busCount: 1,
  extendedBuses: 15,
} as const satisfies Partial<Record<CommandName, number>>
export type ReplyName = keyof typeof REPLY_BYTES

export const KEEP_ALIVE = [0xde, 0xad] as const
export const IDENTIFIER_BIT_EXTENDED = 0x8000_0000
export const ANALOG_INPUTS = 7

/** Of a bus's number in SETUP: the rate in its lower bits; with `isTold`, the two others are told too. */
export const SETUP_BIT = { isTold: 0x8000_0000, isEnabled: 0x4000_0000, isListenOnly: 0x2000_0000 } as const
export const SETUP_RATE_MASK = 0x000f_ffff

/** Time sync came with 333, so tools may look. */
export const BUILD = 618
export const EEPROM_VERSION = 0x20
