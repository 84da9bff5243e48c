/**
 * Sends the frames that the control units of this car send unasked: which, how often and where in them each value lies is
 * in its DBC file (./broadcast-dbc.ts); here is only what each signal is read from. Each frame is its own unit's, and
 * stops when that unit sleeps or is told to be silent.
 */
import type { CanBus, CanPort } from '@luban/protocols/can/bus'
import { compileMessage, type MessageCodec } from '@luban/protocols/dbc/codec'
import type { Message } from '@luban/protocols/dbc/database'
import { decodeDbc } from '@luban/protocols/dbc/decode'
import { assert } from '@luban/stdx'
import { BROADCAST_DBC } from './broadcast-dbc.ts'
import { contactorState } from './dids.ts'
import { CELL_COUNT, STEP_S } from './figures.ts'
import { type EcuId, runsApplication, type Systems } from './systems.ts'

/** Which units still send their normal messages (CommunicationControl). */
export type Communicates = Record<EcuId, boolean>

/** Physical, in the signal's unit. `sent`: how often the frame has gone out before. */
type Source = (systems: Systems, sent: number) => number

const speedKmh: Source = ({ signals }) => 3.6 * Math.abs(signals.speedMps)
const lostPosition: Source = ({ drive }) => Number(!drive.readings.isPositionKnown)
const moduleDegC =
  (number: number): Source =>
  ({ bms }) =>
    bms.readings.moduleTempDegC[number - 1]
const cellMv =
  (index: number): Source =>
  ({ bms }) =>
    1000 * bms.readings.cellVolts[index]
const always =
  (value: number): Source =>
  () =>
    value

const SELECTOR = { P: 1, R: 2, N: 3, D: 4 } as const
const NOT_TOLD = 255
/** Travel of the pedal at which its lamp lights. */
const PRESSED = 0.02

/** Names of signals are their own over the whole file. */
const SOURCES: Readonly<Record<string, Source>> = {
  PackVolts: ({ bms }) => bms.readings.packVolts,
  PackAmperes: ({ bms }) => bms.readings.amps,
  StateOfHealth: ({ bms }) => 100 * bms.soh,
  StateOfCharge: ({ bms }) => 100 * bms.soc,
  PackVoltsFine: ({ bms }) => bms.readings.packVolts,
  BusVolts: ({ bms }) => bms.readings.busVolts,
  InsulationPerVolt: ({ bms }) => bms.readings.insulationOhm / Math.max(1, bms.readings.packVolts),
  CellPage: (_, sent) => sent % (CELL_COUNT / 3),
  ...Object.fromEntries(Array.from({ length: CELL_COUNT }, (_, i) => [`Cell${i + 1}`, cellMv(i)])),
  TemperaturePage: (_, sent) => sent % 2,
  ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`Module${i + 1}`, moduleDegC(i + 1)])),
  NoModule: always(0xffff),
  WeakestCellVolts: ({ bms }) => bms.readings.cellVoltsMin,
  WeakestCell: ({ bms }) => bms.readings.cellMin + 1,
  StrongestCellVolts: ({ bms }) => bms.readings.cellVoltsMax,
  StrongestCell: ({ bms }) => bms.readings.cellMax + 1,
  LowestTemperature: ({ bms }) => bms.readings.tempDegCMin,
  HighestTemperature: ({ bms }) => bms.readings.tempDegCMax,
  StateOfChargeFine: ({ bms }) => 100 * bms.soc,
  HighVoltageOn: ({ signals }) => Number(signals.isHighVoltageOn),
  Precharge: (systems) => Number(contactorState(systems) === 1),
  MainContactors: (systems) => Number(contactorState(systems) === 2),
  DischargeLimit: ({ signals }) => signals.dischargeWMax / 1000,
  ChargeLimit: ({ signals }) => signals.chargeWMax / 1000,
  SpeedKmh: speedKmh,
  FrontLeft: speedKmh,
  FrontRight: speedKmh,
  RearLeft: speedKmh,
  RearRight: speedKmh,
  FrontLeftFault: lostPosition,
  FrontRightFault: lostPosition,
  RearLeftFault: lostPosition,
  RearRightFault: lostPosition,
  Counter: (_, sent) => sent % 16,
  Checksum: always(0), // Its turn comes when the other bytes stand.
  RawAccelerator: ({ drive }) => 127 * drive.readings.accelerator,
  BrakePressed: ({ drive }) => Number(drive.readings.brake > PRESSED),
  Selector: ({ signals }) => SELECTOR[signals.selector],
  Accelerator: ({ drive }) => drive.readings.accelerator,
  Brake: ({ drive }) => drive.readings.brake,
  ChargeState: ({ signals }) => (signals.isCharging ? 3 : 0),
  ChargePower: ({ signals }) => (signals.isCharging ? -signals.packW / 1000 : 0),
  IsAlternatingCurrent: ({ signals }) => Number(signals.isCharging && !signals.isDcCharging),
  HoursLeft: always(NOT_TOLD),
  MinutesLeft: always(NOT_TOLD),
  DistancePage: always(5),
  Odometer: ({ signals }) => signals.odometerM / 1000,
  PowerIsOn: ({ signals }) => (signals.isPowerOn ? 0x82 : 0x80),
  AmbientPage: always(1),
  AmbientTemperature: ({ signals }) => signals.ambientTempDegC,
}

type Sender = 'bms' | 'drive' | 'body'
const SENDERS: Readonly<Record<string, Sender>> = { Battery: 'bms', Drive: 'drive', Body: 'body' }

/** One frame, ready to be filled: the same for all cars. `values` and the codec are written anew each time. */
type Row = {
  readonly id: number
  readonly byteLength: number
  readonly sender: Sender
  readonly periodSteps: number
  readonly codec: MessageCodec
  readonly sources: readonly Source[]
  readonly values: Float64Array
  readonly hasChecksum: boolean
}

const ROWS: readonly Row[] = readRows()
/** All periods divide it. */
const CYCLE_STEPS = 1 / STEP_S
/** What goes out in each step of a second: spread so that no step sends much more than another. */
const SCHEDULE: readonly (readonly Row[])[] = spread(ROWS)

function readRows(): Row[] {
  const { database, faults } = decodeDbc(BROADCAST_DBC)
  assert(faults.length === 0, `line ${faults[0]?.line}: ${faults[0]?.what}`)
  return database.messages.map((message) => {
    const sources = message.signals.map(({ name }) => sourceOf(name))
    const codec = compileMessage(message)
    const { id, byteLength, sender = '' } = message
    const hasChecksum = message.signals.some(({ name }) => name === 'Checksum')
    const values = new Float64Array(sources.length)
    return {
      id,
      byteLength,
      sender: SENDERS[sender],
      periodSteps: periodOf(message),
      codec,
      sources,
      values,
      hasChecksum,
    }
  })
}

function sourceOf(signal: string): Source {
  assert(Object.hasOwn(SOURCES, signal), `nothing is said about the signal "${signal}"`)
  return SOURCES[signal]
}

function periodOf({ name, attributes }: Message): number {
  const periodMs = attributes.find((attribute) => attribute.name === 'GenMsgCycleTime')?.value
  assert(typeof periodMs === 'number' && periodMs > 0, `the message "${name}" has no period`)
  return periodMs / (1000 * STEP_S)
}

function spread(rows: readonly Row[]): Row[][] {
  const steps = Array.from({ length: CYCLE_STEPS }, (): Row[] => [])
  for (const row of [...rows].sort((a, b) => a.periodSteps - b.periodSteps)) {
    const load = (first: number) => {
      let most = 0
      for (let step = first; step < CYCLE_STEPS; step += row.periodSteps) most = Math.max(most, steps[step].length)
      return most
    }
    let best = 0
    for (let first = 1; first < row.periodSteps; first++) if (load(first) < load(best)) best = first
    for (let step = best; step < CYCLE_STEPS; step += row.periodSteps) steps[step].push(row)
  }
  return steps
}

/** Each unit tells what it knows: `systemsOf` it, with the messages that it heard. */
export function createBroadcast(bus: CanBus, systemsOf: Readonly<Record<Sender, Systems>>, communicates: Communicates) {
  const ports: Readonly<Record<Sender, CanPort>> = {
    bms: bus.attach('bms', () => {}),
    drive: bus.attach('drive', () => {}),
    body: bus.attach('body', () => {}),
  }

  function send({ id, byteLength, sender, periodSteps, codec, sources, values, hasChecksum }: Row, at: Times): void {
    const sent = Math.floor(at.tick / periodSteps)
    const systems = systemsOf[sender]
    for (let i = 0; i < sources.length; i++) values[i] = sources[i](systems, sent)
    const data = new Uint8Array(byteLength) // Its own: who hears a frame may keep it.
    codec.encode(values, data)
    if (hasChecksum) data[7] = checksum(data)
    ports[sender].send({ id, isExtended: false, data }, at.nowMs)
  }

  /** The body is awake all day; the bus is quiet while the ignition is off. */
  const speaks = (sender: Sender) => {
    const systems = systemsOf[sender]
    const isUp = systems[sender].isAwake && runsApplication(sender, systems)
    return isUp && systems.signals.isIgnitionOn && communicates[sender]
  }

  return {
    step(tick: number, nowMs: number): void {
      const rows = SCHEDULE[tick % CYCLE_STEPS]
      for (let i = 0; i < rows.length; i++) if (speaks(rows[i].sender)) send(rows[i], { tick, nowMs })
    },
  }
}

type Times = { readonly tick: number; readonly nowMs: number }

/** With it all eight bytes add up to 255, carries left out. */
function checksum(data: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < 7; i++) sum += data[i]
  return ~sum & 0xff
}
