/** One station on the wall: who, at what, how it goes. A sign and a word stand beside every colour. */
import { useLingui } from '@lingui/react/macro'
import type { Tile } from '../api/class.ts'
import { useFormats } from '../language/formats.ts'
import { useEndText } from '../pages/record-text.ts'
import { type Need, needOf, secondsLeft } from './tiles.ts'
import { useTileDeedText } from './use-tile-deed-text.ts'

const SIGNS: { readonly [need in Need]: string } = { stopped: '▲', idle: '?', paused: '‖', working: '▸', ended: '■' }

export function StationTile({ tile, nowMs, open }: { tile: Tile; nowMs: number; open: () => void }) {
  const { person, words, clock } = useFormats()
  const { t } = useLingui()
  const need = needOf(tile, nowMs)
  const deedText = useTileDeedText(tile)
  const state = useStateText(tile, need, nowMs)
  const facts = useFacts(tile)
  return (
    <button type="button" className="tile" data-need={need} data-testid={`tile-${tile.attemptId}`} onClick={open}>
      <strong>{person(tile.traineeName, tile.traineeNames)}</strong>
      <span className="tile-state">
        <span>
          <i aria-hidden="true">{SIGNS[need]}</i> {state}
        </span>
        {need === 'working' && <time>{clock(secondsLeft(tile, nowMs))}</time>}
      </span>
      <span className="tile-exercise">
        {tile.mode === 'exam' && <b>{t`Exam`} </b>}
        {tile.guide && <b data-testid="tile-guided">{t`With guidance`} </b>}
        {words(tile.exerciseTitle)}
      </span>
      <span className="tile-deed">{deedText ?? t`Nothing done yet`}</span>
      <span className="tile-facts">
        {facts.map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </span>
    </button>
  )
}

/** The most telling first: what does not fit on the tile is left out whole. */
function useFacts({ isReady, speedKmh, unreadCount, refusedCount, toolCount, isIsolated, guide }: Tile): string[] {
  const { t } = useLingui()
  const { number } = useFormats()
  const facts = [
    isReady && 'READY',
    speedKmh !== null && speedKmh > 0 && `${number(speedKmh)}\u00a0km/h`,
    unreadCount > 0 && t`unread`,
    guide && t`Steps: ${number(guide.doneCount)} of ${number(guide.stepCount)}`,
    guide && guide.hintCount > 0 && t`Hints: ${number(guide.hintCount)}`,
    refusedCount > 0 && t`Refused: ${number(refusedCount)}`,
    toolCount > 0 && t`Tools: ${number(toolCount)}`,
    isIsolated && t`isolated`,
  ]
  return facts.filter((fact) => typeof fact === 'string')
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
