/**
 * Coding: what a workshop sets in a control unit by WriteDataByIdentifier, so that it behaves as this car is equipped or
 * its owner wishes. In the extended session, with the key of level 1; kept for good, without supply too.
 */
import type { DataIdentifier } from '@luban/protocols/uds/ecu'
import { decodeScaled } from '@luban/protocols/uds/scaled'
import { NRC, SESSION } from '@luban/protocols/uds/tables'
import type { DidInfo } from '../car.ts'
import { w } from '../words.ts'

/** Bounds in the unit of the value, both allowed. */
export type CodingRange = { readonly min: number; readonly max: number }

/** How the value is set; the number has been found within the bounds. */
export type Coded<Systems> = CodingRange & { set(systems: Systems, value: number): void }

export const CODING_WORDS = {
  daytimeLights: w('Күндізгі жүріс шамдары', 'Дневные ходовые огни', '日间行车灯', 'Daytime running lights'),
  idleRise: w(
    'Бос жүріс айналымын көтеру',
    'Повышение оборотов холостого хода',
    '怠速提升量',
    'Rise of the idle speed',
  ),
  chargeLimit: w(
    'Айнымалы токпен зарядтау шегі',
    'Предел заряда переменным током',
    '交流充电上限',
    'Limit of AC charging',
  ),
} as const

export function codingOf<Systems>(
  did: DidInfo,
  { min, max, set }: Coded<Systems>,
  systems: Systems,
): NonNullable<DataIdentifier['write']> {
  return {
    sessions: [SESSION.extended],
    securityLevel: 1,
    store(record) {
      const value = decodeScaled(record, did)
      if (value < min || value > max) return NRC.requestOutOfRange
      set(systems, value)
      return undefined
    },
  }
}
