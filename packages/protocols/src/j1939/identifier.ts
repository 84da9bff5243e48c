/**
 * The 29-bit identifier of J1939: priority, parameter group, destination and source. SAE J1939-21.
 *
 * A parameter group below format 240 (PDU1) goes to one address, or to all; from there on (PDU2) always to all, and the
 * byte that would be the destination belongs to its number. Every identifier of 29 bits is one, so decoding cannot fail.
 */
import { assert } from '@luban/stdx'
import { GLOBAL_ADDRESS, PDU2_FORMAT_MIN, PGN_MAX, PRIORITY_MAX } from './tables.ts'

export type J1939Identifier = {
  /** 0 is the most urgent, 7 the least. */
  readonly priority: number
  /** 18 bits; the low byte of a PDU1 group is zero. */
  readonly pgn: number
  /** `GLOBAL_ADDRESS` for all, and always so for a PDU2 group. */
  readonly destination: number
  readonly source: number
}

const formatOf = (pgn: number) => (pgn >> 8) & 0xff

/** Groups of this kind cannot be sent to one node alone. */
export const isBroadcastGroup = (pgn: number): boolean => formatOf(pgn) >= PDU2_FORMAT_MIN

export function encodeIdentifier({ priority, pgn, destination, source }: J1939Identifier): number {
  assert(priority >= 0 && priority <= PRIORITY_MAX, 'a priority has three bits')
  assert(pgn >= 0 && pgn <= PGN_MAX, 'a parameter group number has 18 bits')
  assert(destination >= 0 && destination <= 0xff && source >= 0 && source <= 0xff, 'an address has eight bits')
  if (isBroadcastGroup(pgn)) assert(destination === GLOBAL_ADDRESS, 'a PDU2 group goes to everyone')
  else assert((pgn & 0xff) === 0, 'the low byte of a PDU1 group is the place of the destination')
  const specific = isBroadcastGroup(pgn) ? 0 : destination
  return priority * 0x400_0000 + ((pgn + specific) << 8) + source
}

export function decodeIdentifier(id: number): J1939Identifier {
  assert(id >= 0 && id <= 0x1fff_ffff, 'an identifier has 29 bits')
  const group = (id >> 8) & PGN_MAX
  const isBroadcast = isBroadcastGroup(group)
  return {
    priority: id >> 26,
    pgn: isBroadcast ? group : group & ~0xff,
    destination: isBroadcast ? GLOBAL_ADDRESS : group & 0xff,
    source: id & 0xff,
  }
}
