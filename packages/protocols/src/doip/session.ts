/**
 * A DoIP gateway: diagnostic messages to the logical addresses behind it. See ./discovery.ts for how it is found,
 * ./routing.ts for who may talk, ./outbox.ts for how messages leave.
 * ISO 13400-2. No socket and no clock: bytes come in through `connect` and `datagram`, time through `nowMs`.
 *
 * Invariant: nothing is sent after `close`.
 * Left out: the encryption of TLS, which is the host's; it says here which connections came through it.
 */
import { isResponsePending } from '../uds/tables.ts'
import { createDiscovery, type DoipEntity } from './discovery.ts'
import {
  type DoipFault,
  type DoipHeader,
  type DoipMessage,
  decodePayload,
  encodeDoip,
  genericNackOf,
} from './message.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { type AdmissionCode, createRouting, type RoutingSocket } from './routing.ts'
import { createDoipStream } from './stream.ts'
import { DIAGNOSTIC_ACK, DIAGNOSTIC_NACK, PROTOCOL_VERSION, TIMING } from './tables.ts'

/** An ECU behind the gateway. `respond` may be called now, later, more than once (0x78) or never. */
export type DoipTarget = {
  /** `message` is the request's own copy. */
  request(
    message: Uint8Array,
    nowMs: number,
    respond: (response: Uint8Array) => void,
    addressing: 'physical' | 'functional',
  ): void
  /** Absent: always reachable. */
  isReachable?(): boolean
  /** What keeps this very request from being carried to a reachable ECU; absent: nothing ever does. */
  obstacle?(message: Uint8Array): Obstacle | undefined
}

export type Obstacle = 'outOfMemory' | 'unknownNetwork' | 'transportProtocolError'

/** The gateway's own logical address may also be a key of `targets`. */
export type DoipGatewayOptions = DoipEntity & {
  targets: ReadonlyMap<number, DoipTarget>
  /** The functional logical address: its requests go to every target. */
  functional?: number
  /**
   * How long an ECU's answer stays behind the acknowledgement at least, as over a real bus; `service` lets it go.
   * 0 or absent: no time, and all that one read makes the gateway say is one `send`.
   */
  responseDelayMs?: number
  /** Sockets with an active routing at one time. */
  socketsMax?: number
  /** Longest UDS message; the network behind an ISO-TP gateway carries 4095 bytes. */
  messageBytesMax?: number
  /** May a message of this size be taken now? Absent: memory never ends. */
  hasMemoryFor?(payloadBytes: number): boolean
  /** Which activation types are refused on a connection without TLS (code 07); absent: none. */
  requiresTls?(activationType: number): boolean
  /** Says whether a tester with a known address and activation type may in; absent: it may. */
  admit?(request: { sourceAddress: number; activationType: number; oem: Uint8Array | undefined }): AdmissionCode
}

/** The tester's end: the host moves bytes. `close` asks the host to end the TCP connection after what was sent. */
export type DoipSide = { send(bytes: Uint8Array): unknown; close(): void }

export type DoipConnection = {
  receive(bytes: Uint8Array, nowMs: number): void
  service(nowMs: number): void
  /** What still runs are timers of seconds. */
  isResting(): boolean
  close(): void
}

export type DoipGateway = {
  /** `nowMs` starts the initial inactivity timer; without it the first `service` does. `isSecure`: it came through TLS. */
  connect(side: DoipSide, nowMs?: number, isSecure?: boolean): DoipConnection
  /** Answers one datagram of UDP_DISCOVERY; `undefined`: no answer is due. */
  datagram(bytes: Uint8Array): Uint8Array | undefined
  /** The gateway has lost its supply: every connection ends, without a word. */
  switchOff(): void
  /** The vehicle announcement, to be sent `TIMING.announceCount` times. */
  announcement(): Uint8Array
}

type Socket = RoutingSocket & {
  readonly side: DoipSide
  readonly outbox: Outbox
  version: number
  isOpen: boolean
  /** Requests whose last answer has not come; forgotten when nobody has answered or been asked for a while. */
  awaited: number
  awaitedSinceMs: number
  /** Something went out since the last `service`: that too keeps an active socket from being idle. */
  hasSent: boolean
}

type DiagnosticMessage = Extract<DoipMessage, { kind: 'diagnosticMessage' }>
type Fault = DoipFault | 'messageTooLarge' | 'outOfMemory'

const SOCKETS_MAX = 16
const MESSAGE_BYTES_MAX = 4095
const DIAGNOSTIC_HEADER_BYTES = 4
/** Longer than P2* of any ECU, after which it has said 0x78 again or will say nothing. */
const AWAITED_MS = 10_000

export function createDoipGateway(options: DoipGatewayOptions): DoipGateway {
  const socketsMax = options.socketsMax ?? SOCKETS_MAX
  const messageBytesMax = options.messageBytesMax ?? MESSAGE_BYTES_MAX
  const responseDelayMs = options.responseDelayMs ?? 0
  // Twice the longest message: too long for an ECU is a diagnostic NACK, too long for the gateway a generic one.
  const payloadBytesMax = 2 * messageBytesMax + DIAGNOSTIC_HEADER_BYTES
  const sockets = new Set<Socket>()
  const routing = createRouting<Socket>({
    sockets,
    socketsMax,
    entityAddress: options.logicalAddress,
    ...(options.requiresTls && { requiresTls: options.requiresTls }),
    ...(options.admit && { admit: options.admit }),
    send,
    drop,
  })
  const discovery = createDiscovery(options, () => ({ socketsMax, socketsOpen: sockets.size, messageBytesMax }))

  function connect(side: DoipSide, nowMs?: number, isSecure = false): DoipConnection {
    const write = (bytes: Uint8Array) => {
      socket.hasSent = true
      side.send(bytes)
    }
    const socket: Socket = {
      side,
      outbox: createOutbox(write, responseDelayMs),
      version: PROTOCOL_VERSION.iso2012,
      isSecure,
      testerAddress: undefined,
      isOpen: true,
      lastTrafficMs: nowMs,
      awaited: 0,
      awaitedSinceMs: 0,
      hasSent: false,
      aliveCheckDueMs: undefined,
    }
    sockets.add(socket)
    let receivedMs = nowMs ?? 0
    const stream = createDoipStream(payloadBytesMax, {
      onPayload: (header, payload) => {
        if (socket.isOpen) onPayload(socket, header, payload, receivedMs)
      },
      onFault: (fault, header) => {
        if (!socket.isOpen) return
        if (header !== undefined && header.version !== PROTOCOL_VERSION.unknown) socket.version = header.version
        onFault(socket, fault, receivedMs)
      },
    })
    return {
      receive(bytes, atMs) {
        if (!socket.isOpen) return
        receivedMs = atMs
        socket.outbox.service(atMs)
        // Before activation nothing that a stranger sends may keep the socket open.
        if (socket.testerAddress !== undefined) socket.lastTrafficMs = atMs
        else socket.lastTrafficMs ??= atMs
        socket.outbox.during(() => stream.push(bytes))
      },
      service: (atMs) => service(socket, atMs),
      isResting: () => socket.awaited === 0 && socket.outbox.isEmpty() && socket.aliveCheckDueMs === undefined,
      close: () => forget(socket),
    }
  }

  function service(socket: Socket, nowMs: number): void {
    if (!socket.isOpen) return
    socket.outbox.service(nowMs)
    if (nowMs - socket.awaitedSinceMs >= AWAITED_MS) socket.awaited = 0
    if (socket.lastTrafficMs === undefined || (socket.hasSent && socket.testerAddress !== undefined)) {
      socket.lastTrafficMs = nowMs
    }
    socket.hasSent = false
    const limitMs = socket.testerAddress === undefined ? TIMING.initialInactivityMs : TIMING.generalInactivityMs
    const isDead = socket.aliveCheckDueMs !== undefined && nowMs >= socket.aliveCheckDueMs
    const isIdle = nowMs - socket.lastTrafficMs >= limitMs && !routing.isWaiting(socket)
    if (isDead || isIdle) drop(socket, nowMs)
  }

  function onPayload(socket: Socket, header: DoipHeader, payload: Uint8Array, nowMs: number): void {
    // 0xFF stands for "version unknown" and belongs to vehicle identification, which is not asked over TCP.
    const isUnknownVersion = header.version === PROTOCOL_VERSION.unknown
    if (!isUnknownVersion) socket.version = header.version
    const hasMemory = options.hasMemoryFor?.(payload.length) ?? true
    const message = isUnknownVersion ? 'incorrectPatternFormat' : decodePayload(header.payloadType, payload)
    if (!isUnknownVersion && !hasMemory) onFault(socket, 'outOfMemory', nowMs)
    else if (typeof message === 'string') onFault(socket, message, nowMs)
    else onMessage(socket, message, nowMs)
  }

  function onFault(socket: Socket, fault: Fault, nowMs: number): void {
    send(socket, genericNackOf(fault))
    // The stream has lost its beginning, so there is nothing left to talk about.
    if (fault === 'incorrectPatternFormat' || fault === 'invalidPayloadLength') drop(socket, nowMs)
  }

  function onMessage(socket: Socket, message: DoipMessage, nowMs: number): void {
    switch (message.kind) {
      case 'diagnosticMessage':
        onDiagnosticMessage(socket, message, nowMs)
        break
      case 'routingActivationRequest':
        routing.request(socket, message, nowMs)
        break
      case 'aliveCheckResponse':
        routing.onAlive(socket, nowMs)
        break
      case 'aliveCheckRequest':
        // The standard has only the entity ask; testers that ask get the answer they expect.
        send(socket, { kind: 'aliveCheckResponse', sourceAddress: options.logicalAddress })
        break
      case 'genericNack':
        break // Answering a refusal could go on for ever.
      default:
        onFault(socket, 'unknownPayloadType', nowMs)
    }
  }

  function onDiagnosticMessage(socket: Socket, message: DiagnosticMessage, nowMs: number): void {
    const { sourceAddress, targetAddress, data } = message
    const refusal = refusalOf(socket, message)
    const kind = refusal === undefined ? 'diagnosticAck' : 'diagnosticNack'
    const code = refusal ?? DIAGNOSTIC_ACK.received
    // Back the way it came: the addresses change places.
    send(socket, { kind, sourceAddress: targetAddress, targetAddress: sourceAddress, code, previous: NO_BYTES })
    // A tester under a name that is not its own is shown the door; one without luck may try again.
    if (refusal === DIAGNOSTIC_NACK.invalidSourceAddress) drop(socket, nowMs)
    if (refusal !== undefined) return
    const isFunctional = targetAddress === options.functional
    const addresses = isFunctional ? options.targets.keys() : [targetAddress]
    for (const address of addresses) {
      ask(socket, address, data.slice(), nowMs, isFunctional ? 'functional' : 'physical')
    }
  }

  function refusalOf(socket: Socket, message: DiagnosticMessage): number | undefined {
    if (socket.testerAddress !== message.sourceAddress) return DIAGNOSTIC_NACK.invalidSourceAddress
    const isFunctional = message.targetAddress === options.functional
    const target = options.targets.get(message.targetAddress)
    if (!isFunctional && target === undefined) return DIAGNOSTIC_NACK.unknownTargetAddress
    if (message.data.length > messageBytesMax) return DIAGNOSTIC_NACK.diagnosticMessageTooLarge
    if (target?.isReachable?.() === false) return DIAGNOSTIC_NACK.targetUnreachable
    const obstacle = isFunctional ? undefined : target?.obstacle?.(message.data)
    return obstacle && DIAGNOSTIC_NACK[obstacle]
  }

  function ask(
    socket: Socket,
    address: number,
    request: Uint8Array,
    nowMs: number,
    addressing: 'physical' | 'functional',
  ): void {
    const testerAddress = socket.testerAddress
    const target = options.targets.get(address)
    if (target === undefined || testerAddress === undefined || target.isReachable?.() === false) return
    if (addressing === 'functional' && target.obstacle?.(request) !== undefined) return
    socket.awaited++
    socket.awaitedSinceMs = nowMs
    let isAwaited = true
    const respond = (data: Uint8Array) => {
      if (data.length === 0) return
      if (isAwaited && !isResponsePending(data)) {
        isAwaited = false
        socket.awaited = Math.max(0, socket.awaited - 1)
      }
      const message = { kind: 'diagnosticMessage', sourceAddress: address, targetAddress: testerAddress, data } as const
      socket.outbox.answer(encodeDoip(message, socket.version), nowMs)
    }
    target.request(request, nowMs, respond, addressing)
  }

  function send(socket: Socket, message: DoipMessage): void {
    if (socket.isOpen) socket.outbox.say(encodeDoip(message, socket.version))
  }

  /** The gateway ends the connection. */
  function drop(socket: Socket, nowMs: number): void {
    if (!socket.isOpen) return
    forget(socket, nowMs)
    socket.side.close()
  }

  function forget(socket: Socket, nowMs = socket.lastTrafficMs ?? 0): void {
    if (!socket.isOpen) return
    socket.isOpen = false
    socket.outbox.end()
    sockets.delete(socket)
    routing.forget(socket, nowMs)
  }

  return {
    connect,
    datagram: discovery.datagram,
    announcement: discovery.announcement,
    switchOff() {
      routing.clear()
      for (const socket of [...sockets]) {
        forget(socket)
        socket.side.close()
      }
    },
  }
}

const NO_BYTES = new Uint8Array(0)
