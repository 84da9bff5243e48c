/**
 * A gateway that keeps the buses behind it to itself, as in newer cars: at the diagnosis connector nothing is heard of what
 * the units say to each other, and nothing gets in but requests to known identifiers. Reading is free. What changes a unit
 * or moves its parts is refused with authenticationRequired, until the tester has unlocked the gateway: by its security
 * level 1 (27), or by proving who they are (29), for as long as the session there lasts. What the law lets everybody do
 * (J1979 and J1979-2, clearing codes among it) is never refused.
 *
 * Which services a gateway refuses is the maker's; ours are in `isFree`.
 * Left out: wires of its own for the connector: a scope at pins 6 and 14 sees all buses, which are one in our cars.
 */
import type { CanGate, CanPort } from '@luban/protocols/can/bus'
import type { CanFrame } from '@luban/protocols/can/frame'
import { decodeFrame } from '@luban/protocols/isotp/frame'
import { createIsoTpEndpoint, type IsoTpEndpoint } from '@luban/protocols/isotp/session'
import { FD_LONGEST, PADDING } from '@luban/protocols/isotp/tables'
import { OBD_ON_UDS } from '@luban/protocols/obd/obd-on-uds'
import { MODE_MAX } from '@luban/protocols/obd/tables'
import { NEGATIVE_RESPONSE, NRC, SERVICE, SESSION, SUPPRESS_POSITIVE_RESPONSE } from '@luban/protocols/uds/tables'

/** Where a unit is asked, and where it answers. */
export type DiagnosticPair = {
  readonly unit: string
  readonly requestId: number
  readonly responseId: number
  readonly isExtended: boolean
}

export type GatewayFilter = CanGate & {
  /** The answer to what does not get through; undefined: it does. */
  refusalOf(unit: string, message: Uint8Array): Uint8Array | undefined
  service(nowMs: number): void
}

export type GatewayFilterOptions = {
  readonly gateway: string
  readonly units: ReadonlySet<string>
  readonly pairs: readonly DiagnosticPair[]
  readonly functional: readonly { readonly id: number; readonly isExtended: boolean }[]
  /** Its own, towards the connector. */
  readonly port: CanPort
  /** Behind it are units that hear CAN FD. */
  readonly hasFd: boolean
  hasSupply(): boolean
  isUnlocked(): boolean
}

export function createGatewayFilter(options: GatewayFilterOptions): GatewayFilter {
  const { gateway, units, pairs, port } = options
  const linesOf = (isFd: boolean) =>
    new Map(pairs.map((pair) => [keyOf(pair.requestId, pair.isExtended), createLine(pair, port, isFd)]))
  const classical = linesOf(false)
  const fd = options.hasFd ? linesOf(true) : new Map<number, Line>()
  const answers = new Set(pairs.map(({ responseId, isExtended }) => keyOf(responseId, isExtended)))
  const functional = new Set(options.functional.map(({ id, isExtended }) => keyOf(id, isExtended)))
  const isRefused = (message: Uint8Array) => !isFree(message) && !options.isUnlocked()

  /** A request that is refused is taken to its end by the gateway itself, and the unit behind it has none of it. */
  function passesInward(frame: CanFrame, nowMs: number): boolean {
    const key = keyOf(frame.id, frame.isExtended)
    const part = decodeFrame(frame.data)
    if (typeof part === 'string') return false
    const begins = part.kind === 'single' || part.kind === 'first'
    if (functional.has(key)) return part.kind === 'single' && !isRefused(part.data)
    const line = (frame.fd === undefined ? classical : fd).get(key)
    if (line === undefined) return false
    if (line.unit === gateway) return true
    if (begins) line.isRefusing = isRefused(part.data)
    if (part.kind === 'flowControl' || !line.isRefusing) return true
    line.endpoint.receive(frame, nowMs)
    return false
  }

  return {
    isOutside: (name) => !units.has(name),
    passes(frame, isOutward, nowMs) {
      if (!options.hasSupply() || frame.remoteBytes !== undefined) return false
      return isOutward ? answers.has(keyOf(frame.id, frame.isExtended)) : passesInward(frame, nowMs)
    },
    refusalOf: (unit, message) => (unit !== gateway && isRefused(message) ? refusal(message) : undefined),
    service(nowMs) {
      for (const lines of [classical, fd]) for (const { endpoint } of lines.values()) endpoint.service(nowMs)
    },
  }
}

type Line = { readonly unit: string; readonly endpoint: IsoTpEndpoint; isRefusing: boolean }

function createLine({ unit, requestId, responseId, isExtended }: DiagnosticPair, port: CanPort, isFd: boolean): Line {
  const endpoint = createIsoTpEndpoint({
    port,
    address: { txId: responseId, rxIds: [requestId], isExtended },
    padding: PADDING.aa,
    ...(isFd && { fd: FD_LONGEST }),
    onMessage: (message, nowMs) => endpoint.send(refusal(message), nowMs),
  })
  return { unit, endpoint, isRefusing: false }
}

const refusal = (message: Uint8Array) => Uint8Array.of(NEGATIVE_RESPONSE, message[0], NRC.authenticationRequired)

/** Identifiers of the two lengths are different ones. */
const keyOf = (id: number, isExtended: boolean) => (isExtended ? id + 0x8000_0000 : id)

const READING: ReadonlySet<number> = new Set([
  SERVICE.clearDiagnosticInformation,
  SERVICE.readDtcInformation,
  SERVICE.readDataByIdentifier,
  SERVICE.readScalingDataByIdentifier,
  SERVICE.securityAccess,
  SERVICE.authentication,
  SERVICE.readDataByPeriodicIdentifier,
  SERVICE.dynamicallyDefineDataIdentifier,
  SERVICE.testerPresent,
  SERVICE.responseOnEvent,
])

/** Of a message's first bytes. */
function isFree([service, subFunction = 0, high = 0]: Uint8Array): boolean {
  if (service <= MODE_MAX || READING.has(service)) return true
  const asked = subFunction & ~SUPPRESS_POSITIVE_RESPONSE
  if (service === SERVICE.diagnosticSessionControl) return asked !== SESSION.programming
  return service === SERVICE.routineControl && high === OBD_ON_UDS.control >> 8
}
