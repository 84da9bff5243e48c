/** From whatever was thrown to an error of the catalogue: ours, the framework's, the database's. */
import type { FastifyError } from 'fastify'
import pg from 'pg'
import { DatabaseError } from './db/errors.ts'
import { ApiError, ERRORS, type ErrorCode, statusOf } from './errors.ts'

export function answerOf(error: ApiError) {
  return { status: statusOf(error.code), body: { code: error.code, message: error.message, ...error.details } }
}

/** `undefined`: nobody expected this, it is our bug. */
export function refusalOf(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error
  if (error instanceof DatabaseError) return new ApiError('DATABASE_UNAVAILABLE', {}, { cause: error })
  if (error instanceof pg.DatabaseError) return refusalOfDatabase(error)
  if (error instanceof Error) return refusalOfFramework(error as FastifyError) ?? refusalOfConnection(error)
  return undefined
}

/** Two people did the same at the same moment: the unique key told the second. */
const TAKEN: Readonly<Record<string, ErrorCode>> = {
  user_username_key: 'USERNAME_TAKEN',
  exam_pkey: 'EXAM_RECORDED_ALREADY',
  exam_attempt_id_key: 'ATTEMPT_NOT_OF_CANDIDATE',
  decision_pkey: 'DECISION_MADE_ALREADY',
  sign_off_pkey: 'ATTEMPT_SIGNED_OFF',
  rig_one_of_adapter: 'RIG_ADAPTER_TAKEN',
  application_one_open: 'APPLICATION_OPEN_ALREADY',
  certificate_application_id_key: 'DECISION_MADE_ALREADY',
}

function refusalOfDatabase(error: pg.DatabaseError): ApiError | undefined {
  // Class LU: raised by our own triggers, the message is the code.
  if (error.code?.startsWith('LU') && error.message in ERRORS)
    return new ApiError(error.message as ErrorCode, {}, { cause: error })
  const taken = error.code === '23505' ? TAKEN[error.constraint ?? ''] : undefined
  if (taken) return new ApiError(taken, {}, { cause: error })
  // Classes 08, 53 and 57: connection, resources, operator intervention.
  return /^(08|53|57)/.test(error.code ?? '') ? new ApiError('DATABASE_UNAVAILABLE', {}, { cause: error }) : undefined
}

function refusalOfConnection(error: Error): ApiError | undefined {
  const { code } = error as NodeJS.ErrnoException
  const isLost =
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND)/.test(code ?? '') ||
    /^(Connection terminated|timeout exceeded when trying to connect)/.test(error.message)
  return isLost ? new ApiError('DATABASE_UNAVAILABLE', {}, { cause: error }) : undefined
}

function refusalOfFramework(error: FastifyError): ApiError | undefined {
  if (error.validation) {
    const [{ instancePath, params, message }] = error.validation
    const name = String(params.additionalProperty ?? '')
    const at = `${error.validationContext ?? ''}${instancePath}${name && `/${name}`}`
    const code = error.validationContext === 'body' ? 'BODY_MALFORMED' : 'REQUEST_MALFORMED'
    return new ApiError(code, { at, problem: name ? 'is not known here' : (message ?? 'is not valid') })
  }
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new ApiError('REQUEST_MALFORMED', { at: 'content-length', problem: error.message })
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ApiError('BODY_TOO_LARGE')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ApiError('MEDIA_TYPE_UNSUPPORTED')
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new ApiError('REQUEST_MALFORMED', { at: 'address', problem: error.message })
    default:
      // Forbidden: a path that leaves the folder of the pages.
      return error.statusCode === 404 || error.statusCode === 403 ? new ApiError('NOT_FOUND') : undefined
  }
}
