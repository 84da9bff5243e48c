/** What a car's list of identifiers says of the active session (F186), each unit answers, in each session that it has. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SESSION } from '@luban/protocols/uds/tables'
import { CARS, createCar } from '../index.ts'
import { atCar } from '../test-bench.ts'

const byte = (value: number) => value.toString(16).padStart(2, '0')

for (const [id, { model }] of Object.entries(CARS)) {
  test(`every unit of ${id} tells which session it is in, and those that it can tell are listed`, () => {
    const bench = atCar(createCar(id, { seed: 1, broadcast: false }))
    bench.act({ kind: 'power', to: 'on' })
    bench.run(3)
    for (const { id: ecu } of model.ecus) {
      const info = model.dids.find((one) => one.ecu === ecu && one.did === 0xf186)
      const listed = info?.states?.map(({ value }) => value) ?? []
      const told = [SESSION.default, SESSION.extended, SESSION.programming].filter((session) => {
        const answer = bench.ask(ecu, `10${byte(session)}`) ?? ''
        if (!answer.startsWith(`50${byte(session)}`)) return false
        assert.equal(bench.ask(ecu, '22F186'), `62F186${byte(session)}`, `${ecu}, session ${session}`)
        return true
      })
      assert.deepEqual(told.toSorted(), listed.toSorted(), ecu)
      assert.equal(bench.ask(ecu, '1001')?.slice(0, 4), '5001')
      assert.equal(bench.ask(ecu, '24F186'), '64F18651', `${ecu}: a state in one byte`)
    }
  })
}
