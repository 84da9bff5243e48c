import assert from 'node:assert/strict'
import test from 'node:test'
import type { ActionOutcome, CarAction } from '../../api/attempts.ts'
import type { Deed } from '../bench.ts'
import { lastChange } from './last-change.ts'

const done = (action: CarAction, outcome: ActionOutcome = { kind: 'done' }): Deed => ({
  kind: 'action',
  stationMs: 1000,
  action,
  outcome,
})
const REPAIR = done({ kind: 'repair', component: 'prechargeResistor', repair: 'replace' })
const READ: Deed = { kind: 'diagnostic', stationMs: 900, ecu: 'bms', request: '19020D', response: '5902FF' }

test('what was read before a repair, or before the car was switched, is old', () => {
  assert.equal(lastChange([]), undefined)
  assert.equal(lastChange([READ, REPAIR, READ]), REPAIR)
  const on = done({ kind: 'power', to: 'on' })
  assert.equal(lastChange([REPAIR, on, READ]), on)
})

test('gloves, a barrier, a reading and what the car refused change nothing of what a control unit sees', () => {
  const refused = done({ kind: 'start' }, { kind: 'refused', reason: 'powerIsOff' })
  const measured: Deed = {
    kind: 'measurement',
    stationMs: 1100,
    instrument: 'voltmeter',
    red: 'hv.plus',
    black: 'chassis',
    reading: { value: 0, unit: 'V' },
  }
  const deeds = [REPAIR, done({ kind: 'gloves', on: true }), done({ kind: 'barrier', on: true }), refused, measured]
  assert.equal(lastChange(deeds), REPAIR)
})
