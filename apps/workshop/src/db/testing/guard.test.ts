/** A test process that is killed leaves neither its servers nor its folders behind. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { cleanUp, freshFolder } from './guard.ts'

const GUARD = new URL('./guard.ts', import.meta.url).href

/** Ends at a SIGQUIT, as PostgreSQL does; it holds the test's standard output open as long as it lives. */
const SERVER = 'trap "exit 0" QUIT; while :; do sleep 0.1; done'
const PROCESS = `
  import { spawn } from 'node:child_process'
  import { writeFileSync } from 'node:fs'
  const { freshFolder, guardServer } = await import(${JSON.stringify(GUARD)})
  const folder = freshFolder('luban-guard-')
  writeFileSync(folder + '/file', 'x')
  const server = spawn('sh', ['-c', ${JSON.stringify(SERVER)}], { stdio: ['ignore', 'inherit', 'ignore'] })
  guardServer(server.pid)
  console.log(folder)
`

test('a test process that is killed with -9 leaves no server and no folder', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROCESS], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  const folder = String((await once(child.stdout, 'data'))[0]).trim()
  assert(existsSync(folder))
  child.kill('SIGKILL')
  await closed // Nobody holds its output any more: the server has ended too.
  while (existsSync(folder)) await wait(20)
})

test('what is cleaned up is gone when it is said to be', async () => {
  const folders = [freshFolder('luban-guard-'), freshFolder('luban-guard-')]
  await cleanUp()
  assert.deepEqual(folders.map(existsSync), [false, false])
  await cleanUp()
})
