/**
 * The wiring of the car: every part with its terminals and what is between them, every wire that joins two parts.
 *
 * All of it is low voltage and returns through the body of the car, which is the reference. The engine block has ground
 * points of its own and a strap to the body. Resistances, lengths, colours and cavities are teaching values of the right
 * size; no wiring diagram of the real car was copied.
 *
 * Output stages that switch fast (injectors, coils, valves, heaters) are sources, held at their average by
 * ../../harness/drivers.ts. Invariant: control units and actions only close switches and set sources; a fault only changes
 * a resistance (or a physical parameter). So what is broken stays broken whatever is commanded.
 */
import {
  contact,
  diode,
  type Element,
  fuse,
  load,
  part,
  plug,
  relay,
  resistor,
  source,
  studs,
} from '../../harness/elements.ts'
import { compileHarness, type Part, type Wire } from '../../harness/harness.ts'
import { CYLINDER_COUNT, STEP_S } from './figures.ts'

const CAN = ['canHigh', 'canLow'] as const
const numbered = (name: string, count = CYLINDER_COUNT) => Array.from({ length: count }, (_, i) => `${name}${i + 1}`)

/** Ohms and henry of what the engine control module switches fast, by its output. */
export const FAST_LOADS = {
  ...Object.fromEntries(numbered('injector').map((id) => [id, { ohm: 12, henry: 0.014, clampVolts: 60 }])),
  ...Object.fromEntries(numbered('coil').map((id) => [id, { ohm: 0.6, henry: 0.0036, clampVolts: 400 }])),
  purge: { ohm: 26, henry: 0, clampVolts: Number.POSITIVE_INFINITY },
  oilControl: { ohm: 7.4, henry: 0, clampVolts: Number.POSITIVE_INFINITY },
  wastegate: { ohm: 24, henry: 0, clampVolts: Number.POSITIVE_INFINITY },
  heaterUp: { ohm: 9, henry: 0, clampVolts: Number.POSITIVE_INFINITY },
  heaterDown: { ohm: 9, henry: 0, clampVolts: Number.POSITIVE_INFINITY },
} as const satisfies Record<string, { ohm: number; henry: number; clampVolts: number }>

const GROUNDS = ['battery', 'front', 'engine', 'dash', 'rear'] as const

function supply(): Part[] {
  const switched = (name: string, from: string, to: string, driver = `${name}Driver`, coilFeed = from) =>
    relay(`${name}Relay`, [coilFeed, driver], [from, to], { coilOhm: 85, contactOhm: 4e-3 })
  return [
    part('battery12V', [studs('posts', ['plus', 'minus'])], [source('cells', 'plus', 'minus', 12.6, 6e-3)]),
    part(
      'ground',
      [studs('studs', [...GROUNDS, 'block'])],
      [
        ...GROUNDS.map((id) => resistor(id, id, 'chassis', 3e-4)),
        resistor('strap', 'block', 'chassis', 4e-4), // From the engine block to the body.
      ],
    ),
    // Its three phases as one source behind their resistance; the regulator's volts and what a phase can give are physics.
    part(
      'generator',
      [studs('out', ['plus', 'case']), plug('a', ['lin', 'sense'])],
      [
        source('phases', 'stage', 'case', 0, 0.02),
        diode('rectifier', 'stage', 'plus', 0.05, 4e-3),
        resistor('senseLoad', 'sense', 'case', 2000),
        resistor('linLoad', 'lin', 'case', 1e6),
      ],
    ),
    part(
      'starter',
      [studs('main', ['plus', 'case']), plug('a', ['solenoid'])],
      [
        relay('switch', ['solenoid', 'case'], ['plus', 'motor'], { coilOhm: 1.2, contactOhm: 4e-4 }),
        source('emf', 'motor', 'case', 0, 0.012),
      ],
    ),
    part(
      'fuseBox',
      [
        studs('in', ['battery', 'generator']),
        plug('a', ['engine30', 'body', 'gateway', 'diagnosis', 'brakes', 'starterSolenoid', 'lights', 'brakeSwitch']),
        plug('b', ['engineMain', 'ignitionCoils', 'injectors', 'valves', 'heaters', 'fuelPump', 'transmission']),
        plug('c', ['ignition', 'fan', 'airConditioning']),
        plug('d', ['mainDriver', 'fuelPumpDriver', 'starterDriver', 'fanDriver', 'airConditioningDriver']),
        plug('e', ['ignitionDriver', 'lightsDriver']),
      ],
      [
        fuse('main', 'battery', 'bus', 125),
        fuse('fuse.generator', 'generator', 'bus', 150),
        fuse('fuse.engine30', 'bus', 'engine30', 7.5),
        fuse('fuse.body', 'bus', 'body', 10),
        fuse('fuse.gateway', 'bus', 'gateway', 5),
        fuse('fuse.diagnosis', 'bus', 'diagnosis', 10),
        fuse('fuse.brakes', 'bus', 'brakes', 25),
        fuse('fuse.starter', 'bus', 'starterFeed', 30),
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
        fuse('fuse.transmission', 'main', 'transmission', 20),
        fuse('fuse.ignition', 'ignitionFeed', 'ignition', 10),
        fuse('fuse.airConditioning', 'ignitionFeed', 'airConditioningFeed', 10),
        switched('main', 'mainFeed', 'main', 'mainDriver', 'bus'),
        switched('fuelPump', 'fuelPumpFeed', 'fuelPump'),
        switched('starter', 'starterFeed', 'starterSolenoid', 'starterDriver', 'ignition'),
        switched('fan', 'fanFeed', 'fan', 'fanDriver', 'main'),
        switched('airConditioning', 'airConditioningFeed', 'airConditioning'),
        switched('ignition', 'bus', 'ignitionFeed', 'ignitionDriver', 'bus'),
        switched('lights', 'lightsFeed', 'lights'),
      ],
    ),
  ]
}

/** A switch to ground, for what switches slowly. */
const driver = (name: string, ohm = 0.05): Element => contact(name, name, 'ground', ohm)
/** A source to ground, for what switches fast: see ../../harness/drivers.ts. */
const fastDriver = (name: string): Element => source(name, name, 'ground', 0, 0.05)

type Unit = { readonly ohm: number; readonly terminals: readonly string[]; readonly elements: readonly Element[] }

/** Supply, bus and what it draws awake and asleep. The bus wires rest near 2.5 V by the bias of every unit. */
function unit(id: string, { ohm, terminals, elements }: Unit): Part {
  const own = [
    contact('load', 'supply', 'ground', ohm, true),
    resistor('sleep', 'supply', 'ground', 4000),
    source('biasHigh', 'canHigh', 'ground', 0, 3e4),
    source('biasLow', 'canLow', 'ground', 0, 3e4),
    load('transmitHigh', 'canHigh', 'chassis'),
    load('transmitLow', 'canLow', 'chassis'),
  ]
  return part(id, [plug('a', ['supply', 'ground', ...CAN, ...terminals])], [...own, ...elements])
}

const pullUp = (name: string, ohm: number) => resistor(`pullUp.${name}`, 'reference', name, ohm)
const pullDown = (name: string, ohm: number) => resistor(`pullDown.${name}`, name, 'ground', ohm)

const ENGINE_SIGNALS = [
  'pedal1',
  'pedal2',
  'throttle1',
  'throttle2',
  'airMass',
  'manifoldPressure',
  'boostPressure',
  'railPressure',
  'oilPressure',
] as const
const ENGINE_THERMISTORS = ['coolant', 'intakeAir', 'oil'] as const
const FAST_OUTPUTS = Object.keys(FAST_LOADS)
const SLOW_OUTPUTS = ['mainDriver', 'fuelPumpDriver', 'starterDriver', 'fanDriver', 'airConditioningDriver'] as const

function engineControl(): Part {
  return unit('engine', {
    ohm: 14,
    terminals: [
      ...['battery30', 'ignition15', 'reference1', 'reference2', 'reference3', 'sensorGround', 'brakeSwitch', 'lin'],
      ...ENGINE_SIGNALS,
      ...ENGINE_THERMISTORS,
      ...['crank', 'cam', 'knock', 'knockReturn', 'lambdaUp', 'lambdaUpReturn', 'lambdaDown', 'lambdaDownReturn'],
      ...['throttleMotorPlus', 'throttleMotorMinus'],
      ...FAST_OUTPUTS,
      ...SLOW_OUTPUTS,
    ],
    elements: [
      resistor('terminator', 'canHigh', 'canLow', 120),
      resistor('keepAlive', 'battery30', 'ground', 6000),
      resistor('ignitionSense', 'ignition15', 'ground', 4700),
      resistor('brakeSense', 'brakeSwitch', 'ground', 4700),
      source('referenceSource', 'reference', 'ground', 0, 0.3),
      ...numbered('reference', 3).map((id, i) => resistor(`feed${i + 1}`, 'reference', id, 0.1)),
      resistor('returnPath', 'sensorGround', 'ground', 0.05),
      // Track 1 and everything that fails low is pulled down; what fails high by itself is pulled up.
      ...['pedal1', 'pedal2', 'throttle1', 'throttle2', 'airMass'].map((id) => pullDown(id, 2e5)),
      ...['manifoldPressure', 'boostPressure', 'railPressure', 'oilPressure'].map((id) => pullUp(id, 2e5)),
      ...ENGINE_THERMISTORS.map((id) => pullUp(id, 2200)),
      ...['crank', 'cam'].map((id) => pullUp(id, 4700)), // Open-collector sensors.
      resistor('knockLoad', 'knock', 'knockReturn', 1e6),
      resistor('knockBias', 'knockReturn', 'ground', 1e4),
      // A lambda sensor that is cold or cut off leaves its input at 0.45 V.
      source('lambdaUpBias', 'lambdaUp', 'lambdaUpReturn', 0.45, 1e5),
      source('lambdaDownBias', 'lambdaDown', 'lambdaDownReturn', 0.45, 1e5),
      resistor('lambdaUpGround', 'lambdaUpReturn', 'ground', 0.05),
      resistor('lambdaDownGround', 'lambdaDownReturn', 'ground', 0.05),
      source('linDriver', 'lin', 'ground', 0, 1000),
      // The bridge of the throttle's motor, as its average.
      source('bridgePlus', 'throttleMotorPlus', 'ground', 0, 0.15),
      source('bridgeMinus', 'throttleMotorMinus', 'ground', 0, 0.15),
      ...FAST_OUTPUTS.map(fastDriver),
      ...SLOW_OUTPUTS.map((id) => driver(id)),
    ],
  })
}

const CLUTCH_SENSORS = ['clutchPressure1', 'clutchPressure2'] as const
const SPEED_SENSORS = ['inputOdd', 'inputEven', 'output'] as const
const FORKS = ['fork1', 'fork2', 'fork3', 'fork4'] as const

function otherUnits(): Part[] {
  return [
    unit('transmission', {
      ohm: 20,
      terminals: [
        ...['reference1', 'sensorGround', ...CLUTCH_SENSORS, ...SPEED_SENSORS, ...FORKS],
        ...['clutchTemperature', 'oilTemperature', 'selector', 'solenoid1', 'solenoid2', 'cooling', 'parkLock'],
      ],
      elements: [
        source('referenceSource', 'reference', 'ground', 0, 0.3),
        resistor('feed1', 'reference', 'reference1', 0.1),
        resistor('returnPath', 'sensorGround', 'ground', 0.05),
        ...[...CLUTCH_SENSORS, ...FORKS].map((id) => pullDown(id, 2e5)),
        ...SPEED_SENSORS.map((id) => pullUp(id, 1000)),
        ...['clutchTemperature', 'oilTemperature', 'selector'].map((id) => pullUp(id, 2200)),
        ...['solenoid1', 'solenoid2', 'cooling', 'parkLock'].map(fastDriver),
      ],
    }),
    unit('brakes', {
      ohm: 40,
      terminals: [
        ...WHEELS.flatMap((wheel) => [`${wheel}Plus`, `${wheel}Signal`]),
        'brakePressure',
        'reference1',
        'sensorGround',
      ],
      elements: [
        source('referenceSource', 'reference', 'ground', 0, 0.3),
        resistor('feed1', 'reference', 'reference1', 0.1),
        resistor('returnPath', 'sensorGround', 'ground', 0.05),
        // Active wheel speed sensors draw 7 or 14 mA from 12 V through 115 Ω; here their mean.
        ...WHEELS.map((wheel) => contact(`feed.${wheel}`, 'supply', `${wheel}Plus`, 10)),
        ...WHEELS.map((wheel) => resistor(`shunt.${wheel}`, `${wheel}Signal`, 'ground', 115)),
        pullDown('brakePressure', 2e5),
      ],
    }),
    unit('body', {
      ohm: 50,
      terminals: [
        'ambient',
        'fuelLevel',
        'sensorGround',
        'ignitionDriver',
        'lightsDriver',
        'startButton',
        'chargeLamp',
      ],
      elements: [
        source('referenceSource', 'reference', 'ground', 5, 0.5),
        pullUp('ambient', 2200),
        pullUp('fuelLevel', 330),
        resistor('returnPath', 'sensorGround', 'ground', 0.05),
        pullUp('startButton', 4700),
        pullDown('chargeLamp', 1e4),
        driver('ignitionDriver'),
        driver('lightsDriver'),
      ],
    }),
    unit('gateway', { ohm: 100, terminals: [], elements: [resistor('terminator', 'canHigh', 'canLow', 120)] }),
  ]
}

export const WHEELS = ['frontLeft', 'frontRight', 'rearLeft', 'rearRight'] as const

/** A ratiometric sensor: draws from its supply, gives a share of it. */
function active(id: string, drawOhm = 1000, outputOhm = 500): Part {
  const elements = [resistor('draw', 'supply', 'ground', drawOhm), source('output', 'signal', 'ground', 0, outputOhm)]
  return part(id, [plug('a', ['supply', 'ground', 'signal'])], elements)
}

function thermistor(id: string, ohm: number): Part {
  return part(id, [plug('a', ['signal', 'return'])], [resistor('sensor', 'signal', 'return', ohm)])
}

/** A Hall sensor on a toothed wheel: draws from 5 V, pulls its output down between teeth. As the average of both. */
function wheelSensor(id: string): Part {
  return part(
    id,
    [plug('a', ['supply', 'ground', 'signal'])],
    [resistor('draw', 'supply', 'ground', 800), source('output', 'signal', 'ground', 5, 30)],
  )
}

function engineParts(): Part[] {
  const twoPole = (id: string, ohm: number) =>
    part(id, [plug('a', ['supply', 'driver'])], [resistor('winding', 'supply', 'driver', ohm)])
  const track = (name: string, supply: string) => [
    resistor(`draw.${name}`, supply, 'ground', 1200),
    source(`output.${name}`, name, 'ground', 0, 500),
  ]
  const lambda = (id: string) =>
    part(
      id,
      [plug('a', ['heaterSupply', 'heater', 'signal', 'return'])],
      [resistor('heaterWinding', 'heaterSupply', 'heater', 9), source('cell', 'signal', 'return', 0.45, 1e6)],
    )
  return [
    ...numbered('injector').map((id) => twoPole(id, 12)),
    ...numbered('coil').map((id) => twoPole(id, 0.6)),
    twoPole('purgeValve', 26),
    twoPole('oilControlValve', 7.4),
    twoPole('wastegateValve', 24),
    lambda('lambdaUp'),
    lambda('lambdaDown'),
    active('airMassMeter'),
    active('manifoldPressureSensor'),
    active('railPressureSensor'),
    active('oilPressureSensor'),
    part(
      'boostSensor', // With the thermistor of the intake air in it.
      [plug('a', ['supply', 'ground', 'signal', 'temperature'])],
      [
        resistor('draw', 'supply', 'ground', 1000),
        source('output', 'signal', 'ground', 0, 500),
        resistor('thermistor', 'temperature', 'ground', 2300),
      ],
    ),
    thermistor('coolantSensor', 2300),
    thermistor('oilSensor', 2300),
    wheelSensor('crankSensor'),
    wheelSensor('camSensor'),
    part('knockSensor', [plug('a', ['signal', 'return'])], [source('element', 'signal', 'return', 0, 4.9e6)]),
    part(
      'throttle',
      [plug('a', ['motorPlus', 'motorMinus', 'supply', 'ground', 'signal1', 'signal2'])],
      [resistor('motor', 'motorPlus', 'motorMinus', 1.6), ...track('signal1', 'supply'), ...track('signal2', 'supply')],
    ),
    part(
      'pedal',
      [plug('a', ['supply1', 'ground1', 'signal1', 'supply2', 'ground2', 'signal2'])],
      ['1', '2'].flatMap((n) => [
        resistor(`draw${n}`, `supply${n}`, `ground${n}`, 1200),
        source(`output${n}`, `signal${n}`, `ground${n}`, 0, 500),
      ]),
    ),
    part('fuelPump', [plug('a', ['plus', 'minus'])], [source('motor', 'plus', 'minus', 0, 1.2)]),
    part('fan', [plug('a', ['plus', 'minus'])], [resistor('load', 'plus', 'minus', 0.55)]),
    part('compressorClutch', [plug('a', ['plus'])], [resistor('coil', 'plus', 'chassis', 3.6)]),
    part('brakeSwitch', [plug('a', ['supply', 'signal'])], [contact('contact', 'supply', 'signal', 0.05)]),
  ]
}

function transmissionParts(): Part[] {
  const solenoid = (id: string, ohm: number) =>
    part(id, [plug('a', ['supply', 'driver'])], [resistor('winding', 'supply', 'driver', ohm)])
  return [
    active('clutchSensor1'),
    active('clutchSensor2'),
    solenoid('clutchSolenoid1', 5),
    solenoid('clutchSolenoid2', 5),
    solenoid('coolingValve', 8),
    solenoid('parkActuator', 6),
    ...['inputOddSensor', 'inputEvenSensor', 'outputSensor'].map(wheelSensor),
    ...numbered('forkSensor', FORKS.length).map((id) => active(id)),
    thermistor('clutchThermistor', 2300),
    thermistor('oilThermistor', 2300),
    // Its resistance tells where it stands.
    part('selector', [plug('a', ['signal', 'return'])], [resistor('ladder', 'signal', 'return', 1000)]),
  ]
}

function bodyParts(): Part[] {
  const twoPole = (id: string, ohm: number) =>
    part(id, [plug('a', ['plus', 'minus'])], [resistor('load', 'plus', 'minus', ohm)])
  return [
    ...WHEELS.map((wheel) =>
      part(`${wheel}Sensor`, [plug('a', ['plus', 'signal'])], [resistor('element', 'plus', 'signal', 1080)]),
    ),
    active('brakePressureSensor'),
    thermistor('ambientSensor', 2300),
    part('fuelSender', [plug('a', ['signal', 'return'])], [resistor('slider', 'signal', 'return', 120)]),
    part('startButton', [plug('a', ['signal', 'return'])], [contact('contact', 'signal', 'return', 1)]),
    twoPole('lights', 1.5),
    part(
      'diagnosis',
      [plug('a', ['4', '5', '6', '14', '16'])],
      [resistor('shield', '4', '5', 1e9), load('transmitHigh', '6', 'chassis'), load('transmitLow', '14', 'chassis')],
    ),
  ]
}

/** Numbers by system: 1 supply, 2 units, 3 engine sensors, 4 engine actuators, 5 transmission, 6 CAN, 7 body and brakes. */
function wires(): Wire[] {
  const pair = (number: number, from: string, to: string): Wire => [number, 'GY', 0.5, 1.5, from, to]
  const injectors = numbered('injector').flatMap((id, i): Wire[] => [
    [400 + 2 * i, 'RD-BU', 0.75, 0.3, 'splice.injectors', `${id}.supply`],
    [401 + 2 * i, 'YE', 0.75, 1, `${id}.driver`, `engine.${id}`],
  ])
  const coils = numbered('coil').flatMap((id, i): Wire[] => [
    [410 + 2 * i, 'RD-GN', 1, 0.3, 'splice.ignitionCoils', `${id}.supply`],
    [411 + 2 * i, 'GN', 1, 1, `${id}.driver`, `engine.${id}`],
  ])
  const lambda = (id: 'lambdaUp' | 'lambdaDown', heater: string, first: number): Wire[] => [
    [first, 'RD', 1, 1.2, 'splice.heaters', `${id}.heaterSupply`],
    [first + 1, 'WH', 1, 1.2, `${id}.heater`, `engine.${heater}`],
    [first + 2, 'BK-WH', 0.5, 1.2, `${id}.signal`, `engine.${id}`],
    [first + 3, 'GY', 0.5, 1.2, `${id}.return`, `engine.${id}Return`],
  ]
  /** Supply from one of the 5 V outputs, ground to the splice. */
  const sensor = (first: number, id: string, terminal: string, reference: string): Wire[] => [
    [first, 'BU', 0.5, 1, `engine.${reference}`, `${id}.supply`],
    [first + 1, 'BN', 0.5, 0.8, `${id}.ground`, 'splice.sensorGround'],
    [first + 2, 'GN-WH', 0.5, 1, `${id}.signal`, `engine.${terminal}`],
  ]
  const can = ['engine', 'transmission', 'brakes', 'body', 'gateway'].flatMap((id, i): Wire[] => [
    [600 + 2 * i, 'YE', 0.35, 1 + 0.5 * i, `${id}.canHigh`, 'splice.canHigh'],
    [601 + 2 * i, 'GN', 0.35, 1 + 0.5 * i, `${id}.canLow`, 'splice.canLow'],
  ])
  const wheels = WHEELS.flatMap((wheel, i): Wire[] => [
    pair(720 + 2 * i, `brakes.${wheel}Plus`, `${wheel}Sensor.plus`),
    pair(721 + 2 * i, `brakes.${wheel}Signal`, `${wheel}Sensor.signal`),
  ])
  const forks = FORKS.flatMap((id, i): Wire[] => [
    [540 + 3 * i, 'BU', 0.35, 0.5, 'splice.transmissionSupply', `forkSensor${i + 1}.supply`],
    [541 + 3 * i, 'BN', 0.35, 0.5, `forkSensor${i + 1}.ground`, 'splice.transmissionGround'],
    [542 + 3 * i, 'WH', 0.35, 0.5, `forkSensor${i + 1}.signal`, `transmission.${id}`],
  ])
  const inTransmission = (first: number, id: string, terminal: string): Wire[] => [
    [first, 'BU', 0.35, 0.5, 'splice.transmissionSupply', `${id}.supply`],
    [first + 1, 'BN', 0.35, 0.5, `${id}.ground`, 'splice.transmissionGround'],
    [first + 2, 'GN', 0.35, 0.5, `${id}.signal`, `transmission.${terminal}`],
  ]
  const solenoid = (first: number, id: string, terminal: string): Wire[] => [
    [first, 'RD', 0.75, 0.4, 'splice.solenoids', `${id}.supply`],
    [first + 1, 'VT', 0.75, 0.5, `${id}.driver`, `transmission.${terminal}`],
  ]
  return [
    [101, 'RD', 25, 0.6, 'battery12V.plus', 'fuseBox.battery'],
    [102, 'BK', 25, 0.4, 'battery12V.minus', 'ground.battery'],
    [103, 'RD', 25, 1.2, 'generator.plus', 'fuseBox.generator'],
    [104, 'BK', 25, 0.2, 'generator.case', 'ground.block'],
    [105, 'RD', 35, 1.1, 'battery12V.plus', 'starter.plus'],
    [106, 'BK', 35, 0.2, 'starter.case', 'ground.block'],
    [107, 'RD-WH', 4, 1.5, 'fuseBox.starterSolenoid', 'starter.solenoid'],
    [108, 'RD', 0.5, 1.2, 'fuseBox.body', 'generator.sense'],
    [109, 'WH', 0.5, 1.5, 'generator.lin', 'engine.lin'],
    [110, 'RD', 0.75, 1, 'fuseBox.diagnosis', 'diagnosis.16'],
    [111, 'BK', 0.75, 0.8, 'diagnosis.4', 'ground.dash'],
    [201, 'RD-YE', 2.5, 0.8, 'fuseBox.engineMain', 'engine.supply'],
    [202, 'BK', 2.5, 0.6, 'engine.ground', 'ground.engine'],
    [203, 'RD-WH', 0.75, 0.8, 'fuseBox.engine30', 'engine.battery30'],
    [204, 'VT', 0.75, 1, 'fuseBox.ignition', 'engine.ignition15'],
    [205, 'RD-BU', 1.5, 1, 'fuseBox.transmission', 'transmission.supply'],
    [206, 'BK', 1.5, 0.6, 'transmission.ground', 'ground.engine'],
    [207, 'RD', 2.5, 1, 'fuseBox.brakes', 'brakes.supply'],
    [208, 'BK', 2.5, 0.6, 'brakes.ground', 'ground.front'],
    [209, 'RD-BU', 1, 2, 'fuseBox.body', 'body.supply'],
    [210, 'BK', 1, 0.8, 'body.ground', 'ground.dash'],
    [211, 'RD-GN', 0.75, 2, 'fuseBox.gateway', 'gateway.supply'],
    [212, 'BK', 0.75, 0.8, 'gateway.ground', 'ground.dash'],
    [213, 'VT', 0.75, 2, 'fuseBox.ignitionDriver', 'body.ignitionDriver'],
    [214, 'VT-WH', 0.5, 1, 'fuseBox.mainDriver', 'engine.mainDriver'],
    [215, 'VT-GN', 0.5, 1, 'fuseBox.fuelPumpDriver', 'engine.fuelPumpDriver'],
    [216, 'VT-RD', 0.5, 1, 'fuseBox.starterDriver', 'engine.starterDriver'],
    [217, 'VT-YE', 0.5, 1, 'fuseBox.fanDriver', 'engine.fanDriver'],
    [218, 'VT-BU', 0.5, 1, 'fuseBox.airConditioningDriver', 'engine.airConditioningDriver'],
    [301, 'BU', 0.5, 2, 'engine.reference1', 'pedal.supply1'],
    [302, 'BU-WH', 0.5, 2, 'engine.reference2', 'pedal.supply2'],
    [303, 'GN', 0.5, 2, 'pedal.signal1', 'engine.pedal1'],
    [304, 'YE', 0.5, 2, 'pedal.signal2', 'engine.pedal2'],
    [305, 'BN', 0.5, 1.2, 'pedal.ground1', 'splice.sensorGround'],
    [306, 'BN', 0.5, 1.2, 'pedal.ground2', 'splice.sensorGround'],
    [307, 'BN', 1, 0.8, 'splice.sensorGround', 'engine.sensorGround'],
    [308, 'BU', 0.5, 1, 'engine.reference1', 'throttle.supply'],
    [309, 'BN', 0.5, 0.8, 'throttle.ground', 'splice.sensorGround'],
    [310, 'GN', 0.5, 1, 'throttle.signal1', 'engine.throttle1'],
    [311, 'YE', 0.5, 1, 'throttle.signal2', 'engine.throttle2'],
    [312, 'WH', 1.5, 1, 'throttle.motorPlus', 'engine.throttleMotorPlus'],
    [313, 'WH-BK', 1.5, 1, 'throttle.motorMinus', 'engine.throttleMotorMinus'],
    ...sensor(315, 'airMassMeter', 'airMass', 'reference2'),
    ...sensor(318, 'manifoldPressureSensor', 'manifoldPressure', 'reference2'),
    ...sensor(321, 'railPressureSensor', 'railPressure', 'reference2'),
    ...sensor(324, 'oilPressureSensor', 'oilPressure', 'reference3'),
    ...sensor(327, 'boostSensor', 'boostPressure', 'reference3'),
    ...sensor(330, 'crankSensor', 'crank', 'reference3'),
    ...sensor(333, 'camSensor', 'cam', 'reference3'),
    [336, 'GY', 0.5, 1, 'boostSensor.temperature', 'engine.intakeAir'],
    [337, 'TQ', 0.5, 1, 'coolantSensor.signal', 'engine.coolant'],
    [338, 'BN', 0.5, 0.8, 'coolantSensor.return', 'splice.sensorGround'],
    [339, 'PK', 0.5, 1, 'oilSensor.signal', 'engine.oil'],
    [340, 'BN', 0.5, 0.8, 'oilSensor.return', 'splice.sensorGround'],
    [341, 'BK', 0.5, 0.8, 'knockSensor.signal', 'engine.knock'],
    [342, 'GY', 0.5, 0.8, 'knockSensor.return', 'engine.knockReturn'],
    [343, 'RD-VT', 0.75, 2.2, 'fuseBox.brakeSwitch', 'brakeSwitch.supply'],
    [344, 'RD-BK', 0.75, 2.2, 'brakeSwitch.signal', 'engine.brakeSwitch'],
    [398, 'RD-BU', 1, 0.8, 'fuseBox.injectors', 'splice.injectors'],
    ...injectors,
    [409, 'RD-GN', 1.5, 0.8, 'fuseBox.ignitionCoils', 'splice.ignitionCoils'],
    ...coils,
    [420, 'RD-YE', 1, 0.8, 'fuseBox.valves', 'splice.valves'],
    [421, 'RD', 0.75, 0.3, 'splice.valves', 'purgeValve.supply'],
    [422, 'VT', 0.75, 1, 'purgeValve.driver', 'engine.purge'],
    [423, 'RD', 0.75, 0.3, 'splice.valves', 'oilControlValve.supply'],
    [424, 'VT-WH', 0.75, 1, 'oilControlValve.driver', 'engine.oilControl'],
    [425, 'RD', 0.75, 0.3, 'splice.valves', 'wastegateValve.supply'],
    [426, 'VT-GN', 0.75, 1, 'wastegateValve.driver', 'engine.wastegate'],
    [430, 'RD', 1.5, 0.8, 'fuseBox.heaters', 'splice.heaters'],
    ...lambda('lambdaUp', 'heaterUp', 431),
    ...lambda('lambdaDown', 'heaterDown', 435),
    [440, 'RD', 2.5, 3.5, 'fuseBox.fuelPump', 'fuelPump.plus'],
    [441, 'BK', 2.5, 0.6, 'fuelPump.minus', 'ground.rear'],
    [442, 'RD', 4, 1, 'fuseBox.fan', 'fan.plus'],
    [443, 'BK', 4, 0.4, 'fan.minus', 'ground.front'],
    [444, 'RD', 1, 1, 'fuseBox.airConditioning', 'compressorClutch.plus'],
    [501, 'BU', 0.5, 0.6, 'transmission.reference1', 'splice.transmissionSupply'],
    [502, 'BN', 0.5, 0.6, 'transmission.sensorGround', 'splice.transmissionGround'],
    ...inTransmission(503, 'clutchSensor1', 'clutchPressure1'),
    ...inTransmission(506, 'clutchSensor2', 'clutchPressure2'),
    ...inTransmission(509, 'inputOddSensor', 'inputOdd'),
    ...inTransmission(512, 'inputEvenSensor', 'inputEven'),
    ...inTransmission(515, 'outputSensor', 'output'),
    [518, 'TQ', 0.35, 0.5, 'clutchThermistor.signal', 'transmission.clutchTemperature'],
    [519, 'BN', 0.35, 0.5, 'clutchThermistor.return', 'splice.transmissionGround'],
    [520, 'TQ', 0.35, 0.5, 'oilThermistor.signal', 'transmission.oilTemperature'],
    [521, 'BN', 0.35, 0.5, 'oilThermistor.return', 'splice.transmissionGround'],
    [522, 'PK', 0.5, 2, 'selector.signal', 'transmission.selector'],
    [523, 'BN', 0.5, 2, 'selector.return', 'splice.transmissionGround'],
    [524, 'RD', 1.5, 0.6, 'fuseBox.transmission', 'splice.solenoids'],
    ...solenoid(525, 'clutchSolenoid1', 'solenoid1'),
    ...solenoid(527, 'clutchSolenoid2', 'solenoid2'),
    ...solenoid(529, 'coolingValve', 'cooling'),
    ...solenoid(531, 'parkActuator', 'parkLock'),
    ...forks,
    ...can,
    [620, 'YE', 0.35, 1.5, 'diagnosis.6', 'splice.canHigh'],
    [621, 'GN', 0.35, 1.5, 'diagnosis.14', 'splice.canLow'],
    [701, 'PK', 0.5, 3, 'ambientSensor.signal', 'body.ambient'],
    [702, 'BN', 0.5, 3, 'ambientSensor.return', 'splice.bodyGround'],
    [703, 'WH', 0.5, 3.5, 'fuelSender.signal', 'body.fuelLevel'],
    [704, 'BN', 0.5, 3.5, 'fuelSender.return', 'splice.bodyGround'],
    [705, 'GN', 0.5, 1, 'startButton.signal', 'body.startButton'],
    [706, 'BN', 0.5, 1, 'startButton.return', 'splice.bodyGround'],
    [707, 'BN', 0.75, 0.6, 'splice.bodyGround', 'body.sensorGround'],
    [708, 'WH', 2.5, 1.5, 'fuseBox.lights', 'lights.plus'],
    [709, 'BK', 2.5, 0.5, 'lights.minus', 'ground.front'],
    [710, 'VT', 0.5, 1.5, 'fuseBox.lightsDriver', 'body.lightsDriver'],
    [711, 'BU', 0.5, 0.8, 'brakes.reference1', 'brakePressureSensor.supply'],
    [712, 'BN', 0.5, 0.8, 'brakePressureSensor.ground', 'brakes.sensorGround'],
    [713, 'GN', 0.5, 0.8, 'brakePressureSensor.signal', 'brakes.brakePressure'],
    ...wheels,
  ]
}

export const HARNESS = compileHarness(
  {
    parts: [...supply(), engineControl(), ...otherUnits(), ...engineParts(), ...transmissionParts(), ...bodyParts()],
    wires: wires(),
  },
  STEP_S,
)
