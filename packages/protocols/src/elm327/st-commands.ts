/** ST commands that are answered at once, out of what the adapter holds and senses. Family reference of the STN1100. */
import { hex, parseHex } from '@luban/stdx'
import { type Adapter, protocolInUse, type Socket } from './adapter.ts'
import { voltsAt } from './at-commands.ts'
import type { BytesFilter, FlowControlPair, Settings } from './settings.ts'
import { FILTERS_MAX, MESSAGE, PROTOCOLS, STN_IDENTITY, STN_PROTOCOLS, type StName } from './tables.ts'

type Lines = readonly string[]
type Answerer = (adapter: Adapter, argument: string, socket: Socket) => Lines

const OK: Lines = [MESSAGE.ok]
const UNKNOWN: Lines = [MESSAGE.unknown]
/** "No time-out" of STPTO 0: longer than any tool waits. */
const TIMEOUT_MS_MAX = 65_535

/** The lines of the answer; undefined for the commands that ./session.ts runs itself. */
export function answerSt(adapter: Adapter, name: StName, argument: string, socket: Socket): Lines | undefined {
  return ANSWERS[name]?.(adapter, argument, socket)
}

/** What STPX asks for. `replies` 0: none is waited for. */
export type SentMessage = {
  readonly data: Uint8Array
  /** As for SH. */
  readonly header?: string
  readonly timeoutMs?: number
  readonly replies?: number
}

/** The argument of STPX; undefined when it asks for what there is not here. */
export function parseSentMessage(argument: string): SentMessage | undefined {
  const given = new Map(argument.split(',').map((part) => [part[0], part.slice(2)]))
  const data = parseHex(given.get('D') ?? '')
  if (data === undefined || data.length === 0) return undefined
  const header = given.get('H')
  const timeoutMs = decimal(given.get('T'))
  const replies = decimal(given.get('R'))
  const isKnown = [...given.keys()].every((key) => 'HDTR'.includes(key))
  const isHeader = header === undefined || header.length === 3 || header.length === 8
  if (!isKnown || !isHeader || timeoutMs === 'bad' || replies === 'bad') return undefined
  return {
    data,
    ...(header !== undefined && { header }),
    ...(timeoutMs !== undefined && { timeoutMs: timeoutMs === 0 ? TIMEOUT_MS_MAX : timeoutMs }),
    ...(replies !== undefined && { replies }),
  }
}

function decimal(digits: string | undefined): number | 'bad' | undefined {
  if (digits === undefined) return undefined
  return /^\d{1,5}$/.test(digits) ? Number(digits) : 'bad'
}

const addPass: Answerer = ({ settings }, argument) => addFilter(settings, 'passFilters', argument)
const addBlock: Answerer = ({ settings }, argument) => addFilter(settings, 'blockFilters', argument)
const clearBlock: Answerer = ({ settings }) => {
  settings.blockFilters = []
  return OK
}
const clearPass: Answerer = ({ settings }) => {
  settings.passFilters = []
  settings.hasUsualFilter = false
  return OK
}
const addPair: Answerer = ({ settings }, argument) => addFlowControlPair(settings, argument)
const clearPairs: Answerer = ({ settings }) => {
  settings.flowControlPairs = []
  return OK
}
/** Whatever passes is acknowledged when it is a first frame, so these add nothing of their own but the passing. */
const clearFlowControlFilters: Answerer = () => OK

const ANSWERS: { readonly [name in StName]?: Answerer } = {
  CAFCP: addPair,
  CFCPA: addPair,
  CCFCP: clearPairs,
  CFCPC: clearPairs,
  CSEGR: ({ settings }, argument) => {
    settings.hasReceiveSegmentation = argument === '1'
    return OK
  },
  CSEGT: ({ settings }, argument) => {
    settings.hasTransmitSegmentation = argument === '1'
    return OK
  },
  DI: () => [STN_IDENTITY.hardware],
  FA: ({ settings }) => {
    Object.assign(settings, { passFilters: [], blockFilters: [], hasUsualFilter: true })
    return OK
  },
  FAC: ({ settings }) => {
    Object.assign(settings, { passFilters: [], blockFilters: [], hasUsualFilter: false })
    return OK
  },
  FAP: addPass,
  FPA: addPass,
  FAFC: addPass,
  FFCA: addPass,
  FAB: addBlock,
  FBA: addBlock,
  FCP: clearPass,
  FPC: clearPass,
  FCB: clearBlock,
  FBC: clearBlock,
  FCFC: clearFlowControlFilters,
  FFCC: clearFlowControlFilters,
  I: () => [STN_IDENTITY.firmware],
  MFR: () => [STN_IDENTITY.manufacturer],
  P: setProtocol,
  PBR: ({ settings }, argument) => {
    settings.bitRate = Number(argument)
    return OK
  },
  PBRR: (adapter) => [String(adapter.settings.bitRate ?? PROTOCOLS[protocolInUse(adapter)].bitRate)],
  PC: () => OK,
  PO: () => OK,
  PR: (adapter) => [stnNumberOf(adapter) ?? MESSAGE.unknown],
  PRS: describeProtocol,
  PTO: ({ settings }, argument) => {
    settings.timeoutMs = Number(argument) === 0 ? TIMEOUT_MS_MAX : Number(argument)
    return OK
  },
  SN: () => [STN_IDENTITY.serialNumber],
  VR: ({ voltageScale }, argument, socket) => [
    (voltageScale * voltsAt(socket)).toFixed(argument === '' ? 2 : Number(argument)),
  ],
}

function addFilter(settings: Settings, kind: 'passFilters' | 'blockFilters', argument: string): Lines {
  const [pattern, mask] = argument.split(',').map(wholeBytes)
  if (pattern.length !== mask.length) return UNKNOWN
  if (settings[kind].length >= FILTERS_MAX) return [MESSAGE.outOfMemory]
  const filter: BytesFilter = { pattern, mask }
  settings[kind] = [...settings[kind], filter]
  return OK
}

/** An odd number of digits has a zero before it: 7E8 is 07 E8. */
function wholeBytes(digits: string): Uint8Array {
  return hex(digits.length % 2 === 0 ? digits : `0${digits}`)
}

function addFlowControlPair(settings: Settings, argument: string): Lines {
  const [ours, theirs] = argument.split(',').map((digits) => Number.parseInt(digits, 16))
  const isExtended = argument.indexOf(',') === 8
  const idMax = isExtended ? 0x1fff_ffff : 0x7ff
  if (ours > idMax || theirs > idMax) return UNKNOWN
  const pairs = settings.flowControlPairs ?? USUAL_PAIRS
  const others = pairs.filter((pair) => pair.theirs !== theirs || pair.isExtended !== isExtended)
  if (others.length >= FILTERS_MAX) return [MESSAGE.outOfMemory]
  settings.flowControlPairs = [...others, { ours, theirs, isExtended }]
  return OK
}

/** ISO 15765-4: those that hold until they are cleared. */
const USUAL_PAIRS: readonly FlowControlPair[] = Array.from({ length: 8 }, (_, i) => ({
  ours: 0x7e0 + i,
  theirs: 0x7e8 + i,
  isExtended: false,
}))

function setProtocol(adapter: Adapter, argument: string): Lines {
  const chosen = STN_PROTOCOLS[argument]
  if (chosen === undefined) return UNKNOWN
  const { settings } = adapter
  Object.assign(settings, { protocol: chosen.protocol, isAutomatic: false, bitRate: undefined })
  const { hasFormatting, hasVariableDlc } = settings
  settings.beforeRaw = chosen.isRaw ? (settings.beforeRaw ?? { hasFormatting, hasVariableDlc }) : undefined
  settings.hasFormatting = !chosen.isRaw
  settings.hasVariableDlc = chosen.isRaw
  adapter.found = undefined
  return OK
}

function stnNumberOf(adapter: Adapter): string | undefined {
  const inUse = protocolInUse(adapter)
  const { hasFormatting, hasVariableDlc } = adapter.settings
  const isRaw = !hasFormatting && hasVariableDlc
  const all = Object.entries(STN_PROTOCOLS).filter(([, { protocol }]) => protocol === inUse)
  return (all.find(([, one]) => one.isRaw === isRaw) ?? all[0])?.[0]
}

function describeProtocol(adapter: Adapter): Lines {
  const number = stnNumberOf(adapter)
  const { title, is29Bit, bitRate } = PROTOCOLS[protocolInUse(adapter)]
  if (number === undefined || is29Bit === undefined) return [title]
  const layers = STN_PROTOCOLS[number].isRaw ? 'ISO 11898' : 'ISO 15765'
  const length = STN_PROTOCOLS[number].isRaw ? 'var DLC' : 'DLC=8'
  const rate = (adapter.settings.bitRate ?? bitRate) / 1000
  return [`HS CAN (${layers}, ${is29Bit ? 29 : 11}-bit, ${rate}kbps, ${length})`]
}
