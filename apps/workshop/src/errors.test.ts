import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ERRORS, errorsPage } from './errors.ts'

const PAGE = new URL('../../../docs/errors.md', import.meta.url)

test('docs/errors.md is what the catalogue says', () => {
  assert.equal(readFileSync(PAGE, 'utf8'), errorsPage(), 'write it anew: node apps/workshop/src/errors.ts')
})

test('every code of docs/errors.md is in the catalogue, and every code of the catalogue on the page', () => {
  const onPage = [...readFileSync(PAGE, 'utf8').matchAll(/^\| `(\w+)` \| (\d{3}) \|/gm)].map(
    ([, code, status]) => `${code} ${status}`,
  )
  assert.deepEqual(
    onPage.sort(),
    Object.entries(ERRORS)
      .map(([code, [status]]) => `${code} ${status}`)
      .sort(),
  )
})

test('every error of the catalogue is thrown somewhere', () => {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const code = globSync('**/*.{ts,sql}', { cwd: folder })
    .filter((path) => !path.endsWith('.test.ts') && path !== 'errors.ts')
    .map((path) => readFileSync(`${folder}/${path}`, 'utf8').replaceAll(/errors: \[[^\]]*\]/g, ''))
    .join('\n')
  assert.deepEqual(
    Object.keys(ERRORS).filter((name) => !code.includes(`'${name}'`)),
    [],
  )
})
