/**
 * How many cars that drive a workshop hosts in real time: station workers, own doors, every frame recorded, and each drives WLTC by
 * itself. Told is how far each car's own time came in a stretch of the clock's, the slowest car's too; with fewer cars, until
 * all keep pace. What is judged is the largest class that a wall shows, twice. The limit of 300 is that of cars alone:
 * packages/vehicle/bench/step.ts. `--long` takes four mixes, among them all of one kind; otherwise one, of equal parts.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { CAR_IDS, type CarAction } from '@luban/vehicle'
import { type Fleet, openFleet } from './fleet/fleet.ts'

const CAR_COUNTS = [300, 240, 180, 120]
const CAR_COUNT_MIN = 120
/** Until the code of the cars is compiled, and they drive. */
const WARM_UP_S = 20
const SECONDS = 15
/** A thread's turn comes every 80 ms: so much may be missing at either end. */
const SHARE_MIN = 0.97

const DEEDS: readonly CarAction[] = [
  { kind: 'start' },
  { kind: 'selector', to: 'D' },
  { kind: 'profile', profile: 'wltc-3b' },
]
const mixes: Record<string, readonly string[]> = { 'in equal parts': CAR_IDS }
if (process.argv.includes('--long')) {
  for (const modelId of CAR_IDS) mixes[`all ${modelId}`] = [modelId]
}
for (const [name, modelIds] of Object.entries(mixes)) {
  const carCount = await most(name, modelIds)
  const isMet = carCount >= CAR_COUNT_MIN
  console.log(
    `${carCount} hosted cars drive in real time, ${name}, at least ${CAR_COUNT_MIN}: ${isMet ? 'met' : 'MISSED'}`,
  )
  if (!isMet) process.exitCode = 1
}

/** Of those tried the largest number that keeps pace; 0: none does. */
async function most(name: string, modelIds: readonly string[]): Promise<number> {
  for (const carCount of CAR_COUNTS) if (await keepPace(carCount, name, modelIds)) return carCount
  return 0
}

async function keepPace(carCount: number, name: string, modelIds: readonly string[]): Promise<boolean> {
  const fleet = await openFleet(Array.from({ length: carCount }, (_, place) => modelIds[place % modelIds.length]))
  await pause(2000)
  for (const action of DEEDS) {
    await Promise.all(fleet.cars.map(({ station }) => station.call('act', { action, by: 'bench' })))
    await pause(3000)
  }
  await pause(WARM_UP_S * 1000)
  const from = await timesOf(fleet)
  const [beganMs, cpuBefore] = [performance.now(), process.cpuUsage()]
  await pause(SECONDS * 1000)
  const { user, system } = process.cpuUsage(cpuBefore)
  const tookMs = performance.now() - beganMs
  const shares = (await timesOf(fleet)).map(
    ({ stationMs, atMs }, i) => (stationMs - from[i].stationMs) / (atMs - from[i].atMs),
  )
  await fleet.close()

  const slowest = Math.min(...shares)
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
  console.log(
    `  ${carCount}, ${name}: ${mean.toFixed(3)} s of theirs in a second, the slowest ${slowest.toFixed(3)} ` +
      `(${((user + system) / 1e3 / tookMs).toFixed(2)} cores busy)`,
  )
  return slowest >= SHARE_MIN
}

/** All are watched for a moment: a view of each is shown. */
async function timesOf({ cars }: Fleet) {
  await Promise.all(cars.map(({ station }) => station.call('watch', { isWatched: true })))
  await pause(1000)
  await Promise.all(cars.map(({ station }) => station.call('watch', { isWatched: false })))
  return cars.map(({ time }) => time())
}
