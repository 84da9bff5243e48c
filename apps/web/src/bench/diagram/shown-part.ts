/** What a diagram shows: one system of the car, or one part with everything that is wired to it. */
import type { Harness, HarnessWire } from '../../api/attempts.ts'

/** `supply`, or `part:pump`. */
export type Shown = string
const PART = 'part:'

export const aroundPart = (part: string): Shown => PART + part
export const partShown = (shown: Shown): string | undefined =>
  shown.startsWith(PART) ? shown.slice(PART.length) : undefined

/** Of a point (`pump.plus.wire`) or an end of a wire; undefined for the chassis. */
export function partOfPoint(harness: Harness, point: string): string | undefined {
  return harness.parts.find(({ id }) => point.startsWith(`${id}.`))?.id
}

export function wiresOf(harness: Harness, shown: Shown): readonly HarnessWire[] {
  const part = partShown(shown)
  if (part !== undefined) {
    const isOwn = (end: string) => end.startsWith(`${part}.`)
    const own = harness.wires.filter(({ from, to }) => isOwn(from) || isOwn(to))
    // What hangs on the same splice hangs on the part; a bus has a picture of its own.
    const splices = new Set(own.flatMap(({ from, to }) => [from, to]).filter((end) => end.startsWith('splice.')))
    const bus = new Set(harness.systems.find(({ id }) => id === 'can')?.wires)
    const isBehind = (wire: HarnessWire) => !bus.has(wire.id) && (splices.has(wire.from) || splices.has(wire.to))
    return harness.wires.filter((wire) => own.includes(wire) || isBehind(wire))
  }
  const wires = new Set(harness.systems.find(({ id }) => id === shown)?.wires)
  return harness.wires.filter(({ id }) => wires.has(id))
}

/** The smallest system that has this wire: there it is found with one look. */
export function systemOf(harness: Harness, wire: string): Shown | undefined {
  const having = harness.systems.filter(({ wires }) => wires.includes(wire))
  return having.toSorted((a, b) => a.wires.length - b.wires.length)[0]?.id
}
