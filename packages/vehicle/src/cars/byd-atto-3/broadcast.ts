/**
 * Sends the frames that the control units of this car send unasked: which, how often and where in them each value lies is
 * in its DBC file (./broadcast-dbc.ts); here is only what each signal is read from. Each frame is its own unit's, and
 * stops when that unit sleeps or is told to be silent.
 */
import type { CanBus } from '@luban/protocols/can/bus'
import { type BroadcastSource, createBroadcast as broadcastOf, planBroadcast } from '../../ecus/broadcast.ts'
import { BROADCAST_DBC } from './broadcast-dbc.ts'
import { contactorState } from './dids.ts'
import { CELL_COUNT, STEP_S } from './figures.ts'
import { type EcuId, runsApplication, type Systems } from './systems.ts'

/** Which units still send their normal messages (CommunicationControl). */
export type Communicates = Record<EcuId, boolean>

type Source = BroadcastSource<Systems>

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
  StateOfCharge: ({ bms }) => 100 * bms.soc(),
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
  StateOfChargeFine: ({ bms }) => 100 * bms.soc(),
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

const PLAN = planBroadcast<Sender, Systems>({
  dbc: BROADCAST_DBC,
  stepS: STEP_S,
  senders: { Battery: 'bms', Drive: 'drive', Body: 'body' },
  sources: SOURCES,
})

export function createBroadcast(bus: CanBus, systemsOf: Readonly<Record<Sender, Systems>>, communicates: Communicates) {
  return broadcastOf(PLAN, {
    bus,
    systemsOf,
    /** The body is awake all day; the bus is quiet while the ignition is off. */
    speaks(sender) {
      const systems = systemsOf[sender]
      const isUp = systems[sender].isAwake() && runsApplication(sender, systems)
      return isUp && systems.signals.isIgnitionOn && communicates[sender]
    },
  })
}
