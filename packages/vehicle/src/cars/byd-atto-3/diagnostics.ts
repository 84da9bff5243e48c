/**
 * What each control unit of this car offers a tester: identifiers, actuator tests, routines, security, resets, the
 * legislated on-board diagnostics. The rules of the protocols are theirs (see the protocols package).
 */
import type { ObdEcu, ParameterValue } from '@luban/protocols/obd/ecu'
import { obdDataIdentifiers } from '@luban/protocols/obd/obd-on-uds'
import { FUEL_TYPE, OBD_STANDARD } from '@luban/protocols/obd/tables'
import {
  type Communication,
  type DataIdentifier,
  type Routine,
  STANDARD_TIMING,
  type UdsEcu,
} from '@luban/protocols/uds/ecu'
import { encodeScaled } from '@luban/protocols/uds/scaled'
import { COMMUNICATION, EVENT_WINDOW, NRC, type Nrc, RESET, SESSION } from '@luban/protocols/uds/tables'
import { actuatorTest } from '../../ecus/actuator-test.ts'
import { type Identifiers, readable } from '../../ecus/identifiers.ts'
import type { Communicates } from './broadcast.ts'
import {
  BMS_DIDS,
  BODY_DIDS,
  type Did,
  DRIVE_DIDS,
  GATEWAY_DIDS,
  IDENTITIES,
  REPAIR_SHOP_DID,
  textDids,
} from './dids.ts'
import { isMovingAt, LIMITS } from './figures.ts'
import { flashable } from './programming.ts'
import { gatewayAuthentication, securityLevel } from './security.ts'
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
  const identification = texts(id, systems)
  const application = applicationOf(id, systems, communicates, identification)
  const program = programOf(id, systems)
  if (program === undefined) return application
  const whenInUse = () => (isMovingAt(systems.signals.speedMps) ? NRC.vehicleSpeedTooHigh : whenHighVoltage(systems))
  return flashable(id, systems, { application, program, identification: new Map(identification), whenInUse })
}

function applicationOf(id: EcuId, systems: Systems, communicates: Communicates, identification: Identifiers): UdsEcu {
  const obd = obdOf(id, systems)
  return {
    timing: STANDARD_TIMING,
    sessions: [SESSION.default, SESSION.extended],
    sessionCondition: (session) => (session === SESSION.default ? undefined : whenMoving(systems)),
    dids: new Map([
      ...readable(DIDS_OF[id], systems),
      ...identification,
      ...controllable(id, systems),
      ...(obd ? obdDataIdentifiers(obd) : []), // So J1979-2 asks what the modes of J1979 tell.
    ]),
    routines: id === 'bms' ? new Map([[ROUTINES.insulationTest.routine, insulationTest(systems)]]) : new Map(),
    dtcs: systems.dtcs[id],
    clearCondition: () => whenMoving(systems),
    security: new Map([[1, securityLevel(id, systems)]]),
    communication: {
      control(controlType) {
        communicates[id] = controlType === 0 || controlType === 2
        return undefined
      },
      ...(id === 'gateway' && { controlNode: nodeControl(communicates) }),
    },
    ...(id === 'gateway' && { authentication: gatewayAuthentication(systems) }),
    resets: new Map(
      [RESET.hardReset, RESET.softReset].map((reset) => [
        reset,
        { condition: () => whenHighVoltage(systems), run: () => restart(id, systems) },
      ]),
    ),
    periodic: { slowMs: 1000, mediumMs: 200, fastMs: 50, identifiersMax: 8 },
    dynamicDidsMax: 8,
    eventWindowsMs: EVENT_WINDOWS_MS,
  }
}

const EVENT_WINDOWS_MS: ReadonlyMap<number, number> = new Map([
  [EVENT_WINDOW.short, 10_000],
  [EVENT_WINDOW.medium, 60_000],
  [EVENT_WINDOW.long, 600_000],
])

/** nodeIdentificationNumber of the units behind the gateway. Ours; a maker has its own numbers. */
export const NODES = { drive: 1, bms: 2, body: 3 } as const satisfies Partial<Record<EcuId, number>>

/** The gateway tells one unit behind it to fall silent, or to speak again. */
function nodeControl(communicates: Communicates): NonNullable<Communication['controlNode']> {
  return (controlType, _, node) => {
    const found = Object.entries(NODES).find(([, number]) => number === node)
    if (found === undefined) return NRC.requestOutOfRange
    communicates[found[0] as keyof typeof NODES] =
      controlType === COMMUNICATION.enableRxAndTxWithEnhancedAddressInformation
    return undefined
  }
}

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

/** Filled with spaces. Written anew at each reading: new software has another name. */
function texts(id: EcuId, systems: Systems): Identifiers {
  return textDids(id).map(({ did, bytes, text }): [number, DataIdentifier] => {
    if (did === REPAIR_SHOP_DID) return [did, repairShop(id, bytes, text(systems))]
    const record = new Uint8Array(bytes)
    const value = () => {
      const told = text(systems)
      for (let i = 0; i < bytes; i++) record[i] = i < told.length ? told.charCodeAt(i) : 0x20
      return record
    }
    return [did, { byteLength: bytes, read: { value } }]
  })
}

/** Kept by the unit for good, without supply too. The gateway asks who writes, the others for the key of level 1. */
function repairShop(id: EcuId, byteLength: number, first: string): DataIdentifier {
  const kept = new TextEncoder().encode(first.padEnd(byteLength))
  const access = id === 'gateway' ? { needsAuthentication: true as const } : { securityLevel: 1 }
  return {
    byteLength,
    read: { value: () => kept },
    write: {
      ...access,
      sessions: [SESSION.extended],
      store(record) {
        if (record.some((byte) => byte < 0x20 || byte > 0x7e)) return NRC.requestOutOfRange
        kept.set(record)
        return undefined
      },
    },
  }
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
