/**
 * Everything in this car that can be at fault, how it can fail, what a repair costs and puts right (see
 * ../../harness/components.ts; the engine's are in ../../engine-wiring/components.ts).
 */
import { WHEELS } from '../../ecus/wheel-speeds.ts'
import { controlUnit, engineComponents } from '../../engine-wiring/components.ts'
import { bladeFuse, type Component, ownBranches, plugsAndWires, replaceable } from '../../harness/components.ts'
import { numbered } from '../../harness/usual-parts.ts'
import { MODULE_COUNT } from './figures.ts'
import { HARNESS, INTERLOCKED } from './harness.ts'
import type { Condition, Physics } from './physics.ts'

/** By the fuse's name in the box. */
const FUSES: Readonly<Record<string, string>> = {
  fuseMain: 'main',
  fuseDcdcOutput: 'fuse.dcdc',
  fuseEngine30: 'fuse.engine30',
  fuseBody: 'fuse.body',
  fuseGateway: 'fuse.gateway',
  fuseDiagnosis: 'fuse.diagnosis',
  fuseBrakes: 'fuse.brakes',
  fuseLights: 'fuse.lights',
  fuseBrakeSwitch: 'fuse.brakeSwitch',
  fuseMainRelay: 'fuse.main',
  fuseFan: 'fuse.fan',
  fuseFuelPump: 'fuse.fuelPump',
  fuseEngineMain: 'fuse.engineMain',
  fuseCoils: 'fuse.coils',
  fuseInjectors: 'fuse.injectors',
  fuseValves: 'fuse.valves',
  fuseHeaters: 'fuse.heaters',
  fuseIgnition: 'fuse.ignition',
  fuseHcu: 'fuse.hcu',
  fuseBms: 'fuse.bms',
  fuseInverter: 'fuse.inverter',
  fuseContactors: 'fuse.contactors',
  fuseInverterPump: 'fuse.inverterPump',
  fusePackFan: 'fuse.packFan',
  fuseParkActuator: 'fuse.parkActuator',
}
const RELAYS = ['main', 'fuelPump', 'fan', 'ignition', 'lights'] as const

type Costs = { failureModes: readonly string[]; priceKzt: number; workMin: number; also?: (physics: Physics) => void }

const renew =
  (...keys: (keyof Condition)[]) =>
  ({ condition }: Physics): void => {
    for (const key of keys) condition[key] = 0
  }
const part = (id: string, costs: Costs): Component<Physics> =>
  replaceable(id, { ...costs, branches: ownBranches(HARNESS, id) })
const highVoltagePart = (id: string, costs: Costs): Component<Physics> =>
  replaceable(id, { ...costs, isHighVoltage: true, branches: ownWithout(id, '.bridge') })
const sensor = (id: string, priceKzt: number, workMin = 20): Component<Physics> =>
  part(id, { failureModes: ['open', 'drift'], priceKzt, workMin })
/** The interlock's bridge belongs to the plug. */
const ownWithout = (id: string, end: string) => ownBranches(HARNESS, id).filter((name) => !name.endsWith(end))

/** The service plug is its own connector; the others have one each. */
function interlocked(id: (typeof INTERLOCKED)[number]): Component<Physics> {
  const contacts = HARNESS.connectors.filter((one) => one.part === id).flatMap((connector) => connector.contacts)
  const branches = [`${id}.bridge`, ...contacts]
  return {
    id: id === 'serviceDisconnect' ? id : `${id}Connector`,
    isHighVoltage: true,
    failureModes: ['notSeated', 'highContactResistance'],
    repairs: [
      { id: 'reseat', priceKzt: 0, workMin: 15, branches },
      { id: 'replace', priceKzt: 46_000, workMin: 60, branches },
    ],
  }
}

function contactor(id: string): Component<Physics> {
  const inPack = `pack.${id.replace('Contactor', '')}`
  return replaceable(id, {
    isHighVoltage: true,
    failureModes: ['stuckOpen', 'welded'],
    branches: [inPack, `${inPack}.weld`, `${inPack}.coil`],
    priceKzt: 78_000,
    workMin: 120,
  })
}

function highVoltageFuse(id: string, branch: string): Component<Physics> {
  return replaceable(id, {
    isHighVoltage: true,
    failureModes: ['blown'],
    branches: [branch],
    priceKzt: 16_000,
    workMin: 60,
  })
}

function pack(): Component<Physics>[] {
  const inside = (id: string, costs: Costs & { branches: readonly string[] }): Component<Physics> =>
    replaceable(id, { ...costs, isHighVoltage: true })
  return [
    ...INTERLOCKED.map(interlocked),
    inside('prechargeResistor', {
      failureModes: ['open'],
      branches: ['pack.prechargeResistor'],
      priceKzt: 19_000,
      workMin: 120,
    }),
    ...['prechargeContactor', 'positiveContactor', 'negativeContactor'].map(contactor),
    highVoltageFuse('packFuse', 'pack.fuse'),
    highVoltageFuse('fuseDcdc', 'hv.fuse.dcdc'),
    highVoltageFuse('fuseCompressor', 'hv.fuse.compressor'),
    inside('currentSensor', {
      failureModes: ['offset'],
      branches: [],
      priceKzt: 52_000,
      workMin: 120,
      also: renew('packSensorOffsetA'),
    }),
    ...Array.from({ length: MODULE_COUNT }, (_, i) =>
      inside(`module${i + 1}`, {
        failureModes: ['highCellResistance'],
        branches: [],
        priceKzt: 240_000,
        workMin: 300,
        also: (physics) => physics.cells.replaceModule(i + 1),
      }),
    ),
    inside('moduleThermistors', {
      failureModes: ['open'],
      branches: numbered('pack.thermistor', MODULE_COUNT),
      priceKzt: 38_000,
      workMin: 240,
    }),
    inside('inletAirSensor', { failureModes: ['open'], branches: ['pack.inletAir'], priceKzt: 9000, workMin: 60 }),
    replaceable('packFilter', {
      failureModes: ['clogged'],
      branches: [],
      priceKzt: 4500,
      workMin: 25,
      also: renew('packFilterBlockedShare'),
    }),
  ]
}

function drive(): Component<Physics>[] {
  return [
    highVoltagePart('motorController', {
      failureModes: ['bridgeDead', 'dischargeOpen', 'insulationLow', 'failed'],
      priceKzt: 980_000,
      workMin: 240,
      also: renew('generatorBridgeDead', 'tractionBridgeDead'),
    }),
    highVoltagePart('generatorMachine', {
      failureModes: ['phaseOpen', 'resolverOpen', 'insulationLow'],
      priceKzt: 870_000,
      workMin: 600,
    }),
    highVoltagePart('tractionMachine', {
      failureModes: ['phaseOpen', 'resolverOpen', 'drift', 'insulationLow'],
      priceKzt: 910_000,
      workMin: 600,
      also: renew('tractionThermistorOffK'),
    }),
    highVoltagePart('dcdc', { failureModes: ['noOutput', 'insulationLow'], priceKzt: 340_000, workMin: 120 }),
    highVoltagePart('compressor', { failureModes: ['insulationLow', 'failed'], priceKzt: 410_000, workMin: 180 }),
    part('inverterPump', { failureModes: ['open'], priceKzt: 48_000, workMin: 50 }),
    part('packFan', { failureModes: ['open'], priceKzt: 62_000, workMin: 60 }),
    part('parkActuator', { failureModes: ['windingOpen'], priceKzt: 72_000, workMin: 90 }),
    part('selector', { failureModes: ['open'], priceKzt: 88_000, workMin: 60 }),
    sensor('sleeveSensor', 32_000, 120),
    sensor('coolantInSensor', 9000),
    sensor('coolantOutSensor', 9000),
    controlUnit(HARNESS, 'hcu', 390_000),
    controlUnit(HARNESS, 'bms', 330_000),
    controlUnit(HARNESS, 'inverter', 420_000),
  ]
}

function lowVoltage(): Component<Physics>[] {
  const relay = (name: string): Component<Physics> =>
    replaceable(`${name}Relay`, {
      failureModes: ['stuckOpen'],
      branches: [`fuseBox.${name}Relay`, `fuseBox.${name}Relay.coil`],
      priceKzt: 4500,
      workMin: 10,
    })
  return [
    {
      id: 'battery12V',
      isHighVoltage: false,
      failureModes: ['discharged', 'highInternalResistance'],
      repairs: [
        { id: 'charge', priceKzt: 0, workMin: 240, branches: [], also: charge12V },
        { id: 'replace', priceKzt: 58_000, workMin: 20, branches: ['battery12V.cells'], also: charge12V },
      ],
    },
    ...Object.entries(FUSES).map(([id, name]) => bladeFuse<Physics>(id, `fuseBox.${name}`)),
    ...RELAYS.map(relay),
    ...['battery', 'front', 'engine', 'dash', 'rear'].map(groundPoint),
    controlUnit(HARNESS, 'brakes', 380_000),
    controlUnit(HARNESS, 'body', 160_000),
    controlUnit(HARNESS, 'gateway', 120_000),
    ...WHEELS.map((wheel) => sensor(`${wheel}Sensor`, 24_000, 40)),
    sensor('brakePressureSensor', 42_000, 90),
    sensor('ambientSensor', 8000, 15),
    sensor('fuelSender', 30_000, 90),
    part('startButton', { failureModes: ['stuckOpen'], priceKzt: 21_000, workMin: 25 }),
    replaceable('canTerminator', {
      failureModes: ['open'],
      branches: ['engine.terminator', 'gateway.terminator'],
      priceKzt: 6000,
      workMin: 45,
    }),
  ]
}

/** A bolted ring on the body, where rust and paint come between. */
const groundPoint = (name: string): Component<Physics> => ({
  id: `${name}Ground`,
  isHighVoltage: false,
  failureModes: ['highContactResistance'],
  repairs: [{ id: 'reseat', priceKzt: 0, workMin: 20, branches: [`ground.${name}`] }],
})

/** Parts first, as one looks for them, then plugs and wires. */
export const COMPONENTS: readonly Component<Physics>[] = [
  ...pack(),
  ...drive(),
  ...engineComponents<Physics>(HARNESS),
  ...lowVoltage(),
  ...plugsAndWires<Physics>(HARNESS),
]

function charge12V({ battery }: Physics): void {
  battery.soc = 0.95
  battery.polarisationVolts = 0
}
