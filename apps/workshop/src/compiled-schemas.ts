/**
 * What the routes' schemas are compiled to: when the first request needs it, and once for all servers of a process.
 *
 * Fastify's own compilers do the work; a server that serves nobody is where they are taken from.
 */
import { assert } from '@luban/stdx'
import Fastify, { type FastifyInstance } from 'fastify'

/** What is sent is taken as it is: no "3" for 3, nothing dropped, nothing filled in. The schemas are closed by route.ts. */
export const STRICT = {
  coerceTypes: false,
  removeAdditional: false,
  useDefaults: false,
  allErrors: false,
  discriminator: true,
} as const

type Compilers = {
  readonly validatorCompiler: NonNullable<FastifyInstance['validatorCompiler']>
  readonly serializerCompiler: NonNullable<FastifyInstance['serializerCompiler']>
}

/** To be called before the first route: compiling all of them took a start 1.0 s of a core, 0.6 once warm (measured). */
export async function compileWhenNeeded(app: FastifyInstance): Promise<void> {
  compilers ??= makeCompilers()
  const { validatorCompiler, serializerCompiler } = await compilers
  app.setValidatorCompiler((place) => {
    const compiled = whenNeeded(validators, place.schema, () => validatorCompiler(place))
    return (data) => compiled()(data) === true || { error: compiled().errors ?? [] }
  })
  app.setSerializerCompiler((place) => {
    const compiled = whenNeeded(serializers, place.schema, () => serializerCompiler(place))
    return (data) => compiled()(data)
  })
}

let compilers: Promise<Compilers> | undefined
const validators = new WeakMap<object, ReturnType<Compilers['validatorCompiler']>>()
const serializers = new WeakMap<object, ReturnType<Compilers['serializerCompiler']>>()

/** Fastify has its compilers once a route with schemas is mounted. */
async function makeCompilers(): Promise<Compilers> {
  const app = Fastify({ ajv: { customOptions: STRICT } })
  const empty = { type: 'object' }
  app.post('/', { schema: { body: empty, response: { 200: empty } } }, async () => ({}))
  await app.ready()
  const { validatorCompiler, serializerCompiler } = app
  assert(validatorCompiler !== undefined && serializerCompiler !== undefined)
  return { validatorCompiler, serializerCompiler }
}

function whenNeeded<T>(made: WeakMap<object, T>, schema: object, make: () => T): () => T {
  return () => {
    const found = made.get(schema)
    if (found !== undefined) return found
    const compiled = make()
    made.set(schema, compiled)
    return compiled
  }
}
