/**
 * The two kinds of evidence that come by the thousands a second, written as bytes at once: no object, no check against
 * a schema, no JSON.stringify, no hexadecimal string.
 *
 * Invariant: the bytes are those of the same record written in the usual way, its fields in the schema's order; a test
 * holds it over random records.
 */
import type { CanFdFlags, CanFrame } from '@luban/protocols/can/frame'
import { assert } from '@luban/stdx'
import type { CanChannel, DoorTraffic, RecordTimes } from './evidence.ts'
import type { McapWriter } from './mcap.ts'

export type FrequentRecords = {
  frame(sequence: number, times: RecordTimes, sender: string, sent: SentFrame): void
  doorTraffic(sequence: number, times: RecordTimes, traffic: DoorTraffic): void
}

export type SentFrame = { readonly frame: CanFrame; readonly channel: CanChannel }

/** Every adapter that is plugged in is a sender of its own; those of one attempt are few. */
const SENDERS_MAX = 64

export function createFrequentRecords(
  file: McapWriter,
  channels: { readonly frame: number; readonly doorTraffic: number },
): FrequentRecords {
  const { json } = file
  /** What stands before a frame's identifier. */
  const senders = new Map<string, Uint8Array>()

  function senderText(sender: string): Uint8Array {
    const known = senders.get(sender)
    if (known !== undefined) return known
    if (senders.size >= SENDERS_MAX) senders.clear()
    const made = utf8(`,"sender":${JSON.stringify(sender)},"id":`)
    senders.set(sender, made)
    return made
  }

  return {
    frame(sequence, { tick, stationMs, wallMs }, sender, { frame, channel }) {
      const { id, isExtended, data, fd, remoteBytes } = frame
      assertWhole(tick)
      assert(Number.isInteger(id) && id >= 0 && id <= 0x1fff_ffff, 'an identifier has 29 bits at most')
      assert(remoteBytes === undefined || remoteBytes in REMOTE_ENDS[0], 'a remote frame asks for 8 bytes at most')
      const start = file.beginMessage(channels.frame, sequence, wallMs, stationMs)
      json.ascii(TICK)
      json.decimal(tick)
      json.ascii(senderText(sender))
      json.decimal(id)
      json.ascii(isExtended ? EXTENDED : STANDARD)
      json.hex(data)
      if (remoteBytes !== undefined) json.ascii(REMOTE_ENDS[channel][remoteBytes])
      else json.ascii(fd === undefined ? FRAME_ENDS[channel] : FD_ENDS[channel][fdBits(fd)])
      file.endMessage(start)
    },

    doorTraffic(sequence, { tick, stationMs, wallMs }, { door, connection, event, data, isSecure }) {
      assertWhole(tick)
      assertWhole(connection)
      const start = file.beginMessage(channels.doorTraffic, sequence, wallMs, stationMs)
      json.ascii(TICK)
      json.decimal(tick)
      json.ascii(DOORS[door])
      json.decimal(connection)
      json.ascii(EVENTS[event])
      json.hex(data)
      json.ascii(isSecure === true ? SECURE_END : END)
      file.endMessage(start)
    },
  }
}

/** Looked at before the first byte of a record is written. */
function assertWhole(value: number): void {
  assert(Number.isSafeInteger(value) && value >= 0, 'ticks and connections are counted from zero')
}

const TICK = utf8('{"tick":')
const STANDARD = utf8(',"isExtended":false,"data":"')
const EXTENDED = utf8(',"isExtended":true,"data":"')
const END = utf8('"}')
const SECURE_END = utf8('","isSecure":true}')
/** By channel, as all ends of frames here. */
const FRAME_ENDS = [END, utf8('","channel":1}')]
const REMOTE_ENDS = ['}', ',"channel":1}'].map((end) =>
  Array.from({ length: 9 }, (_, bytes) => utf8(`","remoteBytes":${bytes}${end}`)),
)
const FD_ENDS = ['}', ',"channel":1}'].map((end) =>
  [0, 1, 2, 3].map((bits) =>
    utf8(`","fd":{"isBitRateSwitched":${(bits & 1) !== 0},"isErrorPassive":${(bits & 2) !== 0}}${end}`),
  ),
)

const fdBits = ({ isBitRateSwitched, isErrorPassive }: CanFdFlags) =>
  (isBitRateSwitched ? 1 : 0) | (isErrorPassive ? 2 : 0)

const DOORS: Readonly<Record<DoorTraffic['door'], Uint8Array>> = {
  bench: utf8(',"door":"bench","connection":'),
  elm327: utf8(',"door":"elm327","connection":'),
  doip: utf8(',"door":"doip","connection":'),
  socketcand: utf8(',"door":"socketcand","connection":'),
  slcan: utf8(',"door":"slcan","connection":'),
  cannelloni: utf8(',"door":"cannelloni","connection":'),
  gvret: utf8(',"door":"gvret","connection":'),
  sovd: utf8(',"door":"sovd","connection":'),
}

const EVENTS: Readonly<Record<DoorTraffic['event'], Uint8Array>> = {
  opened: utf8(',"event":"opened","data":"'),
  received: utf8(',"event":"received","data":"'),
  sent: utf8(',"event":"sent","data":"'),
  closed: utf8(',"event":"closed","data":"'),
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
