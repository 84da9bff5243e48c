/** The units' talk: every signal has one sender, arrives whole, and is no longer believed when it is overdue. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createExchange } from '../../../ecus/exchange.ts'
import { walkImports } from '../../../testing/imports.ts'
import { firstSignals, MESSAGES, type Signals, signalNumbers, UNIT_IDS, type UnitId } from './signals.ts'

const first = () => firstSignals({ odometerM: 5, fuelUsedL: 7 })
const keys = Object.keys(first()) as (keyof Signals)[]
const SENDERS = Object.keys(MESSAGES) as (keyof typeof MESSAGES)[]
const OTHERS = SENDERS.filter((id) => id !== 'gateway')

/** Every signal otherwise than at first. */
function changed(): Signals {
  const signals: Record<string, unknown> = { ...first(), selector: 'R' }
  for (const [key, value] of Object.entries(signals))
    if (typeof value === 'boolean') signals[key] = !value
    else if (typeof value === 'number') signals[key] = Number.isFinite(value) ? value + 11 : 11
  return signals as Signals
}

test('every signal is said by exactly one unit', () => {
  for (const key of keys) {
    const said = SENDERS.filter((sender) => {
      const view = first()
      MESSAGES[sender].take(view, changed())
      return view[key] !== first()[key]
    })
    assert.equal(said.length, 1, `${key} by ${said}`)
  }
})

test('what is not heard for half a second counts as nothing: no torque, no speed, no wish', () => {
  const silent = new Set<UnitId>()
  const { views, publish } = createExchange<UnitId, Signals>({
    ids: UNIT_IDS,
    first,
    messages: MESSAGES,
    hears: (_, sender) => !silent.has(sender),
  })
  for (const id of OTHERS) Object.assign(views[id], changed(), { [`${id}Heartbeat`]: 0 })
  for (const id of OTHERS) publish(id, 0)
  const believed = () => {
    const { engineRpm, engineNm, speedMps, torqueLimitNm, isStarterWanted } = views.gateway
    return { engineRpm, engineNm, speedMps, torqueLimitNm, isStarterWanted }
  }
  const said = { engineRpm: 11, engineNm: 11, speedMps: 11, torqueLimitNm: 11, isStarterWanted: true }
  const nothing = { engineRpm: 0, engineNm: 0, speedMps: 0, torqueLimitNm: Infinity, isStarterWanted: false }
  assert.deepEqual(believed(), said)
  for (const id of OTHERS) silent.add(id)
  for (const id of OTHERS) publish(id, 50)
  assert.deepEqual(believed(), said)
  for (const id of OTHERS) publish(id, 51)
  assert.deepEqual(believed(), nothing)
  assert.equal(views.gateway.selector, 'R')
})

test('the numbers for a state hash are all of them', () => {
  assert.equal(signalNumbers(first()).length, keys.length)
  assert.notDeepEqual(signalNumbers(first()), signalNumbers(changed()))
})

test('no control unit can come to the solved state, not even by a type', () => {
  const walk = {
    read: (file: URL) => readFileSync(file, 'utf8'),
    forbidden: /(physics|network|dual-clutch|engine\/engine|wiring\/\w+)\.ts$/,
    passed: /driveline\/motion\.ts$/, // The car's sizes have their type there; nobody moves by it.
  }
  const units = ['transmission.ts', 'brakes.ts', 'body.ts', '../../../ecus/gateway.ts']
  const seen = new Set(units.flatMap((unit) => [...walkImports(walk, new URL(unit, import.meta.url))]))
  assert(seen.size > 12)
})
