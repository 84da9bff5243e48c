/**
 * What each signal of the frames is read from that the control units of this car send unasked; the frames themselves are in
 * its DBC file (./broadcast-dbc.ts).
 */
import type { CanBus } from '@luban/protocols/can/bus'
import { type BroadcastSource, createBroadcast as broadcastOf, planBroadcast } from '../../ecus/broadcast.ts'
import { WHEEL_SOURCES } from '../../ecus/wheel-frame.ts'
import { ENGINE_SOURCES } from '../../engine-control/broadcast.ts'
import { BROADCAST_DBC } from './broadcast-dbc.ts'
import type { Communicates } from './diagnostics.ts'
import { SELECTORS } from './ecus/transmission-sensors.ts'
import { STEP_S } from './figures.ts'
import { runsApplication, type Systems } from './systems.ts'

/** The most that its field holds: no limit. */
const NO_LIMIT_NM = 6553.5

const SOURCES: Readonly<Record<string, BroadcastSource<Systems>>> = {
  ...ENGINE_SOURCES,
  ...WHEEL_SOURCES,
  Gear: ({ signals }) => signals.gear,
  Selector: ({ signals }) => SELECTORS.indexOf(signals.selector),
  DrivelineClosed: ({ signals }) => Number(signals.isDrivelineClosed),
  TorqueLimit: ({ signals }) => Math.min(NO_LIMIT_NM, signals.torqueLimitNm),
  TransmissionHot: ({ signals }) => Number(signals.isTransmissionHot),
  TransmissionLimp: ({ signals }) => Number(signals.isTransmissionLimp),
  Speed: ({ signals }) => 3.6 * signals.speedMps,
  BrakePressure: ({ signals }) => signals.brakePressureKpa,
  BrakeWarning: ({ signals }) => Number(signals.isBrakeWarning),
  Ignition: ({ signals }) => Number(signals.isIgnitionOn),
  StarterWanted: ({ signals }) => Number(signals.isStarterWanted),
  AirConditioningWanted: ({ signals }) => Number(signals.isAirConditioningWanted),
  AmbientTemperature: ({ signals }) => signals.ambientTempDegC,
  FuelLevel: ({ signals }) => signals.fuelPercent,
  Odometer: ({ signals }) => signals.odometerM / 1000,
}

type Sender = 'engine' | 'transmission' | 'brakes' | 'body'

const PLAN = planBroadcast<Sender, Systems>({
  dbc: BROADCAST_DBC,
  stepS: STEP_S,
  senders: { Engine: 'engine', Transmission: 'transmission', Brakes: 'brakes', Body: 'body' },
  sources: SOURCES,
})

/** The bus is quiet while the ignition is off. */
export function createBroadcast(bus: CanBus, systemsOf: Readonly<Record<Sender, Systems>>, speaks: Communicates) {
  return broadcastOf(PLAN, {
    bus,
    systemsOf,
    speaks(sender) {
      const systems = systemsOf[sender]
      return (
        systems[sender].isAwake() && runsApplication(sender, systems) && systems.signals.isIgnitionOn && speaks[sender]
      )
    },
  })
}
