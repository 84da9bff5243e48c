/**
 * Hours of simulated driving on Node and in Chromium from one seed: after each hour the whole state must be the same, bit for
 * bit. One hour of each kind of car; eight with `npm run bench -- --long packages/vehicle/bench/replay.ts`.
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { chromium } from 'playwright-core'
import { build } from 'vite'
import { CAR_IDS } from '../src/index.ts'

const SEED = 20_261_122
const IS_LONG = process.argv.includes('--long')
const HOURS = IS_LONG ? 8 : 1

const script = await bundle()
for (const carId of CAR_IDS) {
  const [node, browser] = await Promise.all([onNode(carId), inChromium(carId)])
  const same = node.hashes.filter((hash, hour) => hash === browser.hashes[hour]).length
  const isMet = same === HOURS && browser.hashes.length === HOURS && new Set(node.hashes).size === HOURS
  console.log(
    `${carId}, seed ${SEED}: ${HOURS} h on Node ${node.tookS.toFixed(0)} s, in Chromium ${browser.tookS.toFixed(0)} s; ` +
      `${same} of ${HOURS} state hashes are the same, the last ${node.hashes[HOURS - 1]}: ${isMet ? 'met' : 'MISSED'}`,
  )
  if (!isMet) process.exitCode = 1
}
if (!IS_LONG)
  console.log('one hour of the eight: the whole with `npm run bench -- --long packages/vehicle/bench/replay.ts`')

type Drive = { readonly hashes: readonly string[]; readonly tookS: number }

async function timed(run: () => Promise<readonly string[]>): Promise<Drive> {
  const startMs = performance.now()
  const hashes = await run()
  return { hashes, tookS: (performance.now() - startMs) / 1000 }
}

function onNode(carId: string): Promise<Drive> {
  return timed(async () => {
    const worker = new Worker(new URL('./replay/node-worker.ts', import.meta.url), {
      workerData: { carId, seed: SEED, hours: HOURS },
    })
    const [hashes] = (await once(worker, 'message')) as [string[]]
    return hashes
  })
}

function inChromium(carId: string): Promise<Drive> {
  return timed(async () => {
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
    try {
      const page = await browser.newPage()
      await page.addScriptTag({ content: script })
      return await page.evaluate(([id, seed, hours]) => Reflect.get(globalThis, 'drive')(id, seed, hours) as string[], [
        carId,
        SEED,
        HOURS,
      ] as const)
    } finally {
      await browser.close()
    }
  })
}

/** The very files that Node runs, as one script. */
async function bundle(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'luban-replay-'))
  try {
    await build({
      configFile: false,
      root: import.meta.dirname,
      logLevel: 'warn',
      build: {
        outDir,
        emptyOutDir: false,
        minify: false,
        lib: {
          entry: join(import.meta.dirname, 'replay/browser.ts'),
          formats: ['iife'],
          name: 'replay',
          fileName: 'replay',
        },
      },
    })
    return await readFile(join(outDir, 'replay.iife.js'), 'utf8')
  } finally {
    rmSync(outDir, { recursive: true, force: true })
  }
}
