/**
 * Everything in this car that can be at fault, how it can fail, and what a repair does to the physical state.
 *
 * A repair puts the branches of its component back to what they were when new (and physical parameters, where named);
 * it knows nothing of faults. So the right repair cures, and any other costs and changes nothing.
 * Prices are teaching values.
 */
import { MODULE_COUNT } from './figures.ts'
import { describeHarness, INTERLOCK_CONNECTORS } from './harness.ts'
import type { Physics } from './physics.ts'

export type Repair = {
  readonly id: 'replace' | 'reseat' | 'charge'
  readonly priceKzt: number
  readonly workMin: number
  /** Branches that are as new afterwards. */
  readonly branches: readonly string[]
  readonly also?: (physics: Physics) => void
}

export type Component = {
  readonly id: string
  readonly isHighVoltage: boolean
  readonly failureModes: readonly string[]
  readonly repairs: readonly Repair[]
}

type Part = {
  isHighVoltage: boolean
  failureModes: readonly string[]
  branches: readonly string[]
  priceKzt: number
  workMin: number
  also?: (physics: Physics) => void
}

/** Most things are replaced or left. */
function part(id: string, { isHighVoltage, failureModes, branches, priceKzt, workMin, also }: Part): Component {
  const replace: Repair = { id: 'replace', priceKzt, workMin, branches, ...(also && { also }) }
  return { id, isHighVoltage, failureModes, repairs: [replace] }
}

function connector(id: (typeof INTERLOCK_CONNECTORS)[number]): Component {
  const branches = [`interlock.${id}`]
  return {
    id,
    isHighVoltage: true,
    failureModes: ['notSeated', 'highContactResistance'],
    repairs: [
      { id: 'reseat', priceKzt: 0, workMin: 15, branches },
      { id: 'replace', priceKzt: 48_000, workMin: 60, branches },
    ],
  }
}

function contactor(id: string): Component {
  return part(id, {
    isHighVoltage: true,
    failureModes: ['stuckOpen', 'welded'],
    branches: [id, `${id}.weld`, `${id}.coil`],
    priceKzt: 96_000,
    workMin: 120,
  })
}

function module(number: number): Component {
  return part(`module${number}`, {
    isHighVoltage: true,
    failureModes: ['highCellResistance', 'lowCellCapacity'],
    branches: [],
    priceKzt: 890_000,
    workMin: 300,
    also: (physics) => physics.cells.replaceModule(number),
  })
}

function fuse(id: string, branch: string): Component {
  return part(id, { isHighVoltage: false, failureModes: ['blown'], branches: [branch], priceKzt: 800, workMin: 5 })
}

function highVoltageFuse(id: string, branch: string): Component {
  return part(id, { isHighVoltage: true, failureModes: ['blown'], branches: [branch], priceKzt: 18_000, workMin: 60 })
}

const insulationOf = (...points: string[]) => points.map((point) => `insulation.${point}`)

export const COMPONENTS: readonly Component[] = [
  ...INTERLOCK_CONNECTORS.map(connector),
  part('prechargeResistor', {
    isHighVoltage: true,
    failureModes: ['open'],
    branches: ['prechargeResistor'],
    priceKzt: 22_000,
    workMin: 120,
  }),
  contactor('prechargeContactor'),
  contactor('positiveContactor'),
  contactor('negativeContactor'),
  highVoltageFuse('packFuse', 'packFuse'),
  part('currentSensor', {
    isHighVoltage: true,
    failureModes: ['offset'],
    branches: [],
    priceKzt: 64_000,
    workMin: 120,
    also: ({ now }) => {
      now.currentSensorOffsetA = 0
    },
  }),
  ...Array.from({ length: MODULE_COUNT }, (_, i) => module(i + 1)),
  part('moduleThermistors', {
    isHighVoltage: true,
    failureModes: ['open'],
    branches: Array.from({ length: MODULE_COUNT }, (_, i) => `thermistor.module${i + 1}.sensor`),
    priceKzt: 42_000,
    workMin: 240,
  }),
  part('motorController', {
    isHighVoltage: true,
    failureModes: ['dischargeOpen', 'insulationLow', 'failed'],
    branches: ['activeDischarge', 'bleeder', ...insulationOf('motorController.plus', 'motorController.minus')],
    priceKzt: 1_150_000,
    workMin: 240,
    also: ({ now }) => {
      now.motorCurrentSensorOffsetA = 0
    },
  }),
  part('motor', {
    isHighVoltage: true,
    failureModes: ['insulationLow', 'phaseOpen', 'resolverOpen'],
    branches: [
      'winding.u',
      'winding.v',
      'winding.w',
      'resolver.excitation',
      'resolver.sine',
      'resolver.cosine',
      'thermistor.motor.sensor',
      ...insulationOf('motor.star'),
    ],
    priceKzt: 1_480_000,
    workMin: 420,
  }),
  part('dcdc', {
    isHighVoltage: true,
    failureModes: ['noOutput', 'insulationLow'],
    branches: ['dcdc.output', ...insulationOf('dcdc.plus', 'dcdc.minus')],
    priceKzt: 520_000,
    workMin: 180,
  }),
  part('charger', {
    isHighVoltage: true,
    failureModes: ['noOutput', 'insulationLow', 'pilotOpen'],
    branches: ['charger.pilotLoad', 'charger.pilotSwitch', ...insulationOf('charger.plus', 'charger.minus')],
    priceKzt: 560_000,
    workMin: 180,
  }),
  part('ptcHeater', {
    isHighVoltage: true,
    failureModes: ['insulationLow', 'open'],
    branches: ['ptc.heater', 'ptc.relay', ...insulationOf('ptc.element', 'ptc.minus')],
    priceKzt: 185_000,
    workMin: 150,
  }),
  part('compressor', {
    isHighVoltage: true,
    failureModes: ['insulationLow', 'failed'],
    branches: ['compressor.coil', ...insulationOf('compressor.plus', 'compressor.minus')],
    priceKzt: 430_000,
    workMin: 210,
  }),
  highVoltageFuse('fuseDcdc', 'fuse.dcdc'),
  highVoltageFuse('fuseCharger', 'fuse.charger'),
  highVoltageFuse('fusePtc', 'fuse.ptc'),
  highVoltageFuse('fuseCompressor', 'fuse.compressor'),
  {
    id: 'battery12V',
    isHighVoltage: false,
    failureModes: ['discharged', 'highInternalResistance'],
    repairs: [
      { id: 'charge', priceKzt: 0, workMin: 240, branches: [], also: charge12V },
      { id: 'replace', priceKzt: 58_000, workMin: 20, branches: ['battery12V'], also: charge12V },
    ],
  },
  fuse('fuseMain12V', 'fuse.main'),
  fuse('fuseDcdcOutput', 'fuse.dcdcOutput'),
  fuse('fuseBms', 'fuse.bms'),
  fuse('fuseDrive', 'fuse.drive'),
  fuse('fuseBody', 'fuse.body'),
  fuse('fuseGateway', 'fuse.gateway'),
  fuse('fuseContactors', 'fuse.contactors'),
  fuse('fuseCooling', 'fuse.cooling'),
  part('ignitionRelay', {
    isHighVoltage: false,
    failureModes: ['stuckOpen'],
    branches: ['ignitionRelay'],
    priceKzt: 4500,
    workMin: 10,
  }),
  part('bms', {
    isHighVoltage: false,
    failureModes: ['failed'],
    branches: ['bms.load', 'bms.groundWire'],
    priceKzt: 340_000,
    workMin: 90,
  }),
  part('body', {
    isHighVoltage: false,
    failureModes: ['failed'],
    branches: ['body.load', 'body.groundWire'],
    priceKzt: 160_000,
    workMin: 60,
  }),
  part('coolingPump', {
    isHighVoltage: false,
    failureModes: ['open'],
    branches: ['pump.motor', 'pump.relay'],
    priceKzt: 72_000,
    workMin: 60,
  }),
  part('coolingFan', {
    isHighVoltage: false,
    failureModes: ['open'],
    branches: ['fan.motor', 'fan.relay'],
    priceKzt: 66_000,
    workMin: 60,
  }),
  part('coolantSensor', {
    isHighVoltage: false,
    failureModes: ['open'],
    branches: ['thermistor.coolant.sensor'],
    priceKzt: 9000,
    workMin: 20,
  }),
  part('pedal', {
    isHighVoltage: false,
    failureModes: ['trackOffset'],
    branches: ['pedal.wiper1', 'pedal.wiper2'],
    priceKzt: 38_000,
    workMin: 30,
  }),
  part('canTerminator', {
    isHighVoltage: false,
    failureModes: ['open'],
    branches: ['can.terminator1', 'can.terminator2'],
    priceKzt: 6000,
    workMin: 45,
  }),
]

const NOMINAL_OHM = new Map(
  describeHarness().branches.flatMap((branch) => ('ohm' in branch ? [[branch.name, branch.ohm] as const] : [])),
)

export function applyRepair(physics: Physics, { branches, also }: Repair): void {
  const { network } = physics
  for (const name of branches) {
    const ohm = NOMINAL_OHM.get(name)
    if (ohm !== undefined) network.setOhm(network.branch(name), ohm)
  }
  also?.(physics)
}

function charge12V({ now }: Physics): void {
  now.battery12VSoc = 0.95
  now.battery12VPolarisationVolts = 0
}
