/**
 * What it costs to solve a car's electrical network after a switch has changed, beside a plain dense elimination of the same
 * nodes in the same run, and the share of a car's step that is spent in the network (from a profile of driving cars).
 * Libraries were measured once: docs/decisions/0006-the-network-solver-is-ours.md.
 */
import { Session } from 'node:inspector/promises'
import { CAR_IDS } from '../src/index.ts'
import { createNetwork, type Network, type NetworkDescription } from '../src/network/network.ts'
import { createDense } from './solve/dense.ts'
import { driving } from './step/driving.ts'

const ROUNDS = 40
const DENSE_SOLUTIONS = 3
const CARS = 20
const STEPS = 500
/**
 * Both solve in doubles. The dense one subtracts, which costs it the digits of a circuit that floats behind megohms: some
 * hundredths of a volt in the high voltage, nanovolts where everything has a ground.
 */
const VOLTS_APART_MAX = 0.1

for (const carId of CAR_IDS) {
  const { HARNESS } = (await import(`../src/cars/${carId}/harness.ts`)) as { HARNESS: { network: NetworkDescription } }
  reportSolve(carId, HARNESS.network)
  console.log(`  ${(100 * (await shareOfStep(carId))).toFixed(0)} % of a driving car's step is spent in the network`)
}

function reportSolve(carId: string, description: NetworkDescription): void {
  const network = createNetwork(description)
  for (let i = 0; i < 500; i++) network.step()
  const switches = description.branches.flatMap(({ kind, name }) => (kind === 'switch' ? [network.branch(name)] : []))
  const toggleAll = (isSolving: boolean) => {
    for (const place of [...switches, ...switches]) {
      network.setClosed(place, !network.isClosed(place))
      if (isSolving) network.step()
    }
  }
  const steady = microsecondsOf(ROUNDS * switches.length, () => network.step())
  toggleAll(true)
  const { solutions } = network.work
  const changed = microsecondsOf(ROUNDS, () => toggleAll(true)) / (2 * switches.length)
  const perSolve = (network.work.solutions - solutions) / (2 * switches.length * ROUNDS)
  const { denseUs, apartVolts } = beside(network, description)
  console.log(
    `${carId}: ${network.work.size} nodes, ${switches.length} switches; a step ${steady.toFixed(1)} µs, after a switch has ` +
      `changed ${changed.toFixed(1)} µs (${perSolve.toFixed(1)} solutions), plain dense elimination ` +
      `${(denseUs / 1000).toFixed(1)} ms: ${Math.round(denseUs / changed)} times`,
  )
  const isMet = apartVolts <= VOLTS_APART_MAX
  console.log(
    `  both find the same voltages, ${apartVolts.toExponential(1)} V apart at most: ${isMet ? 'met' : 'MISSED'}`,
  )
  if (!isMet) process.exitCode = 1
}

/** The same step from the same state by both. */
function beside(network: Network, description: NetworkDescription): { denseUs: number; apartVolts: number } {
  for (let i = 0; i < 500; i++) network.step()
  const dense = createDense(network, description)
  network.step()
  let volts: Float64Array = new Float64Array(0)
  const denseUs = microsecondsOf(DENSE_SOLUTIONS, () => {
    volts = dense.solve()
  })
  const apart = dense.nodes.map((name, node) => Math.abs(network.volts(network.node(name)) - volts[node]))
  return { denseUs, apartVolts: Math.max(...apart) }
}

/** Of the processor: others may be using the machine. */
function microsecondsOf(times: number, act: () => void): number {
  const before = process.cpuUsage()
  for (let i = 0; i < times; i++) act()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / times
}

async function shareOfStep(carId: string): Promise<number> {
  const cars = Array.from({ length: CARS }, (_, seed) => driving(carId, seed))
  const run = () => {
    for (let tick = 0; tick < STEPS; tick++) for (const car of cars) car.step()
  }
  run()
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.start')
  run()
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  const places = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame.url]))
  let inNetwork = 0
  let all = 0
  for (const [i, node] of (profile.samples ?? []).entries()) {
    const deltaUs = profile.timeDeltas?.[i] ?? 0
    all += deltaUs
    if (places.get(node)?.includes('/src/network/')) inNetwork += deltaUs
  }
  return inNetwork / all
}
