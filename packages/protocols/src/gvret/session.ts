/**
 * One tool at a GVRET adapter: the car's bus is its bus 0, the line to a DC station, where there is one, its bus 1.
 *
 * No socket and no clock: bytes come in through `receive`, time through `nowMs`; each answer and each frame is one `send`.
 * Invariants: nothing is told before the tool has asked for binary; commands are taken in their order; a frame that finds the
 * wire full waits, and what is behind it too (`isBusy`); what waits is bounded. A bus at another rate than the car's hears
 * nothing and reaches nobody. What nobody can see here changes nothing: outputs, single wire, kind of car.
 */
import type { CanFrame } from '../can/frame.ts'
import { createIntake, WIRE_IS_FULL } from '../can-interface/intake.ts'
import type { CanInterface, CanInterfaces } from '../can-interface/interface.ts'
import { type BusSetup, decodeCommand, encodeReply, type GvretCommand, type GvretReply, isClassical } from './codec.ts'
import { BUILD, EEPROM_VERSION } from './tables.ts'

export type GvretOptions = {
  /** Bus 0, and bus 1 where there is one. */
  readonly buses: readonly [CanInterfaces] | readonly [CanInterfaces, CanInterfaces]
  /** Of this node in a recording: "gvret #2". */
  readonly name: string
  send(bytes: Uint8Array): unknown
  /** The session has nothing more to say. */
  end(): void
}

export type GvretConnection = {
  receive(bytes: Uint8Array, nowMs: number): void
  service(nowMs: number): void
  close(): void
  /** Give it no more bytes before a later `service`. */
  isBusy(): boolean
}

/** Times are microseconds in 32 bits: they begin anew after 71 minutes. */
const TIME_US = 2 ** 32
const US_PER_MS = 1000
/** Oscillators differ by less. */
const BIT_RATE_TOLERANCE = 0.01
const NO_BUS: BusSetup = { bitRate: 0, isEnabled: false, isListenOnly: false }

type Bus = { readonly interfaces: CanInterfaces; setup: BusSetup; port: CanInterface | undefined }

export function createGvret(options: GvretOptions): GvretConnection {
  const intake = createIntake({ take })
  const buses = options.buses.map((interfaces): Bus => {
    const setup = { bitRate: interfaces.bitRate, isEnabled: true, isListenOnly: false }
    return { interfaces, setup, port: undefined }
  })
  let isBinary = false
  let isClosed = false

  function say(reply: GvretReply): void {
    options.send(encodeReply(reply))
  }

  function tell(bus: number, frame: CanFrame, atMs: number): void {
    if (!isClosed && isClassical(frame)) say({ kind: 'frame', timeUs: timeUsAt(atMs), bus, frame })
  }

  /** On the wire or off it, as it is set up. */
  function plugIn(number: number, atMs: number): void {
    const bus = buses[number]
    bus.port?.detach()
    bus.port = undefined
    if (!isBinary || !bus.setup.isEnabled || !isAtItsRate(bus)) return
    bus.port = bus.interfaces.attach(options.name, (frame, heardMs) => tell(number, frame, heardMs), atMs)
  }

  /** False: the wire has no room for it yet. */
  function execute(command: GvretCommand, atMs: number): boolean {
    switch (command.kind) {
      case 'binary':
        if (!isBinary) {
          isBinary = true
          for (let number = 0; number < buses.length; number++) plugIn(number, atMs)
        }
        return true
      case 'frame':
        return trySend(buses[command.bus], command.frame, atMs)
      case 'echoFrame':
        tell(command.bus, command.frame, atMs)
        return true
      case 'setupBuses':
        for (let number = 0; number < buses.length; number++) {
          buses[number].setup = command.buses[number]
          plugIn(number, atMs)
        }
        return true
      default: {
        const reply = answerTo(command.kind, atMs)
        if (reply !== undefined) say(reply)
        return true
      }
    }
  }

  /** A bus that is not there, switched off, at another rate or only listening takes a frame and sends it nowhere. */
  function trySend(bus: Bus | undefined, frame: CanFrame, atMs: number): boolean {
    return bus?.port === undefined || bus.setup.isListenOnly || bus.port.trySend(frame, atMs)
  }

  /** Undefined: to what is only taken. */
  function answerTo(kind: GvretCommand['kind'], atMs: number): GvretReply | undefined {
    switch (kind) {
      case 'timeSync':
        return { kind, timeUs: timeUsAt(atMs) }
      case 'busParameters':
        return { kind, buses: [buses[0].setup, buses[1]?.setup ?? NO_BUS] }
      case 'deviceInfo':
        return { kind, build: BUILD, eepromVersion: EEPROM_VERSION }
      case 'busCount':
        return { kind, count: buses.length }
      case 'digitalInputs':
      case 'analogInputs':
      case 'keepAlive':
      case 'extendedBuses':
        return { kind }
      default:
        return undefined
    }
  }

  function take(bytes: Uint8Array, atMs: number): number {
    const decoded = decodeCommand(bytes)
    if (decoded === 'incomplete') return 0
    if ('command' in decoded && !execute(decoded.command, atMs)) return WIRE_IS_FULL
    return decoded.bytes
  }

  function close(): void {
    isClosed = true
    intake.clear()
    for (const bus of buses) {
      bus.port?.detach()
      bus.port = undefined
    }
  }

  return {
    receive(bytes, atMs) {
      if (isClosed || intake.receive(bytes, atMs)) return
      close()
      options.end()
    },
    service: (atMs) => intake.service(atMs),
    close,
    isBusy() {
      return intake.isBusy()
    },
  }
}

const timeUsAt = (atMs: number) => Math.floor(Math.max(0, atMs) * US_PER_MS) % TIME_US

function isAtItsRate({ interfaces: { bitRate }, setup }: Bus): boolean {
  return Math.abs(setup.bitRate - bitRate) <= bitRate * BIT_RATE_TOLERANCE
}
