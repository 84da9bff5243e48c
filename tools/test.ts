/**
 * `npm test`: types, format, lint, the pages, then every test of the packages and the server, then the story in a browser.
 * `npm test -- packages/vehicle` runs the test files below that path only. A test that is skipped or put off has failed.
 * Ends with one line, `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { run } from 'node:test'
import { pathToFileURL } from 'node:url'
import { startPostgresql } from '../apps/workshop/src/db/testing/postgresql.ts'
import { statementsOfOne } from '../apps/workshop/src/db/testing/statements.ts'
import { prepareWebBundle } from '../apps/workshop/src/web-bundle.ts'
import { CHINESE_FONT, CHROMIUM, ensureInstalled, POSTGRESQL } from './debian.ts'

type Counts = { passed: number; failed: number }

/** Every test file, station worker and server reads much the same modules: 15 % of their time (measured) goes into compiling. */
process.env.NODE_COMPILE_CACHE ??= resolve('node_modules/.cache/compiled')

/** What takes more than half a minute goes first: last, it would be waited for by itself. */
const LONG = [
  'apps/workshop/src/routes/attempts/secrets.test.ts',
  'packages/vehicle/src/cars/byd-atto-3/faults/faults.test.ts',
  'packages/vehicle/src/cars/haval-jolion/faults/faults.test.ts',
  'packages/vehicle/src/cut-wires.test.ts',
  'packages/vehicle/src/injected-faults.test.ts',
  'packages/vehicle/src/cars/haval-h6-hev/faults/faults.test.ts',
  'apps/workshop/src/certification/certification.test.ts',
  'apps/workshop/src/routes/attempts/attempts.test.ts',
]

/**
 * Whose small files share a process, so many of them: the packages keep nothing outside of themselves, and a workshop of a
 * test is opened and closed by it. 40 files of the protocols took 16 s of a core each by itself, 8 together; what the first
 * workshop of a process takes longer than the next, 4 s of a core, is paid once (measured).
 */
const SHARING = [
  {
    filesTogether: 4,
    isOne: (file: string, text: string) => /^apps\/workshop\//.test(file) && OPENS_WORKSHOP.test(text),
  },
  { filesTogether: 8, isOne: (file: string) => /^packages\//.test(file) },
]
const OPENS_WORKSHOP = /^(testOnBoth|(testWorkshop|testStations)(OnBoth)?)\(/m
/** What a file does to its process or once for all its tests, it would do to the other files, or too late. */
const IS_ALONE = /^(before|after)(Each)?\(|\bprocess\.|\bchild_process\b/m

const SHARED = resolve('node_modules/.cache/tests')
const STATEMENTS = resolve('node_modules/.cache/statements')

/** Tests wait for databases and sockets a third of their time (measured): two more at a time than there are processors. */
const AT_A_TIME = availableParallelism() + 2

const only = process.argv.slice(2)
const isPart = only.length > 0

ensureInstalled([CHROMIUM, CHINESE_FONT, POSTGRESQL])
/** One for all test processes: making a cluster takes 0.8 s (measured), and its tables are made once too. */
if (!isPart) process.env.DATABASE_TEST_URL ??= await startPostgresql()
if (!isPart) process.env.LUBAN_STATEMENTS = STATEMENTS
const counts: Counts = { passed: 0, failed: 0 }
if (!isPart) {
  add(counts, tool('types', 'node_modules/typescript/bin/tsc', ['-p', '.']))
  add(counts, tool('format and lint', 'node_modules/@biomejs/biome/bin/biome', ['ci', '--error-on-warnings', '.']))
}
const files = unitTestFiles()
if (files.some((file) => /^(apps|test)\//.test(file))) add(counts, await pages())
add(counts, await unitTests(files))
if (!isPart) add(counts, bothDatabases())
if (!isPart || only.some((path) => path.startsWith('test/e2e'))) add(counts, browserTests())

console.log(`\n${counts.passed} passed, ${counts.failed} failed`)
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1

function add(sum: Counts, more: Counts): void {
  sum.passed += more.passed
  sum.failed += more.failed
}

function tool(name: string, script: string, args: string[]): Counts {
  const done = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' })
  const isOk = done.status === 0
  console.log(`${isOk ? '✔' : '✖'} ${name}`)
  return { passed: isOk ? 1 : 0, failed: isOk ? 0 : 1 }
}

function unitTestFiles(): string[] {
  const found = globSync(['apps/*/src/**/*.test.ts', 'packages/*/src/**/*.test.ts', 'test/*.test.ts']).sort()
  for (const file of LONG) if (!isPart && !found.includes(file)) throw new Error(`${file} is in LONG, and is not there`)
  const files = [...LONG, ...found.filter((file) => !LONG.includes(file))]
  return files.filter((file) => !isPart || only.some((path) => file.startsWith(path)))
}

/** Built before the tests that look into them, once for all; never old ones in place of new. */
async function pages(): Promise<Counts> {
  try {
    await prepareWebBundle(dirname(import.meta.dirname), console.log, { isCi: true })
    console.log('✔ pages')
    return { passed: 1, failed: 0 }
  } catch (error) {
    console.log(`✖ pages\n${error instanceof Error ? error.message : error}`)
    return { passed: 0, failed: 1 }
  }
}

/** What to start: files, and in place of those that share a process one that imports several. What takes long comes first. */
function inProcesses(files: readonly string[]): { readonly started: string[]; readonly shared: string[] } {
  rmSync(SHARED, { recursive: true, force: true })
  mkdirSync(SHARED, { recursive: true })
  let alone = files.filter((file) => !LONG.includes(file))
  const shared = SHARING.flatMap(({ filesTogether, isOne }, kind) => {
    const mayShare = alone.filter((file) => {
      const text = readFileSync(file, 'utf8')
      return isOne(file, text) && !IS_ALONE.test(text)
    })
    alone = alone.filter((file) => !mayShare.includes(file))
    const count = Math.ceil(mayShare.length / filesTogether)
    // Every so many-th: files that take long lie side by side.
    return Array.from({ length: count }, (_, i) =>
      together(
        `${kind}-${i}`,
        mayShare.filter((_, at) => at % count === i),
      ),
    )
  })
  return { started: [...files.filter((file) => LONG.includes(file)), ...shared, ...alone], shared }
}

/** Its own test comes last: if it is not heard of, one of the files has ended the process. */
function together(name: string, files: readonly string[]): string {
  const path = join(SHARED, `${name}.mjs`)
  const imports = files.map((file) => `import ${JSON.stringify(pathToFileURL(resolve(file)))}`)
  writeFileSync(path, [...imports, "import { test } from 'node:test'", "test('the last', () => {})", ''].join('\n'))
  return path
}

/** A process that dies counts as a failure. */
function unitTests(files: string[]): Promise<Counts> {
  rmSync(STATEMENTS, { recursive: true, force: true })
  const counts: Counts = { passed: 0, failed: 0 }
  const secondsOf = new Map<string, number>()
  const { started, shared } = inProcesses(files)
  const unheard = new Set(shared)
  return new Promise((tell) => {
    run({ files: started, concurrency: AT_A_TIME, timeout: 900_000 })
      .on('test:pass', ({ name, nesting, details, file, skip, todo }) => {
        if (skip !== undefined || todo !== undefined) {
          counts.failed++
          console.log(`✖ ${file ?? ''}: ${name}\nproved nothing: it is skipped or put off\n`)
          return
        }
        if (details.type === 'suite' || isWholeFile(name, file)) return
        if (file !== undefined && unheard.delete(file)) return
        counts.passed++
        if (file !== undefined && nesting === 0) addTo(secondsOf, file, details.duration_ms / 1000)
        if (nesting === 0) console.log(`✔ ${name}`)
      })
      .on('test:fail', ({ name, details, file }) => {
        if (details.type === 'suite') return
        counts.failed++
        console.log(
          `✖ ${file ?? ''}: ${name}\n${details.error.stack ?? details.error.message}\n${causeOf(details.error)}`,
        )
      })
      .on('test:stderr', ({ message }) => process.stderr.write(message))
      .on('end', () => {
        for (const file of unheard) console.log(`✖ ${file}: one of the files that it imports ended the process`)
        counts.failed += unheard.size
        tellLongest(secondsOf)
        tell(counts)
      })
      .resume()
  })
}

/** What a server's test proved on one of the two databases only, it says by each statement that the other never met. */
function bothDatabases(): Counts {
  const { count, missed } = statementsOfOne(STATEMENTS)
  for (const { kind, statement } of missed) console.log(`  never run on ${kind}: ${statement}`)
  const isOk = missed.length === 0 && count > 0
  console.log(`${isOk ? '✔' : '✖'} each of ${count} statements was run on both databases`)
  return { passed: isOk ? 1 : 0, failed: isOk ? 0 : 1 }
}

function addTo(sums: Map<string, number>, key: string, more: number): void {
  sums.set(key, (sums.get(key) ?? 0) + more)
}

/** Where to look when all of it takes too long. */
function tellLongest(secondsOf: ReadonlyMap<string, number>): void {
  const longest = [...secondsOf].sort(([, a], [, b]) => b - a).slice(0, 8)
  console.log('\nLongest:')
  for (const [file, seconds] of longest) console.log(`${seconds.toFixed(0).padStart(5)} s  ${relative('.', file)}`)
}

/** The runner reports each file as a test too; only its failure says something new. */
function isWholeFile(name: string, file: string | undefined): boolean {
  return file !== undefined && (file === name || file.endsWith(name))
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : String(error.cause ?? '')
}

function browserTests(): Counts {
  const report = resolve('test-results/browser.json') // A relative path would start at the configuration's folder.
  mkdirSync('test-results', { recursive: true })
  rmSync(report, { force: true })
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report }
  const args = [
    'node_modules/@playwright/test/cli.js',
    'test',
    '--config',
    'test/e2e/playwright.config.ts',
    '--reporter=list,json',
  ]
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env })
  try {
    const { stats } = JSON.parse(readFileSync(report, 'utf8')) as {
      stats: { expected: number; unexpected: number; flaky: number; skipped: number }
    }
    const failed = stats.unexpected + stats.flaky + stats.skipped
    // A set-up that fails runs no test at all: that is no success.
    const isWhole = status === 0 && stats.expected > 0
    return { passed: stats.expected, failed: isWhole ? failed : Math.max(failed, 1) }
  } catch {
    console.log('✖ the browser tests wrote no report')
    return { passed: 0, failed: 1 }
  }
}
