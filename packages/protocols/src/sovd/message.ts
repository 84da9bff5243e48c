/**
 * A request to the SOVD interface and its answer, and the errors that an answer may be. ISO 17978-3, generic error.
 * What arrives is text from anyone: nothing here throws.
 */
import { NEGATIVE_RESPONSE, NRC, POSITIVE_RESPONSE } from '../uds/tables.ts'
import { type SovdErrorCode, type SovdVendorCode, STATUS } from './tables.ts'

export type SovdRequest = {
  /** GET, POST, PUT, DELETE. */
  readonly method: string
  /** Without the query: `/vehicle/v15/components`. */
  readonly path: string
  readonly query?: URLSearchParams
  /** JSON text, where there is any. */
  readonly body?: string
  /** Who asks, for locks: the same client has the same name every time. */
  readonly client: string
  /** Of the names in the answer; English when nothing is said. */
  readonly language?: 'kk' | 'ru' | 'zh' | 'en'
}

export type SovdAnswer = {
  readonly status: number
  /** To be written as JSON; undefined where there is none. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export type GenericError = {
  readonly error_code: SovdErrorCode
  readonly vendor_code?: SovdVendorCode
  readonly message: string
  readonly parameters?: Readonly<Record<string, unknown>>
}

export const ok = (body: unknown): SovdAnswer => ({ status: STATUS.ok, body })
export const noContent: SovdAnswer = { status: STATUS.noContent }

function errorAnswer(status: number, body: GenericError): SovdAnswer {
  return { status, body }
}

export const notFound = (what: string): SovdAnswer =>
  errorAnswer(STATUS.notFound, {
    error_code: 'vendor-specific',
    vendor_code: 'not-found',
    message: `There is no ${what}. GET the path above it for what there is.`,
  })

export const badRequest = (message: string): SovdAnswer =>
  errorAnswer(STATUS.badRequest, { error_code: 'vendor-specific', vendor_code: 'bad-request', message })

export const incomplete = (missing: string): SovdAnswer =>
  errorAnswer(STATUS.badRequest, { error_code: 'incomplete-request', message: `The body lacks "${missing}".` })

export const invalidParameter = (name: string, possibleValues: readonly string[]): SovdAnswer =>
  errorAnswer(STATUS.badRequest, {
    error_code: 'vendor-specific',
    vendor_code: 'invalid-parameter',
    message: `"${name}" is none of the allowed values.`,
    parameters: { possible_values: possibleValues },
  })

export const preconditionsNotFulfilled = (message: string): SovdAnswer =>
  errorAnswer(STATUS.conflict, { error_code: 'preconditions-not-fulfilled', message })

export const lockedByAnother: SovdAnswer = errorAnswer(STATUS.locked, {
  error_code: 'preconditions-not-fulfilled',
  message: 'Another client holds a lock on this. Wait until it ends or expires.',
})

export function methodNotAllowed(allowed: readonly string[]): SovdAnswer {
  const message = `Only ${allowed.join(', ')} can be done here.`
  const body: GenericError = { error_code: 'vendor-specific', vendor_code: 'bad-request', message }
  return { status: STATUS.methodNotAllowed, body, headers: { allow: allowed.join(', ') } }
}

/** Is it the positive response to this service? */
export const isPositive = (response: Uint8Array | null | undefined, service: number): response is Uint8Array =>
  response?.[0] === service + POSITIVE_RESPONSE

/** What the component gave instead of a positive response: nothing, a negative one, or something else. */
export function componentFault(response: Uint8Array | null | undefined): SovdAnswer {
  if (response === undefined)
    return errorAnswer(STATUS.unavailable, {
      error_code: 'sovd-server-failure',
      message: 'Too many requests wait for this component. Ask again.',
    })
  if (response === null)
    return errorAnswer(STATUS.gatewayTimeout, {
      error_code: 'not-responding',
      message: 'The component did not respond.',
    })
  if (response[0] !== NEGATIVE_RESPONSE || response.length !== 3)
    return errorAnswer(STATUS.badGateway, {
      error_code: 'invalid-response-content',
      message: 'The component responded with something that does not answer the request.',
    })
  const [, service, nrc] = response
  return errorAnswer(STATUS.badGateway, {
    error_code: 'error-response',
    message: `The component responded negatively: ${nrcName(nrc)}.`,
    parameters: { service, nrc },
  })
}

const nrcName = (nrc: number) =>
  Object.entries(NRC).find(([, value]) => value === nrc)?.[0] ?? `code 0x${nrc.toString(16)}`

/** The body as an object; undefined when it is anything else. */
export function bodyOf(request: SovdRequest): Readonly<Record<string, unknown>> | undefined {
  if (request.body === undefined || request.body === '') return {}
  try {
    const value: unknown = JSON.parse(request.body)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

export const NOT_JSON = badRequest('The body is no JSON object.')

/** The parts of a path, decoded; undefined when it is none. Capitals make no difference. */
export function segmentsOf(path: string): readonly string[] | undefined {
  try {
    const parts = path.split('/').map((part) => decodeURIComponent(part).toLowerCase())
    if (parts[0] !== '') return undefined
    return parts.at(-1) === '' ? parts.slice(1, -1) : parts.slice(1)
  } catch {
    return undefined
  }
}

/** A value by its name, capitals or not. */
export function valueNamed(values: Readonly<Record<string, number>>, name: unknown): [string, number] | undefined {
  if (typeof name !== 'string') return undefined
  return Object.entries(values).find(([one]) => one.toLowerCase() === name.toLowerCase())
}
