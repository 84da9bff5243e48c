import assert from 'node:assert/strict'
import test from 'node:test'
import type { DidInfo } from '../../api/attempts.ts'
import type { Deed, Exchanged } from '../bench.ts'
import { replayedOf } from '../replay/replayed.ts'
import { codesReadIn } from './codes-read.ts'
import { dataReadIn } from './replayed-data.ts'

const NAME = { kk: '', ru: '', zh: '', en: '' }
const INFO: DidInfo = {
  ...{
    ecu: 'bms',
    did: 0x2001,
    name: NAME,
    unit: '%',
    bytes: 1,
    scale: 1,
    offset: 0,
    isSigned: false,
    group: 'battery',
  },
}
const asked = (stationMs: number, request: string, response: string | null): Exchanged => ({
  ...{ kind: 'diagnostic', stationMs, ecu: 'bms', request, response },
})

test('live data of a replay are what was answered then, and an identification is none of them', async () => {
  const { dids, series, refusal } = await dataReadIn(
    [asked(1000, '222001', '62200140'), asked(1500, '22F190', '62F19041'), asked(2000, '222001', '62200150')],
    [INFO],
  )
  assert.deepEqual(dids, [0x2001])
  assert.deepEqual(series.table([0x2001]), [
    [1, 2],
    [0x40, 0x50],
  ])
  assert.equal(refusal, undefined)
  assert.deepEqual((await dataReadIn([asked(1, '222001', '7F2231')], [INFO])).refusal, {
    ...{ kind: 'negative', service: 0x22, nrc: 0x31 },
  })
})

test('codes of a replay are the last that were read of each unit, old when the car was changed since', async () => {
  const on: Deed = { kind: 'action', stationMs: 2500, action: { kind: 'power', to: 'on' }, outcome: { kind: 'done' } }
  const first = asked(1000, '19020D', '5902FF0A0A002F')
  const second = asked(2000, '19020D', '5902FF')
  const read = (await codesReadIn([first, second, on])).get('bms')
  assert.deepEqual([read?.answer, read?.readAtMs, read?.change], [{ kind: 'answer', value: [] }, 2000, undefined])
  assert.equal((await codesReadIn([on, second])).get('bms')?.change, on)
  assert.equal((await codesReadIn([])).size, 0)
})

test('the log of a replay has each question of live data once, and everything else as it was done', () => {
  const all = [
    asked(1, '222001', '62200140'),
    asked(2, '222001', '62200141'),
    asked(3, '19020D', '5902FF'),
    asked(4, '19020D', '5902FF'),
  ]
  const { deeds, exchanges, last } = replayedOf(all)
  assert.deepEqual(
    deeds.map(({ stationMs }) => stationMs),
    [1, 3, 4],
  )
  assert.equal(exchanges.length, 4)
  assert.equal(last?.stationMs, 4)
})
