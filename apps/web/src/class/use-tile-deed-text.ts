/** The last thing that was done at a station, in the words of the bench's own log. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { stationNamesQuery, type Tile } from '../api/class.ts'
import type { Deed } from '../bench/bench.ts'
import { useDeedText } from '../bench/deed-text.ts'
import { DOOR_NAMES } from '../bench/exchange-text.ts'

/** Until the names are there, things are called by their identifiers. */
const NO_NAMES = {
  points: [],
  components: [],
  ecus: [],
  dids: [],
  controls: [],
  routines: [],
  harness: { connectors: [] },
}

export function useTileDeedText(tile: Tile): string | undefined {
  const { t } = useLingui()
  const { data } = useQuery(stationNamesQuery(tile))
  const deedText = useDeedText(data ?? NO_NAMES)
  const { lastDeed } = tile
  if (lastDeed === null) return undefined
  if (lastDeed.kind === 'tool') {
    const door = DOOR_NAMES[lastDeed.door] ?? lastDeed.door
    return t`Connected a tool (${door})`
  }
  return deedText(deedOf(lastDeed))
}

function deedOf(deed: Exclude<NonNullable<Tile['lastDeed']>, { kind: 'tool' }>): Deed {
  if (deed.kind !== 'measurement') return { stationMs: 0, ...deed }
  return { stationMs: 0, kind: 'measurement', ...deed.measurement, reading: deed.reading ?? undefined }
}
