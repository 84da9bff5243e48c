/**
 * Exercises that instructors compose, beside those of the content: checked as they are, kept version by version, offered
 * like them. What the cars of a newer installation no longer have is told at its start, and is not offered.
 */
import {
  type ComposedExercise,
  type Content,
  type Exercise,
  exerciseBeside,
  exerciseFileOf,
  type KnownStations,
} from '@luban/lab'
import { listComposedVersions } from '../db/composed-exercises.ts'
import type { Database } from '../db/schema.ts'
import type { Catalogue } from './catalogue.ts'

declare module '../context.ts' {
  interface Services {
    readonly composed: Composed
  }
}

export type Composed = {
  /** The exercise, or what is wrong with it, each with its remedy. */
  check(composed: ComposedExercise, as: { id: string; version: number }): Exercise | readonly string[]
  /** What was composed before this start; returns why some of it cannot be used any more. */
  load(db: Database): Promise<string[]>
  /** The models that something can be composed for. */
  stations(): readonly string[]
  /** Whether there is anything of this fault that shows only at times. */
  canComeAndGo(station: string, fault: string): boolean
}

type Parts = { readonly content: Content; readonly known: KnownStations; readonly catalogue: Catalogue }

export function createComposed({ content, known, catalogue }: Parts): Composed {
  /** That of the exercises which the content has for this car. */
  function rubricFor(station: string): string {
    const alike = content.exercises.find((exercise) => exercise.station === station)
    return (alike?.rubric ?? content.rubrics[0])?.id ?? ''
  }

  const check: Composed['check'] = (composed, { id, version }) => {
    const file = exerciseFileOf(composed, { id, version, rubric: rubricFor(composed.station) })
    const found = exerciseBeside(content, file, known)
    return isFaulty(found) ? found.map(({ what, remedy }) => `${what} ${remedy}`) : found
  }

  return {
    check,
    async load(db) {
      const problems: string[] = []
      for (const { id, version, composed, is_offered } of await listComposedVersions(db)) {
        const exercise = check(composed, { id, version })
        if (isFaulty(exercise)) problems.push(`exercise ${id}, version ${version}: ${exercise.join(' ')}`)
        else catalogue.put(exercise, is_offered)
      }
      return problems
    },
    stations: () =>
      Object.keys(known).filter(
        (station) =>
          known[station].faults.length > 0 && content.laboratories.some(({ stations }) => stations.includes(station)),
      ),
    canComeAndGo: (station, fault) => known[station].intermittence?.canComeAndGo(fault) ?? false,
  }
}

/** Array.isArray does not tell a read-only array from the rest. */
export function isFaulty<Fault>(found: Exercise | readonly Fault[]): found is readonly Fault[] {
  return Array.isArray(found)
}
