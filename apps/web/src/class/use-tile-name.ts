/** Who works at a station: a trainee, or a team. */
import { useCallback } from 'react'
import type { Tile } from '../api/class.ts'
import { useFormats } from '../language/formats.ts'

export function useTileName(): (tile: Tile) => string {
  const { person } = useFormats()
  return useCallback(
    ({ traineeName, traineeNames, team }: Tile) => team?.name ?? person(traineeName, traineeNames),
    [person],
  )
}
