import assert from 'node:assert/strict'
import { test } from 'node:test'
import Fastify from 'fastify'
import { compileWhenNeeded, STRICT } from './compiled-schemas.ts'
import { type AnyRoute, type Door, mount, mountSocket } from './route.ts'
import { routes, socketRoutes } from './routes/index.ts'

const NOBODY = {} as Door

test('every schema of every route can be compiled, though a start compiles none', async () => {
  const app = Fastify({ ajv: { customOptions: STRICT } })
  await app.register(import('@fastify/websocket'))
  for (const r of routes as readonly AnyRoute[]) mount(app, r, NOBODY)
  for (const r of socketRoutes) mountSocket(app, r, NOBODY)
  await app.ready() // Fastify itself compiles all of them here, and throws.
  await app.close()
})

test('a schema is compiled by the first server that needs it, and serves the next', async () => {
  let looks = 0
  const properties = {
    get answer() {
      looks++
      return { type: 'number' }
    },
  }
  const schema = { type: 'object', properties, required: ['answer'] }
  const open = async () => {
    const app = Fastify()
    await compileWhenNeeded(app)
    app.post(
      '/',
      { schema: { body: schema, response: { 200: { type: 'object', properties: { twice: { type: 'number' } } } } } },
      async ({ body }) => ({ twice: 2 * (body as { answer: number }).answer, more: 1 }),
    )
    await app.ready()
    return app
  }
  const [first, second] = [await open(), await open()]
  const ask = async (app: typeof first, body: object) =>
    (await app.inject({ method: 'POST', url: '/', payload: body })).json()
  assert.equal(looks, 0)
  assert.deepEqual(await ask(first, { answer: 21 }), { twice: 42 })
  const after = looks
  assert(after > 0)
  assert.deepEqual(await ask(second, { answer: 21 }), { twice: 42 })
  assert.equal(looks, after)
  const refused = await ask(second, { answer: '21' })
  assert.deepEqual([refused.statusCode, refused.code], [400, 'FST_ERR_VALIDATION'])
  assert.match(refused.message, /body\/answer must be number/)
})
