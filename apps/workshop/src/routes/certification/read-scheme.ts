/** One scheme, for anyone: every certificate points here. */
import { SchemeSchema } from '@luban/lab'
import { Type } from 'typebox'
import { schemeOf } from '../../certification/register-entry.ts'
import { ApiError } from '../../errors.ts'
import { route } from '../../route.ts'
import { LanguageSchema } from '../schemas.ts'

export const readScheme = route({
  method: 'GET',
  path: '/api/schemes/:schemeId',
  summary: 'One certification scheme.',
  permission: 'public',
  params: Type.Object({ schemeId: Type.String() }),
  query: Type.Object({ language: Type.Optional(LanguageSchema) }), // All four are in the reply; certificates name them one by one.
  reply: SchemeSchema,
  errors: ['SCHEME_NOT_FOUND'],

  async handle({ services: { content } }, { params }) {
    const scheme = schemeOf(content, params.schemeId)
    if (!scheme) throw new ApiError('SCHEME_NOT_FOUND')
    return scheme
  },
})
