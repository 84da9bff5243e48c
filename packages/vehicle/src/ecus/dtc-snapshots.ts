/**
 * The snapshots that a code memory keeps: of each code the first since the last clear (record 1) and the latest (record
 * 2), their bytes one behind the other in one array. Coined word: a *layout* is what stands in each of them.
 */
import type { SnapshotRecord } from '@luban/protocols/uds/ecu'
import { assert } from '@luban/stdx'

/** `read` may hand out the same array again. */
export type SnapshotLayout = readonly { readonly did: number; readonly byteLength: number; read(): Uint8Array }[]

export const SNAPSHOT_RECORDS = [0x01, 0x02] as const

export type Snapshots = {
  /** How many records of each code there are. */
  readonly stored: Uint8Array
  readonly bytes: Uint8Array
  /** What the values are now becomes the code's latest record. */
  take(index: number): void
  /** The same from another memory's latest record. */
  copy(index: number, from: Snapshots): void
  latest(index: number): Uint8Array
  records(index: number): SnapshotRecord[]
}

export function createSnapshots(layout: SnapshotLayout, count: number): Snapshots {
  const recordByteLength = layout.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const stored = new Uint8Array(count)
  const bytes = new Uint8Array(count * SNAPSHOT_RECORDS.length * recordByteLength)
  const placeOf = (index: number, record: number) => (index * SNAPSHOT_RECORDS.length + record) * recordByteLength

  /** Where the next record goes. */
  function next(index: number): number {
    const record = stored[index] === 0 ? 0 : 1
    stored[index] = record + 1
    return placeOf(index, record)
  }

  return {
    stored,
    bytes,
    take(index) {
      let at = next(index)
      for (const { byteLength, read } of layout) {
        const value = read()
        assert(value.length === byteLength, 'a snapshot value has the length it is declared with')
        bytes.set(value, at)
        at += byteLength
      }
    },
    copy(index, from) {
      bytes.set(from.latest(index), next(index))
    },
    latest(index) {
      const at = placeOf(index, stored[index] - 1)
      return bytes.subarray(at, at + recordByteLength)
    },
    records: (index) =>
      SNAPSHOT_RECORDS.slice(0, stored[index]).map((record, place) => {
        let at = placeOf(index, place)
        const values = layout.map(({ did, byteLength }) => {
          at += byteLength
          return { did, bytes: bytes.slice(at - byteLength, at) }
        })
        return { record, values }
      }),
  }
}
