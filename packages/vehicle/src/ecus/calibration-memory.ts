/**
 * A unit's small memory of settings and of what it has learnt, as bytes: read by ReadMemoryByAddress, changed by
 * WriteMemoryByAddress, in the extended session with the key of level 1. ISO 14229-1.
 * Nothing stands in it twice: a byte written here is the value that its identifier tells and that the unit works with.
 * The addresses are ours; which bytes a unit has, ../../README.md tells.
 */
import type { MemoryRegion } from '@luban/protocols/uds/ecu'
import { decodeScaled, encodeScaled } from '@luban/protocols/uds/scaled'
import { NRC, type Nrc, SESSION } from '@luban/protocols/uds/tables'
import { assert } from '@luban/stdx'
import type { Did } from './identifiers.ts'

export const CALIBRATION_ADDRESS = 0x0020_0000

/** One number in it, high byte first; the bounds are in its unit, both allowed. */
export type CalibrationCell = {
  readonly bytes: number
  readonly scale: number
  readonly offset: number
  readonly isSigned: boolean
  readonly min: number
  readonly max: number
  read(): number
  set(value: number): void
}

/** What a workshop codes, in the order of the identifiers. */
export function codedCells<Systems>(dids: readonly Did<Systems>[], systems: Systems): CalibrationCell[] {
  return dids.flatMap(({ bytes, scale, offset, isSigned, read, coded }) =>
    coded === undefined
      ? []
      : [
          {
            ...{ bytes, scale, offset, isSigned, min: coded.min, max: coded.max },
            read: () => read(systems),
            set: (value) => coded.set(systems, value),
          },
        ],
  )
}

/** `condition`: why nothing may be written now. */
export function calibrationMemory(cells: readonly CalibrationCell[], condition: () => Nrc | undefined): MemoryRegion {
  assert(cells.length > 0, 'a memory without cells is none')
  const access = { sessions: [SESSION.extended], securityLevel: 1 }
  const places = placesOf(cells)
  const byteLength = cells.reduce((sum, { bytes }) => sum + bytes, 0)
  const content = () => {
    const bytes = new Uint8Array(byteLength)
    for (const { cell, at } of places) encodeScaled(cell.read(), cell, bytes, at, cell.bytes)
    return bytes
  }
  return {
    address: CALIBRATION_ADDRESS,
    byteLength,
    read: { ...access, bytes: (offset, length) => content().slice(offset, offset + length) },
    write: {
      ...access,
      condition,
      store(offset, data) {
        const bytes = content()
        bytes.set(data, offset)
        const end = offset + data.length
        const touched = places.filter(({ cell, at }) => at < end && at + cell.bytes > offset)
        const wanted = touched.map(({ cell, at }) => decodeScaled(bytes.subarray(at, at + cell.bytes), cell))
        if (touched.some(({ cell: { min, max } }, i) => wanted[i] < min || wanted[i] > max))
          return NRC.requestOutOfRange
        touched.forEach(({ cell }, i) => {
          cell.set(wanted[i])
        })
        return undefined
      },
    },
  }
}

function placesOf(cells: readonly CalibrationCell[]) {
  let end = 0
  return cells.map((cell) => {
    const at = end
    end += cell.bytes
    return { cell, at }
  })
}
