/**
 * The checks of an interop run: one line each as they happen; at the end what was skipped, once more, and the totals.
 *
 * A check that cannot be made here is skipped, and counted: nobody shall take it for passed. In CI a client that CI can have is
 * no such check: without it the run fails.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export type Report = {
  passed(name: string): void
  failed(name: string, why: string): void
  /** Not this machine's fault, nor ours: an address that it has not, a source that nobody's index holds. */
  skipped(name: string, why: string): void
  /** A client that can be had everywhere is not here: skipped, but failed in CI. `remedy` is what to do about it. */
  missing(name: string, why: string, remedy: string): void
  /** Prints the last lines; true when nothing has failed. */
  end(): boolean
}

export function createReport(isInCi = (process.env.CI ?? '') !== ''): Report {
  const counts = { passed: 0, failed: 0 }
  const skips: string[] = []
  const report: Report = {
    passed(name) {
      counts.passed++
      console.log(`ok      ${name}`)
    },
    failed(name, why) {
      counts.failed++
      console.log(`FAILED  ${name}\n        ${why.replaceAll('\n', '\n        ')}`)
    },
    skipped(name, why) {
      skips.push(`${name}: ${why}`)
      console.log(`skipped ${name}: ${why}`)
    },
    missing(name, why, remedy) {
      if (isInCi) report.failed(name, `${why}\n${remedy}`)
      else report.skipped(name, `${why}; ${remedy}`)
    },
    end() {
      console.log(`\n${skips.length} skipped${skips.length === 0 ? '' : ':'}`)
      for (const skip of skips) console.log(`  ${skip}`)
      console.log(`${counts.passed} passed, ${counts.failed} failed`)
      return counts.failed === 0
    },
  }
  return report
}

export type ClientRun = {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
}

const CLIENT_MS = 120_000

/** Runs a client; `read` turns its lines into checks. A client that ends badly or says nothing is a failed check. */
export async function runClient(
  { name, command, args, ...place }: ClientRun,
  report: Report,
  read: (line: string, report: Report) => boolean = readCheck,
): Promise<void> {
  const child = spawn(command, args, { ...place, stdio: ['ignore', 'pipe', 'pipe'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), CLIENT_MS)
  let checks = 0
  let complaints = ''
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (read(line, report)) checks++
    else complaints = `${complaints}${line}\n`.slice(-4000)
  })
  child.stderr.on('data', (text: Buffer) => {
    complaints = (complaints + text).slice(-4000)
  })
  const end = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(code === 0 ? '' : `it ended with ${signal ?? code}`))
  })
  clearTimeout(timer)
  if (end !== '') report.failed(`${name} runs to its end`, `${end}\n${complaints}`.trim())
  else if (checks === 0) report.failed(`${name} checks something`, `not one check came from it\n${complaints}`.trim())
}

/** "ok NAME", "not ok NAME <tab> WHY" or "skipped NAME <tab> WHY", as checks.py writes them. */
function readCheck(line: string, report: Report): boolean {
  const other = /^(not ok|skipped) ([^\t]*)\t(.*)$/.exec(line)
  if (other !== null) report[other[1] === 'skipped' ? 'skipped' : 'failed'](other[2], other[3])
  else if (line.startsWith('ok ')) report.passed(line.slice(3))
  else return false
  return true
}
