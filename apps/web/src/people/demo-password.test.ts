/** What of an address is the demo users' password, and what is not; and how long a browser keeps it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demoPasswordIn, forgetDemoPassword, keepDemoPassword, readDemoPassword } from './demo-password.ts'

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

/** A browser's store, with room for so many texts. */
function storeFor(texts: number) {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    removeItem: (key: string) => kept.delete(key),
    setItem(key: string, text: string) {
      if (kept.size >= texts) throw new Error('QuotaExceededError')
      kept.set(key, text)
    },
  }
}

test('a browser without room keeps the password until the page is closed, one with room as long as it is stored', (t) => {
  const become = (store: object) =>
    Object.defineProperty(globalThis, 'localStorage', { configurable: true, value: store })
  const before = Object.getOwnPropertyDescriptor(globalThis, 'localStorage')
  t.after(() => {
    if (before) Object.defineProperty(globalThis, 'localStorage', before)
    else Reflect.deleteProperty(globalThis, 'localStorage')
  })
  become(storeFor(0))
  keepDemoPassword('of-this-page')
  assert.equal(readDemoPassword(), 'of-this-page')
  forgetDemoPassword()
  assert.equal(readDemoPassword(), undefined)

  const roomy = storeFor(1)
  become(roomy)
  keepDemoPassword('of-this-browser')
  assert.equal(readDemoPassword(), 'of-this-browser')
  roomy.removeItem('luban.demoPassword') // By another tab.
  assert.equal(readDemoPassword(), undefined)
})
