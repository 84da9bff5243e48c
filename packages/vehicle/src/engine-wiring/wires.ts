/**
 * The wires of a petrol engine: 301 to 344 sensors and pedal, 398 to 441 actuators. The car's own wires (supplies, bus,
 * starter, generator) are in its harness.ts; they leave these numbers free. Lengths and colours are teaching values.
 */
import { CYLINDER_COUNT } from '../engine/figures.ts'
import type { Wire } from '../harness/harness.ts'
import { numbered } from '../harness/usual-parts.ts'

export function engineWires(): Wire[] {
  const injectors = numbered('injector', CYLINDER_COUNT).flatMap((id, i): Wire[] => [
    [400 + 2 * i, 'RD-BU', 0.75, 0.3, 'splice.injectors', `${id}.supply`],
    [401 + 2 * i, 'YE', 0.75, 1, `${id}.driver`, `engine.${id}`],
  ])
  const coils = numbered('coil', CYLINDER_COUNT).flatMap((id, i): Wire[] => [
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
  return [
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
  ]
}
