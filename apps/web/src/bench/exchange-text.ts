/** One question to a control unit and its answer, in words: what a scan tool did, beside the bytes that it sent. */
import { useLingui } from '@lingui/react/macro'
import { MODE_MAX } from '@luban/protocols/obd/tables'
import {
  type DataRecord,
  decodeRecords,
  decodeRequest,
  decodeResponse,
  type Request,
  type Response,
} from '@luban/protocols/uds/codec'
import type { RareRequest } from '@luban/protocols/uds/rare-codec'
import { CONTROL, REPORT, ROUTINE, SESSION, TRANSMISSION_MODE } from '@luban/protocols/uds/tables'
import { parseHex, toHex } from '@luban/stdx'
import type { ToolExchange, VehicleModel } from '../api/attempts.ts'
import { useFormats } from '../language/formats.ts'
import type { Words } from '../language/language.ts'
import { useObdText } from './obd-text.ts'
import { writeCode } from './scan/codes.ts'
import { useDataText } from './scan/data-text.ts'
import { useStationTexts } from './texts.ts'

/** What names the things that a control unit is asked for. */
export type EcuNames = Pick<VehicleModel, 'ecus' | 'dids' | 'controls' | 'routines'>

/** Whom a question to everybody was for. */
const ALL_UNITS = 'all'

/** Bytes in hexadecimal, as a deed and the evidence have them. */
export type Exchange = { readonly ecu: string; readonly request: string; readonly response: string | null }

export function useExchangeText(model: EcuNames): (exchange: Exchange) => string {
  const { pair } = useFormats()
  const unitText = useUnitText(model)
  const questionText = useQuestionText(model)
  const answerText = useAnswerText(model)
  return (exchange) => {
    const question = questionText(exchange)
    const answer = answerText(exchange)
    return pair(unitText(exchange.ecu), answer === undefined ? question : `${question} → ${answer}`)
  }
}

export const DOOR_NAMES: { readonly [door: string]: string } = {
  elm327: 'ELM327',
  doip: 'DoIP',
  socketcand: 'socketcand',
  slcan: 'SLCAN',
  cannelloni: 'cannelloni',
  gvret: 'GVRET',
  sovd: 'SOVD',
}

/** The same, of whichever tool and however often: "Own tool (ELM327, 192.0.2.7), battery: read … 412 times". */
export function useExchangeLine(model: EcuNames): (exchange: ToolExchange) => string {
  const { t } = useLingui()
  const { pair, number, clock } = useFormats()
  const exchangeText = useExchangeText(model)
  const answerText = useAnswerText(model)

  function toolText({ door, address }: ToolExchange): string {
    const name = DOOR_NAMES[door] ?? door
    return address === undefined ? t`Own tool (${name})` : t`Own tool (${name}, ${address})`
  }
  function timesText(exchange: ToolExchange): string {
    const count = number(exchange.count)
    const until = clock(exchange.lastStationMs / 1000)
    const last = answerText({ ...exchange, response: exchange.lastResponse })
    if (exchange.lastResponse === exchange.response || last === undefined)
      return t`in all ${count} times, until ${until}`
    return t`in all ${count} times, until ${until}, at last ${last}`
  }
  return (exchange) => {
    const once = exchangeText(exchange)
    const text = exchange.count === 1 ? once : `${once} (${timesText(exchange)})`
    return exchange.door === 'bench' ? text : pair(toolText(exchange), text)
  }
}

function useUnitText(model: EcuNames): (ecu: string) => string {
  const { t } = useLingui()
  const { words } = useFormats()
  return (ecu) => {
    const unit = model.ecus.find(({ id }) => id === ecu)
    if (unit) return words(unit.name)
    return ecu === ALL_UNITS ? t`All control units` : t`No control unit at ${ecu}`
  }
}

/** SAE J1979 below, UDS above: as a control unit tells them apart. */
const isObd = (bytes: Uint8Array | undefined) => bytes !== undefined && bytes[0] <= MODE_MAX

function useQuestionText(model: EcuNames): (exchange: Exchange) => string {
  const requestText = useRequestText(model)
  const { questionText } = useObdText()
  return ({ ecu, request }) => {
    const bytes = parseHex(request)
    if (bytes !== undefined && isObd(bytes)) return questionText(bytes) ?? request
    const asked = decoded(request, decodeRequest)
    return asked === undefined ? request : requestText(ecu, asked)
  }
}

/** Undefined where none was asked for, and none came. */
function useAnswerText(model: EcuNames): (exchange: Exchange) => string | undefined {
  const responseText = useResponseText(model)
  const { answerText } = useObdText()
  return ({ ecu, request, response }) => {
    const asked = decoded(request, decodeRequest)
    if (response === null && asked !== undefined && 'isQuiet' in asked && asked.isQuiet) return undefined
    const isLegislated = response !== null && isObd(parseHex(request)) && !response.startsWith('7F')
    return (isLegislated ? answerText(response) : undefined) ?? responseText(ecu, response)
  }
}

function useRequestText(model: EcuNames): (ecu: string, request: Request) => string {
  const { t } = useLingui()
  const { words, pair, number } = useFormats()
  const actuatorText = useActuatorText()
  const rareText = useRareText(model)

  return (ecu, request) => {
    const named = (list: readonly NamedIdentifier[], did: number) => {
      const found = list.find((one) => one.ecu === ecu && one.did === did)
      return found ? words(found.name) : hex4(did)
    }
    switch (request.kind) {
      case 'readDtcInformation':
        return request.report === REPORT.dtcSnapshotRecordByDtcNumber ? t`read a freeze frame` : t`read trouble codes`
      case 'clearDiagnosticInformation':
        return t`cleared the trouble codes`
      case 'readDataByIdentifier':
        return pair(t`read`, request.dids.map((did) => named(model.dids, did)).join(', '))
      case 'diagnosticSessionControl':
        if (request.session === SESSION.default) return t`went back to the default session`
        if (request.session === SESSION.programming) return t`entered the programming session`
        return request.session === SESSION.extended ? t`entered the extended session` : t`changed the session`
      case 'ecuReset':
        return t`restarted the control unit`
      case 'securityAccess': {
        // ISO 14229-1: an odd number asks for the seed of a level, the next one sends its key.
        const level = number(Math.ceil(request.subFunction / 2))
        return request.subFunction % 2 === 1
          ? t`asked for the seed of security level ${level}`
          : t`sent the key of security level ${level}`
      }
      case 'communicationControl':
        return t`switched its communication`
      case 'writeDataByIdentifier':
        return pair(t`wrote`, named(model.dids, request.did))
      case 'inputOutputControlByIdentifier':
        return actuatorText(named(model.controls, request.did), request.parameter, request.state)
      case 'routineControl': {
        const routine = model.routines.find((one) => one.ecu === ecu && one.routine === request.routine)
        const name = routine ? words(routine.name) : hex4(request.routine)
        if (request.control === ROUTINE.requestRoutineResults) return pair(t`asked for the result`, name)
        return pair(request.control === ROUTINE.startRoutine ? t`started` : t`stopped`, name)
      }
      case 'testerPresent':
        return t`kept the session`
      case 'controlDtcSetting':
        return t`switched the noting of codes`
      default:
        return rareText(request, named)
    }
  }
}

type NamedIdentifier = { readonly ecu: string; readonly did: number; readonly name: Words }

/** Memory, new software, and what a tester makes of the unit's data for itself. */
function useRareText(
  model: EcuNames,
): (request: RareRequest, named: (list: readonly NamedIdentifier[], did: number) => string) => string {
  const { t } = useLingui()
  const { pair } = useFormats()
  return (request, named) => {
    switch (request.kind) {
      case 'readMemoryByAddress':
        return t`read from the memory`
      case 'writeMemoryByAddress':
        return t`wrote to the memory`
      case 'readScalingDataByIdentifier':
        return pair(t`asked how a value is written`, named(model.dids, request.did))
      case 'authentication':
        return t`authentication`
      case 'readDataByPeriodicIdentifier':
        return request.mode === TRANSMISSION_MODE.stop ? t`stopped periodic values` : t`asked for periodic values`
      case 'dynamicallyDefineDataIdentifier':
        return t`put values together for reading`
      case 'requestDownload':
        return t`began to bring software`
      case 'requestUpload':
        return t`began to fetch software`
      case 'requestFileTransfer':
        return t`asked for a file`
      case 'transferData':
        return t`transferred a block`
      case 'requestTransferExit':
        return t`ended the transfer`
      case 'responseOnEvent':
        return t`asked to be told of changes`
      case 'linkControl':
        return t`changed the speed of the bus`
    }
  }
}

function useActuatorText(): (name: string, parameter: number, state: Uint8Array) => string {
  const { t } = useLingui()
  return (name, parameter, state) => {
    if (parameter === CONTROL.returnControlToEcu) return t`actuator given back: ${name}`
    if (parameter !== CONTROL.shortTermAdjustment) return t`actuator test: ${name}`
    return state[0] === 1 ? t`actuator switched on: ${name}` : t`actuator switched off: ${name}`
  }
}

function useResponseText(model: EcuNames): (ecu: string, response: string | null) => string {
  const { t } = useLingui()
  const { responseText: refusalText } = useStationTexts()
  const dataText = useDataText()

  function values(ecu: string, bytes: Uint8Array): string | undefined {
    const infoOf = (did: number) => model.dids.find((one) => one.ecu === ecu && one.did === did)
    const records: readonly DataRecord[] | string = decodeRecords(bytes, (did) => infoOf(did)?.bytes)
    if (typeof records === 'string') return undefined
    const texts = records.map((record) => {
      const info = infoOf(record.did)
      return info ? dataText(info, record.bytes) : ''
    })
    return texts.join(', ')
  }

  return (ecu, hex) => {
    if (hex === null) return t`no answer`
    const answer: Response | undefined = decoded(hex, decodeResponse)
    if (answer === undefined) return hex
    if (answer.kind === 'negative') {
      const code = answer.nrc.toString(16).toUpperCase().padStart(2, '0')
      return `${refusalText(answer.nrc) ?? t`refused`} (7F ${code})`
    }
    if (answer.kind === 'dtcList') {
      const written = answer.dtcs.map(({ code }) => writeCode(code))
      return written.length === 0 ? t`no codes` : written.join(', ')
    }
    if (answer.kind === 'readDataByIdentifier') return values(ecu, answer.records) ?? hex
    // What a routine's status means is the maker's: the bytes themselves.
    if (answer.kind === 'routineControl' && answer.status.length > 0) return `${t`done`}, ${toHex(answer.status)}`
    return t`done`
  }
}

function decoded<T extends object>(hex: string, decode: (bytes: Uint8Array) => T | string): T | undefined {
  const bytes = parseHex(hex)
  const value = bytes === undefined ? undefined : decode(bytes)
  return typeof value === 'object' ? value : undefined
}

const hex4 = (value: number) => value.toString(16).toUpperCase().padStart(4, '0')
