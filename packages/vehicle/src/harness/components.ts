/**
 * What can be at fault in a car and how it is put right: parts with their prices, plugs and wires from the harness.
 *
 * A repair puts the branches of its component back to what they were when new (and physical parameters, where named); it
 * knows nothing of faults. So the right repair cures, and any other costs and changes nothing. Prices are teaching values.
 */
import type { ComponentInfo, Words } from '../car.ts'
import type { Network } from '../network/network.ts'
import type { CompiledHarness } from './harness.ts'
import { connectorWords, REPAIR_WORDS, wireWords } from './words.ts'

export type Repair<Physics> = {
  readonly id: keyof typeof REPAIR_WORDS
  readonly priceKzt: number
  readonly workMin: number
  /** Branches that are as new afterwards. */
  readonly branches: readonly string[]
  readonly also?: (physics: Physics) => void
}

export type Component<Physics> = {
  readonly id: string
  readonly isHighVoltage: boolean
  readonly failureModes: readonly string[]
  readonly repairs: readonly Repair<Physics>[]
}

type PartCosts<Physics> = {
  isHighVoltage?: boolean
  failureModes: readonly string[]
  branches: readonly string[]
  priceKzt: number
  workMin: number
  also?: (physics: Physics) => void
}

/** Most things are replaced or left. */
export function replaceable<Physics>(id: string, costs: PartCosts<Physics>): Component<Physics> {
  const { isHighVoltage = false, failureModes, branches, priceKzt, workMin, also } = costs
  const replace: Repair<Physics> = { id: 'replace', priceKzt, workMin, branches, ...(also && { also }) }
  return { id, isHighVoltage, failureModes, repairs: [replace] }
}

export function bladeFuse<Physics>(id: string, branch: string): Component<Physics> {
  return replaceable(id, { failureModes: ['blown'], branches: [branch], priceKzt: 800, workMin: 5 })
}

/** Everything between the terminals of a part. */
export function ownBranches({ network }: CompiledHarness, id: string): string[] {
  return network.branches.flatMap(({ name }) => (name.startsWith(`${id}.`) ? [name] : []))
}

/** The plugs of low voltage with their contacts, and every wire. */
export function plugsAndWires<Physics>(harness: CompiledHarness): Component<Physics>[] {
  const plugs = harness.connectors.flatMap(({ id, kind, isHighVoltage, contacts }): Component<Physics>[] => {
    if (kind !== 'plug' || isHighVoltage || contacts.length === 0) return []
    const repairs = [{ id: 'reseat', priceKzt: 0, workMin: 10, branches: contacts } as const]
    return [{ id, isHighVoltage, failureModes: ['notSeated', 'highContactResistance'], repairs }]
  })
  /** A wire is mended where it is broken or chafed. */
  const wires = harness.wires.map(({ id, isHighVoltage }): Component<Physics> => {
    const repair = { id: 'mend', priceKzt: 1500, workMin: 40, branches: [id, id.replace('wire', 'chafe')] } as const
    return { id, isHighVoltage, failureModes: ['open', 'highResistance', 'shortToGround'], repairs: [repair] }
  })
  return [...plugs, ...wires]
}

/** Both are known: whoever asks has looked them up. Returns the branches that are new. */
export function applyRepair<Physics extends { readonly network: Network }>(
  components: readonly Component<Physics>[],
  { nominalOhm }: CompiledHarness,
  physics: Physics,
  asked: { readonly component: string; readonly repair: string },
): readonly string[] {
  const { network } = physics
  const component = components.find(({ id }) => id === asked.component)
  const { branches = [], also } = component?.repairs.find(({ id }) => id === asked.repair) ?? {}
  for (const name of branches) {
    const ohm = nominalOhm.get(name)
    if (ohm !== undefined) network.setOhm(network.branch(name), ohm)
  }
  also?.(physics)
  return branches
}

export type ComponentTexts = {
  readonly parts: Readonly<Record<string, Words>>
  readonly components: Readonly<Record<string, Words>>
  readonly failureModes: Readonly<Record<string, Words>>
}

/** Plain data, for whoever may see the car. */
export function componentInfos<Physics>(
  components: readonly Component<Physics>[],
  harness: CompiledHarness,
  texts: ComponentTexts,
): ComponentInfo[] {
  const wires = new Map(harness.wires.map(({ id, wire }) => [id, wire]))
  const nameOf = (id: string): Words => {
    const wire = wires.get(id)
    if (wire !== undefined) return wireWords(wire, texts.parts)
    const [part, connector] = id.split('.')
    return texts.components[id] ?? connectorWords(part, connector, texts.parts)
  }
  return components.map(({ id, isHighVoltage, failureModes, repairs }) => ({
    id,
    name: nameOf(id),
    isHighVoltage,
    failureModes: failureModes.map((mode) => ({ id: mode, name: texts.failureModes[mode] })),
    repairs: repairs.map(({ id, priceKzt, workMin }) => ({ id, name: REPAIR_WORDS[id], priceKzt, workMin })),
  }))
}
