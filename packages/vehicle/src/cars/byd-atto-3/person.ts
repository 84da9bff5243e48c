/**
 * What a person does at the car, with hands and meters: drives, isolates, measures, repairs; and what that risks.
 *
 * A hazard is judged from deeds and from the solved state at that moment (see ../../safety.ts). An action that is a
 * hazard has been done, and a repair under it has not: nobody finishes such a job.
 */
import type {
  ActionOutcome,
  CarAction,
  CarView,
  Hazard,
  IsolationStep,
  Measurement,
  MeasurementOutcome,
  Refusal,
} from '../../car.ts'
import { read, voltmeterVolts } from '../../instruments.ts'
import { type Network, REFERENCE } from '../../network/network.ts'
import { type BusSide, createSafetyJudge, SAFE_VOLTS } from '../../safety.ts'
import { applyRepair, COMPONENTS } from './components.ts'
import type { OwnEyes } from './dashboard.ts'
import type { Body } from './ecus/body.ts'
import type { Signals } from './ecus/signals.ts'
import { STEP_S } from './figures.ts'
import { HV_WAITING_TIME_S, MODEL } from './model.ts'
import { isMoving, type Physics } from './physics.ts'

const POSITIVE_POINTS = ['hv', 'motorController', 'dcdc', 'charger', 'ptc', 'compressor'].map((id) => `${id}.plus`)
const NEGATIVE_POINTS = ['hv', 'motorController', 'dcdc', 'charger', 'ptc', 'compressor'].map((id) => `${id}.minus`)
/** What inserting the service disconnect asks for: it goes back in any order, but never onto a car that is on. */
const AT_INSERTING: ReadonlySet<IsolationStep> = new Set(['gloves', 'powerOff'])

export type Person = {
  act(action: CarAction): ActionOutcome
  measure(measurement: Measurement): MeasurementOutcome
  /** Before the network is solved: feet on the pedals. */
  applyPedals(): void
  /** After a step: what the isolation has come to. */
  judge(): void
  waitingLeftS(): number | null
  /** What they need no instrument for. */
  seen(): OwnEyes
  numbers(): readonly number[]
}

type Around = {
  readonly physics: Physics
  readonly signals: Signals
  readonly body: Body
  tick(): number
}

export function createPerson({ physics, signals, body, tick }: Around): Person {
  const { network } = physics
  const safety = createSafetyJudge({ waitingTimeS: HV_WAITING_TIME_S, stepS: STEP_S })
  const wires = {
    clamp: network.branch('contact.battery12V.minus'),
    disconnect: network.branch('serviceDisconnect.link'),
    disconnectInterlock: network.branch('serviceDisconnect.bridge'),
    plugPilot: network.branch('inlet.plug.pilot'),
    plugProximity: network.branch('inlet.plug.proximity'),
    busPlus: network.node('motorController.plus'),
    busMinus: network.node('motorController.minus'),
    packPlus: network.node('pack.plus'),
    packMinus: network.node('pack.minus'),
  }
  const highVoltagePoints = new Set(MODEL.points.flatMap(({ id, isHighVoltage }) => (isHighVoltage ? [id] : [])))
  const sides = new Map<string, BusSide>([
    ...POSITIVE_POINTS.map((id) => [id, 'positive'] as const),
    ...NEGATIVE_POINTS.map((id) => [id, 'negative'] as const),
    ['chassis', 'chassis'],
  ])
  const repairs: { component: string; repair: string }[] = []
  const pedal = { accelerator: 0, brake: 0 }
  const tracks = [
    hallTrack(network, 'pedal', '1', 1),
    hallTrack(network, 'pedal', '2', 0.5),
    hallTrack(network, 'brake', '', 1),
  ]

  function applyPedals(): void {
    tracks[0](pedal.accelerator)
    tracks[1](pedal.accelerator)
    tracks[2](pedal.brake)
    physics.commands.brake = pedal.brake
    physics.commands.isParked = signals.selector === 'P'
  }

  const isPlugIn = () => network.isClosed(wires.plugProximity)

  /** The most that two hands could find on the bus or between it and the chassis. */
  function busVolts(): number {
    const plus = Math.abs(network.volts(wires.busPlus))
    const minus = Math.abs(network.volts(wires.busMinus))
    return Math.max(plus, minus, Math.abs(network.voltsBetween(wires.busPlus, wires.busMinus)))
  }

  function perform(action: CarAction): ActionOutcome {
    switch (action.kind) {
      case 'power':
        return setPower(action.to)
      case 'start':
        if (!signals.isPowerOn) return refused('powerIsOff')
        if (isPlugIn()) return refused('chargerPlugged')
        signals.startPresses++
        return DONE
      case 'pedal':
        pedal.accelerator = clampUnit(action.accelerator)
        pedal.brake = clampUnit(action.brake)
        return DONE
      case 'selector':
        return select(action.to)
      case 'charger':
        if (isMoving(physics)) return refused('moving')
        network.setClosed(wires.plugPilot, action.plugged)
        network.setClosed(wires.plugProximity, action.plugged)
        safety.state.isUnplugged = !action.plugged
        return DONE
      case 'takeKeyAway':
      case 'bringKeyBack':
        safety.state.isKeyAway = action.kind === 'takeKeyAway'
        return DONE
      case 'gloves':
        safety.state.hasGloves = action.on
        return DONE
      case 'barrier':
        safety.state.hasBarrier = action.on
        return DONE
      case 'battery12V':
        network.setClosed(wires.clamp, action.connected)
        safety.state.isBattery12VOff = !action.connected
        return DONE
      case 'serviceDisconnect':
        return setServiceDisconnect(action.inserted)
      case 'lockout':
        if (action.on && !safety.state.isServiceDisconnectOut) return refused('serviceDisconnectInserted')
        safety.state.isLocked = action.on
        return DONE
      case 'proveTester':
        safety.proveTester()
        return DONE
      case 'repair':
        return repair(action.component, action.repair)
    }
  }

  function setPower(to: 'off' | 'on'): ActionOutcome {
    if (to === 'on' && safety.state.isKeyAway) return refused('keyAway')
    if (to === 'on' && !body.isAwake) return refused('noSupply')
    if (to === 'off' && isMoving(physics)) return refused('moving')
    signals.isPowerOn = to === 'on'
    if (to === 'off') signals.selector = 'P'
    return DONE
  }

  function select(to: CarView['selector']): ActionOutcome {
    if (!signals.isPowerOn) return refused('powerIsOff')
    if ((to === 'D' || to === 'R') && !signals.isReady) return refused('notReady')
    if ((to === 'P' || to === 'R' || (to === 'D' && signals.selector === 'R')) && isMoving(physics))
      return refused('moving')
    signals.selector = to
    return DONE
  }

  function setServiceDisconnect(isInserted: boolean): ActionOutcome {
    if (isInserted === !safety.state.isServiceDisconnectOut) return DONE
    if (isInserted && safety.state.isLocked) return refused('lockedOut')
    network.setClosed(wires.disconnect, isInserted)
    network.setClosed(wires.disconnectInterlock, isInserted)
    safety.state.isServiceDisconnectOut = !isInserted
    const volts = Math.round(Math.abs(network.voltsBetween(wires.packPlus, wires.packMinus)))
    const at = 'serviceDisconnect'
    const missing = safety.missingBeforeDisconnect().filter((step) => !isInserted || AT_INSERTING.has(step))
    if (missing.length === 0) return DONE
    const kind = missing.includes('gloves') ? 'liveContact' : 'workWithoutIsolation'
    return hazard({ kind, at, volts, missing })
  }

  function repair(componentId: string, repairId: string): ActionOutcome {
    const component = COMPONENTS.find(({ id }) => id === componentId)
    if (component === undefined) return refused('unknownComponent')
    const chosen = component.repairs.find(({ id }) => id === repairId)
    if (chosen === undefined) return refused('unknownRepair')
    if (isMoving(physics)) return refused('moving')
    const volts = busVolts()
    const missing = component.isHighVoltage ? safety.missing(tick(), volts) : []
    if (missing.length > 0) {
      return hazard({ kind: 'workWithoutIsolation', at: componentId, volts: Math.round(volts), missing })
    }
    applyRepair(physics, chosen)
    repairs.push({ component: componentId, repair: repairId })
    return DONE
  }

  function measure({ instrument, red, black }: Measurement): MeasurementOutcome {
    if (!isPoint(red) || !isPoint(black)) return refused('unknownPoint')
    if (red === black) return refused('samePoint')
    const nodes = [network.node(red), network.node(black)] as const
    const touched = [red, black].filter((point) => highVoltagePoints.has(point))
    if (instrument === 'insulationTester' && !isForInsulation(red, black)) return refused('notForLowVoltage')
    if (touched.length > 0) {
      const probed = voltmeterVolts(network, ...nodes)
      const live = instrument === 'voltmeter' ? liveContact(touched) : resistanceHazard(instrument, touched[0], probed)
      if (live !== undefined) return live
    }
    if (instrument === 'voltmeter') noteForSafety(red, black, voltmeterVolts(network, ...nodes))
    return { kind: 'reading', reading: read(network, instrument, ...nodes) }
  }

  const isPoint = (id: string) => MODEL.points.some((point) => point.id === id)

  /** Its 500 V are for insulation of the high-voltage system only. */
  function isForInsulation(red: string, black: string): boolean {
    const isFit = (point: string) => highVoltagePoints.has(point) || point === 'chassis'
    return isFit(red) && isFit(black)
  }

  function liveContact(touched: readonly string[]): MeasurementOutcome | undefined {
    if (safety.state.hasGloves) return undefined
    const nodes = [REFERENCE, ...touched.map((point) => network.node(point))]
    let volts = 0
    for (const a of nodes) for (const b of nodes) volts = Math.max(volts, network.voltsBetween(a, b))
    if (volts <= SAFE_VOLTS) return undefined
    return hazard({ kind: 'liveContact', at: touched[0], volts: Math.round(volts), missing: ['gloves'] })
  }

  /** The battery's halves stay live behind the service disconnect: there no isolation helps. */
  function resistanceHazard(
    instrument: Measurement['instrument'],
    at: string,
    probedVolts: number,
  ): MeasurementOutcome | undefined {
    const volts = Math.max(busVolts(), Math.abs(probedVolts))
    const missing = safety.missing(tick(), volts)
    if (missing.length === 0) return undefined
    const kind = instrument === 'insulationTester' ? 'liveInsulationTest' : 'workWithoutIsolation'
    return hazard({ kind, at, volts: Math.round(volts), missing })
  }

  function noteForSafety(red: string, black: string, volts: number): void {
    const redSide = sides.get(red)
    const blackSide = sides.get(black)
    if (redSide !== undefined && blackSide !== undefined) safety.noteMeasurement([redSide, blackSide], volts, tick())
  }

  function judge(): void {
    safety.state.isPowerOff = !signals.isPowerOn
    safety.update(tick())
  }

  return {
    act(action) {
      const outcome = perform(action)
      judge()
      return outcome
    },
    measure,
    applyPedals,
    judge,
    waitingLeftS() {
      const waitedS = safety.secondsSinceIsolation(tick())
      return waitedS === null ? null : Math.max(0, HV_WAITING_TIME_S - waitedS)
    },
    seen: () => ({
      chargerPlugged: isPlugIn(),
      pedal: { ...pedal },
      safety: {
        gloves: safety.state.hasGloves,
        barrier: safety.state.hasBarrier,
        keyAway: safety.state.isKeyAway,
        battery12VConnected: !safety.state.isBattery12VOff,
        serviceDisconnectInserted: !safety.state.isServiceDisconnectOut,
        lockout: safety.state.isLocked,
        testerProvings: safety.testerProvings,
        testerProvingsSinceIsolation: safety.testerProvingsSinceIsolation,
        secondsSinceIsolation: safety.secondsSinceIsolation(tick()),
      },
      repairs: repairs.map((done) => ({ ...done })),
    }),
    numbers: () => [pedal.accelerator, pedal.brake, ...safety.numbers()],
  }
}

/** A Hall sensor gives from 15 to 85 % of its supply, as of the step before; the second track half of it. */
function hallTrack(network: Network, part: string, number: string, share: number): (travel: number) => void {
  const supply = network.node(`${part}.supply${number}`)
  const ground = network.node(`${part}.ground${number}`)
  const wiper = network.branch(`${part}.wiper${number}`)
  return (travel) => {
    network.setVolts(wiper, share * network.voltsBetween(supply, ground) * (0.15 + 0.7 * travel))
  }
}

const DONE: ActionOutcome = { kind: 'done' }
const refused = (reason: Refusal) => ({ kind: 'refused', reason }) as const
const hazard = (what: Hazard) => ({ kind: 'hazard', hazard: what }) as const
/** NaN counts as nothing. */
const clampUnit = (value: number) => (value > 0 ? Math.min(1, value) : 0)
