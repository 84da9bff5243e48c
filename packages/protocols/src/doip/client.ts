/**
 * The tester's side of DoIP on one TCP connection: activates routing, then asks control units behind the gateway.
 * ISO 13400-2. No socket and no clock: bytes come in through `receive`, time through `nowMs`.
 *
 * Invariants: one request is under way at most and ends once; the alive check is answered whatever else goes on. A client
 * that failed says why and stays so: its owner opens a new connection with a new client.
 * Left out: finding a gateway by UDP, and the encryption of TLS, which is the host's.
 */
import { assert } from '@luban/stdx'
import { isResponsePending } from '../uds/tables.ts'
import { type DoipMessage, decodePayload, encodeDoip } from './message.ts'
import { createDoipStream } from './stream.ts'
import {
  ACTIVATION_TYPE,
  DIAGNOSTIC_NACK,
  PROTOCOL_VERSION,
  ROUTING_ACTIVATION_CODE,
  TESTER_ADDRESS,
  TIMING,
} from './tables.ts'

/** `refused`: no routing, with the gateway's code. `notDoip`: what answers speaks something else. */
export type DoipClientFault = 'silent' | 'refused' | 'notDoip'

export type DoipClientState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready'; readonly entityAddress: number }
  | { readonly kind: 'failed'; readonly fault: DoipClientFault; readonly code: number | undefined }

/** `unreachable`: the gateway does not bring it there (8003). `noData`: nobody answered in time. */
export type DoipRequestEnd = 'answered' | 'noData' | 'unreachable' | 'failed'

export type DoipRequestListener = {
  /** Negative responses too, but for "pending". */
  onMessage(message: Uint8Array, logicalAddress: number): void
  onEnd(end: DoipRequestEnd, nowMs: number): void
}

export type DoipClient = {
  readonly state: DoipClientState
  receive(bytes: Uint8Array, nowMs: number): void
  service(nowMs: number): void
  /** False: not now. */
  request(targetAddress: number, message: Uint8Array, nowMs: number, listener: DoipRequestListener): boolean
}

export type DoipClientOptions = {
  send(bytes: Uint8Array): void
  readonly sourceAddress?: number
  readonly version?: number
}

type Asking = { readonly targetAddress: number; readonly listener: DoipRequestListener; dueMs: number }

/** The network behind a gateway carries no more, and an answer above it is passed over unseen. */
const PAYLOAD_BYTES_MAX = 4 + 4095
const ACTIVATION_PATIENCE_MS = 5_000
/** P2 and the gateway's own time; then P2* for whoever says "pending". */
const FIRST_ANSWER_MS = 2_000
const PENDING_ANSWER_MS = 6_000

export function createDoipClient(options: DoipClientOptions): DoipClient {
  const { sourceAddress = TESTER_ADDRESS.first + 0x80, version = PROTOCOL_VERSION.iso2012 } = options
  let state: DoipClientState = { kind: 'starting' }
  let startedMs: number | undefined
  let asked: Asking | undefined
  let lastMs = 0
  const say = (message: DoipMessage) => options.send(encodeDoip(message, version))
  const stream = createDoipStream(PAYLOAD_BYTES_MAX, {
    onPayload({ payloadType }, payload) {
      const message = decodePayload(payloadType, payload)
      if (typeof message !== 'string' && state.kind !== 'failed') take(message)
    },
    onFault(fault) {
      if (fault === 'incorrectPatternFormat' || fault === 'invalidPayloadLength') fail('notDoip')
    },
  })

  function fail(fault: DoipClientFault, code?: number): void {
    if (state.kind === 'failed') return
    state = { kind: 'failed', fault, code }
    end('failed')
  }

  function end(how: DoipRequestEnd): void {
    const ended = asked
    asked = undefined
    ended?.listener.onEnd(how, lastMs)
  }

  function take(message: DoipMessage): void {
    switch (message.kind) {
      case 'routingActivationResponse':
        if (state.kind === 'starting') activate(message)
        return
      case 'aliveCheckRequest':
        say({ kind: 'aliveCheckResponse', sourceAddress })
        return
      case 'genericNack':
        if (state.kind === 'starting') fail('refused', message.code)
        else end('unreachable')
        return
      case 'diagnosticNack':
        if (asked?.targetAddress === message.sourceAddress) refuse(message.code)
        return
      case 'diagnosticMessage':
        if (message.targetAddress === sourceAddress) hear(message.sourceAddress, message.data)
    }
  }

  function activate({ code, entityAddress }: DoipMessage & { kind: 'routingActivationResponse' }): void {
    if (code === ROUTING_ACTIVATION_CODE.routingActivated) state = { kind: 'ready', entityAddress }
    else fail('refused', code)
  }

  /** Without routing nothing more comes of this connection. */
  function refuse(code: number): void {
    if (code === DIAGNOSTIC_NACK.invalidSourceAddress) fail('refused', code)
    else end('unreachable')
  }

  function hear(from: number, data: Uint8Array): void {
    if (asked === undefined || asked.targetAddress !== from) return
    if (isResponsePending(data)) {
      asked.dueMs = lastMs + PENDING_ANSWER_MS
      return
    }
    asked.listener.onMessage(data.slice(), from)
    end('answered')
  }

  return {
    get state() {
      return state
    },
    receive(bytes, nowMs) {
      lastMs = nowMs
      if (state.kind !== 'failed') stream.push(bytes)
    },
    service(nowMs) {
      lastMs = nowMs
      if (startedMs === undefined) {
        startedMs = nowMs
        say({ kind: 'routingActivationRequest', sourceAddress, activationType: ACTIVATION_TYPE.default })
      } else if (state.kind === 'starting' && nowMs - startedMs >= ACTIVATION_PATIENCE_MS) fail('silent')
      if (asked !== undefined && nowMs >= asked.dueMs) end('noData')
    },
    request(targetAddress, message, nowMs, listener) {
      assert(message.length > 0, 'a request has at least one byte')
      if (state.kind !== 'ready' || asked !== undefined) return false
      lastMs = nowMs
      asked = { targetAddress, listener, dueMs: nowMs + TIMING.diagnosticMessageMs + FIRST_ANSWER_MS }
      say({ kind: 'diagnosticMessage', sourceAddress, targetAddress, data: message })
      return true
    },
  }
}
