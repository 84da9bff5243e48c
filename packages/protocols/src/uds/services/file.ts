/** RequestFileTransfer: a file brought, read or removed by its name, a folder listed. ISO 14229-1:2020. */
import type { FileRequest, FileStore } from '../ecu.ts'
import { identifierAt, unsignedAt, unsignedBytes } from '../numbers.ts'
import { type Answer, accessRefusal, negative, positive, type ServerState, type Service } from '../server.ts'
import { FILE_MODE, NRC, type Nrc } from '../tables.ts'
import { blockByteLengthOf, startTransfer } from './transfer.ts'

/** Mode, length of the name, and the name from here on. */
const NAME_AT = 4
/** Sizes that we tell take four bytes; those that come, up to five. */
const SIZE_BYTES = 4
const SIZE_BYTES_MAX = 5

export const requestFileTransfer: Service = {
  byteLengthMin: NAME_AT + 1,
  run(state, request, nowMs) {
    const { files } = state.ecu
    const wanted = parse(request)
    if (typeof wanted === 'number') return negative(wanted)
    if (files === undefined || !files.covers(wanted)) return negative(NRC.requestOutOfRange)
    const refusal = accessRefusal(files, state) ?? conditionRefusal(state, files)
    if (refusal !== undefined) return negative(refusal)
    return wanted.mode === FILE_MODE.deleteFile ? remove(files, wanted) : begin(state, files, wanted, nowMs)
  },
}

function parse(request: Uint8Array): FileRequest | Nrc {
  const mode = request[1]
  if (!Object.values(FILE_MODE).some((known) => known === mode)) return NRC.requestOutOfRange
  const end = NAME_AT + identifierAt(request, 2)
  const hasFormat = mode !== FILE_MODE.deleteFile && mode !== FILE_MODE.readDirectory
  const isBrought = mode === FILE_MODE.addFile || mode === FILE_MODE.replaceFile
  const sizeBytes = isBrought ? request[end + 1] : 0
  const byteLength = end + (hasFormat ? 1 : 0) + (isBrought ? 1 + 2 * sizeBytes : 0)
  if (request.length !== byteLength) return NRC.incorrectMessageLengthOrInvalidFormat
  const path = String.fromCharCode(...request.subarray(NAME_AT, end))
  const isReadable = /^[\x21-\x7e]+$/.test(path) && (!isBrought || (sizeBytes > 0 && sizeBytes <= SIZE_BYTES_MAX))
  if (!isReadable) return NRC.requestOutOfRange
  return {
    mode,
    path,
    dataFormat: hasFormat ? request[end] : 0,
    byteLength: isBrought ? unsignedAt(request, end + 2, sizeBytes) : 0,
    transferByteLength: isBrought ? unsignedAt(request, end + 2 + sizeBytes, sizeBytes) : 0,
  }
}

function conditionRefusal({ transfer }: ServerState, files: FileStore): Nrc | undefined {
  return transfer === undefined ? files.condition?.() : NRC.conditionsNotCorrect
}

function remove(files: FileStore, { mode, path }: FileRequest): Answer {
  const refusal = files.remove(path)
  return refusal === undefined ? positive(mode) : negative(refusal)
}

/** What is brought tells its size in the request, what is read in the answer. */
function begin(state: ServerState, files: FileStore, wanted: FileRequest, nowMs: number): Answer {
  const begun = files.begin(wanted, nowMs)
  if (typeof begun === 'number') return negative(begun)
  const { mode, dataFormat, transferByteLength } = wanted
  const isRead = mode === FILE_MODE.readFile || mode === FILE_MODE.readDirectory
  const kind = isRead ? 'upload' : 'download'
  startTransfer(state, { kind, transfer: begun, byteLength: isRead ? begun.byteLength : transferByteLength })
  const blockByteLength = blockByteLengthOf(begun)
  const head = [mode, 2, blockByteLength >> 8, blockByteLength & 0xff, dataFormat]
  if (!isRead) return positive(...head)
  const size = unsignedBytes(begun.byteLength, SIZE_BYTES)
  // Of a file both sizes are told, compressed and not; of a folder the length of its listing.
  return positive(...head, 0, SIZE_BYTES, ...size, ...(mode === FILE_MODE.readFile ? size : []))
}
