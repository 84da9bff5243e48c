/** `data` and `configurations` of a component: records by identifier, services 22 and 2E. ISO 17978-3. */
import { decodeRecords } from '../uds/codec.ts'
import { decodeScaled, encodeScaled } from '../uds/scaled.ts'
import { SERVICE } from '../uds/tables.ts'
import {
  badRequest,
  bodyOf,
  componentFault,
  incomplete,
  isPositive,
  methodNotAllowed,
  NOT_JSON,
  noContent,
  notFound,
  ok,
  type SovdAnswer,
} from './message.ts'
import type { DataResource, Words } from './model.ts'
import type { Context } from './session.ts'

export function answerData(context: Context): SovdAnswer | Promise<SovdAnswer> {
  const { component, request, rest } = context
  const { language = 'en', query } = request
  if (rest.length > 1) return notFound(`"${request.path}"`)
  if (rest.length === 1) return answerOne(context, component.data)
  if (request.method !== 'GET') return methodNotAllowed(['GET'])
  const categories = query?.getAll('categories') ?? []
  const shown = component.data.filter(({ category }) => categories.length === 0 || categories.includes(category))
  return ok({ items: shown.map(({ id, name, category }) => ({ id, name: name[language], category })) })
}

/** What may be written is a configuration. */
export function answerConfigurations(context: Context): SovdAnswer | Promise<SovdAnswer> {
  const { component, request, rest } = context
  const { language = 'en' } = request
  const writable = component.data.filter(({ isWritable }) => isWritable)
  if (rest.length > 1) return notFound(`"${request.path}"`)
  if (rest.length === 1) return answerOne(context, writable)
  if (request.method !== 'GET') return methodNotAllowed(['GET'])
  return ok({ items: writable.map(({ id, name }) => ({ id, name: name[language], type: 'parameter' })) })
}

function answerOne(context: Context, data: readonly DataResource[]): SovdAnswer | Promise<SovdAnswer> {
  const { request, rest } = context
  const found = data.find(({ id, did }) => id === rest[0] || did.toString(16).padStart(4, '0') === rest[0])
  if (found === undefined) return notFound(`data "${rest[0]}" of "${context.component.id}"`)
  if (request.method === 'GET') return read(context, found)
  if (request.method === 'PUT') return write(context, found)
  return methodNotAllowed(['GET', 'PUT'])
}

async function read({ request, ask }: Context, resource: DataResource): Promise<SovdAnswer> {
  const response = await ask({ kind: 'readDataByIdentifier', dids: [resource.did] })
  if (!isPositive(response, SERVICE.readDataByIdentifier)) return componentFault(response)
  const records = decodeRecords(response.subarray(1), (did) => (did === resource.did ? resource.bytes : undefined))
  if (typeof records === 'string' || records.length !== 1) return componentFault(response)
  const { bytes } = records[0]
  const schema = request.query?.get('include-schema') === 'true' ? { schema: schemaOf(resource) } : {}
  return ok({ id: resource.id, data: tellRecord(resource, bytes, request.language ?? 'en'), ...schema })
}

/** A text, or a number with its unit and what it means where it is a state. */
export function tellRecord(
  {
    isText,
    unit,
    states,
    ...scaling
  }: Pick<DataResource, 'isText' | 'unit' | 'states' | 'scale' | 'offset' | 'isSigned'>,
  bytes: Uint8Array,
  language: keyof Words,
): Readonly<Record<string, unknown>> {
  if (isText) return { value: String.fromCharCode(...bytes).replace(/[\0\s]+$/, '') }
  // Twelve digits: more than any record has, and free of what 0.1 costs in binary.
  const value = Number(decodeScaled(bytes, scaling).toPrecision(12))
  const state = states?.find((one) => one.value === value)?.name[language]
  return { value, ...(unit === '' ? {} : { unit }), ...(state === undefined ? {} : { state }) }
}

function schemaOf({ isText, unit, states }: DataResource): unknown {
  const texts = { unit: { type: 'string', const: unit }, state: { type: 'string' } }
  const value = { type: isText ? 'string' : 'number' }
  const properties = { value, ...(unit ? { unit: texts.unit } : {}), ...(states ? { state: texts.state } : {}) }
  return { type: 'object', properties, required: ['value'] }
}

async function write({ request, ask }: Context, resource: DataResource): Promise<SovdAnswer> {
  const body = bodyOf(request)
  if (body === undefined) return NOT_JSON
  if (!('data' in body)) return incomplete('data')
  const { data } = body
  const value = typeof data === 'object' && data !== null && 'value' in data ? data.value : data
  const record = recordOf(resource, value)
  if (record === undefined) return badRequest(`"data" is no ${resource.isText ? 'text that fits' : 'number'}.`)
  const response = await ask({ kind: 'writeDataByIdentifier', did: resource.did, record })
  return isPositive(response, SERVICE.writeDataByIdentifier) ? noContent : componentFault(response)
}

/** Undefined when the value is not one of this record. A text that is short is filled with zeros. */
function recordOf({ isText, bytes, ...scaling }: DataResource, value: unknown): Uint8Array | undefined {
  const record = new Uint8Array(bytes)
  if (!isText)
    return typeof value === 'number' && Number.isFinite(value) ? encodeScaled(value, scaling, record) : undefined
  if (typeof value !== 'string' || value.length > bytes || !/^[ -~]*$/.test(value)) return undefined
  for (let i = 0; i < value.length; i++) record[i] = value.charCodeAt(i)
  return record
}
