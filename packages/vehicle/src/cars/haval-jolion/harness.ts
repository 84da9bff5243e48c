/**
 * The wiring of the car: every part with its terminals and what is between them, every wire that joins two parts.
 *
 * All of it is low voltage and returns through the body of the car, which is the reference. The engine block has ground
 * points of its own and a strap to the body. Resistances, lengths, colours and cavities are teaching values of the right
 * size; no wiring diagram of the real car was copied.
 *
 * The engine’s parts and wires are in ../../engine-wiring. Invariant: control units and actions only close switches and set
 * sources; a fault only changes a resistance (or a physical parameter). So what is broken stays broken whatever is commanded.
 */
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
import { diode, fuse, part, plug, relay, resistor, source, studs } from '../../harness/elements.ts'
import { compileHarness, type Part, type Wire } from '../../harness/harness.ts'
import {
  active,
  fastDriver,
  numbered,
  pullDown,
  pullUp,
  thermistor,
  unit,
  wheelSensor,
} from '../../harness/usual-parts.ts'
import { STEP_S } from './figures.ts'

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
    ...bodyAndBrakeUnits({ spare: ['chargeLamp'] }),
  ]
}

/** Its compressor has a clutch, and its coil returns through the engine block. */
const compressorClutch = () =>
  part('compressorClutch', [plug('a', ['plus'])], [resistor('coil', 'plus', 'chassis', 3.6)])

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

const bodyParts = (): Part[] => [
  ...wheelAndBrakeSensors(),
  ambientSensor(),
  ...tankAndButton(),
  twoPole('lights', 1.5),
  diagnosisConnector(),
]

/** Numbers by system: 1 supply, 2 units, 3 engine sensors, 4 engine actuators, 5 transmission, 6 CAN, 7 body and brakes. */
function wires(): Wire[] {
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
    ...engineWires(),
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
    ...canWires(['engine', 'transmission', 'brakes', 'body', 'gateway'], 0.5),
    ...bodyWires(),
  ]
}

export const HARNESS = compileHarness(
  {
    parts: [
      ...supply(),
      engineControl(),
      ...otherUnits(),
      ...engineParts(),
      compressorClutch(),
      ...transmissionParts(),
      ...bodyParts(),
    ],
    wires: wires(),
  },
  STEP_S,
)
