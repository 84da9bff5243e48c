/**
 * What each control unit of this car offers a tester: identifiers, actuator tests, security, resets, the legislated
 * on-board diagnostics. The rules of the protocols are theirs (see the protocols package).
 */
import type { ObdEcu, ParameterValue } from '@luban/protocols/obd/ecu'
import { FUEL_TYPE, OBD_STANDARD } from '@luban/protocols/obd/tables'
import type { UdsEcu } from '@luban/protocols/uds/ecu'
import { NRC, type Nrc } from '@luban/protocols/uds/tables'
import { actuatorTest, overrideTest } from '../../ecus/actuator-test.ts'
import { codedCells } from '../../ecus/calibration-memory.ts'
import { createDiagnostics } from '../../ecus/diagnostics.ts'
import { type Identifiers, readable } from '../../ecus/identifiers.ts'
import { calibrationIdsOf, componentMonitors, verificationNumbersOf } from '../../ecus/unit-obd.ts'
import {
  ENGINE_CONTROLS,
  ENGINE_ROUTINES,
  engineTests,
  learntCells,
  programmingVolts,
} from '../../engine-control/actuators.ts'
import { engineObd } from '../../engine-control/obd.ts'
import { DIDS_OF, IDENTITIES } from './dids.ts'
import type { UnitId } from './ecus/signals.ts'
import { isMovingAt } from './figures.ts'
import { programOf, type Systems } from './systems.ts'

/** Which units still send their normal messages (CommunicationControl). */
export type Communicates = Record<UnitId, boolean>

/** Actuator tests: one byte, 1 on and 0 off. */
export const CONTROLS = {
  ...ENGINE_CONTROLS,
  engineOn: { ecu: 'hcu', did: 0x3040 },
  packFan: { ecu: 'bms', did: 0x3140 },
  inverterPump: { ecu: 'inverter', did: 0x3240 },
  lights: { ecu: 'body', did: 0x0210 },
} as const satisfies Record<string, { ecu: UnitId; did: number; securityLevel?: number }>

const NODES = { engine: 1, hcu: 2, bms: 3, inverter: 4, brakes: 5, body: 6 } as const
export const ROUTINES = ENGINE_ROUTINES

/** Of the engine, to which tools relate its torque. */
const REFERENCE_NM = 233
/** Made up: the real one's was not found. */
const ENGINE_TYPE = 'H6HEV15'

/** What testers meet: the unit's application, or its boot loader. */
export function udsOf(id: UnitId, systems: Systems, communicates: Communicates): UdsEcu {
  const { vin, signals } = systems
  return createDiagnostics({
    id,
    vin,
    identity: IDENTITIES[id],
    program: programOf(id, systems),
    values: readable(DIDS_OF[id], systems),
    tests: testsOf(id, systems),
    obd: obdOf(id, systems),
    dtcs: systems.dtcs[id],
    cells: [...codedCells(DIDS_OF[id], systems), ...(id === 'engine' ? learntCells(systems.engine) : [])],
    isMoving: () => isMovingAt(signals.speedMps),
    whenInUse: () => whenReady(systems),
    restart: () => restart(id, systems),
    supplyVolts: () => supplyVolts(id, systems),
    communicates,
    nodes: id === 'gateway' ? NODES : undefined,
  })
}

/** Body and gateway keep the power state over a reset; there is nothing else in them to forget. */
function restart(id: UnitId, systems: Systems): void {
  if (id !== 'body' && id !== 'gateway') systems[id].restart()
}

function supplyVolts(id: UnitId, { engine, hcu, body }: Systems): number {
  return id === 'engine' ? programmingVolts(engine) : (id === 'hcu' ? hcu : body).readings.supplyVolts
}

/** READY: the engine may start by itself at any moment. */
function whenReady({ signals }: Systems): Nrc | undefined {
  return signals.isEngineRunning ? NRC.engineIsRunning : signals.isReady ? NRC.conditionsNotCorrect : undefined
}

function testsOf(id: UnitId, { signals, engine, hcu, bms, inverter, body }: Systems): Identifiers {
  const whenStill = { condition: () => (isMovingAt(signals.speedMps) ? NRC.vehicleSpeedTooHigh : undefined) }
  switch (id) {
    case 'engine':
      return engineTests(engine, whenStill)
    case 'hcu': {
      const set = (isOn: boolean | undefined) => {
        hcu.overrides.engineOn = isOn === true ? true : undefined
      }
      return [[CONTROLS.engineOn.did, actuatorTest(() => hcu.overrides.engineOn === true, set, whenStill)]]
    }
    case 'bms': {
      const set = (isOn: boolean | undefined) => {
        bms.overrides.fanDuty = isOn === undefined ? undefined : Number(isOn)
      }
      return [[CONTROLS.packFan.did, actuatorTest(() => bms.fanDuty() > 0, set)]]
    }
    case 'inverter':
      return [[CONTROLS.inverterPump.did, overrideTest(inverter.overrides, 'pump', () => inverter.relays.pump)]]
    case 'body':
      return [[CONTROLS.lights.did, overrideTest(body.overrides, 'lights', () => body.relays.lights)]]
    default:
      return []
  }
}

/** PID 9A: which values there are, and the state of a car that is never plugged in; amperes negative while it discharges. */
const HAS_VOLTS_AND_AMPERES = 0b110
const SUSTAINING = 0

/** Undefined: the unit answers no OBD. */
export function obdOf(id: UnitId, systems: Systems): ObdEcu | undefined {
  const { vin, signals, hcu } = systems
  const mayClear = () => signals.isPowerOn && !signals.isEngineRunning && !isMovingAt(signals.speedMps)
  if (id === 'engine')
    return engineObd(systems, {
      ...{ referenceNm: REFERENCE_NM, type: ENGINE_TYPE, fuelType: FUEL_TYPE.hybridPetrol, mayClear },
      isMoving: () => isMovingAt(signals.speedMps),
    })
  if (id !== 'hcu') return undefined
  return {
    parameters: new Map<number, () => ParameterValue>([
      [0x0d, () => 3.6 * signals.speedMps],
      [0x1c, () => OBD_STANDARD.eobd],
      [0x42, () => hcu.readings.supplyVolts],
      [0x51, () => FUEL_TYPE.hybridPetrol],
      [0x5b, () => signals.socPercent],
      [0x9a, () => [HAS_VOLTS_AND_AMPERES, SUSTAINING, signals.packVolts, -signals.packA]],
      [0xa6, () => signals.odometerM / 1000],
      [0xb2, () => signals.sohPercent],
    ]),
    dtcs: systems.dtcs.hcu.obd,
    monitors: componentMonitors(systems.dtcs.hcu),
    mayClear,
    vin,
    get calibrationIds() {
      return calibrationIdsOf(hcu.program)
    },
    get calibrationVerificationNumbers() {
      return verificationNumbersOf(hcu.program)
    },
    ecuName: 'HPCM-HybridPwrtrain',
  }
}
