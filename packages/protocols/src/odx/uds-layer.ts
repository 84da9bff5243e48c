/**
 * The layer that all control units share: the services of ISO 14229-1 that are the same in each, with the data types of
 * their parameters, and the negative response.
 */
import { NRC, POSITIVE_RESPONSE, REPORT, RESET, SERVICE, SESSION } from '../uds/tables.ts'
import { codedType, dataObject, identical, linear, names, restOfMessage, textTable } from './document.ts'
import { constant, type Param, paramsElement, type Service, serviceElements, value } from './service.ts'
import { element, type Xml } from './xml.ts'

export const UDS_LAYER = 'UDS'
export const NEGATIVE_RESPONSE_ID = `${UDS_LAYER}.NR.negativeResponse`

/** Data types, by their names. */
export const TYPE = {
  byte: `${UDS_LAYER}.DOP.byte`,
  word: `${UDS_LAYER}.DOP.word`,
  group: `${UDS_LAYER}.DOP.group`,
  rest: `${UDS_LAYER}.DOP.rest`,
  bit: `${UDS_LAYER}.DOP.bit`,
  milliseconds: `${UDS_LAYER}.DOP.milliseconds`,
  tensOfMilliseconds: `${UDS_LAYER}.DOP.tensOfMilliseconds`,
  session: `${UDS_LAYER}.DOP.session`,
  reset: `${UDS_LAYER}.DOP.reset`,
  onOff: `${UDS_LAYER}.DOP.onOff`,
  dtcSetting: `${UDS_LAYER}.DOP.dtcSetting`,
  communicationControl: `${UDS_LAYER}.DOP.communicationControl`,
  responseCode: `${UDS_LAYER}.DOP.responseCode`,
} as const

const DTC_SETTING = { on: 1, off: 2 } as const
const COMMUNICATION_CONTROL = {
  enableRxAndTx: 0,
  enableRxAndDisableTx: 1,
  disableRxAndEnableTx: 2,
  disableRxAndTx: 3,
} as const

/** What raw values of one byte mean. */
function meanings(id: string, values: Readonly<Record<string, number>>): Xml {
  const table = Object.entries(values).map(([text, number]) => ({ value: number, text }))
  const coded = codedType('A_UINT32', 8)
  return dataObject({ id, name: nameOf(id), compu: textTable(table), coded, physical: 'A_UNICODE2STRING' })
}

const nameOf = (id: string) => id.slice(id.lastIndexOf('.') + 1)

function number(id: string, bits: number, compu: Xml = identical()): Xml {
  return dataObject({ id, name: nameOf(id), compu, coded: codedType('A_UINT32', bits), physical: 'A_UINT32' })
}

function dataTypes(): Xml[] {
  const rest = { id: TYPE.rest, name: nameOf(TYPE.rest), compu: identical(), physical: 'A_BYTEFIELD' }
  return [
    number(TYPE.bit, 1),
    number(TYPE.byte, 8),
    number(TYPE.word, 16),
    number(TYPE.group, 24),
    dataObject({ ...rest, coded: restOfMessage('A_BYTEFIELD') }),
    number(TYPE.milliseconds, 16),
    number(TYPE.tensOfMilliseconds, 16, linear(10, 0)),
    meanings(TYPE.session, SESSION),
    meanings(TYPE.reset, RESET),
    meanings(TYPE.onOff, { off: 0, on: 1 }),
    meanings(TYPE.dtcSetting, DTC_SETTING),
    meanings(TYPE.communicationControl, COMMUNICATION_CONTROL),
    meanings(TYPE.responseCode, NRC),
  ]
}

/** The first byte of both: the service. */
export const asked = (service: number): Param => constant('service', service)
export const answered = (service: number): Param => constant('service', service + POSITIVE_RESPONSE)

const SERVICES: readonly Service[] = [
  {
    name: 'DiagnosticSessionControl',
    semantic: 'SESSION',
    request: [asked(SERVICE.diagnosticSessionControl), value('session', TYPE.session, 1)],
    response: [
      answered(SERVICE.diagnosticSessionControl),
      value('session', TYPE.session, 1),
      value('p2ServerMaxMs', TYPE.milliseconds, 2),
      value('p2StarServerMaxMs', TYPE.tensOfMilliseconds, 2),
    ],
  },
  {
    name: 'ECUReset',
    semantic: 'FUNCTION',
    request: [asked(SERVICE.ecuReset), value('resetType', TYPE.reset, 1)],
    response: [answered(SERVICE.ecuReset), value('resetType', TYPE.reset, 1)],
  },
  {
    name: 'ClearDiagnosticInformation',
    semantic: 'FAULTCLEAR',
    request: [asked(SERVICE.clearDiagnosticInformation), value('groupOfDTC', TYPE.group, 3, 0xff_ffff)],
    response: [answered(SERVICE.clearDiagnosticInformation)],
  },
  {
    name: 'ReadNumberOfDTCByStatusMask',
    semantic: 'FAULTREAD',
    request: [
      asked(SERVICE.readDtcInformation),
      constant('report', REPORT.numberOfDtcByStatusMask),
      value('statusMask', TYPE.byte, 1, 0xff),
    ],
    response: [
      answered(SERVICE.readDtcInformation),
      constant('report', REPORT.numberOfDtcByStatusMask),
      value('statusAvailabilityMask', TYPE.byte, 1),
      value('formatIdentifier', TYPE.byte, 1),
      value('count', TYPE.word, 2),
    ],
  },
  ...[1].flatMap(securityServices),
  {
    name: 'CommunicationControl',
    semantic: 'CONTROL',
    request: [
      asked(SERVICE.communicationControl),
      value('controlType', TYPE.communicationControl, 1),
      value('communicationType', TYPE.byte, 1, 1),
    ],
    response: [answered(SERVICE.communicationControl), value('controlType', TYPE.communicationControl, 1)],
  },
  {
    name: 'TesterPresent',
    semantic: 'TESTERPRESENT',
    request: [asked(SERVICE.testerPresent), constant('zeroSubFunction', 0)],
    response: [answered(SERVICE.testerPresent), constant('zeroSubFunction', 0)],
  },
  {
    name: 'ControlDTCSetting',
    semantic: 'CONTROL',
    request: [asked(SERVICE.controlDtcSetting), value('setting', TYPE.dtcSetting, 1)],
    response: [answered(SERVICE.controlDtcSetting), value('setting', TYPE.dtcSetting, 1)],
  },
]

/** Asks for a seed with an odd number and sends its key with the next one. */
export function securityServices(level: number): Service[] {
  const service = SERVICE.securityAccess
  return [
    {
      name: `RequestSeed_${level}`,
      semantic: 'SECURITY',
      request: [asked(service), constant('level', level)],
      response: [answered(service), constant('level', level), value('seed', TYPE.rest, 4)],
    },
    {
      name: `SendKey_${level}`,
      semantic: 'SECURITY',
      request: [asked(service), constant('level', level + 1), value('key', TYPE.rest, 4)],
      response: [answered(service), constant('level', level + 1)],
    },
  ]
}

export function udsLayer(): Xml {
  return element(
    'ECU-SHARED-DATA',
    { ID: UDS_LAYER },
    names(UDS_LAYER, 'Unified diagnostic services'),
    element('DIAG-DATA-DICTIONARY-SPEC', {}, element('DATA-OBJECT-PROPS', {}, dataTypes())),
    serviceElements(UDS_LAYER, SERVICES, NEGATIVE_RESPONSE_ID),
    element('NEG-RESPONSES', {}, negativeResponse()),
  )
}

function negativeResponse(): Xml {
  const params: Param[] = [
    constant('negativeResponse', 0x7f),
    { kind: 'echo', name: 'service', bytes: 1, from: 0 },
    value('code', TYPE.responseCode, 1),
  ]
  return element('NEG-RESPONSE', { ID: NEGATIVE_RESPONSE_ID }, names('negativeResponse'), paramsElement(params))
}

export const sharedLayerReference = (): Xml =>
  element('PARENT-REF', { 'ID-REF': UDS_LAYER, 'xsi:type': 'ECU-SHARED-DATA-REF' })
