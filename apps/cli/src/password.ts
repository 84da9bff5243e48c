/** A password: from a file, from the environment, or typed without being shown. Never from the command line itself. */
import { Refusal } from './command.ts'
import { readNamedFile } from './files.ts'

const BYTES_MAX = 1024

export async function readPassword(file: string | undefined, prompt: string): Promise<string> {
  if (file !== undefined) return new TextDecoder().decode(await readNamedFile(file, BYTES_MAX)).replace(/\r?\n$/, '')
  const fromEnvironment = process.env.LUBAN_PASSWORD
  if (fromEnvironment !== undefined && fromEnvironment !== '') return fromEnvironment
  return askPassword(prompt)
}

export async function askPassword(prompt: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new Refusal('There is no terminal to ask for the password: give --password-file FILE, or set LUBAN_PASSWORD.')
  }
  return askUnseen(prompt)
}

const ENTER = ['\r', '\n', '\u0004']
const CTRL_C = '\u0003'
const BACKSPACE = ['\u007f', '\b']

function askUnseen(prompt: string): Promise<string> {
  const { stdin, stderr } = process
  stdin.setRawMode(true) // First: whoever types at once is not shown either.
  stderr.write(prompt)
  stdin.setEncoding('utf8')
  let typed = ''
  return new Promise((resolve, reject) => {
    const end = () => {
      stdin.setRawMode(false)
      stdin.off('data', take)
      stdin.pause()
      stderr.write('\n')
    }
    const take = (keys: string) => {
      for (const key of keys) {
        if (key === CTRL_C) {
          end()
          return reject(new Refusal('Given up.'))
        }
        if (ENTER.includes(key)) {
          end()
          return resolve(typed)
        }
        typed = BACKSPACE.includes(key) ? [...typed].slice(0, -1).join('') : typed + key
      }
    }
    stdin.on('data', take)
    stdin.resume() // Paused by the question before.
  })
}
