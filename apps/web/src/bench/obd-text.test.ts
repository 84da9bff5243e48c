import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { INFO_TYPE, MODE, PARAMETERS } from '@luban/protocols/obd/tables'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const TEXTS = read('./obd-text.ts')

test('every parameter that a control unit of our car answers has a name', () => {
  const car = read('../../../../packages/vehicle/src/cars/byd-atto-3/diagnostics.ts')
  const answered = [...car.matchAll(/^ +\[(0x[0-9a-f]{2}), \(\) =>/gm)].map(([, pid]) => Number(pid))
  assert(answered.includes(0x0c) && answered.includes(0x9a), 'the parameters of the car are found')
  const names = /PARAMETER_NAMES: Texts = \{([^}]+)\}/.exec(TEXTS)?.[1] ?? ''
  const named = new Set([...names.matchAll(/^ +(\d+): msg/gm)].map(([, pid]) => Number(pid)))
  assert.deepEqual(
    answered.filter((pid) => !named.has(pid)),
    [],
  )
  for (const pid of named) assert(PARAMETERS.has(pid), `the standard's table has ${pid}`)
})

test('every mode of the standard is a question in words, and every kind of information has a name', () => {
  for (const mode of Object.keys(MODE)) assert(TEXTS.includes(`case MODE.${mode}:`), mode)
  for (const type of Object.keys(INFO_TYPE)) assert(TEXTS.includes(`[INFO_TYPE.${type}]: msg`), type)
})
