/**
 * One car of this model, put together: physical state, control units, diagnostics, doors, safety, and the person.
 *
 * A step moves contactors, solves the physical state, and then lets the control units sense it and decide: so what
 * they tell is what a meter reads. What they decide acts in the next step. This file alone knows both sides: it joins the
 * units to the physical state by their wires (see ./wiring/), and hands on the units without it.
 * Wall time is taken only for the timers of protocols and touches no state that a replay compares.
 */
import { createCanBus } from '@luban/protocols/can/bus'
import { createDoipGateway, type DoipTarget } from '@luban/protocols/doip/session'
import { POWER_MODE } from '@luban/protocols/doip/tables'
import { createElm327 } from '@luban/protocols/elm327/session'
import { assert } from '@luban/stdx'
import type { Car, CarOptions, Connection } from '../../car.ts'
import { createDiagnosticClient } from '../../diagnostic-client.ts'
import { createEcu, type Ecu } from '../../ecus/ecu.ts'
import { createCanLines } from '../../harness/can-lines.ts'
import { createStateHash } from '../../state-hash.ts'
import { type Communicates, createBroadcast } from './broadcast.ts'
import { showDashboard } from './dashboard.ts'
import { obdOf, udsOf } from './diagnostics.ts'
import { createDtcEngines, monitorsOf } from './dtc-engines.ts'
import { BMS_DTCS, BODY_DTCS, DRIVE_DTCS, GATEWAY_DTCS } from './dtcs.ts'
import { createBms } from './ecus/bms.ts'
import { createBody } from './ecus/body.ts'
import { createDriveUnit } from './ecus/drive-unit.ts'
import { createGateway } from './ecus/gateway.ts'
import { createExchange, signalNumbers } from './ecus/signals.ts'
import { FAULTS } from './faults/all.ts'
import type { Fault } from './faults/fault.ts'
import { STEP_S } from './figures.ts'
import { HARNESS } from './harness.ts'
import { ECUS, FUNCTIONAL_LOGICAL_ADDRESS, MODEL } from './model.ts'
import { createPerson } from './person.ts'
import { createPhysics, type Physics } from './physics.ts'
import { ECU_IDS, type EcuId, type Systems } from './systems.ts'
import { entityIdOf, vinOf } from './vin.ts'
import { wireBms } from './wiring/bms.ts'
import { wireBody } from './wiring/body.ts'
import { wireDriveUnit } from './wiring/drive-unit.ts'
import { wireGateway } from './wiring/gateway.ts'

/** What the regulator of an ELM327 for 5 V needs. */
const ADAPTER_VOLTS_MIN = 6.5
/** A request and its answer on a CAN bus of 500 kbit/s, and a control unit that looks for requests every few ms. */
const GATEWAY_DELAY_MS = 4
/** An operation cycle of ten minutes counts as a warm-up for ageing. */
const WARM_UP_STEPS = 600 / STEP_S

export const createAtto3 = (options: CarOptions): Car => createAtto3With(options, (options.faults ?? []).map(findFault))

/** With faults that need not be in the catalogue. */
export function createAtto3With(options: CarOptions, faults: readonly Fault[]): Car {
  const { seed, broadcast: isBroadcasting = true, settings = {} } = options
  const vin = vinOf(seed)
  const physics = createPhysics(seed)
  start(physics, faults, settings)
  const { network } = physics
  const lines = createCanLines(network, CAN_NODES, CAN_BRANCHES)
  const { views, publish } = createExchange(physics.now.odometerM, (receiver, sender) =>
    lines.hears(CAN_PLACE[receiver], CAN_PLACE[sender]),
  )
  const bus = createCanBus()
  /** As testers have it (CommunicationControl), and as the wires then allow. */
  const communicates: Communicates = { bms: true, drive: true, body: true, gateway: true }
  const speaks: Communicates = { ...communicates }

  const diagnosisSupply = network.node('diagnosis.16')
  const dtcs = createDtcEngines((id) => systemsOf[id])
  const bms = createBms({ ...wireBms(physics), signals: views.bms, monitors: monitorsOf(BMS_DTCS, dtcs.bms) })
  const drive = createDriveUnit({
    ...wireDriveUnit(physics),
    signals: views.drive,
    monitors: monitorsOf(DRIVE_DTCS, dtcs.drive),
  })
  const body = createBody({ ...wireBody(physics), signals: views.body, monitors: monitorsOf(BODY_DTCS, dtcs.body) })
  const gateway = createGateway({
    ...wireGateway(physics),
    signals: views.gateway,
    monitors: monitorsOf(GATEWAY_DTCS, dtcs.gateway),
  })
  const asHeardBy = (id: EcuId): Systems => ({ vin, signals: views[id], dtcs, bms, drive, body, gateway })
  const systemsOf = {
    bms: asHeardBy('bms'),
    drive: asHeardBy('drive'),
    body: asHeardBy('body'),
    gateway: asHeardBy('gateway'),
  }
  const person = createPerson({ physics, signals: views.body, body, tick: () => tick })
  const units = ECU_IDS.map((id) => createUnit(id))
  const frames = createBroadcast(bus, systemsOf, speaks)
  let tick = 0
  let lastMs = 0
  let adapters = 0

  function createUnit(id: EcuId): Unit {
    const info = ECUS.find((candidate) => candidate.id === id)
    assert(info !== undefined)
    const obd = obdOf(id, systemsOf[id])
    const { requestId, responseId } = info
    const uds = udsOf(id, systemsOf[id], communicates)
    const ecu = createEcu({ name: id, bus, requestId, responseId, uds, ...(obd && { obd }) })
    ecu.isOnline = false
    return { id, ecu, isInCycle: false, cycleSteps: 0 }
  }

  const isUp = (id: EcuId) => (id === 'gateway' ? gateway.isUp : systemsOf.gateway[id].isAwake)
  const hasSupply = (id: EcuId) => (id === 'gateway' ? gateway.hasSupply : systemsOf.gateway[id].isAwake)
  /** The tool at the diagnosis connector, or the gateway for it, and the unit hear each other. */
  const isOnWires = (id: EcuId) =>
    lines.hears(CAN_PLACE[id], CAN_PLACE.gateway) && lines.hears(CAN_PLACE.gateway, CAN_PLACE[id])

  /** A unit that wakes begins an operation cycle; one that sleeps ends it. */
  function followCycle(unit: Unit): void {
    const isAwake = isUp(unit.id)
    unit.cycleSteps++
    if (isAwake === unit.isInCycle) return
    if (isAwake) dtcs[unit.id].startOperationCycle()
    else dtcs[unit.id].endOperationCycle(unit.cycleSteps > WARM_UP_STEPS)
    unit.isInCycle = isAwake
    unit.cycleSteps = 0
  }

  /** One that answers no longer forgets its sessions. The gateway answers in standby too. */
  function followSupply(unit: Unit): void {
    const isSupplied = hasSupply(unit.id)
    const isOnline = isSupplied && (unit.id === 'gateway' || isOnWires(unit.id))
    speaks[unit.id] = isOnline && communicates[unit.id]
    if (isOnline === unit.ecu.isOnline) return
    unit.ecu.isOnline = isOnline
    if (isSupplied) return
    unit.ecu.reset()
    communicates[unit.id] = true
    if (unit.id === 'gateway') doip.switchOff()
  }

  function followUnits(): void {
    for (let i = 0; i < units.length; i++) {
      followCycle(units[i])
      followSupply(units[i])
    }
  }

  const doip = createDoipGateway({
    vin,
    eid: entityIdOf(vin),
    gid: entityIdOf(vin),
    logicalAddress: logicalAddressOf('gateway'),
    functional: FUNCTIONAL_LOGICAL_ADDRESS,
    responseDelayMs: options.gatewayDelay === 'real' ? GATEWAY_DELAY_MS : 0,
    powerMode: () => (gateway.hearsAll() ? POWER_MODE.ready : POWER_MODE.notReady),
    targets: new Map(units.map((unit) => [logicalAddressOf(unit.id), doipTarget(unit)])),
  })
  const relayed = createDiagnosticClient(bus, 'gateway', ECUS)
  const diagnosticRecorders: Parameters<Car['recordDiagnostics']>[0][] = []

  /** What is for one unit goes over the bus like any tester's; the rest never was on it and is recorded here. */
  function doipTarget({ id, ecu }: Unit): DoipTarget {
    return {
      isReachable: () => id === 'gateway' || gateway.heard[id],
      request(message, nowMs, respond, addressing) {
        if (addressing === 'physical' && id !== 'gateway') {
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
    for (let i = 0; i < units.length; i++) lines.setAwake(i, hasSupply(units[i].id))
    lines.step()
  }

  network.step() // So that a meter reads a car that has stood, not one that was never solved.
  followWires()
  body.step(0)
  publish('body', 0)
  gateway.step(0)
  followUnits()

  const car: Car = {
    model: MODEL,
    faults: faults.map(faultInfo),
    vin,
    bus,
    get tick() {
      return tick
    },
    step() {
      person.applyPedals()
      physics.step(tick)
      followWires()
      body.step(tick)
      publish('body', tick)
      bms.step(tick)
      publish('bms', tick)
      drive.step(tick)
      publish('drive', tick)
      gateway.step(tick)
      followUnits()
      person.judge()
      if (isBroadcasting) frames.step(tick, lastMs)
      tick++
    },
    service(nowMs) {
      lastMs = nowMs
      for (const { ecu } of units) ecu.service(nowMs)
      relayed.service(nowMs)
    },
    act: person.act,
    measure: person.measure,
    view: () => showDashboard(systemsOf.body, person.seen()),
    waitingLeftS: person.waitingLeftS,
    stateHash() {
      const hash = createStateHash()
      for (const array of [...network.state(), ...physics.cells.state]) hash.add(array)
      hash.addNumbers([tick, ...person.numbers(), ...Object.values(physics.now)])
      hash.addNumbers(Object.values(physics.commands).map(Number))
      hash.addNumbers([...bms.state(), ...drive.stateNumbers(), ...body.state(), ...gateway.stateNumbers()])
      for (const id of ECU_IDS) hash.addNumbers(signalNumbers(views[id]))
      hash.add(lines.heard)
      hash.add(physics.fuses.heat)
      for (const { readings } of [bms, drive, body]) hash.addRecord(readings)
      for (const id of ECU_IDS) for (const array of Object.values(dtcs[id].state)) hash.add(array)
      return hash.text()
    },
    openTester: (name) => createDiagnosticClient(bus, name, ECUS),
    plugElm327(side, nowMs) {
      lastMs = nowMs
      return createElm327({
        bus,
        name: `elm327 #${++adapters}`,
        send: (bytes) => side.send(bytes),
        adapterDelay: options.adapterDelay ?? 'none',
        isSupplied: () => network.volts(diagnosisSupply) > ADAPTER_VOLTS_MIN,
        readVolts: () => network.volts(diagnosisSupply),
        isIgnitionOn: () => views.body.isIgnitionOn,
      })
    },
    connectDoip(side, nowMs) {
      if (gateway.hasSupply) return doip.connect(side, nowMs)
      side.close()
      return NOBODY_THERE
    },
    doipDatagram: (bytes) => (gateway.hasSupply ? doip.datagram(bytes) : undefined),
    doipAnnouncement: () => doip.announcement(),
    recordDiagnostics(recorder) {
      diagnosticRecorders.push(recorder)
    },
  }
  return car
}

/** `cycleSteps`: since its operation cycle began or ended. */
type Unit = { readonly id: EcuId; readonly ecu: Ecu; isInCycle: boolean; cycleSteps: number }

const NOBODY_THERE: Connection = { receive() {}, service() {}, close() {} }

/** In the order of `ECU_IDS`, and the tool at the diagnosis connector last. */
const CAN_NODES = [
  ...ECU_IDS.map((id) => ({
    high: `${id}.canHigh`,
    low: `${id}.canLow`,
    bias: [`${id}.biasHigh`, `${id}.biasLow`] as const,
  })),
  { high: 'diagnosis.6', low: 'diagnosis.14' },
]
const CAN_PLACE = { drive: 0, bms: 1, body: 2, gateway: 3 } as const satisfies Record<EcuId, number>
const CAN_BRANCHES = HARNESS.network.branches
  .filter(({ from, to }) => [from, to].some((end) => /can(High|Low)|diagnosis\.(6|14)/.test(end)))
  .map(({ name }) => name)

/** NaN counts as nothing. */
const unit = (value: number) => (value > 0 ? Math.min(1, value) : 0)

function findFault(id: string): Fault {
  const fault = FAULTS.find((candidate) => candidate.id === id)
  if (fault === undefined)
    throw new RangeError(`no fault "${id}"; there are ${FAULTS.map((known) => known.id).join(', ')}`)
  return fault
}

/** The truth without what it does: plain data. */
export function faultInfo({ id, component, failureMode, codes, proofs, repairs }: Fault): Car['faults'][number] {
  return { id, component, failureMode, codes, proofs, repairs }
}

function start(physics: Physics, faults: readonly Fault[], settings: NonNullable<CarOptions['settings']>): void {
  const { now, cells } = physics
  for (const fault of faults) fault.apply(physics)
  const startSoc = faults.find(({ start }) => start?.soc !== undefined)?.start?.soc
  const startBattery = faults.find(({ start }) => start?.battery12VSoc !== undefined)?.start?.battery12VSoc
  const { startSocPercent, ambientDegC, battery12VPercent } = settings
  if (ambientDegC !== undefined) {
    now.ambientTempDegC = now.cabinTempDegC = now.coolantTempDegC = ambientDegC
    now.motorTempDegC = now.inverterTempDegC = ambientDegC
  }
  now.battery12VSoc =
    battery12VPercent !== undefined ? unit(battery12VPercent / 100) : (startBattery ?? now.battery12VSoc)
  const meanSoc = cells.soc.reduce((sum, soc) => sum + soc, 0) / cells.soc.length
  const soc = startSocPercent !== undefined ? unit(startSocPercent / 100) : (startSoc ?? meanSoc)
  physics.setCharge(soc, now.ambientTempDegC)
}

function logicalAddressOf(id: EcuId): number {
  return ECUS.find((ecu) => ecu.id === id)?.logicalAddress ?? 0
}
