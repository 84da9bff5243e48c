/** A vehicle of one control unit to try the SOVD interface on, and what it was asked. Tests and the README use it. */
import { assert, toHex } from '@luban/stdx'
import { createUdsServer } from '../uds/session.ts'
import { createTrial, type Trial } from '../uds/trial-ecu.ts'
import type { SovdAnswer, SovdRequest } from './message.ts'
import type { SovdModel, Words } from './model.ts'
import { createSovdServer, type SovdServer } from './session.ts'

const same = (en: string): Words => ({ kk: `${en} (kk)`, ru: `${en} (ru)`, zh: `${en} (zh)`, en })
const number = { ecu: 'BMS', unit: '', bytes: 1, scale: 1, offset: 0, isSigned: false, group: 'battery' }

const MODEL: SovdModel = {
  ecus: [{ id: 'BMS', name: same('Battery management') }],
  dids: [
    { ...number, did: 0x0005, name: same('State of charge'), unit: '%' },
    { ...number, did: 0x0200, name: same('Fan demand'), unit: '%', isWritable: true },
    { ...number, did: 0xf201, name: same('Fan (raw)'), bytes: 2, scale: 0.1, offset: -40, unit: '°C' },
    { ...number, did: 0x0100, name: same('Fan (raw)'), bytes: 2 },
    { ...number, did: 0x0101, name: same('Secret'), states: [{ value: 7, name: same('Locked up') }] },
    { ...number, did: 0x0102, name: same('Standing') },
    { ...number, did: 0x0999, name: same('Not there') },
    {
      ...number,
      did: 0xf190,
      name: same('Vehicle identification number'),
      bytes: 17,
      group: 'identification',
      isText: true,
      isWritable: true,
    },
  ],
  dtcs: [{ code24: 0x0a0a00, ecus: ['BMS'], text: same('Interlock open') }],
  controls: [{ ecu: 'BMS', did: 0x0200, name: same('Cooling fan') }],
  routines: [
    { ecu: 'BMS', routine: 0x2008, name: same('Insulation test') },
    { ecu: 'BMS', routine: 0x0203, name: same('Check') },
  ],
}

export type TrialVehicle = {
  readonly trial: Trial
  readonly server: SovdServer
  /** Every UDS request since it was last emptied, as hexadecimal text. */
  readonly asked: string[]
  /** What the bus does with requests. */
  fate: 'answered' | 'silent' | 'busy' | Uint8Array
  handle(method: string, pathAndQuery: string, body?: string, more?: Partial<SovdRequest>): Promise<SovdAnswer>
  pass(ms: number): void
}

export function createTrialVehicle(): TrialVehicle {
  const trial = createTrial()
  const asked: string[] = []
  let response: Uint8Array | null = null
  let nowMs = 0
  let count = 0
  const unit = createUdsServer(trial.ecu, (message) => {
    response = message.slice()
  })

  function ask(ecu: string, request: Uint8Array): Promise<Uint8Array | null> | undefined {
    assert(ecu === 'BMS', 'asked by its own identifier')
    asked.push(toHex(request))
    response = null
    if (vehicle.fate === 'busy') return undefined
    if (vehicle.fate === 'answered') unit.request(request, 'physical', nowMs)
    return Promise.resolve(typeof vehicle.fate === 'string' ? response : vehicle.fate)
  }

  const vehicle: TrialVehicle = {
    trial,
    asked,
    fate: 'answered',
    server: createSovdServer({
      model: MODEL,
      ask,
      startedAtMs: Date.UTC(2026, 4, 16),
      createId: () => `id-${++count}`,
      vendorVersion: '0.1.0',
    }),
    handle(method, pathAndQuery, body, more) {
      const [path, query] = pathAndQuery.split('?')
      const parts = { method, path, query: new URLSearchParams(query), client: 'anna', ...more }
      return vehicle.server.handle(body === undefined ? parts : { ...parts, body }, nowMs)
    },
    pass(ms) {
      for (const endMs = nowMs + ms; nowMs < endMs; ) {
        nowMs += 10
        unit.service(nowMs)
        vehicle.server.service(nowMs)
      }
    },
  }
  return vehicle
}
