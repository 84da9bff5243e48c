/** The language a person reads in, remembered from one machine to the next. */
import { Type } from 'typebox'
import { rememberLanguage } from '../../db/users.ts'
import { route } from '../../route.ts'
import { LanguageSchema } from '../schemas.ts'

export const keepLanguage = route({
  method: 'PUT',
  path: '/api/me/language',
  summary: 'Remember my language.',
  permission: 'profile:change',
  body: Type.Object({ language: LanguageSchema }),
  reply: Type.Object({ language: LanguageSchema }),
  errors: [],

  async handle({ actor, now, change }, { body: { language } }) {
    return await change(async (db) => {
      await rememberLanguage(db, actor.userId, language, now())
      return {
        result: { language },
        audit: { action: 'user.language', subject: `user:${actor.userId}`, detail: { language } },
      }
    })
  },
})
