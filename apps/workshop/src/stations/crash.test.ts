/** A server that is killed in the middle of an attempt: nothing acknowledged is lost, and the attempt gets its end. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readEvidence } from '@luban/lab'
import type { DatabasePlace } from '../db/open.ts'
import { DATABASES } from '../db/testing.ts'
import { recoverEvidence } from '../evidence/recover.ts'
import { FAULT_ID } from './testing/dark-lamp.ts'
import { FUSE_FAULT_ID } from './testing/lamp-world.ts'
import type { Json } from './testing/test-workshop.ts'

const SERVE = fileURLToPath(new URL('./testing/serve.ts', import.meta.url))

type Served = { child: ChildProcess; url: string; interruptedCount: number }

async function serve(place: DatabasePlace, dataDir: string): Promise<Served> {
  const child = spawn(process.execPath, [SERVE, JSON.stringify({ place, dataDir })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const died = once(child, 'exit').then(([code]) => assert.fail(`the server ended with ${code} before it served`))
  const [line] = (await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), died])) as [Buffer]
  return { child, ...JSON.parse(String(line)) }
}

async function kill({ child }: Served): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

async function ask({ url }: Served, method: string, path: string, body?: unknown, who = 'ana') {
  const headers = { authorization: who, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
  const reply = await fetch(url + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return (await reply.json()) as Json
}

for (const database of DATABASES) {
  test(`after kill -9 every acknowledged record is there and the attempt is closed with the reason (${database.name})`, async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'luban-crash-'))
    const place: DatabasePlace = database.name === 'PGlite' ? { kind: 'folder', dataDir } : await database.place()
    const first = await serve(place, dataDir)
    const { id } = await ask(first, 'POST', '/api/attempts', { exerciseId: 'dark-lamp', mode: 'practice' })
    const at = `/api/attempts/${id}`
    let acknowledged = 0
    const work = (async () => {
      for (let isOn = false; ; isOn = !isOn) {
        const outcome = await ask(first, 'POST', `${at}/actions`, { kind: 'power', to: isOn ? 'on' : 'off' })
        assert.equal(outcome.kind, 'done')
        acknowledged++
      }
    })().catch(() => {}) // The server dies under it.
    assert.deepEqual(await ask(first, 'POST', `${at}/faults`, { faultId: FUSE_FAULT_ID }, 'dana'), { number: 1 })
    while (acknowledged < 25) await new Promise((resolve) => setTimeout(resolve, 5))
    await kill(first)
    await work

    const second = await serve(place, dataDir)
    try {
      assert.equal(second.interruptedCount, 1)
      const attempt = await ask(second, 'GET', at)
      assert.deepEqual([attempt.status, attempt.endReason], ['interrupted', 'serverStopped'])
      const bytes = await readFile(join(dataDir, 'evidence', `${id}.mcap`))
      const { records, isSealed, faults, truth } = readEvidence(bytes)
      assert.deepEqual([isSealed, faults], [true, []])
      const actions = records.filter((record) => record.kind === 'action' && record.by !== 'exercise')
      assert(actions.length >= acknowledged, `${actions.length} of ${acknowledged}`)
      assert.equal(createHash('sha256').update(bytes).digest('hex'), attempt.evidenceSha256)
      assert.deepEqual(
        (truth as Json).map((fault: Json) => [fault.id, fault.isInjected === true]),
        [
          [FAULT_ID, false],
          [FUSE_FAULT_ID, true],
        ],
      )
      const came = records.find((record) => record.kind === 'intervention')
      assert.deepEqual([came?.event, came?.number], ['injected', 1])
      const next = await ask(second, 'POST', '/api/attempts', { exerciseId: 'dark-lamp', mode: 'practice' })
      assert.match(next.id, /^[0-9a-f-]{36}$/, 'the trainee can start again')
    } finally {
      await kill(second)
      await rm(dataDir, { recursive: true, force: true })
    }
  })
}

const END = { reason: 'serverStopped', truth: [] }

test('evidence is recovered up to its last whole record, wherever the file was cut', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'luban-cut-'))
  const path = join(dataDir, 'cut.mcap')
  const { createEvidenceFile } = await import('../evidence/evidence-file.ts')
  const whole = await createEvidenceFile(join(dataDir, 'whole.mcap'))
  for (let tick = 0; tick < 30; tick++) {
    const outcome = { kind: 'done' } as const
    whole.record({
      kind: 'action',
      by: 'ana',
      action: { kind: 'power' },
      outcome,
      tick,
      stationMs: tick * 10,
      wallMs: tick * 10,
    })
  }
  await whole.close()
  const bytes = await readFile(join(dataDir, 'whole.mcap'))
  for (let cut = 0; cut <= bytes.length; cut += 97) {
    await rm(path, { force: true })
    await writeFile(path, bytes.subarray(0, cut))
    const before = readEvidence(bytes.subarray(0, cut)).records.length
    const recovered = await recoverEvidence(path, END)
    if (before === 0) {
      assert.equal(recovered, undefined)
      continue
    }
    const after = readEvidence(await readFile(path))
    assert.deepEqual([after.isSealed, after.faults, after.records.length], [true, [], before + 1])
    const again = await recoverEvidence(path, { reason: 'another', truth: null })
    assert.deepEqual(again, { sha256: recovered?.sha256, sealedReason: 'serverStopped' })
  }
  await appendFile(path, 'somebody added this')
  const anew = await recoverEvidence(path, END)
  assert(anew !== undefined && anew.sealedReason === undefined)
  await rm(dataDir, { recursive: true })
})
