/**
 * Every reply that one person can get over HTTP: a walk over the route table, for tests of what must never be said.
 *
 * A route, parameter or question that is new fails the walk until somebody says what to ask it for: none is forgotten.
 */
import assert from 'node:assert/strict'
import type { Permission } from '../../policies/permissions.ts'
import type { AnyRoute } from '../../route.ts'
import type { Client, Reply } from '../../testing.ts'
import { routes } from '../index.ts'

export type Asked = {
  /** For each `:param` of a path what to put there. */
  readonly params: { readonly [name: string]: readonly string[] }
  /** For each `?name=` of a query. */
  readonly query: { readonly [name: string]: string }
  /** For each `METHOD /path` that this person may call, the bodies to send besides what is malformed. */
  readonly bodies: { readonly [route: string]: readonly unknown[] }
}

/** Who asks, and which of the permissions are theirs. */
export type Person = { readonly client: Client; readonly permissions: ReadonlySet<Permission> }

const ALL = routes as readonly AnyRoute[]
const nameOf = ({ method, path }: AnyRoute) => `${method} ${path}`

/** Every GET route of the table, whoever may call it, with every parameter and question. Adds to `heard`. */
export async function askEverything({ client, permissions }: Person, asked: Asked, heard: Buffer[]) {
  const answered = new Set<string>()
  for (const r of ALL.filter(({ method }) => method === 'GET')) {
    for (const address of addressesOf(r, asked)) {
      const reply = await client.get(address)
      heard.push(bytesOf(reply))
      if (reply.status === 200) answered.add(nameOf(r))
    }
  }
  for (const address of ['/openapi.json', '/api/nothing', '/api/register/%E0%A4%A', '/assets/nothing.js', '/']) {
    heard.push(bytesOf(await client.get(address)))
  }
  const open = ALL.filter((r) => r.method === 'GET' && mayCall(permissions, r)).map(nameOf)
  return { answered, unanswered: open.filter((name) => !answered.has(name)) }
}

/** Every other route of the table with every body, but for those named in `except`, which end what is asked about. */
export async function sendEverything(
  { client, permissions }: Person,
  asked: Asked,
  heard: Buffer[],
  except: readonly string[],
): Promise<void> {
  for (const name of except)
    assert(
      ALL.some((r) => nameOf(r) === name),
      `there is no route ${name}`,
    )
  for (const r of ALL.filter((one) => one.method !== 'GET' && !except.includes(nameOf(one)))) {
    const send = r.method === 'PUT' ? client.put : client.post
    const bodies = asked.bodies[nameOf(r)]
    assert(bodies !== undefined || !mayCall(permissions, r), `say what to send to ${nameOf(r)}`)
    for (const address of addressesOf(r, asked)) {
      for (const body of [{}, { unknown: 1 }, '{"cut', ...(bodies ?? [])]) {
        heard.push(bytesOf(await send(address, body)))
      }
    }
  }
}

const mayCall = (permissions: ReadonlySet<Permission>, { permission }: AnyRoute) =>
  permission === 'public' || permissions.has(permission)

function addressesOf(r: AnyRoute, { params, query }: Asked): string[] {
  let paths = [r.path]
  for (const [, name] of r.path.matchAll(/:(\w+)/g)) {
    assert(params[name] !== undefined, `say what to ask ${nameOf(r)} for as :${name}`)
    paths = paths.flatMap((path) => params[name].map((value) => path.replace(`:${name}`, value)))
  }
  const questions = Object.keys((r.query as { properties?: object }).properties ?? {})
  for (const name of questions) assert(query[name] !== undefined, `say what to ask ${nameOf(r)} for as ?${name}=`)
  return paths.flatMap((path) => [
    path,
    ...questions.map((name) => `${path}?${name}=${encodeURIComponent(query[name])}`),
  ])
}

const bytesOf = ({ headers, bytes }: Reply) => Buffer.concat([Buffer.from(`${JSON.stringify([...headers])}\n`), bytes])
