/** What tests and referees need from the system: installed from Debian's packages as root, else named. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

export type Need = { readonly package: string; readonly provides: string }

export const CHROMIUM: Need = { package: 'chromium', provides: '/usr/bin/chromium' }
export const CHINESE_FONT: Need = {
  package: 'fonts-noto-cjk',
  provides: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
}
export const POSTGRESQL: Need = { package: 'postgresql', provides: '/usr/lib/postgresql' }

/** Installs what is absent; exits with the command to type when this process may not. */
export function ensureInstalled(needs: readonly Need[]): void {
  const missing = needs.filter((need) => !existsSync(need.provides)).map((need) => need.package)
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.error(`Missing: ${missing.join(', ')}. Install with: sudo apt-get install ${missing.join(' ')}`)
    process.exit(1)
  }
  console.log(`Installing ${missing.join(', ')} …`)
  apt(['update', '-qq'])
  apt(['install', '-y', '-qq', '--no-install-recommends', ...missing])
}

function apt(args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const done = spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  if (done.status === 0) return
  console.error(`apt-get ${args.join(' ')} failed (see above).`)
  process.exit(1)
}
