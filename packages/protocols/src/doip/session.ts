/**
 * A DoIP gateway: routing activation and diagnostic messages to the logical addresses behind it; see ./discovery.ts
 * for how it is found, ./outbox.ts for how messages leave.
 * ISO 13400-2. No socket and no clock: bytes come in through `connect` and `datagram`, time through `nowMs`.
 *
 * Invariants: a logical address of a tester is active on one socket at most; nothing is sent after `close`.
 * Left out: TLS (see ./coverage.md).
 */
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
import { createDoipStream } from './stream.ts'
import {
  ACTIVATION_TYPE,
  DIAGNOSTIC_ACK,
  DIAGNOSTIC_NACK,
  PROTOCOL_VERSION,
  ROUTING_ACTIVATION_CODE,
  TESTER_ADDRESS,
  TIMING,
} from './tables.ts'

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
  /** Says whether a tester with a known address and activation type may in; absent: it may. */
  admit?(request: { sourceAddress: number; activationType: number; oem: Uint8Array | undefined }): AdmissionCode
}

export type AdmissionCode =
  | typeof ROUTING_ACTIVATION_CODE.missingAuthentication
  | typeof ROUTING_ACTIVATION_CODE.rejectedConfirmation
  | typeof ROUTING_ACTIVATION_CODE.requiresTls
  | typeof ROUTING_ACTIVATION_CODE.routingActivated
  | typeof ROUTING_ACTIVATION_CODE.confirmationRequired

/** The tester's end: the host moves bytes. `close` asks the host to end the TCP connection after what was sent. */
export type DoipSide = { send(bytes: Uint8Array): unknown; close(): void }

export type DoipConnection = {
  receive(bytes: Uint8Array, nowMs: number): void
  service(nowMs: number): void
  close(): void
}

export type DoipGateway = {
  /** `nowMs` starts the initial inactivity timer; without it the first `service` does. */
  connect(side: DoipSide, nowMs?: number): DoipConnection
  /** Answers one datagram of UDP_DISCOVERY; `undefined`: no answer is due. */
  datagram(bytes: Uint8Array): Uint8Array | undefined
  /** The gateway has lost its supply: every connection ends, without a word. */
  switchOff(): void
  /** The vehicle announcement, to be sent `TIMING.announceCount` times. */
  announcement(): Uint8Array
}

type Socket = {
  readonly side: DoipSide
  readonly outbox: Outbox
  version: number
  /** The activated tester; routing goes to nobody else. */
  testerAddress: number | undefined
  isOpen: boolean
  lastTrafficMs: number | undefined
  /** Something went out since the last `service`: that too keeps an active socket from being idle. */
  hasSent: boolean
  aliveCheckDueMs: number | undefined
}

type DiagnosticMessage = Extract<DoipMessage, { kind: 'diagnosticMessage' }>
type ActivationRequest = Extract<DoipMessage, { kind: 'routingActivationRequest' }>
type Fault = DoipFault | 'messageTooLarge' | 'outOfMemory'

/** An activation that waits until the other sockets have proven to be alive, or not. */
type WaitingActivation = {
  readonly socket: Socket
  readonly testerAddress: number
  readonly oem: Uint8Array | undefined
  readonly checked: Set<Socket>
  readonly refusal: number
}

const SOCKETS_MAX = 16
const MESSAGE_BYTES_MAX = 4095
const DIAGNOSTIC_HEADER_BYTES = 4

export function createDoipGateway(options: DoipGatewayOptions): DoipGateway {
  const socketsMax = options.socketsMax ?? SOCKETS_MAX
  const messageBytesMax = options.messageBytesMax ?? MESSAGE_BYTES_MAX
  const responseDelayMs = options.responseDelayMs ?? 0
  // Twice the longest message: too long for an ECU is a diagnostic NACK, too long for the gateway a generic one.
  const payloadBytesMax = 2 * messageBytesMax + DIAGNOSTIC_HEADER_BYTES
  const sockets = new Set<Socket>()
  const waiting = new Set<WaitingActivation>()
  const discovery = createDiscovery(options, () => ({ socketsMax, socketsOpen: sockets.size, messageBytesMax }))

  function connect(side: DoipSide, nowMs?: number): DoipConnection {
    const write = (bytes: Uint8Array) => {
      socket.hasSent = true
      side.send(bytes)
    }
    const socket: Socket = {
      side,
      outbox: createOutbox(write, responseDelayMs),
      version: PROTOCOL_VERSION.iso2012,
      testerAddress: undefined,
      isOpen: true,
      lastTrafficMs: nowMs,
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
      close: () => forget(socket),
    }
  }

  function service(socket: Socket, nowMs: number): void {
    if (!socket.isOpen) return
    socket.outbox.service(nowMs)
    if (socket.lastTrafficMs === undefined || (socket.hasSent && socket.testerAddress !== undefined)) {
      socket.lastTrafficMs = nowMs
    }
    socket.hasSent = false
    const limitMs = socket.testerAddress === undefined ? TIMING.initialInactivityMs : TIMING.generalInactivityMs
    const isDead = socket.aliveCheckDueMs !== undefined && nowMs >= socket.aliveCheckDueMs
    const isIdle = nowMs - socket.lastTrafficMs >= limitMs && !isWaiting(socket)
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
        onRoutingActivation(socket, message, nowMs)
        break
      case 'aliveCheckResponse':
        onAlive(socket, nowMs)
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
    const respond = (data: Uint8Array) => {
      if (data.length === 0) return
      const message = { kind: 'diagnosticMessage', sourceAddress: address, targetAddress: testerAddress, data } as const
      socket.outbox.answer(encodeDoip(message, socket.version), nowMs)
    }
    target.request(request, nowMs, respond, addressing)
  }

  function onRoutingActivation(socket: Socket, request: ActivationRequest, nowMs: number): void {
    if (isWaiting(socket)) return // Its first request is still being decided.
    const oem = request.oem?.slice()
    const refusal = refusalOfActivation(socket, request, oem)
    if (refusal !== undefined) answerActivation(socket, request.sourceAddress, refusal, oem, nowMs)
    else activate(socket, request.sourceAddress, oem, nowMs)
  }

  /** What speaks against an activation, other sockets apart: source address, type, this socket, authentication. */
  function refusalOfActivation(
    socket: Socket,
    { sourceAddress, activationType }: ActivationRequest,
    oem: Uint8Array | undefined,
  ): number | undefined {
    const isTester = sourceAddress >= TESTER_ADDRESS.first && sourceAddress <= TESTER_ADDRESS.last
    if (!isTester) return ROUTING_ACTIVATION_CODE.unknownSourceAddress
    if (!ACTIVATION_TYPES.has(activationType)) return ROUTING_ACTIVATION_CODE.unsupportedActivationType
    if (socket.testerAddress !== undefined && socket.testerAddress !== sourceAddress) {
      return ROUTING_ACTIVATION_CODE.differentSourceAddress
    }
    const admission = options.admit?.({ sourceAddress, activationType, oem })
    return admission === ROUTING_ACTIVATION_CODE.routingActivated ? undefined : admission
  }

  /** Activates the routing when no other socket is in the way; else asks those whether they are still alive. */
  function activate(socket: Socket, testerAddress: number, oem: Uint8Array | undefined, nowMs: number): void {
    const active = [...sockets].filter((other) => other !== socket && other.testerAddress !== undefined)
    const sameAddress = active.filter((other) => other.testerAddress === testerAddress)
    if (sameAddress.length > 0) {
      const refusal = ROUTING_ACTIVATION_CODE.sourceAddressAlreadyActive
      checkAlive(sameAddress, { socket, testerAddress, oem, refusal }, nowMs)
    } else if (active.length >= socketsMax && socket.testerAddress === undefined) {
      const refusal = ROUTING_ACTIVATION_CODE.allSocketsActive
      checkAlive(active, { socket, testerAddress, oem, refusal }, nowMs)
    } else {
      answerActivation(socket, testerAddress, ROUTING_ACTIVATION_CODE.routingActivated, oem, nowMs)
    }
  }

  /** Asks the sockets in the way whether their testers are still there; the first that is not makes room. */
  function checkAlive(others: readonly Socket[], activation: Omit<WaitingActivation, 'checked'>, nowMs: number): void {
    waiting.add({ ...activation, checked: new Set(others) })
    for (const other of others) {
      if (other.aliveCheckDueMs !== undefined) continue
      other.aliveCheckDueMs = nowMs + TIMING.aliveCheckMs
      send(other, { kind: 'aliveCheckRequest' })
    }
  }

  function onAlive(socket: Socket, nowMs: number): void {
    socket.aliveCheckDueMs = undefined
    for (const activation of [...waiting]) {
      if (!activation.checked.delete(socket) || activation.checked.size > 0) continue
      waiting.delete(activation)
      answerActivation(activation.socket, activation.testerAddress, activation.refusal, activation.oem, nowMs)
    }
  }

  function answerActivation(
    socket: Socket,
    testerAddress: number,
    code: number,
    oem: Uint8Array | undefined,
    nowMs: number,
  ): void {
    if (code === ROUTING_ACTIVATION_CODE.routingActivated) {
      socket.testerAddress = testerAddress
      socket.lastTrafficMs = nowMs
    }
    const answer = { testerAddress, entityAddress: options.logicalAddress, code }
    send(socket, { kind: 'routingActivationResponse', ...answer, ...(oem === undefined ? {} : { oem: NO_OEM }) })
    if (CLOSING_CODES.has(code)) drop(socket, nowMs)
  }

  function send(socket: Socket, message: DoipMessage): void {
    if (socket.isOpen) socket.outbox.say(encodeDoip(message, socket.version))
  }

  /** A socket that waits for the alive check of another is neither active nor idle. */
  function isWaiting(socket: Socket): boolean {
    for (const activation of waiting) if (activation.socket === socket) return true
    return false
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
    for (const activation of [...waiting]) {
      if (activation.socket === socket) {
        waiting.delete(activation)
      } else if (activation.checked.has(socket) && waiting.delete(activation)) {
        // The socket that was in the way is gone; another may have taken its place meanwhile.
        activate(activation.socket, activation.testerAddress, activation.oem, nowMs)
      }
    }
  }

  return {
    connect,
    datagram: discovery.datagram,
    announcement: discovery.announcement,
    switchOff() {
      waiting.clear()
      for (const socket of [...sockets]) {
        forget(socket)
        socket.side.close()
      }
    },
  }
}

const NO_BYTES = new Uint8Array(0)
const NO_OEM = new Uint8Array(4)
const ACTIVATION_TYPES: ReadonlySet<number> = new Set(Object.values(ACTIVATION_TYPE))

/** Answers after which the standard has the entity close the socket. */
const CLOSING_CODES: ReadonlySet<number> = new Set([
  ROUTING_ACTIVATION_CODE.unknownSourceAddress,
  ROUTING_ACTIVATION_CODE.allSocketsActive,
  ROUTING_ACTIVATION_CODE.differentSourceAddress,
  ROUTING_ACTIVATION_CODE.sourceAddressAlreadyActive,
  ROUTING_ACTIVATION_CODE.rejectedConfirmation,
  ROUTING_ACTIVATION_CODE.unsupportedActivationType,
  ROUTING_ACTIVATION_CODE.requiresTls,
])
