/** What moves a replay: play and stand still, the speed, the time line with a mark for each deed, a list to jump by. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, NativeSelect, Popover } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { exchangesQuery, type PlacedRecord } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { useRecordText } from '../../pages/record-text.ts'
import { useBench } from '../bench.ts'
import { useLive } from '../live.ts'
import { type Player, SPEEDS } from './player.ts'

export function ReplayHead({ player }: { player: Player }) {
  const { attempt } = useBench()
  const { words, person, pair } = useFormats()
  const { t } = useLingui()
  const places = usePlaces(player)
  return (
    <header className="bench-head replay-head">
      <div className="bench-title">
        <h1>{pair(t`Replay`, words(attempt.exercise.title))}</h1>
        <span className="replay-of">{person(attempt.traineeName, attempt.traineeNames)}</span>
        <Link to="/attempts/$attemptId/result" params={{ attemptId: attempt.id }}>
          <Trans>Result</Trans>
        </Link>
      </div>
      <Transport player={player} />
      <JumpList player={player} places={places} />
      <TimeLine player={player} places={places} />
      <Problems player={player} />
    </header>
  )
}

function Transport({ player }: { player: Player }) {
  const { clock, number } = useFormats()
  const { t } = useLingui()
  const isPlaying = useLive(player, () => player.get().isPlaying)
  const speed = useLive(player, () => player.get().speed)
  const atS = useLive(player, () => Math.floor(player.get().atMs / 1000))
  const endS = useLive(player, () => Math.ceil(player.get().endMs / 1000))
  const stationS = useLive(player, ({ stationMs }) => Math.floor(stationMs / 1000))
  const pace = useLive(player, (state) => state.pace)
  return (
    <>
      <Button
        size="xs"
        variant={isPlaying ? 'default' : 'filled'}
        onClick={() => (isPlaying ? player.pause() : player.play())}
        data-testid="replay-play"
      >
        {isPlaying ? <Trans>Stop here</Trans> : <Trans>Play</Trans>}
      </Button>
      <NativeSelect
        size="xs"
        aria-label={t`Speed of the replay`}
        data-testid="replay-speed"
        value={String(speed)}
        data={SPEEDS.map((times) => ({ value: String(times), label: `×${number(times)}` }))}
        onChange={(event) => player.setSpeed(Number(event.currentTarget.value))}
      />
      <div className="bench-fact">
        <span>
          <Trans>Time of the attempt</Trans>
        </span>
        <strong data-testid="replay-at">
          {clock(atS)} <small>/ {clock(endS)}</small>
        </strong>
      </div>
      <div className="bench-fact">
        <span>
          <Trans>Station time</Trans>
        </span>
        <strong>
          {clock(stationS)} <small>×{number(pace)}</small>
        </strong>
      </div>
    </>
  )
}

/** A place to jump to, in words. */
type Place = { readonly wallMs: number; readonly record: PlacedRecord }

/** Repeated questions of the bench's scan tool are one place, as in the evidence; those of own tools come with them. */
function usePlaces(player: Player): readonly Place[] {
  const { attempt } = useBench()
  const { data } = useQuery({ ...exchangesQuery(attempt.id), staleTime: Number.POSITIVE_INFINITY })
  const loadedCount = useLive(player, () => player.get().track.told.length)
  const isWhole = useLive(player, () => player.get().isWhole)
  const { track } = player.get()
  return useMemo(() => {
    const told: Place[] = track.told.slice(0, loadedCount).flatMap(({ wallMs, index, record }) => {
      if (record.kind === 'diagnostic' || (record.kind === 'action' && record.action.kind === 'pedal')) return []
      return [{ wallMs, record: { ...record, index } }]
    })
    const asked: Place[] = (isWhole ? (data?.groups ?? []) : []).map((group) => ({
      wallMs: track.wallMsAt(group.stationMs),
      record: { ...group, kind: 'exchange', isCited: false },
    }))
    return [...told, ...asked].sort((a, b) => a.wallMs - b.wallMs || a.record.index - b.record.index)
  }, [track, loadedCount, isWhole, data])
}

function JumpList({ player, places }: { player: Player; places: readonly Place[] }) {
  const { attempt } = useBench()
  const { clock, number } = useFormats()
  const { t } = useLingui()
  const recordText = useRecordText(attempt.model)
  const atMs = useLive(player, () => player.get().atMs)
  const [isOpen, setOpen] = useState(false)
  const current = places.findLast(({ wallMs }) => wallMs <= atMs)
  return (
    <Popover opened={isOpen} onChange={setOpen} width="min(520px, calc(100vw - 24px))" position="bottom-end" withArrow>
      <Popover.Target>
        <Button size="xs" variant="default" onClick={() => setOpen(!isOpen)} data-testid="replay-list">
          <Trans>Jump to… ({number(places.length)})</Trans>
        </Button>
      </Popover.Target>
      <Popover.Dropdown className="replay-list" aria-label={t`Deeds, readings and codes of the attempt`}>
        <ol data-testid="replay-places">
          {places.map((place) => (
            <li key={`${place.record.kind} ${place.record.index}`}>
              <button
                type="button"
                aria-current={place === current || undefined}
                onClick={() => player.jump(place.wallMs)}
              >
                <time>{clock(place.wallMs / 1000)}</time>
                <span>{recordText(place.record)}</span>
              </button>
            </li>
          ))}
        </ol>
      </Popover.Dropdown>
    </Popover>
  )
}

function TimeLine({ player, places }: { player: Player; places: readonly Place[] }) {
  const { clock } = useFormats()
  const { t } = useLingui()
  const atMs = useLive(player, () => player.get().atMs)
  const endMs = useLive(player, () => Math.max(1, player.get().endMs))
  return (
    <div className="replay-line">
      <div className="replay-marks" aria-hidden="true">
        {places.map(({ wallMs, record }) => (
          <i
            key={`${record.kind} ${record.index}`}
            data-kind={record.kind}
            style={{ insetInlineStart: `${(100 * wallMs) / endMs}%` }}
          />
        ))}
      </div>
      <input
        type="range"
        aria-label={t`Time line of the attempt`}
        aria-valuetext={clock(atMs / 1000)}
        min={0}
        max={endMs}
        step={100}
        value={atMs}
        onChange={(event) => player.jump(Number(event.currentTarget.value))}
        data-testid="replay-line"
      />
    </div>
  )
}

/** What keeps this from being the whole attempt, or the same car. */
function Problems({ player }: { player: Player }) {
  const { attempt } = useBench()
  const { clock } = useFormats()
  const problem = useLive(player, () => player.get().problem)
  const isWhole = useLive(player, () => player.get().isWhole)
  const step = useLive(player, () => player.get().track.differsAtStep)
  if (problem !== undefined)
    return (
      <Alert color="red" variant="light" className="replay-note">
        <Trans>The replay broke off: load the page again.</Trans>
      </Alert>
    )
  if (!isWhole)
    return (
      <p className="replay-note" role="status" data-testid="replay-loading">
        <Trans>The car is being rebuilt from the evidence; you can watch meanwhile.</Trans>
      </p>
    )
  if (step === undefined) return null
  return (
    <Alert color="brass" variant="light" className="replay-note">
      <Trans>
        From {clock((step * attempt.model.stepMs) / 1000)} station time on the rebuilt car is not the recorded one: the
        car or the exercise has changed since. Readings and answers are the recorded ones.
      </Trans>
    </Alert>
  )
}
