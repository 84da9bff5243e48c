/**
 * `modes` of a component: session (10), security (27), communication (28) and setting of codes (85). ISO 17978-3.
 *
 * A session other than the default one is kept alive by TesterPresent until its expiration, then left. What a mode is,
 * UDS does not tell (but for the session): it is what was set here last.
 */
import { parseHex, toHex } from '@luban/stdx'
import { decodeResponse, type Request } from '../uds/codec.ts'
import { COMMUNICATION_TYPE, SERVICE, SESSION } from '../uds/tables.ts'
import {
  badRequest,
  bodyOf,
  componentFault,
  incomplete,
  invalidParameter,
  isPositive,
  methodNotAllowed,
  NOT_JSON,
  notFound,
  ok,
  type SovdAnswer,
  valueNamed,
} from './message.ts'
import type { Context } from './session.ts'
import { COMMUNICATION_VALUES, DTC_SETTING_VALUES, MODES, type ModeId, SESSION_VALUES } from './tables.ts'

export type ModeState = {
  session: { name: string; untilMs: number; presentMs: number } | undefined
  /** Name of the level that was unlocked in this session. */
  security: string | undefined
  communication: string | undefined
  dtcSetting: string | undefined
}

/** Below S3 of 5 s. */
const TESTER_PRESENT_MS = 2000
/** Ours: a client that names no expiration is not meant to hold a session for ever. */
const EXPIRATION_S = 300
const EXPIRATION_S_MAX = 86_400

const DEFAULT_SESSION: Request = { kind: 'diagnosticSessionControl', session: SESSION.default, isQuiet: false }

/** Keeps the session of one component alive, or leaves it when its time is over. */
export function keepModes(mode: ModeState, nowMs: number, send: (request: Request) => void): void {
  const { session } = mode
  if (session === undefined) return
  if (nowMs >= session.untilMs) {
    forgetModes(mode)
    send(DEFAULT_SESSION)
  } else if (nowMs - session.presentMs >= TESTER_PRESENT_MS) {
    session.presentMs = nowMs
    send({ kind: 'testerPresent', isQuiet: false })
  }
}

/** With the session everything ends that was allowed or changed in it; a reset ends the session. */
export function forgetModes(mode: ModeState): void {
  mode.session = undefined
  mode.security = undefined
  mode.communication = undefined
  mode.dtcSetting = undefined
}

export function answerModes(context: Context): SovdAnswer | Promise<SovdAnswer> {
  const { request, rest } = context
  const [id, ...more] = rest
  if (id === undefined) {
    if (request.method !== 'GET') return methodNotAllowed(['GET'])
    return ok({ items: Object.entries(MODES).map(([mode, name]) => ({ id: mode, name })) })
  }
  if (!Object.hasOwn(MODES, id) || more.length > 0) return notFound(`mode "${rest.join('/')}"`)
  if (request.method === 'GET')
    return ok({ name: MODES[id as ModeId], value: currentValue(context.mode, id as ModeId) })
  if (request.method !== 'PUT') return methodNotAllowed(['GET', 'PUT'])
  const body = bodyOf(request)
  if (body === undefined) return NOT_JSON
  return typeof body.value === 'string' ? SETTERS[id as ModeId](context, body.value, body) : incomplete('value')
}

function currentValue({ session, security, communication, dtcSetting }: ModeState, id: ModeId): string {
  const values: Record<ModeId, string> = {
    session: session?.name ?? 'default',
    security: security ?? 'Locked',
    commctrl: communication ?? 'enableRxAndEnableTx',
    dtcsetting: dtcSetting ?? 'on',
  }
  return values[id]
}

type Body = Readonly<Record<string, unknown>>
type Setter = (context: Context, value: string, body: Body) => SovdAnswer | Promise<SovdAnswer>

const SETTERS: Readonly<Record<ModeId, Setter>> = {
  session: setSession,
  security: setSecurity,
  commctrl: setCommunication,
  dtcsetting: setDtcSetting,
}

async function setSession({ mode, ask, nowMs }: Context, value: string, body: Body): Promise<SovdAnswer> {
  const wanted = valueNamed(SESSION_VALUES, value)
  if (wanted === undefined) return invalidParameter('value', Object.keys(SESSION_VALUES))
  const { mode_expiration: expirationS = EXPIRATION_S } = body
  if (typeof expirationS !== 'number' || !(expirationS > 0 && expirationS <= EXPIRATION_S_MAX))
    return badRequest(`"mode_expiration" is a number of seconds up to ${EXPIRATION_S_MAX}.`)
  const [name, session] = wanted
  const response = await ask({ kind: 'diagnosticSessionControl', session, isQuiet: false })
  if (!isPositive(response, SERVICE.diagnosticSessionControl)) return componentFault(response)
  forgetModes(mode)
  if (session !== SESSION.default) mode.session = { name, untilMs: nowMs + expirationS * 1000, presentMs: nowMs }
  return ok({ id: 'session', value: name })
}

const LEVEL = /^level_(\d{1,2})(_requestseed)?$/i
const LEVEL_MAX = 0x41

/** `Level_1_RequestSeed` asks for the seed of level 1; `Level_1` with a key unlocks it. */
async function setSecurity({ mode, ask }: Context, value: string, body: Body): Promise<SovdAnswer> {
  const [, number, isSeed] = LEVEL.exec(value) ?? []
  const level = Number(number)
  if (!(level % 2 === 1 && level <= LEVEL_MAX)) return invalidParameter('value', ['Level_1_RequestSeed', 'Level_1'])
  if (isSeed) {
    const response = await ask({ kind: 'securityAccess', subFunction: level, data: new Uint8Array(), isQuiet: false })
    if (!isPositive(response, SERVICE.securityAccess)) return componentFault(response)
    const decoded = decodeResponse(response)
    if (typeof decoded === 'string' || decoded.kind !== 'securityAccess') return componentFault(response)
    return ok({ id: 'security', seed: { Request_Seed: toHex(decoded.seed) } })
  }
  const key = keyOf(body)
  if (key === undefined) return incomplete('Key.Send_Key')
  const response = await ask({ kind: 'securityAccess', subFunction: level + 1, data: key, isQuiet: false })
  if (!isPositive(response, SERVICE.securityAccess)) return componentFault(response)
  mode.security = `Level_${level}`
  return ok({ id: 'security', value: mode.security })
}

function keyOf({ Key: key }: Body): Uint8Array | undefined {
  if (typeof key !== 'object' || key === null || !('Send_Key' in key)) return undefined
  return typeof key.Send_Key === 'string' ? parseHex(key.Send_Key.replace(/^0x/i, '')) : undefined
}

async function setCommunication({ mode, ask }: Context, value: string): Promise<SovdAnswer> {
  const wanted = valueNamed(COMMUNICATION_VALUES, value)
  if (wanted === undefined) return invalidParameter('value', Object.keys(COMMUNICATION_VALUES))
  const [name, control] = wanted
  const communicationType = COMMUNICATION_TYPE.normal
  const response = await ask({ kind: 'communicationControl', control, communicationType, isQuiet: false })
  if (!isPositive(response, SERVICE.communicationControl)) return componentFault(response)
  mode.communication = name
  return ok({ id: 'commctrl', value: name })
}

async function setDtcSetting({ mode, ask }: Context, value: string): Promise<SovdAnswer> {
  const wanted = valueNamed(DTC_SETTING_VALUES, value)
  if (wanted === undefined) return invalidParameter('value', Object.keys(DTC_SETTING_VALUES))
  const [name, setting] = wanted
  const response = await ask({ kind: 'controlDtcSetting', setting, isQuiet: false })
  if (!isPositive(response, SERVICE.controlDtcSetting)) return componentFault(response)
  mode.dtcSetting = name
  return ok({ id: 'dtcsetting', value: name })
}
