/**
 * The electrical parts of a petrol engine: its control unit, sensors, injectors, coils, valves, throttle, pump and fan.
 *
 * For every car with this engine; what joins them is in ./wires.ts. Resistances are teaching values of the right size; no
 * wiring diagram of a real car was copied. Output stages that switch fast (injectors, coils, valves, heaters) are sources,
 * held at their average by ../harness/drivers.ts.
 */
import { CYLINDER_COUNT } from '../engine/figures.ts'
import { contact, part, plug, resistor, source } from '../harness/elements.ts'
import type { Part } from '../harness/harness.ts'
import {
  active,
  driver,
  fastDriver,
  numbered,
  pullDown,
  pullUp,
  thermistor,
  unit,
  wheelSensor,
} from '../harness/usual-parts.ts'

/** Ohms and henry of what the engine control module switches fast, by its output. */
export const FAST_LOADS = {
  ...Object.fromEntries(
    numbered('injector', CYLINDER_COUNT).map((id) => [id, { ohm: 12, henry: 0.014, clampVolts: 60 }]),
  ),
  ...Object.fromEntries(
    numbered('coil', CYLINDER_COUNT).map((id) => [id, { ohm: 0.6, henry: 0.0036, clampVolts: 400 }]),
  ),
  purge: { ohm: 26, henry: 0, clampVolts: Number.POSITIVE_INFINITY },
  oilControl: { ohm: 7.4, henry: 0, clampVolts: Number.POSITIVE_INFINITY },
  wastegate: { ohm: 24, henry: 0, clampVolts: Number.POSITIVE_INFINITY },
  heaterUp: { ohm: 9, henry: 0, clampVolts: Number.POSITIVE_INFINITY },
  heaterDown: { ohm: 9, henry: 0, clampVolts: Number.POSITIVE_INFINITY },
} as const satisfies Record<string, { ohm: number; henry: number; clampVolts: number }>

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

/** Its terminals for starter, alternator and air conditioner stay free in a car that has none of them. */
export function engineControl(): Part {
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

/** What sits at the engine, and the driver's pedal and brake switch. */
export function engineParts(): Part[] {
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
    ...numbered('injector', CYLINDER_COUNT).map((id) => twoPole(id, 12)),
    ...numbered('coil', CYLINDER_COUNT).map((id) => twoPole(id, 0.6)),
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
    part('brakeSwitch', [plug('a', ['supply', 'signal'])], [contact('contact', 'supply', 'signal', 0.05)]),
  ]
}
