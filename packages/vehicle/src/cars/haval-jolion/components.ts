/**
 * Everything in this car that can be at fault, how it can fail, what a repair costs and puts right (see
 * ../../harness/components.ts; the engine's are in ../../engine-wiring/components.ts).
 */
import { WHEELS } from '../../ecus/wheel-speeds.ts'
import { controlUnit, engineComponents } from '../../engine-wiring/components.ts'
import { bladeFuse, type Component, ownBranches, plugsAndWires, replaceable } from '../../harness/components.ts'
import { HARNESS } from './harness.ts'
import type { Physics } from './physics.ts'

/** By the fuse's name in the box. */
const FUSES: Readonly<Record<string, string>> = {
  fuseMain: 'main',
  fuseGenerator: 'fuse.generator',
  fuseEngine30: 'fuse.engine30',
  fuseBody: 'fuse.body',
  fuseGateway: 'fuse.gateway',
  fuseDiagnosis: 'fuse.diagnosis',
  fuseBrakes: 'fuse.brakes',
  fuseStarter: 'fuse.starter',
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
  fuseTransmission: 'fuse.transmission',
  fuseIgnition: 'fuse.ignition',
  fuseAirConditioning: 'fuse.airConditioning',
}
const RELAYS = ['main', 'fuelPump', 'starter', 'fan', 'airConditioning', 'ignition', 'lights'] as const

const relay = (name: string): Component<Physics> =>
  replaceable(`${name}Relay`, {
    failureModes: ['stuckOpen'],
    branches: [`fuseBox.${name}Relay`, `fuseBox.${name}Relay.coil`],
    priceKzt: 4500,
    workMin: 10,
  })

/** A bolted ring on the body, where rust and paint come between. */
const groundPoint = (name: string): Component<Physics> => ({
  id: `${name}Ground`,
  isHighVoltage: false,
  failureModes: ['highContactResistance'],
  repairs: [
    { id: 'reseat', priceKzt: 0, workMin: 20, branches: [name === 'strap' ? 'ground.strap' : `ground.${name}`] },
  ],
})

type Costs = { failureModes: readonly string[]; priceKzt: number; workMin: number; also?: (physics: Physics) => void }

const part = (id: string, costs: Costs): Component<Physics> =>
  replaceable(id, { ...costs, branches: ownBranches(HARNESS, id) })
const sensor = (id: string, priceKzt: number, workMin = 20, also?: (physics: Physics) => void): Component<Physics> =>
  part(id, { failureModes: ['open', 'drift'], priceKzt, workMin, ...(also && { also }) })
const numbered = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}${i + 1}`)

function supply(): Component<Physics>[] {
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
    part('generator', {
      failureModes: ['diodeFailed', 'noOutput'],
      priceKzt: 145_000,
      workMin: 70,
      also: ({ condition }) => {
        condition.generatorPhases = 3
      },
    }),
    part('starter', { failureModes: ['windingOpen'], priceKzt: 110_000, workMin: 60 }),
    ...Object.entries(FUSES).map(([id, name]) => bladeFuse<Physics>(id, `fuseBox.${name}`)),
    ...RELAYS.map(relay),
    ...['battery', 'front', 'engine', 'dash', 'rear', 'strap'].map(groundPoint),
  ]
}

function transmission(): Component<Physics>[] {
  return [
    controlUnit(HARNESS, 'transmission', 420_000),
    sensor('clutchSensor1', 36_000, 120, ({ condition }) => {
      condition.clutchSensorOffset1 = 0
    }),
    sensor('clutchSensor2', 36_000, 120),
    ...['clutchSolenoid1', 'clutchSolenoid2', 'coolingValve'].map((id) =>
      part(id, { failureModes: ['windingOpen'], priceKzt: 54_000, workMin: 150 }),
    ),
    part('parkActuator', { failureModes: ['windingOpen'], priceKzt: 72_000, workMin: 90 }),
    ...['inputOddSensor', 'inputEvenSensor', 'outputSensor'].map((id) => sensor(id, 28_000, 60)),
    ...numbered('forkSensor', 4).map((id) => sensor(id, 32_000, 180)),
    sensor('clutchThermistor', 14_000, 120),
    sensor('oilThermistor', 14_000, 60),
    part('selector', { failureModes: ['open'], priceKzt: 88_000, workMin: 60 }),
  ]
}

function body(): Component<Physics>[] {
  return [
    controlUnit(HARNESS, 'brakes', 380_000),
    controlUnit(HARNESS, 'body', 160_000),
    controlUnit(HARNESS, 'gateway', 120_000),
    ...WHEELS.map((wheel) => sensor(`${wheel}Sensor`, 24_000, 40)),
    sensor('brakePressureSensor', 42_000, 90),
    sensor('ambientSensor', 8000, 15),
    sensor('fuelSender', 30_000, 90),
    part('startButton', { failureModes: ['stuckOpen'], priceKzt: 21_000, workMin: 25 }),
    part('compressorClutch', { failureModes: ['windingOpen'], priceKzt: 85_000, workMin: 120 }),
    replaceable('canTerminator', {
      failureModes: ['open'],
      branches: ['engine.terminator', 'gateway.terminator'],
      priceKzt: 6000,
      workMin: 45,
    }),
  ]
}

/** Parts first, as one looks for them, then plugs and wires. */
export const COMPONENTS: readonly Component<Physics>[] = [
  ...engineComponents<Physics>(HARNESS),
  ...transmission(),
  ...supply(),
  ...body(),
  ...plugsAndWires<Physics>(HARNESS),
]

function charge12V({ battery }: Physics): void {
  battery.soc = 0.95
  battery.polarisationVolts = 0
}
