/** The engine control unit in the legislated on-board diagnostics, and what goes with its codes, in each car that has it. */
import type { ObdEcu } from '@luban/protocols/obd/ecu'
import { NRC } from '@luban/protocols/uds/tables'
import type { CodeCompany } from '../ecus/code-memories.ts'
import type { DtcEngine } from '../ecus/dtc-engine.ts'
import { calibrationIdsOf, verificationNumbersOf } from '../ecus/unit-obd.ts'
import { engineSystemControls } from './actuators.ts'
import { type EngineTold, engineInformation, engineParameters } from './parameters.ts'
import type { EngineReadiness } from './readiness.ts'

type Systems = EngineTold & {
  readonly vin: string
  readonly readiness: EngineReadiness
  readonly dtcs: { readonly engine: DtcEngine }
}

/** `referenceNm`: to which tools relate the torque of the engine. `type`: of the engine, as its number begins. */
type EngineOfCar = {
  readonly referenceNm: number
  readonly type: string
  readonly fuelType?: number
  isMoving(): boolean
} & Pick<ObdEcu, 'mayClear'>

export function engineObd(systems: Systems, { referenceNm, type, fuelType, isMoving, mayClear }: EngineOfCar): ObdEcu {
  const { vin, engine, dtcs } = systems
  const { monitors } = systems.readiness.readiness
  const whenStill = { condition: () => (isMoving() ? NRC.conditionsNotCorrect : undefined) }
  return {
    parameters: engineParameters(systems, referenceNm, fuelType),
    dtcs: dtcs.engine.obd,
    monitors,
    mayClear,
    monitorResults: engine.results.tests,
    vin,
    get calibrationIds() {
      return calibrationIdsOf(engine.program)
    },
    get calibrationVerificationNumbers() {
      return verificationNumbersOf(engine.program)
    },
    ecuName: 'ECM-EngineControl',
    ...engineInformation(systems, type),
    controls: engineSystemControls(engine, whenStill),
  }
}

/** With its codes go trims and results; a permanent one waits for a drive. */
export function engineCodeCompany(systems: () => Systems): CodeCompany {
  return {
    operation: {
      odometerM: () => systems().signals.odometerM,
      runningS: () => systems().engine.runningS(),
    },
    onClear: () => systems().engine.forgetLearnt(),
    hasDriven: () => systems().readiness.readiness.hasDriven(),
  }
}
