import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex } from '@luban/stdx'
import { kindOfRequest } from './request-kind.ts'

test('reading is free, acting is not, and nobody reprograms a real car', () => {
  const kinds = (kind: string) => (text: string) => assert.equal(kindOfRequest(hex(text)), kind, text)
  for (const text of ['010C', '03', '07', '0902', '19020F', '22F190', '3E00', '3E80', '1001', '1003', '1083'])
    kinds('reading')(text)
  for (const text of ['04', '08010000', '14FFFFFF', '1101', '2701', '2E123400', '2F400003', '31010203', '8502', '10'])
    kinds('acting')(text)
  for (const text of ['1002', '1082', '3400', '3500', '3601', '37', '3801', '3D1200']) kinds('programming')(text)
})

test('every service that nobody named acts', () => {
  const reading = [1, 2, 3, 5, 6, 7, 9, 0x0a, 0x19, 0x22, 0x23, 0x24, 0x3e]
  for (let service = 0; service <= 0xff; service++) {
    const kind = kindOfRequest(Uint8Array.of(service, 0))
    assert.equal(kind === 'reading', reading.includes(service), service.toString(16))
  }
})
