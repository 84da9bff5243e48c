/** A diagnostic service as ODX says it: the service itself, its request and its positive response, byte by byte. */
import { codedType, names, reference } from './document.ts'
import { element, type Xml } from './xml.ts'

/** Without `byte` a parameter follows the one before it. */
export type Param =
  | { readonly kind: 'constant'; readonly name: string; readonly bytes: number; readonly value: number }
  | {
      readonly kind: 'value'
      readonly name: string
      /** Its data object. */
      readonly dop: string
      readonly bytes: number
      readonly initial?: number | string
    }
  /** What stood in the request. */
  | { readonly kind: 'echo'; readonly name: string; readonly bytes: number; readonly from: number }

export type Service = {
  readonly name: string
  readonly longName?: string
  /** What it is for, in the words of ODX. */
  readonly semantic:
    | 'SESSION'
    | 'FAULTREAD'
    | 'FAULTCLEAR'
    | 'CURRENTDATA'
    | 'STOREDDATA'
    | 'CONTROL'
    | 'ROUTINE'
    | 'SECURITY'
    | 'TESTERPRESENT'
    | 'FUNCTION'
  readonly request: readonly Param[]
  readonly response: readonly Param[]
  /** The request's second byte may ask for no positive answer. */
  readonly isSuppressable?: boolean
}

/** All services of a layer with what they refer to, in the order in which a layer holds them. */
export function serviceElements(layer: string, services: readonly Service[], negativeResponse: string): Xml[] {
  return [
    element(
      'DIAG-COMMS',
      {},
      services.map((service) => diagService(layer, service, negativeResponse)),
    ),
    element(
      'REQUESTS',
      {},
      services.map(({ name, request }) => message(layer, 'REQUEST', 'RQ', name, request)),
    ),
    element(
      'POS-RESPONSES',
      {},
      services.map(({ name, response }) => message(layer, 'POS-RESPONSE', 'PR', name, response)),
    ),
  ]
}

function diagService(layer: string, service: Service, negativeResponse: string): Xml {
  const { name, longName, semantic } = service
  return element(
    'DIAG-SERVICE',
    { ID: `${layer}.service.${name}`, SEMANTIC: semantic, ADDRESSING: 'FUNCTIONAL-OR-PHYSICAL' },
    names(name, longName),
    reference('REQUEST-REF', `${layer}.RQ.${name}`),
    element('POS-RESPONSE-REFS', {}, reference('POS-RESPONSE-REF', `${layer}.PR.${name}`)),
    element('NEG-RESPONSE-REFS', {}, reference('NEG-RESPONSE-REF', negativeResponse)),
  )
}

function message(layer: string, tag: string, kind: 'RQ' | 'PR', name: string, params: readonly Param[]): Xml {
  return element(tag, { ID: `${layer}.${kind}.${name}` }, names(`${kind}_${name}`), paramsElement(params))
}

export function paramsElement(params: readonly Param[]): Xml {
  let at = 0
  const placed = params.map((param) => {
    const placedParam = paramElement(param, at)
    at += param.bytes
    return placedParam
  })
  return element('PARAMS', {}, placed)
}

function paramElement(param: Param, at: number): Xml {
  const start = [...names(param.name), element('BYTE-POSITION', {}, at)]
  switch (param.kind) {
    case 'constant': {
      const coded = codedType('A_UINT32', 8 * param.bytes)
      return element('PARAM', { 'xsi:type': 'CODED-CONST' }, start, element('CODED-VALUE', {}, param.value), coded)
    }
    case 'value': {
      const initial = param.initial === undefined ? undefined : element('PHYSICAL-DEFAULT-VALUE', {}, param.initial)
      return element('PARAM', { 'xsi:type': 'VALUE' }, start, initial, reference('DOP-REF', param.dop))
    }
    case 'echo': {
      const from = element('REQUEST-BYTE-POS', {}, param.from)
      const length = element('BYTE-LENGTH', {}, param.bytes)
      return element('PARAM', { 'xsi:type': 'MATCHING-REQUEST-PARAM' }, start, from, length)
    }
  }
}

export const constant = (name: string, value: number, bytes = 1): Param => ({ kind: 'constant', name, bytes, value })
export const value = (name: string, dop: string, bytes: number, initial?: number | string): Param => ({
  kind: 'value',
  name,
  dop,
  bytes,
  ...(initial !== undefined && { initial }),
})
