/**
 * An oscilloscope of two channels at a car: it solves the circuit around its probes for itself, at its own time base, from
 * the same branches, faults and bus frames as the car's network, and shows what happened last.
 *
 * Each channel is 1 MΩ and 15 pF between its two tips. A capture begins with the car as it stands and is worked off in
 * slices, so that nobody waits for it; the car may go on meanwhile. It ends at the first edge that its trigger asks for, or,
 * without one, shows the latest (`auto`) or nothing new (`normal`).
 * Left out: the leads' own inductance, the steps of an analogue-digital converter, noise.
 */
import { assert } from '@luban/stdx'
import type { BranchDescription, NodeIndex } from '../network/network.ts'
import type { Capture, ChannelTrace, ScopeChannel, ScopeSettings, ScopeTrigger } from './capture.ts'
import type { FastDrive } from './fast-drive.ts'
import { type Circuit, cutSubCircuit } from './sub-circuit.ts'

/** Seconds for each of the ten divisions. */
export const TIME_BASES_S = [5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3] as const
export const DIVISIONS = 10
/** Divisions of the time before the trigger. */
const DIVISIONS_BEFORE = 2
/** For an edge it looks through one step of the car. */
const SEARCH_S = 0.01
const STEP_S = 1e-6
/** Below this time a division a bit of a CAN frame wants more than two points. */
const FINE_BELOW_S = 5e-5
const FINE_STEP_S = 2.5e-7
/** More points than a screen has columns, and no more. */
const POINTS_MAX = 2000
const INPUT_OHM = 1e6
const INPUT_FARAD = 15e-12

/** The car's nodes are known and a channel's two tips are not on one of them. */
export function beginCapture(circuit: Circuit, settings: ScopeSettings): Capture {
  const { channels, secondsPerDivision, trigger } = settings
  assert(channels.length >= 1 && channels.length <= 2 && channels[trigger.channel] !== undefined)
  const stepS = secondsPerDivision < FINE_BELOW_S ? FINE_STEP_S : STEP_S
  const windowCount = Math.round((DIVISIONS * secondsPerDivision) / stepS)
  const beforeCount = Math.round((DIVISIONS_BEFORE * secondsPerDivision) / stepS)
  const { network, drives } = cutSubCircuit(circuit, {
    probes: channels.flatMap(({ red, black }) => [red, black]),
    extra: channels.flatMap((channel, i) => inputOf(circuit, channel, i)),
    stepS,
  })
  const settleCount = Math.round(Math.max(0, ...drives.map(({ settleS }) => settleS)) / stepS)
  const sampleCount = Math.round(SEARCH_S / stepS) + windowCount
  const moves = drives.map((drive) => drive.connect(network))
  const endS = endOf(drives, channels[trigger.channel], (windowCount - beforeCount) * stepS)
  const tips = channels.map(({ red, black }) => [network.node(red), network.node(black)] as const)
  const samples = channels.map(() => new Float32Array(sampleCount))
  let step = -settleCount
  let edgeAt = -1

  function record(at: number): void {
    for (let i = 0; i < tips.length; i++) samples[i][at] = network.voltsBetween(tips[i][0], tips[i][1])
    if (edgeAt < 0 && at >= beforeCount && at + windowCount - beforeCount <= sampleCount) {
      if (isEdge(samples[trigger.channel], at, trigger)) edgeAt = at
    }
  }

  const isDone = () => step >= sampleCount || (edgeAt >= 0 && step >= edgeAt - beforeCount + windowCount)

  return {
    size: network.work.size,
    get stepCount() {
      return step + settleCount
    },
    advance(steps) {
      for (let left = steps; left > 0 && !isDone(); left--) {
        const timeS = endS + (step + 1 - sampleCount) * stepS
        for (let i = 0; i < moves.length; i++) moves[i](timeS)
        network.step()
        if (step >= 0) record(step)
        step++
      }
      return isDone()
    },
    trace() {
      assert(isDone())
      const from = edgeAt >= 0 ? edgeAt - beforeCount : sampleCount - windowCount
      const perPoint = Math.max(1, Math.ceil(windowCount / POINTS_MAX))
      return {
        isTriggered: edgeAt >= 0,
        startS: -beforeCount * stepS,
        pointS: perPoint * stepS,
        channels: samples.map((all) => traceOf(all.subarray(from, from + windowCount), perPoint)),
      }
    },
  }
}

/** So that the edge itself can be the trigger. */
const MARGIN = 1.1

/** Now; or, at a drive that moves more seldom than a scope searches, so long after its latest edge as the screen shows. */
function endOf(drives: readonly FastDrive[], { red, black }: ScopeChannel, afterS: number): number {
  const seldom = drives.filter(({ edgeBefore }) => edgeBefore !== undefined)
  const isProbed = ({ branches }: FastDrive) =>
    branches.some(({ from, to }) => [from, to].some((end) => end === red || end === black))
  const edgeBefore = (seldom.find(isProbed) ?? seldom[0])?.edgeBefore
  return edgeBefore === undefined ? 0 : edgeBefore(-MARGIN * afterS) + MARGIN * afterS
}

function inputOf({ network }: Circuit, { red, black }: ScopeChannel, i: number): BranchDescription[] {
  const at = (name: string): NodeIndex => network.node(name)
  const volts = network.voltsBetween(at(red), at(black))
  return [
    { kind: 'resistor', name: `scope.${i}`, from: red, to: black, ohm: INPUT_OHM },
    { kind: 'capacitor', name: `scope.${i}.input`, from: red, to: black, farad: INPUT_FARAD, volts },
  ]
}

function isEdge(samples: Float32Array, at: number, { edge, volts }: ScopeTrigger): boolean {
  if (at === 0) return false
  const [before, now] = [samples[at - 1], samples[at]]
  return edge === 'rising' ? before < volts && now >= volts : before > volts && now <= volts
}

function traceOf(samples: Float32Array, perPoint: number): ChannelTrace {
  let voltsMin = Number.POSITIVE_INFINITY
  let voltsMax = Number.NEGATIVE_INFINITY
  let sum = 0
  for (const volts of samples) {
    if (volts < voltsMin) voltsMin = volts
    if (volts > voltsMax) voltsMax = volts
    sum += volts
  }
  const statistics = { voltsMin: millivolts(voltsMin), voltsMax: millivolts(voltsMax) }
  return { volts: pointsOf(samples, perPoint), ...statistics, voltsMean: millivolts(sum / samples.length) }
}

/** A short pulse stays in sight: of each pair of points' samples the extremes, in the order in which they came. */
function pointsOf(samples: Float32Array, perPoint: number): number[] {
  if (perPoint === 1) return Array.from(samples, millivolts)
  const points: number[] = []
  for (let from = 0; from < samples.length; from += 2 * perPoint) {
    const end = Math.min(from + 2 * perPoint, samples.length)
    let least = from
    let most = from
    for (let i = from; i < end; i++) {
      if (samples[i] < samples[least]) least = i
      if (samples[i] > samples[most]) most = i
    }
    points.push(millivolts(samples[Math.min(least, most)]), millivolts(samples[Math.max(least, most)]))
  }
  return points
}

/** No negative zero. */
const millivolts = (volts: number) => Math.round(volts * 1000) / 1000 + 0
