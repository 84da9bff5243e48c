/** What a user name, a person's name and a password must be, wherever they are entered: the pages or the command line. */
import type { Names } from '../db/schema.ts'
import { ApiError } from '../errors.ts'

/** Letters, digits and `. _ -`, 3 to 30 of them; or a phone number: many trainees have nothing else. */
export const isUsername = (text: string): boolean => /^(?:[a-z0-9][a-z0-9._-]{2,29}|\+[0-9]{7,15})$/i.test(text)

export const NAME_LENGTH_MAX = 100
/** The sign-in route takes no more. */
export const PASSWORD_LENGTH = { min: 10, max: 128 } as const

type Entered = { readonly username: string; readonly name: string; readonly names?: Names | undefined }

/** Throws the error that says what to enter instead. */
export function assertPerson({ username, name, names }: Entered): void {
  if (!isUsername(username)) throw new ApiError('USERNAME_MALFORMED')
  assertName({ name, names })
}

export function assertName({ name, names = {} }: Omit<Entered, 'username'>): void {
  for (const [at, one] of Object.entries({ name, ...names })) {
    if (!isName(one)) throw new ApiError('NAME_MALFORMED', { at })
  }
}

/**
 * In any script. No control characters and no halves of characters, which can be neither stored nor printed; and nothing
 * that turns the direction of writing around: a certificate would seem to name somebody else.
 */
export function isName(text: string): boolean {
  const length = [...text].length
  const isPrintable = !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(text)
  return length > 0 && length <= NAME_LENGTH_MAX && text.trim() === text && isPrintable
}

export function assertPassword(password: string, username: string): void {
  const length = [...password].length
  if (length < PASSWORD_LENGTH.min || length > PASSWORD_LENGTH.max) throw new ApiError('PASSWORD_LENGTH')
  if (lettersOf(password) === lettersOf(username)) throw new ApiError('PASSWORD_IS_USERNAME')
}

/** So that "+7 700 123-45-67" is not taken for the user +77001234567. */
const lettersOf = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
