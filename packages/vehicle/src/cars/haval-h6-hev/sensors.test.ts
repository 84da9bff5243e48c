/** Control units see the car through their sensors alone: no unit can reach the solved state by another way. */
import assert from 'node:assert/strict'
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
const WALK = {
  folder: import.meta.dirname,
  forbidden:
    /^(physics|harness|transducers|phases|inverter-loop|station)\.ts$|\/(person|network|elimination)\.ts$|(^|\/)wiring\//,
  // The type of the car's sizes, the length of the engine's step, words for parts: nobody moves by them.
  passed: /\/driveline\/motion\.ts$|\/engine\/engine\.ts$|(^|\/)words\.ts$/,
}

test('no control unit and nothing that answers a tool can name the solved state, not even by a type', () => {
  for (const file of UNIT_SIDE) walkImports(WALK, file)
  assert(walkImports(WALK, 'diagnostics.ts').has('ecus/hcu.ts'))
  assert(walkImports(WALK, 'systems.ts').has('../../engine-control/unit.ts'))
  assert.throws(() => walkImports(WALK, 'components.ts'), /components\.ts reaches .*\.ts/)
  assert.throws(() => walkImports(WALK, 'faults/fault.ts'), /fault\.ts reaches .*(physics|network)\.ts/) // By a type alone.
})
