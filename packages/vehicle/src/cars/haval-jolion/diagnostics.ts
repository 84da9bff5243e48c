/**
 * What each control unit of this car offers a tester: identifiers, actuator tests, security, resets, the legislated
 * on-board diagnostics. The rules of the protocols are theirs (see the protocols package).
 */
import type { ObdEcu } from '@luban/protocols/obd/ecu'
import type { UdsEcu } from '@luban/protocols/uds/ecu'
import { NRC } from '@luban/protocols/uds/tables'
import { overrideTest } from '../../ecus/actuator-test.ts'
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
import { transmissionParameters } from './parameters.ts'
import { programOf, type Systems } from './systems.ts'

/** Which units still send their normal messages (CommunicationControl). */
export type Communicates = Record<UnitId, boolean>

/** Actuator tests: one byte, 1 on and 0 off. */
export const CONTROLS = {
  ...ENGINE_CONTROLS,
  lights: { ecu: 'body', did: 0x0210 },
} as const satisfies Record<string, { ecu: UnitId; did: number; securityLevel?: number }>

export const ROUTINES = ENGINE_ROUTINES

/** Of the engine, to which tools relate its torque. */
const REFERENCE_NM = 210
const ENGINE_TYPE = 'GW4G15K'

const NODES = { engine: 1, transmission: 2, brakes: 3, body: 4 } as const satisfies Partial<Record<UnitId, number>>

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
    whenInUse: () => (signals.isEngineRunning ? NRC.engineIsRunning : undefined),
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

function supplyVolts(id: UnitId, { engine, transmission, body }: Systems): number {
  return id === 'engine' ? programmingVolts(engine) : (id === 'transmission' ? transmission : body).readings.supplyVolts
}

function testsOf(id: UnitId, { engine, body, signals }: Systems): Identifiers {
  switch (id) {
    case 'engine':
      return engineTests(engine, {
        condition: () => (isMovingAt(signals.speedMps) ? NRC.vehicleSpeedTooHigh : undefined),
      })
    case 'body':
      return [[CONTROLS.lights.did, overrideTest(body.overrides, 'lights', () => body.relays.lights)]]
    default:
      return []
  }
}

/** Undefined: the unit answers no OBD. */
export function obdOf(id: UnitId, systems: Systems): ObdEcu | undefined {
  const { vin, signals, transmission } = systems
  const mayClear = () => signals.isIgnitionOn && !signals.isEngineRunning && !isMovingAt(signals.speedMps)
  if (id === 'engine')
    return engineObd(systems, {
      ...{ referenceNm: REFERENCE_NM, type: ENGINE_TYPE, mayClear },
      isMoving: () => isMovingAt(signals.speedMps),
    })
  if (id !== 'transmission') return undefined
  return {
    parameters: transmissionParameters(systems),
    dtcs: systems.dtcs.transmission.obd,
    monitors: componentMonitors(systems.dtcs.transmission),
    mayClear,
    vin,
    get calibrationIds() {
      return calibrationIdsOf(transmission.program)
    },
    get calibrationVerificationNumbers() {
      return verificationNumbersOf(transmission.program)
    },
    ecuName: 'TCM-TransmissionCtrl',
  }
}
