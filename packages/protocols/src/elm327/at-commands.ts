/** AT commands that are answered at once, out of what the adapter holds and senses. ELM327 data sheet. */
import { toHex } from '@luban/stdx'
import { type Adapter, protocolInUse, resetSettings, type Socket } from './adapter.ts'
import { parseProtocol, SETTERS } from './settings.ts'
import { type AtName, DESCRIPTION, IDENTITY, MESSAGE, PROTOCOLS, SEARCH_ORDER } from './tables.ts'

type Lines = readonly string[]
type Answerer = (adapter: Adapter, argument: string, socket: Socket) => Lines

const USUAL_VOLTS = 12.6
const OK: Lines = [MESSAGE.ok]
const UNKNOWN: Lines = [MESSAGE.unknown]

/** The lines of the answer; undefined for the commands that ./session.ts runs itself. */
export function answerAt(adapter: Adapter, name: AtName, argument: string, socket: Socket): Lines | undefined {
  const set = SETTERS[name]
  if (set === undefined) return ANSWERS[name]?.(adapter, argument, socket)
  set(adapter.settings, argument, Number.parseInt(argument, 16))
  return OK
}

/** Commands that answer something of their own, or set more than a setting. */
const ANSWERS: { readonly [name in AtName]?: Answerer } = {
  '@1': () => [DESCRIPTION],
  '@2': ({ identifier }) => [identifier ?? MESSAGE.unknown],
  '@3': (adapter, argument) => {
    adapter.identifier = argument
    return OK
  },
  BI: (adapter) => {
    adapter.found ??= SEARCH_ORDER[0]
    return OK
  },
  CS: () => ['T:00 R:00'],
  CV: calibrate,
  D: (adapter, argument) => {
    if (argument === '') resetSettings(adapter)
    else adapter.settings.hasDlc = argument === '1'
    return OK
  },
  DP: (adapter) => [describeProtocol(adapter)],
  DPN: (adapter) => [(adapter.settings.isAutomatic ? 'A' : '') + protocolInUse(adapter)],
  FCSM: setFlowControlMode,
  I: () => [IDENTITY],
  IGN: (_adapter, _argument, socket) => [(socket.isIgnitionOn?.() ?? true) ? 'ON' : 'OFF'],
  PP: ({ parameters }, argument) => (parameters.set(argument) ? OK : UNKNOWN),
  PPS: ({ parameters }) => parameters.list(),
  RD: ({ settings }) => [toHex(Uint8Array.of(settings.storedByte))],
  RV: ({ voltageScale }, _argument, socket) => [`${(voltageScale * voltsAt(socket)).toFixed(1)}V`],
  SP: (adapter, argument) => setProtocol(adapter, argument, adapter.settings.hasMemory),
  TP: (adapter, argument) => setProtocol(adapter, argument, false),
}

/** CV dddd: the present voltage is dd.dd; 0000 goes back to the delivered calibration. */
function calibrate(adapter: Adapter, argument: string, socket: Socket): Lines {
  const volts = Number(argument) / 100
  adapter.voltageScale = volts > 0 && voltsAt(socket) > 0 ? volts / voltsAt(socket) : 1
  return OK
}

export function voltsAt(socket: Socket): number {
  return socket.readVolts?.() ?? USUAL_VOLTS
}

function describeProtocol(adapter: Adapter): string {
  const protocol = protocolInUse(adapter)
  const { title } = PROTOCOLS[protocol]
  return adapter.settings.isAutomatic && protocol !== '0' ? `AUTO, ${title}` : title
}

function setFlowControlMode({ settings }: Adapter, argument: string): Lines {
  const mode = Number(argument) as 0 | 1 | 2
  const isMissing =
    (mode >= 1 && settings.flowControlData === undefined) || (mode === 1 && settings.flowControlHeader === undefined)
  if (isMissing) return UNKNOWN // A mode cannot be used before its values are known.
  settings.flowControlMode = mode
  return OK
}

function setProtocol(adapter: Adapter, argument: string, isStored: boolean): Lines {
  const chosen = parseProtocol(argument)
  const { settings } = adapter
  Object.assign(settings, chosen, settings.beforeRaw, { bitRate: undefined, beforeRaw: undefined })
  adapter.found = undefined
  if (isStored) adapter.stored = chosen
  return OK
}
