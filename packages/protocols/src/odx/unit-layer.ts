/**
 * The layers of one control unit: a base variant with its identifiers, trouble codes, actuator tests and routines, and an
 * ECU variant that inherits all of it, which is what tools list as "the ECU".
 */
import { CONTROL, REPORT, ROUTINE, SERVICE } from '../uds/tables.ts'
import { addressComparams } from './comparams.ts'
import type { DescribedDid, DescribedDtc, DescribedEcu, DiagnosticDescription } from './description.ts'
import {
  codedType,
  dataObject,
  hexName,
  identical,
  linear,
  names,
  physicalType,
  reference,
  shortName,
  textTable,
} from './document.ts'
import { constant, type Param, type Service, serviceElements, value } from './service.ts'
import { answered, asked, NEGATIVE_RESPONSE_ID, securityServices, sharedLayerReference, TYPE } from './uds-layer.ts'
import { element, list, type Xml } from './xml.ts'

/** ISO 14229-1, the bits of a code's status, from the lowest. */
const STATUS_BITS = [
  'testFailed',
  'testFailedThisOperationCycle',
  'pendingDTC',
  'confirmedDTC',
  'testNotCompletedSinceLastClear',
  'testFailedSinceLastClear',
  'testNotCompletedThisOperationCycle',
  'warningIndicatorRequested',
] as const

export const layerName = (ecu: DescribedEcu): string => shortName(ecu.id)

export function baseVariant(description: DiagnosticDescription, ecu: DescribedEcu): Xml {
  const layer = `${layerName(ecu)}_base`
  const dids = description.dids.filter((did) => did.ecu === ecu.id)
  const dtcs = description.dtcs.filter(({ ecus }) => ecus.includes(ecu.id))
  const services = [
    ...dids.flatMap((did) => identifierServices(layer, did)),
    ...description.controls.filter((control) => control.ecu === ecu.id).flatMap(controlServices),
    ...description.routines.filter((routine) => routine.ecu === ecu.id).flatMap(routineServices),
    ...(dtcs.length === 0 ? [] : dtcServices(layer)),
    ...higherLevels(description, ecu).flatMap(securityServices),
  ]
  return element(
    'BASE-VARIANT',
    { ID: layer },
    names(layer, ecu.name.en),
    dictionary(layer, dids, dtcs),
    services.length === 0 ? undefined : serviceElements(layer, services, NEGATIVE_RESPONSE_ID),
    element('COMPARAM-REFS', {}, addressComparams(ecu, layerName(ecu))),
    element(
      'PARENT-REFS',
      {},
      parent('UDS_on_CAN', 'PROTOCOL-REF'),
      parent('UDS_on_IP', 'PROTOCOL-REF'),
      sharedLayerReference(),
    ),
  )
}

export function ecuVariant(ecu: DescribedEcu): Xml {
  const layer = layerName(ecu)
  return element(
    'ECU-VARIANT',
    { ID: layer },
    names(layer, ecu.name.en),
    element('PARENT-REFS', {}, parent(`${layer}_base`, 'BASE-VARIANT-REF')),
  )
}

const parent = (id: string, type: string): Xml => element('PARENT-REF', { 'ID-REF': id, 'xsi:type': type })

/** The first is every unit's, see the shared layer. */
function higherLevels({ controls }: DiagnosticDescription, ecu: DescribedEcu): number[] {
  const levels = controls.filter((control) => control.ecu === ecu.id).map(({ securityLevel }) => securityLevel ?? 1)
  return [...new Set(levels)].filter((level) => level !== 1)
}

const nameOfDid = ({ did, name }: DescribedDid) => `${shortName(name.en)}_${hexName(did, 4)}`
const dopOf = (layer: string, did: DescribedDid) => `${layer}.DOP.${nameOfDid(did)}`

function identifierServices(layer: string, did: DescribedDid): Service[] {
  const { readDataByIdentifier: read, writeDataByIdentifier: write } = SERVICE
  const identifier = constant('identifier', did.did, 2)
  const held = value('value', dopOf(layer, did), did.bytes)
  const about = { longName: did.name.en, request: [asked(read), identifier] }
  const reading: Service = {
    ...about,
    name: `Read_${nameOfDid(did)}`,
    semantic: did.isText ? 'STOREDDATA' : 'CURRENTDATA',
    response: [answered(read), identifier, held],
  }
  const writing: Service = {
    ...about,
    name: `Write_${nameOfDid(did)}`,
    semantic: 'STOREDDATA',
    request: [asked(write), identifier, held],
    response: [answered(write), identifier],
  }
  return did.isWritable ? [reading, writing] : [reading]
}

/** One byte, 0 or 1: it can be read, taken over, put to its default, kept as it is, and given back. */
function controlServices({ did, name }: DiagnosticDescription['controls'][number]): Service[] {
  const base = `${shortName(name.en)}_${hexName(did, 4)}`
  const identifier = constant('identifier', did, 2)
  const state = value('state', TYPE.onOff, 1)
  const read = SERVICE.readDataByIdentifier
  const control = SERVICE.inputOutputControlByIdentifier
  const service = (verb: string, option: number, request: readonly Param[]): Service => ({
    name: `${verb}_${base}`,
    longName: name.en,
    semantic: 'CONTROL',
    request: [asked(control), identifier, constant('control', option), ...request],
    response: [answered(control), identifier, constant('control', option), state],
  })
  return [
    {
      name: `Read_${base}`,
      longName: name.en,
      semantic: 'CURRENTDATA',
      request: [asked(read), identifier],
      response: [answered(read), identifier, state],
    },
    service('Return', CONTROL.returnControlToEcu, []),
    service('Default', CONTROL.resetToDefault, []),
    service('Freeze', CONTROL.freezeCurrentState, []),
    service('Adjust', CONTROL.shortTermAdjustment, [state]),
  ]
}

/** What a routine tells of itself has no layout here: the bytes as they come. */
function routineServices({ routine, name }: DiagnosticDescription['routines'][number]): Service[] {
  const base = `${shortName(name.en)}_${hexName(routine, 4)}`
  const identifier = constant('routine', routine, 2)
  const service = (verb: string, option: number): Service => ({
    name: `${verb}_${base}`,
    longName: name.en,
    semantic: 'ROUTINE',
    request: [asked(SERVICE.routineControl), constant('control', option), identifier],
    response: [
      answered(SERVICE.routineControl),
      constant('control', option),
      identifier,
      value('status', TYPE.rest, 0),
    ],
  })
  const { startRoutine, stopRoutine, requestRoutineResults } = ROUTINE
  return [service('Start', startRoutine), service('Stop', stopRoutine), service('Results', requestRoutineResults)]
}

const dtcDop = (layer: string) => `${layer}.DTC.codes`
const dtcList = (layer: string) => `${layer}.field.codes`
const dtcStructure = (layer: string) => `${layer}.structure.code`

function dtcServices(layer: string): Service[] {
  const read = SERVICE.readDtcInformation
  const mask = value('statusMask', TYPE.byte, 1, 0xff)
  const lists: Param[] = [value('statusAvailabilityMask', TYPE.byte, 1), value('codes', dtcList(layer), 0)]
  const code = value('code', dtcDop(layer), 3)
  const record = value('record', TYPE.byte, 1, 0xff)
  const details: Param[] = [code, value('status', TYPE.byte, 1), value('records', TYPE.rest, 0)]
  const service = (name: string, report: number, request: readonly Param[], response: readonly Param[]): Service => ({
    name,
    semantic: 'FAULTREAD',
    request: [asked(read), constant('report', report), ...request],
    response: [answered(read), constant('report', report), ...response],
  })
  return [
    service('ReadDTCByStatusMask', REPORT.dtcByStatusMask, [mask], lists),
    service('ReadSupportedDTC', REPORT.supportedDtc, [], lists),
    service('ReadDTCSnapshot', REPORT.dtcSnapshotRecordByDtcNumber, [code, record], details),
    service('ReadDTCExtendedData', REPORT.dtcExtDataRecordByDtcNumber, [code, record], details),
  ]
}

function dictionary(layer: string, dids: readonly DescribedDid[], dtcs: readonly DescribedDtc[]): Xml | undefined {
  if (dids.length === 0 && dtcs.length === 0) return undefined
  const units = [...new Set(dids.map(({ unit }) => unit))].filter((unit) => unit !== '')
  const unitIds = new Map(units.map((unit, i) => [unit, `${layer}.unit.${i + 1}`]))
  const unitElements = [...unitIds].map(([unit, id]) =>
    element('UNIT', { ID: id }, names(`unit_${id.slice(id.lastIndexOf('.') + 1)}`), element('DISPLAY-NAME', {}, unit)),
  )
  return element(
    'DIAG-DATA-DICTIONARY-SPEC',
    {},
    list('DTC-DOPS', dtcs.length === 0 ? [] : [dtcType(layer, dtcs)]),
    list(
      'DATA-OBJECT-PROPS',
      dids.map((did) => didType(layer, did, unitIds.get(did.unit))),
    ),
    list('STRUCTURES', dtcs.length === 0 ? [] : [codeStructure(layer)]),
    list('END-OF-PDU-FIELDS', dtcs.length === 0 ? [] : [codeList(layer)]),
    units.length === 0 ? undefined : element('UNIT-SPEC', {}, element('UNITS', {}, unitElements)),
  )
}

function didType(layer: string, did: DescribedDid, unitId: string | undefined): Xml {
  const { bytes, scale, offset, isSigned, isText, states } = did
  const object = { id: dopOf(layer, did), name: nameOfDid(did), unitId }
  if (isText) {
    const coded = codedType('A_ASCIISTRING', 8 * bytes)
    return dataObject({ ...object, compu: identical(), coded, physical: 'A_UNICODE2STRING' })
  }
  const coded = codedType(isSigned ? 'A_INT32' : 'A_UINT32', 8 * bytes)
  if (states !== undefined) {
    const table = states.map((state) => ({ value: state.value, text: state.name.en }))
    return dataObject({ ...object, compu: textTable(table), coded, physical: 'A_UNICODE2STRING' })
  }
  return dataObject({ ...object, compu: linear(scale, offset), coded, physical: 'A_FLOAT64' })
}

function dtcType(layer: string, dtcs: readonly DescribedDtc[]): Xml {
  const codes = dtcs.map(({ code24, code, text }) =>
    element(
      'DTC',
      { ID: `${layer}.DTC.${hexName(code24, 6)}` },
      names(`DTC_${hexName(code24, 6)}`),
      element('TROUBLE-CODE', {}, code24),
      element('DISPLAY-TROUBLE-CODE', {}, code),
      element('TEXT', {}, text.en),
    ),
  )
  return element(
    'DTC-DOP',
    { ID: dtcDop(layer) },
    names('codes'),
    codedType('A_UINT32', 24),
    physicalType('A_UINT32'),
    identical(),
    element('DTCS', {}, codes),
  )
}

/** A code and its eight status bits. */
function codeStructure(layer: string): Xml {
  const bits = STATUS_BITS.map((name, bit) =>
    element(
      'PARAM',
      { 'xsi:type': 'VALUE' },
      names(name),
      element('BYTE-POSITION', {}, 3),
      element('BIT-POSITION', {}, bit),
      reference('DOP-REF', TYPE.bit),
    ),
  )
  const code = element(
    'PARAM',
    { 'xsi:type': 'VALUE' },
    names('code'),
    element('BYTE-POSITION', {}, 0),
    reference('DOP-REF', dtcDop(layer)),
  )
  return element('STRUCTURE', { ID: dtcStructure(layer) }, names('code'), element('PARAMS', {}, code, bits))
}

function codeList(layer: string): Xml {
  const structure = reference('BASIC-STRUCTURE-REF', dtcStructure(layer))
  return element('END-OF-PDU-FIELD', { ID: dtcList(layer) }, names('listOfCodes'), structure)
}
