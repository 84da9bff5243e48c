/**
 * ReadDataByIdentifier, ReadScalingDataByIdentifier, WriteDataByIdentifier, InputOutputControlByIdentifier: records by
 * number. ISO 14229-1:2020.
 */
import type { InputOutputControl } from '../ecu.ts'
import { identifierAt, identifierBytes } from '../numbers.ts'
import { accessRefusal, isInSession, negative, type Service } from '../server.ts'
import { ACTIVE_SESSION_DID, CONTROL, NRC, type Nrc } from '../tables.ts'
import { ACTIVE_SESSION_SCALING, recordOf } from './record.ts'

const DIDS_PER_REQUEST_MAX = 8

export const readDataByIdentifier: Service = {
  byteLengthMin: 3,
  run(state, request) {
    const { ecu } = state
    const count = (request.length - 1) / 2
    if (!Number.isInteger(count) || count > (ecu.didsPerRequestMax ?? DIDS_PER_REQUEST_MAX)) {
      return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    }
    const data: number[] = []
    for (let i = 1; i < request.length; i += 2) {
      const did = identifierAt(request, i)
      const record = recordOf(state, did)
      // One unknown identifier among known ones is left out; none known at all is out of range.
      if (record === undefined) continue
      if (typeof record === 'number') return negative(record)
      data.push(...identifierBytes(did))
      for (const byte of record) data.push(byte)
    }
    if (data.length === 0) return negative(NRC.requestOutOfRange)
    return { kind: 'positive', data }
  },
}

export const readScalingDataByIdentifier: Service = {
  byteLengthMin: 3,
  run(state, request) {
    if (request.length !== 3) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    const did = identifierAt(request, 1)
    const entry = state.ecu.dids.get(did)
    const read = entry?.read
    if (read === undefined && did === ACTIVE_SESSION_DID) {
      return { kind: 'positive', data: [...request.slice(1), ...ACTIVE_SESSION_SCALING] }
    }
    if (entry?.scaling === undefined || read === undefined || !isInSession(read, state.session)) {
      return negative(NRC.requestOutOfRange)
    }
    const refusal = accessRefusal(read, state) ?? read.condition?.()
    return refusal === undefined
      ? { kind: 'positive', data: [...request.slice(1), ...entry.scaling] }
      : negative(refusal)
  },
}

export const writeDataByIdentifier: Service = {
  byteLengthMin: 4,
  run(state, request) {
    const did = identifierAt(request, 1)
    const entry = state.ecu.dids.get(did)
    const write = entry?.write
    if (entry === undefined || write === undefined || !isInSession(write, state.session)) {
      return negative(NRC.requestOutOfRange)
    }
    // Only the identifier tells the full length, so it is judged first.
    if (request.length !== 3 + entry.byteLength) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    const refusal = accessRefusal(write, state) ?? write.condition?.() ?? write.store(request.slice(3))
    return refusal === undefined ? { kind: 'positive', data: request.slice(1, 3) } : negative(refusal)
  },
}

export const inputOutputControlByIdentifier: Service = {
  byteLengthMin: 4,
  run(state, request) {
    const did = identifierAt(request, 1)
    const parameter = request[3]
    const entry = state.ecu.dids.get(did)
    const control = entry?.control
    if (control === undefined || !isInSession(control, state.session) || !offers(control, parameter)) {
      return negative(NRC.requestOutOfRange)
    }
    const stateByteLength = parameter === CONTROL.shortTermAdjustment ? control.stateByteLength : 0
    if (request.length !== 4 + stateByteLength) return negative(NRC.incorrectMessageLengthOrInvalidFormat)
    const denial = accessRefusal(control, state)
    if (denial !== undefined) return negative(denial)
    // Giving control back is always allowed: conditions may have changed since it was taken.
    const isReturn = parameter === CONTROL.returnControlToEcu
    const refusal = isReturn ? undefined : control.condition?.()
    const nrc = refusal ?? act(control, parameter, request.slice(4))
    if (nrc !== undefined) return negative(nrc)
    if (isReturn) state.controlled.delete(did)
    else state.controlled.add(did)
    const status = entry?.read?.value() ?? request.slice(4)
    return { kind: 'positive', data: [...request.slice(1, 4), ...status] }
  },
}

function offers(control: InputOutputControl, parameter: number): boolean {
  switch (parameter) {
    case CONTROL.returnControlToEcu:
      return true
    case CONTROL.resetToDefault:
      return control.resetToDefault !== undefined
    case CONTROL.freezeCurrentState:
      return control.freeze !== undefined
    case CONTROL.shortTermAdjustment:
      return control.adjust !== undefined
    default:
      return false
  }
}

function act(control: InputOutputControl, parameter: number, adjustment: Uint8Array): Nrc | undefined {
  switch (parameter) {
    case CONTROL.returnControlToEcu:
      control.returnControl()
      return undefined
    case CONTROL.resetToDefault:
      return control.resetToDefault?.()
    case CONTROL.freezeCurrentState:
      return control.freeze?.()
    default:
      return control.adjust?.(adjustment)
  }
}
