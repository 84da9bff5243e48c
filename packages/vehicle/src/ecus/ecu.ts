/**
 * One control unit on the diagnostic bus: ISO-TP under it, OBD and UDS above it.
 * A request whose first byte is a J1979 mode goes to OBD, every other one to UDS (ISO 15765-4 and ISO 14229-3).
 *
 * CAN and DoIP reach the same server: one ECU has one session, whoever talks to it.
 */
import type { CanBus } from '@luban/protocols/can/bus'
import type { CanFrame } from '@luban/protocols/can/frame'
import { createIsoTpEndpoint } from '@luban/protocols/isotp/session'
import { OBD_FUNCTIONAL_ID, PADDING } from '@luban/protocols/isotp/tables'
import type { ObdEcu } from '@luban/protocols/obd/ecu'
import { createObdServer } from '@luban/protocols/obd/session'
import { MODE_MAX } from '@luban/protocols/obd/tables'
import type { UdsEcu } from '@luban/protocols/uds/ecu'
import { type Addressing, createUdsServer, type Respond, type UdsServer } from '@luban/protocols/uds/session'

export type EcuOptions = {
  /** As it stands in a recording of the bus. */
  readonly name: string
  readonly bus: CanBus
  readonly requestId: number
  readonly responseId: number
  readonly uds: UdsEcu
  /** Undefined: this ECU answers no legislated diagnostics. */
  readonly obd?: ObdEcu
}

export type Ecu = {
  readonly name: string
  readonly uds: UdsServer
  /** A request that did not come over CAN: from DoIP, say. */
  request(message: Uint8Array, addressing: Addressing, nowMs: number, respond: Respond): void
  /** Lets the timers of ISO-TP and UDS run. */
  service(nowMs: number): void
  /** Without supply, or with its bus wires open, it neither hears nor answers. */
  isOnline: boolean
  /** As after power on: default session, nothing half sent. */
  reset(): void
}

export function createEcu(options: EcuOptions): Ecu {
  const { name, bus, requestId, responseId } = options
  const obd = options.obd && createObdServer(options.obd)
  const receive = (frame: CanFrame, nowMs: number) => {
    if (ecu.isOnline) isoTp.receive(frame, nowMs)
  }
  const port = bus.attach(name, receive, { ids: [requestId, OBD_FUNCTIONAL_ID] })
  const send: Respond = (message, nowMs) => {
    // A response that finds the queue full is lost, as in a real ECU; the tester repeats its request.
    if (ecu.isOnline) isoTp.send(message, nowMs)
  }
  const isoTp = createIsoTpEndpoint({
    port,
    address: { txId: responseId, rxIds: [requestId], functionalIds: [OBD_FUNCTIONAL_ID], isExtended: false },
    padding: PADDING.aa,
    onMessage: (message, nowMs, rxId) =>
      route(message, rxId === OBD_FUNCTIONAL_ID ? 'functional' : 'physical', nowMs, send),
  })
  const uds = createUdsServer(options.uds, send)

  function route(message: Uint8Array, addressing: Addressing, nowMs: number, respond: Respond): void {
    if (message[0] > MODE_MAX) {
      uds.request(message, addressing, nowMs, respond)
      return
    }
    const { isInBoot = false } = options.uds // A boot loader knows nothing of OBD.
    const answer = isInBoot ? undefined : obd?.request(message, addressing, nowMs)
    if (answer !== undefined) respond(answer, nowMs)
    // Without OBD a mode is a service that this ECU does not have: UDS says so.
    else if (obd === undefined || isInBoot) uds.request(message, addressing, nowMs, respond)
  }

  const ecu: Ecu = {
    name,
    uds,
    isOnline: true,
    request(message, addressing, nowMs, respond) {
      if (ecu.isOnline && message.length > 0) route(message, addressing, nowMs, respond)
    },
    service(nowMs) {
      if (!ecu.isOnline) return
      isoTp.service(nowMs)
      uds.service(nowMs)
    },
    reset() {
      isoTp.reset()
      uds.reset()
    },
  }
  return ecu
}
