/** What the language should have had. Entrance rule: it could have been in the standard library. */
export { AssertionError, assert } from './assert.ts'
export { CRC_START, crc32, crcOf, crcResult } from './crc32.ts'
export { exponential, naturalLogarithm } from './exponential.ts'
export { hex, parseHex, toHex } from './hex.ts'
export { unitRandom } from './random.ts'
export { cosineOfTurns, sineOfTurns } from './sine.ts'
