/**
 * A second memory of an ECU's trouble codes: what has failed since this memory itself was cleared, whatever became of it
 * in the first. ISO 14229-1:2020, user-defined memory (reports 17 to 19, MemorySelection of ClearDiagnosticInformation).
 * The standard leaves to the maker what such a memory holds. Ours is a history: a code stays in it when the first memory
 * is cleared or has forgotten it, so that a workshop sees what was there before somebody cleared it.
 *
 * It has no monitors of its own: of the status it knows that a test failed since its own clear, and that the code was
 * confirmed.
 */
import { type DtcStore, NO_DTC } from '@luban/protocols/uds/ecu'
import { DTC_STATUS } from '@luban/protocols/uds/tables'
import { createSnapshots, SNAPSHOT_RECORDS, type SnapshotLayout, type Snapshots } from './dtc-snapshots.ts'

/** Its MemorySelection. */
export const USER_MEMORY = 0x01

/** Extended data: failures counted. */
const OCCURRENCES = 0x01
const OCCURRENCES_MAX = 0xff

const { testFailedSinceLastClear, confirmedDtc } = DTC_STATUS

export type UserMemory = {
  readonly store: DtcStore
  /** `isNew`: it had not been failing before. `snapshots`: the first memory's, with the one of this failure. */
  onFailed(index: number, isNew: boolean, snapshots: Snapshots): void
  onConfirmed(index: number): void
  /** For a state hash. */
  readonly state: Readonly<Record<string, Uint8Array>>
}

/** `first`: what it shares with the memory beside it. `isInGroup`: whether a clear of a group takes a code. */
export function createUserMemory(
  first: Pick<DtcStore, 'count' | 'code' | 'isGroup' | 'setUpdating'>,
  layout: SnapshotLayout,
  isInGroup: (index: number, group: number) => boolean,
): UserMemory {
  const { count } = first
  const status = new Uint8Array(count)
  const occurrences = new Uint8Array(count)
  const snapshots = createSnapshots(layout, count)

  function forget(index: number): void {
    status[index] = occurrences[index] = snapshots.stored[index] = 0
  }

  return {
    store: {
      ...first,
      statusAvailabilityMask: testFailedSinceLastClear | confirmedDtc,
      snapshotRecords: SNAPSHOT_RECORDS,
      extendedDataRecords: [OCCURRENCES],
      status: (index) => status[index],
      snapshots: snapshots.records,
      extendedData: (index) =>
        occurrences[index] === 0 ? [] : [{ record: OCCURRENCES, bytes: Uint8Array.of(occurrences[index]) }],
      clear(group) {
        for (let i = 0; i < count; i++) if (isInGroup(i, group)) forget(i)
      },
      // No report on this memory asks for the rest.
      faultDetectionCounter: () => 0,
      isPermanent: () => false,
      firstTestFailed: () => NO_DTC,
      firstConfirmed: () => NO_DTC,
      mostRecentTestFailed: () => NO_DTC,
      mostRecentConfirmed: () => NO_DTC,
    },
    onFailed(index, isNew, stored) {
      // One that lasts is counted once, or again when this memory was cleared meanwhile.
      if (!isNew && occurrences[index] > 0) return
      status[index] |= testFailedSinceLastClear
      if (occurrences[index] < OCCURRENCES_MAX) occurrences[index]++
      snapshots.copy(index, stored)
    },
    onConfirmed(index) {
      status[index] |= confirmedDtc
    },
    state: {
      userStatus: status,
      userOccurrences: occurrences,
      userSnapshotsStored: snapshots.stored,
      userSnapshotBytes: snapshots.bytes,
    },
  }
}
