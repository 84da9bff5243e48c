import assert from 'node:assert/strict'
import test from 'node:test'
import { hex } from '@luban/stdx'
import fc from 'fast-check'
import type { DidInfo } from '../../api/attempts.ts'
import { decimalsOf, readValue, textOf, writeCode } from './codes.ts'
import {
  type Ask,
  clearTroubleCodes,
  control,
  readData,
  readRecord,
  readSnapshot,
  readTroubleCodes,
  runRoutine,
  unlock,
  unlocked,
  unlockGateway,
} from './tester.ts'

/** An ECU that answers each request of the table, and must be asked nothing else. */
const answering =
  (table: { readonly [request: string]: string | null }): Ask =>
  async (request) => {
    assert.ok(request in table, `unexpected request ${request}`)
    return table[request]
  }

test('stored codes come with their status', async () => {
  const codes = await readTroubleCodes(answering({ '190209': '5902FF 0A0A00 2F 0A9400 08' }), 0x09)
  assert.deepEqual(codes, {
    kind: 'answer',
    value: [
      { code: 0x0a0a00, status: 0x2f },
      { code: 0x0a9400, status: 0x08 },
    ],
  })
})

test('a snapshot is cut into its values by their known lengths', async () => {
  const lengths = new Map([
    [0x0005, 1],
    [0x0008, 2],
  ])
  const snapshot = await readSnapshot(
    answering({ '19040A0A00FF': '5904 0A0A00 2F 01 02 0005 5A 0008 0193' }),
    0x0a0a00,
    lengths,
  )
  assert.deepEqual(snapshot, {
    kind: 'answer',
    value: [
      { did: 0x0005, bytes: hex('5A') },
      { did: 0x0008, bytes: hex('0193') },
    ],
  })
})

test('a refusal, a silence and a short answer are told apart', async () => {
  assert.deepEqual(await clearTroubleCodes(answering({ '14FFFFFF': '7F1422' })), {
    kind: 'negative',
    service: 0x14,
    nrc: 0x22,
  })
  assert.deepEqual(await clearTroubleCodes(answering({ '14FFFFFF': null })), { kind: 'silent' })
  assert.equal((await readTroubleCodes(answering({ '1902FF': '5902FF0A' }), 0xff)).kind, 'malformed')
})

test('an actuator is adjusted and given back', async () => {
  const ask = answering({ '2F2001030A': '6F2001030A', '2F200100': '6F200100', '31010203': '7101020300' })
  assert.deepEqual(await control(ask, 0x2001, hex('0A')), { kind: 'answer', value: hex('0A') })
  assert.equal((await control(ask, 0x2001, undefined)).kind, 'answer')
  assert.deepEqual(await runRoutine(ask, 'startRoutine', 0x0203, hex('')), { kind: 'answer', value: hex('00') })
})

const keyToSeed = async (seed: string) => {
  assert.equal(seed, '0A0B0C0D')
  return '11223344'
}

test('a locked actuator is unlocked with the key to the seed, and then moves', async () => {
  const asked: string[] = []
  const answers = ['7F2F33', '67010A0B0C0D', '6702', '6F20100301']
  const ask: Ask = async (request) => {
    asked.push(request)
    return answers[asked.length - 1]
  }
  const answer = await unlocked(
    () => control(ask, 0x2010, hex('01')),
    () => unlock(ask, 1, keyToSeed),
  )
  assert.deepEqual(asked, ['2F20100301', '2701', '270211223344', '2F20100301'])
  assert.deepEqual(answer, { kind: 'answer', value: hex('01') })
})

test('what is open is not unlocked, and a refused key is what the person is told', async () => {
  const open = answering({ '2701': '670100000000' })
  assert.deepEqual(await unlock(open, 1, keyToSeed), { kind: 'answer', value: true })
  const refusing = answering({ '2F20100301': '7F2F33', '2701': '67010A0B0C0D', '270211223344': '7F2735' })
  const answer = await unlocked(
    () => control(refusing, 0x2010, hex('01')),
    () => unlock(refusing, 1, keyToSeed),
  )
  assert.deepEqual(answer, { kind: 'negative', service: 0x27, nrc: 0x35 })
  const moving = answering({ '2F20100301': '7F2F22' })
  const busy = await unlocked(
    () => control(moving, 0x2010, hex('01')),
    () => assert.fail('nothing is locked'),
  )
  assert.deepEqual(busy, { kind: 'negative', service: 0x2f, nrc: 0x22 })
})

test('a gateway that refuses in the unit’s place is unlocked, and the unit asked again', async () => {
  const asked: string[] = []
  const answers = ['7F2F34', '6F20100301']
  const ask: Ask = async (request) => {
    asked.push(request)
    return answers[asked.length - 1]
  }
  const gateway = answering({ '1003': '5003003201F4', '2701': '67010A0B0C0D', '270211223344': '6702' })
  const answer = await unlocked(
    () => control(ask, 0x2010, hex('01')),
    () => unlockGateway(gateway, keyToSeed),
    0x34,
  )
  assert.deepEqual(asked, ['2F20100301', '2F20100301'])
  assert.deepEqual(answer, { kind: 'answer', value: hex('01') })
})

test('no answer, however wrong, breaks the tester', async () => {
  const lengths = new Map([[0x0005, 1]])
  const requests = [
    (ask: Ask) => readTroubleCodes(ask, 0xff),
    (ask: Ask) => readSnapshot(ask, 0x0a0a00, lengths),
    (ask: Ask) => readData(ask, [0x0005], lengths),
    (ask: Ask) => readRecord(ask, 0xf190),
    (ask: Ask) => unlock(ask, 1, async () => '00'),
  ]
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...requests),
      fc.oneof(
        fc.string(),
        fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('hex')),
      ),
      async (send, response) => {
        assert.ok(['answer', 'negative', 'silent', 'malformed'].includes((await send(async () => response)).kind))
      },
    ),
  )
})

test('codes are written as the trade writes them', () => {
  assert.equal(writeCode(0x0a0a00), 'P0A0A-00')
  assert.equal(writeCode(0x1a3400), 'P1A34-00')
  assert.equal(writeCode(0xc11000), 'U0110-00')
  assert.equal(writeCode(0x812307), 'B0123-07')
})

test('a value takes its scale, offset, sign and decimals', () => {
  const info: DidInfo = {
    ecu: 'bms',
    did: 9,
    name: { kk: '', ru: '', zh: '', en: '' },
    unit: 'A',
    bytes: 2,
    scale: 0.1,
    offset: -500,
    isSigned: false,
    group: 'pack',
  }
  assert.equal(readValue(info, hex('1388')).toFixed(1), '0.0')
  assert.equal(readValue({ ...info, isSigned: true, scale: 1, offset: 0 }, hex('FFFE')), -2)
  assert.equal(decimalsOf(info), 1)
  assert.equal(decimalsOf({ ...info, scale: 1 }), 0)
  assert.equal(decimalsOf({ ...info, scale: 0.001 }), 3)
})

test('identification is text where it is text', () => {
  assert.equal(textOf(Buffer.from('LGXCE4CB0P0000001')), 'LGXCE4CB0P0000001')
  assert.equal(textOf(hex('0102')), '01 02')
})
