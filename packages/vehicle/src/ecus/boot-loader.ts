/**
 * A boot loader as testers see it: identification, sessions, security, and how to bring new software.
 *
 * The way in: programming session, its security level, erase (routine FF00), download, TransferData until all is
 * there, exit, check the memory (0202), check the dependencies (FF01), reset. Each refusal leaves the unit in its
 * loader, and a new erase begins anew.
 */
import {
  type DataIdentifier,
  type Routine,
  type RoutineOutcome,
  type SecurityLevel,
  STANDARD_TIMING,
  type Transfer,
  type TransferOffer,
  type UdsEcu,
} from '@luban/protocols/uds/ecu'
import { unsignedAt } from '@luban/protocols/uds/numbers'
import { NRC, type Nrc, RESET, SESSION } from '@luban/protocols/uds/tables'
import type { CheckResult, FlashProgram, FlashWork } from './flash-program.ts'

/** Where the image begins, as testers address it. */
export const FLASH_ADDRESS = 0x0008_0000
export const FLASH_ROUTINES = { eraseMemory: 0xff00, checkMemory: 0x0202, checkDependencies: 0xff01 } as const
/** requestSeed of the level that opens the memory. */
export const PROGRAMMING_LEVEL = 0x11

/** One whole message of TransferData, identifier and counter included. */
const BLOCK_BYTES = 2050
/** addressAndLengthFormatIdentifier of routine FF00: four bytes of address, four of size. */
const ERASE_FORMAT = 0x44
const ERASE_OPTION_BYTES = 9
/** routineStatus of 0202 and FF01. */
const STATUS: Readonly<Record<CheckResult, number>> = {
  correct: 0x00,
  wrongImage: 0x01,
  wrongUnit: 0x02,
  notChecked: 0x03,
}

export type BootLoaderOptions = {
  readonly program: FlashProgram
  readonly security: SecurityLevel
  /** What it tells of itself: F180 and the rest of F1xx. */
  readonly dids: ReadonlyMap<number, DataIdentifier>
  /** Why nothing may be erased or programmed now: the supply, say. */
  condition(): Nrc | undefined
}

export function createBootLoader({ program, security, dids, condition }: BootLoaderOptions): UdsEcu {
  const guard = { sessions: [SESSION.programming], securityLevel: PROGRAMMING_LEVEL, condition }
  return {
    timing: STANDARD_TIMING,
    sessions: [SESSION.default, SESSION.programming, SESSION.extended],
    sessionCondition: (session) => sessionRefusal(session, program, condition),
    sessionEntered: (session) => followSession(program, session),
    dids,
    routines: new Map<number, Routine>([
      [FLASH_ROUTINES.eraseMemory, { ...guard, ...eraseMemory(program) }],
      [FLASH_ROUTINES.checkMemory, { ...guard, ...checkMemory(program) }],
      [FLASH_ROUTINES.checkDependencies, { ...guard, ...checkDependencies(program) }],
    ]),
    security: new Map([[PROGRAMMING_LEVEL, { ...security, sessions: [SESSION.programming] }]]),
    resets: new Map(Object.values(RESET).map((reset) => [reset, { run: () => {} }])),
    download: { ...guard, ...download(program, condition) },
    upload: { ...guard, ...uploadOf(program) },
  }
}

/** From programming the way leads back through the default session or a reset only. */
function sessionRefusal(
  session: number,
  program: FlashProgram,
  condition: BootLoaderOptions['condition'],
): Nrc | undefined {
  if (session === SESSION.programming) return condition()
  return session === SESSION.extended && program.isProgramming() ? NRC.conditionsNotCorrect : undefined
}

/** The loader runs in the programming session; whoever leaves it, in whatever way, starts the application again. */
export function followSession(program: FlashProgram, session: number): void {
  if (session === SESSION.programming) program.enterProgramming()
  else program.leave()
}

function eraseMemory(program: FlashProgram): Routine {
  return {
    optionByteLength: ERASE_OPTION_BYTES,
    start(option, nowMs) {
      const from = unsignedAt(option, 1, 4) - FLASH_ADDRESS
      const byteLength = unsignedAt(option, 5, 4)
      if (option[0] !== ERASE_FORMAT || !areBlocks(program, from, byteLength)) {
        return { kind: 'refused', nrc: NRC.requestOutOfRange }
      }
      return outcomeOf(program.erase(from, byteLength, nowMs), nowMs, () => Uint8Array.of(STATUS.correct))
    },
  }
}

function areBlocks({ memory, imageBytesMax }: FlashProgram, from: number, byteLength: number): boolean {
  const { blockByteLength } = memory
  const isAligned = from % blockByteLength === 0 && byteLength % blockByteLength === 0
  return isAligned && from >= 0 && byteLength > 0 && from + byteLength <= imageBytesMax
}

function checkMemory(program: FlashProgram): Routine {
  return {
    start: (_, nowMs) => outcomeOf(program.check(nowMs), nowMs, () => Uint8Array.of(STATUS[memoryResult(program)])),
  }
}

/** Whether the image is whole; whom it fits is a dependency. */
function memoryResult(program: FlashProgram): CheckResult {
  const result = program.checkResult()
  return result === 'wrongUnit' ? 'correct' : result
}

function checkDependencies(program: FlashProgram): Routine {
  return {
    start: () => {
      const result = program.release()
      if (result === 'notChecked') return { kind: 'refused', nrc: NRC.requestSequenceError }
      return { kind: 'done', status: Uint8Array.of(STATUS[result]) }
    },
  }
}

/** What stands in the way must be erased first. The supply is watched at every block. */
function download(program: FlashProgram, condition: BootLoaderOptions['condition']): TransferOffer {
  return {
    covers: (request) => isInside(program, request),
    begin: ({ address, byteLength }) => {
      let at = address - FLASH_ADDRESS
      if (!program.isBlank(at, byteLength)) return NRC.uploadDownloadNotAccepted
      return {
        ...UNFINISHED,
        write(data, nowMs) {
          const refusal = condition()
          if (refusal !== undefined) return { kind: 'refused', nrc: refusal }
          const from = at
          at += data.length
          return outcomeOf(program.program(from, data, nowMs), nowMs, () => NOTHING)
        },
      }
    },
  }
}

/** The application offers it too, to who may read its memory. */
export function uploadOf(program: FlashProgram): TransferOffer {
  return {
    covers: (request) => isInside(program, request),
    begin: ({ address }) => {
      let at = address - FLASH_ADDRESS
      return {
        ...UNFINISHED,
        read(byteLength) {
          at += byteLength
          return program.memory.bytes().slice(at - byteLength, at)
        },
      }
    },
  }
}

function isInside({ imageBytesMax }: FlashProgram, request: Parameters<TransferOffer['covers']>[0]): boolean {
  const { dataFormat, address, byteLength } = request
  return dataFormat === 0 && address >= FLASH_ADDRESS && address + byteLength <= FLASH_ADDRESS + imageBytesMax
}

const NOTHING = new Uint8Array(0)

/** Nothing has to be undone when a transfer is given up: what was not released is not started. */
const UNFINISHED: Transfer = {
  blockByteLengthMax: BLOCK_BYTES,
  exit: ({ length }) =>
    length > 0 ? { kind: 'refused', nrc: NRC.requestOutOfRange } : { kind: 'done', status: NOTHING },
  abort: () => {},
}

/** Memory work as a routine or transfer tells it. */
function outcomeOf(work: FlashWork, nowMs: number, status: () => Uint8Array): RoutineOutcome {
  switch (work.poll(nowMs)) {
    case 'busy':
      return { kind: 'pending', poll: (laterMs) => outcomeOf(work, laterMs, status) }
    case 'done':
      return { kind: 'done', status: status() }
    case 'failed':
      return { kind: 'refused', nrc: NRC.generalProgrammingFailure }
  }
}
