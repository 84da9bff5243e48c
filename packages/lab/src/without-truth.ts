/**
 * Sealed evidence for somebody who may not know yet what was wrong: everything up to the truth, byte for byte, and
 * nothing from there on. Every record is in it, and an MCAP reader takes it as a recording that was broken off: it has
 * no end, so nobody can take it for the sealed file.
 */
import { decodeMcap } from './mcap.ts'

/** A part of `bytes`, or all of them when they hold no truth. */
export function withoutTruth(bytes: Uint8Array): Uint8Array {
  // The truth is the one metadata record of an evidence file.
  const truth = decodeMcap(bytes).records.find(({ kind }) => kind === 'metadata')
  return truth === undefined ? bytes : bytes.subarray(0, truth.atByte)
}
