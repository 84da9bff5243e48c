import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { EvidenceRecord } from './evidence.ts'
import type { EcuResponse } from './responses.ts'
import { createSeenResponses } from './seen-responses.ts'
import { createWitness, testimonyOf } from './witness.ts'

const answer: fc.Arbitrary<EcuResponse> = fc.record(
  {
    index: fc.nat(0xffff_ffff),
    ecu: fc.constantFrom('bms', 'body', 'of the bench'),
    bytes: fc.uint8Array({ maxLength: 60 }),
    stationMs: fc.nat(),
  },
  { noNullPrototype: true },
)

test('answers are kept as they came, however many and however long', () => {
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 300 }), fc.nat(), (answers, nth) => {
      const seen = createSeenResponses(['bms', 'body'])
      for (const one of answers) seen.add({ ...one, bytes: one.bytes.slice() })
      assert.deepEqual([...seen], answers)
      const wanted = answers[nth % Math.max(1, answers.length)]?.stationMs
      const isIt = ({ stationMs }: EcuResponse) => stationMs === wanted
      assert.deepEqual(seen.find(isIt), answers.find(isIt))
    }),
  )
})

const at = (tick: number) => ({ tick, stationMs: tick * 10, wallMs: tick * 10 })
const BMS = { id: 'bms', responseId: 0x7e8 }

function frame(tick: number, data: string, { sender = 'bms', id = BMS.responseId } = {}): EvidenceRecord {
  return { kind: 'frame', ...at(tick), sender, id, isExtended: false, data }
}

test('a witness keeps deeds and the answers that can show something, each with its place', () => {
  const records: EvidenceRecord[] = [
    { kind: 'pace', ...at(0), pace: 1 },
    { kind: 'action', ...at(1), by: 'ana', action: { kind: 'power' }, outcome: { kind: 'done' } },
    frame(2, '03222001', { sender: 'tool', id: 0x7e0 }),
    frame(3, '0462200107'),
    frame(4, '027E00'), // Of TesterPresent: shows nothing.
    frame(5, '100A620200112233'), // Of several frames; it counts where it is complete.
    frame(6, '2144556677'),
    { kind: 'diagnosis', ...at(7), by: 'ana', component: null, failureMode: null },
  ]
  const { deeds, responses, recordCount } = testimonyOf(records, [BMS])
  assert.equal(recordCount, records.length)
  assert.deepEqual(deeds, [
    { index: 1, record: records[1] },
    { index: 7, record: records[7] },
  ])
  assert.deepEqual(
    [...responses],
    [
      { index: 3, ecu: 'bms', stationMs: 30, bytes: Uint8Array.of(0x62, 0x20, 0x01, 0x07) },
      {
        index: 6,
        ecu: 'bms',
        stationMs: 60,
        bytes: Uint8Array.of(0x62, 0x02, 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77),
      },
    ],
  )
})

test('what a witness can tell in the middle is what was seen until then', () => {
  const witness = createWitness([BMS])
  witness.see(frame(1, '0462200107'))
  assert.equal(witness.testimony.responses.length, 1)
  witness.see(frame(2, '0462200108'))
  assert.equal(witness.testimony.recordCount, 2)
  assert.equal(witness.testimony.responses.length, 2)
})
