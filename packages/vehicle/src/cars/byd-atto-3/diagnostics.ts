/**
 * What each control unit of this car offers a tester: identifiers, actuator tests, routines, security, resets, the
 * legislated on-board diagnostics. The rules of the protocols are theirs (see the protocols package).
 */
import type { ObdEcu, ParameterValue } from '@luban/protocols/obd/ecu'
import { FUEL_TYPE, OBD_STANDARD } from '@luban/protocols/obd/tables'
import type { Routine, UdsEcu } from '@luban/protocols/uds/ecu'
import { encodeScaled } from '@luban/protocols/uds/scaled'
import { NRC, SESSION } from '@luban/protocols/uds/tables'
import { overrideTest } from '../../ecus/actuator-test.ts'
import { codedCells } from '../../ecus/calibration-memory.ts'
import { createDiagnostics } from '../../ecus/diagnostics.ts'
import { type Identifiers, readable } from '../../ecus/identifiers.ts'
import { componentMonitors } from '../../ecus/unit-obd.ts'
import type { Communicates } from './broadcast.ts'
import { BMS_DIDS, BODY_DIDS, type Did, DRIVE_DIDS, GATEWAY_DIDS, IDENTITIES } from './dids.ts'
import { isMovingAt, LIMITS } from './figures.ts'
import { type EcuId, programOf, type Systems } from './systems.ts'

export const DIDS_OF: Readonly<Record<EcuId, readonly Did[]>> = {
  bms: BMS_DIDS,
  drive: DRIVE_DIDS,
  body: BODY_DIDS,
  gateway: GATEWAY_DIDS,
}

/** Actuator tests: one byte, 1 on and 0 off. */
export const CONTROLS = {
  coolingPump: { ecu: 'drive', did: 0x0110 },
  coolingFan: { ecu: 'drive', did: 0x0111 },
  heaterRelay: { ecu: 'drive', did: 0x0112, securityLevel: 1 },
  prechargeContactor: { ecu: 'bms', did: 0x2010, securityLevel: 1 },
  lights: { ecu: 'body', did: 0x0210 },
} as const satisfies Record<string, { ecu: EcuId; did: number; securityLevel?: number }>

export const ROUTINES = { insulationTest: { ecu: 'bms', routine: 0x2008 } } as const

const NODES = { drive: 1, bms: 2, body: 3 } as const satisfies Partial<Record<EcuId, number>>

/** What testers meet: the unit's application, or its boot loader. */
export function udsOf(id: EcuId, systems: Systems, communicates: Communicates): UdsEcu {
  const { vin, signals, drive, body } = systems
  return createDiagnostics({
    id,
    vin,
    identity: IDENTITIES[id],
    program: programOf(id, systems),
    values: readable(DIDS_OF[id], systems),
    tests: testsOf(id, systems),
    ...(id === 'bms' && { routines: new Map([[ROUTINES.insulationTest.routine, insulationTest(systems)]]) }),
    obd: obdOf(id, systems),
    dtcs: systems.dtcs[id],
    cells: codedCells(DIDS_OF[id], systems),
    isMoving: () => isMovingAt(signals.speedMps),
    whenInUse: () => (signals.isHighVoltageOn || signals.isHighVoltageWanted ? NRC.conditionsNotCorrect : undefined),
    restart: () => restart(id, systems),
    supplyVolts: () => (id === 'drive' ? drive : body).readings.supplyVolts,
    communicates,
    nodes: id === 'gateway' ? NODES : undefined,
  })
}

/** Body and gateway keep the power state over a reset; there is nothing else in them to forget. */
function restart(id: EcuId, { bms, drive }: Systems): void {
  if (id === 'bms') bms.restart()
  if (id === 'drive') drive.restart()
}

function testsOf(id: EcuId, { drive, body, bms, signals }: Systems): Identifiers {
  const { coolingPump, coolingFan, heaterRelay, prechargeContactor, lights } = CONTROLS
  switch (id) {
    case 'drive':
      return [
        [coolingPump.did, overrideTest(drive.overrides, 'pump', () => drive.relays.pump)],
        [coolingFan.did, overrideTest(drive.overrides, 'fan', () => drive.relays.fan)],
        [
          heaterRelay.did,
          overrideTest(drive.overrides, 'ptc', () => drive.relays.ptc, {
            securityLevel: heaterRelay.securityLevel,
            condition: () => (signals.isHighVoltageOn ? undefined : NRC.conditionsNotCorrect),
          }),
        ],
      ]
    case 'bms':
      return [
        [
          prechargeContactor.did,
          overrideTest(bms.overrides, 'prechargeContactor', () => bms.coils.precharge, {
            securityLevel: prechargeContactor.securityLevel,
            condition: () => (bms.mayTestContactors() ? undefined : NRC.conditionsNotCorrect),
          }),
        ],
      ]
    case 'body':
      return [[lights.did, overrideTest(body.overrides, 'lights', () => body.relays.lights)]]
    default:
      return []
  }
}

/** Public tools know this routine as the insulation monitor of the real car. Its status: kΩ, two bytes. */
function insulationTest({ bms }: Systems): Routine {
  const kohm = new Uint8Array(2)
  return {
    sessions: [SESSION.extended],
    start() {
      encodeScaled(bms.measureInsulation(), { scale: 1000, offset: 0, isSigned: false }, kohm)
      return { kind: 'done', status: kohm }
    },
    stop: () => ({ kind: 'done', status: new Uint8Array(0) }),
    results: () => ({ kind: 'done', status: kohm }),
  }
}

/** Made up; the battery's software is never changed. */
const BMS_VERIFICATION_NUMBER = 0x4be80f19

/** Undefined: the unit answers no OBD. */
export function obdOf(id: EcuId, systems: Systems): ObdEcu | undefined {
  if (id !== 'drive' && id !== 'bms') return undefined
  const { signals, vin } = systems
  const codes = systems.dtcs[id]
  return {
    parameters: id === 'drive' ? driveParameters(systems) : bmsParameters(systems),
    dtcs: codes.obd,
    monitors: componentMonitors(codes),
    mayClear: () => signals.isPowerOn && !signals.isReady && !isMovingAt(signals.speedMps),
    vin,
    // Of one that takes new software, what stands in its memory: read at each question.
    get calibrationIds() {
      return [programOf(id, systems)?.image()?.calibrationId ?? IDENTITIES[id].partNumber]
    },
    get calibrationVerificationNumbers() {
      return [programOf(id, systems)?.image()?.checksum ?? BMS_VERIFICATION_NUMBER]
    },
    ecuName: id === 'drive' ? 'DMCM-DriveMotorCtrl' : 'BECM-BatteryControl',
  }
}

function driveParameters({ drive, signals }: Systems): ReadonlyMap<number, () => ParameterValue> {
  return new Map<number, () => ParameterValue>([
    [0x04, () => (100 * Math.abs(drive.readings.torqueNm)) / LIMITS.torqueNmMax],
    [0x05, () => drive.readings.coolantTempDegC],
    [0x0c, () => Math.abs(drive.readings.motorRpm)],
    [0x0d, () => 3.6 * Math.abs(signals.speedMps)],
    [0x11, () => 100 * drive.readings.accelerator],
    [0x1c, () => OBD_STANDARD.eobd],
    [0x33, () => drive.readings.airPressureKpa],
    [0x42, () => drive.readings.supplyVolts],
    [0x46, () => signals.ambientTempDegC],
    [0x49, () => 100 * drive.readings.accelerator],
    [0x51, () => FUEL_TYPE.electric],
    [0x5b, () => signals.socPercent],
    [0x61, () => (100 * drive.torqueRequestNm()) / LIMITS.torqueNmMax],
    [0x62, () => (100 * drive.readings.torqueNm) / LIMITS.torqueNmMax],
    [0x63, () => LIMITS.torqueNmMax],
    [0xa6, () => signals.odometerM / 1000],
  ])
}

function bmsParameters({ bms, signals }: Systems): ReadonlyMap<number, () => ParameterValue> {
  return new Map<number, () => ParameterValue>([
    [0x0d, () => 3.6 * Math.abs(signals.speedMps)],
    [0x1c, () => OBD_STANDARD.eobd],
    [0x42, () => bms.supplyVolts()],
    [0x51, () => FUEL_TYPE.electric],
    [0x5b, () => signals.socPercent],
    [0x9a, () => hybridBattery(bms.readings, signals.isCharging)],
    [0xb2, () => 100 * bms.soh],
  ])
}

/** PID 9A: what is supported, charging state, volts, amperes (negative while it discharges). */
function hybridBattery({ packVolts, amps }: Systems['bms']['readings'], isCharging: boolean): ParameterValue {
  return [0b110, Number(isCharging), packVolts, -amps]
}
