/**
 * `operations` of a component: routines (31), actuator tests (2F) and the reset (11). ISO 17978-3.
 *
 * A started routine or test is an execution: POST starts it, GET asks for its results, DELETE stops it; PUT freezes, resets
 * or adjusts a test, which is stopped by giving control back to the unit. Executions are remembered up to `EXECUTIONS_MAX`, the oldest are forgotten first.
 */
import { parseHex, toHex } from '@luban/stdx'
import type { Request } from '../uds/codec.ts'
import { CONTROL, NRC, ROUTINE, SERVICE } from '../uds/tables.ts'
import {
  badRequest,
  bodyOf,
  componentFault,
  invalidParameter,
  isPositive,
  methodNotAllowed,
  NOT_JSON,
  noContent,
  notFound,
  ok,
  preconditionsNotFulfilled,
  type SovdAnswer,
  valueNamed,
} from './message.ts'
import type { OperationResource } from './model.ts'
import { forgetModes } from './modes.ts'
import type { Context } from './session.ts'
import { RESET_VALUES, STATUS } from './tables.ts'

export type Execution = {
  readonly id: string
  readonly component: string
  readonly operation: string
  status: 'running' | 'completed' | 'failed' | 'stopped'
  /** What was done with it last. */
  capability: string
  /** What the unit gave last. */
  parameters: Readonly<Record<string, unknown>>
}

const EXECUTIONS_MAX = 200

export function answerOperations(context: Context): SovdAnswer | Promise<SovdAnswer> {
  const { component, request, rest } = context
  const { language = 'en' } = request
  const [id, executions, executionId, ...more] = rest
  if (id === undefined) {
    if (request.method !== 'GET') return methodNotAllowed(['GET'])
    return ok({ items: component.operations.map((one) => describe(one, language)) })
  }
  const operation = component.operations.find((one) => one.id === id)
  if (operation === undefined) return notFound(`operation "${id}" of "${component.id}"`)
  if (executions === undefined)
    return request.method === 'GET' ? ok({ item: describe(operation, language) }) : methodNotAllowed(['GET'])
  if (executions !== 'executions' || more.length > 0) return notFound(`"${request.path}"`)
  if (executionId === undefined) return answerAll(context, operation)
  const execution = context.executions.get(executionId)
  if (execution?.component !== component.id || execution.operation !== id) return notFound(`execution "${executionId}"`)
  return answerExecution(context, operation, execution)
}

const describe = (operation: OperationResource, language: keyof OperationResource['name']) => ({
  id: operation.id,
  name: operation.name[language],
  proximity_proof_required: false,
  asynchronous_execution: operation.kind !== 'reset',
})

function answerAll(context: Context, operation: OperationResource): SovdAnswer | Promise<SovdAnswer> {
  const { component, request, executions } = context
  if (request.method === 'GET') {
    const own = [...executions.values()].filter(
      (one) => one.component === component.id && one.operation === operation.id,
    )
    return ok({ items: own.map(({ id }) => ({ id })) })
  }
  return request.method === 'POST' ? start(context, operation) : methodNotAllowed(['GET', 'POST'])
}

async function start(context: Context, operation: OperationResource): Promise<SovdAnswer> {
  const body = bodyOf(context.request)
  if (body === undefined) return NOT_JSON
  const parameters = parametersOf(body)
  if (parameters === undefined) return badRequest('"parameters" is no object.')
  if (operation.kind === 'reset') return reset(context, parameters)
  const record = recordOf(parameters, operation.kind === 'routine' ? 'option' : 'state')
  if (record === undefined) return NOT_HEXADECIMAL
  const response = await context.ask(startRequest(operation, record))
  const service = operation.kind === 'routine' ? SERVICE.routineControl : SERVICE.inputOutputControlByIdentifier
  if (!isPositive(response, service)) return componentFault(response)
  return remember(context, operation, { status: toHex(response.subarray(4)) })
}

type Values = Readonly<Record<string, unknown>>

/** None are an empty object; undefined when they are something else. */
function parametersOf({ parameters = {} }: Values): Values | undefined {
  return typeof parameters === 'object' && parameters !== null ? { ...parameters } : undefined
}

const NOT_HEXADECIMAL = badRequest('A record is given as hexadecimal text: {"parameters":{"option":"00FF"}}.')

/** No record is an empty one; a test without a state is switched on. */
function recordOf(parameters: Readonly<Record<string, unknown>>, name: 'option' | 'state'): Uint8Array | undefined {
  const text = parameters[name] ?? (name === 'state' ? '01' : '')
  return typeof text === 'string' ? parseHex(text.replace(/^0x/i, '')) : undefined
}

function startRequest(operation: OperationResource & { kind: 'routine' | 'control' }, record: Uint8Array): Request {
  if (operation.kind === 'control')
    return {
      kind: 'inputOutputControlByIdentifier',
      did: operation.did,
      parameter: CONTROL.shortTermAdjustment,
      state: record,
    }
  const { routine } = operation
  return { kind: 'routineControl', control: ROUTINE.startRoutine, routine, option: record, isQuiet: false }
}

function remember(
  { component, executions, createId, href }: Context,
  { id: operation }: OperationResource,
  parameters: Execution['parameters'],
): SovdAnswer {
  const execution: Execution = {
    id: createId(),
    component: component.id,
    operation,
    status: 'running',
    capability: 'execute',
    parameters,
  }
  if (executions.size >= EXECUTIONS_MAX)
    for (const oldest of [...executions.keys()].slice(0, 1)) executions.delete(oldest)
  executions.set(execution.id, execution)
  const headers = { location: `${href}/operations/${operation}/executions/${execution.id}` }
  return { status: STATUS.accepted, body: { id: execution.id, status: execution.status, parameters }, headers }
}

async function reset(context: Context, parameters: Readonly<Record<string, unknown>>): Promise<SovdAnswer> {
  const kind = valueNamed(RESET_VALUES, parameters.value ?? 'hardReset')
  if (kind === undefined) return invalidParameter('value', Object.keys(RESET_VALUES))
  const response = await context.ask({ kind: 'ecuReset', reset: kind[1], isQuiet: false })
  if (!isPositive(response, SERVICE.ecuReset)) return componentFault(response)
  forgetModes(context.mode)
  return ok({ parameters: { value: kind[0] } })
}

function answerExecution(
  context: Context,
  operation: OperationResource,
  execution: Execution,
): SovdAnswer | Promise<SovdAnswer> {
  switch (context.request.method) {
    case 'GET':
      return look(context, operation, execution)
    case 'PUT':
      return change(context, operation, execution)
    case 'DELETE':
      return stop(context, operation, execution)
    default:
      return methodNotAllowed(['GET', 'PUT', 'DELETE'])
  }
}

/** What can be done with a running actuator test; `stop` is DELETE. */
const CAPABILITIES = {
  execute: CONTROL.shortTermAdjustment,
  freeze: CONTROL.freezeCurrentState,
  reset: CONTROL.resetToDefault,
} as const

async function change(context: Context, operation: OperationResource, execution: Execution): Promise<SovdAnswer> {
  const body = bodyOf(context.request)
  if (body === undefined) return NOT_JSON
  if (operation.kind !== 'control') return preconditionsNotFulfilled('A routine can be asked and stopped, not changed.')
  const capability = valueNamed(CAPABILITIES, body.capability)
  if (capability === undefined) return invalidParameter('capability', Object.keys(CAPABILITIES))
  const [name, parameter] = capability
  const isAdjusted = parameter === CONTROL.shortTermAdjustment
  const state = isAdjusted ? recordOf(parametersOf(body) ?? {}, 'state') : new Uint8Array()
  if (state === undefined) return NOT_HEXADECIMAL
  const response = await context.ask({
    kind: 'inputOutputControlByIdentifier',
    did: operation.did,
    parameter,
    state,
  })
  if (!isPositive(response, SERVICE.inputOutputControlByIdentifier)) return componentFault(response)
  execution.capability = name
  execution.parameters = { status: toHex(response.subarray(4)) }
  return { status: STATUS.accepted, body: { id: execution.id, status: execution.status } }
}

const tell = ({ status, capability, parameters }: Execution): SovdAnswer => ok({ status, capability, parameters })

/** Results that are not there yet mean that it still runs; a unit that keeps none was done when it had started. */
async function look(context: Context, operation: OperationResource, execution: Execution): Promise<SovdAnswer> {
  if (execution.status !== 'running' || operation.kind !== 'routine') return tell(execution)
  const { routine } = operation
  const control = ROUTINE.requestRoutineResults
  const response = await context.ask({
    kind: 'routineControl',
    control,
    routine,
    option: new Uint8Array(),
    isQuiet: false,
  })
  const nrc = response?.length === 3 ? response[2] : undefined
  if (isPositive(response, SERVICE.routineControl)) {
    execution.status = 'completed'
    execution.parameters = { status: toHex(response.subarray(4)) }
    return tell(execution)
  }
  if (nrc === NRC.busyRepeatRequest || nrc === NRC.conditionsNotCorrect) return tell(execution)
  if (nrc !== NRC.subFunctionNotSupported) return componentFault(response)
  execution.status = 'completed'
  return tell(execution)
}

async function stop(context: Context, operation: OperationResource, execution: Execution): Promise<SovdAnswer> {
  const { executions, ask } = context
  if (operation.kind === 'control') {
    const parameter = CONTROL.returnControlToEcu
    const { did } = operation
    const response = await ask({ kind: 'inputOutputControlByIdentifier', did, parameter, state: new Uint8Array() })
    if (!isPositive(response, SERVICE.inputOutputControlByIdentifier)) return componentFault(response)
  } else if (operation.kind === 'routine' && execution.status === 'running') {
    const { routine } = operation
    const option = new Uint8Array()
    const response = await ask({
      kind: 'routineControl',
      control: ROUTINE.stopRoutine,
      routine,
      option,
      isQuiet: false,
    })
    if (!isPositive(response, SERVICE.routineControl)) return componentFault(response)
  }
  executions.delete(execution.id)
  return noContent
}
