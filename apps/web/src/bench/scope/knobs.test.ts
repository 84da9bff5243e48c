import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cursorReading, FIRST_KNOBS, secondsText, settingsOf, timesOf } from './knobs.ts'

const trace = {
  isTriggered: true,
  startS: -2e-6,
  pointS: 1e-6,
  channels: [{ volts: [0, 1, 2, 4, 8], voltsMin: 0, voltsMax: 8, voltsMean: 3 }],
}

test('without two points on the first channel there is nothing to ask; a second channel without points is off', () => {
  assert.equal(settingsOf(FIRST_KNOBS), undefined)
  const [first, second] = FIRST_KNOBS.channels
  const trigger = { ...FIRST_KNOBS.trigger, channel: 1 }
  const settings = settingsOf({ ...FIRST_KNOBS, trigger, channels: [{ ...first, red: 'diagnosis.6' }, second] })
  assert.deepEqual(settings?.channels, [{ red: 'diagnosis.6', black: 'chassis' }])
  assert.equal(settings?.trigger.channel, 0)
})

test('the cursors read the time and the volts from one to the other, and nothing beyond the curve', () => {
  assert.deepEqual(timesOf(trace).length, 5)
  assert.deepEqual(cursorReading(trace, [-1e-6, 2e-6]), { seconds: 3e-6, volts: [7] })
  assert.deepEqual(cursorReading(trace, [0, 1]).volts, [null])
})

test('times are written with the unit that keeps them short', () => {
  const number = (value: number, decimals = 0) => value.toFixed(decimals)
  assert.equal(secondsText(5e-4, number), '500\u00a0µs')
  assert.equal(secondsText(2e-3, number), '2\u00a0ms')
  assert.equal(secondsText(-1.25e-3, number), '-1.25\u00a0ms')
})
