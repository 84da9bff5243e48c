/** One station on the wall: who, at what, how it goes. A sign and a word stand beside every colour. */
import { Trans, useLingui } from '@lingui/react/macro'
import type { Tile } from '../api/class.ts'
import { useFormats } from '../language/formats.ts'
import { useEndText } from '../pages/record-text.ts'
import { type Need, needOf, secondsLeft } from './tiles.ts'
import { useTileDeedText } from './use-tile-deed-text.ts'

const SIGNS: { readonly [need in Need]: string } = { stopped: '▲', idle: '?', paused: '‖', working: '▸', ended: '■' }

export function StationTile({ tile, nowMs, open }: { tile: Tile; nowMs: number; open: () => void }) {
  const { person, words, clock, number } = useFormats()
  const { t } = useLingui()
  const need = needOf(tile, nowMs)
  const deedText = useTileDeedText(tile)
  const state = useStateText(tile, need, nowMs)
  return (
    <button type="button" className="tile" data-need={need} data-testid={`tile-${tile.attemptId}`} onClick={open}>
      <strong>{person(tile.traineeName, tile.traineeNames)}</strong>
      <span className="tile-state">
        <i aria-hidden="true">{SIGNS[need]}</i> {state}
      </span>
      <span className="tile-exercise">
        {tile.mode === 'exam' && <b>{t`Exam`} </b>}
        {words(tile.exerciseTitle)}
      </span>
      <span className="tile-deed">{deedText ?? t`Nothing done yet`}</span>
      <span className="tile-facts">
        {tile.isReady && <b>READY</b>}
        {tile.speedKmh !== null && tile.speedKmh > 0 && <span>{number(tile.speedKmh)} km/h</span>}
        {tile.isIsolated && <Trans>isolated</Trans>}
        {tile.toolCount > 0 && <Trans>Tools: {number(tile.toolCount)}</Trans>}
        {tile.refusedCount > 0 && <Trans>Refused: {number(tile.refusedCount)}</Trans>}
        {tile.unreadCount > 0 && <Trans>unread</Trans>}
        {tile.ended === null && !tile.isPaused && <time>{clock(secondsLeft(tile, nowMs))}</time>}
      </span>
    </button>
  )
}

function useStateText(tile: Tile, need: Need, nowMs: number): string {
  const { t } = useLingui()
  const { minutes } = useFormats()
  const endText = useEndText()
  const idle = minutes(Math.floor((nowMs - Date.parse(tile.activeAt)) / 60_000))
  const texts: { readonly [need in Need]: string } = {
    stopped: t`Stopped for safety`,
    idle: t`No action for ${idle}`,
    paused: t`Paused`,
    working: t`Working`,
    ended: tile.ended ? endText(tile.ended.reason) : '',
  }
  return texts[need]
}
