/** What stands in the form of a composed exercise, and what of it is still missing. Pure: the sentences are the form's. */
import type { ComposableStation, Composed } from '../api/composed.ts'

/** As it is typed: a number that is empty is none. */
export type Draft = {
  readonly station: string | null
  readonly laboratory: string | null
  readonly faults: readonly string[]
  readonly timeLimitMin: number | ''
  readonly moneyLimitKzt: number | ''
  readonly settings: { readonly [settingId: string]: number | '' }
  /** Empty: they stay. */
  readonly faultsComeBy: NonNullable<Composed['faultsComeBy']> | ''
  readonly hasFilteringGateway: boolean
  readonly language: Composed['language']
  readonly title: string
  readonly complaint: string
  readonly task: string
}

export const FAULTS_MAX = 3
export const TIME_LIMIT_MIN = { min: 5, max: 480 }
const TIME_LIMIT_DEFAULT_MIN = 45

export function draftOf(composed: Composed | undefined, language: Composed['language']): Draft {
  return {
    station: composed?.station ?? null,
    laboratory: composed?.laboratory ?? null,
    faults: composed?.faults ?? [],
    timeLimitMin: composed?.timeLimitMin ?? TIME_LIMIT_DEFAULT_MIN,
    moneyLimitKzt: composed?.moneyLimitKzt ?? '',
    settings: { ...composed?.settings },
    faultsComeBy: composed?.faultsComeBy ?? '',
    hasFilteringGateway: composed?.hasFilteringGateway ?? false,
    language: composed?.language ?? language,
    title: composed?.title ?? '',
    complaint: composed?.complaint ?? '',
    task: composed?.task ?? '',
  }
}

/** Another car has other faults, and a laboratory of its own. */
export function withStation(draft: Draft, station: ComposableStation | undefined): Draft {
  return {
    ...draft,
    station: station?.id ?? null,
    laboratory: station?.laboratories[0]?.id ?? null,
    faults: [],
    faultsComeBy: '',
  }
}

/** Those that may show only at times: of the car's faults, the chosen ones that can. */
export function comingFaults(draft: Draft, station: ComposableStation | undefined): ComposableStation['faults'] {
  return (station?.faults ?? []).filter(({ id, canComeAndGo }) => canComeAndGo && draft.faults.includes(id))
}

/** Where none of them can come and go any more, they stay. */
export function withFaults(draft: Draft, faults: readonly string[], station: ComposableStation | undefined): Draft {
  const chosen = { ...draft, faults }
  return comingFaults(chosen, station).length > 0 ? chosen : { ...chosen, faultsComeBy: '' }
}

export type Field = 'station' | 'faults' | 'timeLimitMin' | 'title' | 'complaint' | 'task'

/** In the order of the form. */
export function missingIn(draft: Draft): Field[] {
  const fields: readonly (readonly [Field, boolean])[] = [
    ['station', draft.station !== null && draft.laboratory !== null],
    ['faults', draft.faults.length > 0],
    ['timeLimitMin', draft.timeLimitMin !== ''],
    ['title', draft.title.trim() !== ''],
    ['complaint', draft.complaint.trim() !== ''],
    ['task', draft.task.trim() !== ''],
  ]
  return fields.flatMap(([field, isThere]) => (isThere ? [] : [field]))
}

/** Of a draft that lacks nothing. */
export function composedOf(draft: Draft): Composed {
  const { station, laboratory, timeLimitMin, moneyLimitKzt, settings, faultsComeBy, hasFilteringGateway, ...rest } =
    draft
  const given = Object.entries(settings).filter(([, value]) => value !== '')
  return {
    ...rest,
    faults: [...rest.faults],
    station: station ?? '',
    laboratory: laboratory ?? '',
    timeLimitMin: Number(timeLimitMin),
    ...(moneyLimitKzt === '' ? {} : { moneyLimitKzt }),
    settings: Object.fromEntries(given),
    ...(faultsComeBy !== '' && { faultsComeBy }),
    ...(hasFilteringGateway && { hasFilteringGateway }),
  }
}
