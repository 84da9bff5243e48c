/** Control units see the car through their sensors alone: no unit can reach the solved state by another way. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { walkImports } from '../../testing/imports.ts'

/** What is decided, answered or shown. */
const UNIT_SIDE = [
  'ecus/bms.ts',
  'ecus/body.ts',
  'ecus/brakes.ts',
  'ecus/hcu.ts',
  'ecus/inverter.ts',
  'ecus/signals.ts',
  '../../ecus/gateway.ts',
  'systems.ts',
  'dids.ts',
  'diagnostics.ts',
  'dtc-engines.ts',
  'dtcs.ts',
  'broadcast.ts',
  'dashboard.ts',
]
const here = (file: string) => new URL(file, import.meta.url)
const WALK = {
  read: (file: URL) => readFileSync(file, 'utf8'),
  forbidden:
    /\/haval-h6-hev\/(physics|harness|transducers|phases|inverter-loop|station)\.ts$|\/(person|network|elimination)\.ts$|\/wiring\//,
  // The type of the car's sizes, the length of the engine's step, words for parts: nobody moves by them.
  passed: /\/driveline\/motion\.ts$|\/engine\/engine\.ts$|\/words\.ts$/,
}

test('no control unit and nothing that answers a tool can name the solved state, not even by a type', () => {
  for (const file of UNIT_SIDE) walkImports(WALK, here(file))
  assert(walkImports(WALK, here('diagnostics.ts')).has(here('ecus/hcu.ts').href))
  assert(walkImports(WALK, here('systems.ts')).has(here('../../engine-control/unit.ts').href))
  assert.throws(() => walkImports(WALK, here('components.ts')), /components\.ts reaches .*\.ts/)
  assert.throws(() => walkImports(WALK, here('faults/fault.ts')), /fault\.ts reaches .*(physics|network)\.ts/) // By a type alone.
})
