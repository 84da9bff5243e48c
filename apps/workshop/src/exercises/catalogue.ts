/**
 * What can be practised in this workshop: the exercises of the content, and those that instructors composed, version by
 * version. What is offered is the newest version alone; older ones are known for the attempts that were made at them.
 */
import type { Exercise } from '@luban/lab'

export type Catalogue = {
  /** In this version where it is known; else the newest, offered or not. */
  find(id: string, version?: number): Exercise | undefined
  isOffered(id: string): boolean
  /** In the order of each laboratory's list. */
  offered(): readonly Exercise[]
  /** The newest version, from now on. */
  put(exercise: Exercise, isOffered: boolean): void
}

type Kept = { newest: Exercise; isOffered: boolean; readonly versions: Map<number, Exercise> }

export function createCatalogue(exercises: readonly Exercise[]): Catalogue {
  const kept = new Map<string, Kept>()
  const put: Catalogue['put'] = (exercise, isOffered) => {
    const versions = kept.get(exercise.id)?.versions ?? new Map<number, Exercise>()
    versions.set(exercise.version, exercise)
    kept.set(exercise.id, { newest: exercise, isOffered, versions })
  }
  for (const exercise of exercises) put(exercise, true)
  return {
    find(id, version) {
      const found = kept.get(id)
      return (version === undefined ? undefined : found?.versions.get(version)) ?? found?.newest
    },
    isOffered: (id) => kept.get(id)?.isOffered === true,
    offered: () => [...kept.values()].flatMap(({ newest, isOffered }) => (isOffered ? [newest] : [])),
    put,
  }
}
