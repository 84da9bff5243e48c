/**
 * What the application of a control unit offers testers, as all units of all models do: sessions, identifiers, codes,
 * security, silence, resets, periodic and event answers. What is one unit's own comes in as its parts.
 */
import type { ObdEcu } from '@luban/protocols/obd/ecu'
import { obdDataIdentifiers, obdRoutines } from '@luban/protocols/obd/obd-on-uds'
import { type Communication, type Routine, STANDARD_TIMING, type UdsEcu } from '@luban/protocols/uds/ecu'
import { COMMUNICATION, EVENT_WINDOW, NRC, type Nrc, RESET, SESSION } from '@luban/protocols/uds/tables'
import { type CalibrationCell, calibrationMemory } from './calibration-memory.ts'
import type { DtcEngine } from './dtc-engine.ts'
import type { Identifiers } from './identifiers.ts'
import { gatewayAuthentication, securityLevel } from './security.ts'

export type ApplicationParts = {
  readonly id: string
  readonly vin: string
  /** Values, actuator tests, identification. */
  readonly dids: Identifiers
  readonly obd?: ObdEcu | undefined
  readonly dtcs: DtcEngine
  readonly routines?: ReadonlyMap<number, Routine>
  /** Numbers that a tester may read and write by their address. */
  readonly cells?: readonly CalibrationCell[]
  whenMoving(): Nrc | undefined
  /** Why no reset is taken now. */
  whenInUse(): Nrc | undefined
  restart(): void
  /** What a tester tells it of its normal messages. */
  speak(isAllowed: boolean): void
  /** A gateway's: who is behind it, and who may be told to fall silent through it. */
  readonly gateway?: GatewayDuties
}

export type GatewayDuties = {
  /** nodeIdentificationNumber of the units behind it. Ours; a maker has its own numbers. */
  readonly nodes: Readonly<Record<string, number>>
  speak(unit: string, isAllowed: boolean): void
}

const EVENT_WINDOWS_MS: ReadonlyMap<number, number> = new Map([
  [EVENT_WINDOW.short, 10_000],
  [EVENT_WINDOW.medium, 60_000],
  [EVENT_WINDOW.long, 600_000],
])

export function createApplication(parts: ApplicationParts): UdsEcu {
  const { id, vin, dids, obd, dtcs, routines = new Map<number, Routine>(), cells = [], gateway } = parts
  return {
    timing: STANDARD_TIMING,
    sessions: [SESSION.default, SESSION.extended],
    sessionCondition: (session) => (session === SESSION.default ? undefined : parts.whenMoving()),
    // So J1979-2 asks what the modes of J1979 tell.
    dids: new Map([...dids, ...(obd ? obdDataIdentifiers(obd) : [])]),
    routines: new Map([...routines, ...(obd ? obdRoutines(obd) : [])]),
    ...(cells.length > 0 && { memory: [calibrationMemory(cells, parts.whenMoving)] }),
    dtcs,
    clearCondition: parts.whenMoving,
    security: new Map([[1, securityLevel(id, vin)]]),
    communication: {
      control(controlType) {
        parts.speak(controlType === 0 || controlType === 2)
        return undefined
      },
      ...(gateway && { controlNode: nodeControl(gateway) }),
    },
    ...(gateway && { authentication: gatewayAuthentication(vin) }),
    resets: new Map(Object.values(RESET).map((reset) => [reset, { condition: parts.whenInUse, run: parts.restart }])),
    periodic: { slowMs: 1000, mediumMs: 200, fastMs: 50, identifiersMax: 8 },
    dynamicDidsMax: 8,
    eventWindowsMs: EVENT_WINDOWS_MS,
  }
}

/** The gateway tells one unit behind it to fall silent, or to speak again. */
function nodeControl({ nodes, speak }: GatewayDuties): NonNullable<Communication['controlNode']> {
  return (controlType, _, node) => {
    const found = Object.entries(nodes).find(([, number]) => number === node)
    if (found === undefined) return NRC.requestOutOfRange
    speak(found[0], controlType === COMMUNICATION.enableRxAndTxWithEnhancedAddressInformation)
    return undefined
  }
}
