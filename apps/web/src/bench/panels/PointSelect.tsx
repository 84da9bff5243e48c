/** Fields to choose where a probe, a clamp or a gauge is put: every instrument of the bench searches alike. */
import { useLingui } from '@lingui/react/macro'
import { Select } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import type { MeasuringPoint } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import type { Words } from '../../language/language.ts'
import { useBench } from '../bench.ts'
import { wordsFilter } from '../words-filter.ts'

type Field = {
  readonly label: ReactNode
  readonly value: string | null
  readonly onChange: (id: string | null) => void
  readonly error?: string | null
  readonly size?: 'xs' | 'sm'
  readonly testId: string
}

/** `part`: only points of this one, as with a break-out box between its plug and its socket. */
export function PointSelect({ part = null, ...field }: Field & { part?: string | null }) {
  const { attempt } = useBench()
  const { words, byName } = useFormats()
  const { t } = useLingui()
  const data = useMemo((): Options => {
    const option = (point: MeasuringPoint) => ({ value: point.id, label: words(point.name) })
    const isOffered = ({ id }: MeasuringPoint) =>
      part === null || id === 'chassis' || id === field.value || partOf(id) === part
    const { points, harness } = attempt.model
    const offered = points.filter(isOffered)
    const groups = byName(harness.parts, ({ name }) => words(name)).map(({ id, name }) => ({
      group: words(name),
      items: byName(
        offered.filter((point) => partOf(point.id) === id),
        ({ name }) => words(name),
      ).map(option),
    }))
    return [...offered.filter(({ id }) => partOf(id) === '').map(option), ...groups]
  }, [attempt.model, words, byName, part, field.value])
  return <PlaceField {...field} data={data} placeholder={t`Search for a point`} />
}

/** Of a point of the harness: `pump.plus` is the pump's. */
const partOf = (point: string) => point.slice(0, Math.max(0, point.indexOf('.')))

/** A break-out box: only the points of one part are offered. */
export function PartSelect({ value, onChange, testId }: Pick<Field, 'value' | 'onChange' | 'testId'>) {
  const { attempt } = useBench()
  const { words, byName } = useFormats()
  const { t } = useLingui()
  const data = useMemo(() => {
    const known = new Set(attempt.model.points.map(({ id }) => partOf(id)))
    const parts = attempt.model.harness.parts.filter(({ id }) => known.has(id))
    return byName([...parts], ({ name }) => words(name)).map(({ id, name }) => ({ value: id, label: words(name) }))
  }, [attempt.model, words, byName])
  return (
    <Select
      size="xs"
      className="part-field"
      aria-label={t`Break-out box: points of`}
      placeholder={t`Points of all parts`}
      clearable
      searchable
      filter={wordsFilter}
      data={data}
      value={value}
      onChange={onChange}
      data-testid={testId}
    />
  )
}

export function WireSelect(field: Field) {
  const { attempt } = useBench()
  const { t } = useLingui()
  const wires = useMemo(
    () => attempt.model.components.filter(({ id }) => id.startsWith('wire.')),
    [attempt.model.components],
  )
  return <PlaceField {...field} data={useOptions(wires)} placeholder={t`Search for a wire`} />
}

export function GaugeSelect(field: Field) {
  const { attempt } = useBench()
  const { t } = useLingui()
  return <PlaceField {...field} data={useOptions(attempt.model.gauges ?? [])} placeholder={t`Search for a point`} />
}

export function SurfaceSelect(field: Field) {
  const { attempt } = useBench()
  const { t } = useLingui()
  return <PlaceField {...field} data={useOptions(attempt.model.surfaces ?? [])} placeholder={t`Search for a point`} />
}

function useOptions(list: readonly { readonly id: string; readonly name: Words }[]) {
  const { words, byName } = useFormats()
  return useMemo(
    () => byName([...list], ({ name }) => words(name)).map(({ id, name }) => ({ value: id, label: words(name) })),
    [list, words, byName],
  )
}

type Option = { value: string; label: string }
/** The chassis belongs to no part; all other points stand under their own. */
type Options = (Option | { group: string; items: Option[] })[]

/** Closed it holds the chosen place alone: the lists of all points were three quarters of the bench's elements (measured). */
function PlaceField({ testId, error = null, data, ...field }: Field & { data: Options; placeholder: string }) {
  const { t } = useLingui()
  const [isOpen, setIsOpen] = useState(false)
  const chosen = useMemo(() => optionsOf(data).filter(({ value }) => value === field.value), [data, field.value])
  return (
    <Select
      {...field}
      className="probes-field"
      nothingFoundMessage={t`No such point`}
      searchable
      selectFirstOptionOnChange
      filter={wordsFilter}
      // What is typed takes the place of the point that is there.
      onFocus={(event) => event.currentTarget.select()}
      allowDeselect={false}
      data={isOpen ? data : chosen}
      onDropdownOpen={() => setIsOpen(true)}
      onDropdownClose={() => setIsOpen(false)}
      error={error}
      data-testid={testId}
      maxDropdownHeight={260}
    />
  )
}

const optionsOf = (options: Options): Option[] => options.flatMap((one) => ('items' in one ? one.items : [one]))
