/**
 * The frames of a CAN bus in time: which node held the wires dominant when, for the average that the car's network holds
 * and for a scope that looks closer.
 *
 * What was sent during a step of the car goes on the wires from the beginning of the next, one frame after the other, bit by
 * bit. The acknowledge slot is driven by the first node that hears the sender.
 * Left out: arbitration between frames of one step (they go in the order in which they were sent), CAN FD, error frames;
 * of a flood, what does not fit into a step.
 */
import { countFrameBits, DOMINANT, encodeFrameBits, INTERMISSION_BITS } from '@luban/protocols/can/bits'
import type { CanFrame } from '@luban/protocols/can/frame'

/** How many steps of the car a scope can look back; frames of the step that comes are not among them. */
const HISTORY_STEPS = 4

/** Bits of the shortest frame there is: no more of those are worth keeping than a step has room for. */
const FRAME_BITS_MIN = 44

/** Of the frame that is being counted. */
const counts = { bits: 0, dominant: 0 }

export type CanTraffic = {
  /** `acknowledger`: -1 for nobody. */
  note(sender: number, frame: CanFrame, acknowledger: number): void
  /** The frames noted so far are those of the step that begins. */
  step(): void
  /** For which share of the step that comes this node holds the wires dominant. */
  dominantShare(node: number): number
  /** Bit by bit, the latest last: the node that was dominant, counted from 1, or 0 for none. */
  history(): Uint8Array
  readonly bitS: number
}

type Sent = { readonly sender: number; readonly frame: CanFrame; readonly acknowledger: number; at: number }

const NOTHING: readonly Sent[] = []

export function createCanTraffic({
  nodes,
  bitsPerS,
  stepS,
}: {
  nodes: number
  bitsPerS: number
  stepS: number
}): CanTraffic {
  const stepBits = Math.round(bitsPerS * stepS)
  /** Of the last steps and, at the end, the one that comes; `at`: the bit of its step at which a frame begins. */
  const steps = Array.from({ length: HISTORY_STEPS + 1 }, () => NOTHING)
  const framesMax = Math.floor(stepBits / (FRAME_BITS_MIN + INTERMISSION_BITS))
  let noted: Sent[] = []
  const dominantBits = new Float64Array(nodes)

  /** Those of the noted frames that fit into the step, each at its bit. */
  function putOnWires(): Sent[] {
    dominantBits.fill(0)
    let end = 0
    return noted.filter((sent) => {
      countFrameBits(sent.frame, counts)
      if (end + counts.bits > stepBits) return false
      sent.at = end
      end += counts.bits + INTERMISSION_BITS
      dominantBits[sent.sender] += counts.dominant
      if (sent.acknowledger >= 0) dominantBits[sent.acknowledger]++
      return true
    })
  }

  return {
    bitS: 1 / bitsPerS,
    /** Counted later: a tool waits for the answer to what it sent here. */
    note(sender, frame, acknowledger) {
      if (frame.fd === undefined && noted.length < framesMax) noted.push({ sender, frame, acknowledger, at: 0 })
    },
    step() {
      const wasQuiet = steps[HISTORY_STEPS].length === 0
      rotate(steps, noted.length === 0 ? NOTHING : putOnWires())
      if (noted.length > 0) noted = []
      else if (!wasQuiet) dominantBits.fill(0) // Most of a parked car's day it was.
    },
    dominantShare: (node) => dominantBits[node] / stepBits,
    history() {
      const history = new Uint8Array(HISTORY_STEPS * stepBits)
      for (let i = 0; i < HISTORY_STEPS; i++) {
        for (const one of steps[i]) draw(one, history.subarray(i * stepBits))
      }
      return history
    },
  }
}

function rotate(steps: (readonly Sent[])[], latest: readonly Sent[]): void {
  for (let i = 1; i < steps.length; i++) steps[i - 1] = steps[i]
  steps[steps.length - 1] = latest
}

function draw({ sender, frame, acknowledger, at }: Sent, history: Uint8Array): void {
  const { bits, slot } = encodeFrameBits(frame)
  for (let i = 0; i < bits.length; i++) if (bits[i] === DOMINANT) history[at + i] = sender + 1
  if (acknowledger >= 0) history[at + slot] = acknowledger + 1
}
