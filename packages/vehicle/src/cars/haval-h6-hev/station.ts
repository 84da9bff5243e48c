/**
 * One car of this model, put together: physical state, control units, diagnostics, and the person at it.
 *
 * This file alone knows both sides: it joins the units to the physical state by their wires (see ./units.ts), and hands on
 * the units without it. What every model has is in ../../station.ts.
 */
import type { Press } from '../../button-controls.ts'
import { type Car, type CarOptions, DRIVE_MODES } from '../../car.ts'
import { clamp, clampUnit } from '../../curve.ts'
import { INTERCHANGEABLE } from '../../engine-wiring/components.ts'
import { hosesOf } from '../../engine-wiring/hoses.ts'
import { faultChanges, faultInfo, findFault, findFaults, startOf } from '../../fault.ts'
import { applyRepair } from '../../harness/components.ts'
import { createConnectors } from '../../harness/connectors.ts'
import { createInterchange } from '../../harness/interchange.ts'
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
import { SELECTORS, signalNumbers, UNIT_IDS } from './ecus/signals.ts'
import { fastDrives } from './fast-drives.ts'
import { FAULTS } from './faults/all.ts'
import type { Fault } from './faults/fault.ts'
import { GAUGES } from './gauges.ts'
import { HARNESS } from './harness.ts'
import { MODEL } from './model.ts'
import { createPhysics, type Physics } from './physics.ts'
import { SURFACES } from './surfaces.ts'
import { isInLoader } from './systems.ts'
import { createUnits } from './units.ts'

/** The maker's prefix, as the real car's. */
const VIN_OF_MODEL = 'LGWEF6A59PH'

export const createH6Hev = (options: CarOptions): Car => createH6HevWith(options, findFaults(FAULTS, options.faults))

/** Of the coolant: what loosens by heat shows from there on. */
const HOT_DEG_C = 60

/** Whether this fault shows only at times, where something makes it come and go. */
export const canComeAndGo = (faultId: string): boolean =>
  breaksLoose(createPhysics(SOUND_SEED), findFault(FAULTS, faultId))

/** Any will do: wires are alike in every car of a model. */
const SOUND_SEED = 1

/** With faults that need not be in the catalogue. */
export function createH6HevWith(options: CarOptions, faults: readonly Fault[]): Car {
  const { seed, settings = {} } = options
  const physics = createPhysics(seed, settings.ambientDegC, settings.engineDegC)
  const { network } = physics
  const strain = { speedMps: () => physics.motion.speedMps, warmth: () => physics.engine.heat.coolantDegC / HOT_DEG_C }
  const loose = createIntermittence({ network, seed, by: settings.faultsComeBy, strain }, () =>
    start(physics, faults, settings),
  )
  const interchange = createInterchange({ network, loose, kinds: INTERCHANGEABLE })
  const vin = vinOf(seed, VIN_OF_MODEL)
  const units = createUnits(physics, vin)
  const { views, systemsOf, body, readiness } = units
  const press: Press = { stepsLeft: 0, isFootOnBrake: false }
  const repair = (component: string, repair: string) =>
    loose.renew(applyRepair(COMPONENTS, HARNESS, physics, { component, repair }))
  const person = createPerson({
    model: MODEL,
    network,
    controls: createControls(physics, views.body, body, press),
    clamp: network.branch('contact.battery12V.minus'),
    highVoltage: highVoltageOf(physics),
    connectors: createConnectors(network, HARNESS.connectors),
    gaugesPa: new Map(Object.entries(GAUGES).map(([id, { pascal }]) => [id, () => pascal(physics)])),
    surfacesDegC: new Map(Object.entries(SURFACES).map(([id, { degC }]) => [id, () => degC(physics)])),
    hoses: hosesOf(physics.engine),
    interchange,
    repair,
  })

  return createStation(
    {
      model: MODEL,
      vin,
      faults: faults.map(faultInfo),
      faultChanges: faultChanges({
        faults: FAULTS,
        physics,
        repair,
        breakToo: loose.breakToo,
        inOwnPlaces: interchange.inOwnPlaces,
      }),
      ...stationUnits({
        ids: UNIT_IDS,
        ...{ units, udsOf, obdOf, isInLoader, createBroadcast },
        alsoOf: (id) => ({
          runningDegC: () => (views[id].isEngineRunning ? views[id].coolantDegC : undefined),
          ...(id === 'engine' && { cycleStarted: readiness.readiness.startOperationCycle }),
        }),
      }),
      network,
      person,
      stepPhysics(tick) {
        loose.step(tick)
        physics.step(tick)
      },
      fastDrives: () => fastDrives(physics),
      stepUnits: units.step,
      isIgnitionOn: () => views.body.isIgnitionOn,
      view: () => showDashboard(systemsOf.body, person.seen()),
      hash(hash) {
        hash.addNumbers(loose.numbers())
        const { engine, dht, cells, thermal, inverterLoop, motion, battery, now, condition, commands } = physics
        engine.addState(hash)
        const { generator, traction, ...gears } = dht
        for (const record of [generator, traction, inverterLoop, motion, battery, now, condition])
          hash.addRecord(record)
        hash.addNumbers(Object.values(gears).map(Number))
        for (const array of cells.state) hash.add(array)
        hash.addNumbers(Object.values(thermal).filter((value) => typeof value === 'number'))
        hash.add(physics.fuses.heat)
        for (const array of physics.drivers.state) hash.add(array)
        const { sparkAdvanceDeg, selector, driveMode, ...others } = commands
        hash.add(sparkAdvanceDeg)
        hash.addNumbers([
          SELECTORS.indexOf(selector),
          DRIVE_MODES.indexOf(driveMode),
          ...Object.values(others).map(Number),
        ])
        hash.addNumbers([press.stepsLeft, Number(press.isFootOnBrake)])
        for (const id of UNIT_IDS) hash.addNumbers(units[id].stateNumbers())
        for (const id of UNIT_IDS) hash.addNumbers(signalNumbers(views[id]))
        for (const array of Object.values(readiness.readiness.state)) hash.add(array)
      },
    },
    options,
  )
}

/** Empty and full cells are not what a hybrid's control unit ever lets be. */
const SOC_RANGE = { least: 0.2, most: 0.9 } as const
const START_SOC = 0.55

function start(physics: Physics, faults: readonly Fault[], settings: CarOptions['settings'] = {}): void {
  const { battery, now } = physics
  const { startSocPercent, battery12VPercent } = settings
  const soc = startSocPercent !== undefined ? startSocPercent / 100 : (startOf(faults, 'soc') ?? START_SOC)
  const packDegC = startOf(faults, 'packDegC') ?? now.ambientDegC
  physics.setCharge(clamp(clampUnit(soc), SOC_RANGE.least, SOC_RANGE.most), packDegC)
  for (const fault of faults) fault.apply(physics)
  if (battery12VPercent !== undefined) battery.soc = clampUnit(battery12VPercent / 100)
  else battery.soc = startOf(faults, 'battery12VSoc') ?? battery.soc
}
