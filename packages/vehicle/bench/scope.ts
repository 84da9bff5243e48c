/**
 * How long a look through the scope takes: 10 ms at 1 MS/s on two channels, with the search for an edge that never comes,
 * which is the longest; and how long a slice of it holds the thread, during which the other stations wait.
 */
import { CARS, createCar } from '../src/index.ts'

/** As the workshop's station takes it. */
const SLICE_STEPS = 500
const SLICE_MS_MAX = 10
const PLACES = [
  ['CAN-H and CAN-L', 'diagnosis.6', 'diagnosis.14'],
  ['12 V battery and a lamp', 'battery12V.plus', 'lights.plus'],
  ['resolver, sine and cosine', 'drive.sinePlus', 'drive.cosinePlus'],
  ['high voltage, plus and minus', 'hv.plus', 'hv.minus'],
] as const

/** Time of the processor: others may be using the machine. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** What it took, as a line, and whether it held the thread too long. */
function look(red1: string, red2: string): { readonly line: string; readonly isMet: boolean } {
  const car = createCar(Object.keys(CARS)[0], { seed: 1 })
  car.act({ kind: 'gloves', on: true })
  car.act({ kind: 'power', to: 'on' })
  for (let i = 0; i < 300; i++) car.step()
  const begunMs = cpuMs()
  const outcome = car.beginScope({
    channels: [red1, red2].map((red) => ({ red, black: 'chassis' })),
    secondsPerDivision: 1e-3,
    trigger: { channel: 0, edge: 'rising', volts: 900, mode: 'auto' },
  })
  if (outcome.kind !== 'capture') throw new Error(`the scope is ${outcome.kind}`)
  const { capture } = outcome
  const cutMs = cpuMs() - begunMs
  const slicesMs: number[] = []
  for (let isDone = false; !isDone; ) {
    const from = cpuMs()
    isDone = capture.advance(SLICE_STEPS)
    slicesMs.push(cpuMs() - from)
  }
  const totalMs = slicesMs.reduce((sum, ms) => sum + ms, 0)
  slicesMs.sort((a, b) => a - b)
  const median = slicesMs[slicesMs.length >> 1]
  const perStepUs = (1000 * totalMs) / capture.stepCount
  const isMet = Math.max(median, cutMs) <= SLICE_MS_MAX
  const line =
    `${capture.size} nodes, ${capture.stepCount} steps in ${totalMs.toFixed(0)} ms (${perStepUs.toFixed(2)} µs each), ` +
    `cut in ${cutMs.toFixed(1)} ms, slices of ${median.toFixed(1)} ms, at most ${SLICE_MS_MAX}: ${isMet ? 'met' : 'MISSED'}`
  return { line, isMet }
}

for (const [name, red1, red2] of PLACES) {
  for (let i = 0; i < 2; i++) look(red1, red2) // They warm the engine up.
  const { line, isMet } = look(red1, red2)
  console.log(`${name}: ${line}`)
  if (!isMet) process.exitCode = 1
}
