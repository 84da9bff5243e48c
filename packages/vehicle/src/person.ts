/**
 * What a person does at a car, with hands and meters: drives, isolates, measures, repairs; and what that risks.
 *
 * A hazard is judged from deeds and from the solved state at that moment (see ./safety.ts). An action that is a hazard has
 * been done, and a repair under it has not: nobody finishes such a job. A car without high voltage knows no hazard.
 */
import type {
  ActionOutcome,
  CarAction,
  CarModel,
  CarView,
  ChargerType,
  DriveMode,
  Hazard,
  IsolationStep,
  Measurement,
  MeasurementOutcome,
  OwnEyes,
  Refusal,
} from './car.ts'
import { clampUnit } from './curve.ts'
import { createProfile, type Driving, type ProfileId } from './cycles/profile.ts'
import type { Connectors } from './harness/connectors.ts'
import type { Interchange } from './harness/interchange.ts'
import { read, readClamp, readGauge, readThermometer, voltmeterVolts } from './instruments.ts'
import { type BranchIndex, type Network, type NodeIndex, REFERENCE } from './network/network.ts'
import { createPrecautions } from './precautions.ts'
import { type BusSide, createSafetyJudge, SAFE_VOLTS, type SafetyJudge } from './safety.ts'

/** What inserting the service disconnect asks for: it goes back in any order, but never onto a car that is on. */
const AT_INSERTING: ReadonlySet<IsolationStep> = new Set(['gloves', 'powerOff'])

export type Person = {
  act(action: CarAction): ActionOutcome
  measure(measurement: Measurement): MeasurementOutcome
  /** Puts the tips of a scope on points, pair by pair; undefined when nothing speaks against it. */
  touch(pairs: readonly (readonly [string, string])[]): Exclude<ActionOutcome, { kind: 'done' }> | undefined
  /** Before the network is solved: feet on the pedals. */
  applyPedals(): void
  /** After a step: what the isolation has come to. */
  judge(): void
  waitingLeftS(): number | null
  /** Proven so: work on high voltage would be no error now. */
  isIsolated(): boolean
  seen(): OwnEyes
  numbers(): readonly number[]
}

/** Levers, buttons and pedals, which every model has in its own way. A refusal says why nothing happened. */
export type Controls = {
  isMoving(): boolean
  isPowerOn(): boolean
  power(to: 'off' | 'on'): Refusal | undefined
  start(): Refusal | undefined
  select(to: CarView['selector']): Refusal | undefined
  /** Undefined where there is no dial for it. */
  readonly driveMode?: { turn(to: DriveMode): void; dial(): DriveMode }
  /** For whoever drives it by a profile; undefined where nobody can. */
  readonly driving?: Driving
  /** In every step. 0 to 1. */
  pedals(accelerator: number, brake: number): void
  /** Undefined where there is nothing to plug in. */
  readonly charger?: { plug(isPlugged: boolean, type: ChargerType): Refusal | undefined; isPlugged(): boolean }
}

/** Where high voltage is, and how it is cut off. */
export type HighVoltage = {
  /** Both sides of the bus at its capacitor, and of the battery behind the contactors. */
  readonly bus: readonly [plus: NodeIndex, minus: NodeIndex]
  readonly battery: readonly [plus: NodeIndex, minus: NodeIndex]
  /** Points where an absence-of-voltage test counts. */
  readonly sides: ReadonlyMap<string, BusSide>
  /** Contacts of the service disconnect, its interlock included. */
  readonly disconnect: readonly BranchIndex[]
}

/** By the ids of the model's hoses. */
export type Hoses = ReadonlyMap<string, { pinch(isPinched: boolean): void; isPinched(): boolean }>

export type PersonParts = {
  readonly model: CarModel
  readonly network: Network
  readonly controls: Controls
  /** The clamp of the 12 V battery. */
  readonly clamp: BranchIndex
  readonly highVoltage?: HighVoltage
  readonly connectors: Connectors
  /** Pascal at each gauge point of the model. */
  readonly gaugesPa?: ReadonlyMap<string, () => number>
  /** And what each surface of the model has. */
  readonly surfacesDegC?: ReadonlyMap<string, () => number>
  readonly hoses?: Hoses
  readonly interchange?: Interchange
  /** Puts right what a repair of a component puts right; both are known to the model. */
  repair(component: string, repair: string): void
}

export function createPerson(parts: PersonParts): Person {
  const { model, network, controls, highVoltage, connectors } = parts
  const safety = createSafetyJudge({ waitingTimeS: model.hvWaitingTimeS, stepS: model.stepMs / 1000 })
  const precautions = createPrecautions()
  const highVoltagePoints = new Set(model.points.flatMap(({ id, isHighVoltage }) => (isHighVoltage ? [id] : [])))
  const points = new Set(model.points.map(({ id }) => id))
  const wires = new Set(network.branches.filter((name) => name.startsWith('wire.')))
  const repairs: { component: string; repair: string }[] = []
  const pedal = { accelerator: 0, brake: 0 }
  const profile = controls.driving && createProfile(controls.driving, model.stepMs / 1000)
  let tick = 0

  const isPlugIn = () => controls.charger?.isPlugged() ?? false

  /** The most that two hands could find on the bus or between it and the chassis. */
  function busVolts(): number {
    if (highVoltage === undefined) return 0
    const [plus, minus] = highVoltage.bus
    const toChassis = Math.max(Math.abs(network.volts(plus)), Math.abs(network.volts(minus)))
    return Math.max(toChassis, Math.abs(network.voltsBetween(plus, minus)))
  }

  function perform(action: CarAction): ActionOutcome {
    switch (action.kind) {
      case 'power':
        if (action.to === 'on' && safety.state.isKeyAway) return refused('keyAway')
        return outcomeOf(controls.power(action.to))
      case 'start':
        if (controls.isPowerOn() && isPlugIn()) return refused('chargerPlugged')
        return outcomeOf(controls.start())
      case 'pedal':
        profile?.end()
        pedal.accelerator = clampUnit(action.accelerator)
        pedal.brake = clampUnit(action.brake)
        return DONE
      case 'profile':
        return driveBy(action.profile)
      case 'selector':
        return outcomeOf(controls.select(action.to))
      case 'driveMode':
        if (controls.driveMode === undefined) return refused('notOnThisCar')
        controls.driveMode.turn(action.to)
        return DONE
      case 'charger':
        return plugCharger(action.plugged, action.type ?? 'ac')
      case 'repair':
        return repair(action.component, action.repair)
      case 'serviceDisconnect':
        return setServiceDisconnect(action.inserted)
      case 'connector':
        return setConnector(action.connector, action.plugged)
      case 'hose':
        return pinchHose(action.hose, action.pinched)
      case 'swap':
        return swap(action.one, action.other, action.swapped)
      case 'precaution':
        if (highVoltage === undefined) return refused('notOnThisCar')
        precautions.take(action.precaution, action.taken, safety.missing(tick, busVolts()).length === 0)
        return DONE
      default:
        return secure(action, safety)
    }
  }

  /** Deeds that only secure the car. */
  function secure(action: Securing, { state }: SafetyJudge): ActionOutcome {
    switch (action.kind) {
      case 'takeKeyAway':
      case 'bringKeyBack':
        state.isKeyAway = action.kind === 'takeKeyAway'
        return DONE
      case 'gloves':
        state.hasGloves = action.on
        return DONE
      case 'barrier':
        state.hasBarrier = action.on
        return DONE
      case 'battery12V':
        network.setClosed(parts.clamp, action.connected)
        state.isBattery12VOff = !action.connected
        return DONE
      case 'lockout':
        if (highVoltage === undefined) return refused('notOnThisCar')
        if (action.on && !state.isServiceDisconnectOut) return refused('serviceDisconnectInserted')
        state.isLocked = action.on
        return DONE
      case 'proveTester':
        safety.proveTester()
        return DONE
    }
  }

  function driveBy(id: ProfileId | 'off'): ActionOutcome {
    if (profile === undefined || controls.driving === undefined) return refused('notOnThisCar')
    if (id === 'off') {
      if (profile.isOn()) pedal.accelerator = pedal.brake = 0
      profile.end()
      return DONE
    }
    if (!controls.driving.isInDrive()) return refused('notInDrive')
    profile.begin(id)
    return DONE
  }

  function plugCharger(isPlugged: boolean, type: ChargerType): ActionOutcome {
    if (controls.charger === undefined) return refused('notOnThisCar')
    if (controls.isMoving()) return refused('moving')
    return outcomeOf(controls.charger.plug(isPlugged, type))
  }

  function setServiceDisconnect(isInserted: boolean): ActionOutcome {
    if (highVoltage === undefined) return refused('notOnThisCar')
    if (isInserted === !safety.state.isServiceDisconnectOut) return DONE
    if (isInserted && safety.state.isLocked) return refused('lockedOut')
    for (const branch of highVoltage.disconnect) network.setClosed(branch, isInserted)
    safety.state.isServiceDisconnectOut = !isInserted
    const volts = Math.round(Math.abs(network.voltsBetween(...highVoltage.battery)))
    const at = 'serviceDisconnect'
    const missing = safety.missingBeforeDisconnect().filter((step) => !isInserted || AT_INSERTING.has(step))
    if (!isInserted) precautions.noteDisconnect()
    if (missing.length === 0) return DONE
    const kind = missing.includes('gloves') ? 'liveContact' : 'workWithoutIsolation'
    return hazard({ kind, at, volts, missing })
  }

  function repair(componentId: string, repairId: string): ActionOutcome {
    const component = model.components.find(({ id }) => id === componentId)
    if (component === undefined) return refused('unknownComponent')
    if (!component.repairs.some(({ id }) => id === repairId)) return refused('unknownRepair')
    if (parts.interchange?.isAway(componentId)) return refused('inAnotherPlace')
    if (controls.isMoving()) return refused('moving')
    const danger = component.isHighVoltage ? workHazard(componentId) : undefined
    if (danger !== undefined) return danger
    parts.repair(componentId, repairId)
    repairs.push({ component: componentId, repair: repairId })
    return DONE
  }

  /** Pulling a high-voltage plug and plugging it in again: work on high voltage, both. */
  function setConnector(id: string, isPlugged: boolean): ActionOutcome {
    const connector = connectors.find(id)
    if (connector === undefined) return refused('unknownConnector')
    if (connectors.isPlugged(id) === isPlugged) return DONE
    if (controls.isMoving()) return refused('moving')
    const danger = connector.isHighVoltage ? workHazard(id) : undefined
    if (danger !== undefined) return danger
    connectors.set(id, isPlugged)
    return DONE
  }

  function pinchHose(id: string, isPinched: boolean): ActionOutcome {
    const hose = parts.hoses?.get(id)
    if (hose === undefined) return refused('unknownHose')
    if (controls.isMoving()) return refused('moving')
    hose.pinch(isPinched)
    return DONE
  }

  function swap(one: string, other: string, isSwapped: boolean): ActionOutcome {
    const { interchange } = parts
    if (!interchange?.areAlike(one, other)) return refused('notAlike')
    if (interchange.areSwapped(one, other) === isSwapped) return DONE
    if (isSwapped && (interchange.isAway(one) || interchange.isAway(other))) return refused('inAnotherPlace')
    if (controls.isMoving()) return refused('moving')
    interchange.exchange(one, other)
    return DONE
  }

  function workHazard(at: string): ActionOutcome | undefined {
    const volts = busVolts()
    const missing = safety.missing(tick, volts)
    precautions.noteWork()
    return missing.length > 0
      ? hazard({ kind: 'workWithoutIsolation', at, volts: Math.round(volts), missing })
      : undefined
  }

  function measure(measurement: Measurement): MeasurementOutcome {
    switch (measurement.instrument) {
      case 'clamp':
        if (!wires.has(measurement.wire)) return refused('unknownWire')
        return { kind: 'reading', reading: readClamp(network, network.branch(measurement.wire)) }
      case 'gauge': {
        const pressurePa = parts.gaugesPa?.get(measurement.point)
        return pressurePa === undefined
          ? refused('unknownPoint')
          : { kind: 'reading', reading: readGauge(pressurePa()) }
      }
      case 'thermometer': {
        const degC = parts.surfacesDegC?.get(measurement.surface)
        return degC === undefined ? refused('unknownPoint') : { kind: 'reading', reading: readThermometer(degC()) }
      }
      default:
        return measureBetween(measurement)
    }
  }

  type Probing = Extract<Measurement, { red: string }>

  function measureBetween({ instrument, red, black }: Probing): MeasurementOutcome {
    const reason = notProbed(red, black)
    if (reason !== undefined) return refused(reason)
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

  function notProbed(red: string, black: string): Refusal | undefined {
    if (!points.has(red) || !points.has(black)) return 'unknownPoint'
    return red === black ? 'samePoint' : undefined
  }

  function touch(pairs: readonly (readonly [string, string])[]) {
    for (const [red, black] of pairs) {
      const reason = notProbed(red, black)
      if (reason !== undefined) return refused(reason)
    }
    return liveContact(pairs.flat().filter((point) => highVoltagePoints.has(point)))
  }

  /** Its 500 V are for insulation of the high-voltage system only. */
  function isForInsulation(red: string, black: string): boolean {
    const isFit = (point: string) => highVoltagePoints.has(point) || point === 'chassis'
    return isFit(red) && isFit(black)
  }

  function liveContact(touched: readonly string[]) {
    if (safety.state.hasGloves || touched.length === 0) return undefined
    const nodes = [REFERENCE, ...touched.map((point) => network.node(point))]
    let volts = 0
    for (const a of nodes) for (const b of nodes) volts = Math.max(volts, network.voltsBetween(a, b))
    if (volts <= SAFE_VOLTS) return undefined
    return hazard({ kind: 'liveContact', at: touched[0], volts: Math.round(volts), missing: ['gloves'] })
  }

  /** The battery's halves stay live behind the service disconnect: there no isolation helps. */
  function resistanceHazard(
    instrument: Probing['instrument'],
    at: string,
    probedVolts: number,
  ): MeasurementOutcome | undefined {
    const volts = Math.max(busVolts(), Math.abs(probedVolts))
    const missing = safety.missing(tick, volts)
    if (missing.length === 0) return undefined
    const kind = instrument === 'insulationTester' ? 'liveInsulationTest' : 'workWithoutIsolation'
    return hazard({ kind, at, volts: Math.round(volts), missing })
  }

  /** A point behind a pulled plug says nothing about the bus. */
  function noteForSafety(red: string, black: string, volts: number): void {
    if (connectors.isApart(red) || connectors.isApart(black)) return
    const redSide = highVoltage?.sides.get(red)
    const blackSide = highVoltage?.sides.get(black)
    if (redSide !== undefined && blackSide !== undefined) safety.noteMeasurement([redSide, blackSide], volts, tick)
  }

  function judge(): void {
    safety.state.isPowerOff = !controls.isPowerOn()
    safety.state.isUnplugged = !isPlugIn()
    if (safety.update(tick) === 'ended') precautions.lapse()
  }

  return {
    act(action) {
      const outcome = perform(action)
      judge()
      const remarks = precautions.remarks()
      return outcome.kind === 'done' && remarks.length > 0 ? { kind: 'done', remarks } : outcome
    },
    measure,
    touch,
    applyPedals() {
      profile?.step(pedal)
      controls.pedals(pedal.accelerator, pedal.brake)
    },
    judge() {
      judge()
      tick++
    },
    waitingLeftS() {
      const waitedS = safety.secondsSinceIsolation(tick)
      return waitedS === null ? null : Math.max(0, model.hvWaitingTimeS - waitedS)
    },
    isIsolated: () => highVoltage !== undefined && safety.missing(tick, busVolts()).length === 0,
    seen: () => ({
      chargerPlugged: isPlugIn(),
      ...(controls.driveMode && { driveModeDial: controls.driveMode.dial() }),
      pedal: { ...pedal },
      profile: profile?.view() ?? null,
      safety: {
        gloves: safety.state.hasGloves,
        barrier: safety.state.hasBarrier,
        keyAway: safety.state.isKeyAway,
        battery12VConnected: !safety.state.isBattery12VOff,
        serviceDisconnectInserted: !safety.state.isServiceDisconnectOut,
        lockout: safety.state.isLocked,
        testerProvings: safety.testerProvings(),
        testerProvingsSinceIsolation: safety.testerProvingsSinceIsolation(),
        secondsSinceIsolation: safety.secondsSinceIsolation(tick),
        precautions: precautions.taken,
      },
      repairs: repairs.map((done) => ({ ...done })),
      unplugged: connectors.unplugged(),
      pinched: [...(parts.hoses ?? [])].flatMap(([id, hose]) => (hose.isPinched() ? [id] : [])),
      swapped: parts.interchange?.pairs() ?? [],
    }),
    numbers: () => [
      pedal.accelerator,
      pedal.brake,
      ...safety.numbers(),
      ...precautions.numbers(),
      ...connectors.numbers(),
      ...(profile?.numbers() ?? []),
      ...(parts.interchange?.numbers() ?? []),
    ],
  }
}

type Securing = Exclude<
  CarAction,
  {
    kind:
      | 'power'
      | 'start'
      | 'pedal'
      | 'profile'
      | 'selector'
      | 'driveMode'
      | 'charger'
      | 'repair'
      | 'serviceDisconnect'
      | 'connector'
      | 'hose'
      | 'swap'
      | 'precaution'
  }
>

const DONE: ActionOutcome = { kind: 'done' }
const refused = (reason: Refusal) => ({ kind: 'refused', reason }) as const
const outcomeOf = (refusal: Refusal | undefined): ActionOutcome => (refusal === undefined ? DONE : refused(refusal))
const hazard = (what: Hazard) => ({ kind: 'hazard', hazard: what }) as const
