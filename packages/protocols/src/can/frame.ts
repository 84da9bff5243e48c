/**
 * One CAN frame as its nodes see it: data in a classical or a CAN FD frame, or a remote frame. ISO 11898-1.
 * What a controller reports when the bus itself fails is no frame of a node: see ./error-frame.ts.
 */
import { assert } from '@luban/stdx'
import { CAN_ID_MAX, CAN_ID_MAX_EXTENDED, DATA_BYTES_MAX, FD_DATA_BYTES, FD_DATA_BYTES_MAX } from './tables.ts'

export type CanFrame = {
  /** 11 bits, or 29 bits when `isExtended`. */
  readonly id: number
  readonly isExtended: boolean
  /** 0 to 8 bytes; with `fd` also 12, 16, 20, 24, 32, 48 or 64. */
  readonly data: Uint8Array
  /** A CAN FD frame has these two bits, a classical frame has none. */
  readonly fd?: CanFdFlags
  /** A remote frame asks whoever owns the identifier for so many bytes, and brings none. CAN FD knows no remote frames. */
  readonly remoteBytes?: number
}

export type CanFdFlags = {
  /** BRS: the data went at the higher bit rate. */
  readonly isBitRateSwitched: boolean
  /** ESI: the sender is error passive. */
  readonly isErrorPassive: boolean
}

export type CanFrameFault = 'badIdentifier' | 'badData' | 'badRemoteBytes'

/** What keeps a frame from being one that a bus can carry; undefined when nothing does. */
export function canFrameFault({ id, isExtended, data, fd, remoteBytes }: CanFrame): CanFrameFault | undefined {
  const idMax = isExtended ? CAN_ID_MAX_EXTENDED : CAN_ID_MAX
  if (!Number.isInteger(id) || id < 0 || id > idMax) return 'badIdentifier'
  if (remoteBytes !== undefined && !isRemoteLength(remoteBytes, data, fd)) return 'badRemoteBytes'
  if (fd === undefined ? data.length > DATA_BYTES_MAX : !isFdLength(data.length)) return 'badData'
  return undefined
}

function isRemoteLength(remoteBytes: number, data: Uint8Array, fd: CanFdFlags | undefined): boolean {
  const isLength = Number.isInteger(remoteBytes) && remoteBytes >= 0 && remoteBytes <= DATA_BYTES_MAX
  return isLength && data.length === 0 && fd === undefined
}

const DLC_HOLDING = Uint8Array.from({ length: FD_DATA_BYTES_MAX + 1 }, (_, bytes) =>
  FD_DATA_BYTES.findIndex((fitting) => fitting >= bytes),
)

/** The shortest data length code under which so many bytes fit into a CAN FD frame. */
export function dlcHolding(bytes: number): number {
  assert(bytes >= 0 && bytes <= FD_DATA_BYTES_MAX, 'a CAN FD frame holds 64 bytes')
  return DLC_HOLDING[bytes]
}

/** The shortest length that a CAN FD frame can have which holds so many bytes: 9 bytes need a frame of 12. */
export function fdBytesHolding(bytes: number): number {
  return FD_DATA_BYTES[dlcHolding(bytes)]
}

/** A CAN FD frame cannot have 9 bytes, say: there is no code for it. */
export function isFdLength(bytes: number): boolean {
  return bytes <= FD_DATA_BYTES_MAX && FD_DATA_BYTES[DLC_HOLDING[bytes]] === bytes
}
