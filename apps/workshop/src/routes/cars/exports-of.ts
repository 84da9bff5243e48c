/** The car of an address, or the error that there is none. The same for everybody, so it can tell nothing of an attempt. */
import { Type } from 'typebox'
import type { PublicContext } from '../../context.ts'
import { ApiError } from '../../errors.ts'
import type { ModelExports } from '../../stations/model-exports.ts'

export const CarParams = Type.Object({ model: Type.String({ pattern: '^[a-z0-9-]{1,60}$' }) })

export function exportsOf({ services }: PublicContext, modelId: string): ModelExports {
  const found = services.findModelExports(modelId)
  if (found === undefined) throw new ApiError('CAR_NOT_FOUND')
  return found
}
