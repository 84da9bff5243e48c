/**
 * RequestDownload, RequestUpload, TransferData, RequestTransferExit: memory, block by block. ISO 14229-1:2020.
 *
 * The counter of blocks begins at 1 and goes from FF to 00. The block that was answered last may come again, since its
 * answer may have been lost: it is answered again and written no second time.
 */
import type { RoutineOutcome, Transfer, TransferOffer, TransferRequest } from '../ecu.ts'
import { locationAt } from '../numbers.ts'
import {
  type Answer,
  accessRefusal,
  DATA_BYTES_MAX,
  negative,
  positive,
  type RunningTransfer,
  type ServerState,
  type Service,
} from '../server.ts'
import { NRC, type Nrc } from '../tables.ts'
import { formatRefusal } from './memory.ts'

/** The high nibble of lengthFormatIdentifier: the block length is told in two bytes. */
const LENGTH_FORMAT = 0x20
/** Identifier and counter of a TransferData message. */
const BLOCK_HEAD_BYTES = 2

export const requestDownload: Service = {
  byteLengthMin: 5,
  run: (state, request, nowMs) => begin(state, 'download', state.ecu.download, request, nowMs),
}

export const requestUpload: Service = {
  byteLengthMin: 5,
  run: (state, request, nowMs) => begin(state, 'upload', state.ecu.upload, request, nowMs),
}

function begin(
  state: ServerState,
  kind: RunningTransfer['kind'],
  offer: TransferOffer | undefined,
  message: Uint8Array,
  nowMs: number,
): Answer {
  const malformed = formatRefusal(message, 2)
  if (malformed !== undefined) return negative(malformed)
  const request: TransferRequest = { dataFormat: message[1], ...locationAt(message, 3, message[2]) }
  if (request.byteLength === 0 || !offer?.covers(request)) return negative(NRC.requestOutOfRange)
  const refusal = accessRefusal(offer, state) ?? conditionRefusal(state, offer)
  if (refusal !== undefined) return negative(refusal)
  const transfer = offer.begin(request, nowMs)
  if (typeof transfer === 'number') return negative(transfer)
  startTransfer(state, { kind, transfer, byteLength: request.byteLength })
  const blockByteLength = blockByteLengthOf(transfer)
  return positive(LENGTH_FORMAT, blockByteLength >> 8, blockByteLength & 0xff)
}

/** From here on TransferData is answered. */
export function startTransfer(
  state: ServerState,
  { kind, transfer, byteLength }: Pick<RunningTransfer, 'kind' | 'transfer'> & { byteLength: number },
): void {
  state.transfer = { kind, transfer, leftByteLength: byteLength, counter: 0, lastAnswer: undefined }
}

/** As ISO-TP can carry it. */
export function blockByteLengthOf({ blockByteLengthMax }: Transfer): number {
  return Math.min(blockByteLengthMax, DATA_BYTES_MAX + 1)
}

/** One transfer at a time: a second is refused until the first has its exit or its session has ended. */
function conditionRefusal({ transfer }: ServerState, offer: TransferOffer): Nrc | undefined {
  return transfer === undefined ? offer.condition?.() : NRC.conditionsNotCorrect
}

export const transferData: Service = {
  byteLengthMin: BLOCK_HEAD_BYTES,
  run(state, request, nowMs) {
    const running = state.transfer
    if (running === undefined) return negative(NRC.requestSequenceError)
    if (request.length > running.transfer.blockByteLengthMax || !hasDataAsItShould(running, request)) {
      return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    }
    const counter = request[1]
    if (running.lastAnswer !== undefined && counter === running.counter) {
      return { kind: 'positive', data: running.lastAnswer }
    }
    if (running.leftByteLength === 0) return negative(NRC.requestSequenceError)
    if (counter !== ((running.counter + 1) & 0xff)) return negative(NRC.wrongBlockSequenceCounter)
    return running.kind === 'upload'
      ? sendBlock(running, counter)
      : takeBlock(state, running, request.slice(BLOCK_HEAD_BYTES), nowMs)
  },
}

/** A download brings at least one byte, an upload is only asked for. */
function hasDataAsItShould({ kind }: RunningTransfer, request: Uint8Array): boolean {
  return kind === 'download' ? request.length > BLOCK_HEAD_BYTES : request.length === BLOCK_HEAD_BYTES
}

function sendBlock(running: RunningTransfer, counter: number): Answer {
  const wanted = Math.min(running.transfer.blockByteLengthMax - BLOCK_HEAD_BYTES, running.leftByteLength)
  const data = running.transfer.read?.(wanted) ?? new Uint8Array(wanted)
  return { kind: 'positive', data: settle(running, counter, data.length, data) }
}

function takeBlock(state: ServerState, running: RunningTransfer, data: Uint8Array, nowMs: number): Answer {
  if (data.length > running.leftByteLength) return negative(NRC.transferDataSuspended)
  const counter = (running.counter + 1) & 0xff
  const outcome = running.transfer.write?.(data, nowMs) ?? { kind: 'refused', nrc: NRC.generalProgrammingFailure }
  return answer(
    outcome,
    (status) => settle(running, counter, data.length, status),
    () => giveUp(state),
  )
}

/** The block is through; `lastAnswer` is kept for a tester that did not hear it. */
function settle(running: RunningTransfer, counter: number, byteLength: number, status: Uint8Array): Uint8Array {
  running.counter = counter
  running.leftByteLength -= byteLength
  running.lastAnswer = Uint8Array.of(counter, ...status)
  return running.lastAnswer
}

function giveUp(state: ServerState): void {
  state.transfer?.transfer.abort()
  state.transfer = undefined
}

export const requestTransferExit: Service = {
  byteLengthMin: 1,
  run(state, request, nowMs) {
    const running = state.transfer
    if (running === undefined || running.leftByteLength > 0) return negative(NRC.requestSequenceError)
    const outcome = running.transfer.exit(request.slice(1), nowMs)
    const close = (status: Uint8Array) => {
      state.transfer = undefined
      return status
    }
    return answer(outcome, close, () => {})
  },
}

function answer(outcome: RoutineOutcome, done: (status: Uint8Array) => Uint8Array, refused: () => void): Answer {
  switch (outcome.kind) {
    case 'done':
      return { kind: 'positive', data: done(outcome.status) }
    case 'refused':
      refused()
      return negative(outcome.nrc)
    case 'pending':
      return { kind: 'pending', poll: (nowMs) => answer(outcome.poll(nowMs), done, refused) }
  }
}
