/** The programmable parameters of one ELM327: kept and listed, and heeded by the next reset when they are on. ELM327 data sheet. */
import { toHex } from '@luban/stdx'
import { PARAMETER_DEFAULTS } from './tables.ts'

export type ProgrammableParameters = {
  /** Those that are on, with their values. */
  readonly heeded: ReadonlyMap<number, number>
  /** The argument of PP; false when there is no such parameter. */
  set(argument: string): boolean
  /** The lines of PPS. */
  list(): readonly string[]
}

export function createParameters(): ProgrammableParameters {
  const values = [...PARAMETER_DEFAULTS]
  const heeded = new Map<number, number>()

  /** PP xx SV yy gives a value, ON and OFF say whether the next reset heeds it; PP FF means all of them. */
  function set(argument: string): boolean {
    const number = Number.parseInt(argument.slice(0, 2), 16)
    const action = argument.slice(2)
    const isAll = number === 0xff && !action.startsWith('SV')
    if (!isAll && number >= values.length) return false
    for (const each of isAll ? values.keys() : [number]) {
      if (action.startsWith('SV')) values[each] = Number.parseInt(action.slice(2), 16)
      if (action === 'OFF') heeded.delete(each)
      else if (action === 'ON' || heeded.has(each)) heeded.set(each, values[each])
    }
    return true
  }

  function list(): readonly string[] {
    const cells = values.map((value, i) => `${hexByte(i)}:${hexByte(value)} ${heeded.has(i) ? 'N' : 'F'}`)
    return Array.from({ length: cells.length / 4 }, (_, row) => cells.slice(4 * row, 4 * row + 4).join('  '))
  }

  return { heeded, set, list }
}

const hexByte = (byte: number) => toHex(Uint8Array.of(byte))
