/** What of an address is the demo users' password, and what is not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demoPasswordIn } from './demo-password.ts'

test('the part of the address behind the # holds the password of the demo users, or nothing that is kept', () => {
  assert.equal(demoPasswordIn('#demo=k3fm-7xqa-pd2w'), 'k3fm-7xqa-pd2w')
  assert.equal(demoPasswordIn('demo=k3fm-7xqa-pd2w'), 'k3fm-7xqa-pd2w')
  for (const hash of [
    '',
    '#',
    '#main',
    '#demo=',
    '#demo=a b',
    '#demo=<script>',
    '#x&demo=abc',
    `#demo=${'a'.repeat(129)}`,
  ])
    assert.equal(demoPasswordIn(hash), undefined, hash)
})
