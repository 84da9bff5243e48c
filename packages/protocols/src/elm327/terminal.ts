/**
 * The text between a client and its ELM327: characters become lines, with echo; answers become lines and a prompt.
 * ELM327 data sheet. What is to be read is held until `flush` sends it in one piece.
 */
import type { Adapter } from './adapter.ts'
import { type Command, decodeCommand } from './command.ts'

export type Terminal = {
  /** One character typed. The command of the line, when this character ended it. */
  type(character: number): Command | 'unknown' | undefined
  /** As it is, without a line end. */
  write(text: string): void
  /** A line; without text only its end. */
  print(text?: string): void
  prompt(): void
  /** The lines of an answer, and the prompt. */
  answer(lines: readonly string[]): void
  heldCharacters(): number
  /** False when the client does not read. */
  flush(): boolean
  /** The line half typed and what is held are lost. */
  clear(): void
}

export const CR = 0x0d
const LINE_CHARACTERS_MAX = 254

/** `send` answers `false` when the client does not read. */
export function createTerminal(adapter: Adapter, send: (bytes: Uint8Array) => unknown): Terminal {
  let line = ''
  let isLineTooLong = false
  let held = ''

  const lineEnd = () => (adapter.settings.hasLinefeeds ? '\r\n' : '\r')

  function endLine(): Command | 'unknown' {
    const command = isLineTooLong ? 'unknown' : decodeCommand(line)
    line = ''
    isLineTooLong = false
    return command
  }

  function print(text = ''): void {
    held += text + lineEnd()
  }

  function prompt(): void {
    held += `${lineEnd()}>`
  }

  return {
    type(character) {
      if (adapter.settings.hasEcho) held += character === CR ? lineEnd() : String.fromCharCode(character)
      if (character === CR) return endLine()
      if (line.length < LINE_CHARACTERS_MAX) line += String.fromCharCode(character)
      else isLineTooLong = true
      return undefined
    },
    write(text) {
      held += text
    },
    print,
    prompt,
    answer(lines) {
      for (let i = 0; i < lines.length; i++) print(lines[i])
      prompt()
    },
    heldCharacters: () => held.length,
    flush() {
      if (held === '') return true
      const bytes = new Uint8Array(held.length)
      for (let i = 0; i < held.length; i++) bytes[i] = held.charCodeAt(i)
      held = ''
      return send(bytes) !== false
    },
    clear() {
      line = held = ''
      isLineTooLong = false
    },
  }
}
