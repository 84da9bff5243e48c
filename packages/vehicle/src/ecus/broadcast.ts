/**
 * Sends the frames that a car's control units send unasked: which, how often and where in them each value lies is in the
 * car's DBC file; a car's own `broadcast.ts` says only what each signal is read from. Each frame is its own unit's, and stops
 * when that unit sleeps or is told to be silent.
 */
import type { CanBus, CanPort } from '@luban/protocols/can/bus'
import { compileMessage, type MessageCodec } from '@luban/protocols/dbc/codec'
import type { Message } from '@luban/protocols/dbc/database'
import { decodeDbc } from '@luban/protocols/dbc/decode'
import { assert } from '@luban/stdx'

/** Physical, in the signal's unit. `sent`: how often the frame has gone out before. */
export type BroadcastSource<Systems> = (systems: Systems, sent: number) => number

/** One frame, ready to be filled: the same for all cars of a model. `values` and the codec are written anew each time. */
type Row<Sender, Systems> = {
  readonly id: number
  readonly byteLength: number
  readonly sender: Sender
  readonly periodSteps: number
  readonly codec: MessageCodec
  readonly sources: readonly BroadcastSource<Systems>[]
  readonly values: Float64Array
  readonly hasChecksum: boolean
}

/** What goes out in each step of a second: spread so that no step sends much more than another. */
export type BroadcastPlan<Sender extends string, Systems> = {
  readonly senders: readonly Sender[]
  readonly schedule: readonly (readonly Row<Sender, Systems>[])[]
}

type PlanParts<Sender extends string, Systems> = {
  readonly dbc: string
  readonly stepS: number
  /** Control units by the names that the file gives them. */
  readonly senders: Readonly<Record<string, Sender>>
  /** By signal; the names of signals are their own over the whole file. */
  readonly sources: Readonly<Record<string, BroadcastSource<Systems>>>
}

/** Made once for all cars of a model. Fails on a file that names a signal, a sender or a period that nobody knows. */
export function planBroadcast<Sender extends string, Systems>(
  parts: PlanParts<Sender, Systems>,
): BroadcastPlan<Sender, Systems> {
  const { database, faults } = decodeDbc(parts.dbc)
  assert(faults.length === 0, `line ${faults[0]?.line}: ${faults[0]?.what}`)
  const rows = database.messages.map((message) => rowOf(message, parts))
  return { senders: Object.values(parts.senders), schedule: spread(rows, Math.round(1 / parts.stepS)) }
}

function rowOf<Sender extends string, Systems>(
  message: Message,
  { stepS, senders, sources }: PlanParts<Sender, Systems>,
): Row<Sender, Systems> {
  const { id, name, byteLength, sender = '', signals } = message
  assert(Object.hasOwn(senders, sender), `the message "${name}" is of nobody`)
  const read = signals.map((signal) => {
    assert(Object.hasOwn(sources, signal.name), `nothing is said about the signal "${signal.name}"`)
    return sources[signal.name]
  })
  return {
    id,
    byteLength,
    sender: senders[sender],
    periodSteps: periodOf(message) / (1000 * stepS),
    codec: compileMessage(message),
    sources: read,
    values: new Float64Array(read.length),
    hasChecksum: signals.some((signal) => signal.name === 'Checksum'),
  }
}

function periodOf({ name, attributes }: Message): number {
  const periodMs = attributes.find((attribute) => attribute.name === 'GenMsgCycleTime')?.value
  assert(typeof periodMs === 'number' && periodMs > 0, `the message "${name}" has no period`)
  return periodMs
}

/** All periods divide a second. */
function spread<Sender, Systems>(rows: readonly Row<Sender, Systems>[], cycleSteps: number): Row<Sender, Systems>[][] {
  const steps = Array.from({ length: cycleSteps }, (): Row<Sender, Systems>[] => [])
  for (const row of [...rows].sort((a, b) => a.periodSteps - b.periodSteps)) {
    const load = (first: number) => {
      let most = 0
      for (let step = first; step < cycleSteps; step += row.periodSteps) most = Math.max(most, steps[step].length)
      return most
    }
    let best = 0
    for (let first = 1; first < row.periodSteps; first++) if (load(first) < load(best)) best = first
    for (let step = best; step < cycleSteps; step += row.periodSteps) steps[step].push(row)
  }
  return steps
}

type Station<Sender extends string, Systems> = {
  readonly bus: CanBus
  /** Each unit tells what it knows: with the messages that it heard. */
  readonly systemsOf: Readonly<Record<Sender, Systems>>
  /** It is up, and nobody told it to be silent. */
  speaks(sender: Sender): boolean
}

export function createBroadcast<Sender extends string, Systems>(
  { senders, schedule }: BroadcastPlan<Sender, Systems>,
  { bus, systemsOf, speaks }: Station<Sender, Systems>,
): { step(tick: number, nowMs: number): void } {
  const ports = Object.fromEntries(senders.map((id) => [id, bus.attach(id, () => {}, { ids: [] })])) as Record<
    Sender,
    CanPort
  >

  function send(row: Row<Sender, Systems>, { tick, nowMs }: { tick: number; nowMs: number }): void {
    const { id, byteLength, sender, periodSteps, codec, sources, values, hasChecksum } = row
    const sent = Math.floor(tick / periodSteps)
    const systems = systemsOf[sender]
    for (let i = 0; i < sources.length; i++) values[i] = sources[i](systems, sent)
    const data = new Uint8Array(byteLength) // Its own: who hears a frame may keep it.
    codec.encode(values, data)
    if (hasChecksum) data[7] = checksum(data)
    ports[sender].send({ id, isExtended: false, data }, nowMs)
  }

  return {
    step(tick, nowMs) {
      const rows = schedule[tick % schedule.length]
      for (let i = 0; i < rows.length; i++) if (speaks(rows[i].sender)) send(rows[i], { tick, nowMs })
    },
  }
}

/** With it all eight bytes add up to 255, carries left out. */
function checksum(data: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < 7; i++) sum += data[i]
  return ~sum & 0xff
}
