/** What tools asked, read back from a recording: by frames, by DoIP, at the bench; and told in few lines. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeDoip } from '@luban/protocols/doip/message'
import { toHex } from '@luban/stdx'
import fc from 'fast-check'
import type { EvidenceRecord } from './evidence.ts'
import { createExchangeGroups, type ExchangeGroup, exchangesOf } from './exchange-groups.ts'
import { createExchangeReader, type Exchange } from './exchanges.ts'

const ECUS = [
  { id: 'drive', requestId: 0x7e0, responseId: 0x7e8, logicalAddress: 0x1001 },
  { id: 'bms', requestId: 0x7e7, responseId: 0x7ef, logicalAddress: 0x1007 },
  { id: 'gateway', requestId: 0x710, responseId: 0x718, logicalAddress: 0x1000 },
]
const ADAPTER = 'elm327 #1'

/** A recording in the making: each record a tick after the one before. */
function recording() {
  const records: EvidenceRecord[] = []
  let ms = 0
  const times = () => ({ tick: ms / 10, stationMs: ms, wallMs: ms })
  const push = (record: object) => {
    ms += 10
    records.push({ ...record, ...times() } as EvidenceRecord)
  }
  const frame = (sender: string, id: number, data: string) =>
    push({ kind: 'frame', sender, id, isExtended: false, data: data.replaceAll(' ', '') })
  const doip = (event: string, data: Uint8Array = new Uint8Array(0), connection = 0) =>
    push({ kind: 'doorTraffic', door: 'doip', connection, event, data: toHex(data) })
  const wait = (forMs: number) => {
    ms += forMs
  }
  return { records, push, frame, doip, wait }
}

const diagnosticMessage = (sourceAddress: number, targetAddress: number, hex: string) =>
  encodeDoip({ kind: 'diagnosticMessage', sourceAddress, targetAddress, data: Buffer.from(hex, 'hex') })

function exchangesIn(records: readonly EvidenceRecord[]): Exchange[] {
  const found: Exchange[] = []
  const reader = createExchangeReader(ECUS, (exchange) => found.push(exchange))
  for (const [index, record] of records.entries()) reader.see(record, index)
  reader.end()
  return found
}

const line = ({ door, tool, ecu, request, response, count }: ExchangeGroup) =>
  `${door}${tool} ${ecu} ${request} ${response} ${count}`
const linesOf = (records: readonly EvidenceRecord[]) => exchangesOf(records, ECUS).groups.map(line)

test('what was asked and answered in CAN FD frames is told as of classical ones', () => {
  const { records, frame } = recording()
  frame('slcan #1', 0x7e7, '0322F190AAAAAAAA')
  frame('bms', 0x7ef, `0014 62F190 ${'4C'.repeat(17)} AAAA`)
  frame('slcan #1', 0x7e7, '0322F1A0AAAAAAAA')
  frame('bms', 0x7ef, `1043 62F1A0 ${'01'.repeat(59)}`)
  frame('slcan #1', 0x7e7, '300000AAAAAAAAAA')
  frame('bms', 0x7ef, `21 ${'01'.repeat(5)} AAAA`)
  assert.deepEqual(linesOf(records), [
    `slcan1 bms 22F190 62F190${'4C'.repeat(17)} 1`,
    `slcan1 bms 22F1A0 62F1A0${'01'.repeat(64)} 1`,
  ])
})

test('what an adapter asked one unit is told with its answer of several frames, and where it was plugged in', () => {
  const { records, push, frame } = recording()
  push({ kind: 'peer', door: 'elm327', address: '192.0.2.7', event: 'connected' })
  frame(ADAPTER, 0x7e7, '03 19 02 0F 00 00 00 00')
  frame('bms', 0x7ef, '10 0B 59 02 FF 0A A6 00')
  frame(ADAPTER, 0x7e7, '30 00 00 00 00 00 00 00')
  frame('bms', 0x7ef, '21 2F 0C 78 00 2F AA AA')
  const { groups } = exchangesOf(records, ECUS)
  assert.deepEqual(groups.map(line), ['elm3271 bms 19020F 5902FF0AA6002F0C78002F 1'])
  assert.deepEqual([groups[0].address, groups[0].index], ['192.0.2.7', 4])
})

test('a question to all units is told once for each answer; one that nobody answers, once', () => {
  const { records, frame } = recording()
  frame(ADAPTER, 0x7df, '02 01 0C 00 00 00 00 00')
  frame('drive', 0x7e8, '04 41 0C 1A F8 AA AA AA')
  frame('bms', 0x7ef, '03 7F 01 12 AA AA AA AA')
  frame(ADAPTER, 0x7df, '02 01 FF 00 00 00 00 00')
  frame(ADAPTER, 0x7e5, '02 10 03 00 00 00 00 00')
  assert.deepEqual(linesOf(records), [
    'elm3271 drive 010C 410C1AF8 1',
    'elm3271 bms 010C 7F0112 1',
    'elm3271 all 01FF null 1',
    'elm3271 7E5 1003 null 1',
  ])
})

test('a unit that needs longer is waited for, and what it says to others is no answer', () => {
  const { records, frame } = recording()
  frame(ADAPTER, 0x7e7, '04 31 01 02 03 00 00 00')
  frame('bms', 0x7ef, '03 7F 31 78 AA AA AA AA')
  frame('bms', 0x3a0, '04 71 01 02 03 AA AA AA') // What it broadcasts is no answer.
  frame('drive', 0x7e8, '04 71 01 02 03 AA AA AA')
  frame('bms', 0x7ef, '03 7F 31 22 AA AA AA AA')
  assert.deepEqual(linesOf(records), ['elm3271 bms 31010203 7F3122 1'])
})

test('a DoIP tool is told once, from its own bytes, however TCP cut them and whatever the gateway asked for it', () => {
  const { records, push, frame, doip } = recording()
  push({ kind: 'peer', door: 'doip', address: '127.0.0.1', event: 'connected' })
  doip('opened')
  const asked = diagnosticMessage(0x0e80, 0x1007, '222001')
  doip('received', asked.subarray(0, 9))
  doip('received', asked.subarray(9))
  frame('gateway', 0x7e7, '03 22 20 01 CC CC CC CC')
  frame('bms', 0x7ef, '04 62 20 01 07 AA AA AA')
  doip('sent', diagnosticMessage(0x1007, 0x0e80, '62200107'))
  doip('received', diagnosticMessage(0x0e80, 0xe400, '3E80'))
  doip('received', diagnosticMessage(0x0e80, 0x4444, '3E00'))
  doip('closed')
  const { groups } = exchangesOf(records, ECUS)
  assert.deepEqual(groups.map(line), ['doip1 bms 222001 62200107 1', 'doip1 all 3E80 null 1', 'doip1 4444 3E00 null 1'])
  assert.equal(groups[0].address, '127.0.0.1')
  // An assessment cites the frame on the bus, which came first.
  const cited = exchangesIn(records).find(({ index }) => index === 5)
  assert.deepEqual([cited?.door, cited?.ecu, cited?.isTwin], ['doip', 'bms', true])
})

test('what web clients asked is told as the SOVD door’s, and from where when all came from one address', () => {
  const { records, push, frame } = recording()
  push({ kind: 'peer', door: 'sovd', address: '192.0.2.7', event: 'connected' })
  frame('sovd', 0x7e7, '03 22 20 01 CC CC CC CC')
  frame('bms', 0x7ef, '05 62 20 01 07 01 AA AA')
  const told = exchangesOf(records, ECUS).groups
  assert.deepEqual(told.map(line), ['sovd1 bms 222001 6220010701 1'])
  assert.equal(told[0].address, '192.0.2.7')
  push({ kind: 'peer', door: 'sovd', address: '192.0.2.9', event: 'connected' })
  frame('sovd', 0x7e0, '02 3E 00')
  const [, last] = exchangesOf(records, ECUS).groups
  assert.deepEqual([line(last), last.address], ['sovd1 drive 3E00 null 1', undefined])
})

test('a tool that is a node of the bus itself is told like an adapter, with its door and where it was plugged in', () => {
  const { records, push, frame } = recording()
  push({ kind: 'peer', door: 'slcan', address: '127.0.0.1', event: 'connected' })
  push({ kind: 'peer', door: 'slcan', address: '192.0.2.9', event: 'connected' })
  frame('slcan #2', 0x7e7, '10 08 2E 20 01 01 02 03')
  frame('bms', 0x7ef, '30 00 00 AA AA AA AA AA')
  frame('slcan #2', 0x7e7, '21 04 05')
  frame('bms', 0x7ef, '03 6E 20 01 AA AA AA AA')
  frame('socketcand #1', 0x7e0, '02 3E 00')
  frame('drive', 0x7e8, '02 7E 00 AA AA AA AA AA')
  frame('cannelloni #3', 0x7e0, '02 3E 00')
  frame('gvret #1', 0x7e0, '02 3E 00')
  frame('drive', 0x7e8, '02 7E 00 AA AA AA AA AA')
  const { groups } = exchangesOf(records, ECUS)
  assert.deepEqual(groups.map(line), [
    'slcan2 bms 2E20010102030405 6E2001 1',
    'socketcand1 drive 3E00 7E00 1',
    'cannelloni3 drive 3E00 null 1',
    'gvret1 drive 3E00 7E00 1',
  ])
  assert.equal(groups[0].address, '192.0.2.9')
})

test('two tools that ask the same unit in turn each get their own answers', () => {
  const { records, frame } = recording()
  frame(ADAPTER, 0x7e7, '03 22 20 01 00 00 00 00')
  frame('elm327 #2', 0x7e0, '02 3E 00 00 00 00 00 00')
  frame('bms', 0x7ef, '04 62 20 01 07 AA AA AA')
  frame('drive', 0x7e8, '02 7E 00 AA AA AA AA AA')
  assert.deepEqual(linesOf(records), ['elm3271 bms 222001 62200107 1', 'elm3272 drive 3E00 7E00 1'])
})

test('the bench is told by its own records, with the frames known as theirs when they are cited', () => {
  const { records, push, frame } = recording()
  frame('bench', 0x7e7, '03 22 20 01 CC CC CC CC')
  frame('bms', 0x7ef, '04 62 20 01 07 AA AA AA')
  const bytes = { request: '222001', response: '62200107' }
  push({ kind: 'diagnostic', by: 'ana', door: 'bench', isOnBus: true, ecu: 'bms', ...bytes })
  const groups = createExchangeGroups(ECUS, [1])
  for (const record of records) groups.see(record)
  const summary = groups.summary()
  assert.deepEqual(summary.groups.map(line), ['bench1 bms 222001 62200107 1'])
  assert.deepEqual(
    summary.cited.map(({ index, door }) => [index, door]),
    [[1, 'bench']],
  )
})

/** Reads a value `times` times, then codes. */
function poll({ frame }: ReturnType<typeof recording>, times: number, codes: string): void {
  for (let i = 0; i < times; i++) {
    frame(ADAPTER, 0x7e7, '03 22 20 01 00 00 00 00')
    frame('bms', 0x7ef, `04 62 20 01 ${(i & 0xff).toString(16).padStart(2, '0')} AA AA AA`.toUpperCase())
    frame(ADAPTER, 0x7e7, '01 03 00 00 00 00 00 00')
    frame('bms', 0x7ef, codes)
  }
}

test('what is asked again and again is one line, with its first answer, its last and its count', () => {
  const log = recording()
  poll(log, 412, '02 43 00 AA AA AA AA AA')
  const { groups } = exchangesOf(log.records, ECUS)
  assert.deepEqual(groups.map(line), ['elm3271 bms 222001 62200100 412', 'elm3271 bms 03 4300 412'])
  assert.equal(groups[0].lastResponse, '6220019B')
  assert(groups[0].lastStationMs > groups[0].stationMs)
})

test('other codes, a deed, a clear and a long pause begin a new line', () => {
  const log = recording()
  const none = '02 43 00 AA AA AA AA AA'
  poll(log, 2, none)
  poll(log, 2, '04 43 01 0A A6 AA AA AA')
  log.push({ kind: 'action', by: 'ana', action: { kind: 'power', to: 'off' }, outcome: { kind: 'done' } })
  poll(log, 2, '04 43 01 0A A6 AA AA AA')
  log.frame(ADAPTER, 0x7e7, '01 04 00 00 00 00 00 00')
  log.frame('bms', 0x7ef, '01 44 AA AA AA AA AA AA')
  poll(log, 2, none)
  log.wait(61_000)
  poll(log, 2, none)
  assert.deepEqual(
    linesOf(log.records).map((text) => text.replace('elm3271 bms ', '')),
    [
      '222001 62200100 8',
      '03 4300 2',
      '03 43010AA6 2',
      '03 43010AA6 2',
      '04 44 1',
      '03 4300 2',
      '222001 62200100 2',
      '03 4300 2',
    ],
  )
})

test('whoever asks for everything fills no memory: what is left out is counted', () => {
  const { records, frame } = recording()
  for (let did = 0; did < 1500; did++) {
    frame(ADAPTER, 0x7e7, `0322${did.toString(16).toUpperCase().padStart(4, '0')}`)
    frame('bms', 0x7ef, '037F2231')
  }
  const { groups, leftOutCount } = exchangesOf(records, ECUS)
  assert.deepEqual([groups.length, leftOutCount], [1000, 500])
})

test('no record makes the reading throw, and every question is told at least once', () => {
  const bytes = fc.uint8Array({ maxLength: 8 }).map(toHex)
  const sender = fc.constantFrom(ADAPTER, 'elm327 #2', 'bms', 'drive', 'gateway', 'bench')
  const id = fc.constantFrom(0x7df, 0x7e0, 0x7e7, 0x7e8, 0x7ef, 0x710, 0x123)
  const message = fc
    .tuple(fc.constantFrom(0x1000, 0x1007, 0xe400, 7), fc.uint8Array({ minLength: 1, maxLength: 5 }))
    .map(([target, data]) =>
      toHex(encodeDoip({ kind: 'diagnosticMessage', sourceAddress: 1, targetAddress: target, data })),
    )
  const event = fc.constantFrom('opened', 'received', 'sent', 'closed')
  const record = fc.oneof(
    fc.record({ kind: fc.constant('frame'), sender, id, isExtended: fc.boolean(), data: bytes }),
    fc.record({
      kind: fc.constant('doorTraffic'),
      door: fc.constantFrom('doip', 'elm327'),
      connection: fc.nat(3),
      event,
      data: fc.oneof(bytes, message),
    }),
  )
  fc.assert(
    fc.property(fc.array(record, { maxLength: 200 }), (made) => {
      const { records, push } = recording()
      made.forEach(push)
      for (const { index } of exchangesIn(records)) assert(index < records.length)
      exchangesOf(records, ECUS)
    }),
  )
})
