import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCanBus } from '@luban/protocols/can/bus'
import { createIsoTpEndpoint } from '@luban/protocols/isotp/session'
import type { ObdEcu } from '@luban/protocols/obd/ecu'
import { STANDARD_TIMING, type UdsEcu } from '@luban/protocols/uds/ecu'
import { SESSION } from '@luban/protocols/uds/tables'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { createDtcEngine } from './dtc-engine.ts'
import { createEcu } from './ecu.ts'

const VIN = 'LGXCE6CB0P0123456'

function describe() {
  const dtcs = createDtcEngine({
    dtcs: [
      {
        code: 0x0a0a00,
        failAfterMs: 10,
        passAfterMs: 10,
        confirmAfterCycles: 1,
        isObd: true,
        requestsWarning: true,
      },
    ],
    stepMs: 10,
    snapshot: [],
    freezeFrame: [{ pid: 0x0d, read: () => 42 }],
  })
  const uds: UdsEcu = {
    timing: STANDARD_TIMING,
    sessions: [SESSION.default, SESSION.extended],
    dids: new Map([[0xf190, { byteLength: 17, read: { value: () => new TextEncoder().encode(VIN) } }]]),
    routines: new Map(),
    security: new Map(),
    resets: new Map([[1, { run: () => {} }]]),
    dtcs,
  }
  const obd: ObdEcu = {
    parameters: new Map([[0x0d, () => 42]]),
    dtcs: dtcs.obd,
    monitors: {
      isCompressionIgnition: false,
      continuousSupported: 4,
      othersSupported: 0,
      continuousIncomplete: () => (dtcs.isComplete(0) ? 0 : 4),
      othersIncomplete: () => 0,
      continuousIncompleteThisCycle: () => (dtcs.isCompleteThisCycle(0) ? 0 : 4),
      othersIncompleteThisCycle: () => 0,
    },
    mayClear: () => true,
    vin: VIN,
  }
  return { dtcs, uds, obd }
}

/** A drive unit that speaks OBD and a body unit that does not, with a tester that hears both. */
function wire() {
  const bus = createCanBus()
  const drive = describe()
  const driveEcu = createEcu({ name: 'drive', bus, requestId: 0x7e0, responseId: 0x7e8, ...drive })
  const body = { name: 'body', bus, requestId: 0x7e2, responseId: 0x7ea, uds: describe().uds }
  const bodyEcu = createEcu(body)
  const answers: string[] = []
  const open = (txId: number) => {
    const endpoint = createIsoTpEndpoint({
      port: bus.attach('tester', (frame, nowMs) => endpoint.receive(frame, nowMs)),
      address: { txId, rxIds: [0x7e8, 0x7ea], isExtended: false, flowControlId: (rxId) => rxId - 8 },
      padding: 0xcc,
      onMessage: (message, _, rxId) => answers.push(`${rxId.toString(16)} ${toHex(message)}`),
    })
    return (request: string, nowMs = 0) => {
      endpoint.send(hex(request), nowMs)
      return answers.splice(0)
    }
  }
  return { bus, drive, driveEcu, bodyEcu, open }
}

test('one byte decides: modes go to OBD, services to UDS', () => {
  const { open } = wire()
  const ask = open(0x7e0)
  assert.deepEqual(ask('01 0D'), ['7e8 410D2A'])
  assert.deepEqual(ask('22 F1 90'), [`7e8 62F190${toHex(new TextEncoder().encode(VIN))}`])
  assert.deepEqual(ask('0A'), ['7e8 4A00'])
  assert.deepEqual(ask('10 03'), ['7e8 5003003201F4'])
})

test('a functional mode is answered by those who have OBD, a functional service by all', () => {
  const { open } = wire()
  const askAll = open(0x7df)
  assert.deepEqual(askAll('09 02'), [`7e8 490201${toHex(new TextEncoder().encode(VIN))}`])
  assert.deepEqual(askAll('3E 00'), ['7e8 7E00', '7ea 7E00'])
  assert.deepEqual(askAll('BA 00'), [])
})

test('an ECU without OBD says that it lacks the mode when it is asked alone', () => {
  assert.deepEqual(wire().open(0x7e2)('01 00'), ['7ea 7F0111'])
})

test('one code shows alike in OBD and UDS, and a clear by one is a clear for the other', () => {
  const { drive, open } = wire()
  const ask = open(0x7e0)
  drive.dtcs.startOperationCycle()
  drive.dtcs.report(0, true)
  assert.deepEqual(ask('03'), ['7e8 43010A0A'])
  assert.deepEqual(ask('19 02 08'), ['7e8 5902FF0A0A00AF'])
  assert.deepEqual(ask('01 01'), ['7e8 410181040000'])
  assert.deepEqual(ask('02 0D 00'), ['7e8 420D002A'])
  assert.deepEqual(ask('04'), ['7e8 44'])
  assert.deepEqual(ask('19 02 FF'), ['7e8 5902FF0A0A0050'])
  assert.deepEqual(ask('01 01'), ['7e8 410100440000'])
  assert.deepEqual(ask('0A'), ['7e8 4A010A0A'])
})

test('a tester over DoIP shares the session with the one on CAN', () => {
  const { driveEcu, open } = wire()
  const ask = open(0x7e0)
  const overDoip: string[] = []
  ask('10 03')
  driveEcu.request(hex('3E 00'), 'physical', 0, (message) => overDoip.push(toHex(message)))
  driveEcu.request(hex('01 0D'), 'physical', 0, (message) => overDoip.push(toHex(message)))
  assert.deepEqual(overDoip, ['7E00', '410D2A'])
  assert.equal(driveEcu.uds.session(), SESSION.extended)
  driveEcu.service(5000)
  assert.equal(driveEcu.uds.session(), SESSION.default)
})

test('an ECU rests unless a session, a message, periodic data or an event keeps a timer running', () => {
  const { bus, driveEcu, open } = wire()
  const ask = open(0x7e0)
  const restsAfter = (request: string) => {
    ask(request)
    return driveEcu.isResting()
  }
  const requests = ['22 F1 90', '3E 80', '10 03', '3E 00', '10 01']
  assert.deepEqual(requests.map(restsAfter), [true, true, false, false, true])
  ask('10 03')
  driveEcu.service(5000) // S3 is over.
  assert(driveEcu.isResting())
  const port = bus.attach('a tester that does not go on', () => {})
  port.send({ id: 0x7e0, isExtended: false, data: hex('10 0A 22 F1 90 F1 90 F1') }, 6000)
  assert(!driveEcu.isResting())
  driveEcu.service(7001) // N_Cr is over.
  assert(driveEcu.isResting())
})

test('without supply an ECU is silent; with it again it starts in the default session', () => {
  const { driveEcu, open } = wire()
  const ask = open(0x7e0)
  ask('10 03')
  driveEcu.isOnline = false
  assert.deepEqual(ask('3E 00'), [])
  driveEcu.request(hex('3E 00'), 'physical', 0, () => assert.fail('an ECU without supply answered'))
  driveEcu.service(0)
  driveEcu.reset()
  driveEcu.isOnline = true
  assert.deepEqual(ask('3E 00'), ['7e8 7E00'])
  assert.equal(driveEcu.uds.session(), SESSION.default)
})

test('a reset forgets an answer half sent', () => {
  const { bus, driveEcu } = wire()
  const heard: string[] = []
  const deaf = bus.attach('deaf', ({ data }) => heard.push(toHex(data)))
  const ask = (payload: string) => deaf.send({ id: 0x7e0, isExtended: false, data: hex(payload) }, 0)
  ask('03 22 F1 90')
  ask('02 3E 00')
  assert.equal(heard.length, 1) // The first frame; the next answer waits behind it for a flow control.
  driveEcu.reset()
  ask('02 3E 00')
  assert.deepEqual(heard.slice(1), ['027E00AAAAAAAAAA'])
})

test('after any frames at all the ECU still answers', () => {
  const noise = fc.record({
    id: fc.constantFrom(0x7e0, 0x7e2, 0x7df, 0x7e8, 0x100),
    isExtended: fc.constant(false),
    data: fc.uint8Array({ maxLength: 8 }),
  })
  fc.assert(
    fc.property(fc.array(noise, { maxLength: 60 }), (frames) => {
      const { bus, driveEcu, open } = wire()
      const stranger = bus.attach('stranger', () => {})
      for (const [index, frame] of frames.entries()) {
        stranger.send(frame, index)
        driveEcu.service(index)
      }
      // An answer half sent to the stranger waits a second for its flow control.
      driveEcu.service(10_000)
      assert.deepEqual(open(0x7e0)('3E 00', 10_000).slice(-1), ['7e8 7E00'])
    }),
  )
})
