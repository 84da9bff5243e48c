/** Live data of one control unit: choose what to read; figures with their extremes, and curves over time. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Checkbox, TextInput } from '@mantine/core'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import type { DidInfo, EcuInfo } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { useBench } from '../bench.ts'
import { decimalsOf, readValue } from './codes.ts'
import { useReplayedData } from './replayed-data.ts'
import { createSeries, type Series } from './series.ts'
import { type Refusal, readData } from './tester.ts'
import { useAnswerText, useScanTool } from './use-scan-tool.ts'

const Curves = lazy(() => import('./Curves.tsx').then(({ Curves }) => ({ default: Curves })))

const CHOSEN_MAX = 12
/** Identifiers in one request: an ECU may refuse more. */
const PER_REQUEST = 4
const PAUSE_MS = 150

export function LiveDataView({ ecu }: { ecu: EcuInfo }) {
  const { attempt } = useBench()
  const infos = useMemo(
    () => attempt.model.dids.filter((did) => did.ecu === ecu.id && did.isText === undefined),
    [attempt.model.dids, ecu.id],
  )
  const [chosen, setChosen] = useState<readonly number[]>(() => infos.slice(0, 4).map(({ did }) => did))
  const [isRunning, setRunning] = useState(false)
  const [isChoosing, setChoosing] = useState(false)
  const replayed = useReplayedData(ecu.id, infos)
  const wanted = replayed?.dids ?? chosen
  const shown = useMemo(() => infos.filter(({ did }) => wanted.includes(did)), [infos, wanted])
  const polled = usePolling(ecu.id, shown, isRunning)
  const { series, tick, refusal } = replayed ?? polled
  const answerText = useAnswerText()
  // A state is no curve.
  const plotted = shown.filter(({ states }) => states === undefined)

  if (infos.length === 0)
    return (
      <p className="panel-hint">
        <Trans>This control unit offers no live data.</Trans>
      </p>
    )
  return (
    <>
      <div className="scan-actions">
        <Button
          size="xs"
          variant={isRunning ? 'default' : 'filled'}
          onClick={() => setRunning(!isRunning)}
          data-testid="scan-live-run"
        >
          {isRunning ? <Trans>Pause</Trans> : <Trans>Start reading</Trans>}
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-expanded={isChoosing}
          onClick={() => setChoosing(!isChoosing)}
          data-testid="scan-live-choose"
        >
          <Trans>Choose data</Trans>
        </Button>
      </div>
      {isChoosing && <Chooser infos={infos} chosen={chosen} setChosen={setChosen} />}
      {refusal && <p className="scan-note">{answerText(refusal)}</p>}
      <Values infos={shown} series={series} />
      <Suspense fallback={null}>
        {plotted.length > 0 && <Curves infos={plotted} series={series} tick={tick} />}
      </Suspense>
    </>
  )
}

function Chooser(props: {
  infos: readonly DidInfo[]
  chosen: readonly number[]
  setChosen: (chosen: readonly number[]) => void
}) {
  const { words } = useFormats()
  const { t } = useLingui()
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLocaleLowerCase()
  const found = props.infos.filter(({ name }) => words(name).toLocaleLowerCase().includes(wanted))
  return (
    <div className="chooser">
      <TextInput
        size="xs"
        placeholder={t`Search`}
        aria-label={t`Search for live data`}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <div className="chooser-list">
        {found.map(({ did, name, unit }) => {
          const isChosen = props.chosen.includes(did)
          return (
            <Checkbox
              key={did}
              size="xs"
              label={`${words(name)}${unit ? `, ${unit}` : ''}`}
              checked={isChosen}
              disabled={!isChosen && props.chosen.length >= CHOSEN_MAX}
              onChange={() =>
                props.setChosen(isChosen ? props.chosen.filter((one) => one !== did) : [...props.chosen, did])
              }
              data-testid={`scan-did-${did.toString(16).toUpperCase().padStart(4, '0')}`}
            />
          )
        })}
      </div>
    </div>
  )
}

function Values({ infos, series }: { infos: readonly DidInfo[]; series: Series }) {
  const { words, number } = useFormats()
  return (
    <table className="values" data-testid="scan-values">
      <thead>
        <tr>
          <th scope="col">
            <Trans>Value</Trans>
          </th>
          <th scope="col">
            <Trans>Now</Trans>
          </th>
          <th scope="col">
            <Trans>Min.</Trans>
          </th>
          <th scope="col">
            <Trans>Max.</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {infos.map((info) => {
          const { last, min, max } = series.extremes(info.did)
          const write = (value: number | undefined) => {
            if (value === undefined) return '–'
            const state = info.states?.find((one) => one.value === value)
            return state ? words(state.name) : number(value, decimalsOf(info))
          }
          return (
            <tr key={info.did}>
              <th scope="row">
                {words(info.name)}
                {info.unit && <small> {info.unit}</small>}
              </th>
              {/* A state has no least and no most. */}
              <td colSpan={info.states ? 3 : 1}>
                <strong>{write(last)}</strong>
              </td>
              {!info.states && <td>{write(min)}</td>}
              {!info.states && <td>{write(max)}</td>}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** Asks again as soon as the last answer is there: a slow car slows the tool, never the other way round. */
function usePolling(ecu: string, infos: readonly DidInfo[], isRunning: boolean) {
  const { live } = useBench()
  const { askOf } = useScanTool()
  const series = useMemo(() => createSeries(), [])
  const [tick, setTick] = useState(0)
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined)
  const askRef = useRef(askOf)
  askRef.current = askOf
  useEffect(() => {
    if (!isRunning || infos.length === 0) return
    let isOver = false
    const lengths = new Map(infos.map(({ did, bytes }) => [did, bytes]))
    async function round() {
      const values = new Map<number, number>()
      let refused: Refusal | undefined
      for (let i = 0; i < infos.length && !isOver; i += PER_REQUEST) {
        const part = infos.slice(i, i + PER_REQUEST)
        const answer = await readData(
          askRef.current(ecu, false),
          part.map(({ did }) => did),
          lengths,
        )
        if (answer.kind !== 'answer') refused = answer
        else
          for (const { did, bytes } of answer.value) {
            const info = part.find((one) => one.did === did)
            if (info) values.set(did, readValue(info, bytes))
          }
      }
      series.add(live.get().stationMs / 1000, values)
      setRefusal(refused)
      setTick((count) => count + 1)
    }
    async function run() {
      while (!isOver) {
        await round().catch(() => setRefusal({ kind: 'silent' }))
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      }
    }
    void run()
    return () => {
      isOver = true
    }
  }, [ecu, infos, isRunning, live, series])
  return { series, tick, refusal }
}
