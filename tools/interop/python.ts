/** The Python that the clients run in: a virtual environment of this checkout, with pinned packages. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const FOLDER = join(ROOT, '.luban')
const VENV = join(FOLDER, 'interop-venv')
const CARING_CARIBOU =
  'https://github.com/CaringCaribou/caringcaribou/archive/092eff3c2c95bb7952a2a92ac12b6c1c29035b70.tar.gz'
const REQUIREMENTS = join(ROOT, 'tools/interop/requirements.txt')

/** Debian's own Python where there is one: scapy from Debian's packages belongs to it. */
export const SYSTEM_PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3'

/** Makes the environment, or keeps one made of the same requirements. Returns its Python. */
export function ensureVenv(): string {
  const python = join(VENV, 'bin', 'python')
  const made = join(VENV, 'made-of.txt')
  const wanted = readFileSync(REQUIREMENTS, 'utf8')
  if (existsSync(made) && readFileSync(made, 'utf8') === wanted) return python
  console.log('Making a Python environment in .luban/interop-venv …')
  rmSync(VENV, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  run(SYSTEM_PYTHON, ['-m', 'venv', VENV])
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS])
  writeFileSync(made, wanted)
  return python
}

/** The folder with python-OBD's own source, as its authors published it; undefined when it cannot be had. */
export function fetchObdSource(python: string): string | undefined {
  const folder = join(FOLDER, 'interop-source')
  const version = /^obd==(.*)$/m.exec(readFileSync(REQUIREMENTS, 'utf8'))?.[1]
  const source = join(folder, `obd-${version}`)
  if (existsSync(join(source, 'tests', 'test_obdsim.py'))) return source
  mkdirSync(folder, { recursive: true })
  const download = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--no-binary', ':all:', '-d', folder]
  if (spawnSync(python, [...download, `obd==${version}`], { stdio: 'ignore' }).status !== 0) return undefined
  const archive = readdirSync(folder).find((name) => name.startsWith('obd-') && name.endsWith('.tar.gz'))
  if (archive === undefined) return undefined
  spawnSync('tar', ['xzf', archive], { cwd: folder, stdio: 'ignore' })
  return existsSync(join(source, 'tests', 'test_obdsim.py')) ? source : undefined
}

/**
 * CaringCaribou's program in the environment; undefined when it cannot be had. No registry has it, so it comes from where its
 * authors publish it, or from the folder or the address in LUBAN_CARINGCARIBOU.
 */
export function ensureCaringCaribou(python: string): string | undefined {
  const program = join(VENV, 'bin', 'caringcaribou')
  if (existsSync(program)) return program
  const source = process.env.LUBAN_CARINGCARIBOU ?? CARING_CARIBOU
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', source]
  return spawnSync(python, install, { stdio: 'ignore' }).status === 0 ? program : undefined
}

function run(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  if (done.status === 0) return
  console.error(`"${command} ${args.join(' ')}" failed (see above).`)
  process.exit(1)
}
