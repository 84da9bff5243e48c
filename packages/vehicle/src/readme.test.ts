import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

/** Lines of the example that are a value with a comment beside it become assertions; the rest runs as it stands. */
test('the example of the README runs and gives what it says', async () => {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const example = text.split('```ts\n')[1].split('```')[0]
  const body = example
    .replace("from '@luban/vehicle'", `from '${new URL('./index.ts', import.meta.url)}'`)
    .replace("from '@luban/stdx'", `from '${import.meta.resolve('@luban/stdx')}'`)
    .replace('(seconds: number)', '(seconds)')
    .replace('car.view().isReady // false', 'export const isReady = car.view().isReady')
    .replace(/^answer \/\/.*$/m, 'export const code = answer')
    .replace(/^car\.measure/m, 'export const measured = car.measure')
  const outcome = await import(`data:text/javascript,${encodeURIComponent(body)}`)
  assert.equal(outcome.isReady, false)
  assert(example.includes(outcome.code))
  assert(example.includes(`value: ${outcome.measured.reading.value}, unit: 'V'`))
})
