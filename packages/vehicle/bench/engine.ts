/**
 * What one step of the petrol engine costs one core, idling and at full load, beside its limit; and what it leaves behind
 * for the garbage collector. Many engines take turns, so that no one engine's state stays in the cache.
 */
import type { Engine } from '../src/engine/engine.ts'
import { createTestRig } from '../src/engine/testing/test-rig.ts'

const ENGINES = 100
const STEPS = 500
const STEP_US_MAX = 12

function measure(engines: readonly Engine[]): { stepUs: number; stepBytes: number } {
  const run = (steps: number) => {
    for (let i = 0; i < steps; i++) for (const engine of engines) engine.step()
  }
  run(200)
  const before = process.cpuUsage() // Time of the processor: others may be using the machine.
  run(STEPS)
  const { user, system } = process.cpuUsage(before)
  globalThis.gc?.()
  const heldBytes = process.memoryUsage().heapUsed
  run(5)
  return {
    stepUs: (user + system) / (ENGINES * STEPS),
    stepBytes: Math.max(0, process.memoryUsage().heapUsed - heldBytes) / (ENGINES * 5),
  }
}

function engineAt(seed: number, isFullLoad: boolean): Engine {
  const rig = createTestRig({ seed, engineDegC: 90 })
  rig.start()
  rig.run(10)
  if (isFullLoad) {
    Object.assign(rig, { throttle: 1, isFullLoad, brakeRpm: 5500 })
    rig.run(5)
  }
  return rig.engine
}

for (const [name, isFullLoad] of [
  ['idling', false],
  ['at full load, 5500 rpm', true],
] as const) {
  const engines = Array.from({ length: ENGINES }, (_, seed) => engineAt(seed, isFullLoad))
  const { stepUs, stepBytes } = measure(engines)
  const isMet = stepUs <= STEP_US_MAX
  console.log(
    `one step (10 ms) of one engine, ${name}: ${stepUs.toFixed(1)} µs (limit ${STEP_US_MAX}, ${isMet ? 'met' : 'NOT MET'})`,
  )
  console.log(`  left for the garbage collector: ${stepBytes.toFixed(0)} bytes a step`)
  if (!isMet) process.exitCode = 1
}
