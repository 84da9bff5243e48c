/** A clamp around the phases of both machines of the hybrid car, against what its inverter says and does. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCar } from '../../index.ts'
import { atCar, type Bench } from '../../test-bench.ts'
import { NM_PER_A } from './figures.ts'

const PHASES_OF = { generator: [830, 831, 832], traction: [840, 841, 842] } as const

function ready(faults: readonly string[] = []): Bench {
  const bench = atCar(createCar('haval-h6-hev', { seed: 3, broadcast: false, faults }))
  bench.run(1)
  bench.act({ kind: 'start' })
  bench.run(6)
  bench.act({ kind: 'selector', to: 'D' })
  return bench
}

const clamped = (bench: Bench, machine: keyof typeof PHASES_OF) =>
  PHASES_OF[machine].map((wire) => bench.read({ instrument: 'clamp', wire: `wire.${wire}` }))

function amplitudeA(currents: readonly number[]): number {
  const squares = currents.reduce((sum, amps) => sum + amps * amps, 0)
  return Math.sqrt((2 / 3) * squares)
}

test('driving, the clamp finds in each phase what the inverter tells of it, and their torque', () => {
  const bench = ready()
  assert.deepEqual(clamped(bench, 'traction'), [0, 0, 0])
  bench.act({ kind: 'pedal', accelerator: 0.25, brake: 0 })
  for (let i = 0; i < 5; i++) {
    bench.run(0.3)
    const currents = clamped(bench, 'traction')
    const told = [0x3224, 0x3225, 0x3226].map((did) => bench.value('inverter', did))
    for (const [phase, amps] of currents.entries()) assert(Math.abs(amps - told[phase]) < 0.5, `${amps} ${told[phase]}`)
    assert(Math.abs(currents[0] + currents[1] + currents[2]) < 0.2)
    const torqueNm = bench.value('inverter', 0x3221)
    assert(torqueNm > 10 && Math.abs(NM_PER_A.traction * amplitudeA(currents) - torqueNm) < 2, `${torqueNm} Nm`)
  }
})

test('the dead bridge of fault 13: the generator is asked, and none of its phases carries anything', () => {
  const asked = (bench: Bench) => {
    bench.act({ kind: 'pedal', accelerator: 1, brake: 0 })
    let mostNm = 0
    let mostA = 0
    for (let i = 0; i < 40; i++) {
      bench.run(0.1)
      mostNm = Math.max(mostNm, bench.value('hcu', 0x3007))
      mostA = Math.max(mostA, amplitudeA(clamped(bench, 'generator')))
    }
    assert(mostNm > 25, `${mostNm} Nm asked`)
    return mostA
  }
  assert(asked(ready()) > 50)
  assert.equal(asked(ready(['hybrid-13-generator-bridge-dead'])), 0)
})
