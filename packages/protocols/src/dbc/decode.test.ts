import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeDbc } from './decode.ts'
import { encodeDbc } from './encode.ts'
import { FORMS, NEW_SYMBOLS } from './tables.ts'
import { databases } from './trial-database.ts'

test('every database survives writing and reading', () => {
  fc.assert(
    fc.property(databases, (database) => {
      const { database: back, faults } = decodeDbc(encodeDbc(database))
      assert.deepEqual(faults, [])
      assert.deepEqual(back, database)
    }),
  )
})

test('no text makes the reader throw, and what it could read can be written and read again', () => {
  const words = [...Object.keys(FORMS), ...NEW_SYMBOLS, 'EV_', 'M', 'm1', 'm1M', 'Vector__XXX', 'INT', 'ENUM']
  const marks = [
    ':',
    ';',
    ',',
    '|',
    '@',
    '1+',
    '0-',
    '(',
    ')',
    '[',
    ']',
    '"',
    '\\"',
    '-',
    '\n',
    '\n ',
    ' ',
    '4WD',
    '1e5',
  ]
  const numbers = ['0', '1', '-1', '8', '256', '64', '2147483904', '3221225472', '99999999999', '0.1', '1e999']
  const pieces = fc.constantFrom(...words, ...marks, ...numbers, '"text"', 'Name', 'ж')
  const forms = fc.constantFrom(...Object.values(FORMS)).map((form) => `\n${form}`)
  const noise = fc.oneof(
    fc.string(),
    fc.array(fc.oneof(pieces, forms), { maxLength: 60 }).map((parts) => parts.join(' ')),
  )
  fc.assert(
    fc.property(noise, (text) => {
      const { database } = decodeDbc(text)
      const again = decodeDbc(encodeDbc(database))
      assert.deepEqual(again, { database, faults: [] })
    }),
    { numRuns: 500 },
  )
})

test('a file cut anywhere gives what stands before the cut', () => {
  const text = readFileSync(new URL('./vectors/whole.dbc', import.meta.url), 'utf8')
  const whole = decodeDbc(text).database.messages.length
  for (let end = 0; end <= text.length; end++) assert(decodeDbc(text.slice(0, end)).database.messages.length <= whole)
})

test('a file with every statement is understood as it is meant', () => {
  const { database, faults } = decodeDbc(readFileSync(new URL('./vectors/whole.dbc', import.meta.url), 'utf8'))
  assert.deepEqual(faults, [])
  const [engine, pages, motor] = database.messages
  assert.deepEqual(
    [database.version, database.bitTiming, database.newSymbols.length],
    ['1.0', '500:1,2', NEW_SYMBOLS.length],
  )
  assert.deepEqual(
    database.nodes.map(({ name, comment, attributes }) => [name, comment, attributes]),
    [
      ['Engine', 'Says "how fast"', [{ name: 'Address', value: 16 }]],
      ['Display', undefined, []],
    ],
  )
  assert.deepEqual(
    [engine.id, engine.isExtended, engine.sender, engine.senders],
    [256, false, 'Engine', ['Engine', 'Display']],
  )
  assert.deepEqual(engine.attributes, [{ name: 'Period', value: 100 }])
  assert.deepEqual(engine.signalGroups, [{ name: 'Both', repetitions: 1, signals: ['Speed', 'Heat'] }])
  const [speed, heat] = engine.signals
  assert.deepEqual([speed.isBigEndian, speed.isSigned, speed.factor, speed.offset], [true, false, 0.25, 0])
  assert.deepEqual(
    [heat.isSigned, heat.unit, heat.receivers, heat.values],
    [true, '°C', ['Display'], [{ value: -40, text: 'open' }]],
  )
  assert.deepEqual(heat.comment, 'of the coolant\nin two lines')
  assert.deepEqual(
    pages.signals.map(({ name, isMultiplexer, multiplexed }) => [
      name,
      isMultiplexer,
      multiplexed?.by,
      multiplexed?.ranges,
    ]),
    [
      ['Page', true, undefined, undefined],
      ['First', false, 'Page', [[0, 0]]],
      [
        'Inner',
        true,
        'Page',
        [
          [1, 3],
          [7, 7],
        ],
      ],
      ['Deep', false, 'Inner', [[2, 2]]],
    ],
  )
  assert.deepEqual([motor.id, motor.isExtended, motor.sender, motor.byteLength], [0x18ff_1234, true, undefined, 64])
  assert.deepEqual(
    motor.signals.map(({ valueType }) => valueType),
    ['float32', 'float64'],
  )
  assert.deepEqual(database.environment, ['EV_ Level: 0 [0|1] "" 0 1 DUMMY_NODE_VECTOR0 Vector__XXX;'])
  assert.deepEqual(
    database.kept,
    ['VAL_ Level 0 "low" 1 "high" ;', 'BA_DEF_REL_ BU_SG_REL_ "late" INT 0 100;', 'CM_ EV_ Level "how high";'].sort(
      (a, b) => database.kept.indexOf(a) - database.kept.indexOf(b),
    ),
  )
})

test('a multiplexed signal without SG_MUL_VAL_ belongs to the only multiplexer of its message', () => {
  const text = 'BO_ 1 M: 8 N\n SG_ Page M : 0|4@1+ (1,0) [0|0] "" X\n SG_ Two m2 : 8|8@1+ (1,0) [0|0] "" X\n'
  const [, two] = decodeDbc(text).database.messages[0].signals
  assert.deepEqual(two.multiplexed, { by: 'Page', ranges: [[2, 2]] })
})

// FAULT: line:column of what, after a statement in which \n is a line end.
for (const line of readFileSync(new URL('./vectors/faults.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [text, place, what, remedy] = line.split(' => ')
  test(`the fault in ${text} is told with its place and remedy`, () => {
    const { faults } = decodeDbc(text.replaceAll('\\n', '\n'))
    assert.equal(faults.length, 1)
    assert.deepEqual([`${faults[0].line}:${faults[0].column}`, faults[0].what, faults[0].remedy], [place, what, remedy])
  })
}

test('after a fault reading goes on, and a hundred faults are enough', () => {
  const good = 'BO_ 5 Good: 8 N\n SG_ S : 0|8@1+ (1,0) [0|0] "" X\n'
  const { database, faults } = decodeDbc(`${'BO_ x\n'.repeat(500)}${good}`)
  assert.equal(faults.length, 100)
  assert.deepEqual(
    database.messages.map(({ name, signals }) => [name, signals.length]),
    [['Good', 1]],
  )
})
