/**
 * The SOVD interface of a vehicle: every access becomes diagnostic requests to its control units. ISO 17978-3.
 *
 * No sockets and no clock: the owner parses HTTP, passes requests in with the time, and carries UDS messages to the bus.
 * So what is asked here is in the evidence as every other tool's question is. Locks, sessions kept alive and running
 * operations are this object's own; `service` lets them expire.
 */
import { encodeRequest, type Request } from '../uds/codec.ts'
import { answerConfigurations, answerData } from './data.ts'
import { answerFaults } from './faults.ts'
import { answerLocks, createLocks, isBlocked, type Locks } from './locks.ts'
import {
  lockedByAnother,
  methodNotAllowed,
  notFound,
  ok,
  type SovdAnswer,
  type SovdRequest,
  segmentsOf,
} from './message.ts'
import { type Component, describeComponents, type SovdModel } from './model.ts'
import { answerModes, keepModes, type ModeState } from './modes.ts'
import { answerOperations, type Execution } from './operations.ts'
import { BASE_PATH, COLLECTIONS, type Collection, SOVD_VERSION } from './tables.ts'

export type SovdOptions = {
  readonly model: SovdModel
  /**
   * Carries one request to a control unit and brings its final response: null when none came, undefined when too many
   * wait. A unit that asks for more time (0x78) is waited for.
   */
  ask(ecu: string, request: Uint8Array): Promise<Uint8Array | null> | undefined
  /** Since 1970, of the moment from which `nowMs` counts. */
  readonly startedAtMs: number
  /** A name that no one can guess or had before. */
  createId(): string
  /** Of the product, in `version-info`. */
  readonly vendorVersion: string
}

export type SovdServer = {
  /** Never rejects: what goes wrong is an answer. */
  handle(request: SovdRequest, nowMs: number): Promise<SovdAnswer>
  /** Ends what has expired, and keeps sessions alive. */
  service(nowMs: number): void
}

/** What the resources of one component work with. */
export type Context = {
  readonly component: Component
  readonly request: SovdRequest
  /** What follows the collection: `data/soc` is `['soc']`. */
  readonly rest: readonly string[]
  readonly nowMs: number
  readonly mode: ModeState
  readonly executions: Map<string, Execution>
  /** The positive response to a request; anything else is told by `componentFault`. */
  ask(request: Request): Promise<Uint8Array | null | undefined>
  createId(): string
  /** Where this component is: `/vehicle/v15/components/bms`. */
  readonly href: string
}

type Server = {
  readonly options: SovdOptions
  readonly components: readonly Component[]
  readonly locks: Locks
  readonly modes: Map<string, ModeState>
  readonly executions: Map<string, Execution>
}

export function createSovdServer(options: SovdOptions): SovdServer {
  const server: Server = {
    options,
    components: describeComponents(options.model),
    locks: createLocks(options),
    modes: new Map(),
    executions: new Map(),
  }
  return {
    handle: async (request, nowMs) => answer(server, request, nowMs),
    service(nowMs) {
      server.locks.expire(nowMs)
      for (const [ecu, mode] of server.modes)
        keepModes(mode, nowMs, (request) => void options.ask(ecu, encodeRequest(request)))
    },
  }
}

function answer(server: Server, request: SovdRequest, nowMs: number): SovdAnswer | Promise<SovdAnswer> {
  const segments = segmentsOf(request.path)
  if (segments === undefined) return notFound('such path')
  const [first, second, ...path] = segments
  if (segments.length === 1 && first === 'version-info') return only(request, () => versionInfo(server))
  if (first !== 'vehicle' || second !== 'v15') return notFound(`"${request.path}"`)
  switch (path[0]) {
    case undefined:
      return only(request, () => ok({ items: ENTRY_POINTS.map((name) => reference(name, name, BASE_PATH)) }))
    case 'components':
      return answerComponents(server, request, path.slice(1), nowMs)
    case 'locks':
      return answerLocks(server.locks, { request, rest: path.slice(1), scope: undefined, nowMs })
    case 'areas':
    case 'apps':
    case 'functions':
      return path.length === 1 ? only(request, () => ok({ items: [] })) : notFound(`"${request.path}"`)
    default:
      return notFound(`"${request.path}"`)
  }
}

const ENTRY_POINTS = ['areas', 'components', 'apps', 'functions', 'locks']

const only = (request: SovdRequest, get: () => SovdAnswer): SovdAnswer =>
  request.method === 'GET' ? get() : methodNotAllowed(['GET'])

function versionInfo({ options }: Server): SovdAnswer {
  const vendor_info = { name: 'Luban', version: options.vendorVersion }
  return ok({ sovd_info: [{ version: SOVD_VERSION, base_uri: BASE_PATH, vendor_info }] })
}

const reference = (id: string, name: string, under: string) => ({ id, name, href: `${under}/${id}` })

function answerComponents(
  server: Server,
  request: SovdRequest,
  path: readonly string[],
  nowMs: number,
): SovdAnswer | Promise<SovdAnswer> {
  const [id, collection, ...rest] = path
  const under = `${BASE_PATH}/components`
  const { language = 'en' } = request
  if (id === undefined)
    return only(request, () =>
      ok({ items: server.components.map((one) => reference(one.id, one.name[language], under)) }),
    )
  const component = server.components.find((one) => one.id === id)
  if (component === undefined) return notFound(`component "${id}"`)
  const href = `${under}/${id}`
  if (collection === undefined) return only(request, () => capabilities(component, href, language))
  const answerCollection = ANSWERS[collection as Collection]
  if (!(COLLECTIONS as readonly string[]).includes(collection)) return notFound(`resource "${collection}" of "${id}"`)
  if (collection === 'locks') return answerLocks(server.locks, { request, rest, scope: id, nowMs })
  if (isBlocked(server.locks, { client: request.client, scope: id, isWrite: request.method !== 'GET', nowMs }))
    return lockedByAnother
  return answerCollection(contextOf(server, { component, request, rest, nowMs, href }))
}

const ANSWERS: Readonly<Record<Collection, (context: Context) => SovdAnswer | Promise<SovdAnswer>>> = {
  data: answerData,
  configurations: answerConfigurations,
  faults: answerFaults,
  operations: answerOperations,
  modes: answerModes,
  locks: () => notFound('lock'),
}

function capabilities(component: Component, href: string, language: keyof Component['name']): SovdAnswer {
  const resources = Object.fromEntries(COLLECTIONS.map((name) => [name, `${href}/${name}`]))
  return ok({ id: component.id, name: component.name[language], ...resources })
}

type ContextParts = Pick<Context, 'component' | 'request' | 'rest' | 'nowMs' | 'href'>

function contextOf(server: Server, parts: ContextParts): Context {
  const { ecu } = parts.component
  let mode = server.modes.get(ecu)
  if (mode === undefined) {
    mode = { session: undefined, security: undefined, communication: undefined, dtcSetting: undefined }
    server.modes.set(ecu, mode)
  }
  return {
    ...parts,
    mode,
    executions: server.executions,
    ask: async (request) => server.options.ask(ecu, encodeRequest(request)),
    createId: server.options.createId,
  }
}
