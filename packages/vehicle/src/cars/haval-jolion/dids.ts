/**
 * Data identifiers of this car: layout, name and where each value comes from.
 *
 * Those that public tools read from the real car keep their numbers (OBDb): 010F, 0112, 0132, 016D, 0170 to 0173, 0180 to
 * 0183, 1602 and FD19 of the engine, 6925, 6934, 690B, 690C and 69BC of the transmission, 6303 of the brakes. From 2000 on
 * they are our own, as are the body's and the gateway's.
 * Left out: the real layouts, which differ by year; here every value is big-endian and stands alone (6303 holds one wheel,
 * 6304 to 6306 the others).
 */
import { bodyCodings } from '../../ecus/body-coding.ts'
import { GATEWAY_STATES } from '../../ecus/gateway.ts'
import type { Identity } from '../../ecus/identification.ts'
import { type Did as AnyDid, CELSIUS, numbersOf, VOLTS_BY_100 } from '../../ecus/identifiers.ts'
import { engineDids } from '../../engine-control/dids.ts'
import { didStates, DID_WORDS as NAMES } from './did-words.ts'
import { WHEEL_KMH_PER_COUNT } from './ecus/brakes.ts'
import type { UnitId } from './ecus/signals.ts'
import { SELECTORS } from './ecus/transmission-sensors.ts'
import { WORKS_SOFTWARE } from './programs.ts'
import type { Systems } from './systems.ts'

export type Did = AnyDid<Systems>

const KPA = { unit: 'kPa' } as const
const RPM = { unit: 'rpm' } as const
const AMPERES = { scale: 0.01, unit: 'A' } as const
const DUTY = { bytes: 1, unit: '%' } as const
const WHEEL = { scale: WHEEL_KMH_PER_COUNT, unit: 'km/h' } as const
const onOff = { bytes: 1, states: didStates('onOff') }
const gears = { bytes: 1, states: didStates('gear') }

const engineDid = numbersOf<Systems>('engine', 'engine')

export const ENGINE_DIDS: readonly Did[] = [
  ...engineDids<Systems>(),
  engineDid(0x0132, NAMES.gearInEngine, gears, ({ signals }) => signals.gear),
  engineDid(0x201a, NAMES.alternatorVolts, VOLTS_BY_100, ({ engine }) => engine.control.stages.alternatorSetVolts),
]

const transmissionDid = numbersOf<Systems>('transmission', 'transmission')

export const TRANSMISSION_DIDS: readonly Did[] = [
  transmissionDid(0x690b, NAMES.pressure1, KPA, ({ transmission }) => transmission.seen.pressureKpa[0]),
  transmissionDid(0x690c, NAMES.pressure2, KPA, ({ transmission }) => transmission.seen.pressureKpa[1]),
  transmissionDid(0x69bc, NAMES.requested1, KPA, ({ transmission }) => transmission.requestedKpa()[0]),
  transmissionDid(0x69bd, NAMES.requested2, KPA, ({ transmission }) => transmission.requestedKpa()[1]),
  transmissionDid(0x6925, NAMES.gear, gears, ({ signals }) => signals.gear),
  transmissionDid(
    0x6934,
    NAMES.clutchTemp,
    { offset: -40, unit: '°C' },
    ({ transmission }) => transmission.seen.clutchDegC,
  ),
  transmissionDid(0x6935, NAMES.gearboxOilTemp, CELSIUS, ({ transmission }) => transmission.seen.oilDegC),
  transmissionDid(0x6940, NAMES.solenoid1, AMPERES, ({ transmission }) => transmission.readings.solenoidA[0]),
  transmissionDid(0x6941, NAMES.solenoid2, AMPERES, ({ transmission }) => transmission.readings.solenoidA[1]),
  transmissionDid(0x6942, NAMES.selector, { bytes: 1, states: didStates('selector') }, ({ signals }) =>
    SELECTORS.indexOf(signals.selector),
  ),
  transmissionDid(0x6943, NAMES.inputOdd, RPM, ({ transmission }) => shaftRpm(transmission.seen.shaftRadps[0])),
  transmissionDid(0x6944, NAMES.inputEven, RPM, ({ transmission }) => shaftRpm(transmission.seen.shaftRadps[1])),
  transmissionDid(0x6945, NAMES.gearboxSupply, VOLTS_BY_100, ({ transmission }) => transmission.readings.supplyVolts),
]

const shaftRpm = (radps: number) => (30 / Math.PI) * radps

const brakesDid = numbersOf<Systems>('brakes', 'brakes')

export const BRAKE_DIDS: readonly Did[] = [
  brakesDid(0x6303, NAMES.wheelFrontLeft, WHEEL, ({ brakes }) => 3.6 * brakes.wheelMps[0]),
  brakesDid(0x6304, NAMES.wheelFrontRight, WHEEL, ({ brakes }) => 3.6 * brakes.wheelMps[1]),
  brakesDid(0x6305, NAMES.wheelRearLeft, WHEEL, ({ brakes }) => 3.6 * brakes.wheelMps[2]),
  brakesDid(0x6306, NAMES.wheelRearRight, WHEEL, ({ brakes }) => 3.6 * brakes.wheelMps[3]),
  brakesDid(0x6310, NAMES.brakePressure, KPA, ({ signals }) => signals.brakePressureKpa),
  brakesDid(0x6311, NAMES.brakeSupply, VOLTS_BY_100, ({ brakes }) => brakes.readings.supplyVolts),
]

const bodyDid = numbersOf<Systems>('body', 'lowVoltage')

export const BODY_DIDS: readonly Did[] = [
  bodyDid(0x0201, NAMES.bodySupply, VOLTS_BY_100, ({ body }) => body.readings.supplyVolts),
  bodyDid(0x0202, NAMES.ignition, onOff, ({ signals }) => Number(signals.isIgnitionOn)),
  bodyDid(0x0203, NAMES.startButton, VOLTS_BY_100, ({ body }) => body.readings.startButtonVolts),
  bodyDid(0x0204, NAMES.ambientTemp, CELSIUS, ({ signals }) => signals.ambientTempDegC),
  bodyDid(0x0205, NAMES.fuelLevel, DUTY, ({ signals }) => signals.fuelPercent),
  ...bodyCodings<Systems>(onOff.states),
]

const gatewayDid = numbersOf<Systems>('gateway', 'lowVoltage')

export const GATEWAY_DIDS: readonly Did[] = [
  gatewayDid(0x0301, NAMES.gatewaySupply, VOLTS_BY_100, ({ gateway }) => gateway.supplyVolts()),
  gatewayDid(0x0302, NAMES.gatewayState, { bytes: 1, states: didStates('gateway') }, ({ gateway }) =>
    GATEWAY_STATES.indexOf(gateway.state()),
  ),
  gatewayDid(0x0303, NAMES.engineHeard, onOff, ({ gateway }) => Number(gateway.heard.engine)),
  gatewayDid(0x0304, NAMES.transmissionHeard, onOff, ({ gateway }) => Number(gateway.heard.transmission)),
  gatewayDid(0x0305, NAMES.brakesHeard, onOff, ({ gateway }) => Number(gateway.heard.brakes)),
  gatewayDid(0x0306, NAMES.bodyHeard, onOff, ({ gateway }) => Number(gateway.heard.body)),
]

export const DIDS_OF: Readonly<Record<UnitId, readonly Did[]>> = {
  engine: ENGINE_DIDS,
  transmission: TRANSMISSION_DIDS,
  brakes: BRAKE_DIDS,
  body: BODY_DIDS,
  gateway: GATEWAY_DIDS,
}

/** Made-up part numbers; their shape is the trade's. */
export const IDENTITIES: Readonly<Record<UnitId, Identity>> = {
  engine: { ...WORKS_SOFTWARE.engine, hardware: 'H 4.2', system: 'EngineControl' },
  transmission: { ...WORKS_SOFTWARE.transmission, hardware: 'H 2.0', system: 'TransmissionControl' },
  brakes: { partNumber: 'LB-JL-ESP-01', software: 'ESP 2.03.01', hardware: 'H 2.2', system: 'BrakeControl' },
  body: { ...WORKS_SOFTWARE.body, hardware: 'H 1.3', system: 'BodyControl' },
  gateway: { partNumber: 'LB-JL-GW-01', software: 'GW 1.01.00', hardware: 'H 1.0', system: 'Gateway' },
}
