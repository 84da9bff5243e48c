/**
 * What of a petrol engine can be at fault, what a repair costs and puts right; for every car with this engine.
 * Mechanical parts put physical parameters back (../engine/inputs.ts), electrical ones the branches of their part.
 */
import type { Engine } from '../engine/engine.ts'
import { CYLINDER_COUNT } from '../engine/figures.ts'
import { createCondition, type EngineCondition } from '../engine/inputs.ts'
import { type Component, ownBranches, replaceable } from '../harness/components.ts'
import type { CompiledHarness } from '../harness/harness.ts'

type WithEngine = { readonly engine: Engine; readonly condition: { pedalOffset2: number } }
/** `also` makes as new what is no branch. */
type Costs = {
  failureModes: readonly string[]
  priceKzt: number
  workMin: number
  also?: (physics: WithEngine) => void
}

const cylinders = Array.from({ length: CYLINDER_COUNT }, (_, i) => i)

/** A parameter of the engine as new. */
const renew =
  (key: keyof Omit<EngineCondition, 'injectorFlowShare' | 'compressionShare'>) =>
  ({ engine }: WithEngine): void => {
    engine.condition[key] = createCondition()[key]
  }

/** Beside the harness: what oil, water, air and gas run through. */
const MECHANICAL: Readonly<Record<string, Costs>> = {
  intakeGasket: { failureModes: ['leaking'], priceKzt: 8500, workMin: 120, also: renew('intakeLeakM2') },
  boostHose: { failureModes: ['split', 'leaking'], priceKzt: 27_000, workMin: 45, also: renew('boostLeakM2') },
  airFilter: { failureModes: ['clogged'], priceKzt: 6000, workMin: 10, also: renew('filterBlockedShare') },
  turbocharger: {
    failureModes: ['stuck', 'worn'],
    priceKzt: 420_000,
    workMin: 240,
    also: renew('wastegateStuckShare'),
  },
  thermostat: {
    failureModes: ['stuckOpenValve', 'stuckShut'],
    priceKzt: 19_000,
    workMin: 75,
    also: renew('thermostatStuckShare'),
  },
  radiator: { failureModes: ['clogged'], priceKzt: 88_000, workMin: 120, also: renew('radiatorShare') },
  timingSet: { failureModes: ['stretched'], priceKzt: 145_000, workMin: 420, also: renew('chainLateDeg') },
  camPhaser: { failureModes: ['stuck'], priceKzt: 98_000, workMin: 300, also: renew('phaserStuckDeg') },
  catalyst: { failureModes: ['aged', 'clogged'], priceKzt: 390_000, workMin: 120, also: renew('catalystShare') },
  ...Object.fromEntries(cylinders.map((i) => [`cylinder${i + 1}`, overhaul(i)])),
}

function overhaul(cylinder: number): Costs {
  return {
    failureModes: ['lowCompression'],
    priceKzt: 280_000,
    workMin: 900,
    also: ({ engine }) => {
      engine.condition.compressionShare[cylinder] = 1
    },
  }
}

function injector(cylinder: number): Costs {
  return {
    failureModes: ['windingOpen', 'clogged'],
    priceKzt: 38_000,
    workMin: 60,
    also: ({ engine }) => {
      engine.condition.injectorFlowShare[cylinder] = 1
    },
  }
}

const sensor = (priceKzt: number, workMin = 20): Costs => ({ failureModes: ['open', 'drift'], priceKzt, workMin })
const valve = (priceKzt: number): Costs => ({ failureModes: ['windingOpen'], priceKzt, workMin: 30 })
const lambda = (priceKzt: number): Costs => ({ failureModes: ['heaterOpen', 'aged'], priceKzt, workMin: 45 })

/** On a plug of their own each, so a mechanic changes two about and looks whether the fault moves. */
export const INTERCHANGEABLE = [cylinders.map((i) => `coil${i + 1}`)] as const

const ELECTRICAL: Readonly<Record<string, Costs>> = {
  ...Object.fromEntries(cylinders.map((i) => [`injector${i + 1}`, injector(i)])),
  ...Object.fromEntries(
    cylinders.map((i) => [`coil${i + 1}`, { failureModes: ['windingOpen'], priceKzt: 24_000, workMin: 20 }]),
  ),
  purgeValve: {
    failureModes: ['stuckOpenValve', 'windingOpen'],
    priceKzt: 18_000,
    workMin: 25,
    also: renew('purgeStuckShare'),
  },
  oilControlValve: valve(32_000),
  wastegateValve: valve(29_000),
  lambdaUp: lambda(62_000),
  lambdaDown: lambda(54_000),
  airMassMeter: sensor(68_000),
  manifoldPressureSensor: sensor(21_000),
  railPressureSensor: sensor(34_000, 40),
  oilPressureSensor: sensor(12_000),
  boostSensor: sensor(26_000),
  coolantSensor: sensor(9000),
  oilSensor: sensor(9000, 30),
  crankSensor: sensor(18_000, 40),
  camSensor: sensor(18_000),
  knockSensor: sensor(22_000, 60),
  throttle: { failureModes: ['motorOpen', 'trackOffset'], priceKzt: 95_000, workMin: 50 },
  pedal: {
    failureModes: ['trackOffset', 'open'],
    priceKzt: 38_000,
    workMin: 30,
    also: ({ condition }) => {
      condition.pedalOffset2 = 0
    },
  },
  fuelPump: { failureModes: ['worn', 'open'], priceKzt: 78_000, workMin: 90, also: renew('fuelPumpShare') },
  fan: { failureModes: ['open'], priceKzt: 66_000, workMin: 60 },
  brakeSwitch: { failureModes: ['stuckOpen'], priceKzt: 7000, workMin: 15 },
}

export function engineComponents<Physics extends WithEngine>(harness: CompiledHarness): Component<Physics>[] {
  const electrical = Object.entries(ELECTRICAL).map(([id, costs]) =>
    replaceable<Physics>(id, { ...costs, branches: ownBranches(harness, id) }),
  )
  const mechanical = Object.entries(MECHANICAL).map(([id, costs]) =>
    replaceable<Physics>(id, { ...costs, branches: [] }),
  )
  return [...electrical, ...mechanical, controlUnit(harness, 'engine', 310_000)]
}

/** The terminating resistor of the bus is none of its own: it is in the plug. */
export function controlUnit<Physics>(harness: CompiledHarness, id: string, priceKzt: number): Component<Physics> {
  const branches = ownBranches(harness, id).filter((name) => !name.endsWith('.terminator'))
  return replaceable<Physics>(id, { failureModes: ['failed'], branches, priceKzt, workMin: 60 })
}
