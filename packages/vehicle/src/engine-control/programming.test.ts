/** New software for the engine control unit, at each whole car that has it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex } from '@luban/stdx'
import { WORKS_SOFTWARE as OF_THE_HYBRID } from '../cars/haval-h6-hev/programs.ts'
import { WORKS_SOFTWARE as OF_THE_PETROL_CAR } from '../cars/haval-jolion/programs.ts'
import { encodeFlashImage } from '../ecus/flash-image.ts'
import { programmingKey } from '../ecus/security.ts'
import { bringImage, type Exchange } from '../ecus/testing/flash-tester.ts'
import { IMAGE_BYTES_MAX } from '../ecus/works-software.ts'
import { createCar } from '../index.ts'
import { atCar } from '../test-bench.ts'

const WORKS = { 'haval-jolion': OF_THE_PETROL_CAR.engine, 'haval-h6-hev': OF_THE_HYBRID.engine }

for (const [model, works] of Object.entries(WORKS)) {
  test(`${model}: new software runs after its reset, tells its version and calibration, and the car starts`, () => {
    const bench = atCar(createCar(model, { seed: 1 }))
    bench.run(1)
    bench.act({ kind: 'power', to: 'on' })
    bench.run(3)
    const content = Uint8Array.from({ length: 6000 }, (_, i) => i)
    const image = encodeFlashImage({ ...works, software: 'ECM 9.08.00', calibrationId: 'LB-ECM-C908', content })
    /** Each waited for as long as the unit says 0x78. */
    const exchange: Exchange = (request) => {
      const answers: string[] = []
      bench.listen('engine', request, (answer) => answers.push(answer))
      const isPending = () => answers.every((answer) => answer.startsWith('7F') && answer.endsWith('78'))
      for (let tries = 0; isPending() && tries < 1000; tries++) bench.run(0.02)
      return answers.at(-1)
    }
    assert.equal(bringImage(exchange, { image, imageBytesMax: IMAGE_BYTES_MAX, key: programmingKey }), undefined)
    assert.equal(bench.ask('engine', '1101'), '5101')
    bench.run(1)
    const told = hex(bench.ask('engine', '22F195') ?? '').subarray(3)
    assert.equal(new TextDecoder().decode(told).trim(), 'ECM 9.08.00')
    const calibration = hex(bench.ask('engine', '0904') ?? '').subarray(3)
    assert.equal(new TextDecoder().decode(calibration).replaceAll('\0', ''), 'LB-ECM-C908')
    bench.act({ kind: 'power', to: 'off' })
    bench.run(15)
    bench.act({ kind: 'start' })
    bench.run(10)
    assert(bench.car.view().isReady)
  })
}
