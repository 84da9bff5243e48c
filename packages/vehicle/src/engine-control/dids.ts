/**
 * Data identifiers of the engine control unit: layout, name and where each value comes from, every one big-endian.
 * Those that public tools read from a Haval Jolion keep their numbers (OBDb): 010F, 0112, 016D, 0170 to 0173, 0180 to
 * 0183, 1602 and FD19. From 2000 on they are our own.
 */
import { CODING_WORDS } from '../ecus/coding.ts'
import { CELSIUS, coding, type Did, numbersOf, VOLTS_BY_100, VOLTS_BY_1000 } from '../ecus/identifiers.ts'
import { STEP_S } from '../engine/engine.ts'
import { CYLINDER_COUNT } from '../engine/figures.ts'
import { ENGINE_STATES } from './control.ts'
import { cylinderWords, engineStates, ENGINE_DID_WORDS as NAMES } from './did-words.ts'
import type { EngineUnit } from './unit.ts'

type WithEngine = { readonly engine: EngineUnit }

const KPA = { unit: 'kPa' } as const
const KPA_BY_10 = { scale: 0.1, unit: 'kPa' } as const
const RPM = { unit: 'rpm' } as const
const AMPERES = { scale: 0.01, unit: 'A' } as const
const TRIM = { scale: 0.1, isSigned: true, unit: '%' } as const
const DEGREES = { scale: 0.1, isSigned: true, unit: '°' } as const
const DUTY = { bytes: 1, unit: '%' } as const
const MILLISECONDS = { scale: 0.001, unit: 'ms' } as const

/** Of mode 06: see ../../engine-control/monitors.ts. */
const CATALYST_MONITOR = 0x21
const PURGE_MONITOR = 0x3d
const FIRST_MISFIRE_MONITOR = 0xa2

/** What is asked for against a rough idle; more would drive the car by itself. */
const IDLE_RISE_RPM_MAX = 150

const cylinders = Array.from({ length: CYLINDER_COUNT }, (_, i) => i)
const cylinderNames = cylinders.map((i) => cylinderWords(i + 1))

/** Of any car with this engine; its own come beside them. */
export function engineDids<Systems extends WithEngine>(): Did<Systems>[] {
  const engineDid = numbersOf<Systems>('engine', 'engine')
  return [
    engineDid(0x010f, NAMES.boostActual, KPA_BY_10, ({ engine }) => engine.control.sensed.boostPa / 1000),
    engineDid(0x0112, NAMES.boostTarget, KPA_BY_10, ({ engine }) => engine.control.air.wantedBoostPa / 1000),
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
    engineDid(0x2002, NAMES.engineState, { bytes: 1, states: engineStates() }, ({ engine }) =>
      ENGINE_STATES.indexOf(engine.state()),
    ),
    engineDid(0x2003, NAMES.rpm, RPM, ({ engine }) => engine.control.sensed.rpm),
    engineDid(0x2004, NAMES.coolant, CELSIUS, ({ engine }) => engine.control.sensed.coolantDegC),
    engineDid(0x2005, NAMES.coolantVolts, VOLTS_BY_1000, ({ engine }) => engine.readings.coolantVolts),
    engineDid(0x2006, NAMES.pedal1, VOLTS_BY_1000, ({ engine }) => engine.readings.pedal1Volts),
    engineDid(0x2007, NAMES.pedal2, VOLTS_BY_1000, ({ engine }) => engine.readings.pedal2Volts),
    engineDid(0x2008, NAMES.throttle1, VOLTS_BY_1000, ({ engine }) => engine.readings.throttle1Volts),
    engineDid(0x2009, NAMES.throttle2, VOLTS_BY_1000, ({ engine }) => engine.readings.throttle2Volts),
    engineDid(0x200a, NAMES.airMeter, VOLTS_BY_1000, ({ engine }) => engine.readings.airMeterVolts),
    engineDid(
      0x200b,
      NAMES.airMass,
      { scale: 0.01, unit: 'g/s' },
      ({ engine }) => 1000 * engine.control.sensed.airKgps,
    ),
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
    engineDid(0x201b, NAMES.runningTime, { unit: 's' }, runningS),
    engineDid(0x201c, NAMES.catalystRatio, { scale: 0.01 }, (systems) => testedBy(systems, CATALYST_MONITOR)),
    engineDid(0x201d, NAMES.unaskedPurge, TRIM, (systems) => testedBy(systems, PURGE_MONITOR)),
    ...cylinders.map((i) =>
      engineDid(0x2020 + i, cylinderNames[i].coil, AMPERES, ({ engine }) => engine.readings.coilPeakA[i]),
    ),
    coding(
      engineDid(0x2050, CODING_WORDS.idleRise, { ...RPM, bytes: 1 }, ({ engine }) => engine.control.torque.idleRiseRpm),
      {
        min: 0,
        max: IDLE_RISE_RPM_MAX,
        set({ engine }, value) {
          engine.control.torque.idleRiseRpm = value
        },
      },
    ),
  ]
}

/** Since the start of today. */
function runningS({ engine }: WithEngine): number {
  return engine.state() === 'running' ? engine.control.stateSteps * STEP_S : 0
}

/** As mode 06 tells it: of the last test that ran to its end. */
function testedBy({ engine }: WithEngine, monitor: number): number {
  return engine.results.tests.find(({ monitorId }) => monitorId === monitor)?.result()?.value ?? 0
}
