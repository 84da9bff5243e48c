import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalJson, type Json, parseJsonObject } from './json.ts'

const objects = fc
  .jsonValue({ maxDepth: 5 })
  .map((value) => ({ value }) as { value: Json })
  .filter((object) => !JSON.stringify(object).includes('"__proto__"') && JSON.stringify(object).isWellFormed())

test('what JSON.parse reads is read alike, spaced in any way', () => {
  fc.assert(
    fc.property(objects, fc.constantFrom(undefined, 1, '\t'), (object, space) => {
      const text = JSON.stringify(object, null, space)
      const read = parseJsonObject(text)
      assert.deepEqual(read.kind === 'json' && read.value, JSON.parse(text))
    }),
  )
})

test('what JSON.parse refuses is refused: text changed in any one character', () => {
  fc.assert(
    fc.property(objects, fc.nat(), fc.string({ minLength: 0, maxLength: 2 }), (object, at, inserted) => {
      const text = JSON.stringify(object)
      const place = at % text.length
      const changed = text.slice(0, place) + inserted + text.slice(place + 1)
      const read = parseJsonObject(changed)
      if (read.kind === 'json') assert.deepEqual(read.value, JSON.parse(changed))
    }),
    { numRuns: 2000 },
  )
})

test('what two readers could read differently is refused, and its place named', () => {
  const cases = [
    ['{"a":1,"a":1}', '/a', 'stands twice'],
    ['{"a":[{"b":1,"\\u0062":2}]}', '/a/0/b', 'stands twice'],
    ['{"a/b":{"~":1,"~":1}}', '/a~1b/~0', 'stands twice'],
    ['{"__proto__":{}}', '/__proto__', 'may not have this name'],
    ['{"\\u005f_proto__":{}}', '/__proto__', 'may not have this name'],
    ['{"a":"\\ud800"}', 'line 1, column 6', 'half of a surrogate pair'],
    ['{"a":1e999}', 'line 1, column 11', 'too large'],
    ['{"a":01}', 'line 1, column 7', 'expected , or }'],
    ['{"a":1} {', 'line 1, column 9', 'something follows'],
    ['{\n "a": "x\n"}', 'line 2, column 7', 'not closed'],
    [`{"a":${'['.repeat(30)}`, 'line 1, column 29', 'nested deeper'],
    [`{"a":[${'1,'.repeat(3000)}1]}`, 'line 1, column 4003', 'more than 2000 values'],
  ]
  for (const [text, at, reason] of cases) {
    const read = parseJsonObject(text)
    assert.deepEqual([read.kind, 'at' in read && read.at], ['malformed', at], text.slice(0, 40))
    assert.match(read.kind === 'malformed' ? read.reason : '', new RegExp(reason))
  }
})

test('canonical JSON sorts members by UTF-16 code units and writes numbers as ECMAScript does', () => {
  // The example of RFC 8785, clause 3.2.3, and numbers of its appendix B.
  const sorted = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }
  assert.deepEqual(Object.values(JSON.parse(canonicalJson(sorted))).sort(), [1, 2, 3, 4, 5, 6, 7])
  const order = [...canonicalJson(sorted).matchAll(/:(\d)/g)].map(([, digit]) => digit).join('')
  assert.equal(order, '2467153')
  assert.equal(canonicalJson([1e30, 4.5, 2e-3, 1e-27]), '[1e+30,4.5,0.002,1e-27]')
})

test('canonical JSON is the same for the same members in another order, and different for another order of items', () => {
  assert.equal(canonicalJson({ a: 1, b: { c: 2, d: [1, 2] } }), canonicalJson({ b: { d: [1, 2], c: 2 }, a: 1 }))
  assert.notEqual(canonicalJson([1, 2]), canonicalJson([2, 1]))
})
