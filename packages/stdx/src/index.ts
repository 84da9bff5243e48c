/** What the language should have had. Entrance rule: it could have been in the standard library. */
export { AssertionError, assert } from './assert.ts'
export { hex, parseHex, toHex } from './hex.ts'
export { unitRandom } from './random.ts'
