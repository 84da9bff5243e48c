/** A tester at an adapter of any kind: three protocols behind one face, each with its own way to name a control unit. */
import type { CanBus } from '@luban/protocols/can/bus'
import { createDoipClient } from '@luban/protocols/doip/client'
import { createElm327Client } from '@luban/protocols/elm327/client'
import { createSlcanClient } from '@luban/protocols/slcan/client'
import type { Tester } from '../stations/world.ts'
import type { AdapterKind, LinkFault } from './adapter.ts'
import { kindOfRequest } from './request-kind.ts'

/** Where a control unit is, on CAN and behind a gateway. */
export type EcuPlace = {
  readonly id: string
  readonly requestId: number
  readonly responseId: number
  readonly logicalAddress: number
}

export type AdapterStatus =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready'; readonly identity: string; readonly volts: number | null }
  | { readonly kind: 'failed'; readonly fault: LinkFault }

export type AdapterClient = {
  status(): AdapterStatus
  receive(bytes: Uint8Array, nowMs: number): void
  request: Tester['request']
  service(nowMs: number): void
  close(): void
}

export type AdapterClientOptions = {
  readonly kind: AdapterKind
  readonly bus: CanBus
  readonly ecus: readonly EcuPlace[]
  /** A tester on a CAN bus: what an adapter without a tester of its own needs. */
  readonly openCanTester: OpenCanTester
  send(bytes: Uint8Array): void
}
export type OpenCanTester = (bus: CanBus) => Tester

export function createAdapterClient(options: AdapterClientOptions): AdapterClient {
  switch (options.kind) {
    case 'elm327':
      return overElm327(options)
    case 'slcan':
      return overSlcan(options)
    case 'doip':
      return overDoip(options)
  }
}

function overElm327({ ecus, send }: AdapterClientOptions): AdapterClient {
  const client = createElm327Client({ send })
  return {
    status: () => client.state,
    receive: client.receive,
    service: client.service,
    close() {},
    request(ecuId, message, nowMs, onResponse, onNoAnswer) {
      const ecu = ecus.find(({ id }) => id === ecuId)
      if (ecu === undefined) return false
      return client.request(ecu, message, nowMs, {
        isRepeatable: kindOfRequest(message) === 'reading',
        onMessage: onResponse,
        onEnd(end) {
          if (end !== 'answered') onNoAnswer?.()
        },
      })
    },
  }
}

function overDoip({ ecus, send }: AdapterClientOptions): AdapterClient {
  const client = createDoipClient({ send })
  return {
    status() {
      const { state } = client
      if (state.kind !== 'ready') return state
      return { kind: 'ready', identity: `DoIP ${hexOf(state.entityAddress)}`, volts: null }
    },
    receive: client.receive,
    service: client.service,
    close() {},
    request(ecuId, message, nowMs, onResponse, onNoAnswer) {
      const ecu = ecus.find(({ id }) => id === ecuId)
      if (ecu === undefined) return false
      return client.request(ecu.logicalAddress, message, nowMs, {
        onMessage: onResponse,
        onEnd(end) {
          if (end !== 'answered') onNoAnswer?.()
        },
      })
    },
  }
}

/** The frames of the car's control units come onto our bus under their names, so that the evidence tells who said what. */
function overSlcan({ bus, ecus, openCanTester, send }: AdapterClientOptions): AdapterClient {
  const names = new Map(ecus.map(({ id, responseId }) => [responseId, id]))
  const client = createSlcanClient({ bus, name: 'adapter', names, send })
  const tester = openCanTester(bus)
  return {
    status() {
      const { state } = client
      if (state.kind !== 'ready') return state
      return { kind: 'ready', identity: state.version === '' ? 'SLCAN' : `SLCAN ${state.version}`, volts: null }
    },
    receive: client.receive,
    request: tester.request,
    service(nowMs) {
      client.service(nowMs)
      tester.service(nowMs)
    },
    close() {
      tester.close()
      client.close()
    },
  }
}

const hexOf = (address: number) => address.toString(16).toUpperCase().padStart(4, '0')
