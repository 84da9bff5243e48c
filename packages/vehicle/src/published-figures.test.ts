/** docs/validation.md against the code: no fit is left out, no value is another than the code's, the arithmetic is right. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type EngineFigures, H6_HEV_15T, JOLION_15T, ORIGINS } from './engine/figures.ts'
import { figuresOf } from './testing/published-figures.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/validation.md'), 'utf8')
const ROWS = figuresOf(PAGE).rows

const KINDS = ['fitted', 'predicted', 'set', 'optimised', 'not validated', 'follows from the first']

const [, ATTO_3, JOLION, H6] = PAGE.split('\n## ')

/** What the page says of a parameter, in one car's part: the cells of its row. */
function parameterIn(part: string, name: string): string {
  const row = part.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${name}\``))
  assert(row !== undefined, `docs/validation.md does not list ${name} under "${part.split('\n')[0]}"`)
  return row.split('|')[3]
}

const says = (cell: string, value: number) =>
  [...cell.matchAll(/\d[\d.]*(?:e-?\d+)?/g)].some(([number]) => Number(number) === value)

test('each figure says how it came about, and its difference is that of published and ours', () => {
  assert(ROWS.length > 15)
  for (const { figure, published, ours, difference, kind } of ROWS) {
    assert(KINDS.includes(kind), `${figure}: ${kind}`)
    if (Number.isNaN(published)) assert.equal(kind, 'not validated', figure)
    if (difference === '') continue
    const percent = Number.parseFloat(difference.replace('−', '-'))
    assert(Math.abs((100 * (ours - published)) / published - percent) < 0.1, `${figure}: ${difference}`)
    const mostPercent = figure.startsWith('0 to 100') ? 8 : 5
    assert(Math.abs(percent) <= mostPercent || kind === 'not validated', `${figure}: ${difference} is ${kind}`)
  }
})

const FITTED = (Object.keys(ORIGINS) as (keyof EngineFigures)[]).filter((name) => ORIGINS[name] === 'fit')

test('each fit of the engine is listed with its value, and what the hybrid’s has otherwise', () => {
  for (const name of FITTED) {
    const [own, hybrid] = [JOLION_15T[name], H6_HEV_15T[name]]
    const cell = parameterIn(JOLION, name)
    if (typeof own === 'number') assert(says(cell, own), `${name}: ${own} in the code, ${cell} on the page`)
    if (hybrid === own) continue
    const hybridCell = parameterIn(H6, name)
    if (typeof hybrid === 'number') assert(says(hybridCell, hybrid), `${name}: ${hybrid}, not ${hybridCell}`)
  }
})

/** `name = 1 // Fit.` or `name: 1, // Fit.`; and a function whose comment ends with that word. */
const MARKED = /(\w+)(?::| =) ([\d._e-]+),? \/\/ Fit\.|Fit\. \*\/\nfunction (\w+)/g

test('each number that the code marks as a fit is listed with its value', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  let count = 0
  for (const file of files.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))) {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8')
    const part = file.includes('byd-atto-3') ? ATTO_3 : /driveline|haval-h6/.test(file) ? H6 : JOLION
    for (const [, name, value, work] of text.matchAll(MARKED)) {
      count++
      const cell = parameterIn(part, name ?? work)
      if (value === undefined) continue
      const number = Number(value.replaceAll('_', ''))
      assert(says(cell, number), `${file}: ${name} is ${number}, ${cell} on the page`)
    }
    if (/\bFit\.|\b[Ff]itted to\b/.test(text))
      assert(PAGE.includes(file.split('/').at(-1) ?? file), `${file} is not named`)
  }
  assert(count >= 20, `${count} found`)
})
