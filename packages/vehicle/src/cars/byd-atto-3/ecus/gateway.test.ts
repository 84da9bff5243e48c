/** The gateway: when it is up, what it draws, whom it hears, and that it blames nobody who has a reason to be silent. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Bench } from '../../../test-bench.ts'
import { openCar } from '../../../testing/open-car.ts'
import { createAtto3With } from '../station.ts'

const STATE = { standby: 1, up: 2, afterRun: 3 } as const

function stand() {
  const { bench, physics } = openCar(createAtto3With, { seed: 4, broadcast: false })
  const { network } = physics
  const setOhm = (branch: string, ohm: number) => network.setOhm(network.branch(branch), ohm)
  const drawsA = () => network.amps(network.branch('fuseBox.fuse.gateway'))
  return { bench, setOhm, open: (branch: string) => setOhm(branch, Number.POSITIVE_INFINITY), drawsA }
}

const stateOf = (bench: Bench) => bench.value('gateway', 0x0302)
const hears = (bench: Bench) => [0x0303, 0x0304, 0x0305].map((did) => bench.value('gateway', did))

test('it boots with its supply, stands by, is up with the ignition, and stands by again after a while', () => {
  const { bench, drawsA } = stand()
  assert.equal(stateOf(bench), STATE.afterRun)
  assert.deepEqual(hears(bench), [0, 0, 1])
  bench.run(6)
  assert.equal(stateOf(bench), STATE.standby)
  assert(drawsA() < 0.01)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(1)
  assert.equal(stateOf(bench), STATE.up)
  assert.deepEqual(hears(bench), [1, 1, 1])
  assert(drawsA() > 0.1)
  bench.act({ kind: 'power', to: 'off' })
  bench.run(10) // The body holds the ignition for 8 s of it.
  assert.equal(stateOf(bench), STATE.afterRun)
  bench.run(5)
  assert.equal(stateOf(bench), STATE.standby)
  assert.deepEqual(hears(bench), [0, 0, 1])
  assert.deepEqual(bench.codes(), [])
})

test('who falls silent while the car is on is lost: the code, what is frozen with it, and over DoIP no power mode "ready"', () => {
  const { bench, setOhm, open } = stand()
  assert(bench.start())
  open('fuseBox.fuse.bms')
  bench.run(3)
  assert.deepEqual(hears(bench), [1, 0, 1])
  assert.deepEqual(bench.codes().sort(), ['drive U0111-00', 'gateway U0111-00'])
  assert.match(bench.ask('gateway', '1904C1110001') ?? '', /^5904C11100AF0102030[01].*030202$/)
  assert.equal(bench.car.doipDatagram(Uint8Array.of(2, 0xfd, 0x40, 3, 0, 0, 0, 0))?.at(-1), 0)
  setOhm('fuseBox.fuse.bms', 5e-3)
  bench.run(3)
  assert.deepEqual(hears(bench), [1, 1, 1])
  bench.clearCodes()
  bench.run(3)
  assert.deepEqual(bench.codes(), [])
})

test('a body that dies on the road is lost, and those whom it takes along are not', () => {
  const { bench, open } = stand()
  assert(bench.start())
  open('fuseBox.fuse.body')
  bench.run(4)
  assert.deepEqual(bench.codes(), ['gateway U0140-00'])
})

test('units that sleep, or lose the 12 V battery with it, are not lost', () => {
  const { bench } = stand()
  assert(bench.start())
  bench.act({ kind: 'power', to: 'off' })
  bench.run(20)
  bench.act({ kind: 'battery12V', connected: false })
  bench.run(5)
  assert.equal(bench.ask('gateway', '3E00'), undefined)
  bench.act({ kind: 'battery12V', connected: true })
  bench.run(8)
  assert(bench.start())
  bench.run(5)
  assert.deepEqual(bench.codes(), [])
})
