/** What a command of `luban` is, and the two ways in which one can end badly. */
import type { ParseArgsOptionDescriptor } from 'node:util'

export type Options = { readonly [name: string]: ParseArgsOptionDescriptor }

/** What parseArgs made of the options: of `multiple` ones a list. */
export type Given = { readonly [name: string]: string | boolean | (string | boolean)[] | undefined }

export type Command = {
  /** As it is typed, `db move` included. */
  readonly name: string
  /** The operands, as the usage line shows them; as many words as there are operands. */
  readonly operands: string
  readonly summary: string
  /** One line an option. */
  readonly optionLines: readonly string[]
  /** What its help says of the operands, where that stands in data which other commands need not load. */
  operandLines?(): Promise<readonly string[]>
  readonly options: Options
  /** Resolves to the exit code. */
  run(input: { readonly operands: readonly string[]; readonly given: Given }): Promise<number>
}

export const EXIT = { ok: 0, no: 1, usage: 2 } as const

/** The command line makes no sense: the sentence says what to type instead. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** It cannot be done, for a reason that the sentence names with its remedy. Exit code 1. */
export class Refusal extends Error {
  override name = 'Refusal'
}

export function textOf(given: Given, name: string): string | undefined {
  const value = given[name]
  return typeof value === 'string' ? value : undefined
}

export function textsOf(given: Given, name: string): readonly string[] {
  const value = given[name]
  return Array.isArray(value) ? value.map(String) : []
}

export function numberOf(given: Given, name: string, { min, max }: { min: number; max: number }): number | undefined {
  const text = textOf(given, name)
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= min && value <= max) return value
  throw new UsageError(`--${name} takes a whole number from ${min} to ${max}, not "${text}".`)
}
