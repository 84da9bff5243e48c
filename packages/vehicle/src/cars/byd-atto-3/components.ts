/**
 * Everything in this car that can be at fault, how it can fail, what a repair costs and puts right (see
 * ../../harness/components.ts).
 */
import { bladeFuse, type Component, ownBranches, plugsAndWires, replaceable } from '../../harness/components.ts'
import { MODULE_COUNT } from './figures.ts'
import { HARNESS, INTERLOCKED } from './harness.ts'
import type { Physics } from './physics.ts'

/** The service disconnect is its own connector; the others have one each. */
function interlocked(id: (typeof INTERLOCKED)[number]): Component<Physics> {
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

function contactor(id: string): Component<Physics> {
  const inPack = `pack.${id.replace('Contactor', '')}`
  return replaceable(id, {
    isHighVoltage: true,
    failureModes: ['stuckOpen', 'welded'],
    branches: [inPack, `${inPack}.weld`, `${inPack}.coil`],
    priceKzt: 96_000,
    workMin: 120,
  })
}

/** K5 and K6, in the junction box. */
function dcContactor(side: 'dcPositive' | 'dcNegative'): Component<Physics> {
  return replaceable(`${side}Contactor`, {
    isHighVoltage: true,
    failureModes: ['stuckOpen', 'welded'],
    branches: [`hv.${side}`, `hv.${side}.weld`, `hv.${side}.coil`],
    priceKzt: 88_000,
    workMin: 90,
  })
}

function module(number: number): Component<Physics> {
  const [replace] = replaceable<Physics>(`module${number}`, {
    failureModes: [],
    branches: [],
    priceKzt: 890_000,
    workMin: 300,
    also: (physics) => physics.cells.replaceModule(number),
  }).repairs
  const balance = { id: 'balance', priceKzt: 25_000, workMin: 360, branches: [], also: balanceModule(number) } as const
  return {
    id: `module${number}`,
    isHighVoltage: true,
    failureModes: ['highCellResistance', 'lowCellCapacity', 'imbalance'],
    repairs: [replace, balance],
  }
}

/** Brings every cell of a module to the charge of its neighbour outside. */
function balanceModule(number: number): (physics: Physics) => void {
  return ({ cells: { soc, firstCell, cellCount } }) => {
    const from = firstCell[number - 1]
    soc.fill(soc[from === 0 ? cellCount - 1 : from - 1], from, firstCell[number])
  }
}

function highVoltageFuse(id: string, branch: string): Component<Physics> {
  return replaceable(id, {
    isHighVoltage: true,
    failureModes: ['blown'],
    branches: [branch],
    priceKzt: 18_000,
    workMin: 60,
  })
}

const insulationOf = (part: string, ...points: string[]) => points.map((point) => `${part}.insulation.${point}`)

const PARTS: readonly Component<Physics>[] = [
  ...INTERLOCKED.map(interlocked),
  replaceable('prechargeResistor', {
    isHighVoltage: true,
    failureModes: ['open'],
    branches: ['pack.prechargeResistor'],
    priceKzt: 22_000,
    workMin: 120,
  }),
  contactor('prechargeContactor'),
  contactor('positiveContactor'),
  contactor('negativeContactor'),
  dcContactor('dcPositive'),
  dcContactor('dcNegative'),
  highVoltageFuse('packFuse', 'pack.fuse'),
  replaceable('currentSensor', {
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
  replaceable('moduleThermistors', {
    isHighVoltage: true,
    failureModes: ['open'],
    branches: Array.from({ length: MODULE_COUNT }, (_, i) => `pack.thermistor${i + 1}`),
    priceKzt: 42_000,
    workMin: 240,
  }),
  replaceable('motorController', {
    isHighVoltage: true,
    failureModes: ['dischargeOpen', 'insulationLow', 'phaseSensorOffset', 'failed'],
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
  replaceable('motor', {
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
  replaceable('dcdc', {
    isHighVoltage: true,
    failureModes: ['noOutput', 'insulationLow'],
    branches: ['dcdc.output', ...insulationOf('dcdc', 'plus', 'minus')],
    priceKzt: 520_000,
    workMin: 180,
  }),
  replaceable('charger', {
    isHighVoltage: true,
    failureModes: ['noOutput', 'insulationLow', 'pilotOpen'],
    branches: [
      'charger.pilotLoad',
      'charger.pilotSwitch',
      'charger.pilotDiode',
      ...insulationOf('charger', 'plus', 'minus'),
    ],
    priceKzt: 560_000,
    workMin: 180,
  }),
  replaceable('ptcHeater', {
    isHighVoltage: true,
    failureModes: ['insulationLow', 'open'],
    branches: ['ptc.heater', 'ptc.relay', 'ptc.relay.coil', ...insulationOf('ptc', 'element', 'minus')],
    priceKzt: 185_000,
    workMin: 150,
  }),
  replaceable('compressor', {
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
  bladeFuse('fuseMain12V', 'fuseBox.main'),
  bladeFuse('fuseDcdcOutput', 'fuseBox.fuse.dcdc'),
  bladeFuse('fuseBms', 'fuseBox.fuse.bms'),
  bladeFuse('fuseDrive', 'fuseBox.fuse.drive'),
  bladeFuse('fuseBody', 'fuseBox.fuse.body'),
  bladeFuse('fuseGateway', 'fuseBox.fuse.gateway'),
  bladeFuse('fuseContactors', 'fuseBox.fuse.contactors'),
  bladeFuse('fuseCooling', 'fuseBox.fuse.cooling'),
  replaceable('ignitionRelay', {
    failureModes: ['stuckOpen'],
    branches: ['fuseBox.ignitionRelay', 'fuseBox.ignitionRelay.coil'],
    priceKzt: 4500,
    workMin: 10,
  }),
  replaceable('bms', {
    isHighVoltage: false,
    failureModes: ['failed'],
    branches: ownBranches(HARNESS, 'bms'),
    priceKzt: 340_000,
    workMin: 90,
  }),
  replaceable('body', {
    isHighVoltage: false,
    failureModes: ['failed'],
    branches: ownBranches(HARNESS, 'body'),
    priceKzt: 160_000,
    workMin: 60,
  }),
  replaceable('chargingCable', {
    failureModes: ['wrongResistor', 'open'],
    branches: ['inlet.plug.proximity', 'inlet.plug.pilot'],
    priceKzt: 120_000,
    workMin: 5,
  }),
  replaceable('packPump', { failureModes: ['open'], branches: ['packPump.load'], priceKzt: 84_000, workMin: 90 }),
  replaceable('chillerValve', {
    failureModes: ['stuckClosed', 'open'],
    branches: ['chillerValve.load'],
    priceKzt: 62_000,
    workMin: 90,
    also: ({ now }) => {
      now.chillerValveStuck = 0
    },
  }),
  replaceable('clock', {
    failureModes: ['doesNotSleep', 'failed'],
    branches: ['clock.load', 'clock.stuckAwake'],
    priceKzt: 54_000,
    workMin: 40,
  }),
  replaceable('coolingPump', {
    isHighVoltage: false,
    failureModes: ['open'],
    branches: ['pump.load'],
    priceKzt: 72_000,
    workMin: 60,
  }),
  replaceable('coolingFan', {
    isHighVoltage: false,
    failureModes: ['open'],
    branches: ['fan.load'],
    priceKzt: 66_000,
    workMin: 60,
  }),
  replaceable('coolantSensor', {
    isHighVoltage: false,
    failureModes: ['open'],
    branches: ['coolantSensor.sensor'],
    priceKzt: 9000,
    workMin: 20,
  }),
  replaceable('pedal', {
    isHighVoltage: false,
    failureModes: ['trackOffset'],
    branches: ownBranches(HARNESS, 'pedal'),
    priceKzt: 38_000,
    workMin: 30,
  }),
  replaceable('canTerminator', {
    isHighVoltage: false,
    failureModes: ['open'],
    branches: ['bms.terminator', 'gateway.terminator'],
    priceKzt: 6000,
    workMin: 45,
  }),
]

/** Parts first, as one looks for them, then plugs and wires. */
export const COMPONENTS: readonly Component<Physics>[] = [...PARTS, ...plugsAndWires<Physics>(HARNESS)]

function charge12V({ battery }: Physics): void {
  battery.soc = 0.95
  battery.polarisationVolts = 0
}
