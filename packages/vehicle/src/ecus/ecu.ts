/**
 * One control unit on the diagnostic bus: ISO-TP under it, OBD and UDS above it.
 * A request whose first byte is a J1979 mode goes to OBD, every other one to UDS (ISO 15765-4 and ISO 14229-3).
 *
 * CAN and DoIP reach the same server: one ECU has one session, whoever talks to it.
 * Whatever comes unasked (periodic data, events) goes the way that the last request came.
 * Left out: that one at another bit rate than the others (LinkControl) spoils their frames as well as its own.
 */
import type { CanBus, CanHearing } from '@luban/protocols/can/bus'
import type { CanFrame } from '@luban/protocols/can/frame'
import type { IsoTpAddress } from '@luban/protocols/isotp/address'
import { createIsoTpEndpoint, type IsoTpEndpoint, type IsoTpOptions } from '@luban/protocols/isotp/session'
import { FD_LONGEST, OBD_FUNCTIONAL_ID, OBD_FUNCTIONAL_ID_29, obdIds29, PADDING } from '@luban/protocols/isotp/tables'
import type { ObdEcu } from '@luban/protocols/obd/ecu'
import { createObdServer } from '@luban/protocols/obd/session'
import { MODE_MAX } from '@luban/protocols/obd/tables'
import type { Link, UdsEcu } from '@luban/protocols/uds/ecu'
import { type Addressing, createUdsServer, type Respond, type UdsServer } from '@luban/protocols/uds/session'
import { SESSION } from '@luban/protocols/uds/tables'
import { PROGRAMMING_LEVEL } from './boot-loader.ts'

export type EcuOptions = {
  /** As it stands in a recording of the bus. */
  readonly name: string
  readonly bus: CanBus
  readonly requestId: number
  readonly responseId: number
  readonly uds: UdsEcu
  /** Undefined: this ECU answers no legislated diagnostics. */
  readonly obd?: ObdEcu
  /** By it the unit is asked for legislated diagnostics with 29 bits, in place of 7DF; the rest stays on its own identifiers. */
  readonly obdAddress?: number
  /** It hears CAN FD frames too, and answers those who ask in them likewise: 64 bytes, at the faster rate. */
  readonly hasFd?: boolean
  /** Called when somebody has made it wait for something: it rests no longer. */
  onAwake?(): void
}

export type Ecu = {
  readonly name: string
  readonly uds: UdsServer
  /** A request that did not come over CAN: from DoIP, say. */
  request(message: Uint8Array, addressing: Addressing, nowMs: number, respond: Respond): void
  /** Lets the timers of ISO-TP and UDS run. */
  service(nowMs: number): void
  /** No timer runs: until it is asked again, `service` would do nothing. */
  isResting(): boolean
  /** Without supply, or with its bus wires open, it neither hears nor answers. */
  isOnline: boolean
  /** As after power on: default session, nothing half sent. */
  reset(): void
}

export function createEcu(options: EcuOptions): Ecu {
  const { name, bus, requestId, responseId, obdAddress, hasFd = false } = options
  const obd = options.obd && createObdServer(options.obd)
  const receive = (frame: CanFrame, nowMs: number) => {
    if (!ecu.isOnline) return
    for (const one of frame.fd === undefined ? classical : fd) one.receive(frame, nowMs)
    tellAwake()
  }
  const tellAwake = () => {
    if (!ecu.isResting()) options.onAwake?.()
  }
  const ids29 = obdAddress === undefined ? [] : [obdIds29(obdAddress).requestId, OBD_FUNCTIONAL_ID_29]
  const hearing: Hearing = {
    ids: [requestId, OBD_FUNCTIONAL_ID, ...ids29],
    isFdCapable: hasFd,
    bitsPerSecond: undefined,
  }
  const port = bus.attach(name, receive, hearing)
  const ids11 = { txId: responseId, rxIds: [requestId], functionalIds: [OBD_FUNCTIONAL_ID], isExtended: false }
  /** A question of the law for everybody is heard at one of its two identifiers. */
  const isElsewhere = (message: Uint8Array, addressing: Addressing) =>
    addressing === 'functional' && message[0] <= MODE_MAX && obdAddress !== undefined
  const classical = [way({ address: ids11 }, isElsewhere)]
  if (obdAddress !== undefined) classical.push(way({ address: ids29Of(obdAddress) }))
  const fd = hasFd ? [way({ address: ids11, fd: FD_LONGEST }, isElsewhere)] : []
  const ways = [...classical, ...fd]
  /** On which something was asked last. */
  let [current] = classical
  const uds = createUdsServer(withLink(options.uds, linkOf(hearing)), (message, nowMs) =>
    answerBy(current, message, nowMs),
  )

  function way(
    kind: Pick<IsoTpOptions, 'address' | 'fd'>,
    isOverheard = (_message: Uint8Array, _addressing: Addressing) => false,
  ): IsoTpEndpoint {
    const endpoint = createIsoTpEndpoint({
      port,
      ...kind,
      padding: PADDING.aa,
      onMessage(message, nowMs, _, addressing) {
        if (isOverheard(message, addressing)) return
        current = endpoint
        route(message, addressing, nowMs, (answer, atMs) => answerBy(endpoint, answer, atMs))
      },
    })
    return endpoint
  }

  /** A response that finds the queue full is lost, as in a real ECU; the tester repeats its request. */
  function answerBy(endpoint: IsoTpEndpoint, message: Uint8Array, nowMs: number): void {
    if (ecu.isOnline) endpoint.send(message, nowMs)
  }

  function route(message: Uint8Array, addressing: Addressing, nowMs: number, respond: Respond): void {
    if (message[0] > MODE_MAX) {
      uds.request(message, addressing, nowMs, respond)
      return
    }
    const isInBoot = options.uds.bootLoader?.isRunning() === true // It knows nothing of OBD.
    const answer = isInBoot ? undefined : obd?.request(message, addressing, nowMs)
    if (answer !== undefined) respond(answer, nowMs)
    // Without OBD a mode is a service that this ECU does not have: UDS says so, though not to a question for everybody.
    else if (addressing === 'functional' && uds.isResting()) return
    else if (obd === undefined || isInBoot) uds.request(message, addressing, nowMs, respond)
  }

  const ecu: Ecu = {
    name,
    uds,
    isOnline: true,
    request(message, addressing, nowMs, respond) {
      if (!ecu.isOnline || message.length === 0) return
      route(message, addressing, nowMs, respond)
      tellAwake()
    },
    service(nowMs) {
      if (!ecu.isOnline) return
      for (const one of ways) one.service(nowMs)
      uds.service(nowMs)
    },
    isResting: () => uds.isResting() && ways.every((one) => one.isResting()),
    reset() {
      for (const one of ways) one.reset()
      uds.reset()
    },
  }
  return ecu
}

function ids29Of(obdAddress: number): IsoTpAddress {
  const { requestId, responseId } = obdIds29(obdAddress)
  return { txId: responseId, rxIds: [requestId], functionalIds: [OBD_FUNCTIONAL_ID_29], isExtended: true }
}

type Hearing = { -readonly [Key in keyof CanHearing]: CanHearing[Key] }

/** The rate of the cars' bus; and those to which a boot loader can go for a download. */
const BUS_RATE = 500_000
const LINK_RATES: readonly number[] = [250_000, BUS_RATE, 1_000_000]

/** LinkControl turns the unit's own controller to another rate: from then on only a tool of that rate reaches it. */
function linkOf(hearing: Hearing): Link {
  return {
    sessions: [SESSION.programming],
    securityLevel: PROGRAMMING_LEVEL,
    offers: (bitsPerSecond) => LINK_RATES.includes(bitsPerSecond),
    transition(bitsPerSecond) {
      hearing.bitsPerSecond = bitsPerSecond === BUS_RATE ? undefined : bitsPerSecond
    },
    restore() {
      hearing.bitsPerSecond = undefined
    },
  }
}

/** The boot loader alone has it: an application that left the bus would be lost to the other units. */
function withLink(uds: UdsEcu, link: Link): UdsEcu {
  const { bootLoader } = uds
  return bootLoader ? { ...uds, bootLoader: { ...bootLoader, ecu: { ...bootLoader.ecu, link } } } : uds
}
