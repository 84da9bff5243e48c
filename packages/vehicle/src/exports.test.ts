import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeDbc } from '@luban/protocols/dbc/decode'
import { CARS, pdxOf } from './index.ts'

for (const [id, { model, dbc }] of Object.entries(CARS)) {
  test(`the PDX file of ${id} tells every unit, identifier, code, test and routine of its model`, () => {
    const text = new TextDecoder('latin1').decode(pdxOf(model)) // Stored without compression.
    const count = (pattern: RegExp) => [...text.matchAll(pattern)].length
    const hexOf = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0')
    assert.equal(count(/<ECU-VARIANT ID="/g), model.ecus.length)
    assert.equal(count(/<DIAG-SERVICE ID="\w+\.service\.Read_/g), model.dids.length + model.controls.length)
    assert.equal(count(/<DIAG-SERVICE ID="\w+\.service\.Adjust_/g), model.controls.length)
    assert.equal(count(/<DIAG-SERVICE ID="\w+\.service\.Start_/g), model.routines.length)
    for (const { did } of model.dids) assert.match(text, new RegExp(`service\\.Read_\\w+_${hexOf(did, 4)}"`))
    for (const { code24, ecus } of model.dtcs) {
      assert.equal(count(new RegExp(`<DTC ID="\\w+\\.DTC\\.${hexOf(code24, 6)}"`, 'g')), ecus.length)
    }
  })

  test(`the DBC file of ${id}, where it has one, is without fault, and gives each signal a place of its own`, () => {
    const { database, faults } = decodeDbc(dbc ?? '')
    assert.deepEqual(faults, [])
    assert.equal(database.messages.length > 0, dbc !== undefined)
  })

  test(`each unit of ${id} is asked and answers at identifiers of its own, beside those of its frames`, () => {
    const { messages } = decodeDbc(dbc ?? '').database
    const ids = [0x7df, ...model.ecus.flatMap(({ requestId, responseId }) => [requestId, responseId])]
    const used = [...ids, ...messages.map((message) => message.id)]
    assert.equal(new Set(used).size, used.length, used.map((one) => one.toString(16)).join())
  })
}
