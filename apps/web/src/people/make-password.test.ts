import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makePassword } from './make-password.ts'

test('a made password is three groups of four without look-alikes, and each letter comes up', () => {
  const made = Array.from({ length: 500 }, makePassword)
  for (const one of made) assert.match(one, /^[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){2}$/)
  assert.equal(new Set(made).size, made.length)
  // 6000 letters of 31: that one never comes is less likely than 1 in 10^80.
  assert.equal(new Set(made.join('').replaceAll('-', '')).size, 31)
})
