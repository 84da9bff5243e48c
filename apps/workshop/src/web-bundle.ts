/** The pages, built when they are missing or older than their sources. The only build step there is. */
import { spawn } from 'node:child_process'
import { existsSync, globSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/** What the bundle is made of; the packages that the pages use among it. */
const SOURCES = ['apps/web/**/*.{ts,tsx,css,po,html,svg,json}', 'packages/*/src/**/*.ts', 'package-lock.json']
const isSource = (path: string) => !/(^|\/)(dist[^/]*|node_modules)\//.test(path) && !path.endsWith('.test.ts')

/** Smaller files are not worth a second copy. */
const COMPRESSED_FROM_BYTES = 1024

/**
 * Returns the milliseconds it took, or 0 when the bundle was fresh. Throws with the builder's own words.
 *
 * A workshop that has pages opens with them when newer ones cannot be built, and says so loudly: trainees come before
 * a mistake in a source file. Where `CI` is set nobody reads warnings and old pages would be tested for new: it fails.
 */
export async function prepareWebBundle(
  rootDir: string,
  say: (text: string) => void,
  { isCi = isOn(process.env.CI) }: { isCi?: boolean } = {},
): Promise<number> {
  const webDir = join(rootDir, 'apps/web')
  const built = join(webDir, 'dist/index.html')
  if (isFresh(rootDir, built)) return 0
  say('Building the pages (once, about half a minute) …')
  const startedMs = performance.now()
  try {
    await replaceBundle(webDir)
  } catch (error) {
    if (isCi || !existsSync(built)) throw error
    say(warningOf(error, statSync(built).mtime))
  }
  return performance.now() - startedMs
}

const isOn = (variable: string | undefined) => !['', '0', 'false', undefined].includes(variable)

const warningOf = (error: unknown, builtAt: Date) =>
  [
    '',
    '!!! WARNING: these are OLD PAGES.',
    `!!! The pages could not be built, so those of ${builtAt.toISOString()} are shown. They may not fit this server.`,
    '!!! Mend what is said below and start again.',
    '',
    error instanceof Error ? error.message : String(error),
  ].join('\n')

async function replaceBundle(webDir: string): Promise<void> {
  const made = join(webDir, `dist-${process.pid}`)
  try {
    await build(webDir, made)
    for (const path of globSync('**/*.{js,css,html,svg,json,woff2}', { cwd: made })) compress(join(made, path))
    // In place at once, so that nobody is ever served half a bundle.
    rmSync(join(webDir, 'dist'), { recursive: true, force: true })
    renameSync(made, join(webDir, 'dist'))
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
}

function isFresh(rootDir: string, built: string): boolean {
  if (!existsSync(built)) return false
  const builtMs = statSync(built).mtimeMs
  return globSync(SOURCES, { cwd: rootDir, exclude: (path) => /(^|\/)(dist[^/]*|node_modules)$/.test(path) })
    .filter(isSource)
    .every((path) => statSync(join(rootDir, path)).mtimeMs <= builtMs)
}

async function build(webDir: string, outDir: string): Promise<void> {
  const packagePath = createRequire(join(webDir, 'package.json')).resolve('vite/package.json')
  const { bin } = JSON.parse(readFileSync(packagePath, 'utf8')) as { bin: { vite: string } }
  const args = [
    join(dirname(packagePath), bin.vite),
    'build',
    '--outDir',
    outDir,
    '--emptyOutDir',
    '--logLevel',
    'warn',
  ]
  const child = spawn(process.execPath, args, { cwd: webDir, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Error(`the pages could not be built:\n${output}`)
}

function compress(path: string): void {
  const bytes = readFileSync(path)
  if (bytes.length < COMPRESSED_FROM_BYTES || path.endsWith('.woff2')) return
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
}
