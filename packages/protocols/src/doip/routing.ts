/**
 * Who may talk through a gateway: routing activation, and the alive check of those who stand in the way.
 * ISO 13400-2, routing activation handler and socket handler.
 *
 * Invariants: a logical address of a tester is active on one socket at most; a request that must wait for an alive
 * check is answered once, when the last socket in its way has answered, or at once when one of them is gone.
 */
import type { DoipMessage } from './message.ts'
import { ACTIVATION_TYPE, ROUTING_ACTIVATION_CODE, TESTER_ADDRESS, TIMING } from './tables.ts'

export type AdmissionCode =
  | typeof ROUTING_ACTIVATION_CODE.missingAuthentication
  | typeof ROUTING_ACTIVATION_CODE.rejectedConfirmation
  | typeof ROUTING_ACTIVATION_CODE.requiresTls
  | typeof ROUTING_ACTIVATION_CODE.routingActivated
  | typeof ROUTING_ACTIVATION_CODE.confirmationRequired

export type ActivationRequest = Extract<DoipMessage, { kind: 'routingActivationRequest' }>

/** What the routing knows of a socket. */
export type RoutingSocket = {
  /** The activated tester; routing goes to nobody else. */
  testerAddress: number | undefined
  lastTrafficMs: number | undefined
  aliveCheckDueMs: number | undefined
  /** The bytes came through TLS. */
  readonly isSecure: boolean
}

export type RoutingParts<Socket extends RoutingSocket> = {
  /** Those that are open; the owner adds and removes them. */
  readonly sockets: ReadonlySet<Socket>
  readonly socketsMax: number
  /** The gateway's own logical address. */
  readonly entityAddress: number
  /** Absent: no activation type asks for TLS. */
  requiresTls?(activationType: number): boolean
  /** Absent: every tester with a known address and activation type is let in. */
  admit?(request: { sourceAddress: number; activationType: number; oem: Uint8Array | undefined }): AdmissionCode
  send(socket: Socket, message: DoipMessage): void
  /** Ends the connection. */
  drop(socket: Socket, nowMs: number): void
}

export type Routing<Socket extends RoutingSocket> = {
  request(socket: Socket, request: ActivationRequest, nowMs: number): void
  /** The socket has answered its alive check. */
  onAlive(socket: Socket, nowMs: number): void
  /** A socket that waits for the alive check of another is neither active nor idle. */
  isWaiting(socket: Socket): boolean
  /** The socket is no longer among the open ones. */
  forget(socket: Socket, nowMs: number): void
  /** Nobody waits any more. */
  clear(): void
}

/** An activation that waits until the other sockets have proven to be alive, or not. */
type Waiting<Socket> = {
  readonly socket: Socket
  readonly testerAddress: number
  readonly oem: Uint8Array | undefined
  readonly checked: Set<Socket>
  readonly refusal: number
}

export function createRouting<Socket extends RoutingSocket>(parts: RoutingParts<Socket>): Routing<Socket> {
  const { sockets, socketsMax, entityAddress, send, drop } = parts
  const waiting = new Set<Waiting<Socket>>()

  function request(socket: Socket, asked: ActivationRequest, nowMs: number): void {
    if (isWaiting(socket)) return // Its first request is still being decided.
    const oem = asked.oem?.slice()
    const refusal = refusalOf(socket, asked, oem)
    if (refusal !== undefined) answer(socket, asked.sourceAddress, refusal, oem, nowMs)
    else activate(socket, asked.sourceAddress, oem, nowMs)
  }

  /** What speaks against an activation, other sockets apart: source address, type, TLS, this socket, authentication. */
  function refusalOf(
    socket: Socket,
    { sourceAddress, activationType }: ActivationRequest,
    oem: Uint8Array | undefined,
  ): number | undefined {
    const isTester = sourceAddress >= TESTER_ADDRESS.first && sourceAddress <= TESTER_ADDRESS.last
    if (!isTester) return ROUTING_ACTIVATION_CODE.unknownSourceAddress
    if (!ACTIVATION_TYPES.has(activationType)) return ROUTING_ACTIVATION_CODE.unsupportedActivationType
    if (!socket.isSecure && parts.requiresTls?.(activationType)) return ROUTING_ACTIVATION_CODE.requiresTls
    if (socket.testerAddress !== undefined && socket.testerAddress !== sourceAddress) {
      return ROUTING_ACTIVATION_CODE.differentSourceAddress
    }
    const admission = parts.admit?.({ sourceAddress, activationType, oem })
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
      answer(socket, testerAddress, ROUTING_ACTIVATION_CODE.routingActivated, oem, nowMs)
    }
  }

  /** Asks the sockets in the way whether their testers are still there; the first that is not makes room. */
  function checkAlive(others: readonly Socket[], activation: Omit<Waiting<Socket>, 'checked'>, nowMs: number): void {
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
      answer(activation.socket, activation.testerAddress, activation.refusal, activation.oem, nowMs)
    }
  }

  function answer(
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
    const response = { testerAddress, entityAddress, code, ...(oem === undefined ? {} : { oem: NO_OEM }) }
    send(socket, { kind: 'routingActivationResponse', ...response })
    if (CLOSING_CODES.has(code)) drop(socket, nowMs)
  }

  function isWaiting(socket: Socket): boolean {
    for (const activation of waiting) if (activation.socket === socket) return true
    return false
  }

  return {
    request,
    onAlive,
    isWaiting,
    forget(socket, nowMs) {
      for (const activation of [...waiting]) {
        if (activation.socket === socket) {
          waiting.delete(activation)
        } else if (activation.checked.has(socket) && waiting.delete(activation)) {
          // The socket that was in the way is gone; another may have taken its place meanwhile.
          activate(activation.socket, activation.testerAddress, activation.oem, nowMs)
        }
      }
    },
    clear: () => waiting.clear(),
  }
}

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
