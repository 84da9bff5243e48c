/**
 * What each control unit of this car offers a tester: identifiers, actuator tests, security, resets, the legislated
 * on-board diagnostics. The rules of the protocols are theirs (see the protocols package).
 */
import type { ObdEcu, ParameterValue } from '@luban/protocols/obd/ecu'
import { OBD_STANDARD } from '@luban/protocols/obd/tables'
import type { DataIdentifier, UdsEcu } from '@luban/protocols/uds/ecu'
import { NRC, type Nrc } from '@luban/protocols/uds/tables'
import { actuatorTest } from '../../ecus/actuator-test.ts'
import { createApplication } from '../../ecus/application.ts'
import { identificationOf } from '../../ecus/identification.ts'
import { readable } from '../../ecus/identifiers.ts'
import { flashable } from '../../ecus/programming.ts'
import { ENGINE_CONTROLS, engineTests, programmingVolts } from '../../engine-control/actuators.ts'
import { engineParameters } from '../../engine-control/parameters.ts'
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
/** Of the engine, to which tools relate its torque. */
const REFERENCE_NM = 233

/** What testers meet: the unit's application, or its boot loader. */
export function udsOf(id: UnitId, systems: Systems, communicates: Communicates): UdsEcu {
  const { vin } = systems
  const program = programOf(id, systems)
  const needsAuthentication = id === 'gateway'
  const identification = identificationOf({ id, vin, identity: IDENTITIES[id], program, needsAuthentication })
  const application = createApplication({
    id,
    vin,
    dids: [...readable(DIDS_OF[id], systems), ...identification, ...controllable(id, systems)],
    obd: obdOf(id, systems),
    dtcs: systems.dtcs[id],
    whenMoving: () => whenMoving(systems),
    whenInUse: () => whenReady(systems),
    restart() {
      if (id === 'engine') systems.engine.restart()
    },
    speak(isAllowed) {
      communicates[id] = isAllowed
    },
    ...(id === 'gateway' && {
      gateway: {
        nodes: NODES,
        speak(unit: string, isAllowed: boolean) {
          communicates[unit as UnitId] = isAllowed
        },
      },
    }),
  })
  if (program === undefined) return application
  return flashable({
    id,
    vin,
    application,
    program,
    identification: new Map(identification),
    whenInUse: () => (isMovingAt(systems.signals.speedMps) ? NRC.vehicleSpeedTooHigh : whenReady(systems)),
    supplyVolts: () => supplyVolts(id, systems),
  })
}

function supplyVolts(id: UnitId, { engine, hcu, body }: Systems): number {
  return id === 'engine' ? programmingVolts(engine) : (id === 'hcu' ? hcu : body).readings.supplyVolts
}

function whenMoving({ signals }: Systems): Nrc | undefined {
  return isMovingAt(signals.speedMps) ? NRC.conditionsNotCorrect : undefined
}

/** READY: the engine may start by itself at any moment. */
function whenReady({ signals }: Systems): Nrc | undefined {
  return signals.isEngineRunning ? NRC.engineIsRunning : signals.isReady ? NRC.conditionsNotCorrect : undefined
}

function controllable(id: UnitId, systems: Systems): [number, DataIdentifier][] {
  const { engine, hcu, bms, inverter, body } = systems
  const whenStill = { condition: () => whenMoving(systems) }
  const dutyOf = (isOn: boolean | undefined) => (isOn === undefined ? undefined : Number(isOn))
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
        bms.overrides.fanDuty = dutyOf(isOn)
      }
      return [[CONTROLS.packFan.did, actuatorTest(() => bms.fanDuty > 0, set)]]
    }
    case 'inverter': {
      const set = (isOn: boolean | undefined) => {
        inverter.overrides.pump = isOn
      }
      return [[CONTROLS.inverterPump.did, actuatorTest(() => inverter.relays.pump, set)]]
    }
    case 'body': {
      const set = (isOn: boolean | undefined) => {
        body.overrides.lights = isOn
      }
      return [[CONTROLS.lights.did, actuatorTest(() => body.relays.lights, set)]]
    }
    default:
      return []
  }
}

/** Undefined: the unit answers no OBD. */
export function obdOf(id: UnitId, systems: Systems): ObdEcu | undefined {
  if (id === 'engine') return engineObd(systems)
  return id === 'hcu' ? hcuObd(systems) : undefined
}

function engineObd(systems: Systems): ObdEcu {
  const { readiness, engine, dtcs } = systems
  return {
    ...commonObd('engine', systems),
    parameters: engineParameters(systems, REFERENCE_NM),
    dtcs: dtcs.engine.obd,
    monitors: readiness.readiness.monitors,
    inUsePerformance: readiness.readiness.inUsePerformance,
    monitorResults: engine.results.tests,
    ecuName: 'ECM-EngineControl',
  }
}

/** Comprehensive components are its one monitor: it has run as soon as any of its tests has. */
function hcuObd(systems: Systems): ObdEcu {
  const codes = systems.dtcs.hcu
  const components = 0b100
  const incomplete = (isComplete: (index: number) => boolean) => {
    for (let i = 0; i < codes.count; i++) if (isComplete(i)) return 0
    return components
  }
  const { signals, hcu } = systems
  return {
    ...commonObd('hcu', systems),
    parameters: new Map<number, () => ParameterValue>([
      [0x0d, () => 3.6 * signals.speedMps],
      [0x1c, () => OBD_STANDARD.eobd],
      [0x42, () => hcu.readings.supplyVolts],
      [0x5b, () => signals.socPercent],
    ]),
    dtcs: codes.obd,
    monitors: {
      isCompressionIgnition: false,
      continuousSupported: components,
      othersSupported: 0,
      continuousIncomplete: () => incomplete(codes.isComplete),
      othersIncomplete: () => 0,
      continuousIncompleteThisCycle: () => incomplete(codes.isCompleteThisCycle),
      othersIncompleteThisCycle: () => 0,
    },
    ecuName: 'HPCM-HybridPwrtrain',
  }
}

/** Of their programs, what stands in the memory: read at each question. */
function commonObd(id: 'engine' | 'hcu', systems: Systems) {
  const { signals, vin } = systems
  const { program } = systems[id]
  return {
    mayClear: () => signals.isPowerOn && !signals.isEngineRunning && !isMovingAt(signals.speedMps),
    vin,
    get calibrationIds() {
      return [program.image?.calibrationId ?? '']
    },
    get calibrationVerificationNumbers() {
      return [program.image?.checksum ?? 0]
    },
  }
}
