#!/usr/bin/env node
/** `luban`: finds the command, reads its options, and turns what goes wrong into one sentence and an exit code. */
import { parseArgs } from 'node:util'
import { type Command, EXIT, type Given, Refusal, UsageError } from './command.ts'
import { connect } from './commands/connect.ts'
import { dbMove } from './commands/db-move.ts'
import { exportCar } from './commands/export.ts'
import { replay } from './commands/replay.ts'
import { start } from './commands/start.ts'
import { station } from './commands/station.ts'
import { userAdd } from './commands/user-add.ts'
import { verify } from './commands/verify.ts'

const COMMANDS: readonly Command[] = [start, verify, station, connect, replay, exportCar, userAdd, dbMove]

async function main(words: readonly string[]): Promise<number> {
  if (words.length === 0) {
    console.error(overview())
    return EXIT.usage
  }
  if (['help', '--help', '-h'].includes(words[0])) return help(words.slice(1))
  const command = find(words)
  if (command === undefined) {
    throw new UsageError(`There is no command "${words[0]}". Type "luban help" to see those there are.`)
  }
  const rest = words.slice(command.name.split(' ').length)
  if (rest.includes('--help') || rest.includes('-h')) return help([command.name])
  const { given, operands } = read(command, rest)
  return command.run({ given, operands })
}

function find(words: readonly string[]): Command | undefined {
  return COMMANDS.find(({ name }) => name === words.slice(0, name.split(' ').length).join(' '))
}

function read(command: Command, words: readonly string[]): { given: Given; operands: readonly string[] } {
  const { name, operands: wanted, options } = command
  let parsed: { values: Given; positionals: string[] }
  try {
    parsed = parseArgs({ args: [...words], options: { ...options }, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(complaint(command, error as Error & { code?: string }))
  }
  const operands = parsed.positionals
  const names = wanted === '' ? [] : wanted.split(' ')
  if (operands.length < names.length) {
    throw new UsageError(`${names[operands.length]} is missing. Usage: luban ${name} ${wanted}`)
  }
  if (operands.length > names.length) {
    throw new UsageError(`"${operands[names.length]}" is one too many. Usage: luban ${`${name} ${wanted}`.trim()}`)
  }
  return { given: parsed.values, operands }
}

function complaint({ name, options }: Command, error: Error & { code?: string }): string {
  const option = /'(-{1,2}[^' ]+)/.exec(error.message)?.[1] ?? 'this option'
  const known = Object.keys(options).map((one) => `--${one}`)
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    return `"luban ${name}" has no option ${option}. It has ${known.length === 0 ? 'none' : known.join(', ')}.`
  }
  const isSwitch = options[option.replace(/^-+/, '')]?.type === 'boolean'
  return isSwitch ? `${option} takes no value.` : `${option} needs a value: ${option} VALUE or ${option}=VALUE.`
}

async function help(words: readonly string[]): Promise<number> {
  const command = find(words)
  if (words.length > 0 && command === undefined) {
    throw new UsageError(`There is no command "${words.join(' ')}". Type "luban help" to see those there are.`)
  }
  console.log(command === undefined ? overview() : await helpOf(command))
  return EXIT.ok
}

function overview(): string {
  const lines = COMMANDS.map(({ name, operands, summary }) => `  ${`luban ${name} ${operands}`.padEnd(38)} ${summary}`)
  return ['Usage:', ...lines, '', '"luban help COMMAND" tells more of one command.'].join('\n')
}

async function helpOf({ name, operands, summary, optionLines, operandLines }: Command): Promise<string> {
  const lines = [...((await operandLines?.()) ?? []), '', ...optionLines]
  return [`luban ${name} ${operands}`.trim(), ...[summary, ...lines].map((line) => `  ${line}`.trimEnd())]
    .join('\n')
    .trimEnd()
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const isExpected = error instanceof UsageError || error instanceof Refusal
  process.exitCode = error instanceof UsageError ? EXIT.usage : EXIT.no
  // Anything else is our bug, or a failure that nobody foresaw: the stack is what helps then.
  console.error(isExpected ? `luban: ${error.message}` : error)
}
