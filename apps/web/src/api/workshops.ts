/** The workshops of the network with their laboratories and exercises. */
import { queryOptions } from '@tanstack/react-query'
import type { Language, Words } from '../language/language.ts'
import { get, type Reply } from './client.ts'

export type Mode = 'practice' | 'exam'

export type CriterionText = {
  readonly kind: 'causeFound' | 'proved' | 'needlessParts' | 'time' | 'recheck' | 'instructor'
  readonly id: string
  readonly name: Words
  readonly weight: number
  readonly guidance?: Words
  /** The trainee's report to the customer belongs beside it. */
  readonly readsReport?: boolean
}

/** What a trainee may know of an exercise before starting it. */
export type ExerciseBrief = {
  readonly id: string
  readonly isDemo: boolean
  readonly station: string
  readonly title: Words
  readonly complaint: Words
  readonly task: Words
  readonly instructions: readonly Words[]
  readonly modes: readonly Mode[]
  /** The one that the texts are in; all four when absent. */
  readonly language?: Language
  readonly timeLimitMin: number
  /** Parts replaced without need for this much leave no points for that. */
  readonly moneyLimitKzt?: number
  readonly paceMax: number
  readonly rubric: { readonly passMark: number; readonly criteria: readonly CriterionText[] }
}

/** As the list of the network has it. */
export type ListedExercise = ExerciseBrief & {
  /** Null when the model is gone. */
  readonly stationName: Words | null
  /** Until an examiner has judged one of them. */
  readonly examAttemptsMax: number
}

export type Laboratory = {
  readonly id: string
  readonly name: Words
  readonly purpose: Words
  readonly stations: readonly string[]
  readonly exercises: readonly ListedExercise[]
}

export type Figure = {
  readonly id: string
  readonly name: Words
  readonly value: number
  readonly isAtLeast?: boolean
  readonly unit?: 'm2' | 'CNY'
  readonly asOf?: string
  readonly source: string
}

export type Source = {
  readonly id: string
  readonly publisher: string
  readonly published?: string
  readonly address?: string
}

export type Workshop = {
  readonly id: string
  readonly name: Words
  readonly city: Words
  readonly host: { readonly name: Words; readonly shortName: Words }
  readonly field: Words
  readonly about: Words
  readonly opening: { readonly date: string; readonly event: Words; readonly source: string }
  readonly partners: readonly { readonly name: Words; readonly source: string }[]
  readonly figures: readonly Figure[]
  readonly sources: readonly Source[]
  readonly laboratories: readonly Laboratory[]
}

export const workshopsQuery = queryOptions({
  queryKey: ['workshops'],
  queryFn: (): Promise<readonly Workshop[]> =>
    get<Reply<'GET /api/workshops'>>('/api/workshops').then(({ workshops }) => workshops),
  staleTime: 300_000,
})

export type LaboratoryPlace = { readonly workshop: Workshop; readonly laboratory: Laboratory }

export function findLaboratory(workshops: readonly Workshop[], id: string): LaboratoryPlace | undefined {
  for (const workshop of workshops)
    for (const laboratory of workshop.laboratories) if (laboratory.id === id) return { workshop, laboratory }
  return undefined
}

export type ExercisePlace = LaboratoryPlace & { readonly exercise: ListedExercise }

export function findExercise(workshops: readonly Workshop[], id: string): ExercisePlace | undefined {
  for (const workshop of workshops)
    for (const laboratory of workshop.laboratories)
      for (const exercise of laboratory.exercises) if (exercise.id === id) return { workshop, laboratory, exercise }
  return undefined
}
