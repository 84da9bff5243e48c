/**
 * The wiring of the car: every part with its terminals and what is between them, every wire that joins two parts.
 *
 * High voltage floats; low voltage returns through the body of the car, which is the reference. Resistances are teaching
 * values of the right size, to be tuned on the real car; so are lengths, colours and cavities, since no wiring diagram
 * of the real car may be copied.
 *
 * Invariant: control units and actions only close switches and set sources; a fault only changes a resistance (or a
 * physical parameter in ./physics.ts). So what is broken stays broken whatever is commanded.
 */

import { stationElements } from '../../charging-station/elements.ts'
import { PHASES, type PhaseBranches } from '../../driveline/phases.ts'
import {
  capacitor,
  contact,
  diode,
  type Element,
  fuse,
  highVoltagePlug,
  highVoltageStuds,
  load,
  OPEN_OHM,
  part,
  plug,
  relay,
  resistor,
  source,
  studs,
} from '../../harness/elements.ts'
import { compileHarness, type Part, type Wire } from '../../harness/harness.ts'
import { CELLS_OF_MODULE, MODULE_COUNT, STEP_S } from './figures.ts'

/** The service disconnect opens the string between these two modules (counted from 1). */
const MODULE_BELOW_DISCONNECT = 5

/** Parts with an interlock bridge in their high-voltage connector, in the order of the loop. */
export const INTERLOCKED = ['serviceDisconnect', 'pack', 'motorController', 'dcdc', 'ptc', 'compressor'] as const

const CONTACTOR_OHM = 2e-4
const numbered = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}${i + 1}`)
const CAN = ['canHigh', 'canLow'] as const
const INTERLOCK = ['interlockIn', 'interlockOut'] as const

/** In a high-voltage connector; open while it is not seated. */
const interlockBridge = contact('bridge', 'interlockIn', 'interlockOut', 0.02, true)
const insulation = (point: string, ohm: number) => resistor(`insulation.${point}`, point, 'chassis', ohm)
/** Across the input of what has capacitors of its own: with one wire gone, nothing stands between its terminals. */
const bleeder = resistor('bleeder', 'plus', 'minus', 10e6)

/** 126 cells in ten modules with the service disconnect between them, and the box of contactors at their end. */
function pack(): Part[] {
  const terminal = (module: number, isUpper: boolean): string => {
    if (isUpper) return module === MODULE_BELOW_DISCONNECT ? 'disconnectLower' : `tap${module}`
    return module === MODULE_BELOW_DISCONNECT + 1 ? 'disconnectUpper' : `tap${module - 1}`
  }
  const modules = CELLS_OF_MODULE.map((cells, i) =>
    source(`module${i + 1}`, terminal(i + 1, true), terminal(i + 1, false), cells * 3.3, cells * 4e-4),
  )
  const thermistors = numbered('thermistor', MODULE_COUNT).map((id) => resistor(id, id, `${id}Return`, 1e4))
  const coil = (name: string, contacts: readonly [string, string], coilOhm: number, contactOhm: number) =>
    relay(name, ['coils', `${name}Driver`], contacts, { coilOhm, contactOhm })
  return [
    part(
      'pack',
      [
        highVoltageStuds('inside', ['plus', 'minus', 'tap10', 'disconnectLower', 'disconnectUpper', 'precharge']),
        highVoltagePlug('hv', ['busPlus', 'busMinus', ...INTERLOCK]),
        plug('a', ['coils', 'negativeDriver', 'positiveDriver', 'prechargeDriver']),
        plug(
          'b',
          numbered('thermistor', MODULE_COUNT).flatMap((id) => [id, `${id}Return`]),
        ),
      ],
      [
        ...modules,
        resistor('fuse', `tap${MODULE_COUNT}`, 'plus', 3e-4),
        resistor('currentSensor', 'minus', 'tap0', 5e-5), // Positive while the pack discharges.
        coil('negative', ['busMinus', 'minus'], 24, CONTACTOR_OHM),
        coil('positive', ['plus', 'busPlus'], 24, CONTACTOR_OHM),
        coil('precharge', ['plus', 'precharge'], 48, 1e-3),
        resistor('prechargeResistor', 'precharge', 'busPlus', 100),
        interlockBridge,
        ...thermistors,
        insulation('plus', 12e6),
        insulation('minus', 12e6),
        insulation('disconnectUpper', 60e6),
        insulation('disconnectLower', 60e6),
      ],
    ),
    part(
      'serviceDisconnect',
      [highVoltageStuds('hv', ['lower', 'upper']), plug('a', INTERLOCK)],
      [contact('link', 'lower', 'upper', 2e-4, true), interlockBridge],
    ),
  ]
}

/** The junction box: busbars, and a fuse for each branch. */
function highVoltage(): Part[] {
  const consumer = (id: string, elements: readonly Element[], more: readonly string[] = []) => {
    const own = [interlockBridge, insulation('plus', 60e6), insulation('minus', 60e6)]
    return part(id, [highVoltagePlug('hv', ['plus', 'minus', ...more, ...INTERLOCK])], [...own, ...elements])
  }
  const dcContactor = (name: string, contacts: readonly [string, string]) =>
    relay(name, ['coils', `${name}Driver`], contacts, { coilOhm: 24, contactOhm: CONTACTOR_OHM })
  return [
    part(
      'hv',
      [
        highVoltageStuds('bars', ['plus', 'minus']),
        highVoltageStuds('out', ['dcdc', 'charger', 'ptc', 'compressor']),
        highVoltageStuds('in', ['dcPlus', 'dcMinus']),
        plug('a', ['coils', 'dcPositiveDriver', 'dcNegativeDriver']),
      ],
      [
        ...['dcdc', 'charger', 'ptc', 'compressor'].map((id) => resistor(`fuse.${id}`, 'plus', id, 4e-3)),
        // K5 and K6 of a DC charge.
        dcContactor('dcPositive', ['dcPlus', 'plus']),
        dcContactor('dcNegative', ['minus', 'dcMinus']),
      ],
    ),
    // 1 mF and a 100 kΩ bleeder: from 420 V to 60 V in 195 s without the active discharge, in 2 s with it.
    part(
      'motorController',
      [highVoltagePlug('hv', ['plus', 'minus', ...INTERLOCK]), highVoltageStuds('phases', PHASES)],
      [
        interlockBridge,
        capacitor('dcLink', 'plus', 'minus', 1e-3),
        resistor('bleeder', 'plus', 'minus', 1e5),
        contact('discharge', 'plus', 'minus', 1000),
        load('inverter', 'plus', 'minus'),
        ...PHASES.map((phase) => load(`bridge.${phase}`, 'minus', phase)),
        resistor('leakU', 'u', 'minus', 1e8), // The blocked bridge.
        insulation('plus', 30e6),
        insulation('minus', 30e6),
      ],
    ),
    part(
      'motor',
      [highVoltageStuds('phases', PHASES), plug('a', ['thermistor', 'thermistorReturn', ...RESOLVER])],
      [
        ...PHASES.map((phase) => resistor(`winding.${phase}`, phase, 'star', 0.018)),
        resistor('thermistor', 'thermistor', 'thermistorReturn', 1e4),
        resistor('excitation', 'excitationPlus', 'excitationMinus', 18),
        resistor('sine', 'sinePlus', 'sineMinus', 22),
        resistor('cosine', 'cosinePlus', 'cosineMinus', 22),
        insulation('star', 100e6),
      ],
    ),
    part(
      'dcdc',
      [highVoltagePlug('hv', ['plus', 'minus', ...INTERLOCK]), studs('out', ['out', 'ground'])],
      [
        interlockBridge,
        bleeder,
        load('input', 'plus', 'minus'),
        source('source', 'stage', 'ground', 13.8, 4e-3),
        contact('output', 'stage', 'out', 1e-3),
        insulation('plus', 60e6),
        insulation('minus', 60e6),
      ],
    ),
    part(
      'charger',
      [highVoltagePlug('hv', ['plus', 'minus']), plug('a', ['pilot', 'ground'])],
      [
        bleeder,
        load('output', 'minus', 'plus'), // Positive while it charges.
        diode('pilotDiode', 'pilot', 'pilotStage', 0.7, 1), // The negative half-waves pass it by: so the station knows a car.
        resistor('pilotLoad', 'pilotStage', 'ground', 2740),
        contact('pilotSwitch', 'pilotStage', 'ground', 1300),
        insulation('plus', 60e6),
        insulation('minus', 60e6),
      ],
    ),
    part(
      'ptc',
      [
        highVoltagePlug('hv', ['plus', 'minus', ...INTERLOCK]),
        highVoltageStuds('inside', ['element']),
        plug('a', ['relaySupply', 'relayDriver']),
      ],
      [
        interlockBridge,
        relay('relay', ['relaySupply', 'relayDriver'], ['plus', 'element'], { coilOhm: 60, contactOhm: 5e-3 }),
        resistor('heater', 'element', 'minus', 30),
        insulation('element', 60e6),
        insulation('minus', 60e6),
      ],
    ),
    consumer('compressor', [
      bleeder,
      resistor('coil', 'plus', 'stage', 0.02), // The choke before its inverter.
      load('input', 'stage', 'minus'),
    ]),
  ]
}

const RESOLVER = ['excitationPlus', 'excitationMinus', 'sinePlus', 'sineMinus', 'cosinePlus', 'cosineMinus'] as const
const GROUNDS = ['battery', 'front', 'motor', 'dash', 'rear'] as const

function lowVoltageSupply(): Part[] {
  const switched = (name: string, supply: string) =>
    relay(`${name}Relay`, [supply, `${name}Driver`], [supply, name], { coilOhm: 90, contactOhm: 5e-3 })
  return [
    part('battery12V', [studs('posts', ['plus', 'minus'])], [source('cells', 'plus', 'minus', 12.7, 8e-3)]),
    part(
      'ground',
      [studs('studs', GROUNDS)],
      GROUNDS.map((id) => resistor(id, id, 'chassis', 3e-4)),
    ),
    part(
      'fuseBox',
      [
        studs('in', ['battery', 'dcdc']),
        plug('a', ['bms', 'body', 'gateway', 'diagnosis', 'lights', 'comfort', 'clock']),
        plug('b', ['drive', 'contactors', 'pump', 'fan', 'ptcRelay', 'packPump', 'chillerValve']),
        plug('c', ['ignitionDriver', 'lightsDriver', 'comfortDriver', 'pumpDriver', 'fanDriver']),
      ],
      [
        fuse('main', 'battery', 'bus', 125),
        fuse('fuse.dcdc', 'dcdc', 'bus', 150),
        relay('ignitionRelay', ['bus', 'ignitionDriver'], ['bus', 'ignition'], { coilOhm: 80, contactOhm: 2e-3 }),
        fuse('fuse.bms', 'bus', 'bms', 10),
        fuse('fuse.body', 'bus', 'body', 10),
        fuse('fuse.gateway', 'bus', 'gateway', 5),
        fuse('fuse.diagnosis', 'bus', 'diagnosis', 10),
        fuse('fuse.lights', 'bus', 'lightsSupply', 15),
        fuse('fuse.clock', 'bus', 'clock', 5),
        fuse('fuse.drive', 'ignition', 'drive', 15),
        fuse('fuse.contactors', 'ignition', 'contactors', 10),
        fuse('fuse.cooling', 'ignition', 'cooling', 25),
        fuse('fuse.comfort', 'ignition', 'comfortSupply', 30),
        switched('lights', 'lightsSupply'),
        switched('comfort', 'comfortSupply'),
        switched('pump', 'cooling'),
        switched('fan', 'cooling'),
        resistor('ptcRelayFeed', 'cooling', 'ptcRelay', 2e-3),
        resistor('packPumpFeed', 'cooling', 'packPump', 2e-3),
        resistor('chillerFeed', 'cooling', 'chillerValve', 2e-3),
      ],
    ),
  ]
}

/** What its frames push into the bus on the average of a step. */
const transmitter = (high: string, low: string): Element[] => [
  load('transmitHigh', high, 'chassis'),
  load('transmitLow', low, 'chassis'),
]

/** Of a DC charge: half of the supply at CC2 shows a plug, 12 V on A+ wake the unit, S+ and S- are a CAN line of their own. */
const chargingLines = (): Element[] => [
  resistor('cc2PullUp', 'supply', 'cc2', 1000),
  resistor('auxiliaryLoad', 'aPlus', 'ground', 120),
  resistor('chargeTerminator', 'sPlus', 'sMinus', 120),
  source('chargeBiasHigh', 'sPlus', 'ground', 0, 3e4),
  source('chargeBiasLow', 'sMinus', 'ground', 0, 3e4),
  load('chargeTransmitHigh', 'sPlus', 'chassis'),
  load('chargeTransmitLow', 'sMinus', 'chassis'),
]

const driver = (name: string, ohm = 0.05): Element => contact(name, name, 'ground', ohm)

/** Supply, bus and what it draws awake and asleep. The bus wires rest near 2.5 V by the bias of every unit. */
function unit(
  id: string,
  { ohm, terminals, elements }: { ohm: number; terminals: readonly string[]; elements: readonly Element[] },
): Part {
  const own = [
    contact('load', 'supply', 'ground', ohm),
    resistor('sleep', 'supply', 'ground', 3000),
    source('biasHigh', 'canHigh', 'ground', 0, 3e4),
    source('biasLow', 'canLow', 'ground', 0, 3e4),
    ...transmitter('canHigh', 'canLow'),
  ]
  return part(id, [plug('a', ['supply', 'ground', ...CAN, ...terminals])], [...own, ...elements])
}

/** Thermistors against 10 kΩ at 5 V; resolver windings with a bias that shows an open one. */
function controlUnits(): Part[] {
  const pullUp = (name: string) => resistor(`pullUp.${name}`, 'reference', name, 1e4)
  const returnOf = (name: string) => resistor(`return.${name}`, name, 'ground', 0.05)
  const thermistors = numbered('thermistor', MODULE_COUNT)
  const bias = (name: string) => [pullUp(`${name}Plus`), resistor(`pullDown.${name}`, `${name}Minus`, 'ground', 1e4)]
  return [
    unit('bms', {
      ohm: 40,
      terminals: [
        'interlockOut',
        'interlockIn',
        'negativeDriver',
        'positiveDriver',
        'prechargeDriver',
        'packPumpDriver',
        'chillerDriver',
        'dcPositiveDriver',
        'dcNegativeDriver',
        ...['cc2', 'sPlus', 'sMinus', 'aPlus'],
        ...thermistors.flatMap((id) => [id, `${id}Return`]),
      ],
      elements: [
        resistor('terminator', 'canHigh', 'canLow', 120),
        source('interlockSource', 'interlockOut', 'ground', 0, 50), // And 10 kΩ wait at the return: 4.97 V when whole.
        resistor('interlockLoad', 'interlockIn', 'ground', 1e4),
        source('referenceSource', 'reference', 'ground', 0, 1),
        ...['negative', 'positive', 'precharge', 'packPump', 'chiller'].map((id) => driver(`${id}Driver`)),
        ...['dcPositive', 'dcNegative'].map((id) => driver(`${id}Driver`)),
        ...chargingLines(),
        ...thermistors.flatMap((id) => [pullUp(id), returnOf(`${id}Return`)]),
      ],
    }),
    unit('drive', {
      ohm: 16,
      terminals: [
        ...['reference1', 'reference2', 'signal1', 'signal2', 'sensorGround', 'brakeSignal'],
        ...['coolant', 'motorThermistor', 'motorThermistorReturn', ...RESOLVER],
        ...['comfortDriver', 'pumpDriver', 'fanDriver', 'ptcDriver'],
      ],
      elements: [
        source('referenceSource', 'reference', 'ground', 0, 0.5),
        resistor('feed1', 'reference', 'reference1', 0.1),
        resistor('feed2', 'reference', 'reference2', 0.1),
        returnOf('sensorGround'),
        returnOf('motorThermistorReturn'),
        ...['signal1', 'signal2', 'brakeSignal'].map((id) => resistor(`load.${id}`, id, 'ground', 1e6)),
        pullUp('coolant'),
        pullUp('motorThermistor'),
        pullUp('inverter'),
        resistor('inverterThermistor', 'inverter', 'ground', 1e4),
        ...['excitation', 'sine', 'cosine'].flatMap(bias),
        ...['comfort', 'pump', 'fan', 'ptc'].map((id) => driver(`${id}Driver`)),
      ],
    }),
    unit('body', {
      ohm: 60,
      terminals: ['ambient', 'cabin', 'sensorGround', 'proximity', 'ignitionDriver', 'lightsDriver'],
      elements: [
        // On as long as it has supply, so its reference stands when a car is made.
        source('referenceSource', 'reference', 'ground', 5, 1),
        pullUp('ambient'),
        pullUp('cabin'),
        returnOf('sensorGround'),
        source('proximitySource', 'proximity', 'ground', 5, 330),
        resistor('proximityLoad', 'proximity', 'ground', 2700),
        driver('ignitionDriver'),
        driver('lightsDriver'),
      ],
    }),
    unit('gateway', { ohm: 100, terminals: [], elements: [resistor('terminator', 'canHigh', 'canLow', 120)] }),
  ]
}

function sensorsAndLoads(): Part[] {
  const thermistor = (id: string) =>
    part(id, [plug('a', ['signal', 'return'])], [resistor('sensor', 'signal', 'return', 1e4)])
  const twoPole = (id: string, ohm: number) =>
    part(id, [plug('a', ['plus', 'minus'])], [resistor('load', 'plus', 'minus', ohm)])
  /** A Hall sensor: what it gives follows its supply, see ./person.ts. */
  const track = (number: string, supply: string, ground: string) => [
    resistor(`draw${number}`, supply, ground, 600),
    source(`wiper${number}`, `signal${number}`, ground, 0, 1000),
  ]
  return [
    thermistor('coolantSensor'),
    thermistor('ambientSensor'),
    thermistor('cabinSensor'),
    part(
      'pedal',
      [plug('a', ['supply1', 'ground1', 'signal1', 'supply2', 'ground2', 'signal2'])],
      [...track('1', 'supply1', 'ground1'), ...track('2', 'supply2', 'ground2')],
    ),
    part('brake', [plug('a', ['supply', 'ground', 'signal'])], track('', 'supply', 'ground')),
    twoPole('pump', 4),
    twoPole('fan', 0.8),
    twoPole('packPump', 5),
    twoPole('chillerValve', 12), // Its coil; what the valve then does is physics.
    twoPole('lights', 1.6),
    twoPole('comfort', 0.6),
    part(
      'clock',
      [plug('a', ['plus', 'minus'])],
      // 8 mA for ever; what it draws beside that when it does not go to sleep.
      [resistor('load', 'plus', 'minus', 1500), resistor('stuckAwake', 'plus', 'minus', OPEN_OHM)],
    ),
    part(
      'diagnosis',
      [plug('a', ['4', '5', '6', '14', '16'])],
      [resistor('shield', '4', '5', 1e9), ...transmitter('6', '14')],
    ),
    // GB/T 20234.3; CC1 ends at the inlet, for the station alone.
    part(
      'dcInlet',
      [
        highVoltageStuds('hv', ['dcPlus', 'dcMinus']),
        plug('a', ['earth', 'cc1', 'cc2', 'sPlus', 'sMinus', 'aPlus', 'aMinus']),
      ],
      [
        resistor('cc1Resistor', 'cc1', 'earth', 1000),
        insulation('dcPlus', 100e6),
        insulation('dcMinus', 100e6),
        ...stationElements(),
      ],
    ),
    // Type 2 inlet, IEC 61851-1: the pilot's upper half-wave is 12 V open, 9 V with a car, 6 V when the car asks for energy.
    part(
      'inlet',
      [plug('a', ['pilot', 'proximity', 'earth'])],
      [
        source('station', 'station', 'earth', 12, 1000),
        contact('plug.pilot', 'station', 'pilot', 0.02),
        contact('plug.proximity', 'proximity', 'earth', 220), // 220 Ω code a cable for 32 A.
      ],
    ),
  ]
}

/** The first of three. */
const PHASE_WIRE = 813

/** Numbers by system: 1 supply, 2 units, 3 sensors, 4 loads, 5 interlock, 6 CAN, 7 charging, 8 high voltage. */
function wires(): Wire[] {
  const loop = [
    'bms.interlockOut',
    ...INTERLOCKED.flatMap((id) => [`${id}.interlockIn`, `${id}.interlockOut`]),
    'bms.interlockIn',
  ]
  const interlock = Array.from({ length: loop.length / 2 }, (_, i): Wire => {
    return [500 + i, 'OG', 0.5, 1.2, loop[2 * i], loop[2 * i + 1]]
  })
  const thermistors = numbered('thermistor', MODULE_COUNT).flatMap((id, i): Wire[] => [
    [320 + 2 * i, 'WH', 0.35, 1, `pack.${id}`, `bms.${id}`],
    [321 + 2 * i, 'BN', 0.35, 1, `pack.${id}Return`, `bms.${id}Return`],
  ])
  const resolver = RESOLVER.map((id, i): Wire => [350 + i, 'GY', 0.35, 1.5, `motor.${id}`, `drive.${id}`])
  const can = ['bms', 'drive', 'body', 'gateway'].flatMap((id, i): Wire[] => [
    [600 + 2 * i, 'YE', 0.35, 1 + i, `${id}.canHigh`, 'splice.canHigh'],
    [601 + 2 * i, 'GN', 0.35, 1 + i, `${id}.canLow`, 'splice.canLow'],
  ])
  return [
    [101, 'RD', 25, 0.5, 'battery12V.plus', 'fuseBox.battery'],
    [102, 'BK', 25, 0.4, 'battery12V.minus', 'ground.battery'],
    [103, 'RD', 16, 1.5, 'dcdc.out', 'fuseBox.dcdc'],
    [104, 'BK', 16, 0.4, 'dcdc.ground', 'ground.motor'],
    [105, 'RD', 0.75, 1, 'fuseBox.diagnosis', 'diagnosis.16'],
    [106, 'BK', 0.75, 0.8, 'diagnosis.4', 'ground.dash'],
    [201, 'RD-WH', 1, 3, 'fuseBox.bms', 'bms.supply'],
    [202, 'BK', 1, 1, 'bms.ground', 'ground.rear'],
    [203, 'RD-YE', 1.5, 1, 'fuseBox.drive', 'drive.supply'],
    [204, 'BK', 1.5, 0.6, 'drive.ground', 'ground.motor'],
    [205, 'RD-BU', 1, 2, 'fuseBox.body', 'body.supply'],
    [206, 'BK', 1, 0.8, 'body.ground', 'ground.dash'],
    [207, 'RD-GN', 0.75, 2, 'fuseBox.gateway', 'gateway.supply'],
    [208, 'BK', 0.75, 0.8, 'gateway.ground', 'ground.dash'],
    [209, 'VT', 0.75, 2, 'fuseBox.ignitionDriver', 'body.ignitionDriver'],
    [301, 'BU', 0.5, 1.8, 'pedal.supply1', 'drive.reference1'],
    [302, 'BU-WH', 0.5, 1.8, 'pedal.supply2', 'drive.reference2'],
    [303, 'GN', 0.5, 1.8, 'pedal.signal1', 'drive.signal1'],
    [304, 'YE', 0.5, 1.8, 'pedal.signal2', 'drive.signal2'],
    [305, 'BN', 0.5, 0.3, 'pedal.ground1', 'splice.sensorGround'],
    [306, 'BN', 0.5, 0.3, 'pedal.ground2', 'splice.sensorGround'],
    [307, 'BN', 0.75, 1.5, 'splice.sensorGround', 'drive.sensorGround'],
    [308, 'BU', 0.5, 0.4, 'brake.supply', 'drive.reference2'],
    [309, 'PK', 0.5, 1.8, 'brake.signal', 'drive.brakeSignal'],
    [310, 'BN', 0.5, 0.4, 'brake.ground', 'splice.sensorGround'],
    [311, 'TQ', 0.35, 1.2, 'coolantSensor.signal', 'drive.coolant'],
    [312, 'BN', 0.35, 1.2, 'coolantSensor.return', 'splice.sensorGround'],
    [313, 'WH', 0.35, 1.5, 'motor.thermistor', 'drive.motorThermistor'],
    [314, 'BN', 0.35, 1.5, 'motor.thermistorReturn', 'drive.motorThermistorReturn'],
    [315, 'PK', 0.35, 3, 'ambientSensor.signal', 'body.ambient'],
    [316, 'WH', 0.35, 1, 'cabinSensor.signal', 'body.cabin'],
    [317, 'BN', 0.35, 3, 'ambientSensor.return', 'splice.bodyGround'],
    [318, 'BN', 0.35, 1, 'cabinSensor.return', 'splice.bodyGround'],
    [319, 'BN', 0.5, 0.5, 'splice.bodyGround', 'body.sensorGround'],
    ...thermistors,
    ...resolver,
    [401, 'RD', 1.5, 1.2, 'fuseBox.pump', 'pump.plus'],
    [402, 'BK', 1.5, 0.5, 'pump.minus', 'ground.front'],
    [403, 'RD', 4, 1.2, 'fuseBox.fan', 'fan.plus'],
    [404, 'BK', 4, 0.5, 'fan.minus', 'ground.front'],
    [405, 'WH', 2.5, 1.5, 'fuseBox.lights', 'lights.plus'],
    [406, 'BK', 2.5, 0.5, 'lights.minus', 'ground.front'],
    [407, 'RD', 6, 2, 'fuseBox.comfort', 'comfort.plus'],
    [408, 'BK', 6, 0.5, 'comfort.minus', 'ground.dash'],
    [409, 'RD', 0.5, 2, 'fuseBox.clock', 'clock.plus'],
    [410, 'BK', 0.5, 0.5, 'clock.minus', 'ground.dash'],
    [411, 'VT', 0.5, 1.5, 'fuseBox.lightsDriver', 'body.lightsDriver'],
    [412, 'VT-WH', 0.5, 1.5, 'fuseBox.comfortDriver', 'drive.comfortDriver'],
    [413, 'VT-GN', 0.5, 1.5, 'fuseBox.pumpDriver', 'drive.pumpDriver'],
    [414, 'VT-YE', 0.5, 1.5, 'fuseBox.fanDriver', 'drive.fanDriver'],
    [415, 'RD', 0.5, 1.5, 'fuseBox.ptcRelay', 'ptc.relaySupply'],
    [416, 'VT-RD', 0.5, 1.5, 'ptc.relayDriver', 'drive.ptcDriver'],
    [417, 'RD', 1, 3, 'fuseBox.contactors', 'pack.coils'],
    [418, 'VT', 0.75, 1, 'pack.negativeDriver', 'bms.negativeDriver'],
    [419, 'VT', 0.75, 1, 'pack.positiveDriver', 'bms.positiveDriver'],
    [420, 'VT', 0.75, 1, 'pack.prechargeDriver', 'bms.prechargeDriver'],
    [421, 'RD', 1, 3, 'fuseBox.packPump', 'packPump.plus'],
    [422, 'VT-BU', 1, 1, 'packPump.minus', 'bms.packPumpDriver'],
    [423, 'RD', 0.5, 3, 'fuseBox.chillerValve', 'chillerValve.plus'],
    [424, 'VT-WH', 0.5, 1, 'chillerValve.minus', 'bms.chillerDriver'],
    [425, 'RD', 1, 2, 'fuseBox.contactors', 'hv.coils'],
    [426, 'VT-RD', 0.75, 2, 'hv.dcPositiveDriver', 'bms.dcPositiveDriver'],
    [427, 'VT-BK', 0.75, 2, 'hv.dcNegativeDriver', 'bms.dcNegativeDriver'],
    ...interlock,
    ...can,
    [610, 'YE', 0.35, 1.5, 'diagnosis.6', 'splice.canHigh'],
    [611, 'GN', 0.35, 1.5, 'diagnosis.14', 'splice.canLow'],
    [701, 'OG', 0.5, 2, 'inlet.pilot', 'charger.pilot'],
    [702, 'BU', 0.5, 3, 'inlet.proximity', 'body.proximity'],
    [703, 'GN-YE', 6, 1, 'inlet.earth', 'ground.motor'],
    [704, 'BK', 0.75, 0.4, 'charger.ground', 'ground.motor'],
    [705, 'GN-YE', 16, 1, 'dcInlet.earth', 'ground.motor'],
    [706, 'BU-WH', 0.5, 3, 'dcInlet.cc2', 'bms.cc2'],
    [707, 'YE-BK', 0.75, 3, 'dcInlet.sPlus', 'bms.sPlus'],
    [708, 'GN-BK', 0.75, 3, 'dcInlet.sMinus', 'bms.sMinus'],
    [709, 'RD-BK', 1.5, 3, 'dcInlet.aPlus', 'bms.aPlus'],
    [710, 'BK', 1.5, 1, 'dcInlet.aMinus', 'ground.motor'],
    [801, 'OG', 50, 2, 'pack.busPlus', 'hv.plus'],
    [802, 'OG', 50, 2, 'pack.busMinus', 'hv.minus'],
    [803, 'OG', 50, 0.5, 'hv.plus', 'motorController.plus'],
    [804, 'OG', 50, 0.5, 'hv.minus', 'motorController.minus'],
    [805, 'OG', 4, 0.6, 'hv.dcdc', 'dcdc.plus'],
    [806, 'OG', 4, 0.6, 'hv.minus', 'dcdc.minus'],
    [807, 'OG', 4, 0.6, 'hv.charger', 'charger.plus'],
    [808, 'OG', 4, 0.6, 'hv.minus', 'charger.minus'],
    [809, 'OG', 6, 1.5, 'hv.ptc', 'ptc.plus'],
    [810, 'OG', 6, 1.5, 'hv.minus', 'ptc.minus'],
    [811, 'OG', 4, 1, 'hv.compressor', 'compressor.plus'],
    [812, 'OG', 4, 1, 'hv.minus', 'compressor.minus'],
    ...PHASES.map((phase, i): Wire => [PHASE_WIRE + i, 'OG', 35, 0.3, `motorController.${phase}`, `motor.${phase}`]),
    [818, 'OG', 50, 2, 'dcInlet.dcPlus', 'hv.dcPlus'],
    [819, 'OG', 50, 2, 'dcInlet.dcMinus', 'hv.dcMinus'],
    [816, 'OG', 70, 0.3, 'pack.disconnectLower', 'serviceDisconnect.lower'],
    [817, 'OG', 70, 0.3, 'pack.disconnectUpper', 'serviceDisconnect.upper'],
  ]
}

/** The wires S+ and S- of a DC charge and what hangs on them. */
const isOfChargingCan = (node: string) => /\.s(Plus|Minus)\b/.test(node)

/** The bridge's sources, and all that lies between bridge and star point. */
export const PHASE_BRANCHES: Omit<PhaseBranches, 'nmPerA'> = {
  bridge: ['motorController.bridge.u', 'motorController.bridge.v', 'motorController.bridge.w'],
  path: PHASES.flatMap((phase, i) => [
    `contact.motorController.${phase}`,
    `wire.${PHASE_WIRE + i}`,
    `contact.motor.${phase}`,
    `motor.winding.${phase}`,
  ]),
}

export const HARNESS = compileHarness(
  {
    parts: [...pack(), ...highVoltage(), ...lowVoltageSupply(), ...controlUnits(), ...sensorsAndLoads()],
    wires: wires(),
  },
  STEP_S,
)

export const CHARGING_CAN_BRANCHES: readonly string[] = HARNESS.network.branches.flatMap(({ name, from, to }) =>
  isOfChargingCan(from) || isOfChargingCan(to) ? [name] : [],
)

export { OPEN_OHM }
