/**
 * The tester's side of an ELM327 or STN adapter: sets it up, asks control units through it, puts their answers together.
 * ELM327 data sheet; family reference of the STN1100.
 *
 * The adapter shows the frames as they are (AT H1), so several control units may answer at once, and what was asked of
 * one is never taken for another's. Flow control is the adapter's.
 * No socket and no clock: bytes come in through `receive`, time through `nowMs`, text goes out through `send`.
 * Invariants: at most one line is unanswered; memory is bounded, whatever the adapter says; every request that was taken
 * ends once. A client that failed says why and stays so: its owner opens a new line with a new client.
 */
import { assert, toHex } from '@luban/stdx'
import { asciiBytes } from '../can-interface/ascii.ts'
import { decodeFrame } from '../isotp/frame.ts'
import { createReceiver } from '../isotp/receiver.ts'
import { MESSAGE_BYTES_MAX, SINGLE_FRAME_BYTES_MAX } from '../isotp/tables.ts'
import { isResponsePending } from '../uds/tables.ts'
import { decodeHeard, type Heard, type HeardFrame, type Trouble } from './heard.ts'

/** Why a client gave up. `silent`: no answer in time. `notAnAdapter`: what answers is no ELM327. `flooded`: no prompt ever. */
export type ClientFault = 'silent' | 'notAnAdapter' | 'flooded' | 'restarted'

export type ClientState =
  | { readonly kind: 'starting' }
  /** `volts`: at pin 16, when it was last asked; null before. */
  | { readonly kind: 'ready'; readonly identity: string; readonly isStn: boolean; readonly volts: number | null }
  | { readonly kind: 'failed'; readonly fault: ClientFault }

/** Whom to ask. `responseId` undefined: whoever answers the functional request, 7E8 to 7EF. */
export type CanTarget = { readonly requestId: number; readonly responseId: number | undefined }

/** `pending`: the control unit only ever said that it needs more time. `failed`: the adapter itself is lost. */
export type RequestEnd = 'answered' | 'pending' | 'failed' | Trouble

export type RequestListener = {
  /** Negative responses too, but for "pending". */
  onMessage(message: Uint8Array, responseId: number): void
  onEnd(end: RequestEnd, nowMs: number): void
}

export type Elm327Client = {
  readonly state: ClientState
  receive(bytes: Uint8Array, nowMs: number): void
  service(nowMs: number): void
  /**
   * False: not now, or too long for this adapter. `isRepeatable`: asking twice does no harm, so that a control unit which
   * needs longer than the adapter waits is asked again.
   */
  request(target: CanTarget, message: Uint8Array, nowMs: number, listener: Asked): boolean
}
type Asked = RequestListener & { readonly isRepeatable?: boolean }

export type Elm327ClientOptions = {
  send(bytes: Uint8Array): void
  /** The number of an ISO 15765-4 protocol: 6 and 8 have identifiers of 11 bits, 7 and 9 of 29. */
  readonly protocol?: '6' | '7' | '8' | '9'
}

/** One line to the adapter, and what is done with its reply. */
type Step = {
  readonly line: string
  readonly patienceMs: number
  onReply(heard: readonly Heard[], nowMs: number): void
  /** What else the silence means than a lost adapter. */
  onSilence?(nowMs: number): void
}

const CR = 0x0d
const PROMPT = 0x3e
/** Four CAN frames of 4095 bytes each, as lines with spaces, and to spare. */
const REPLY_CHARACTERS_MAX = 64 * 1024
const RESET_PATIENCE_MS = 5_000
const COMMAND_PATIENCE_MS = 2_000
/** Searching a protocol takes seconds; an STN waits five for whoever says "pending". */
const REQUEST_PATIENCE_MS = 12_000
const RESET_TRIES = 2
/** AT ST: a control unit may take 50 ms, and a gateway on the way as long again. 4 ms each. */
const TIMEOUT = '32'
const REPEAT_AFTER_MS = 300
const REPEATS_MAX = 20
const VOLTS_EVERY_MS = 5_000

export function createElm327Client({ send, protocol = '6' }: Elm327ClientOptions): Elm327Client {
  const idDigits = protocol === '6' || protocol === '8' ? 3 : 8
  let state: ClientState = { kind: 'starting' }
  const steps: Step[] = []
  let current: Step | undefined
  let dueMs = Number.POSITIVE_INFINITY
  let held = ''
  /** What the adapter is set to. */
  let selected: CanTarget | undefined
  let asked: Asking | undefined
  let voltsMs = Number.NEGATIVE_INFINITY
  let isBegun = false

  function fail(fault: ClientFault, nowMs: number): void {
    if (state.kind === 'failed') return
    state = { kind: 'failed', fault }
    steps.length = 0
    current = undefined
    held = ''
    end('failed', nowMs)
  }

  function run(nowMs: number): void {
    const step = steps.shift()
    if (step === undefined) return
    current = step
    dueMs = nowMs + step.patienceMs
    send(asciiBytes(`${step.line}\r`))
  }

  function command(line: string, onReply: Step['onReply'], patienceMs = COMMAND_PATIENCE_MS): void {
    steps.push({ line, patienceMs, onReply })
  }

  function onPrompt(nowMs: number): void {
    const step = current
    const heard = readReply(held, step?.line)
    held = ''
    if (step === undefined) {
      if (heard.some(isRestart)) fail('restarted', nowMs)
      return
    }
    current = undefined
    step.onReply(heard, nowMs)
    if (current === undefined && state.kind !== 'failed') run(nowMs)
  }

  const readReply = (text: string, echo: string | undefined): Heard[] =>
    text
      .split('\r')
      .filter((line) => line.trim() !== '' && line.trim() !== echo)
      .map((line) => decodeHeard(line, idDigits))

  function begin(nowMs: number): void {
    isBegun = true
    reset(RESET_TRIES)
    run(nowMs)
  }

  /** A line half typed by whoever was there before spoils the first reset, so there is a second. */
  function reset(triesLeft: number): void {
    const again = (fault: ClientFault, nowMs: number) => {
      if (triesLeft <= 1) fail(fault, nowMs)
      else {
        reset(triesLeft - 1)
        if (current === undefined) run(nowMs)
      }
    }
    steps.push({
      line: 'ATZ',
      patienceMs: RESET_PATIENCE_MS,
      onReply(heard, nowMs) {
        const identity = heard.map(textOf).find((text) => /ELM|STN|OBD/i.test(text))
        if (identity === undefined) again('notAnAdapter', nowMs)
        else setUp(identity)
      },
      onSilence: (nowMs) => again('silent', nowMs),
    })
  }

  function setUp(identity: string): void {
    for (const line of ['ATE0', 'ATL0', 'ATS0', 'ATCAF1', 'ATAT1', `ATST${TIMEOUT}`]) command(line, () => {})
    const must = (heard: readonly Heard[], nowMs: number) => {
      if (!isOk(heard)) fail('notAnAdapter', nowMs)
    }
    command('ATH1', must)
    command(`ATSP${protocol}`, must)
    command('STI', (heard) => {
      const isStn = heard.some((one) => one.kind === 'text' && one.text.startsWith('STN'))
      if (isStn) command('STCSEGT1', (said) => ready(identity, isOk(said)))
      else ready(identity, false)
    })
  }

  function ready(identity: string, isStn: boolean): void {
    state = { kind: 'ready', identity: identity.slice(0, 60), isStn, volts: null }
  }

  function awaitReply({ onSilence }: Step, nowMs: number): void {
    if (nowMs < dueMs) return
    current = undefined
    held = ''
    if (onSilence === undefined) fail('silent', nowMs)
    else onSilence(nowMs)
  }

  function repeat(asking: Asking, nowMs: number): void {
    asking.repeatAtMs = Number.POSITIVE_INFINITY
    ask(asking)
    run(nowMs)
  }

  function readVolts(nowMs: number): void {
    if (nowMs - voltsMs < VOLTS_EVERY_MS) return
    voltsMs = nowMs
    command('ATRV', (heard) => {
      const found = heard.map(textOf).find((text) => /^\d+(\.\d+)?V?$/.test(text))
      if (found !== undefined && state.kind === 'ready') state = { ...state, volts: Number.parseFloat(found) }
    })
    run(nowMs)
  }

  function end(how: RequestEnd, nowMs: number): void {
    const ended = asked
    asked = undefined
    ended?.listener.onEnd(how, nowMs)
  }

  function select(target: CanTarget): void {
    if (isSameTarget(selected, target)) return
    selected = undefined
    const all = selectionLines(target, idDigits)
    let isRefused = false
    for (const [i, line] of all.entries()) {
      command(line, (heard, nowMs) => {
        isRefused ||= !isOk(heard)
        if (isRefused) {
          steps.length = 0
          end('notUnderstood', nowMs)
        } else if (i === all.length - 1) selected = target
      })
    }
  }

  function ask(asking: Asking): void {
    steps.push({
      line: toHex(asking.message),
      patienceMs: REQUEST_PATIENCE_MS,
      onReply(heard, nowMs) {
        if (asked === asking) settle(asking, heard, nowMs)
      },
    })
  }

  function settle(asking: Asking, heard: readonly Heard[], nowMs: number): void {
    const { target, listener } = asking
    const { answered, isPending } = gather(heard, target, listener, nowMs)
    if (heard.some(isRestart)) fail('restarted', nowMs)
    else if (answered) end('answered', nowMs)
    else if (!isPending) end(troubleOf(heard), nowMs)
    else if (!listener.isRepeatable || asking.repeats >= REPEATS_MAX) end('pending', nowMs)
    else {
      asking.repeats++
      asking.repeatAtMs = nowMs + REPEAT_AFTER_MS
    }
  }

  function onCharacter(character: number, nowMs: number): void {
    if (character === PROMPT) onPrompt(nowMs)
    else if (character === CR || (character >= 0x20 && character < 0x7f)) {
      held += String.fromCharCode(character)
      if (held.length > REPLY_CHARACTERS_MAX) fail('flooded', nowMs)
    }
  }

  return {
    get state() {
      return state
    },
    receive(bytes, nowMs) {
      for (let i = 0; i < bytes.length && state.kind !== 'failed'; i++) onCharacter(bytes[i], nowMs)
    },
    service(nowMs) {
      if (!isBegun) begin(nowMs)
      else if (current !== undefined) awaitReply(current, nowMs)
      else if (state.kind !== 'ready') return
      else if (asked === undefined) readVolts(nowMs)
      else if (nowMs >= asked.repeatAtMs) repeat(asked, nowMs)
    },
    request(target, message, nowMs, listener) {
      assert(message.length > 0, 'a request has at least one byte')
      if (state.kind !== 'ready' || asked !== undefined) return false
      if (message.length > (state.isStn ? MESSAGE_BYTES_MAX : SINGLE_FRAME_BYTES_MAX)) return false
      asked = { target, message, listener, repeats: 0, repeatAtMs: Number.POSITIVE_INFINITY }
      select(target)
      ask(asked)
      if (current === undefined) run(nowMs)
      return true
    },
  }
}

type Asking = {
  readonly target: CanTarget
  readonly message: Uint8Array
  readonly listener: Asked
  repeats: number
  repeatAtMs: number
}

/** Hands on the whole messages in a reply, as long as they are the target's. */
function gather(heard: readonly Heard[], target: CanTarget, listener: RequestListener, nowMs: number) {
  let answered = false
  let isPending = false
  const receiver = createReceiver({
    blockSize: 0,
    messageBytesMax: MESSAGE_BYTES_MAX,
    isReady: () => true,
    sendFlowControl: () => true, // The adapter has sent it.
    onMessage(message, _, id) {
      if (isResponsePending(message)) isPending = true
      else {
        answered = true
        listener.onMessage(message, id)
      }
    },
    onError() {},
  })
  for (const { id, data } of heard.filter(isFrame)) {
    if (!isFrom(target, id)) continue
    const frame = decodeFrame(data)
    if (typeof frame !== 'string' && frame.kind !== 'flowControl') receiver.receive(id, frame, nowMs)
  }
  return { answered, isPending }
}

const isFrame = (one: Heard): one is HeardFrame => one.kind === 'frame'
const isRestart = (one: Heard) => one.kind === 'trouble' && one.trouble === 'restarted'
const isOk = (heard: readonly Heard[]) => heard.some(({ kind }) => kind === 'ok')

/** The greeting, which tells of a restart elsewhere, is a text where it was asked for. */
const textOf = (one: Heard) => ('text' in one ? one.text : '')

/** Why nothing came; a frame that nobody could use is a data error. */
function troubleOf(heard: readonly Heard[]): Trouble {
  for (const one of heard) if (one.kind === 'trouble') return one.trouble
  return heard.some(isFrame) ? 'dataError' : 'noData'
}

const OBD_RESPONSES = { first: 0x7e8, last: 0x7ef } as const

function isFrom({ responseId }: CanTarget, id: number): boolean {
  if (responseId !== undefined) return id === responseId
  return (id >= OBD_RESPONSES.first && id <= OBD_RESPONSES.last) || (id & 0xffff_ff00) === 0x18da_f100
}

function isObdPair(requestId: number, responseId: number): boolean {
  return responseId === requestId + 8 && responseId >= OBD_RESPONSES.first && responseId <= OBD_RESPONSES.last
}

function isSameTarget(a: CanTarget | undefined, b: CanTarget): boolean {
  return a !== undefined && a.requestId === b.requestId && a.responseId === b.responseId
}

/**
 * What sets an adapter on a target. Flow control of its own accord goes right only for the identifiers of OBD, so for
 * everyone else it is spelled out: to whom (FC SH), what (FC SD), and that both count (FC SM 1).
 */
function selectionLines({ requestId, responseId }: CanTarget, idDigits: 3 | 8): readonly string[] {
  const text = (id: number) => id.toString(16).toUpperCase().padStart(idDigits, '0')
  const header =
    idDigits === 3
      ? [`ATSH${text(requestId)}`]
      : [`ATCP${text(requestId).slice(0, 2)}`, `ATSH${text(requestId).slice(2)}`]
  if (responseId === undefined) return [...header, 'ATFCSM0', 'ATAR']
  if (isObdPair(requestId, responseId)) return [...header, 'ATFCSM0', `ATCRA${text(responseId)}`]
  return [...header, `ATCRA${text(responseId)}`, `ATFCSH${text(requestId)}`, 'ATFCSD300000', 'ATFCSM1']
}
