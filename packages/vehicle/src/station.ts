/**
 * A car of any model as a station: its control units on the bus, the doors for tools, the gateway's DoIP, the state hash.
 * What is one model's own (physics, wiring, units, data) comes in as `StationParts`; a model's `station.ts` puts it together.
 *
 * A step lets a person's hands and feet act, solves the physical state, and then lets the control units sense it and
 * decide: so what they tell is what a meter reads. What they decide acts in the next step.
 * Wall time is taken only for the timers of protocols and touches no state that a replay compares.
 */
import type { CanBus, SeparableCanBus } from '@luban/protocols/can/bus'
import { createDoipGateway, type DoipTarget } from '@luban/protocols/doip/session'
import { POWER_MODE } from '@luban/protocols/doip/tables'
import { createElm327 } from '@luban/protocols/elm327/session'
import { OBD_FUNCTIONAL_ID, OBD_FUNCTIONAL_ID_29, obdIds29 } from '@luban/protocols/isotp/tables'
import type { ObdEcu } from '@luban/protocols/obd/ecu'
import type { UdsEcu } from '@luban/protocols/uds/ecu'
import { RESET } from '@luban/protocols/uds/tables'
import type { Car, CarModel, CarOptions, CarView, Connection, FaultInfo } from './car.ts'
import { createDiagnosticClient } from './diagnostic-client.ts'
import type { DtcEngine } from './ecus/dtc-engine.ts'
import { createEcu, type Ecu } from './ecus/ecu.ts'
import { createGatewayFilter, type DiagnosticPair, type GatewayFilter } from './ecus/gateway-filter.ts'
import type { FaultChanges } from './fault.ts'
import type { CanLines } from './harness/can-lines.ts'
import type { Network } from './network/network.ts'
import type { Person } from './person.ts'
import type { ScopeSettings } from './scope/capture.ts'
import type { FastDrive } from './scope/fast-drive.ts'
import { beginCapture } from './scope/scope.ts'
import { createStateHash, type StateHash } from './state-hash.ts'
import { entityIdOf } from './vin.ts'

/** What the regulator of an ELM327 for 5 V needs. */
const ADAPTER_VOLTS_MIN = 6.5
/** requestSeed of the level that lets a tester write through a filtering gateway. */
const GATEWAY_LEVEL = 0x01
/** A request and its answer on a CAN bus of 500 kbit/s, and a control unit that looks for requests every few ms. */
const GATEWAY_DELAY_MS = 4
/**
 * What counts as a warm-up for ageing: an engine that has grown so much warmer since it started, and so warm (UN Regulation
 * 154). Where there is none, an operation cycle of ten minutes.
 */
const WARM_UP_RISE_K = 22
const WARM_UP_DEG_C = 70
const WARM_UP_S = 600
const WARM_UP_LOOK_STEPS = 10

/** A control unit as a station needs it. Units are in the order in which they took their places on the CAN wires. */
export type StationUnit = {
  readonly id: string
  readonly uds: UdsEcu
  readonly obd?: ObdEcu
  readonly dtcs: DtcEngine
  /** It takes part in the traffic: its operation cycle runs. */
  isUp(): boolean
  /** Of the coolant, as it knows it, while the engine runs. Absent in a car without engine. */
  runningDegC?(): number | undefined
  /** It answers a tester whom it hears. */
  hasSupply(): boolean
  /** After its operation cycle has begun. */
  cycleStarted?(): void
  /** Without supply, what a tester forbade or allowed is forgotten. */
  forget(): void
}

/** The one behind whose doors the others are. */
export type StationGateway = {
  readonly id: string
  hears(unit: string): boolean
  hearsAll(): boolean
}

export type StationParts = {
  readonly model: CarModel
  readonly vin: string
  readonly faults: readonly FaultInfo[]
  readonly faultChanges: FaultChanges
  readonly bus: SeparableCanBus
  readonly chargingBus?: CanBus
  readonly chargingSenders?: ReadonlySet<string>
  readonly network: Network
  readonly lines: CanLines
  readonly units: readonly StationUnit[]
  readonly gateway: StationGateway
  /** Called for each unit after each step: whether what it sends unasked reaches the diagnosis connector. */
  setSpeaking(unit: string, isHeard: boolean): void
  readonly person: Person
  /** Solves the physical state. */
  stepPhysics(tick: number): void
  /** Every unit in turn, each hearing those before it. */
  stepUnits(tick: number): void
  /** Frames that units send unasked. */
  broadcast(tick: number, nowMs: number): void
  isIgnitionOn(): boolean
  /** What moves faster than a step, beside the bus; none when nothing is said. */
  fastDrives?(): FastDrive[]
  view(): CarView
  /** Everything of the model's own that the next step depends on. */
  hash(into: StateHash): void
}

/** `cycleSteps`: since its operation cycle began or ended. `coldestDegC`: of the running engine, in this cycle. */
type Running = {
  readonly unit: StationUnit
  readonly place: number
  readonly ecu: Ecu
  isInCycle: boolean
  cycleSteps: number
  coldestDegC: number
  hasWarmedUp: boolean
}

function forgetDrive(run: Running): void {
  run.cycleSteps = 0
  run.coldestDegC = Number.POSITIVE_INFINITY
  run.hasWarmedUp = false
}

/** Only a key-off-on reset is a key cycle to the unit's codes; the loader has none. */
function withKeyOffOnReset(uds: UdsEcu, turnKey: () => void): UdsEcu {
  const reset = uds.resets.get(RESET.keyOffOnReset)
  if (reset === undefined) return uds
  const run = (nowMs: number) => {
    reset.run(nowMs)
    turnKey()
  }
  return { ...uds, resets: new Map([...uds.resets, [RESET.keyOffOnReset, { ...reset, run }]]) }
}

const NOBODY_THERE: Connection = { receive() {}, service() {}, close() {} }

export function createStation(parts: StationParts, options: CarOptions): Car {
  const { model, vin, bus, network, lines, person, gateway } = parts
  const { broadcast: isBroadcasting = true, settings = {} } = options
  const hasFd = settings.hasCanFd === true
  /** Units that wait for something: most of a hundred cars in a thread have none, and need not be fetched from memory. */
  const awake = new Set<Ecu>()
  const running = parts.units.map(
    (unit, place): Running => ({
      unit,
      place,
      ecu: ecuOf(unit, () => turnKey(running[place])),
      isInCycle: false,
      cycleSteps: 0,
      coldestDegC: Number.POSITIVE_INFINITY,
      hasWarmedUp: false,
    }),
  )
  const gatewayPlace = parts.units.findIndex(({ id }) => id === gateway.id)
  const gatewayUnit = parts.units[gatewayPlace]
  const diagnosisSupply = network.node('diagnosis.16')
  const warmUpSteps = (1000 * WARM_UP_S) / model.stepMs
  let lastMs = 0
  let adapters = 0
  let isServing = false
  const faults = [...parts.faults]
  const placeOfSender = new Map(parts.units.map(({ id }, place) => [id, place]))

  const filter = settings.hasFilteringGateway ? filterOf(running[gatewayPlace].ecu) : undefined
  if (filter !== undefined) bus.separate(filter)

  /** Only timers of wall time send meanwhile, at no tick of the replay: they load the wires for nobody. */
  bus.record((frame, sender) => {
    if (!isServing) lines.carry(placeOfSender.get(sender) ?? parts.units.length, frame)
  })

  function beginScope(settings: ScopeSettings): ReturnType<Car['beginScope']> {
    const danger = person.touch(settings.channels.map(({ red, black }) => [red, black]))
    if (danger !== undefined) return danger
    const drives = [...lines.drives(), ...(parts.fastDrives?.() ?? [])]
    return { kind: 'capture', capture: beginCapture({ network, drives }, settings) }
  }

  function infoOf(id: string) {
    const info = model.ecus.find((ecu) => ecu.id === id)
    if (info === undefined) throw new RangeError(`the model has no control unit "${id}"`)
    return info
  }

  /** Undefined: it has no identifiers of 29 bits. */
  function obdAddressOf(id: string): number | undefined {
    return settings.hasObdOn29Bits ? infoOf(id).obdAddress : undefined
  }

  function diagnosticPairs(): DiagnosticPair[] {
    return model.ecus.flatMap(({ id: unit, requestId, responseId }) => {
      const address = obdAddressOf(unit)
      const legislated = address === undefined ? [] : [{ unit, ...obdIds29(address), isExtended: true }]
      return [{ unit, requestId, responseId, isExtended: false }, ...legislated]
    })
  }

  function filterOf(ecu: Ecu): GatewayFilter {
    return createGatewayFilter({
      gateway: gateway.id,
      units: new Set(placeOfSender.keys()),
      pairs: diagnosticPairs(),
      functional: [
        { id: OBD_FUNCTIONAL_ID, isExtended: false },
        ...(settings.hasObdOn29Bits ? [{ id: OBD_FUNCTIONAL_ID_29, isExtended: true }] : []),
      ],
      port: bus.attach(gateway.id, () => {}, { ids: [] }),
      hasFd,
      hasSupply: () => gatewayUnit.hasSupply(),
      isUnlocked: () => ecu.uds.isUnlocked(GATEWAY_LEVEL) || ecu.uds.isAuthenticated(),
    })
  }

  function ecuOf({ id, obd, ...unit }: StationUnit, turnKey: () => void): Ecu {
    const uds = withKeyOffOnReset(unit.uds, turnKey)
    const { requestId, responseId } = infoOf(id)
    const obdAddress = obdAddressOf(id)
    const legislated = obdAddress === undefined ? undefined : { obdAddress }
    const onAwake = () => void awake.add(ecu)
    const ecu = createEcu({
      name: id,
      bus,
      requestId,
      responseId,
      uds,
      ...(obd && { obd }),
      ...legislated,
      hasFd,
      onAwake,
    })
    ecu.isOnline = false
    return ecu
  }

  /** A unit that wakes begins an operation cycle; one that sleeps ends it. */
  function followCycle(run: Running): void {
    const { unit } = run
    const isUp = unit.isUp()
    run.cycleSteps++
    if (isUp && run.cycleSteps % WARM_UP_LOOK_STEPS === 0) watchWarmUp(run)
    if (isUp === run.isInCycle) return
    if (isUp) beginCycle(run)
    else endCycle(run)
  }

  function beginCycle(run: Running): void {
    run.unit.dtcs.startOperationCycle()
    run.unit.cycleStarted?.()
    run.isInCycle = true
    forgetDrive(run)
  }

  function endCycle(run: Running): void {
    const { unit } = run
    unit.dtcs.endOperationCycle(unit.runningDegC ? run.hasWarmedUp : run.cycleSteps > warmUpSteps)
    run.isInCycle = false
    forgetDrive(run)
  }

  /** As for the unit's own reset the key went off and on: one operation cycle is over, and another begins. */
  function turnKey(run: Running): void {
    if (!run.isInCycle) return
    endCycle(run)
    beginCycle(run)
  }

  function watchWarmUp(run: Running): void {
    const degC = run.unit.runningDegC?.()
    if (degC === undefined) return
    run.coldestDegC = Math.min(run.coldestDegC, degC)
    if (degC >= WARM_UP_DEG_C && degC - run.coldestDegC >= WARM_UP_RISE_K) run.hasWarmedUp = true
  }

  /** The last place on the wires is the diagnosis connector's. */
  const isHeardByTools = (place: number) => lines.hears(parts.units.length, place)

  /** One that answers no longer forgets its sessions. */
  function followSupply({ unit, place, ecu }: Running): void {
    const isSupplied = unit.hasSupply()
    parts.setSpeaking(unit.id, isSupplied && isHeardByTools(place))
    if (isSupplied === ecu.isOnline) return
    ecu.isOnline = isSupplied
    if (isSupplied) return
    ecu.reset()
    unit.forget()
    if (place === gatewayPlace) doip.switchOff()
  }

  function followUnits(): void {
    for (let i = 0; i < running.length; i++) {
      followCycle(running[i])
      followSupply(running[i])
    }
  }

  function serviceAwake(nowMs: number): void {
    for (const ecu of awake) {
      ecu.service(nowMs)
      if (ecu.isResting()) awake.delete(ecu)
    }
  }

  const doip = createDoipGateway({
    vin,
    eid: entityIdOf(vin),
    gid: entityIdOf(vin),
    logicalAddress: infoOf(gateway.id).logicalAddress,
    functional: model.functionalLogicalAddress,
    responseDelayMs: options.gatewayDelay === 'real' ? GATEWAY_DELAY_MS : 0,
    requiresTls: () => settings.requiresTls === true,
    powerMode: () => (gateway.hearsAll() ? POWER_MODE.ready : POWER_MODE.notReady),
    targets: new Map(running.map((run) => [infoOf(run.unit.id).logicalAddress, doipTarget(run)])),
  })
  const relayed = createDiagnosticClient(bus, gateway.id, model.ecus)
  const diagnosticRecorders: Parameters<Car['recordDiagnostics']>[0][] = []

  /** What is for one unit goes over the bus like any tester's; the rest never was on it and is recorded here. */
  function doipTarget({ unit: { id }, ecu }: Running): DoipTarget {
    return {
      isReachable: () => id === gateway.id || gateway.hears(id),
      request(message, nowMs, respond, addressing) {
        const refusal = filter?.refusalOf(id, message)
        if (refusal !== undefined) {
          if (addressing === 'physical') respond(refusal)
          return
        }
        if (addressing === 'physical' && id !== gateway.id) {
          relayed.request(id, message, nowMs, (response) => respond(response))
          return
        }
        ecu.request(message, addressing, nowMs, (response) => {
          for (const record of diagnosticRecorders) record(id, message, response, nowMs)
          respond(response)
        })
      },
    }
  }

  function followWires(): void {
    for (let i = 0; i < running.length; i++) lines.setAwake(i, running[i].unit.hasSupply())
    lines.step()
  }

  network.step() // So that a meter reads a car that has stood, not one that was never solved.
  followWires()
  parts.stepUnits(0)
  followUnits()

  const car: Car & { tick: number } = {
    model,
    faults,
    vin,
    bus,
    ...(parts.chargingBus && { chargingBus: parts.chargingBus }),
    ...(parts.chargingSenders && { chargingSenders: parts.chargingSenders }),
    tick: 0,
    step() {
      person.applyPedals()
      parts.stepPhysics(car.tick)
      followWires()
      parts.stepUnits(car.tick)
      followUnits()
      person.judge()
      if (isBroadcasting) parts.broadcast(car.tick, lastMs)
      car.tick++
    },
    service(nowMs) {
      lastMs = nowMs
      isServing = true
      if (awake.size > 0) serviceAwake(nowMs)
      relayed.service(nowMs)
      filter?.service(nowMs)
      isServing = false
    },
    isResting: () => awake.size === 0 && relayed.isResting() && filter === undefined,
    act: person.act,
    inject(id) {
      const fault = parts.faultChanges.inject(id)
      faults.push(fault)
      return fault
    },
    clear: parts.faultChanges.clear,
    measure: person.measure,
    beginScope,
    view: parts.view,
    waitingLeftS: person.waitingLeftS,
    isIsolated: person.isIsolated,
    stateHash() {
      const hash = createStateHash()
      for (const array of network.state()) hash.add(array)
      hash.add(lines.heard)
      hash.addNumbers([car.tick, ...person.numbers()])
      parts.hash(hash)
      for (const { unit } of running) for (const array of Object.values(unit.dtcs.state)) hash.add(array)
      return hash.text()
    },
    openTester: (name) => createDiagnosticClient(bus, name, model.ecus),
    plugElm327(side, nowMs) {
      lastMs = nowMs
      return createElm327({
        bus,
        name: `elm327 #${++adapters}`,
        send: (bytes) => side.send(bytes),
        adapterDelay: options.adapterDelay ?? 'none',
        isSupplied: () => network.volts(diagnosisSupply) > ADAPTER_VOLTS_MIN,
        readVolts: () => network.volts(diagnosisSupply),
        isIgnitionOn: parts.isIgnitionOn,
      })
    },
    connectDoip(side, nowMs, isSecure) {
      if (gatewayUnit.hasSupply()) return doip.connect(side, nowMs, isSecure)
      side.close()
      return NOBODY_THERE
    },
    doipDatagram: (bytes) => (gatewayUnit.hasSupply() ? doip.datagram(bytes) : undefined),
    doipAnnouncement: () => doip.announcement(),
    recordDiagnostics(recorder) {
      diagnosticRecorders.push(recorder)
    },
  }
  return car
}
