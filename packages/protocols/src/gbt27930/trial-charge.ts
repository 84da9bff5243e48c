/**
 * A charger and a vehicle to try the sessions on: two wires, four contactors, a battery of one ampere-hour.
 *
 * It has the behaviour that the sessions depend on (contactors take time, voltage and current ramp, a closed circuit
 * carries what both sides allow) and none of a real car's. Frames can be lost on their way, by whom and when one likes.
 */
import { type CanPort, createCanBus } from '../can/bus.ts'
import type { CanFrame } from '../can/frame.ts'
import { decodeIdentifier } from '../j1939/identifier.ts'
import { PGN } from '../j1939/tables.ts'
import { decodeConnection } from '../j1939/transport.ts'
import { type ChargerSession, type ChargerStop, createChargerSession, type PowerStage } from './charger-session.ts'
import type { Content, Side } from './session.ts'
import { MESSAGE_CODES, MESSAGES, type MessageCode } from './tables.ts'
import {
  type BatteryReadings,
  type ChargedVehicle,
  createVehicleSession,
  type VehicleSession,
  type VehicleStop,
} from './vehicle-session.ts'

const STEP_MS = 10
const CONTACTOR_MS = 50
const INSULATION_TEST_MS = 1000
const STAGE_VOLTS_PER_STEP = 10
const STAGE_AMPS_PER_STEP = { up: 1, down: 10 }
const PACK_OHMS = 0.05
const CAPACITY_AH = 1

type Contactor = { isCommanded: boolean; isClosed: boolean; sinceMs: number; isWelded: boolean }

/** What a test turns to see what happens. */
export type TrialWorld = {
  isPlugged: boolean
  socPercent: number
  socPercentEnd: number
  vehicleStop: VehicleStop | undefined
  chargerStop: ChargerStop | undefined
  insulation: 'good' | 'bad'
  isVehicleReady: boolean
  permission: Content<'BSM'>['permission']
  batteryState: Content<'BSM'>['temperature']
  /** Frames of this side that nobody hears. */
  isLost(from: Side, frame: CanFrame, nowMs: number): boolean
  readonly vehicleContactor: Contactor
  readonly chargerContactor: Contactor
}

export type TrialCharge = {
  readonly world: TrialWorld
  /** The battery alone, for another charger. */
  readonly car: ChargedVehicle
  readonly charger: ChargerSession
  readonly vehicle: VehicleSession
  readonly circuit: {
    readonly amps: number
    readonly askedAmps: number
    readonly areAllClosed: boolean
    /** What somebody could touch at the plug. */
    readonly inletVolts: number
    readonly hasAuxiliary: boolean
  }
  /** Frames that went out, lost or not. */
  readonly frames: { readonly nowMs: number; readonly from: Side; readonly frame: CanFrame }[]
  readonly nowMs: number
  run(ms: number, watch?: () => void): void
}

export function createTrialCharge(change: Partial<TrialWorld> = {}, limits: Partial<PowerStage['limits']> = {}) {
  const world: TrialWorld = {
    isPlugged: true,
    socPercent: 50,
    socPercentEnd: 80,
    vehicleStop: undefined,
    chargerStop: undefined,
    insulation: 'good',
    isVehicleReady: true,
    permission: 'allowed',
    batteryState: 'normal',
    isLost: () => false,
    vehicleContactor: { isCommanded: false, isClosed: false, sinceMs: 0, isWelded: false },
    chargerContactor: { isCommanded: false, isClosed: false, sinceMs: 0, isWelded: false },
    ...change,
  }
  const power = { nowMs: 0, volts: 0, amps: 0, askedVolts: 0, askedAmps: 0, energyKwh: 0 }
  const cable = { hasAuxiliary: false, testedMs: undefined as number | undefined }
  const openVolts = () => 380 + 0.5 * world.socPercent
  const packVolts = () => openVolts() + PACK_OHMS * power.amps
  const areAllClosed = () => world.vehicleContactor.isClosed && world.chargerContactor.isClosed
  const inletVolts = () => (world.vehicleContactor.isClosed ? packVolts() : 0)
  const turn = (contactor: Contactor, isClosed: boolean) => {
    if (contactor.isCommanded === isClosed) return
    contactor.isCommanded = isClosed
    contactor.sinceMs = power.nowMs
  }

  const stage = createStage()
  const car = createCar()
  const frames: TrialCharge['frames'] = []
  const bus = createCanBus()
  const join = (from: Side, receive: (frame: CanFrame, nowMs: number) => void) => {
    const port = bus.attach(from, receive)
    return {
      ...port,
      send(frame: CanFrame, nowMs: number) {
        frames.push({ nowMs, from, frame })
        return world.isLost(from, frame, nowMs) || port.send(frame, nowMs)
      },
    } satisfies CanPort
  }
  const charger: ChargerSession = createChargerSession({
    stage,
    port: join('charger', (frame, nowMs) => charger.receive(frame, nowMs)),
  })
  const vehicle: VehicleSession = createVehicleSession({
    car,
    port: join('vehicle', (frame, nowMs) => vehicle.receive(frame, nowMs)),
  })

  function createStage(): PowerStage {
    return {
      chargerNumber: 7,
      region: '050',
      limits: { voltsMax: 500, voltsMin: 200, ampsMax: 200, ampsMin: 0, ...limits },
      isConnected: () => world.isPlugged,
      setAuxiliary(isOn) {
        cable.hasAuxiliary = isOn
      },
      testInsulation() {
        cable.testedMs = power.nowMs
      },
      insulation() {
        if (cable.testedMs === undefined) return 'untested'
        return power.nowMs - cable.testedMs < INSULATION_TEST_MS ? 'testing' : world.insulation
      },
      setOutput(volts, amps) {
        power.askedVolts = volts
        power.askedAmps = amps
      },
      readings: () => ({ volts: power.volts, amps: power.amps, inletVolts: inletVolts() }),
      setContactors: (areClosed) => turn(world.chargerContactor, areClosed),
      areContactorsClosed: () => world.chargerContactor.isClosed,
      energyKwh: () => power.energyKwh,
      stopReason: () => world.chargerStop,
      time: () => ({ year: 2026, month: 5, day: 16, hour: 8, minute: 24, second: 36 }),
    }
  }

  function createCar(): ChargedVehicle {
    const readings = (): BatteryReadings => ({
      packVolts: packVolts(),
      amps: power.amps,
      socPercent: world.socPercent,
      cellVoltsMin: packVolts() / 126,
      cellVoltsMax: packVolts() / 126,
      cellVoltsMaxGroup: 3,
      cellVoltsMaxNumber: 40,
      tempDegCMin: 24,
      tempDegCMinNumber: 1,
      tempDegCMax: 27,
      tempDegCMaxNumber: 5,
      remainingMin: 5,
    })
    return {
      identity: {
        batteryType: 'lithiumIronPhosphate',
        ratedAh: CAPACITY_AH,
        ratedVolts: 403.2,
        manufacturer: 'LUBN',
        packNumber: undefined,
        builtYear: 2024,
        builtMonth: 6,
        builtDay: 21,
        chargeCount: 11,
        ownership: 'owned',
        vin: 'LGXCE6CB0P0123456',
        softwareVersion: '1.0',
      },
      limits: { cellVoltsMax: 3.65, ampsMax: 150, energyKwh: 0.4, packVoltsMax: 450, tempDegCMax: 55 },
      isConnected: () => world.isPlugged && cable.hasAuxiliary,
      setContactors: (areClosed) => turn(world.vehicleContactor, areClosed),
      areContactorsClosed: () => world.vehicleContactor.isClosed,
      isReady: () => world.isVehicleReady,
      readings,
      demand: () => ({ volts: 450, amps: 100, mode: 'constantCurrent' }),
      states: () => ({
        cellVolts: 'normal',
        soc: 'normal',
        current: 'normal',
        temperature: world.batteryState,
        insulation: 'normal',
        connector: 'normal',
        permission: world.permission,
      }),
      stopReason: () => (world.socPercent >= world.socPercentEnd ? 'socReached' : world.vehicleStop),
      cells: () => Array.from({ length: 126 }, () => ({ volts: packVolts() / 126, group: 0 })),
      temperaturesDegC: () => [24, 27],
    }
  }

  function stepPower(): void {
    for (const contactor of [world.vehicleContactor, world.chargerContactor])
      if (power.nowMs - contactor.sinceMs >= CONTACTOR_MS)
        contactor.isClosed = contactor.isCommanded || contactor.isWelded
    const { down, up } = STAGE_AMPS_PER_STEP
    const wantedAmps = areAllClosed() && world.isPlugged ? power.askedAmps : 0
    power.amps += Math.min(up, Math.max(-down, wantedAmps - power.amps))
    if (!areAllClosed() || !world.isPlugged) power.amps = 0
    const wantedVolts = areAllClosed() ? packVolts() : power.askedVolts
    power.volts += Math.min(STAGE_VOLTS_PER_STEP, Math.max(-STAGE_VOLTS_PER_STEP, wantedVolts - power.volts))
    const hours = STEP_MS / 3_600_000
    world.socPercent += (power.amps * hours * 100) / CAPACITY_AH
    power.energyKwh += (power.amps * power.volts * hours) / 1000
    if (!world.isPlugged) cable.testedMs = undefined
  }

  return {
    world,
    car,
    charger,
    vehicle,
    frames,
    circuit: {
      get amps() {
        return power.amps
      },
      get askedAmps() {
        return power.askedAmps
      },
      get areAllClosed() {
        return areAllClosed()
      },
      get inletVolts() {
        return inletVolts()
      },
      get hasAuxiliary() {
        return cable.hasAuxiliary
      },
    },
    get nowMs() {
      return power.nowMs
    },
    run(ms, watch = () => {}) {
      for (const endMs = power.nowMs + ms; power.nowMs < endMs; ) {
        power.nowMs += STEP_MS
        charger.service(power.nowMs)
        vehicle.service(power.nowMs)
        stepPower()
        watch()
      }
    },
  } satisfies TrialCharge as TrialCharge
}

/** The message that a frame carries or begins; undefined for packets in the middle and for what is none of ours. */
export function codeOf({ id, data }: CanFrame): MessageCode | undefined {
  const { pgn } = decodeIdentifier(id)
  if (pgn !== PGN.connectionManagement) return MESSAGE_CODES.find((code) => MESSAGES[code].pgn === pgn)
  const frame = decodeConnection(data)
  if (typeof frame === 'string' || frame.kind !== 'requestToSend') return undefined
  return MESSAGE_CODES.find((code) => MESSAGES[code].pgn === frame.pgn)
}
