/**
 * `locks`: one client has a component, or the whole vehicle, to itself for a while. ISO 17978-3.
 *
 * A lock keeps others from changing anything; what is only read stays open to all. Nobody needs a lock to begin.
 */
import {
  badRequest,
  bodyOf,
  incomplete,
  lockedByAnother,
  methodNotAllowed,
  NOT_JSON,
  noContent,
  notFound,
  ok,
  preconditionsNotFulfilled,
  type SovdAnswer,
  type SovdRequest,
} from './message.ts'
import { STATUS } from './tables.ts'

type Lock = { readonly id: string; readonly client: string; readonly scope: Scope; untilMs: number }
/** A component, or the vehicle when undefined. */
type Scope = string | undefined

export type Locks = {
  /** Those that have not expired. */
  active(nowMs: number): readonly Lock[]
  add(lock: Omit<Lock, 'id'>): Lock
  remove(id: string): void
  expire(nowMs: number): void
  dateOf(nowMs: number): string
}

const LOCK_S_MAX = 86_400

export function createLocks(options: { readonly startedAtMs: number; createId(): string }): Locks {
  let locks: readonly Lock[] = []
  const active = (nowMs: number) => locks.filter(({ untilMs }) => nowMs < untilMs)
  return {
    active,
    add(lock) {
      const added = { ...lock, id: options.createId() }
      locks = [...locks, added]
      return added
    },
    remove(id) {
      locks = locks.filter((lock) => lock.id !== id)
    },
    expire(nowMs) {
      if (locks.length > 0) locks = active(nowMs)
    },
    dateOf: (nowMs) => new Date(options.startedAtMs + nowMs).toISOString(),
  }
}

/** Another client has locked it, or the vehicle. */
export function isBlocked(
  locks: Locks,
  { client, scope, isWrite, nowMs }: { client: string; scope: Scope; isWrite: boolean; nowMs: number },
): boolean {
  const isMeant = (lock: Lock) => lock.scope === undefined || scope === undefined || lock.scope === scope
  return isWrite && locks.active(nowMs).some((lock) => lock.client !== client && isMeant(lock))
}

type LockContext = {
  readonly request: SovdRequest
  readonly rest: readonly string[]
  readonly scope: Scope
  readonly nowMs: number
}

export function answerLocks(locks: Locks, context: LockContext): SovdAnswer {
  const { request, rest, scope, nowMs } = context
  const { client, method } = request
  const own = locks.active(nowMs).filter((lock) => lock.scope === scope)
  if (rest.length > 1) return notFound(`"${request.path}"`)
  if (rest.length === 0) {
    if (method === 'GET') return ok({ items: own.map((lock) => ({ id: lock.id, owned: lock.client === client })) })
    return method === 'POST' ? acquire(locks, context) : methodNotAllowed(['GET', 'POST'])
  }
  const lock = own.find(({ id }) => id === rest[0])
  if (lock === undefined) return notFound(`lock "${rest[0]}"`)
  if (method === 'GET') return ok({ lock_expiration: locks.dateOf(lock.untilMs) })
  if (method !== 'PUT' && method !== 'DELETE') return methodNotAllowed(['GET', 'PUT', 'DELETE'])
  if (lock.client !== client) return lockedByAnother
  return method === 'PUT' ? extend(lock, request, nowMs) : release(locks, lock)
}

function acquire(locks: Locks, { request, scope, nowMs }: LockContext): SovdAnswer {
  const { client } = request
  const seconds = secondsOf(request)
  if (typeof seconds !== 'number') return seconds
  if (isBlocked(locks, { client, scope, isWrite: true, nowMs })) return lockedByAnother
  if (locks.active(nowMs).some((lock) => lock.client === client && lock.scope === scope))
    return preconditionsNotFulfilled('You hold this lock already. PUT to it for more time.')
  const lock = locks.add({ client, scope, untilMs: nowMs + seconds * 1000 })
  return { status: STATUS.created, body: { id: lock.id, owned: true } }
}

function secondsOf(request: SovdRequest): number | SovdAnswer {
  const body = bodyOf(request)
  if (body === undefined) return NOT_JSON
  const { lock_expiration: seconds } = body
  if (seconds === undefined) return incomplete('lock_expiration')
  const isTime = typeof seconds === 'number' && seconds > 0 && seconds <= LOCK_S_MAX
  return isTime ? seconds : badRequest(`"lock_expiration" is a number of seconds up to ${LOCK_S_MAX}.`)
}

function extend(lock: Lock, request: SovdRequest, nowMs: number): SovdAnswer {
  const seconds = secondsOf(request)
  if (typeof seconds !== 'number') return seconds
  lock.untilMs = nowMs + seconds * 1000
  return noContent
}

function release(locks: Locks, lock: Lock): SovdAnswer {
  locks.remove(lock.id)
  return noContent
}
