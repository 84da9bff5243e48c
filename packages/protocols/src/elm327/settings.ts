/** What one client has set on its ELM327, and the identifiers and filters that follow from it. ELM327 data sheet. */
import { hex } from '@luban/stdx'
import type { CanFrame } from '../can/frame.ts'
import { type AtName, OBD_ADDRESS, PARAMETER, PROTOCOLS, type ProtocolNumber, TIMING } from './tables.ts'

/** Identifiers of interest: those that equal `value` in the bits of `mask`. */
type Filter = { mask: number | undefined; value: number | undefined }

/** A filter of the STN family: the bytes of the identifier (two or four) and of the data, from the front. */
export type BytesFilter = { readonly pattern: Uint8Array; readonly mask: Uint8Array }

/** Whose first frames are answered with flow control, and under which identifier. */
export type FlowControlPair = { readonly ours: number; readonly theirs: number; readonly isExtended: boolean }

export type Settings = {
  hasEcho: boolean
  hasLinefeeds: boolean
  hasSpaces: boolean
  hasHeaders: boolean
  hasDlc: boolean
  hasFormatting: boolean
  hasFlowControl: boolean
  hasResponses: boolean
  hasMemory: boolean
  hasVariableDlc: boolean
  /** What the client chose of both, while a raw protocol of STP has its own; SP and TP go back to it. */
  beforeRaw: { hasFormatting: boolean; hasVariableDlc: boolean } | undefined
  adaptiveTiming: 0 | 1 | 2
  timeoutMs: number
  /** As typed with SH: 11 or 24 bits; `undefined`: the functional header of the protocol. */
  header: number | undefined
  /** The five bits before the header of a 29-bit identifier, and what else of a byte was given. */
  priority: number
  testerAddress: number
  extendedAddress: number | undefined
  filter11: Filter
  filter29: Filter
  flowControlMode: 0 | 1 | 2
  flowControlHeader: { id: number; isExtended: boolean } | undefined
  flowControlData: Uint8Array | undefined
  filler: number
  /** What SP or TP chose; with `isAutomatic` only the first to be tried. */
  protocol: ProtocolNumber
  isAutomatic: boolean
  storedByte: number
  /** What follows is set by ST commands. */
  passFilters: readonly BytesFilter[]
  blockFilters: readonly BytesFilter[]
  /** The filter of the protocol, or that of CRA, CF and CM, lets frames pass beside `passFilters`. */
  hasUsualFilter: boolean
  /** Undefined: the usual identifiers. */
  flowControlPairs: readonly FlowControlPair[] | undefined
  /** A long message is one line. */
  hasReceiveSegmentation: boolean
  /** A long request goes in several frames. */
  hasTransmitSegmentation: boolean
  /** Another rate than that of the protocol, bit/s. */
  bitRate: number | undefined
}

/** The state after Z, WS and D. `parameters`: the values of the programmable parameters that are on. */
export function defaultSettings(parameters: ReadonlyMap<number, number>, stored: StoredProtocol): Settings {
  const isOn = (number: number, isOnOtherwise: boolean) =>
    parameters.has(number) ? parameters.get(number) === 0x00 : isOnOtherwise
  return {
    hasEcho: isOn(PARAMETER.echo, true),
    hasLinefeeds: isOn(PARAMETER.linefeeds, false),
    hasSpaces: true,
    hasHeaders: isOn(PARAMETER.headers, false),
    hasDlc: isOn(PARAMETER.showDlc, false),
    hasFormatting: true,
    hasFlowControl: true,
    hasResponses: true,
    hasMemory: true,
    hasVariableDlc: false,
    beforeRaw: undefined,
    adaptiveTiming: 1,
    timeoutMs: timeoutOf(parameters.get(PARAMETER.timeout) ?? 0),
    header: undefined,
    priority: OBD_ADDRESS.priority,
    testerAddress: OBD_ADDRESS.tester,
    extendedAddress: undefined,
    filter11: { mask: undefined, value: undefined },
    filter29: { mask: undefined, value: undefined },
    flowControlMode: 0,
    flowControlHeader: undefined,
    flowControlData: undefined,
    filler: parameters.get(PARAMETER.filler) ?? 0x00,
    ...stored,
    storedByte: 0,
    passFilters: [],
    blockFilters: [],
    hasUsualFilter: true,
    flowControlPairs: undefined,
    hasReceiveSegmentation: false,
    hasTransmitSegmentation: false,
    bitRate: undefined,
  }
}

/** What SP writes into the memory of the adapter. */
export type StoredProtocol = { protocol: ProtocolNumber; isAutomatic: boolean }

/** The argument of SP and TP: a protocol, `A` before it for "begin with it, then search". "A" alone is protocol A. */
export function parseProtocol(argument: string): StoredProtocol {
  if (argument === '0' || argument === '00' || argument === 'A0') return { protocol: '0', isAutomatic: true }
  const isAutomatic = argument.length === 2
  return { protocol: argument.at(-1) as ProtocolNumber, isAutomatic }
}

/** AT ST: 00 restores the default. */
function timeoutOf(units: number): number {
  return units === 0 ? TIMING.timeoutMs : units * TIMING.timeoutUnitMs
}

/** The protocol whose identifiers are used; an unfinished search counts as CAN with 11 bits. */
export function isExtendedIn(settings: Settings): boolean {
  return PROTOCOLS[settings.protocol].is29Bit ?? false
}

/** The identifier of what the client sends. */
export function requestIdOf(settings: Settings): number {
  const { header, priority, testerAddress } = settings
  if (!isExtendedIn(settings)) return (header ?? OBD_ADDRESS.functional11) & 0x7ff
  const low24 = header ?? ((OBD_ADDRESS.functional29 & 0xffff) << 8) | testerAddress
  return (((priority & 0x1f) << 24) | (low24 & 0xff_ffff)) >>> 0
}

/** AT SH: three digits are an 11-bit header, six the low 24 bits, eight the priority too. */
function setHeader(settings: Settings, digits: string): void {
  settings.header = Number.parseInt(digits.slice(-6), 16)
  if (digits.length === 8) settings.priority = Number.parseInt(digits.slice(0, 2), 16)
}

/** AT CRA: an identifier with X for digits of any value; empty restores the filters of the protocol. */
function setReceiveAddress(settings: Settings, digits: string): void {
  if (digits === '') {
    settings.filter11 = { mask: undefined, value: undefined }
    settings.filter29 = { mask: undefined, value: undefined }
    return
  }
  const value = Number.parseInt(digits.replaceAll('X', '0'), 16)
  const mask = Number.parseInt(digits.replace(/[^X]/g, 'F').replaceAll('X', '0'), 16)
  if (digits.length === 3) settings.filter11 = { mask: mask & 0x7ff, value: value & 0x7ff }
  else settings.filter29 = { mask: mask & 0x1fff_ffff, value: value & 0x1fff_ffff }
}

/** AT CF and AT CM: the half that is not set stays that of the protocol. */
function setFilterPart(settings: Settings, part: 'mask' | 'value', digits: string): void {
  const bits = Number.parseInt(digits, 16)
  if (digits.length === 3) settings.filter11 = { ...settings.filter11, [part]: bits & 0x7ff }
  else settings.filter29 = { ...settings.filter29, [part]: bits & 0x1fff_ffff }
}

/** Is the frame for this client? A monitor without a filter of its own takes every identifier of its length. */
export function isWanted(settings: Settings, frame: CanFrame, isMonitoring: boolean): boolean {
  if (frame.isExtended !== isExtendedIn(settings)) return false
  const { mask, value } = frame.isExtended ? settings.filter29 : settings.filter11
  if (mask === undefined && value === undefined) {
    if (isMonitoring) return true
    const usual = usualFilter(settings)
    return (frame.id & usual.mask) === usual.value
  }
  const usual = usualFilter(settings)
  const bits = mask ?? (frame.isExtended ? 0x1fff_ffff : 0x7ff)
  return (frame.id & bits) === ((value ?? usual.value) & bits)
}

/** Is the frame for this client, after the filters of ST commands too? */
export function passes(settings: Settings, frame: CanFrame): boolean {
  if (frame.isExtended !== isExtendedIn(settings)) return false
  if (settings.blockFilters.some((filter) => isMatch(filter, frame))) return false
  if (settings.passFilters.some((filter) => isMatch(filter, frame))) return true
  return settings.hasUsualFilter && isWanted(settings, frame, false)
}

/** A frame shorter than the filter does not match. */
function isMatch({ pattern, mask }: BytesFilter, { id, isExtended, data }: CanFrame): boolean {
  const idBytes = isExtended ? 4 : 2
  if (pattern.length > idBytes + data.length) return false
  for (let i = 0; i < pattern.length; i++) {
    const byte = i < idBytes ? (id >>> (8 * (idBytes - 1 - i))) & 0xff : data[i - idBytes]
    if (((byte ^ pattern[i]) & mask[i]) !== 0) return false
  }
  return true
}

function usualFilter(settings: Settings): { mask: number; value: number } {
  if (!isExtendedIn(settings)) return OBD_ADDRESS.responses11
  return { mask: 0x1fff_ff00, value: (OBD_ADDRESS.responses29 << 16) | (settings.testerAddress << 8) }
}

/** The identifier of the flow control that answers `frame`; undefined: the client wants none for it. */
export function flowControlIdOf(settings: Settings, frame: CanFrame): number | undefined {
  const { flowControlPairs } = settings
  if (flowControlPairs !== undefined && !frame.isExtended)
    return flowControlPairs.find(({ theirs, isExtended }) => theirs === frame.id && !isExtended)?.ours
  return (
    flowControlPairs?.find(({ theirs, isExtended }) => theirs === frame.id && isExtended)?.ours ??
    usualFlowControlId(settings, frame)
  )
}

function usualFlowControlId(settings: Settings, frame: CanFrame): number {
  if (frame.isExtended) {
    // Normal fixed addressing: target and source change places.
    const source = frame.id & 0xff
    const target = (frame.id >> 8) & 0xff
    const isFixed = (frame.id & 0x00ff_0000) === 0x00da_0000
    return isFixed ? ((frame.id & 0x1fff_0000) | (source << 8) | target) >>> 0 : requestIdOf(settings)
  }
  // ISO 15765-4: a response identifier is its request's plus 8. Elsewhere the request's own header is the best guess.
  return (frame.id & 0x7f8) === 0x7e8 ? frame.id - 8 : requestIdOf(settings)
}

/** The commands that do nothing but change a setting and say OK. `byte` is the argument read as hexadecimal. */
export const SETTERS: { readonly [name in AtName]?: (settings: Settings, argument: string, byte: number) => void } = {
  AT: (settings, _, byte) => {
    settings.adaptiveTiming = byte as 0 | 1 | 2
  },
  CAF: (settings, argument) => {
    settings.hasFormatting = argument === '1'
    if (settings.beforeRaw) settings.beforeRaw.hasFormatting = settings.hasFormatting
  },
  CEA: (settings, argument, byte) => {
    settings.extendedAddress = argument === '' ? undefined : byte
  },
  CF: (settings, argument) => setFilterPart(settings, 'value', argument),
  CFC: (settings, argument) => {
    settings.hasFlowControl = argument === '1'
  },
  CM: (settings, argument) => setFilterPart(settings, 'mask', argument),
  CP: (settings, _, byte) => {
    settings.priority = byte
  },
  CRA: (settings, argument) => setReceiveAddress(settings, argument),
  AR: (settings) => setReceiveAddress(settings, ''),
  E: (settings, argument) => {
    settings.hasEcho = argument === '1'
  },
  FCSD: (settings, argument) => {
    settings.flowControlData = hex(argument)
  },
  FCSH: (settings, argument, byte) => {
    const isExtended = argument.length === 8
    settings.flowControlHeader = { id: byte & (isExtended ? 0x1fff_ffff : 0x7ff), isExtended }
  },
  H: (settings, argument) => {
    settings.hasHeaders = argument === '1'
  },
  L: (settings, argument) => {
    settings.hasLinefeeds = argument === '1'
  },
  M: (settings, argument) => {
    settings.hasMemory = argument === '1'
  },
  R: (settings, argument) => {
    settings.hasResponses = argument === '1'
  },
  S: (settings, argument) => {
    settings.hasSpaces = argument === '1'
  },
  SD: (settings, _, byte) => {
    settings.storedByte = byte
  },
  SH: (settings, argument) => setHeader(settings, argument),
  ST: (settings, _, byte) => {
    settings.timeoutMs = timeoutOf(byte)
  },
  TA: (settings, _, byte) => {
    settings.testerAddress = byte
  },
  V: (settings, argument) => {
    settings.hasVariableDlc = argument === '1'
    if (settings.beforeRaw) settings.beforeRaw.hasVariableDlc = settings.hasVariableDlc
  },
  // Nothing in this adapter depends on these: messages have their whole length, and errors leave no trace.
  AL: () => {},
  NL: () => {},
  CSM: () => {},
  FE: () => {},
  BRT: () => {},
  PC: () => {},
}
