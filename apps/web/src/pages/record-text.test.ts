import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

/** Names before a colon, one a line. */
const namesIn = (block: string | undefined) => [...(block ?? '').matchAll(/^ +(\w+): /gm)].map(([, name]) => name)

test('every reason for which an attempt ends has a text', () => {
  const reasons = namesIn(/ DOERS:[^{]+\{([^}]+)\}/.exec(read('../../../workshop/src/db/end-reasons.ts'))?.[1])
  assert(reasons.includes('stationLost'), 'the list of the server is found')
  const texts = read('./record-text.ts').slice(read('./record-text.ts').indexOf('function useEndText'))
  const hazards = /HAZARDS: Texts = \{([^}]+)\}/.exec(read('../bench/texts.ts'))?.[1]
  const told = new Set([...namesIn(texts), ...namesIn(hazards)])
  assert.deepEqual(
    reasons.filter((reason) => !told.has(reason)),
    [],
  )
})
