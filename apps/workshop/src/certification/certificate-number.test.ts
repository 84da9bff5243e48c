import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { makeCertificateNumber, parseCertificateNumber } from './certificate-number.ts'

const numbers = fc.integer({ min: 2024, max: 2999 }).map(makeCertificateNumber)

test('a number is read back as people type it', () => {
  fc.assert(fc.property(numbers, (number) => assert.equal(parseCertificateNumber(` ${number.toLowerCase()} `), number)))
})

test('no single wrong character passes', () => {
  fc.assert(
    fc.property(
      numbers,
      fc.integer({ min: 4, max: 15 }),
      fc.constantFrom(...'23456789ABCDEFGHJKMNPQRSTUVWXYZ'),
      (number, at, letter) => {
        const wrong = number.slice(0, at) + letter + number.slice(at + 1)
        assert.equal(parseCertificateNumber(wrong), wrong === number ? number : undefined)
      },
    ),
    { numRuns: 2000 },
  )
})

test('no swap of two neighbours passes', () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: 9, max: 13 }), (number, at) => {
      const swapped = number.slice(0, at) + number[at + 1] + number[at] + number.slice(at + 2)
      assert.equal(parseCertificateNumber(swapped), swapped === number ? number : undefined)
    }),
    { numRuns: 2000 },
  )
})

test('nothing else is a number', () => {
  for (const text of ['', 'LBN', 'LBN-2026-', 'LBN-2026-AAAAAA0', '../../etc/passwd', 'LBN-2026-K7QX3MBB']) {
    assert.equal(parseCertificateNumber(text), undefined)
  }
})
