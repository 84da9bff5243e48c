/**
 * A fingerprint of a state: equal states give equal text. Two lanes of 32 bits, each as FNV-1a mixes but word by word, with
 * its upper half folded into its lower: one takes the lower words and the other the upper ones, so that neither waits for the
 * other. Proof of a replay, no secret. A workshop takes one of every car in every second.
 *
 * A NaN has no bits of its own, those of two machines differ, and no quantity of a car may be one: it is refused.
 */
import { assert } from '@luban/stdx'

export type StateHash = {
  add(bytes: ArrayBufferView): void
  addNumbers(values: ArrayLike<number>): void
  /** Values of one record in the order of its keys. */
  addRecord(record: Readonly<Record<string, number | boolean | ArrayBufferView>>): void
  /** Sixteen hexadecimal digits. */
  text(): string
}

const PRIME = 0x01000193
const WORD_BYTES = 4
/** What a number is while it is hashed. */
const number = new Float64Array(1)
const numberWords = new Uint32Array(number.buffer)

export function createStateHash(): StateHash {
  /** Lower and upper. In an array: V8 would make an object of every number kept in a variable that functions share. */
  const lanes = Int32Array.of(0x811c9dc5, 0x050c5d1f)

  function addNumber(value: number): void {
    assert(!Number.isNaN(value), 'a quantity of the car is not a number')
    number[0] = value
    lanes[0] = fold(lanes[0] ^ numberWords[0])
    lanes[1] = fold(lanes[1] ^ numberWords[1])
  }

  function addWords(words: Uint32Array): void {
    let [lower, upper] = lanes
    const even = words.length & ~1
    for (let i = 0; i < even; i += 2) {
      lower = fold(lower ^ words[i])
      upper = fold(upper ^ words[i + 1])
    }
    if (even < words.length) lower = fold(lower ^ words[even])
    lanes[0] = lower
    lanes[1] = upper
  }

  const hash: StateHash = {
    add(array) {
      if (array instanceof Float64Array) {
        for (let i = 0; i < array.length; i++) {
          assert(!Number.isNaN(array[i]), 'a quantity of the car is not a number')
        }
      }
      const { buffer, byteOffset, byteLength } = array
      const wordCount = byteOffset % WORD_BYTES === 0 ? Math.floor(byteLength / WORD_BYTES) : 0
      if (wordCount > 0) addWords(new Uint32Array(buffer, byteOffset, wordCount))
      const done = wordCount * WORD_BYTES
      if (done === byteLength) return
      const rest = new Uint8Array(buffer, byteOffset + done, byteLength - done)
      for (let i = 0; i < rest.length; i++) lanes[0] = fold(lanes[0] ^ rest[i])
    },
    addNumbers(values) {
      for (let i = 0; i < values.length; i++) addNumber(values[i])
    },
    addRecord(record) {
      for (const key in record) {
        const value = record[key]
        if (typeof value === 'object') hash.add(value)
        else addNumber(Number(value))
      }
    },
    text: () => digits(lanes[1]) + digits(lanes[0]),
  }
  return hash
}

function fold(mixed: number): number {
  const product = Math.imul(mixed, PRIME)
  return product ^ (product >>> 15)
}

const digits = (value: number) => (value >>> 0).toString(16).padStart(8, '0')
