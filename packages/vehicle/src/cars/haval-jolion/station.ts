/**
 * One car of this model, put together: physical state, control units, diagnostics, and the person at it.
 *
 * This file alone knows both sides: it joins the units to the physical state by their wires (see ./units.ts), and hands on
 * the units without it. What every model has is in ../../station.ts.
 */
import type { Press } from '../../button-controls.ts'
import type { Car, CarOptions } from '../../car.ts'
import { clampUnit } from '../../curve.ts'
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
import { createControls } from './controls.ts'
import { showDashboard } from './dashboard.ts'
import { obdOf, udsOf } from './diagnostics.ts'
import { signalNumbers, UNIT_IDS } from './ecus/signals.ts'
import { SELECTORS } from './ecus/transmission-sensors.ts'
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
const VIN_OF_MODEL = 'LGWEF7A50PH'

export const createJolion = (options: CarOptions): Car => createJolionWith(options, findFaults(FAULTS, options.faults))

/** Of the coolant: what loosens by heat shows from there on. */
const HOT_DEG_C = 60

/** Whether this fault shows only at times, where something makes it come and go. */
export const canComeAndGo = (faultId: string): boolean =>
  breaksLoose(createPhysics(SOUND_SEED), findFault(FAULTS, faultId))

/** Any will do: wires are alike in every car of a model. */
const SOUND_SEED = 1

/** With faults that need not be in the catalogue. */
export function createJolionWith(options: CarOptions, faults: readonly Fault[]): Car {
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
        const { engine, clutch, motion, battery, now, condition, commands } = physics
        engine.addState(hash)
        for (const record of [clutch, motion, battery, now, condition]) hash.addRecord(record)
        hash.add(physics.fuses.heat)
        for (const array of physics.drivers.state) hash.add(array)
        const { sparkAdvanceDeg, selector, ...others } = commands
        hash.add(sparkAdvanceDeg)
        hash.addNumbers([SELECTORS.indexOf(selector), ...Object.values(others).map(Number)])
        hash.addNumbers([press.stepsLeft, Number(press.isFootOnBrake)])
        for (const id of UNIT_IDS) hash.addNumbers(units[id].stateNumbers())
        for (const id of UNIT_IDS) hash.addNumbers(signalNumbers(views[id]))
        for (const array of Object.values(readiness.readiness.state)) hash.add(array)
      },
    },
    options,
  )
}

function start(physics: Physics, faults: readonly Fault[], settings: CarOptions['settings'] = {}): void {
  const { battery } = physics
  const { battery12VPercent } = settings
  for (const fault of faults) fault.apply(physics)
  if (battery12VPercent !== undefined) battery.soc = clampUnit(battery12VPercent / 100)
  else battery.soc = startOf(faults, 'battery12VSoc') ?? battery.soc
}
