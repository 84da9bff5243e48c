/**
 * Data identifiers of this car: layout, name and where each value comes from.
 *
 * Those that public tools read from the real car keep their numbers (OBDb): 010F, 0112, 0132, 016D, 0170 to 0173, 0180 to
 * 0183, 1602 and FD19 of the engine, 6925, 6934, 690B, 690C and 69BC of the transmission, 6303 of the brakes. From 2000 on
 * they are our own, as are the body's and the gateway's.
 * Left out: the real layouts, which differ by year; here every value is big-endian and stands alone (6303 holds one wheel,
 * 6304 to 6306 the others).
 */
import type { Identity } from '../../ecus/identification.ts'
import { type Did as AnyDid, CELSIUS, numbersOf, VOLTS_BY_100, VOLTS_BY_1000 } from '../../ecus/identifiers.ts'
import { ENGINE_STATES } from '../../engine-control/control.ts'
import { cylinderWords, didStates, DID_WORDS as NAMES } from './did-words.ts'
import { WHEEL_KMH_PER_COUNT } from './ecus/brakes.ts'
import { GATEWAY_STATES } from './ecus/gateway.ts'
import type { UnitId } from './ecus/signals.ts'
import { SELECTORS } from './ecus/transmission-sensors.ts'
import { CYLINDER_COUNT, STEP_S } from './figures.ts'
import { WORKS_SOFTWARE } from './programs.ts'
import type { Systems } from './systems.ts'

export type Did = AnyDid<Systems>

const KPA = { unit: 'kPa' } as const
const KPA_BY_10 = { scale: 0.1, unit: 'kPa' } as const
const RPM = { unit: 'rpm' } as const
const AMPERES = { scale: 0.01, unit: 'A' } as const
const TRIM = { scale: 0.1, isSigned: true, unit: '%' } as const
const DEGREES = { scale: 0.1, isSigned: true, unit: '°' } as const
const DUTY = { bytes: 1, unit: '%' } as const
const MILLISECONDS = { scale: 0.001, unit: 'ms' } as const
const WHEEL = { scale: WHEEL_KMH_PER_COUNT, unit: 'km/h' } as const
const onOff = { bytes: 1, states: didStates('onOff') }
const gears = { bytes: 1, states: didStates('gear') }

/** Of mode 06: see ../../engine-control/monitors.ts. */
const CATALYST_MONITOR = 0x21
const PURGE_MONITOR = 0x3d
const FIRST_MISFIRE_MONITOR = 0xa2

const engineDid = numbersOf<Systems>('engine', 'engine')
const cylinders = Array.from({ length: CYLINDER_COUNT }, (_, i) => i)
const cylinderNames = cylinders.map((i) => cylinderWords(i + 1))

export const ENGINE_DIDS: readonly Did[] = [
  engineDid(0x010f, NAMES.boostActual, KPA_BY_10, ({ engine }) => engine.control.sensed.boostPa / 1000),
  engineDid(0x0112, NAMES.boostTarget, KPA_BY_10, ({ engine }) => engine.control.air.wantedBoostPa / 1000),
  engineDid(0x0132, NAMES.gearInEngine, gears, ({ signals }) => signals.gear),
  engineDid(0x016d, NAMES.injectionTime, MILLISECONDS, ({ engine }) => engine.control.stages.injectorOnMs[0]),
  ...cylinders.map((i) =>
    engineDid(0x0170 + i, cylinderNames[i].knock, DEGREES, ({ engine }) => engine.control.spark.retardDeg[i]),
  ),
  ...cylinders.map((i) =>
    engineDid(0x0180 + i, cylinderNames[i].misfires, {}, (systems) => testedBy(systems, FIRST_MISFIRE_MONITOR + i)),
  ),
  engineDid(0x1602, NAMES.oilTemp, CELSIUS, ({ engine }) => engine.control.sensed.oilDegC),
  engineDid(0xfd19, NAMES.oilPressure, KPA, ({ engine }) => engine.control.sensed.oilPa / 1000),
  engineDid(0x2001, NAMES.engineSupply, VOLTS_BY_100, ({ engine }) => engine.readings.supplyVolts),
  engineDid(0x2002, NAMES.engineState, { bytes: 1, states: didStates('engine') }, ({ engine }) =>
    ENGINE_STATES.indexOf(engine.state),
  ),
  engineDid(0x2003, NAMES.rpm, RPM, ({ engine }) => engine.control.sensed.rpm),
  engineDid(0x2004, NAMES.coolant, CELSIUS, ({ engine }) => engine.control.sensed.coolantDegC),
  engineDid(0x2005, NAMES.coolantVolts, VOLTS_BY_1000, ({ engine }) => engine.readings.coolantVolts),
  engineDid(0x2006, NAMES.pedal1, VOLTS_BY_1000, ({ engine }) => engine.readings.pedal1Volts),
  engineDid(0x2007, NAMES.pedal2, VOLTS_BY_1000, ({ engine }) => engine.readings.pedal2Volts),
  engineDid(0x2008, NAMES.throttle1, VOLTS_BY_1000, ({ engine }) => engine.readings.throttle1Volts),
  engineDid(0x2009, NAMES.throttle2, VOLTS_BY_1000, ({ engine }) => engine.readings.throttle2Volts),
  engineDid(0x200a, NAMES.airMeter, VOLTS_BY_1000, ({ engine }) => engine.readings.airMeterVolts),
  engineDid(0x200b, NAMES.airMass, { scale: 0.01, unit: 'g/s' }, ({ engine }) => 1000 * engine.control.sensed.airKgps),
  engineDid(0x200c, NAMES.railPressure, KPA, ({ engine }) => engine.control.sensed.railPa / 1000),
  engineDid(0x200d, NAMES.lambdaUp, VOLTS_BY_1000, ({ engine }) => engine.readings.upstreamVolts),
  engineDid(0x200e, NAMES.lambdaDown, VOLTS_BY_1000, ({ engine }) => engine.readings.downstreamVolts),
  engineDid(0x200f, NAMES.heaterUp, AMPERES, ({ engine }) => engine.readings.upstreamHeaterA),
  engineDid(0x2010, NAMES.heaterDown, AMPERES, ({ engine }) => engine.readings.downstreamHeaterA),
  engineDid(0x2011, NAMES.shortTrim, TRIM, ({ engine }) => 100 * engine.control.fuel.shortTrim),
  engineDid(0x2012, NAMES.longTrim, TRIM, ({ engine }) => 100 * engine.control.fuel.longTrim),
  engineDid(0x2013, NAMES.camPhase, DEGREES, ({ engine }) => engine.control.sensed.camPhaseDeg),
  engineDid(0x2014, NAMES.camWanted, DEGREES, ({ engine }) => engine.control.air.camWantedDeg),
  engineDid(0x2015, NAMES.sparkAdvance, DEGREES, ({ engine }) => engine.control.spark.advanceDeg),
  engineDid(0x2016, NAMES.dwell, MILLISECONDS, ({ engine }) => engine.control.stages.coilDwellMs[0]),
  engineDid(0x2017, NAMES.purgeDuty, DUTY, ({ engine }) => 100 * engine.control.stages.purgeDuty),
  engineDid(0x2018, NAMES.wastegateDuty, DUTY, ({ engine }) => 100 * engine.control.stages.wastegateDuty),
  engineDid(0x2019, NAMES.fanDuty, DUTY, ({ engine }) => 100 * engine.control.stages.fanDuty),
  engineDid(0x201a, NAMES.alternatorVolts, VOLTS_BY_100, ({ engine }) => engine.control.stages.alternatorSetVolts),
  engineDid(0x201b, NAMES.runningTime, { unit: 's' }, runningS),
  engineDid(0x201c, NAMES.catalystRatio, { scale: 0.01 }, (systems) => testedBy(systems, CATALYST_MONITOR)),
  engineDid(0x201d, NAMES.unaskedPurge, TRIM, (systems) => testedBy(systems, PURGE_MONITOR)),
  ...cylinders.map((i) =>
    engineDid(0x2020 + i, cylinderNames[i].coil, AMPERES, ({ engine }) => engine.readings.coilPeakA[i]),
  ),
]

/** Since the start of today. */
function runningS({ engine }: Systems): number {
  return engine.state === 'running' ? engine.control.stateSteps * STEP_S : 0
}

/** As mode 06 tells it: of the last test that ran to its end. */
function testedBy({ engine }: Systems, monitor: number): number {
  return engine.results.tests.find(({ monitorId }) => monitorId === monitor)?.result()?.value ?? 0
}

const transmissionDid = numbersOf<Systems>('transmission', 'transmission')

export const TRANSMISSION_DIDS: readonly Did[] = [
  transmissionDid(0x690b, NAMES.pressure1, KPA, ({ transmission }) => transmission.seen.pressureKpa[0]),
  transmissionDid(0x690c, NAMES.pressure2, KPA, ({ transmission }) => transmission.seen.pressureKpa[1]),
  transmissionDid(0x69bc, NAMES.requested1, KPA, ({ transmission }) => transmission.requestedKpa[0]),
  transmissionDid(0x69bd, NAMES.requested2, KPA, ({ transmission }) => transmission.requestedKpa[1]),
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
]

const gatewayDid = numbersOf<Systems>('gateway', 'lowVoltage')

export const GATEWAY_DIDS: readonly Did[] = [
  gatewayDid(0x0301, NAMES.gatewaySupply, VOLTS_BY_100, ({ gateway }) => gateway.supplyVolts()),
  gatewayDid(0x0302, NAMES.gatewayState, { bytes: 1, states: didStates('gateway') }, ({ gateway }) =>
    GATEWAY_STATES.indexOf(gateway.state),
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
