/**
 * The car on a CAN interface of the host itself (SocketCAN of Linux): whatever is on `vcan0`, or behind the adapter `can0`,
 * hears the car as on a wire and is heard.
 *
 * Node has no sockets of that family, and a library for them has to be compiled: so `socketcan` (MIT) is not installed with us
 * but used where somebody has installed it. The kernel gives a socket what others of the same host send, never its own frames.
 * Traps of that library: an interface that is not there is only "Error while creating channel"; and it does not say whether a
 * frame was CAN FD, so one of up to 8 bytes counts as classical.
 */
import type { CanFrame } from '@luban/protocols/can/frame'
import { canFrameFault } from '@luban/protocols/can/frame'
import { DATA_BYTES_MAX } from '@luban/protocols/can/tables'
import type { CanInterfaces } from '@luban/protocols/can-interface/interface'

/** A message as the library has it. A remote frame's data has the length that it asks for. */
export type NativeMessage = {
  readonly id: number
  readonly ext?: boolean
  readonly rtr?: boolean
  /** Not a frame of a node: what the host's controller reports. */
  readonly err?: boolean
  readonly fd_brs?: boolean
  readonly data: Buffer
}

/** One socket on one interface. `send` gives the number of bytes taken, or -1 when the host's queue is full. */
export type NativeChannel = {
  addListener(event: 'onMessage', listener: (message: NativeMessage) => void): void
  addListener(event: 'onStopped', listener: () => void): void
  start(): void
  stop(): void
  send(message: NativeMessage): number
  sendFD(message: NativeMessage): number
}

type Library = { createRawChannelWithOptions(name: string, options: { non_block_send: boolean }): NativeChannel }

/** What keeps the car from the interface, for people: a sentence with its remedy. */
export class NativeCanError extends Error {
  override name = 'NativeCanError'
  readonly code: 'libraryMissing' | 'interfaceMissing'

  constructor(code: NativeCanError['code'], message: string, cause: unknown) {
    super(message, { cause })
    this.code = code
  }
}

export type NativeCan = {
  /** Call every few milliseconds: what the wire had no room for goes on. */
  service(nowMs: number): void
  close(): void
}

/** What the host sent faster than our wire carries waits; beyond that it is lost, as in the queue of a real adapter. */
const WAITING_FRAMES_MAX = 1000
const LIBRARY = 'socketcan'

/** Throws `NativeCanError`. */
export async function openNativeChannel(
  name: string,
  load: () => Promise<unknown> = () => import(LIBRARY),
): Promise<NativeChannel> {
  let library: Library
  try {
    library = (await load()) as Library
  } catch (error) {
    const how = `Install it in the folder of Luban with "npm install --no-save ${LIBRARY}" (it needs a compiler, make and Python)`
    const message = `The package ${LIBRARY}, which opens CAN interfaces of Linux, is not here. ${how}, or bridge ${name}.`
    throw new NativeCanError('libraryMissing', message, error)
  }
  try {
    // A queue that is full must not stop the car.
    return library.createRawChannelWithOptions(name, { non_block_send: true })
  } catch (error) {
    const how = `"ip link add dev ${name} type vcan" and "ip link set ${name} up" make a virtual one`
    throw new NativeCanError('interfaceMissing', `There is no CAN interface ${name} on this machine: ${how}.`, error)
  }
}

/** Both ways from now on. `stopped` is told when the interface is gone. */
export function plugNativeCan(parts: {
  readonly interfaces: CanInterfaces
  readonly channel: NativeChannel
  readonly name: string
  now(): number
  stopped(): void
}): NativeCan {
  const { interfaces, channel, name, now } = parts
  const waiting: CanFrame[] = []
  let isOpen = true
  const port = interfaces.attach(name, (frame) => send(channel, frame), now(), HEARING)

  function close(): void {
    if (!isOpen) return
    isOpen = false
    waiting.length = 0
    port.detach()
  }
  function service(nowMs: number): void {
    let taken = 0
    while (taken < waiting.length && port.trySend(waiting[taken], nowMs)) taken++
    waiting.splice(0, taken)
  }

  channel.addListener('onMessage', (message) => {
    const frame = frameOf(message)
    if (!isOpen || frame === undefined) return
    if (waiting.length > 0 || !port.trySend(frame, now())) {
      if (waiting.length < WAITING_FRAMES_MAX) waiting.push(frame)
    }
  })
  channel.addListener('onStopped', () => {
    if (!isOpen) return
    close()
    parts.stopped()
  })
  channel.start()

  return {
    service,
    close() {
      if (!isOpen) return
      close()
      channel.stop()
    },
  }
}

/** As the controllers that Linux knows today. */
const HEARING = { isFdCapable: true, hearsRemoteFrames: true } as const

/** A frame that the host's queue has no room for is lost, as it is behind a real adapter. */
function send(channel: NativeChannel, { id, isExtended, data, fd, remoteBytes }: CanFrame): void {
  const message = { id, ext: isExtended }
  if (fd !== undefined) channel.sendFD({ ...message, fd_brs: fd.isBitRateSwitched, data: Buffer.from(data) })
  else if (remoteBytes !== undefined) channel.send({ ...message, rtr: true, data: Buffer.alloc(remoteBytes) })
  else channel.send({ ...message, data: Buffer.from(data) })
}

/** Undefined for what no node of a bus sends. */
function frameOf({ id, ext = false, rtr = false, err = false, data }: NativeMessage): CanFrame | undefined {
  if (err) return undefined
  const head = { id, isExtended: ext }
  const frame: CanFrame = rtr
    ? { ...head, data: NOTHING, remoteBytes: data.length }
    : { ...head, data: Uint8Array.from(data), ...(data.length > DATA_BYTES_MAX && { fd: FD }) }
  return canFrameFault(frame) === undefined ? frame : undefined
}

const NOTHING = new Uint8Array(0)
const FD = { isBitRateSwitched: false, isErrorPassive: false } as const
