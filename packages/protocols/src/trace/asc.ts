/**
 * CAN frames as the text log of Vector's tools (ASC), written. There is no free standard: the form is the one that
 * python-can reads, and was checked with it.
 * Left out: error frames, names of messages, statistics; what a reader of CAN FD lines may skip is 0.
 */
import { assert, toHex } from '@luban/stdx'
import { type CanFrame, canFrameFault, dlcHolding } from '../can/frame.ts'

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The head of a file whose frames count their time from `startMs`, which is since 1970. Dates are UTC. */
export function formatAscHead(startMs: number): string {
  const date = dateText(startMs)
  return [
    `date ${date}`,
    'base hex  timestamps absolute',
    'internal events logged',
    `Begin Triggerblock ${date}`,
    '   0.000000 Start of measurement',
    '',
  ].join('\n')
}

export const ASC_END = 'End TriggerBlock\n'

export type AscRecord = {
  /** Since the start of the measurement, to the microsecond. */
  readonly timeMs: number
  /** From 1. */
  readonly channel: number
  readonly frame: CanFrame
}

/** One line, with its end. */
export function formatAscLine({ timeMs, channel, frame }: AscRecord): string {
  assert(canFrameFault(frame) === undefined, 'a frame that a bus can carry')
  assert(timeMs >= 0 && channel >= 1, 'time and channel count from the start')
  const time = (timeMs / 1000).toFixed(6).padStart(11)
  const id = frame.id.toString(16).toUpperCase() + (frame.isExtended ? 'x' : '')
  const bytes = toHex(frame.data).replaceAll(/..(?=.)/g, '$& ')
  if (frame.fd !== undefined) return `${time} ${fdText(channel, id, frame, bytes)}\n`
  const content = frame.remoteBytes === undefined ? `d ${frame.data.length} ${bytes}` : `r ${frame.remoteBytes}`
  return `${time} ${channel}  ${id.padEnd(15)} Rx   ${content.trimEnd()}\n`
}

/** Bits of the flags: CAN FD, faster data, error passive. */
const FD_FLAG = { isFd: 1 << 12, bitRateSwitched: 1 << 13, errorPassive: 1 << 14 } as const

function fdText(channel: number, id: string, { data, fd }: CanFrame, bytes: string): string {
  const [switched, passive] = [fd?.isBitRateSwitched === true, fd?.isErrorPassive === true]
  const flags = FD_FLAG.isFd | (switched ? FD_FLAG.bitRateSwitched : 0) | (passive ? FD_FLAG.errorPassive : 0)
  const about = `${Number(switched)} ${Number(passive)} ${dlcHolding(data.length).toString(16)} ${data.length}`
  return `CANFD ${channel} Rx ${id} ${about} ${bytes} 0 0 ${flags.toString(16).toUpperCase()} 0 0 0 0 0`
}

/** As CANoe writes dates in English: `Sun Nov 22 01:48:03.250 PM 2026`. */
function dateText(timeMs: number): string {
  const date = new Date(timeMs)
  const hour = date.getUTCHours()
  const two = (value: number) => String(value).padStart(2, '0')
  const clock = `${two(hour % 12 || 12)}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
  const millis = String(date.getUTCMilliseconds()).padStart(3, '0')
  const day = `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${two(date.getUTCDate())}`
  return `${day} ${clock}.${millis} ${hour < 12 ? 'AM' : 'PM'} ${date.getUTCFullYear()}`
}
