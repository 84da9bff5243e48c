/** A year of log: page by page from either end, each line once, whatever is written meanwhile. */
import assert from 'node:assert/strict'
import { writeAudit } from '../../audit/log.ts'
import { type TestWorkshop, testWorkshop } from '../../testing.ts'

type Line = { readonly seq: number; readonly subject: string; readonly subjectName: string | null }

async function writeLines({ db }: TestWorkshop, count: number, subject = 'attempt:1'): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (let i = 0; i < count; i++) {
      await writeAudit(transaction, { at: new Date(), actorId: 'system', action: 'attempt.start', subject })
    }
  })
}

testWorkshop('the log is walked from the newest line to the oldest and back', async (workshop) => {
  await writeLines(workshop, 250)
  const administrator = await workshop.as('administrator')
  const page = async (place: string) => (await administrator.get(`/api/audit${place}`)).body
  const seqs = ({ lines }: { lines: readonly Line[] }) => lines.map(({ seq }) => seq)

  const newest = await page('')
  const count = newest.newest
  assert.equal(newest.oldest, 1)
  const down = seqs(newest)
  await writeLines(workshop, 7) // What comes meanwhile moves no page.
  while (down.at(-1) !== 1) down.push(...seqs(await page(`?before=${down.at(-1)}`)))
  assert.deepEqual(
    down,
    Array.from({ length: count }, (_, i) => count - i),
  )

  const up = seqs(await page('?after=0')).reverse()
  assert.equal(up[0], 1)
  while (up.at(-1) !== count + 7) up.push(...seqs(await page(`?after=${up.at(-1)}`)).reverse())
  assert.deepEqual(
    up,
    Array.from({ length: count + 7 }, (_, i) => i + 1),
  )
  assert.deepEqual(seqs(await page('?before=1')), [])
  assert.equal((await administrator.get('/api/audit?before=5&after=2')).body.code, 'REQUEST_MALFORMED')
})

testWorkshop('a line about a person has the names of the person, and the chain is asked apart', async (workshop) => {
  await writeLines(workshop, 1, `user:${await workshop.idOf('examiner')}`)
  const administrator = await workshop.as('administrator')
  const { lines } = (await administrator.get('/api/audit')).body
  const line = lines.find(({ subjectName }: Line) => subjectName === 'Marat Zhunusov')
  assert.equal(line.subjectNames.kk, 'Марат Жүнісов')
  assert.equal(line.actorName, null)
  const signedIn = lines.find(({ action }: { action: string }) => action === 'session.open')
  assert.equal(signedIn.actorNames.zh, '阿塞尔·努尔兰诺娃')

  const { body: chain } = await administrator.get('/api/audit/chain')
  assert.deepEqual([chain.isIntact, chain.lines, chain.head], [true, lines[0].seq, lines[0].hash])
})
