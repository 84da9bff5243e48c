/** One station on the wall: who, at what, how it goes. A sign and a word stand beside every colour. */
import { useLingui } from '@lingui/react/macro'
import type { Tile } from '../api/class.ts'
import { useFormats } from '../language/formats.ts'
import { useEndText } from '../pages/record-text.ts'
import { type Need, needOf, secondsLeft } from './tiles.ts'
import { useTileDeedText } from './use-tile-deed-text.ts'
import { useTileName } from './use-tile-name.ts'

const SIGNS: { readonly [need in Need]: string } = { stopped: '▲', idle: '?', paused: '‖', working: '▸', ended: '■' }

export function StationTile({ tile, nowMs, open }: { tile: Tile; nowMs: number; open: () => void }) {
  const { clock, minutes } = useFormats()
  const nameOf = useTileName()
  const need = needOf(tile, nowMs)
  const state = useStateText(tile, need)
  return (
    <button type="button" className="tile" data-need={need} data-testid={`tile-${tile.attemptId}`} onClick={open}>
      <strong>{nameOf(tile)}</strong>
      <span className="tile-state">
        <span title={state}>
          <i aria-hidden="true">{SIGNS[need]}</i> {state}
        </span>
        {need === 'working' && <time>{clock(secondsLeft(tile, nowMs))}</time>}
        {need === 'idle' && <time>{minutes(idleMin(tile, nowMs))}</time>}
      </span>
      {need !== 'ended' && <Doings tile={tile} />}
    </button>
  )
}

function Doings({ tile }: { tile: Tile }) {
  const { words } = useFormats()
  const { t } = useLingui()
  const deedText = useTileDeedText(tile)
  return (
    <>
      <span className="tile-exercise">
        {tile.mode === 'exam' && <b>{t`Exam`} </b>}
        {tile.guide && <b data-testid="tile-guided">{t`With guidance`} </b>}
        {words(tile.exerciseTitle)}
      </span>
      <span className="tile-deed">{deedText ?? t`Nothing done yet`}</span>
      <Facts tile={tile} />
    </>
  )
}

/** Errors first, which are always seen; of the rest what does not fit on the tile is left out whole. */
function Facts({ tile }: { tile: Tile }) {
  const { isReady, speedKmh, unreadCount, refusedCount, remarkCount, toolCount, isIsolated, guide } = tile
  const { t } = useLingui()
  const { number } = useFormats()
  const rest = [
    guide && t`Steps: ${number(guide.doneCount)} of ${number(guide.stepCount)}`,
    guide && guide.hintCount > 0 && t`Hints: ${number(guide.hintCount)}`,
    isIsolated && t`isolated`,
    speedKmh !== null && speedKmh > 0 && `${number(speedKmh)}\u00a0km/h`,
    isReady && 'READY',
    toolCount > 0 && t`Tools: ${number(toolCount)}`,
  ]
  return (
    <span className="tile-facts" data-two={(refusedCount > 0 && remarkCount > 0) || undefined}>
      {refusedCount > 0 && <span data-error>{t`Refused ${number(refusedCount)}`}</span>}
      {unreadCount > 0 && (
        <span data-error title={t`unread`}>
          <i aria-hidden="true">✉</i> {number(unreadCount)}
          <span className="sr-only"> {t`unread`}</span>
        </span>
      )}
      {remarkCount > 0 && <span data-error>{t`Remarks ${number(remarkCount)}`}</span>}
      {rest.map((fact) => typeof fact === 'string' && <span key={fact}>{fact}</span>)}
    </span>
  )
}

const idleMin = ({ activeAt }: Tile, nowMs: number) => Math.floor((nowMs - Date.parse(activeAt)) / 60_000)

function useStateText(tile: Tile, need: Need): string {
  const { t } = useLingui()
  const endText = useEndText()
  const texts: { readonly [need in Need]: string } = {
    stopped: t`Stopped for safety`,
    idle: t`Idle`,
    paused: t`Paused`,
    working: t`Working`,
    ended: tile.ended ? endText(tile.ended.reason) : '',
  }
  return texts[need]
}
