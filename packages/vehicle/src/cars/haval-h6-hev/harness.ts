/**
 * The wiring of the car: every part with its terminals and what is between them, every wire that joins two parts.
 *
 * High voltage floats; low voltage returns through the body of the car, which is the reference. There is neither starter
 * nor alternator: the generator turns the engine, the DC/DC converter feeds the 12 V. Resistances, lengths, colours and
 * cavities are teaching values of the right size; no wiring diagram of the real car was copied.
 *
 * The engine's parts and wires are in ../../engine-wiring. Invariant: control units and actions only close switches and set
 * sources; a fault only changes a resistance (or a physical parameter). So what is broken stays broken whatever is commanded.
 */
import { H6_HEV_PACK } from '../../battery/designs.ts'
import { PHASES, type PhaseBranches } from '../../driveline/phases.ts'
import { engineControl, engineParts } from '../../engine-wiring/parts.ts'
import { engineWires } from '../../engine-wiring/wires.ts'
import {
  ambientSensor,
  bodyAndBrakeUnits,
  bodyWires,
  canWires,
  diagnosisConnector,
  tankAndButton,
  twoPole,
  wheelAndBrakeSensors,
} from '../../harness/body-parts.ts'
import {
  capacitor,
  contact,
  type Element,
  fuse,
  highVoltagePlug,
  highVoltageStuds,
  load,
  part,
  plug,
  relay,
  resistor,
  source,
  studs,
} from '../../harness/elements.ts'
import { compileHarness, type Part, type Wire } from '../../harness/harness.ts'
import { active, driver, fastDriver, numbered, pullDown, pullUp, thermistor, unit } from '../../harness/usual-parts.ts'
import { MODULE_COUNT, STEP_S } from './figures.ts'

/** The service plug opens the string between these two modules (counted from 1). */
const MODULE_BELOW_PLUG = 4
const INTERLOCK = ['interlockIn', 'interlockOut'] as const
/** Parts with an interlock bridge in their high-voltage connector, in the order of the loop. */
export const INTERLOCKED = ['serviceDisconnect', 'pack', 'motorController', 'dcdc', 'compressor'] as const
export const MACHINES = ['generator', 'traction'] as const
const RESOLVER = ['excitationPlus', 'excitationMinus', 'sinePlus', 'sineMinus', 'cosinePlus', 'cosineMinus'] as const
/** Units on the bus, in the order of their wires. */
const CAN_UNITS = ['engine', 'hcu', 'bms', 'inverter', 'brakes', 'body', 'gateway'] as const
const GROUNDS = ['battery', 'front', 'engine', 'dash', 'rear'] as const

const THERMISTORS = numbered('thermistor', MODULE_COUNT)
const capital = (text: string) => `${text[0].toUpperCase()}${text.slice(1)}`
/** `tractionSinePlus`: at the inverter's control unit, which has both machines' windings. */
const resolverTerminals = (machine: string) => RESOLVER.map((name) => `${machine}${capital(name)}`)

/** In a high-voltage connector; open while it is not seated. */
const interlockBridge = contact('bridge', 'interlockIn', 'interlockOut', 0.02, true)
const insulation = (point: string, ohm: number) => resistor(`insulation.${point}`, point, 'chassis', ohm)
/** Across the input of what has capacitors of its own: with one wire gone, nothing stands between its terminals. */
const bleeder = resistor('bleeder', 'plus', 'minus', 10e6)

function pack(): Part[] {
  const terminal = (module: number, isUpper: boolean): string => {
    if (isUpper) return module === MODULE_BELOW_PLUG ? 'disconnectLower' : `tap${module}`
    return module === MODULE_BELOW_PLUG + 1 ? 'disconnectUpper' : `tap${module - 1}`
  }
  const modules = H6_HEV_PACK.cellsOfModule.map((cells, i) =>
    source(`module${i + 1}`, terminal(i + 1, true), terminal(i + 1, false), cells * 3.7, cells * 1e-3),
  )
  const coil = (name: string, contacts: readonly [string, string], coilOhm: number, contactOhm: number) =>
    relay(name, ['coils', `${name}Driver`], contacts, { coilOhm, contactOhm })
  return [
    part(
      'pack',
      [
        highVoltageStuds('inside', [
          'plus',
          'minus',
          `tap${MODULE_COUNT}`,
          'disconnectLower',
          'disconnectUpper',
          'precharge',
        ]),
        highVoltagePlug('hv', ['busPlus', 'busMinus', ...INTERLOCK]),
        plug('a', ['coils', 'negativeDriver', 'positiveDriver', 'prechargeDriver', 'inletAir', 'inletAirReturn']),
        plug(
          'b',
          THERMISTORS.flatMap((id) => [id, `${id}Return`]),
        ),
      ],
      [
        ...modules,
        resistor('fuse', `tap${MODULE_COUNT}`, 'plus', 1e-3),
        resistor('currentSensor', 'minus', 'tap0', 1e-4), // Positive while the pack discharges.
        coil('negative', ['busMinus', 'minus'], 24, 4e-4),
        coil('positive', ['plus', 'busPlus'], 24, 4e-4),
        coil('precharge', ['plus', 'precharge'], 48, 2e-3),
        resistor('prechargeResistor', 'precharge', 'busPlus', 60),
        interlockBridge,
        ...THERMISTORS.map((id) => resistor(id, id, `${id}Return`, 2300)),
        resistor('inletAir', 'inletAir', 'inletAirReturn', 2300),
        insulation('plus', 20e6),
        insulation('minus', 20e6),
        insulation('disconnectUpper', 60e6),
        insulation('disconnectLower', 60e6),
      ],
    ),
    part(
      'serviceDisconnect',
      [highVoltageStuds('hv', ['lower', 'upper']), plug('a', INTERLOCK)],
      [contact('link', 'lower', 'upper', 4e-4, true), interlockBridge],
    ),
  ]
}

/** Phases of a machine at the inverter: `generatorU`. */
const phasesOf = (machine: string) => PHASES.map((phase) => `${machine}${phase.toUpperCase()}`)

function highVoltage(): Part[] {
  return [
    part(
      'hv',
      [highVoltageStuds('bars', ['plus', 'minus']), highVoltageStuds('out', ['dcdc', 'compressor'])],
      ['dcdc', 'compressor'].map((id) => resistor(`fuse.${id}`, 'plus', id, 4e-3)),
    ),
    // 0.8 mF and a 100 kΩ bleeder: from 400 V to 60 V in 150 s without the active discharge, in 2 s with it.
    part(
      'motorController',
      [highVoltagePlug('hv', ['plus', 'minus', ...INTERLOCK]), highVoltageStuds('phases', MACHINES.flatMap(phasesOf))],
      [
        interlockBridge,
        capacitor('dcLink', 'plus', 'minus', 8e-4),
        resistor('bleeder', 'plus', 'minus', 1e5),
        contact('discharge', 'plus', 'minus', 1000),
        load('generatorBridge', 'plus', 'minus'),
        load('tractionBridge', 'plus', 'minus'),
        ...MACHINES.flatMap(phasesOf).map((phase) => load(`bridge.${phase}`, 'minus', phase)),
        ...MACHINES.map((machine) => resistor(`leak.${machine}`, `${machine}U`, 'minus', 1e8)), // The blocked bridges.
        insulation('plus', 120e6),
        insulation('minus', 120e6),
      ],
    ),
    machine('generator', 0.024),
    machine('traction', 0.014),
    part(
      'dcdc',
      [highVoltagePlug('hv', ['plus', 'minus', ...INTERLOCK]), studs('out', ['out', 'ground'])],
      [
        interlockBridge,
        bleeder,
        load('input', 'plus', 'minus'),
        source('source', 'stage', 'ground', 14.3, 4e-3),
        contact('output', 'stage', 'out', 1e-3),
        resistor('outputDivider', 'out', 'ground', 1e4), // By which it measures what it gives.
        insulation('plus', 120e6),
        insulation('minus', 120e6),
      ],
    ),
    part(
      'compressor',
      [highVoltagePlug('hv', ['plus', 'minus', ...INTERLOCK])],
      [
        interlockBridge,
        bleeder,
        resistor('coil', 'plus', 'stage', 0.02), // The choke before its inverter.
        load('input', 'stage', 'minus'),
        insulation('plus', 120e6),
        insulation('minus', 120e6),
      ],
    ),
  ]
}

/** A machine in the transmission: three phases in a star, a thermistor in its winding, the resolver on its shaft. */
function machine(id: string, windingOhm: number): Part {
  return part(
    `${id}Machine`,
    [highVoltageStuds('phases', PHASES), plug('a', ['thermistor', 'thermistorReturn', ...RESOLVER])],
    [
      ...PHASES.map((phase) => resistor(`winding.${phase}`, phase, 'star', windingOhm)),
      resistor('thermistor', 'thermistor', 'thermistorReturn', 2300),
      resistor('excitation', 'excitationPlus', 'excitationMinus', 18),
      resistor('sine', 'sinePlus', 'sineMinus', 20),
      resistor('cosine', 'cosinePlus', 'cosineMinus', 20),
      insulation('star', 100e6),
    ],
  )
}

function lowVoltageSupply(): Part[] {
  const switched = (name: string, from: string, to: string, coilFeed = from) =>
    relay(`${name}Relay`, [coilFeed, `${name}Driver`], [from, to], { coilOhm: 85, contactOhm: 4e-3 })
  return [
    part('battery12V', [studs('posts', ['plus', 'minus'])], [source('cells', 'plus', 'minus', 12.6, 8e-3)]),
    part(
      'ground',
      [studs('studs', GROUNDS)],
      GROUNDS.map((id) => resistor(id, id, 'chassis', 3e-4)),
    ),
    part(
      'fuseBox',
      [
        studs('in', ['battery', 'dcdc']),
        plug('a', ['engine30', 'body', 'gateway', 'diagnosis', 'brakes', 'lights', 'brakeSwitch', 'bms']),
        plug('b', ['engineMain', 'ignitionCoils', 'injectors', 'valves', 'heaters', 'fuelPump']),
        plug('c', ['ignition', 'fan', 'hcu', 'inverter', 'contactors', 'inverterPump', 'packFan', 'parkActuator']),
        plug('d', ['mainDriver', 'fuelPumpDriver', 'fanDriver', 'ignitionDriver', 'lightsDriver']),
      ],
      [
        fuse('main', 'battery', 'bus', 125),
        fuse('fuse.dcdc', 'dcdc', 'bus', 150),
        fuse('fuse.engine30', 'bus', 'engine30', 7.5),
        fuse('fuse.body', 'bus', 'body', 10),
        fuse('fuse.gateway', 'bus', 'gateway', 5),
        fuse('fuse.diagnosis', 'bus', 'diagnosis', 10),
        fuse('fuse.brakes', 'bus', 'brakes', 25),
        fuse('fuse.lights', 'bus', 'lightsFeed', 15),
        fuse('fuse.brakeSwitch', 'bus', 'brakeSwitch', 5),
        fuse('fuse.main', 'bus', 'mainFeed', 40),
        fuse('fuse.fan', 'bus', 'fanFeed', 40),
        fuse('fuse.fuelPump', 'main', 'fuelPumpFeed', 15),
        fuse('fuse.engineMain', 'main', 'engineMain', 15),
        fuse('fuse.coils', 'main', 'ignitionCoils', 20),
        fuse('fuse.injectors', 'main', 'injectors', 10),
        fuse('fuse.valves', 'main', 'valves', 10),
        fuse('fuse.heaters', 'main', 'heaters', 15),
        fuse('fuse.ignition', 'ignitionFeed', 'ignition', 10),
        fuse('fuse.hcu', 'ignitionFeed', 'hcu', 10),
        fuse('fuse.bms', 'ignitionFeed', 'bms', 10),
        fuse('fuse.inverter', 'ignitionFeed', 'inverter', 15),
        fuse('fuse.contactors', 'ignitionFeed', 'contactors', 10),
        fuse('fuse.inverterPump', 'ignitionFeed', 'inverterPump', 10),
        fuse('fuse.packFan', 'ignitionFeed', 'packFan', 15),
        fuse('fuse.parkActuator', 'ignitionFeed', 'parkActuator', 10),
        switched('main', 'mainFeed', 'main', 'bus'),
        switched('fuelPump', 'fuelPumpFeed', 'fuelPump'),
        switched('fan', 'fanFeed', 'fan', 'main'),
        switched('ignition', 'bus', 'ignitionFeed'),
        switched('lights', 'lightsFeed', 'lights'),
      ],
    ),
  ]
}

/** Windings with a bias that shows an open one; thermistors against 2.2 kΩ at 5 V. */
function hybridUnits(): Part[] {
  const reference = source('referenceSource', 'reference', 'ground', 0, 0.3)
  const feed = resistor('feed1', 'reference', 'reference1', 0.1)
  const returnOf = (name: string) => resistor(`return.${name}`, name, 'ground', 0.05)
  const sensed = (name: string): Element[] => [pullUp(name, 2200), returnOf(`${name}Return`)]
  const bias = (name: string): Element[] => [
    pullUp(`${name}Plus`, 1e4),
    resistor(`pullDown.${name}`, `${name}Minus`, 'ground', 1e4),
  ]
  const windings = MACHINES.flatMap((id) => ['Excitation', 'Sine', 'Cosine'].map((winding) => `${id}${winding}`))
  const temperatures = ['generatorThermistor', 'tractionThermistor', 'coolantIn', 'coolantOut']
  return [
    unit('hcu', {
      ohm: 22,
      terminals: ['reference1', 'sensorGround', 'selector', 'sleeve', 'parkLock'],
      elements: [
        reference,
        feed,
        returnOf('sensorGround'),
        pullUp('selector', 2200),
        pullDown('sleeve', 2e5),
        fastDriver('parkLock'),
      ],
    }),
    unit('bms', {
      ohm: 40,
      terminals: [
        ...['interlockOut', 'interlockIn', 'negativeDriver', 'positiveDriver', 'prechargeDriver', 'fanDriver'],
        ...['inletAir', 'inletAirReturn', ...THERMISTORS.flatMap((id) => [id, `${id}Return`])],
      ],
      elements: [
        reference,
        source('interlockSource', 'interlockOut', 'ground', 0, 50), // And 10 kΩ wait at the return: 4.97 V when whole.
        resistor('interlockLoad', 'interlockIn', 'ground', 1e4),
        ...['negativeDriver', 'positiveDriver', 'prechargeDriver'].map((id) => driver(id)),
        fastDriver('fanDriver'),
        ...['inletAir', ...THERMISTORS].flatMap(sensed),
      ],
    }),
    unit('inverter', {
      ohm: 18,
      terminals: [
        ...MACHINES.flatMap(resolverTerminals),
        ...temperatures.flatMap((id) => [id, `${id}Return`]),
        'pumpDriver',
      ],
      elements: [
        reference,
        ...temperatures.flatMap(sensed),
        // On its own board, beside both bridges.
        ...MACHINES.flatMap((id) => [
          pullUp(`${id}Stage`, 2200),
          resistor(`${id}StageSensor`, `${id}Stage`, 'ground', 2300),
        ]),
        ...windings.flatMap(bias),
        driver('pumpDriver'),
      ],
    }),
  ]
}

function sensorsAndLoads(): Part[] {
  return [
    twoPole('inverterPump', 4.2),
    twoPole('packFan', 1.6),
    twoPole('lights', 1.5),
    part('parkActuator', [plug('a', ['supply', 'driver'])], [resistor('winding', 'supply', 'driver', 6)]),
    active('sleeveSensor'),
    thermistor('coolantInSensor', 2300),
    thermistor('coolantOutSensor', 2300),
    ...wheelAndBrakeSensors(),
    ambientSensor(),
    part('selector', [plug('a', ['signal', 'return'])], [resistor('ladder', 'signal', 'return', 330)]),
    ...tankAndButton(),
    diagnosisConnector(),
  ]
}

/** Numbers by system: 1 supply, 2 units, 3 and 4 engine, 5 hybrid drive, 6 CAN, 7 body and brakes, 8 high voltage. */
function wires(): Wire[] {
  return [
    ...supplyWires(),
    ...engineWires(),
    ...hybridWires(),
    ...canWires(CAN_UNITS, 0.4),
    ...bodyWires(),
    ...highVoltageWires(),
  ]
}

function supplyWires(): Wire[] {
  return [
    [101, 'RD', 25, 0.6, 'battery12V.plus', 'fuseBox.battery'],
    [102, 'BK', 25, 0.4, 'battery12V.minus', 'ground.battery'],
    [103, 'RD', 25, 1.5, 'dcdc.out', 'fuseBox.dcdc'],
    [104, 'BK', 25, 0.4, 'dcdc.ground', 'ground.front'],
    [110, 'RD', 0.75, 1, 'fuseBox.diagnosis', 'diagnosis.16'],
    [111, 'BK', 0.75, 0.8, 'diagnosis.4', 'ground.dash'],
    [201, 'RD-YE', 2.5, 0.8, 'fuseBox.engineMain', 'engine.supply'],
    [202, 'BK', 2.5, 0.6, 'engine.ground', 'ground.engine'],
    [203, 'RD-WH', 0.75, 0.8, 'fuseBox.engine30', 'engine.battery30'],
    [204, 'VT', 0.75, 1, 'fuseBox.ignition', 'engine.ignition15'],
    [205, 'RD-BU', 1, 1, 'fuseBox.hcu', 'hcu.supply'],
    [206, 'BK', 1, 0.6, 'hcu.ground', 'ground.front'],
    [207, 'RD', 2.5, 1, 'fuseBox.brakes', 'brakes.supply'],
    [208, 'BK', 2.5, 0.6, 'brakes.ground', 'ground.front'],
    [209, 'RD-BU', 1, 2, 'fuseBox.body', 'body.supply'],
    [210, 'BK', 1, 0.8, 'body.ground', 'ground.dash'],
    [211, 'RD-GN', 0.75, 2, 'fuseBox.gateway', 'gateway.supply'],
    [212, 'BK', 0.75, 0.8, 'gateway.ground', 'ground.dash'],
    [213, 'VT', 0.75, 2, 'fuseBox.ignitionDriver', 'body.ignitionDriver'],
    [214, 'VT-WH', 0.5, 1, 'fuseBox.mainDriver', 'engine.mainDriver'],
    [215, 'VT-GN', 0.5, 1, 'fuseBox.fuelPumpDriver', 'engine.fuelPumpDriver'],
    [217, 'VT-YE', 0.5, 1, 'fuseBox.fanDriver', 'engine.fanDriver'],
    [219, 'RD-GN', 1, 3, 'fuseBox.bms', 'bms.supply'],
    [220, 'BK', 1, 0.5, 'bms.ground', 'ground.rear'],
    [221, 'RD-YE', 1, 0.8, 'fuseBox.inverter', 'inverter.supply'],
    [222, 'BK', 1, 0.4, 'inverter.ground', 'ground.front'],
  ]
}

function hybridWires(): Wire[] {
  const signals = (first: number, machine: string): Wire[] =>
    ['thermistor', 'thermistorReturn', ...RESOLVER].map((name, i) => [
      first + i,
      name.endsWith('Minus') || name.endsWith('Return') ? 'BN' : 'WH',
      0.35,
      0.8,
      `${machine}Machine.${name}`,
      `inverter.${machine}${capital(name)}`,
    ])
  const cells = ['inletAir', ...THERMISTORS].flatMap((id, i): Wire[] => [
    [550 + 2 * i, 'WH', 0.35, 0.8, `pack.${id}`, `bms.${id}`],
    [551 + 2 * i, 'BN', 0.35, 0.8, `pack.${id}Return`, `bms.${id}Return`],
  ])
  return [
    [442, 'RD', 4, 1, 'fuseBox.fan', 'fan.plus'],
    [443, 'BK', 4, 0.4, 'fan.minus', 'ground.front'],
    [501, 'BU', 0.5, 1, 'hcu.reference1', 'sleeveSensor.supply'],
    [502, 'BN', 0.5, 1, 'sleeveSensor.ground', 'splice.hybridGround'],
    [503, 'GN', 0.5, 1, 'sleeveSensor.signal', 'hcu.sleeve'],
    [504, 'PK', 0.5, 2, 'selector.signal', 'hcu.selector'],
    [505, 'BN', 0.5, 2, 'selector.return', 'splice.hybridGround'],
    [506, 'BN', 0.75, 0.5, 'splice.hybridGround', 'hcu.sensorGround'],
    [507, 'RD', 1, 1, 'fuseBox.parkActuator', 'parkActuator.supply'],
    [508, 'VT', 1, 1, 'parkActuator.driver', 'hcu.parkLock'],
    [509, 'RD', 1.5, 1, 'fuseBox.inverterPump', 'inverterPump.plus'],
    [510, 'VT', 1.5, 0.8, 'inverterPump.minus', 'inverter.pumpDriver'],
    [511, 'RD', 2.5, 3, 'fuseBox.packFan', 'packFan.plus'],
    [512, 'VT', 2.5, 0.8, 'packFan.minus', 'bms.fanDriver'],
    [513, 'RD', 1, 3, 'fuseBox.contactors', 'pack.coils'],
    [514, 'VT', 0.75, 0.8, 'pack.negativeDriver', 'bms.negativeDriver'],
    [515, 'VT-WH', 0.75, 0.8, 'pack.positiveDriver', 'bms.positiveDriver'],
    [516, 'VT-GN', 0.75, 0.8, 'pack.prechargeDriver', 'bms.prechargeDriver'],
    [517, 'TQ', 0.35, 0.8, 'coolantInSensor.signal', 'inverter.coolantIn'],
    [518, 'BN', 0.35, 0.8, 'coolantInSensor.return', 'inverter.coolantInReturn'],
    [519, 'TQ-WH', 0.35, 0.8, 'coolantOutSensor.signal', 'inverter.coolantOut'],
    [520, 'BN', 0.35, 0.8, 'coolantOutSensor.return', 'inverter.coolantOutReturn'],
    ...signals(530, 'generator'),
    ...signals(540, 'traction'),
    ...cells,
    ...interlockWires(),
  ]
}

/** From the battery's control unit through every high-voltage connector, and back. */
function interlockWires(): Wire[] {
  const stations = [
    'bms.interlockOut',
    ...INTERLOCKED.flatMap((id) => [`${id}.interlockIn`, `${id}.interlockOut`]),
    'bms.interlockIn',
  ]
  return Array.from({ length: stations.length / 2 }, (_, i) => [
    580 + i,
    'YE',
    0.5,
    1.2,
    stations[2 * i],
    stations[2 * i + 1],
  ])
}

const PHASE_WIRE = { generator: 830, traction: 840 } as const

function highVoltageWires(): Wire[] {
  const phases = MACHINES.flatMap((machine) =>
    PHASES.map((phase, i): Wire => {
      const at = `motorController.${machine}${phase.toUpperCase()}`
      return [PHASE_WIRE[machine] + i, 'OG', 35, 0.3, at, `${machine}Machine.${phase}`]
    }),
  )
  return [
    [801, 'OG', 35, 2.5, 'pack.busPlus', 'hv.plus'],
    [802, 'OG', 35, 2.5, 'pack.busMinus', 'hv.minus'],
    [803, 'OG', 35, 0.4, 'hv.plus', 'motorController.plus'],
    [804, 'OG', 35, 0.4, 'hv.minus', 'motorController.minus'],
    [805, 'OG', 4, 0.6, 'hv.dcdc', 'dcdc.plus'],
    [806, 'OG', 4, 0.6, 'hv.minus', 'dcdc.minus'],
    [807, 'OG', 4, 1, 'hv.compressor', 'compressor.plus'],
    [808, 'OG', 4, 1, 'hv.minus', 'compressor.minus'],
    [816, 'OG', 50, 0.3, 'pack.disconnectLower', 'serviceDisconnect.lower'],
    [817, 'OG', 50, 0.3, 'pack.disconnectUpper', 'serviceDisconnect.upper'],
    ...phases,
  ]
}

/** Of one machine: its bridge's sources, and all that lies between bridge and star point. */
export function phaseBranchesOf(machine: (typeof MACHINES)[number]): Omit<PhaseBranches, 'nmPerA'> {
  const [u, v, w] = phasesOf(machine).map((phase) => `motorController.bridge.${phase}`)
  const path = PHASES.flatMap((phase, i) => [
    `contact.motorController.${machine}${phase.toUpperCase()}`,
    `wire.${PHASE_WIRE[machine] + i}`,
    `contact.${machine}Machine.${phase}`,
    `${machine}Machine.winding.${phase}`,
  ])
  return { bridge: [u, v, w], path }
}

export const HARNESS = compileHarness(
  {
    parts: [
      ...pack(),
      ...highVoltage(),
      ...lowVoltageSupply(),
      engineControl(),
      ...hybridUnits(),
      ...bodyAndBrakeUnits(),
      ...engineParts(),
      ...sensorsAndLoads(),
    ],
    wires: wires(),
  },
  STEP_S,
)
