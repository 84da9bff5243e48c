/**
 * A diagnostic tester: asks one control unit at a time in unified diagnostic services and reads its answers.
 *
 * ISO 14229-1. Every answer becomes a value: what was asked for, a negative response, or silence. A tester must not
 * fall over what an ECU sends, so an answer that does not fit its request is `malformed`, never an error.
 */
import {
  type DataRecord,
  type Dtc,
  decodeRecords,
  decodeResponse,
  decodeSnapshots,
  encodeRequest,
  type Request,
  type Response,
} from '@luban/protocols/uds/codec'
import { ALL_RECORDS, CONTROL, DTC_GROUP, NRC, REPORT, ROUTINE, SESSION } from '@luban/protocols/uds/tables'
import { parseHex, toHex } from '@luban/stdx'

/** Sends a request and brings the answer, both hexadecimal; null when none came in time. */
export type Ask = (requestHex: string) => Promise<string | null>

export type Refusal =
  | { readonly kind: 'negative'; readonly service: number; readonly nrc: number }
  | { readonly kind: 'silent' }
  | { readonly kind: 'malformed'; readonly responseHex: string }
export type Answer<T> = { readonly kind: 'answer'; readonly value: T } | Refusal

/** Bytes of the record under each identifier that the car's list names. */
export type DataLengths = ReadonlyMap<number, number>

/** Every code that the control unit has with a bit of `statusMask` set. */
export function readTroubleCodes(ask: Ask, statusMask: number): Promise<Answer<readonly Dtc[]>> {
  return exchange(ask, readDtcs(REPORT.dtcByStatusMask, [statusMask]), (response) =>
    response.kind === 'dtcList' ? response.dtcs : undefined,
  )
}

/** The values that were noted when the code was set, of all its records. */
export function readSnapshot(ask: Ask, code: number, lengths: DataLengths): Promise<Answer<readonly DataRecord[]>> {
  const parameters = [code >> 16, (code >> 8) & 0xff, code & 0xff, ALL_RECORDS]
  return exchange(ask, readDtcs(REPORT.dtcSnapshotRecordByDtcNumber, parameters), (response) => {
    if (response.kind !== 'dtcRecords' || response.dtc.code !== code) return undefined
    const snapshots = decodeSnapshots(response.records, (did) => lengths.get(did))
    return typeof snapshots === 'string' ? undefined : snapshots.flatMap(({ values }) => values)
  })
}

export function clearTroubleCodes(ask: Ask): Promise<Answer<true>> {
  return exchange(
    ask,
    { kind: 'clearDiagnosticInformation', group: DTC_GROUP.all },
    sameKind('clearDiagnosticInformation'),
  )
}

/** Several identifiers in one request, as far as the control unit takes them. */
export function readData(
  ask: Ask,
  dids: readonly number[],
  lengths: DataLengths,
): Promise<Answer<readonly DataRecord[]>> {
  return exchange(ask, { kind: 'readDataByIdentifier', dids }, (response) => {
    if (response.kind !== 'readDataByIdentifier') return undefined
    const records = decodeRecords(response.records, (did) => lengths.get(did))
    return typeof records === 'string' ? undefined : records
  })
}

/** One identifier whose length nobody told: everything after it is its record. */
export function readRecord(ask: Ask, did: number): Promise<Answer<Uint8Array>> {
  return exchange(ask, { kind: 'readDataByIdentifier', dids: [did] }, (response) => {
    if (response.kind !== 'readDataByIdentifier' || response.records.length < 2) return undefined
    return (response.records[0] << 8) + response.records[1] === did ? response.records.subarray(2) : undefined
  })
}

/** Writes one identifier: a coding, or a text that the control unit keeps. */
export function writeRecord(ask: Ask, did: number, record: Uint8Array): Promise<Answer<true>> {
  return exchange(ask, { kind: 'writeDataByIdentifier', did, record }, (response) =>
    response.kind === 'writeDataByIdentifier' && response.did === did ? true : undefined,
  )
}

export function enterSession(ask: Ask, session: keyof typeof SESSION): Promise<Answer<true>> {
  const request = { kind: 'diagnosticSessionControl', session: SESSION[session], isQuiet: false } as const
  return exchange(ask, request, sameKind('diagnosticSessionControl'))
}

/** Keeps the session from falling back; to be sent well within S3 (5 s). */
export function keepSession(ask: Ask): Promise<Answer<true>> {
  return exchange(ask, { kind: 'testerPresent', isQuiet: false }, sameKind('testerPresent'))
}

/** Gives the key to a seed, both hexadecimal. */
export type KeyToSeed = (seedHex: string) => Promise<string>

/** Asks for the seed of a security level and sends its key. A seed of zeros: the level is unlocked already. */
export async function unlock(ask: Ask, level: number, keyToSeed: KeyToSeed): Promise<Answer<true>> {
  const requestSeed = 2 * level - 1
  const seed = await securityAccess(ask, requestSeed, new Uint8Array())
  if (seed.kind !== 'answer') return seed
  if (seed.value.every((byte) => byte === 0)) return { kind: 'answer', value: true }
  const key = parseHex(await keyToSeed(toHex(seed.value))) ?? new Uint8Array()
  const sent = await securityAccess(ask, requestSeed + 1, key)
  return sent.kind === 'answer' ? { kind: 'answer', value: true } : sent
}

/** Lets this tester write to the units behind it, while its session lasts. */
export async function unlockGateway(ask: Ask, keyToSeed: KeyToSeed): Promise<Answer<true>> {
  const entered = await enterSession(ask, 'extended')
  return entered.kind === 'answer' ? await unlock(ask, 1, keyToSeed) : entered
}

/** A control unit that refuses for being locked is unlocked and asked once more; or the gateway that refuses for it. */
export async function unlocked<T>(
  run: () => Promise<Answer<T>>,
  open: () => Promise<Answer<true>>,
  lock: number = NRC.securityAccessDenied,
): Promise<Answer<T>> {
  const answer = await run()
  if (answer.kind !== 'negative' || answer.nrc !== lock) return answer
  const opened = await open()
  return opened.kind === 'answer' ? await run() : opened
}

/** Puts an actuator into a state; `state` undefined gives it back to the control unit. */
export function control(ask: Ask, did: number, state: Uint8Array | undefined): Promise<Answer<Uint8Array>> {
  const parameter = state === undefined ? CONTROL.returnControlToEcu : CONTROL.shortTermAdjustment
  const request = { kind: 'inputOutputControlByIdentifier', did, parameter, state: state ?? new Uint8Array() } as const
  return exchange(ask, request, (response) =>
    response.kind === 'inputOutputControlByIdentifier' && response.did === did ? response.status : undefined,
  )
}

export function runRoutine(
  ask: Ask,
  what: keyof typeof ROUTINE,
  routine: number,
  option: Uint8Array,
): Promise<Answer<Uint8Array>> {
  const request = { kind: 'routineControl', control: ROUTINE[what], routine, option, isQuiet: false } as const
  return exchange(ask, request, (response) =>
    response.kind === 'routineControl' && response.routine === routine ? response.status : undefined,
  )
}

function securityAccess(ask: Ask, subFunction: number, data: Uint8Array): Promise<Answer<Uint8Array>> {
  return exchange(ask, { kind: 'securityAccess', subFunction, data, isQuiet: false }, (response) =>
    response.kind === 'securityAccess' && response.subFunction === subFunction ? response.seed : undefined,
  )
}

function readDtcs(report: number, parameters: readonly number[]): Request {
  return { kind: 'readDtcInformation', report, parameters: Uint8Array.from(parameters), isQuiet: false }
}

const sameKind =
  (kind: Response['kind']) =>
  (response: Response): true | undefined =>
    response.kind === kind ? true : undefined

/** `read` says what the response holds, or undefined when it is the answer to something else. */
async function exchange<T>(
  ask: Ask,
  request: Request,
  read: (response: Response) => T | undefined,
): Promise<Answer<T>> {
  const responseHex = await ask(toHex(encodeRequest(request)))
  if (responseHex === null) return { kind: 'silent' }
  const bytes = parseHex(responseHex)
  const response = bytes === undefined ? 'empty' : decodeResponse(bytes)
  if (typeof response === 'string') return { kind: 'malformed', responseHex }
  if (response.kind === 'negative') return response
  const value = read(response)
  return value === undefined ? { kind: 'malformed', responseHex } : { kind: 'answer', value }
}
