/** Exchanges are read alike here and in a thread of their own; and how often a running attempt's are, is bounded. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createAsked } from './asked.ts'
import { createEvidenceFile } from './evidence-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'luban-asked-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const ECUS = [{ id: 'bms', requestId: 0x7e7, responseId: 0x7ef }]
const times = (tick: number) => ({ tick, stationMs: tick * 10, wallMs: tick * 10 })

async function open(name: string) {
  const path = join(folder, name)
  const file = await createEvidenceFile(path)
  let tick = 0
  const ask = (did: number) => {
    const request = Uint8Array.of(3, 0x22, 0x20, did)
    file.frame(times(++tick), 'elm327 #1', { id: 0x7e7, isExtended: false, data: request })
    const data = Uint8Array.of(4, 0x62, 0x20, did, tick & 0xff)
    file.frame(times(++tick), 'bms', { id: 0x7ef, isExtended: false, data })
    file.flush()
  }
  return { order: { path, ecus: ECUS, places: [1] }, file, ask }
}

test('many parts of evidence tell the same here and aside, with the exchange that an assessment cites', async () => {
  const { order, file, ask } = await open('long.mcap')
  for (let i = 0; i < 2000; i++) ask(1 + (i % 2))
  await file.close()
  const here = await createAsked({ hereBytesMax: Number.POSITIVE_INFINITY }).read({ ...order, isOver: true })
  const aside = await createAsked({ hereBytesMax: -1 }).read({ ...order, isOver: true })
  assert.deepEqual(aside, here)
  assert.deepEqual(
    here.groups.map(({ request, count }) => [request, count]),
    [
      ['222001', 1000],
      ['222002', 1000],
    ],
  )
  assert.deepEqual([here.cited.length, here.cited[0].index, here.cited[0].response], [1, 1, '62200101'])
})

test('while an attempt runs, a reading stands in for a while; once it is over, for good', async () => {
  let nowMs = 0
  const { order, file, ask } = await open('running.mcap')
  // By this clock every look at it takes a second.
  const asked = createAsked({ nowMs: () => (nowMs += 1000) })
  const countOf = async (isOver: boolean) => (await asked.read({ ...order, isOver })).groups.length
  ask(1)
  assert.equal(await countOf(false), 1)
  ask(2)
  assert.equal(await countOf(false), 1)
  nowMs += 60_000
  assert.equal(await countOf(false), 2)
  ask(3)
  // What was read while it ran is not what was sealed.
  assert.equal(await countOf(true), 3)
  await file.close()
  nowMs += 60_000
  rmSync(order.path)
  assert.equal(await countOf(true), 3)
})

test('a class that looks at its running attempts all at once is read once, however large it is', async () => {
  let nowMs = 0
  const asked = createAsked({ nowMs: () => nowMs })
  const attempts = await Promise.all(Array.from({ length: 50 }, (_, n) => open(`class-${n}.mcap`)))
  const countsOf = () =>
    Promise.all(attempts.map(async ({ order }) => (await asked.read({ ...order, isOver: false })).groups.length))
  for (const { ask } of attempts) ask(1)
  const first = countsOf()
  nowMs += 1000
  const ones = await first
  for (const { ask } of attempts) ask(2)
  assert.deepEqual(await countsOf(), ones)
  nowMs += 60_000
  assert.deepEqual(
    await countsOf(),
    ones.map((count) => count + 1),
  )
  for (const { file } of attempts) await file.close()
})

test('a reading that failed is tried again', async () => {
  const asked = createAsked()
  const path = join(folder, 'later.mcap')
  await assert.rejects(asked.read({ path, ecus: ECUS, places: [], isOver: true }), /ENOENT/)
  const { order, file, ask } = await open('later.mcap')
  ask(1)
  await file.close()
  assert.equal((await asked.read({ ...order, isOver: true })).groups.length, 1)
})
