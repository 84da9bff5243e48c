/** Calls the server of the workshop; every failure becomes an `ApiProblem` that a page can explain. */

import type { Routes } from '@luban/workshop'

/** What a route answers, by its `METHOD /path`: the server's own types, so that the two cannot drift apart. */
export type Reply<Key extends keyof Routes> = Routes[Key]['reply']

/** `code` is the server's error code, or NO_CONNECTION when the server could not be reached. */
export class ApiProblem extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, status: number, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'ApiProblem'
    this.code = code
    this.status = status
  }
}

export function get<Reply>(path: string): Promise<Reply> {
  return call<Reply>('GET', path)
}

export function post<Reply>(path: string, body: object = {}): Promise<Reply> {
  return call<Reply>('POST', path, body)
}

export function put<Reply>(path: string, body: object): Promise<Reply> {
  return call<Reply>('PUT', path, body)
}

async function call<Reply>(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Reply> {
  const response = await reach(path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const reply = await readJson(response)
  if (!response.ok) throw problemOf(response.status, reply)
  return reply as Reply
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init)
  } catch (cause) {
    throw new ApiProblem('NO_CONNECTION', 0, 'The server did not answer.', cause)
  }
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ApiProblem('NOT_JSON', response.status, 'The server sent something else than JSON.', cause)
  }
}

function problemOf(status: number, reply: unknown): ApiProblem {
  const { code, message } = (reply ?? {}) as { code?: unknown; message?: unknown }
  return new ApiProblem(
    typeof code === 'string' ? code : `HTTP_${status}`,
    status,
    typeof message === 'string' ? message : `The server answered ${status}.`,
  )
}
