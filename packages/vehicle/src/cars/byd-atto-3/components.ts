/**
 * Everything in this car that can be at fault, how it can fail, and what a repair does to the physical state.
 *
 * A repair puts the branches of its component back to what they were when new (and physical parameters, where named);
 * it knows nothing of faults. So the right repair cures, and any other costs and changes nothing.
 * Prices are teaching values.
 */
import { MODULE_COUNT } from './figures.ts'
import { HARNESS, INTERLOCKED } from './harness.ts'
import type { Physics } from './physics.ts'

export type Repair = {
  readonly id: 'replace' | 'reseat' | 'charge' | 'mend'
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

/** The service disconnect is its own connector; the others have one each. */
function interlocked(id: (typeof INTERLOCKED)[number]): Component {
  const contacts = HARNESS.connectors.filter(({ part }) => part === id).flatMap((connector) => connector.contacts)
  const branches = [`${id}.bridge`, ...contacts]
  return {
    id: id === 'serviceDisconnect' ? id : `${id}Connector`,
    isHighVoltage: true,
    failureModes: ['notSeated', 'highContactResistance'],
    repairs: [
      { id: 'reseat', priceKzt: 0, workMin: 15, branches },
      { id: 'replace', priceKzt: 48_000, workMin: 60, branches },
    ],
  }
}

function contactor(id: string): Component {
  const inPack = `pack.${id.replace('Contactor', '')}`
  return part(id, {
    isHighVoltage: true,
    failureModes: ['stuckOpen', 'welded'],
    branches: [inPack, `${inPack}.weld`, `${inPack}.coil`],
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

const insulationOf = (part: string, ...points: string[]) => points.map((point) => `${part}.insulation.${point}`)

/** Everything between the terminals of a part. */
function ownBranches(id: string): string[] {
  return HARNESS.network.branches.flatMap(({ name }) => (name.startsWith(`${id}.`) ? [name] : []))
}

/** A wire is mended where it is broken or chafed. */
function wire(id: string, isHighVoltage: boolean): Component {
  const branches = [id, id.replace('wire', 'chafe')]
  const repair: Repair = { id: 'mend', priceKzt: 1500, workMin: 40, branches }
  return { id, isHighVoltage, failureModes: ['open', 'highResistance', 'shortToGround'], repairs: [repair] }
}

/** The connectors of low voltage, each with its contacts. */
function plugs(): Component[] {
  return HARNESS.connectors.flatMap(({ id, kind, isHighVoltage, contacts }) => {
    if (kind !== 'plug' || isHighVoltage || contacts.length === 0) return []
    const repairs: Repair[] = [{ id: 'reseat', priceKzt: 0, workMin: 10, branches: contacts }]
    return [{ id, isHighVoltage, failureModes: ['notSeated', 'highContactResistance'], repairs }]
  })
}

const PARTS: readonly Component[] = [
  ...INTERLOCKED.map(interlocked),
  part('prechargeResistor', {
    isHighVoltage: true,
    failureModes: ['open'],
    branches: ['pack.prechargeResistor'],
    priceKzt: 22_000,
    workMin: 120,
  }),
  contactor('prechargeContactor'),
  contactor('positiveContactor'),
  contactor('negativeContactor'),
  highVoltageFuse('packFuse', 'pack.fuse'),
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
    branches: Array.from({ length: MODULE_COUNT }, (_, i) => `pack.thermistor${i + 1}`),
    priceKzt: 42_000,
    workMin: 240,
  }),
  part('motorController', {
    isHighVoltage: true,
    failureModes: ['dischargeOpen', 'insulationLow', 'failed'],
    branches: [
      'motorController.discharge',
      'motorController.bleeder',
      ...insulationOf('motorController', 'plus', 'minus'),
    ],
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
      'motor.winding.u',
      'motor.winding.v',
      'motor.winding.w',
      'motor.excitation',
      'motor.sine',
      'motor.cosine',
      'motor.thermistor',
      ...insulationOf('motor', 'star'),
    ],
    priceKzt: 1_480_000,
    workMin: 420,
  }),
  part('dcdc', {
    isHighVoltage: true,
    failureModes: ['noOutput', 'insulationLow'],
    branches: ['dcdc.output', ...insulationOf('dcdc', 'plus', 'minus')],
    priceKzt: 520_000,
    workMin: 180,
  }),
  part('charger', {
    isHighVoltage: true,
    failureModes: ['noOutput', 'insulationLow', 'pilotOpen'],
    branches: ['charger.pilotLoad', 'charger.pilotSwitch', ...insulationOf('charger', 'plus', 'minus')],
    priceKzt: 560_000,
    workMin: 180,
  }),
  part('ptcHeater', {
    isHighVoltage: true,
    failureModes: ['insulationLow', 'open'],
    branches: ['ptc.heater', 'ptc.relay', 'ptc.relay.coil', ...insulationOf('ptc', 'element', 'minus')],
    priceKzt: 185_000,
    workMin: 150,
  }),
  part('compressor', {
    isHighVoltage: true,
    failureModes: ['insulationLow', 'failed'],
    branches: ['compressor.coil', ...insulationOf('compressor', 'plus', 'minus')],
    priceKzt: 430_000,
    workMin: 210,
  }),
  highVoltageFuse('fuseDcdc', 'hv.fuse.dcdc'),
  highVoltageFuse('fuseCharger', 'hv.fuse.charger'),
  highVoltageFuse('fusePtc', 'hv.fuse.ptc'),
  highVoltageFuse('fuseCompressor', 'hv.fuse.compressor'),
  {
    id: 'battery12V',
    isHighVoltage: false,
    failureModes: ['discharged', 'highInternalResistance'],
    repairs: [
      { id: 'charge', priceKzt: 0, workMin: 240, branches: [], also: charge12V },
      { id: 'replace', priceKzt: 58_000, workMin: 20, branches: ['battery12V.cells'], also: charge12V },
    ],
  },
  fuse('fuseMain12V', 'fuseBox.main'),
  fuse('fuseDcdcOutput', 'fuseBox.fuse.dcdc'),
  fuse('fuseBms', 'fuseBox.fuse.bms'),
  fuse('fuseDrive', 'fuseBox.fuse.drive'),
  fuse('fuseBody', 'fuseBox.fuse.body'),
  fuse('fuseGateway', 'fuseBox.fuse.gateway'),
  fuse('fuseContactors', 'fuseBox.fuse.contactors'),
  fuse('fuseCooling', 'fuseBox.fuse.cooling'),
  part('ignitionRelay', {
    isHighVoltage: false,
    failureModes: ['stuckOpen'],
    branches: ['fuseBox.ignitionRelay', 'fuseBox.ignitionRelay.coil'],
    priceKzt: 4500,
    workMin: 10,
  }),
  part('bms', {
    isHighVoltage: false,
    failureModes: ['failed'],
    branches: ownBranches('bms'),
    priceKzt: 340_000,
    workMin: 90,
  }),
  part('body', {
    isHighVoltage: false,
    failureModes: ['failed'],
    branches: ownBranches('body'),
    priceKzt: 160_000,
    workMin: 60,
  }),
  part('coolingPump', {
    isHighVoltage: false,
    failureModes: ['open'],
    branches: ['pump.load'],
    priceKzt: 72_000,
    workMin: 60,
  }),
  part('coolingFan', {
    isHighVoltage: false,
    failureModes: ['open'],
    branches: ['fan.load'],
    priceKzt: 66_000,
    workMin: 60,
  }),
  part('coolantSensor', {
    isHighVoltage: false,
    failureModes: ['open'],
    branches: ['coolantSensor.sensor'],
    priceKzt: 9000,
    workMin: 20,
  }),
  part('pedal', {
    isHighVoltage: false,
    failureModes: ['trackOffset'],
    branches: ownBranches('pedal'),
    priceKzt: 38_000,
    workMin: 30,
  }),
  part('canTerminator', {
    isHighVoltage: false,
    failureModes: ['open'],
    branches: ['bms.terminator', 'gateway.terminator'],
    priceKzt: 6000,
    workMin: 45,
  }),
]

/** Parts first, as one looks for them, then plugs and wires. */
export const COMPONENTS: readonly Component[] = [
  ...PARTS,
  ...plugs(),
  ...HARNESS.wires.map(({ id, isHighVoltage }) => wire(id, isHighVoltage)),
]

/** Both are known: whoever asks has looked them up. */
export function applyRepair(physics: Physics, componentId: string, repairId: string): void {
  const { network } = physics
  const component = COMPONENTS.find(({ id }) => id === componentId)
  const { branches = [], also } = component?.repairs.find(({ id }) => id === repairId) ?? {}
  for (const name of branches) {
    const ohm = HARNESS.nominalOhm.get(name)
    if (ohm !== undefined) network.setOhm(network.branch(name), ohm)
  }
  also?.(physics)
}

function charge12V({ now }: Physics): void {
  now.battery12VSoc = 0.95
  now.battery12VPolarisationVolts = 0
}
