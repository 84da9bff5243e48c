/**
 * What each control unit of this car offers a tester: identifiers, actuator tests, routines, security, resets, the
 * legislated on-board diagnostics. The rules of the protocols are theirs (see the protocols package).
 */
import type { ObdEcu, ParameterValue } from '@luban/protocols/obd/ecu'
import { FUEL_TYPE, OBD_STANDARD } from '@luban/protocols/obd/tables'
import type { DataIdentifier, Routine, UdsEcu } from '@luban/protocols/uds/ecu'
import { encodeScaled } from '@luban/protocols/uds/scaled'
import { NRC, type Nrc, SESSION } from '@luban/protocols/uds/tables'
import { actuatorTest } from '../../ecus/actuator-test.ts'
import { createApplication } from '../../ecus/application.ts'
import { identificationOf } from '../../ecus/identification.ts'
import { type Identifiers, readable } from '../../ecus/identifiers.ts'
import { flashable } from '../../ecus/programming.ts'
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

/** What testers meet: the unit's application, or its boot loader. */
export function udsOf(id: EcuId, systems: Systems, communicates: Communicates): UdsEcu {
  const { vin, drive, body } = systems
  const program = programOf(id, systems)
  const needsAuthentication = id === 'gateway'
  const identification = identificationOf({ id, vin, identity: IDENTITIES[id], program, needsAuthentication })
  const application = applicationOf(id, systems, communicates, identification)
  if (program === undefined) return application
  return flashable({
    id,
    vin,
    application,
    program,
    identification: new Map(identification),
    whenInUse: () => (isMovingAt(systems.signals.speedMps) ? NRC.vehicleSpeedTooHigh : whenHighVoltage(systems)),
    supplyVolts: () => (id === 'drive' ? drive : body).readings.supplyVolts,
  })
}

function applicationOf(id: EcuId, systems: Systems, communicates: Communicates, identification: Identifiers): UdsEcu {
  return createApplication({
    id,
    vin: systems.vin,
    dids: [...readable(DIDS_OF[id], systems), ...identification, ...controllable(id, systems)],
    obd: obdOf(id, systems),
    dtcs: systems.dtcs[id],
    ...(id === 'bms' && { routines: new Map([[ROUTINES.insulationTest.routine, insulationTest(systems)]]) }),
    whenMoving: () => whenMoving(systems),
    whenInUse: () => whenHighVoltage(systems),
    restart: () => restart(id, systems),
    speak(isAllowed) {
      communicates[id] = isAllowed
    },
    ...(id === 'gateway' && {
      gateway: {
        nodes: NODES,
        speak(unit: string, isAllowed: boolean) {
          communicates[unit as keyof typeof NODES] = isAllowed
        },
      },
    }),
  })
}

const NODES = { drive: 1, bms: 2, body: 3 } as const satisfies Partial<Record<EcuId, number>>

/** Body and gateway keep the power state over a reset; there is nothing else in them to forget. */
function restart(id: EcuId, { bms, drive }: Systems): void {
  if (id === 'bms') bms.restart()
  if (id === 'drive') drive.restart()
}

function whenMoving({ signals }: Systems): Nrc | undefined {
  return isMovingAt(signals.speedMps) ? NRC.conditionsNotCorrect : undefined
}

function whenHighVoltage({ signals }: Systems): Nrc | undefined {
  return signals.isHighVoltageOn || signals.isHighVoltageWanted ? NRC.conditionsNotCorrect : undefined
}

function controllable(id: EcuId, systems: Systems): [number, DataIdentifier][] {
  const { drive, body, bms, signals } = systems
  switch (id) {
    case 'drive':
      return [
        [
          CONTROLS.coolingPump.did,
          actuatorTest(
            () => drive.relays.pump,
            (isOn) => setOverride(drive.overrides, 'pump', isOn),
          ),
        ],
        [
          CONTROLS.coolingFan.did,
          actuatorTest(
            () => drive.relays.fan,
            (isOn) => setOverride(drive.overrides, 'fan', isOn),
          ),
        ],
        [
          CONTROLS.heaterRelay.did,
          actuatorTest(
            () => drive.relays.ptc,
            (isOn) => setOverride(drive.overrides, 'ptc', isOn),
            {
              securityLevel: CONTROLS.heaterRelay.securityLevel,
              condition: () => (signals.isHighVoltageOn ? undefined : NRC.conditionsNotCorrect),
            },
          ),
        ],
      ]
    case 'bms':
      return [
        [
          CONTROLS.prechargeContactor.did,
          actuatorTest(
            () => bms.coils.precharge,
            (isOn) => setOverride(bms.overrides, 'prechargeContactor', isOn),
            {
              securityLevel: CONTROLS.prechargeContactor.securityLevel,
              condition: () => (bms.mayTestContactors() ? undefined : NRC.conditionsNotCorrect),
            },
          ),
        ],
      ]
    case 'body':
      return [
        [
          CONTROLS.lights.did,
          actuatorTest(
            () => body.relays.lights,
            (isOn) => setOverride(body.overrides, 'lights', isOn),
          ),
        ],
      ]
    default:
      return []
  }
}

function setOverride<Key extends string>(
  overrides: Record<Key, boolean | undefined>,
  key: Key,
  isOn: boolean | undefined,
) {
  overrides[key] = isOn
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
  const engine = systems.dtcs[id]
  const components = 0b100
  /** Comprehensive components are one monitor: it has run as soon as any of its tests has. */
  const hasRun = (isComplete: (index: number) => boolean) => {
    for (let i = 0; i < engine.count; i++) if (isComplete(i)) return true
    return false
  }
  return {
    parameters: id === 'drive' ? driveParameters(systems) : bmsParameters(systems),
    dtcs: engine.obd,
    monitors: {
      isCompressionIgnition: false,
      continuousSupported: components,
      othersSupported: 0,
      continuousIncomplete: () => (hasRun(engine.isComplete) ? 0 : components),
      othersIncomplete: () => 0,
      continuousIncompleteThisCycle: () => (hasRun(engine.isCompleteThisCycle) ? 0 : components),
      othersIncompleteThisCycle: () => 0,
    },
    mayClear: () => signals.isPowerOn && !signals.isReady && !isMovingAt(signals.speedMps),
    vin,
    // Of one that takes new software, what stands in its memory: read at each question.
    get calibrationIds() {
      return [programOf(id, systems)?.image?.calibrationId ?? IDENTITIES[id].partNumber]
    },
    get calibrationVerificationNumbers() {
      return [programOf(id, systems)?.image?.checksum ?? BMS_VERIFICATION_NUMBER]
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
    [0x61, () => (100 * drive.torqueRequestNm) / LIMITS.torqueNmMax],
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
