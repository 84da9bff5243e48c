/**
 * A fingerprint of a state: equal states give equal text. Two lanes of 32 bits, each as FNV-1a mixes but word by word, with
 * its upper half folded into its lower; proof of a replay, no secret. A workshop takes one of every car in every second.
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
const NO_WORDS = new Uint32Array(0)

export function createStateHash(): StateHash {
  /** Low and high. In an array: V8 would make an object of every number kept in a variable that functions share. */
  const lanes = Int32Array.of(0x811c9dc5, 0x050c5d1f)

  function mix(word: number): void {
    const low = fold(lanes[0] ^ word)
    lanes[0] = low
    lanes[1] = fold(lanes[1] ^ word ^ (low >>> 24))
  }

  function addNumber(value: number): void {
    assert(!Number.isNaN(value), 'a quantity of the car is not a number')
    number[0] = value
    mix(numberWords[0])
    mix(numberWords[1])
  }

  const hash: StateHash = {
    add(array) {
      if (array instanceof Float64Array) return hash.addNumbers(array)
      const { buffer, byteOffset, byteLength } = array
      const wordCount = byteOffset % WORD_BYTES === 0 ? Math.floor(byteLength / WORD_BYTES) : 0
      const words = wordCount === 0 ? NO_WORDS : new Uint32Array(buffer, byteOffset, wordCount)
      for (let i = 0; i < wordCount; i++) mix(words[i])
      const done = wordCount * WORD_BYTES
      if (done === byteLength) return
      const rest = new Uint8Array(buffer, byteOffset + done, byteLength - done)
      for (let i = 0; i < rest.length; i++) mix(rest[i])
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
