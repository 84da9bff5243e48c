/**
 * How a control unit takes new software: when a tester gets in, and what the boot loader tells. The way itself is
 * ./boot-loader.ts.
 */
import type { DataIdentifier, MemoryRegion, UdsEcu } from '@luban/protocols/uds/ecu'
import { NRC, type Nrc, SESSION } from '@luban/protocols/uds/tables'
import { createBootLoader, FLASH_ADDRESS, followSession, uploadOf } from './boot-loader.ts'
import type { FlashProgram } from './flash-program.ts'
import { programmingSecurity } from './security.ts'

/** Below the one a block may be written wrongly; above the other the wrong charger is at the battery. */
const PROGRAMMING_VOLTS_MIN = 11.5
const PROGRAMMING_VOLTS_MAX = 15.5

type Flashable = {
  readonly id: string
  readonly vin: string
  readonly application: UdsEcu
  readonly program: FlashProgram
  /** What the loader tells of the unit too. */
  readonly identification: ReadonlyMap<number, DataIdentifier>
  /** Why the car is in use: it moves, its engine runs or its high voltage is on. */
  whenInUse(): Nrc | undefined
  supplyVolts(): number
}

/** A tester gets into programming where the car is not in use, with a supply that lasts. */
export function flashable({ id, vin, application, program, identification, ...surroundings }: Flashable): UdsEcu {
  const supply = () => supplyRefusal(surroundings.supplyVolts())
  const loader = createBootLoader({
    program,
    security: programmingSecurity(id, vin),
    dids: identification,
    condition: supply,
  })
  return {
    ...application,
    sessions: [...application.sessions, SESSION.programming],
    sessionCondition: (session) =>
      session === SESSION.programming
        ? (surroundings.whenInUse() ?? supply())
        : application.sessionCondition?.(session),
    sessionEntered: (session) => followSession(program, session),
    memory: [...(application.memory ?? []), softwareMemory(program)],
    upload: { ...READING, ...uploadOf(program) },
    bootLoader: { ecu: loader, isRunning: () => !program.isRunning() },
  }
}

/** Whoever may test actuators may read the software, and no more. */
const READING = { sessions: [SESSION.extended], securityLevel: 1 } as const

function softwareMemory({ memory, imageBytesMax }: FlashProgram): MemoryRegion {
  const bytes = (offset: number, byteLength: number) => memory.bytes().slice(offset, offset + byteLength)
  return {
    address: FLASH_ADDRESS,
    byteLength: imageBytesMax,
    read: { ...READING, bytes },
  }
}

function supplyRefusal(volts: number): Nrc | undefined {
  if (volts < PROGRAMMING_VOLTS_MIN) return NRC.voltageTooLow
  return volts > PROGRAMMING_VOLTS_MAX ? NRC.voltageTooHigh : undefined
}
