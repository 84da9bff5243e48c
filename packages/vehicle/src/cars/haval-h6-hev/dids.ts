/**
 * Data identifiers of this car: layout, name and where each value comes from. The engine's are shared with other cars
 * (../../engine-control/dids.ts); all others are our own, since no public set of the real car's was found.
 */
import { bodyCodings } from '../../ecus/body-coding.ts'
import { CONTACTOR_STATES } from '../../ecus/contactors.ts'
import { GATEWAY_STATES } from '../../ecus/gateway.ts'
import type { Identity } from '../../ecus/identification.ts'
import { type Did as AnyDid, CELSIUS, numbersOf, VOLTS_BY_100, VOLTS_BY_1000 } from '../../ecus/identifiers.ts'
import { engineDids } from '../../engine-control/dids.ts'
import { didStates as jolionStates, DID_WORDS as SHARED } from '../haval-jolion/did-words.ts'
import { blockTempWords, blockWords, didStates, heardWords, MACHINE_WORDS, DID_WORDS as NAMES } from './did-words.ts'
import { HCU_STATES } from './ecus/hcu.ts'
import { MODES, SELECTORS, type Speaker, type UnitId } from './ecus/signals.ts'
import { MODULE_COUNT, STEP_S } from './figures.ts'
import { WORKS_SOFTWARE } from './programs.ts'
import type { Systems } from './systems.ts'
import { ECU_WORDS } from './words.ts'

export type Did = AnyDid<Systems>

const RPM = { isSigned: true, unit: 'rpm' } as const
const NM = { isSigned: true, unit: 'Nm' } as const
const AMPERES = { scale: 0.1, isSigned: true, unit: 'A' } as const
const HIGH_VOLTS = { scale: 0.1, unit: 'V' } as const
const KILOWATTS = { scale: 0.1, unit: 'kW' } as const
const DUTY = { bytes: 1, unit: '%' } as const
const SPEED = { scale: 0.01, unit: 'km/h' } as const
const onOff = { bytes: 1, states: jolionStates('onOff') }

const hcuDid = numbersOf<Systems>('hcu', 'drive')

export const HCU_DIDS: readonly Did[] = [
  hcuDid(0x3001, NAMES.supply, VOLTS_BY_100, ({ hcu }) => hcu.readings.supplyVolts),
  hcuDid(0x3002, NAMES.ready, { bytes: 1, states: didStates('hcu') }, ({ hcu }) => HCU_STATES.indexOf(hcu.state())),
  hcuDid(0x3003, NAMES.mode, { bytes: 1, states: didStates('mode') }, ({ signals }) => MODES.indexOf(signals.mode)),
  hcuDid(0x3004, NAMES.gear, { bytes: 1, states: didStates('gear') }, ({ hcu }) => hcu.gear() ?? 0),
  hcuDid(0x3005, NAMES.engineRequest, NM, ({ signals }) => signals.engineRequestNm),
  hcuDid(0x3006, NAMES.engineTorque, NM, ({ signals }) => signals.engineNm),
  hcuDid(0x3007, MACHINE_WORDS.request.generator, NM, ({ signals }) => signals.generatorRequestNm),
  hcuDid(0x3008, MACHINE_WORDS.request.traction, NM, ({ signals }) => signals.tractionRequestNm),
  hcuDid(0x3009, NAMES.dcdcAmps, AMPERES, ({ hcu }) => hcu.readings.dcdcA),
  hcuDid(0x300a, NAMES.selector, { bytes: 1, states: didStates('selector') }, ({ signals }) =>
    SELECTORS.indexOf(signals.selector),
  ),
  hcuDid(0x300b, NAMES.recuperated, NM, ({ signals }) => signals.recuperatedNm),
]

const bmsDid = numbersOf<Systems>('bms', 'battery')
const blocks = Array.from({ length: MODULE_COUNT }, (_, i) => i)

export const BMS_DIDS: readonly Did[] = [
  bmsDid(0x3101, NAMES.supply, VOLTS_BY_100, ({ bms }) => bms.readings.supplyVolts),
  bmsDid(0x3102, NAMES.soc, { scale: 0.1, unit: '%' }, ({ bms }) => 100 * bms.soc()),
  bmsDid(0x3103, NAMES.packVolts, HIGH_VOLTS, ({ bms }) => bms.readings.packVolts),
  bmsDid(0x3104, NAMES.packAmps, AMPERES, ({ bms }) => bms.readings.amps),
  bmsDid(0x3105, NAMES.busVolts, HIGH_VOLTS, ({ bms }) => Math.max(0, bms.readings.busVolts)),
  bmsDid(0x3106, NAMES.contactors, { bytes: 1, states: didStates('contactors') }, ({ signals }) =>
    CONTACTOR_STATES.indexOf(signals.bmsState),
  ),
  bmsDid(0x3107, NAMES.dischargeLimit, KILOWATTS, ({ signals }) => signals.dischargeWMax / 1000),
  bmsDid(0x3108, NAMES.chargeLimit, KILOWATTS, ({ signals }) => signals.chargeWMax / 1000),
  bmsDid(0x3109, NAMES.insulation, { unit: 'kΩ' }, ({ bms }) => Math.min(65_000, bms.readings.insulationOhm / 1000)),
  bmsDid(0x310a, NAMES.interlock, VOLTS_BY_1000, ({ bms }) => bms.readings.interlockVolts),
  bmsDid(0x310b, NAMES.cellMin, VOLTS_BY_1000, ({ bms }) => bms.readings.cellVoltsMin),
  bmsDid(0x310c, NAMES.cellMax, VOLTS_BY_1000, ({ bms }) => bms.readings.cellVoltsMax),
  bmsDid(0x310d, NAMES.packTempMin, CELSIUS, ({ bms }) => bms.readings.tempDegCMin),
  bmsDid(0x310e, NAMES.packTempMax, CELSIUS, ({ bms }) => bms.readings.tempDegCMax),
  bmsDid(0x310f, NAMES.inletAir, CELSIUS, ({ bms }) => bms.readings.inletDegC),
  bmsDid(0x3110, NAMES.fanDuty, DUTY, ({ bms }) => 100 * bms.fanDuty()),
  bmsDid(0x3111, NAMES.prechargeTime, { unit: 'ms' }, ({ bms }) => bms.prechargeMs()),
  ...blocks.map((i) => bmsDid(0x3120 + i, blockWords(i + 1), VOLTS_BY_1000, ({ bms }) => bms.readings.blockVolts[i])),
  ...blocks.map((i) => bmsDid(0x3130 + i, blockTempWords(i + 1), CELSIUS, ({ bms }) => bms.readings.blockDegC[i])),
]

const inverterDid = numbersOf<Systems>('inverter', 'drive')

function machineDids(id: 'generator' | 'traction', first: number): Did[] {
  const of = (systems: Systems) => systems.inverter.readings[id]
  return [
    inverterDid(first, MACHINE_WORDS.rpm[id], RPM, (systems) => of(systems).rpm),
    inverterDid(first + 1, MACHINE_WORDS.torque[id], NM, (systems) => of(systems).torqueNm),
    inverterDid(first + 2, MACHINE_WORDS.winding[id], CELSIUS, (systems) => of(systems).windingDegC),
    inverterDid(first + 3, MACHINE_WORDS.stage[id], CELSIUS, (systems) => of(systems).stageDegC),
    inverterDid(first + 4, MACHINE_WORDS.phaseU[id], AMPERES, (systems) => of(systems).phaseUA),
    inverterDid(first + 5, MACHINE_WORDS.phaseV[id], AMPERES, (systems) => of(systems).phaseVA),
    inverterDid(first + 6, MACHINE_WORDS.phaseW[id], AMPERES, (systems) => of(systems).phaseWA),
    inverterDid(first + 7, MACHINE_WORDS.sine[id], VOLTS_BY_1000, (systems) => Math.max(0, of(systems).sineVolts)),
    inverterDid(first + 8, MACHINE_WORDS.cosine[id], VOLTS_BY_1000, (systems) => Math.max(0, of(systems).cosineVolts)),
  ]
}

export const INVERTER_DIDS: readonly Did[] = [
  inverterDid(0x3201, NAMES.supply, VOLTS_BY_100, ({ inverter }) => inverter.readings.supplyVolts),
  inverterDid(0x3202, NAMES.busVolts, HIGH_VOLTS, ({ inverter }) => Math.max(0, inverter.readings.busVolts)),
  inverterDid(0x3203, NAMES.pumpAmps, AMPERES, ({ inverter }) => inverter.readings.pumpA),
  inverterDid(0x3204, NAMES.coolantIn, CELSIUS, ({ inverter }) => inverter.readings.coolantInDegC),
  inverterDid(0x3205, NAMES.coolantOut, CELSIUS, ({ inverter }) => inverter.readings.coolantOutDegC),
  ...machineDids('generator', 0x3210),
  ...machineDids('traction', 0x3220),
]

const brakesDid = numbersOf<Systems>('brakes', 'brakes')

export const BRAKE_DIDS: readonly Did[] = [
  brakesDid(0x6303, SHARED.wheelFrontLeft, SPEED, ({ brakes }) => 3.6 * brakes.wheelMps[0]),
  brakesDid(0x6304, SHARED.wheelFrontRight, SPEED, ({ brakes }) => 3.6 * brakes.wheelMps[1]),
  brakesDid(0x6305, SHARED.wheelRearLeft, SPEED, ({ brakes }) => 3.6 * brakes.wheelMps[2]),
  brakesDid(0x6306, SHARED.wheelRearRight, SPEED, ({ brakes }) => 3.6 * brakes.wheelMps[3]),
  brakesDid(0x6310, NAMES.brakeVolts, VOLTS_BY_1000, ({ brakes }) => brakes.readings.pressureVolts),
  brakesDid(0x6311, SHARED.brakeSupply, VOLTS_BY_100, ({ brakes }) => brakes.readings.supplyVolts),
  brakesDid(0x6312, NAMES.brakeRequest, NM, ({ signals }) => signals.brakeRequestNm),
]

const bodyDid = numbersOf<Systems>('body', 'lowVoltage')

export const BODY_DIDS: readonly Did[] = [
  bodyDid(0x0201, SHARED.bodySupply, VOLTS_BY_100, ({ body }) => body.readings.supplyVolts),
  bodyDid(0x0202, SHARED.ignition, onOff, ({ signals }) => Number(signals.isIgnitionOn)),
  bodyDid(0x0203, SHARED.startButton, VOLTS_BY_100, ({ body }) => body.readings.startButtonVolts),
  bodyDid(0x0204, SHARED.ambientTemp, CELSIUS, ({ signals }) => signals.ambientTempDegC),
  bodyDid(0x0205, SHARED.fuelLevel, DUTY, ({ signals }) => signals.fuelPercent),
  ...bodyCodings<Systems>(onOff.states),
]

const gatewayDid = numbersOf<Systems>('gateway', 'lowVoltage')
const SPEAKERS: readonly Speaker[] = ['engine', 'hcu', 'bms', 'inverter', 'brakes', 'body']

export const GATEWAY_DIDS: readonly Did[] = [
  gatewayDid(0x0301, SHARED.gatewaySupply, VOLTS_BY_100, ({ gateway }) => gateway.supplyVolts()),
  gatewayDid(0x0302, SHARED.gatewayState, { bytes: 1, states: jolionStates('gateway') }, ({ gateway }) =>
    GATEWAY_STATES.indexOf(gateway.state()),
  ),
  ...SPEAKERS.map((id, i) =>
    gatewayDid(0x0303 + i, heardWords(ECU_WORDS[id]), onOff, ({ gateway }) => Number(gateway.heard[id])),
  ),
]

export const DIDS_OF: Readonly<Record<UnitId, readonly Did[]>> = {
  // Its generator holds the speed at which it idles: there is no rise to code.
  engine: engineDids<Systems>().filter(({ did }) => did !== 0x2050),
  hcu: HCU_DIDS,
  bms: BMS_DIDS,
  inverter: INVERTER_DIDS,
  brakes: BRAKE_DIDS,
  body: BODY_DIDS,
  gateway: GATEWAY_DIDS,
}

/** In all its life, as the units that were asked remember. */
export const readyS = ({ hcu }: Systems): number => hcu.readySteps() * STEP_S

/** Made-up part numbers; their shape is the trade's. */
export const IDENTITIES: Readonly<Record<UnitId, Identity>> = {
  engine: { ...WORKS_SOFTWARE.engine, hardware: 'H 4.4', system: 'EngineControl' },
  hcu: { ...WORKS_SOFTWARE.hcu, hardware: 'H 2.1', system: 'HybridControl' },
  bms: { partNumber: 'LB-H6-BMS-01', software: 'BMS 1.08.00', hardware: 'H 1.4', system: 'BatteryManagement' },
  inverter: { partNumber: 'LB-H6-INV-02', software: 'INV 2.00.04', hardware: 'H 2.0', system: 'MotorControl' },
  brakes: { partNumber: 'LB-H6-ESP-02', software: 'ESP 3.01.00', hardware: 'H 2.4', system: 'BrakeControl' },
  body: { ...WORKS_SOFTWARE.body, hardware: 'H 1.3', system: 'BodyControl' },
  gateway: { partNumber: 'LB-H6-GW-01', software: 'GW 1.02.00', hardware: 'H 1.0', system: 'Gateway' },
}
