/**
 * Body and brakes of cars with an engine: their control units, the gateway, what they sense and light, the diagnosis connector;
 * and their wires, 701 to 727, with those of the bus, 600 to 621. The car's own wires leave these numbers free. Resistances,
 * lengths and colours are teaching values.
 */
import { WHEELS } from '../ecus/wheel-speeds.ts'
import { contact, load, part, plug, resistor, source } from './elements.ts'
import type { Part, Wire } from './harness.ts'
import { active, driver, pullDown, pullUp, thermistor, unit } from './usual-parts.ts'

/** `spare`: terminals of the body to which this car has nothing. */
export function bodyAndBrakeUnits({ spare = [] }: { spare?: readonly string[] } = {}): Part[] {
  const returnPath = resistor('returnPath', 'sensorGround', 'ground', 0.05)
  return [
    unit('brakes', {
      ohm: 40,
      terminals: [
        ...WHEELS.flatMap((wheel) => [`${wheel}Plus`, `${wheel}Signal`]),
        ...['brakePressure', 'reference1', 'sensorGround'],
      ],
      elements: [
        source('referenceSource', 'reference', 'ground', 0, 0.3),
        resistor('feed1', 'reference', 'reference1', 0.1),
        returnPath,
        // Active wheel speed sensors draw 7 or 14 mA from 12 V through 115 Ω; here their mean.
        ...WHEELS.map((wheel) => contact(`feed.${wheel}`, 'supply', `${wheel}Plus`, 10)),
        ...WHEELS.map((wheel) => resistor(`shunt.${wheel}`, `${wheel}Signal`, 'ground', 115)),
        pullDown('brakePressure', 2e5),
      ],
    }),
    unit('body', {
      ohm: 50,
      terminals: ['ambient', 'fuelLevel', 'sensorGround', 'ignitionDriver', 'lightsDriver', 'startButton', ...spare],
      elements: [
        source('referenceSource', 'reference', 'ground', 5, 0.5),
        pullUp('ambient', 2200),
        pullUp('fuelLevel', 330),
        returnPath,
        pullUp('startButton', 4700),
        ...spare.map((id) => pullDown(id, 1e4)),
        driver('ignitionDriver'),
        driver('lightsDriver'),
      ],
    }),
    unit('gateway', { ohm: 100, terminals: [], elements: [resistor('terminator', 'canHigh', 'canLow', 120)] }),
  ]
}

export const wheelAndBrakeSensors = (): Part[] => [
  ...WHEELS.map((wheel) =>
    part(`${wheel}Sensor`, [plug('a', ['plus', 'signal'])], [resistor('element', 'plus', 'signal', 1080)]),
  ),
  active('brakePressureSensor'),
]

export const ambientSensor = (): Part => thermistor('ambientSensor', 2300)

export const tankAndButton = (): Part[] => [
  part('fuelSender', [plug('a', ['signal', 'return'])], [resistor('slider', 'signal', 'return', 120)]),
  part('startButton', [plug('a', ['signal', 'return'])], [contact('contact', 'signal', 'return', 1)]),
]

/** Lamps, pumps, fans. */
export const twoPole = (id: string, ohm: number): Part =>
  part(id, [plug('a', ['plus', 'minus'])], [resistor('load', 'plus', 'minus', ohm)])

export const diagnosisConnector = (): Part =>
  part(
    'diagnosis',
    [plug('a', ['4', '5', '6', '14', '16'])],
    [resistor('shield', '4', '5', 1e9), load('transmitHigh', '6', 'chassis'), load('transmitLow', '14', 'chassis')],
  )

/** `units` in the order of their stubs, each so much longer than the one before. */
export function canWires(units: readonly string[], longerM: number): Wire[] {
  return [
    ...units.flatMap((id, i): Wire[] => [
      [600 + 2 * i, 'YE', 0.35, 1 + longerM * i, `${id}.canHigh`, 'splice.canHigh'],
      [601 + 2 * i, 'GN', 0.35, 1 + longerM * i, `${id}.canLow`, 'splice.canLow'],
    ]),
    [620, 'YE', 0.35, 1.5, 'diagnosis.6', 'splice.canHigh'],
    [621, 'GN', 0.35, 1.5, 'diagnosis.14', 'splice.canLow'],
  ]
}

export function bodyWires(): Wire[] {
  return [
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
    ...WHEELS.flatMap((wheel, i): Wire[] => [
      [720 + 2 * i, 'GY', 0.5, 1.5, `brakes.${wheel}Plus`, `${wheel}Sensor.plus`],
      [721 + 2 * i, 'GY', 0.5, 1.5, `brakes.${wheel}Signal`, `${wheel}Sensor.signal`],
    ]),
  ]
}
