/**
 * How drive unit and body of this car take new software: when a tester gets in, and what the boot loader tells. The way
 * itself is ../../ecus/boot-loader.ts.
 */
import type { DataIdentifier, MemoryRegion, UdsEcu } from '@luban/protocols/uds/ecu'
import { NRC, type Nrc, SESSION } from '@luban/protocols/uds/tables'
import { createBootLoader, FLASH_ADDRESS, followSession, withBootLoader } from '../../ecus/boot-loader.ts'
import type { FlashProgram } from '../../ecus/flash-program.ts'
import { programmingSecurity } from './security.ts'
import type { EcuId, Systems } from './systems.ts'

/** Below the one a block may be written wrongly; above the other the wrong charger is at the battery. */
const PROGRAMMING_VOLTS_MIN = 11.5
const PROGRAMMING_VOLTS_MAX = 15.5

type Flashable = {
  readonly application: UdsEcu
  readonly program: FlashProgram
  /** What the loader tells of the unit too. */
  readonly identification: ReadonlyMap<number, DataIdentifier>
  /** Why the car is in use: it moves, its high voltage is on. */
  whenInUse(): Nrc | undefined
}

/** A tester gets into programming where the car is not in use, with a supply that lasts. */
export function flashable(
  id: EcuId,
  systems: Systems,
  { application, program, identification, whenInUse }: Flashable,
): UdsEcu {
  const supply = () => supplyRefusal(id, systems)
  const loader = createBootLoader({
    program,
    security: programmingSecurity(id, systems),
    dids: identification,
    condition: supply,
  })
  const running: UdsEcu = {
    ...application,
    sessions: [...application.sessions, SESSION.programming],
    sessionCondition: (session) =>
      session === SESSION.programming ? (whenInUse() ?? supply()) : application.sessionCondition?.(session),
    sessionEntered: (session) => followSession(program, session),
    memory: [softwareMemory(program)],
  }
  return withBootLoader(running, loader, () => !program.isRunning)
}

/** Whoever may test actuators may read the software, and no more. */
function softwareMemory({ memory, imageBytesMax }: FlashProgram): MemoryRegion {
  const bytes = (offset: number, byteLength: number) => memory.bytes().slice(offset, offset + byteLength)
  return {
    address: FLASH_ADDRESS,
    byteLength: imageBytesMax,
    read: { sessions: [SESSION.extended], securityLevel: 1, bytes },
  }
}

function supplyRefusal(id: EcuId, { drive, body }: Systems): Nrc | undefined {
  const { supplyVolts } = id === 'drive' ? drive.readings : body.readings
  if (supplyVolts < PROGRAMMING_VOLTS_MIN) return NRC.voltageTooLow
  return supplyVolts > PROGRAMMING_VOLTS_MAX ? NRC.voltageTooHigh : undefined
}
