/**
 * The signals of a message, packed into bytes and taken out of them: compiled once, so that a frame costs no allocation.
 *
 * A raw value is a number: whole up to 2^53, beyond that the nearest one that a double can hold, in both directions.
 * What does not fit into the bits saturates, as a sensor at the end of its range does; NaN is written as 0.
 * Left out: exact raw integers of more than 53 bits.
 */
import { assert } from '@luban/stdx'
import type { Message, Signal } from './database.ts'
import { lastBitOf, type Piece, piecesOf } from './layout.ts'

export type SignalCodec = {
  readonly signal: Signal
  /** Bytes that must be there to read it. */
  readonly bytesMin: number
  readRaw(data: Uint8Array): number
  writeRaw(data: Uint8Array, raw: number): void
  /** The physical value. */
  read(data: Uint8Array): number
  write(data: Uint8Array, physical: number): void
}

export function compileSignal(signal: Signal): SignalCodec {
  const { factor, offset, valueType } = signal
  const bytesMin = (lastBitOf(signal) >> 3) + 1
  const { readRaw, writeRaw } = valueType === 'integer' ? integerBits(signal) : floatBits(signal)
  const read = (data: Uint8Array) => readRaw(data) * factor + offset
  const write = (data: Uint8Array, physical: number) => writeRaw(data, (physical - offset) / factor)
  return { signal, bytesMin, readRaw, writeRaw, read, write }
}

type Bits = Pick<SignalCodec, 'readRaw' | 'writeRaw'>

function powerOfTwo(exponent: number): number {
  let power = 1
  for (let i = 0; i < exponent; i++) power *= 2
  return power
}

/** The largest whole number of so many bits that a double can hold: beyond 53 bits, not every one. */
const largestBelow = (bits: number) => powerOfTwo(bits) - (bits > 53 ? powerOfTwo(bits - 53) : 1)

function integerBits(signal: Signal): Bits {
  const { bitLength, isSigned } = signal
  const pieces = piecesOf(signal)
  const min = isSigned ? -powerOfTwo(bitLength - 1) : 0
  const max = largestBelow(isSigned ? bitLength - 1 : bitLength)
  const readRaw = isByteWise(pieces) ? readBytes(pieces, isSigned) : readPieces(pieces, isSigned)
  return {
    readRaw,
    writeRaw(data, raw) {
      const whole = Math.round(raw)
      writePieces(data, pieces, whole >= min ? (whole <= max ? whole : max) : whole < min ? min : 0)
    },
  }
}

const isByteWise = (pieces: readonly Piece[]) => pieces.length <= 4 && pieces.every(({ bits }) => bits === 8)

/** One to four whole bytes: what most signals are, read by shifts. */
function readBytes(pieces: readonly Piece[], isSigned: boolean): (data: Uint8Array) => number {
  const unused = 32 - 8 * pieces.length
  const places = Uint16Array.from(pieces, ({ byte }) => byte)
  return (data) => {
    let value = 0
    for (let i = 0; i < places.length; i++) value = (value << 8) | data[places[i]]
    return isSigned ? (value << unused) >> unused : value >>> 0
  }
}

/** The low pieces, 32 bits at most, are summed apart: so a number of 64 bits is rounded once. */
function readPieces(pieces: readonly Piece[], isSigned: boolean): (data: Uint8Array) => number {
  let firstLow = pieces.length
  let lowBits = 0
  while (firstLow > 0 && lowBits + pieces[firstLow - 1].bits <= 32) lowBits += pieces[--firstLow].bits
  const signValue = 1 << (pieces[0].bits - 1)
  const lowScale = powerOfTwo(lowBits)
  return (data) => {
    let high = 0
    let low = 0
    for (let i = 0; i < pieces.length; i++) {
      const { byte, shift, bits } = pieces[i]
      let part = (data[byte] >> shift) & ((1 << bits) - 1)
      if (i === 0 && isSigned && part >= signValue) part -= 2 * signValue
      if (i < firstLow) high = high * (1 << bits) + part
      else low = low * (1 << bits) + part
    }
    return high * lowScale + low
  }
}

function writePieces(data: Uint8Array, pieces: readonly Piece[], whole: number): void {
  let left = whole
  for (let i = pieces.length - 1; i >= 0; i--) {
    const { byte, shift, bits } = pieces[i]
    const size = 1 << bits
    const higher = Math.floor(left / size) // Of a negative number too: its bits are those of the two's complement.
    data[byte] = (data[byte] & ~((size - 1) << shift)) | ((left - higher * size) << shift)
    left = higher
  }
}

const scratch = new DataView(new ArrayBuffer(8))

function floatBits(signal: Signal): Bits {
  const { bitLength, valueType } = signal
  assert(bitLength === 32 || bitLength === 64, 'a floating-point signal has 32 or 64 bits')
  const pieces = piecesOf(signal)
  const isDouble = valueType === 'float64'
  const words = isDouble ? 2 : 1
  // The high 32 bits first; pieces need not end at their border.
  const halves = halvesOf(pieces, words)
  return {
    readRaw(data) {
      for (let word = 0; word < words; word++) scratch.setUint32(4 * word, readHalf(data, halves[word]))
      return isDouble ? scratch.getFloat64(0) : scratch.getFloat32(0)
    },
    writeRaw(data, raw) {
      if (isDouble) scratch.setFloat64(0, raw)
      else scratch.setFloat32(0, raw)
      for (let word = 0; word < words; word++) writePieces(data, halves[word], scratch.getUint32(4 * word))
    },
  }
}

function halvesOf(pieces: readonly Piece[], words: number): readonly (readonly Piece[])[] {
  const halves: Piece[][] = Array.from({ length: words }, () => [])
  let done = 0
  for (const { byte, shift, bits } of pieces) {
    const toBorder = 32 - (done % 32)
    const upper = Math.min(bits, toBorder)
    halves[done >> 5].push({ byte, shift: shift + bits - upper, bits: upper })
    if (upper < bits) halves[(done >> 5) + 1].push({ byte, shift, bits: bits - upper })
    done += bits
  }
  return halves
}

function readHalf(data: Uint8Array, pieces: readonly Piece[]): number {
  let value = 0
  for (let i = 0; i < pieces.length; i++) {
    const { byte, shift, bits } = pieces[i]
    value = value * (1 << bits) + ((data[byte] >> shift) & ((1 << bits) - 1))
  }
  return value
}

export type MessageCodec = {
  readonly message: Message
  /** In the order of the message's signals: values are arrays of the same order. */
  readonly signals: readonly SignalCodec[]
  /** The place of a signal in those arrays. Our own bug when there is none. */
  indexOf(signal: string): number
  /**
   * Physical values, of the signals that are there by their multiplexers and whose bytes have come; NaN for the others.
   * Returns how many are there.
   */
  decode(data: Uint8Array, values: Float64Array): number
  /** Writes the signals that the multiplexers in `values` call for; bits of no signal stay as they are. */
  encode(values: Float64Array, data: Uint8Array): void
}

/** The multiplexer of a signal, by its place, and the raw values of it that call for the signal. */
type Condition = { readonly by: number; readonly ranges: readonly (readonly [number, number])[] }

export function compileMessage(message: Message): MessageCodec {
  const signals = message.signals.map(compileSignal)
  const places = new Map(message.signals.map(({ name }, i) => [name, i]))
  const indexOf = (name: string) => {
    const i = places.get(name)
    assert(i !== undefined, `the message "${message.name}" has no signal "${name}"`)
    return i
  }
  const conditions = message.signals.map(({ multiplexed }): Condition | undefined =>
    multiplexed === undefined ? undefined : { by: indexOf(multiplexed.by), ranges: multiplexed.ranges },
  )
  const order = multiplexersFirst(conditions)
  const isThere = new Uint8Array(signals.length)

  /** The multiplexer was looked at before, so the bytes hold it. */
  function isCalledFor(i: number, data: Uint8Array): boolean {
    const condition = conditions[i]
    if (condition === undefined) return true
    if (isThere[condition.by] === 0) return false
    const raw = signals[condition.by].readRaw(data)
    for (let n = 0; n < condition.ranges.length; n++) {
      const range = condition.ranges[n]
      if (raw >= range[0] && raw <= range[1]) return true
    }
    return false
  }

  return {
    message,
    signals,
    indexOf,
    decode(data, values) {
      let count = 0
      for (let n = 0; n < order.length; n++) {
        const i = order[n]
        isThere[i] = Number(data.length >= signals[i].bytesMin && isCalledFor(i, data))
        count += isThere[i]
        values[i] = isThere[i] === 1 ? signals[i].read(data) : Number.NaN
      }
      return count
    },
    encode(values, data) {
      assert(data.length >= message.byteLength, 'the bytes of the whole message')
      for (let n = 0; n < order.length; n++) {
        const i = order[n]
        isThere[i] = Number(isCalledFor(i, data))
        if (isThere[i] === 1) signals[i].write(data, values[i])
      }
    },
  }
}

function multiplexersFirst(conditions: readonly (Condition | undefined)[]): Uint16Array {
  const depthOf = (i: number): number => {
    let depth = 0
    for (let by = conditions[i]?.by; by !== undefined; by = conditions[by]?.by) {
      depth++
      assert(depth <= conditions.length, 'a signal does not decide about itself')
    }
    return depth
  }
  const depths = conditions.map((_, i) => depthOf(i))
  return Uint16Array.from(conditions.keys()).sort((a, b) => depths[a] - depths[b] || a - b)
}
