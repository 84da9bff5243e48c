/**
 * What a request does to a real car: reads it, acts on it, or reprograms it.
 *
 * Whoever reads harms nothing. Clearing codes, moving actuators and writing are for who may; nobody reprograms a real
 * car from an exercise. What is not known to be harmless is not harmless.
 */
import { SERVICE, SESSION } from '@luban/protocols/uds/tables'

export type RequestKind = 'reading' | 'acting' | 'programming'

/** Modes of SAE J1979 that only read; 04 clears and 08 moves. */
const OBD_READING: readonly number[] = [0x01, 0x02, 0x03, 0x05, 0x06, 0x07, 0x09, 0x0a]

const UDS_READING: readonly number[] = [
  SERVICE.readDtcInformation,
  SERVICE.readDataByIdentifier,
  SERVICE.readMemoryByAddress,
  SERVICE.readScalingDataByIdentifier,
  SERVICE.testerPresent,
]

const PROGRAMMING: readonly number[] = [
  SERVICE.requestDownload,
  SERVICE.requestUpload,
  SERVICE.transferData,
  SERVICE.requestTransferExit,
  SERVICE.requestFileTransfer,
  SERVICE.writeMemoryByAddress,
]

/** The bit of a sub-function that asks for no positive response. */
const QUIET = 0x80

export function kindOfRequest(request: Uint8Array): RequestKind {
  const [service, subFunction = 0] = request
  if (OBD_READING.includes(service) || UDS_READING.includes(service)) return 'reading'
  if (service === SERVICE.diagnosticSessionControl) return kindOfSession(subFunction & ~QUIET)
  return PROGRAMMING.includes(service) ? 'programming' : 'acting'
}

function kindOfSession(session: number): RequestKind {
  if (session === SESSION.programming) return 'programming'
  return session === SESSION.default || session === SESSION.extended ? 'reading' : 'acting'
}
