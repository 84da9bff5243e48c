/** What every README shows is so: its examples run as they stand, its commands are those that there are. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { parseArgs } from 'node:util'
import { createCar } from '@luban/vehicle'
import type { Command } from '../apps/cli/src/command.ts'
import { readDidDocument } from '../apps/workshop/src/routes/register/did-document.ts'
import { DEFAULT_PORT } from '../apps/workshop/src/start.ts'

const root = dirname(import.meta.dirname)
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const readmes = globSync(
  ['README.md', '{apps,packages}/*/README.md', 'packages/*/src/*/README.md', 'content/README.md'],
  {
    cwd: root,
  },
).sort()

for (const file of readmes) {
  const examples = [...read(file).matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code)
  for (const [index, code] of examples.entries()) {
    test(`example ${index + 1} of ${file} runs`, () => {
      const done = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', code], { cwd: root })
      assert.equal(done.status, 0, done.stderr.toString())
    })
  }
}

test('no README is left out, and each of a package has an example', () => {
  const kept = spawnSync('git', ['ls-files', '*README.md'], { cwd: root }).stdout.toString().trim().split('\n')
  assert.deepEqual(readmes, kept.sort())
  for (const file of readmes.filter((name) => name.startsWith('packages/')))
    assert(read(file).includes('```ts\n'), file)
})

/** Lines of code blocks that are no TypeScript, and what stands between backticks in a sentence. */
function commandsIn(file: string): string[] {
  const blocks = [...read(file).matchAll(/^( *)```(?:sh)?\n([\s\S]*?)^\1```/gm)].flatMap(([, , text]) =>
    text.split('\n'),
  )
  const inline = [...read(file).matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, text]) => text)
  const lines = [...blocks, ...inline].map((line) => line.trim().replace(/^\$ /, ''))
  return lines.map((line) => line.split(/ {2,}|\s#\s/)[0]).filter((line) => /^(npm|luban|curl|printf) /.test(line))
}

const commands: Command[] = []
for (const file of globSync('apps/cli/src/commands/*.ts', { cwd: root }).filter((name) => !name.endsWith('.test.ts'))) {
  const exported = Object.values(await import(join(root, file))) as Command[]
  commands.push(...exported.filter((one) => typeof one?.run === 'function'))
}

/** Words as a shell would hand them over, quotes taken away. */
const wordsOf = (line: string) => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain)

/** As the command line itself would read it: an option or operand that there is not is refused. */
function assertUnderstood(line: string, file: string): void {
  const words = wordsOf(line)
  if (words[0] === 'help' || words[0] === 'COMMAND') return
  const command = commands.find(({ name }) => name === words.slice(0, name.split(' ').length).join(' '))
  assert(command !== undefined, `${file}: luban ${line}`)
  const { name, options, operands } = command
  const args = words.slice(name.split(' ').length)
  const given = parseArgs({ args, options: { ...options }, allowPositionals: true, strict: true })
  const wanted = operands === '' ? 0 : operands.split(' ').length
  assert([0, wanted].includes(given.positionals.length), `${file}: luban ${line} wants ${operands}`)
}

test('every command line of a README is understood', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  let count = 0
  for (const file of readmes) {
    for (const line of commandsIn(file)) {
      const luban = /^(?:npm run luban -- |luban )(.*)$/.exec(line)?.[1]
      if (luban !== undefined) assertUnderstood(luban, file)
      else if (line.startsWith('npm ')) {
        const [, script, rest] = /^npm (?:run )?(\S+)(?: -- (.*))?$/.exec(line) ?? []
        assert(scripts[script] !== undefined, `${file}: ${line}`)
        if (script === 'start') assertUnderstood(`start ${rest ?? ''}`, file)
      } else continue
      count++
    }
  }
  assert(count > 20, `${count} command lines`)
})

test('the line without any tool but a terminal reads a code of the car', () => {
  const line = commandsIn('README.md').find((one) => one.startsWith('printf '))
  const typed = /^printf '([^']+)' \| nc -w 2 127\.64\.\d+\.\d+ 35000 \| tr '\\r' '\\n'$/.exec(line ?? '')?.[1]
  assert(typed !== undefined, line)
  const car = createCar('byd-atto-3', { seed: 1, faults: ['ev-03-precharge-open'] })
  const steps = (seconds: number) => {
    for (let due = (seconds * 1000) / car.model.stepMs; due > 0; due--) car.step()
  }
  car.act({ kind: 'power', to: 'on' })
  steps(2)
  car.act({ kind: 'start' })
  steps(5)
  let heard = ''
  const send = (bytes: Uint8Array) => {
    heard += String(Buffer.from(bytes))
    return true
  }
  const tool = car.plugElm327({ send, close() {} }, 0)
  tool.receive(Buffer.from(typed.replaceAll('\\r', '\r')), 1)
  for (let nowMs = 1; nowMs < 2000; nowMs++) tool.service(nowMs)
  assert.match(heard, /ELM327 v.*[\s\S]*43 01 0C 78/, 'P0C78, as the story says')
})

test('the issuer is fetched from where a workshop on this machine has it', () => {
  const line = commandsIn('README.md').find((one) => one.startsWith('curl '))
  assert.equal(line, `curl -O http://127.0.0.1:${DEFAULT_PORT}${readDidDocument.path}`)
})
