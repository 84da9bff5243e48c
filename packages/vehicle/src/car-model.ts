/** What everyone at the station may know of a car, from the car's own tables and words. */
import type { CarModel, ControlInfo, DidInfo, RoutineInfo, Words } from './car.ts'
import { identificationInfos } from './ecus/identification.ts'
import { didInfo } from './ecus/identifiers.ts'
import { type Component, type ComponentTexts, componentInfos } from './harness/components.ts'
import { diagramOf } from './harness/diagram.ts'
import type { CompiledHarness } from './harness/harness.ts'
import { pointInfos } from './harness/words.ts'

const FUNCTIONAL_LOGICAL_ADDRESS = 0xe400

type Tables<Physics, Control extends string, Routine extends string> = Pick<
  CarModel,
  'id' | 'name' | 'ecus' | 'dtcs' | 'gauges' | 'surfaces' | 'hoses' | 'interchangeable' | 'chargers' | 'hvWaitingTimeS'
> & {
  readonly stepS: number
  readonly harness: CompiledHarness
  readonly components: readonly Component<Physics>[]
  /** By the ids of the units; and which of these take new software. */
  readonly didsOf: Readonly<Record<string, readonly DidInfo[]>>
  readonly software: Readonly<Record<string, unknown>>
  readonly controls: Readonly<Record<Control, Omit<ControlInfo, 'name'>>>
  readonly routines: Readonly<Record<Routine, Omit<RoutineInfo, 'name'>>>
  readonly words: ComponentTexts & {
    readonly controls: Readonly<Record<Control, Words>>
    readonly routines: Readonly<Record<Routine, Words>>
  }
}

export function carModel<Physics, Control extends string, Routine extends string>(
  tables: Tables<Physics, Control, Routine>,
): CarModel {
  const { stepS, harness, components, didsOf, software, controls, routines, words, ...told } = tables
  const identifiers = (id: string) => [...didsOf[id], ...identificationInfos(id, id in software)]
  return {
    ...told,
    stepMs: 1000 * stepS,
    harness: diagramOf(harness, words.parts),
    points: pointInfos(harness.points, words.parts),
    components: componentInfos(components, harness, words),
    dids: told.ecus.flatMap(({ id }) => identifiers(id).map(didInfo)),
    controls: named(controls, words.controls),
    routines: named(routines, words.routines),
    functionalLogicalAddress: FUNCTIONAL_LOGICAL_ADDRESS,
  }
}

function named<Id extends string, Info>(infos: Readonly<Record<Id, Info>>, words: Readonly<Record<Id, Words>>) {
  const entries = Object.entries(infos) as [Id, Info][]
  return entries.map(([id, info]) => ({ ...info, name: words[id] }))
}
