/**
 * `npm run bench`: every figure that the project claims, measured here and now beside its limit or peer.
 * `npm run bench -- packages/vehicle` runs the benches below that path only; `--long` takes those figures whole that need
 * more than three minutes, and of which otherwise a part is measured (each says so).
 * A bench is a file `bench/*.ts` of a workspace or of this folder; it prints its figures and exits with 1 when one misses its limit.
 */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import os from 'node:os'
import { CHROMIUM, ensureInstalled } from './debian.ts'

const wanted = process.argv.slice(2)
const isLong = wanted.includes('--long')
const only = wanted.filter((path) => path !== '--long')
ensureInstalled([CHROMIUM])
const files = globSync(['packages/*/bench/*.ts', 'apps/*/bench/*.ts', 'tools/bench/*.ts'])
  .filter((file) => only.length === 0 || only.some((path) => file.startsWith(path)))
  .sort()

console.log(
  `${os.cpus()[0]?.model ?? 'unknown processor'}, ${os.availableParallelism()} cores, Node ${process.versions.node}`,
)
console.log(
  `Machines are noisy: read the ratios, not the absolute figures. Load before: ${os.loadavg()[0].toFixed(1)};`,
)
console.log('where it is much, tools and cars wait for the processor, and no round trip tells anything.')

const missed = files.filter((file) => {
  console.log(`\n${file}`)
  return (
    spawnSync(process.execPath, ['--expose-gc', file, ...(isLong ? ['--long'] : [])], { stdio: 'inherit' }).status !== 0
  )
})

console.log(`\n${files.length - missed.length} passed, ${missed.length} failed`)
for (const file of missed) console.log(`missed its limit: ${file}`)
process.exitCode = missed.length === 0 && files.length > 0 ? 0 : 1
