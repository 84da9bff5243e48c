/**
 * One car of this model, put together: physical state, control units, diagnostics, and the person at it.
 *
 * This file alone knows both sides: it joins the units to the physical state by their wires (see ./wiring/), and hands on
 * the units without it. What every model has is in ../../station.ts.
 */
import { createCanBus } from '@luban/protocols/can/bus'
import { BIT_RATE } from '@luban/protocols/gbt27930/tables'
import type { Car, CarOptions } from '../../car.ts'
import { stationCanNode } from '../../charging-station/elements.ts'
import { createChargingStation } from '../../charging-station/station.ts'
import { clampUnit } from '../../curve.ts'
import { monitorsOf } from '../../ecus/dtc-table.ts'
import { createGateway } from '../../ecus/gateway.ts'
import { faultChanges, faultInfo, findFault, findFaults, startOf } from '../../fault.ts'
import { createCanLines } from '../../harness/can-lines.ts'
import { applyRepair } from '../../harness/components.ts'
import { createConnectors } from '../../harness/connectors.ts'
import { wireGateway } from '../../harness/gateway-wires.ts'
import { joinUnits } from '../../harness/unit-lines.ts'
import { breaksLoose, createIntermittence } from '../../intermittent.ts'
import { createPerson } from '../../person.ts'
import { createStation } from '../../station.ts'
import { stationUnits } from '../../station-units.ts'
import { vinOf } from '../../vin.ts'
import { createBroadcast } from './broadcast.ts'
import { COMPONENTS } from './components.ts'
import { createControls, highVoltageOf } from './controls.ts'
import { showDashboard } from './dashboard.ts'
import { obdOf, udsOf } from './diagnostics.ts'
import { createDtcEngines } from './dtc-engines.ts'
import { BMS_DTCS, BODY_DTCS, DRIVE_DTCS, GATEWAY_DTCS } from './dtcs.ts'
import { createBms } from './ecus/bms.ts'
import { createBody } from './ecus/body.ts'
import { createDriveUnit } from './ecus/drive-unit.ts'
import { firstSignals, MESSAGES, signalNumbers } from './ecus/signals.ts'
import { fastDrives } from './fast-drives.ts'
import { FAULTS } from './faults/all.ts'
import type { Fault } from './faults/fault.ts'
import { STEP_S } from './figures.ts'
import { CHARGING_CAN_BRANCHES, HARNESS } from './harness.ts'
import { MODEL } from './model.ts'
import { createPhysics, type Physics } from './physics.ts'
import { SURFACES } from './surfaces.ts'
import { ECU_IDS, type EcuId, isInLoader, type Systems } from './systems.ts'
import { wireBms } from './wiring/bms.ts'
import { wireBody } from './wiring/body.ts'
import { wireDriveUnit } from './wiring/drive-unit.ts'

/** The maker's prefix, as the real car's. */
const VIN_OF_MODEL = 'LGXCE4CB0P0'

export const createAtto3 = (options: CarOptions): Car => createAtto3With(options, findFaults(FAULTS, options.faults))

/** The inverter over the air outside, after some minutes of driving: what loosens by heat shows from there on. */
const WARMS_BY_K = 5

const CHARGING_SENDERS: ReadonlySet<string> = new Set(['bms', 'charger'])

/** Whether this fault shows only at times, where something makes it come and go. */
export const canComeAndGo = (faultId: string): boolean =>
  breaksLoose(createPhysics(SOUND_SEED), findFault(FAULTS, faultId))

/** Any will do: wires are alike in every car of a model. */
const SOUND_SEED = 1

/** With faults that need not be in the catalogue. */
export function createAtto3With(options: CarOptions, faults: readonly Fault[]): Car {
  const { seed, settings = {} } = options
  const physics = createPhysics(seed)
  const { network } = physics
  const strain = {
    speedMps: () => physics.now.speedMps,
    warmth: () => (physics.now.inverterTempDegC - physics.now.ambientTempDegC) / WARMS_BY_K,
  }
  const loose = createIntermittence({ network, seed, by: settings.faultsComeBy, strain }, () =>
    start(physics, faults, settings),
  )
  const joined = joinUnits({
    network,
    canBranches: HARNESS.canBranches,
    ids: ECU_IDS,
    first: () => firstSignals(physics.now.odometerM),
    messages: MESSAGES,
  })
  const { lines, bus, views, publish } = joined
  const chargingLines = createCanLines(network, CHARGING_NODES, CHARGING_CAN_BRANCHES, { bitsPerS: BIT_RATE })
  const chargingBus = createCanBus({
    placeOf: (name) => (name === 'charger' ? CHARGER : BMS),
    hears: chargingLines.hears,
  })
  chargingBus.record((frame, sender) => chargingLines.carry(sender === 'charger' ? CHARGER : BMS, frame))
  const charger = createChargingStation({
    network,
    port: chargingBus.attach('charger', (frame, nowMs) => charger.receive(frame, nowMs)),
    inlet: 'dcInlet',
    stepS: STEP_S,
  })
  const dtcs = createDtcEngines((id) => systemsOf[id])
  const vin = vinOf(seed, VIN_OF_MODEL)
  const bms = createBms({
    ...wireBms(physics),
    signals: views.bms,
    monitors: monitorsOf(BMS_DTCS, dtcs.bms),
    chargingPort: chargingBus.attach('bms', (frame, nowMs) => bms.dc.receive(frame, nowMs)),
    vin,
  })
  const drive = createDriveUnit({
    ...wireDriveUnit(physics),
    signals: views.drive,
    monitors: monitorsOf(DRIVE_DTCS, dtcs.drive),
  })
  const body = createBody({ ...wireBody(physics), signals: views.body, monitors: monitorsOf(BODY_DTCS, dtcs.body) })
  const gateway = createGateway({
    ...wireGateway(network, lines, joined.placeOf('gateway')),
    signals: views.gateway,
    messages: MESSAGES,
    isIgnitionOn: (signals) => signals.isIgnitionOn,
    monitors: monitorsOf(GATEWAY_DTCS, dtcs.gateway),
  })
  const systemsOf = Object.fromEntries(
    ECU_IDS.map((id) => [id, { vin, signals: views[id], dtcs, bms, drive, body, gateway }]),
  ) as Record<EcuId, Systems>
  const units = { bms, drive, body }
  const repair = (component: string, repair: string) =>
    loose.renew(applyRepair(COMPONENTS, HARNESS, physics, { component, repair }))
  const person = createPerson({
    model: MODEL,
    network,
    controls: createControls(physics, views.body, body, charger),
    clamp: network.branch('contact.battery12V.minus'),
    highVoltage: highVoltageOf(physics),
    connectors: createConnectors(network, HARNESS.connectors),
    surfacesDegC: new Map(Object.entries(SURFACES).map(([id, { degC }]) => [id, () => degC(physics)])),
    repair,
  })

  /** Whoever is awake on S+ and S-, and the station after all units: what it sets is solved with the next step. */
  function charge(tick: number): void {
    chargingLines.setAwake(BMS, bms.dc.isListening())
    chargingLines.setAwake(CHARGER, charger.isPlugged())
    chargingLines.step()
    charger.step(1000 * STEP_S * tick)
  }

  return createStation(
    {
      model: MODEL,
      vin,
      faults: faults.map(faultInfo),
      faultChanges: faultChanges({ faults: FAULTS, physics, repair, breakToo: loose.breakToo }),
      ...stationUnits({
        ids: ECU_IDS,
        units: {
          ...{ lines, bus, gateway, dtcs, systemsOf },
          hasSupply: (id) => (id === 'gateway' ? gateway.hasSupply() : units[id].isAwake()),
        },
        ...{ udsOf, obdOf, isInLoader, createBroadcast },
      }),
      chargingBus,
      chargingSenders: CHARGING_SENDERS,
      network,
      person,
      stepPhysics(tick) {
        loose.step(tick)
        physics.step(tick)
      },
      fastDrives: () => [...fastDrives(physics), ...chargingLines.drives()],
      stepUnits(tick) {
        body.step(tick)
        publish('body', tick)
        bms.step(tick)
        publish('bms', tick)
        drive.step(tick)
        publish('drive', tick)
        gateway.step(tick)
        publish('gateway', tick)
        charge(tick)
      },
      isIgnitionOn: () => views.body.isIgnitionOn,
      view: () => showDashboard(systemsOf.body, person.seen()),
      hash(hash) {
        hash.addNumbers(loose.numbers())
        for (const array of physics.cells.state) hash.add(array)
        hash.add(physics.fuses.heat)
        hash.add(chargingLines.heard)
        hash.addNumbers(charger.numbers())
        hash.addNumbers(Object.values(physics.thermal).filter((value) => typeof value === 'number'))
        hash.addNumbers(Object.values(physics.now))
        hash.addNumbers(Object.values(physics.battery))
        hash.addNumbers(Object.values(physics.commands).map(Number))
        hash.addNumbers([...bms.state(), ...drive.stateNumbers(), ...body.state(), ...gateway.stateNumbers()])
        for (const id of ECU_IDS) hash.addNumbers(signalNumbers(views[id]))
        for (const { readings } of [bms, drive, body]) hash.addRecord(readings)
      },
    },
    options,
  )
}

/** On the CAN line of a DC charge: places and terminals. */
const BMS = 0
const CHARGER = 1
const CHARGING_NODES = [
  {
    high: 'bms.sPlus',
    low: 'bms.sMinus',
    bias: ['bms.chargeBiasHigh', 'bms.chargeBiasLow'],
    transmit: ['bms.chargeTransmitHigh', 'bms.chargeTransmitLow'],
  },
  stationCanNode('dcInlet'),
] as const

function start(physics: Physics, faults: readonly Fault[], settings: NonNullable<CarOptions['settings']>): void {
  const { now, cells, battery } = physics
  const { startSocPercent, ambientDegC, battery12VPercent } = settings
  for (const fault of faults) fault.apply(physics)
  if (ambientDegC !== undefined) {
    now.ambientTempDegC = now.cabinTempDegC = now.coolantTempDegC = ambientDegC
    now.motorTempDegC = now.inverterTempDegC = ambientDegC
  }
  if (battery12VPercent !== undefined) battery.soc = clampUnit(battery12VPercent / 100)
  else battery.soc = startOf(faults, 'battery12VSoc') ?? battery.soc
  const meanSoc = cells.soc.reduce((sum, soc) => sum + soc, 0) / cells.soc.length
  const soc = startSocPercent !== undefined ? clampUnit(startSocPercent / 100) : (startOf(faults, 'soc') ?? meanSoc)
  physics.setCharge(soc, ambientDegC ?? startOf(faults, 'packDegC') ?? now.ambientTempDegC)
}
