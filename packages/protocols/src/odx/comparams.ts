/** Files of an export about communication: each subset of parameters, and each protocol as a stack of subsets. */
import type { Access, DescribedEcu, DiagnosticDescription } from './description.ts'
import { codedType, dataObject, identical, names, odxFile, restOfMessage } from './document.ts'
import {
  CAN_PHYSICAL,
  CAN_TRANSPORT,
  type ComparamRow,
  type ComparamSubset,
  FORMATS,
  IP_TRANSPORT,
  NO_IDENTIFIER,
  type ProtocolStack,
  UDS_APPLICATION,
} from './tables.ts'
import { element, list, type Xml } from './xml.ts'
import type { ZipFile } from './zip.ts'

export function subsetFile({ name, category, comparams, complex }: ComparamSubset): ZipFile {
  const number = { id: `${name}.DOP.number`, name: 'number', compu: identical(), physical: 'A_UINT32' }
  const text = { id: `${name}.DOP.text`, name: 'text', compu: identical(), physical: 'A_UNICODE2STRING' }
  const types = [
    dataObject({ ...number, coded: codedType('A_UINT32', 32) }),
    dataObject({ ...text, coded: restOfMessage('A_UNICODE2STRING') }),
  ]
  const complexes = complex === undefined ? [] : [complexComparam(name, complex)]
  const root = element(
    'COMPARAM-SUBSET',
    { ID: name, CATEGORY: category },
    names(name),
    list(
      'COMPARAMS',
      comparams.map((row) => comparam(name, row)),
    ),
    list('COMPLEX-COMPARAMS', complexes),
    element('DATA-OBJECT-PROPS', {}, types),
  )
  return { name: `${name}.odx-cs`, bytes: odxFile(root) }
}

function comparam(subset: string, { name, paramClass, usage, initial }: ComparamRow): Xml {
  const type = typeof initial === 'number' ? 'number' : 'text'
  return element(
    'COMPARAM',
    { ID: `${subset}.${name}`, 'PARAM-CLASS': paramClass, CPTYPE: 'STANDARD', CPUSAGE: usage },
    names(name),
    element('PHYSICAL-DEFAULT-VALUE', {}, initial),
    element('DATA-OBJECT-PROP-REF', { 'ID-REF': `${subset}.DOP.${type}` }),
  )
}

function complexComparam(subset: string, { name, parts }: NonNullable<ComparamSubset['complex']>): Xml {
  const about = { 'PARAM-CLASS': 'UNIQUE_ID', CPTYPE: 'STANDARD', CPUSAGE: 'ECU-COMM', 'ALLOW-MULTIPLE-VALUES': true }
  return element(
    'COMPLEX-COMPARAM',
    { ID: `${subset}.${name}`, ...about },
    names(name),
    parts.map((part) => comparam(subset, part)),
  )
}

export function specFile({ name, subsets }: ProtocolStack): ZipFile {
  const references = subsets.map((subset) =>
    element('COMPARAM-SUBSET-REF', {
      'ID-REF': subset.name,
      DOCREF: subset.name,
      DOCTYPE: 'COMPARAM-SUBSET',
    }),
  )
  const physical = subsets.find(({ category }) => category === 'PHYS')
  const stack = element(
    'PROT-STACK',
    { ID: `${name}.stack` },
    names(`${name}_stack`),
    element('PDU-PROTOCOL-TYPE', {}, name),
    element('PHYSICAL-LINK-TYPE', {}, physical?.name),
    element('COMPARAM-SUBSET-REFS', {}, references),
  )
  const root = element('COMPARAM-SPEC', { ID: `CPS.${name}` }, names(specName(name)), element('PROT-STACKS', {}, stack))
  return { name: `${specName(name)}.odx-c`, bytes: odxFile(root) }
}

const specName = (protocol: string) => `CPS_${protocol}`

export const specReference = (protocol: string): Xml =>
  element('COMPARAM-SPEC-REF', {
    'ID-REF': `CPS.${protocol}`,
    DOCREF: specName(protocol),
    DOCTYPE: 'COMPARAM-SPEC',
  })

/** What holds for every protocol: so that nobody needs the defaults. */
const applicationComparams = (): Xml[] =>
  UDS_APPLICATION.comparams.map(({ name, initial }) => value(UDS_APPLICATION, name, initial))

/** Values that hold for the whole car over CAN. */
export function canComparams({ canBitsPerS, functionalRequestId }: Access): Xml[] {
  const format = functionalRequestId > 0x7ff ? FORMATS.transmit29 : FORMATS.transmit11
  return [
    value(CAN_PHYSICAL, 'CP_Baudrate', canBitsPerS),
    value(CAN_TRANSPORT, 'CP_CanFuncReqFormat', format),
    value(CAN_TRANSPORT, 'CP_CanFuncReqId', functionalRequestId),
    ...applicationComparams(),
  ]
}

/** Values that hold for the whole car over IP. */
export function ipComparams(access: Access, { functionalLogicalAddress }: DiagnosticDescription): Xml[] {
  return [
    value(IP_TRANSPORT, 'CP_DoIPLogicalGatewayAddress', access.gatewayLogicalAddress),
    value(IP_TRANSPORT, 'CP_DoIPLogicalTesterAddress', access.testerLogicalAddress),
    value(IP_TRANSPORT, 'CP_DoIPLogicalFunctionalAddress', functionalLogicalAddress),
    ...applicationComparams(),
  ]
}

/** The addresses of one control unit, by either protocol. */
export function addressComparams({ requestId, responseId, logicalAddress }: DescribedEcu, layer: string): Xml[] {
  const transmit = requestId > 0x7ff ? FORMATS.transmit29 : FORMATS.transmit11
  const receive = responseId > 0x7ff ? FORMATS.receive29 : FORMATS.receive11
  const unsegmented = [FORMATS.unsegmented11, NO_IDENTIFIER, 0]
  const onCan = [transmit, requestId, 0, receive, responseId, 0, ...unsegmented, layer]
  return [
    complexValue(CAN_TRANSPORT, onCan, 'UDS_on_CAN'),
    complexValue(IP_TRANSPORT, [logicalAddress, layer], 'UDS_on_IP'),
  ]
}

function value(subset: ComparamSubset, name: string, given: number | string): Xml {
  return comparamReference(subset, name, element('SIMPLE-VALUE', {}, given))
}

function complexValue(subset: ComparamSubset, values: readonly (number | string)[], protocol: string): Xml {
  const simple = values.map((given) => element('SIMPLE-VALUE', {}, given))
  return comparamReference(subset, subset.complex?.name ?? '', element('COMPLEX-VALUE', {}, simple), protocol)
}

function comparamReference(subset: ComparamSubset, name: string, given: Xml, protocol?: string): Xml {
  return element(
    'COMPARAM-REF',
    { 'ID-REF': `${subset.name}.${name}`, DOCREF: subset.name, DOCTYPE: 'COMPARAM-SUBSET' },
    given,
    protocol === undefined ? undefined : element('PROTOCOL-SNREF', { 'SHORT-NAME': protocol }),
  )
}
