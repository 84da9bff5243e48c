/**
 * What a tester meets at a control unit of any model: its application, or its boot loader where it takes new software. What is
 * one unit's own comes in as its parts, from its car's diagnostics.ts.
 */
import type { UdsEcu } from '@luban/protocols/uds/ecu'
import { NRC } from '@luban/protocols/uds/tables'
import { type ApplicationParts, createApplication, type GatewayDuties } from './application.ts'
import type { FlashProgram } from './flash-program.ts'
import { type Identity, identificationOf } from './identification.ts'
import type { Identifiers } from './identifiers.ts'
import { flashable } from './programming.ts'

type TestedUnit<Id extends string> = Pick<
  ApplicationParts,
  'vin' | 'obd' | 'dtcs' | 'routines' | 'cells' | 'whenInUse' | 'restart'
> & {
  readonly id: Id
  readonly identity: Identity
  /** Of one that takes new software. */
  readonly program: FlashProgram | undefined
  readonly values: Identifiers
  readonly tests: Identifiers
  isMoving(): boolean
  /** While it is programmed. */
  supplyVolts(): number
  /** Of the whole car: who still sends normal messages. A tester silences one, and through the gateway any. */
  readonly communicates: Record<Id, boolean>
  /** Of the gateway: who is behind it. */
  readonly nodes: GatewayDuties['nodes'] | undefined
}

export function createDiagnostics<Id extends string>(unit: TestedUnit<Id>): UdsEcu {
  const { id, vin, program, isMoving, whenInUse, supplyVolts, communicates, nodes } = unit
  const identification = identificationOf({ ...unit, needsAuthentication: nodes !== undefined })
  const speak = (whose: Id, isAllowed: boolean) => {
    communicates[whose] = isAllowed
  }
  const application = createApplication({
    ...unit,
    dids: [...unit.values, ...identification, ...unit.tests],
    whenMoving: () => (isMoving() ? NRC.vehicleSpeedTooHigh : undefined),
    speak: (isAllowed) => speak(id, isAllowed),
    ...(nodes && { gateway: { nodes, speak: (node, isAllowed) => speak(node as Id, isAllowed) } }),
  })
  if (program === undefined) return application
  return flashable({
    id,
    vin,
    application,
    program,
    identification: new Map(identification),
    whenInUse: () => (isMoving() ? NRC.vehicleSpeedTooHigh : whenInUse()),
    supplyVolts,
  })
}
