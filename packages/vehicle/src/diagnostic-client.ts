/**
 * A tester on the bus: asks one control unit after the other by ISO-TP and hands back what they answer.
 * Used by the scan tool of the bench and by the gateway, which carries DoIP messages to the units behind it.
 *
 * It listens to a unit only while it waits for that unit, so it never acknowledges another tester's answers. Who asked
 * for periodic data or for events waits until told to stop: what comes unasked goes where the last answer went.
 */
import type { CanBus } from '@luban/protocols/can/bus'
import type { CanFrame } from '@luban/protocols/can/frame'
import { createIsoTpEndpoint, type IsoTpEndpoint } from '@luban/protocols/isotp/session'
import { OBD_FUNCTIONAL_ID, PADDING, SINGLE_FRAME_BYTES_MAX } from '@luban/protocols/isotp/tables'
import { EVENT, isResponsePending, SERVICE, TRANSMISSION_MODE } from '@luban/protocols/uds/tables'
import type { EcuInfo } from './car.ts'

export type DiagnosticClient = {
  /** False: there is no such unit, or the message cannot be sent. A new request gives up waiting for the old one. */
  request(ecuId: string, message: Uint8Array, nowMs: number, onResponse: OnResponse): boolean
  service(nowMs: number): void
  /** Nobody is waited for: until something is asked, `service` would do nothing. */
  isResting(): boolean
  close(): void
}
export type OnResponse = (response: Uint8Array, ecuId: string) => void

type Line = {
  readonly info: EcuInfo
  readonly endpoint: IsoTpEndpoint
  onResponse: OnResponse | undefined
  untilMs: number
  /** Something was asked for that is told again and again. */
  isSubscribed: boolean
}

/** P2* of the slowest unit and a little: so long after the request, or after 0x78, nobody waits any more. */
const PATIENCE_MS = 6000

export function createDiagnosticClient(bus: CanBus, name: string, ecus: readonly EcuInfo[]): DiagnosticClient {
  /** Whom something was asked of; who has answered leaves when timers run. */
  const asked = new Set<Line>()
  const receive = (frame: CanFrame, nowMs: number) => {
    for (const line of asked) {
      if (line.onResponse !== undefined && nowMs <= line.untilMs) line.endpoint.receive(frame, nowMs)
    }
  }
  const port = bus.attach(name, receive, { ids: ecus.map(({ responseId }) => responseId) })
  const lines = new Map(ecus.map((info) => [info.id, createLine(info)]))

  function createLine(info: EcuInfo): Line {
    const endpoint = createIsoTpEndpoint({
      port,
      address: { txId: info.requestId, rxIds: [info.responseId], isExtended: false },
      padding: PADDING.cc,
      onMessage(message, nowMs) {
        const { onResponse } = line
        if (isResponsePending(message)) line.untilMs = nowMs + PATIENCE_MS
        else if (line.isSubscribed) line.untilMs = Infinity
        else line.onResponse = undefined
        onResponse?.(message, info.id)
      },
    })
    const line: Line = { info, endpoint, onResponse: undefined, untilMs: 0, isSubscribed: false }
    return line
  }

  function requestAll(message: Uint8Array, nowMs: number, onResponse: OnResponse): boolean {
    if (message.length === 0 || message.length > SINGLE_FRAME_BYTES_MAX) return false
    for (const line of lines.values()) expect(line, nowMs, onResponse)
    const data = new Uint8Array(8).fill(PADDING.cc)
    data[0] = message.length
    data.set(message, 1)
    port.send({ id: OBD_FUNCTIONAL_ID, isExtended: false, data }, nowMs)
    return true
  }

  function expect(line: Line, nowMs: number, onResponse: OnResponse): void {
    line.endpoint.reset()
    asked.add(line)
    line.onResponse = onResponse
    line.untilMs = nowMs + PATIENCE_MS
  }

  return {
    request(ecuId, message, nowMs, onResponse) {
      if (ecuId === 'all') return requestAll(message, nowMs, onResponse)
      const line = lines.get(ecuId)
      if (line === undefined || message.length === 0) return false
      expect(line, nowMs, onResponse)
      line.isSubscribed = isSubscribedAfter(message, line.isSubscribed)
      return line.endpoint.send(message, nowMs)
    },
    service(nowMs) {
      for (const line of asked) {
        if (line.onResponse === undefined) asked.delete(line)
        else line.endpoint.service(nowMs)
      }
    },
    isResting: () => asked.size === 0,
    close: () => port.detach(),
  }
}

/** Periodic data ends with its own stop, events with theirs, both with another session or a reset. */
function isSubscribedAfter(message: Uint8Array, wasSubscribed: boolean): boolean {
  switch (message[0]) {
    case SERVICE.readDataByPeriodicIdentifier:
      return message[1] !== TRANSMISSION_MODE.stop || message.length > 2
    case SERVICE.responseOnEvent:
      return message[1] !== EVENT.stopResponseOnEvent && message[1] !== EVENT.clearResponseOnEvent
    case SERVICE.diagnosticSessionControl:
    case SERVICE.ecuReset:
      return false
    default:
      return wasSubscribed
  }
}
