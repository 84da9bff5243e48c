import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEvidenceLog, readEvidence } from './evidence.ts'
import { withoutTruth } from './without-truth.ts'

async function evidence({ isSealed }: { isSealed: boolean }): Promise<Buffer> {
  const parts: Uint8Array[] = []
  const log = createEvidenceLog({ write: (bytes) => void parts.push(bytes.slice()) })
  const times = { tick: 1, stationMs: 10, wallMs: 10 }
  log.record({ kind: 'action', by: 'ana', action: { kind: 'start' }, outcome: { kind: 'done' }, ...times })
  if (isSealed) await log.seal({ ...times, reason: 'cancelledByTrainee', truth: [{ id: 'ev-03-of-a-kind' }] })
  else await log.flush()
  return Buffer.concat(parts)
}

test('without its truth, sealed evidence keeps every record and claims no seal', async () => {
  const sealed = await evidence({ isSealed: true })
  assert(sealed.includes('ev-03-of-a-kind'))
  const cut = Buffer.from(withoutTruth(sealed))
  assert.equal(cut.includes('ev-03-of-a-kind'), false)
  assert.equal(cut.includes('truth'), false)
  assert.deepEqual(cut, sealed.subarray(0, cut.length))
  const reading = readEvidence(cut)
  assert.deepEqual(reading.records, readEvidence(sealed).records)
  assert.deepEqual([reading.isSealed, reading.isIntact, reading.truth], [false, false, undefined])
})

test('evidence of a running attempt holds no truth and stays as it is', async () => {
  const running = await evidence({ isSealed: false })
  assert.deepEqual(Buffer.from(withoutTruth(running)), running)
  assert.equal(withoutTruth(new Uint8Array(0)).length, 0)
})
