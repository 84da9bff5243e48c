import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCanBus } from '@luban/protocols/can/bus'
import { hex, toHex } from '@luban/stdx'
import { createDiagnosticClient } from './diagnostic-client.ts'
import { CARS } from './index.ts'
import { standAt } from './test-bench.ts'

/** A second tool at a car that is switched on; answers as `unit bytes`. */
function plug() {
  const bench = standAt()
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  const tool = bench.car.openTester('second tool')
  const answers: string[] = []
  const ask = (ecu: string, request: string, nowMs = 0) =>
    tool.request(ecu, hex(request), nowMs, (response, from) => answers.push(`${from} ${toHex(response)}`))
  return { bench, tool, answers, ask }
}

test('a question to all units is answered by each that has something to say', () => {
  const { answers, ask } = plug()
  assert(ask('all', '3E00'))
  assert.deepEqual(answers.splice(0).sort(), ['bms 7E00', 'body 7E00', 'drive 7E00', 'gateway 7E00'])
  assert(ask('all', '010D'))
  assert.deepEqual(answers.splice(0).sort(), ['bms 410D00', 'drive 410D00'])
  assert(ask('all', '22F188')) // Nobody has it, and nobody says so.
  assert.deepEqual(answers, [])
})

test('several units may answer at length at once', () => {
  const { answers, ask } = plug()
  assert(ask('all', '0902'))
  assert.deepEqual(answers.map((answer) => answer.split(' ')[0]).sort(), ['bms', 'drive'])
  for (const answer of answers) assert.match(answer, /^\w+ 4902014C4758[0-9A-F]{28}$/)
})

test('what cannot be asked is told: an unknown unit, nothing, a question to all that needs more than one frame', () => {
  const { ask } = plug()
  assert.deepEqual(
    [ask('engine', '3E00'), ask('bms', ''), ask('all', ''), ask('all', '22F190F191F195F1')],
    [false, false, false, false],
  )
})

test('a tool hears only answers to what it asked, not another tool’s', () => {
  const { bench, answers } = plug()
  assert.equal(bench.ask('bms', '3E00'), '7E00')
  assert.deepEqual(answers, [])
})

for (const [answeredMs, heard] of [
  [6000, ['7E00']],
  [6001, []],
] as const) {
  test(`an answer after ${answeredMs} ms is ${heard.length > 0 ? 'still heard' : 'too late'}`, () => {
    const bus = createCanBus()
    const [unit] = CARS['byd-atto-3'].model.ecus
    const port = bus.attach(unit.id, () => {})
    const answers: string[] = []
    const tool = createDiagnosticClient(bus, 'tool', [unit])
    tool.request(unit.id, hex('3E00'), 0, (response) => answers.push(toHex(response)))
    port.send({ id: unit.responseId, isExtended: false, data: hex('02 7E 00') }, answeredMs)
    assert.deepEqual(answers, heard)
  })
}

test('a unit that asks for time is waited for', () => {
  const bus = createCanBus()
  const [unit] = CARS['byd-atto-3'].model.ecus
  const port = bus.attach(unit.id, () => {})
  const answers: string[] = []
  const tool = createDiagnosticClient(bus, 'tool', [unit])
  tool.request(unit.id, hex('31010203'), 0, (response) => answers.push(toHex(response)))
  for (const [answer, nowMs] of [
    ['03 7F 31 78', 25],
    ['03 7F 31 78', 5000],
    ['04 71 01 02 03', 10_000],
    ['03 7F 31 24', 10_100],
  ] as const) {
    port.send({ id: unit.responseId, isExtended: false, data: hex(answer) }, nowMs)
  }
  assert.deepEqual(answers, ['7F3178', '7F3178', '71010203'])
})

test('a closed tool hears nothing', () => {
  const { tool, answers, ask } = plug()
  tool.close()
  ask('bms', '3E00')
  assert.deepEqual(answers, [])
})

test('who asked for periodic data hears it until it stops, beside the answers to other questions', () => {
  const bus = createCanBus()
  const [unit] = CARS['byd-atto-3'].model.ecus
  const port = bus.attach(unit.id, () => {})
  const answers: string[] = []
  const tool = createDiagnosticClient(bus, 'tool', [unit])
  const ask = (request: string, nowMs: number) =>
    tool.request(unit.id, hex(request), nowMs, (response) => answers.push(`${request} ${toHex(response)}`))
  const tell = (payload: string, nowMs: number) =>
    port.send({ id: unit.responseId, isExtended: false, data: hex(payload) }, nowMs)
  ask('2A0301', 0)
  tell('01 6A', 1)
  tell('03 6A 01 14', 20_000)
  ask('3E00', 20_001)
  tell('03 6A 01 15', 20_002)
  tell('02 7E 00', 20_003)
  ask('2A04', 20_004)
  tell('01 6A', 20_005)
  tell('03 6A 01 16', 20_006)
  assert.deepEqual(answers, ['2A0301 6A', '2A0301 6A0114', '3E00 6A0115', '3E00 7E00', '2A04 6A'])
})
