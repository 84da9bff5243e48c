import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseHex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import type { EvidenceRecord } from './evidence.ts'
import { createTraceExport, TRACE_FORMATS, type TraceFormat } from './trace-export.ts'

const STARTED_AT_MS = Date.UTC(2026, 10, 22, 13, 48, 3, 250)
const at = (wallMs: number) => ({ tick: 0, stationMs: wallMs, wallMs })
const frame = (wallMs: number, id: number, data: string, more: object = {}): EvidenceRecord =>
  ({ kind: 'frame', ...at(wallMs), sender: 'bms', id, isExtended: id > 0x7ff, data, ...more }) as EvidenceRecord
const traffic = (wallMs: number, event: string, data = ''): EvidenceRecord =>
  ({ kind: 'doorTraffic', ...at(wallMs), door: 'doip', connection: 0, event, data }) as EvidenceRecord

const OPENED = { kind: 'opened', ...at(0), startedAtMs: STARTED_AT_MS } as unknown as EvidenceRecord
const FD = { fd: { isBitRateSwitched: true, isErrorPassive: false } }
const RECORDS: readonly EvidenceRecord[] = [
  OPENED,
  frame(0.5, 0x7e0, '0322F190'),
  traffic(100, 'opened'),
  traffic(101.25, 'received', '02FD0005'),
  frame(1250, 0x18daf110, ''),
  frame(1251, 0x123, '00112233445566778899AABB', FD),
  frame(1252, 0x124, '', { remoteBytes: 8 }),
  traffic(1300, 'sent', '02FD0006'),
  traffic(1400, 'closed'),
]

function fileOf(format: TraceFormat, parts: readonly (readonly EvidenceRecord[])[]): Uint8Array {
  const file = createTraceExport(format)
  const pieces = [...parts.map((records) => file.part(records)), file.end()]
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]))
}
const textOf = (format: TraceFormat) => new TextDecoder().decode(fileOf(format, [RECORDS]))

test('candump has each frame with its date', () => {
  assert.equal(textOf('candump').split('\n')[0], '(1795355283.250500) can0 7E0#0322F190')
})

test('ASC has its head, each frame counted from the start, and its end', () => {
  assert.deepEqual(textOf('asc').split('\n'), [
    'date Sun Nov 22 01:48:03.250 PM 2026',
    'base hex  timestamps absolute',
    'internal events logged',
    'Begin Triggerblock Sun Nov 22 01:48:03.250 PM 2026',
    '   0.000000 Start of measurement',
    '   0.000500 1  7E0             Rx   d 4 03 22 F1 90',
    '   1.250000 1  18DAF110x       Rx   d 0',
    '   1.251000 CANFD 1 Rx 123 1 0 9 12 00 11 22 33 44 55 66 77 88 99 AA BB 0 0 3000 0 0 0 0 0',
    '   1.252000 1  124             Rx   r 8',
    'End TriggerBlock',
    '',
  ])
})

test('a line to a DC station is a channel of its own in every format, whoever else sends on the diagnostic bus', () => {
  const both: readonly EvidenceRecord[] = [
    OPENED,
    frame(1, 0x1826f456, '0100'),
    frame(2, 0x1826f456, '0101', { channel: 1 }),
  ]
  const lines = new TextDecoder()
    .decode(fileOf('candump', [both]))
    .trim()
    .split('\n')
  assert.deepEqual(
    lines.map((line) => line.split(' ').slice(1).join(' ')),
    ['can0 1826F456#0100', 'can1 1826F456#0101'],
  )
  const asc = new TextDecoder()
    .decode(fileOf('asc', [both]))
    .split('\n')
    .slice(5, 7)
  assert.deepEqual(
    asc.map((line) => line.trim().split(/ +/).slice(1, 3)),
    [
      ['1', '1826F456x'],
      ['2', '1826F456x'],
    ],
  )
  assert.deepEqual(
    packetsOf(fileOf('pcapng', [both])).map(({ face, bytes }) => `${face} ${toHex(bytes)}`),
    ['0 9826F456020000000100', '2 9826F456020000000101'],
  )
})

type Packet = { readonly face: number; readonly timeMs: number; readonly bytes: Uint8Array }

/** Blocks of a pcapng file, each checked for its length at both ends. */
function packetsOf(file: Uint8Array): Packet[] {
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  const packets: Packet[] = []
  for (let from = 0; from < file.length; ) {
    const length = view.getUint32(from + 4, true)
    assert.equal(length % 4, 0)
    assert.equal(view.getUint32(from + length - 4, true), length)
    if (view.getUint32(from, true) === 6) {
      const micros = view.getUint32(from + 12, true) * 2 ** 32 + view.getUint32(from + 16, true)
      const bytes = file.subarray(from + 28, from + 28 + view.getUint32(from + 20, true))
      packets.push({ face: view.getUint32(from + 8, true), timeMs: micros / 1000, bytes })
    }
    from += length
  }
  return packets
}

test('pcapng has CAN frames as Linux writes them, and a whole connection for the bytes at the DoIP door', () => {
  const packets = packetsOf(fileOf('pcapng', [RECORDS]))
  const frames = packets.filter(({ face }) => face === 0)
  assert.deepEqual(
    frames.map(({ timeMs, bytes }) => `${timeMs - STARTED_AT_MS} ${toHex(bytes)}`),
    [
      '0.5 000007E0040000000322F190',
      '1250 98DAF11000000000',
      '1251 000001230C05000000112233445566778899AABB',
      '1252 4000012408000000',
    ],
  )
  const segments = packets.filter(({ face }) => face === 1).map(({ bytes }) => bytes)
  // SYN, SYN ACK, ACK; a question and its answer; FIN ACK twice, ACK.
  assert.deepEqual(
    segments.map((bytes) => bytes[33]),
    [0x02, 0x12, 0x10, 0x18, 0x18, 0x11, 0x11, 0x10],
  )
  assert.deepEqual(
    segments.slice(3, 5).map((bytes) => toHex(bytes.subarray(40))),
    ['02FD0005', '02FD0006'],
  )
  for (const bytes of segments) {
    assert.equal(onesComplementSum(bytes.subarray(0, 20)), 0xffff)
    const pseudo = [...bytes.subarray(12, 20), 0, 6, 0, bytes.length - 20]
    assert.equal(onesComplementSum(Uint8Array.from([...pseudo, ...bytes.subarray(20)])), 0xffff)
  }
})

function onesComplementSum(bytes: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) sum += bytes[i] * 256 + (bytes[i + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return sum
}

test('evidence that comes in any parts makes the same file', () => {
  const cuts = fc.array(fc.nat(RECORDS.length), { maxLength: 4 })
  fc.assert(
    fc.property(fc.constantFrom(...TRACE_FORMATS), cuts, (format, places) => {
      const edges = [1, ...places.filter((place) => place > 0), RECORDS.length].sort((a, b) => a - b)
      const parts = edges.map((edge, i) => RECORDS.slice(edges[i - 1] ?? 0, edge))
      assert.deepEqual(fileOf(format, parts), fileOf(format, [RECORDS]))
    }),
  )
})

test('an attempt without a frame makes a file without frames, and odd records are left out', () => {
  assert.equal(new TextDecoder().decode(fileOf('asc', [])).split('\n').length, 7)
  assert.deepEqual(packetsOf(fileOf('pcapng', [])), [])
  const odd = [OPENED, frame(-5, 0x7e0, '00'), frame(1, 0x7e0, '0011223344556677FF'), frame(1, 0x7e0, 'zz')]
  for (const format of TRACE_FORMATS) assert(fileOf(format, [odd]).length >= 0)
  assert.equal(parseHex('zz'), undefined)
})

test('long pieces of a connection become several packets without a gap', () => {
  const long = 'AB'.repeat(130_000)
  const packets = packetsOf(fileOf('pcapng', [[OPENED, traffic(0, 'opened'), traffic(1, 'received', long)]]))
  const data = packets.map(({ bytes }) => bytes).filter((bytes) => bytes.length > 40)
  assert.deepEqual(
    data.map((bytes) => bytes.length - 40),
    [60_000, 60_000, 10_000],
  )
  const sequences = data.map((bytes) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(24))
  assert.deepEqual(sequences, [1, 60_001, 120_001])
})
