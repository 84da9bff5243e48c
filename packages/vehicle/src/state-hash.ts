/** A fingerprint of a state: equal states give equal text. Two lanes of 32-bit FNV-1a; proof of a replay, no secret. */

export type StateHash = {
  add(bytes: ArrayBufferView): void
  addNumbers(values: readonly number[]): void
  /** Values of one record in the order of its keys. */
  addRecord(record: Readonly<Record<string, number | boolean | ArrayBufferView>>): void
  /** Sixteen hexadecimal digits. */
  text(): string
}

const PRIME = 0x01000193

export function createStateHash(): StateHash {
  let low = 0x811c9dc5
  let high = 0x050c5d1f
  const hash: StateHash = {
    add(view) {
      const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
      for (let i = 0; i < bytes.length; i++) {
        low = Math.imul(low ^ bytes[i], PRIME)
        high = Math.imul(high ^ bytes[i] ^ (low >>> 24), PRIME)
      }
    },
    addNumbers: (values) => hash.add(Float64Array.from(values)),
    addRecord(record) {
      for (const value of Object.values(record)) {
        if (typeof value === 'object') hash.add(value)
        else hash.addNumbers([Number(value)])
      }
    },
    text: () => digits(high) + digits(low),
  }
  return hash
}

const digits = (value: number) => (value >>> 0).toString(16).padStart(8, '0')
