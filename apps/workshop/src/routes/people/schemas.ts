/** Shapes of the routes about people. What exactly a name or a password must be, people/rules.ts says. */
import { Type } from 'typebox'
import { NAME_LENGTH_MAX } from '../../people/rules.ts'
import { ROLES } from '../../policies/permissions.ts'

export const PersonParams = Type.Object({ userId: Type.String({ maxLength: 100 }) })

export const RolesSchema = Type.Array(Type.Enum(ROLES), { minItems: 1, uniqueItems: true })

/** Bounds what is read at all. */
export const PasswordSchema = Type.String({ maxLength: 1000 })

const NameSchema = Type.Optional(Type.String({ maxLength: NAME_LENGTH_MAX }))

export const NewNamesSchema = Type.Object({ kk: NameSchema, ru: NameSchema, zh: NameSchema, en: NameSchema })

export const PASSWORD_BODY_BYTES_MAX = 8192
/** Each costs an argon2 hash. */
export const PASSWORDS_PER_MIN = 120
