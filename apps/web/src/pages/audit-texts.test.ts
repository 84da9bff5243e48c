import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'

const SERVER = fileURLToPath(new URL('../../../workshop/src', import.meta.url))
const sources = readdirSync(SERVER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('testing.ts'))
  .map((file) => ({ file, text: readFileSync(join(SERVER, file), 'utf8') }))

/** What stands for the last part of an action that is put together. */
const ENDINGS: { readonly [template: string]: RegExp } = {
  'attempt.${VERBS[status]}': /^ {2}(?:submitted|stopped|interrupted|cancelled): '([a-z]+)',$/gm,
  'certificate.${step.kind}': /\bkind: '([a-z]+)',\s+from:/g,
}

/** Every action that the server's own source writes into the log. */
function* actionsOf({ file, text }: { file: string; text: string }): Generator<string> {
  for (const [, action] of text.matchAll(/\baction: ['`]([a-z]+\.[^'`]+)['`]/g)) {
    if (!action.includes('${')) {
      yield action
      continue
    }
    const ending = ENDINGS[action]
    assert(ending, `${file}: say in this test what "${action}" becomes`)
    const endings = [...text.matchAll(ending)].map(([, one]) => one)
    assert(endings.length >= 2, `${file}: the endings of "${action}" are found`)
    for (const one of endings) yield `${action.split('.')[0]}.${one}`
  }
}

test('every action that the server can log has a text on the audit page', () => {
  const logged = new Set(sources.flatMap((source) => [...actionsOf(source)]))
  for (const known of ['session.open', 'user.add', 'attempt.cancel', 'certificate.revoked', 'issuer.key'])
    assert(logged.has(known), `${known} is found in the server's source`)
  const page = readFileSync(new URL('./audit-texts.ts', import.meta.url), 'utf8')
  const told = new Set([...page.matchAll(/^ {6}'([a-z]+\.[A-Za-z]+)':\s/gm)].map(([, action]) => action))
  assert.deepEqual([...logged].filter((action) => !told.has(action)).sort(), [])
})
