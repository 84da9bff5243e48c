/** Live data as it was read in an attempt that is replayed: which data, their curves, and what was refused last. */
import { useEffect, useState } from 'react'
import type { DidInfo } from '../../api/attempts.ts'
import { type Exchanged, useBench } from '../bench.ts'
import { readValue } from './codes.ts'
import { createSeries, type Series } from './series.ts'
import { type Refusal, readData } from './tester.ts'

/** ReadDataByIdentifier, ISO 14229-1. */
const READ_DATA = '22'
/** The last minutes, as a bench keeps them. */
const EXCHANGES_MAX = 400
const SHOWN_MAX = 12

export type ReplayedData = {
  readonly dids: readonly number[]
  readonly series: Series
  readonly tick: number
  readonly refusal: Refusal | undefined
}

/** Undefined at a bench that is live, or where no data were read yet. */
export function useReplayedData(ecu: string, infos: readonly DidInfo[]): ReplayedData | undefined {
  const exchanges = useBench().replayed?.exchanges
  const [data, setData] = useState<ReplayedData | undefined>(undefined)
  useEffect(() => {
    if (exchanges === undefined) return
    let isOver = false
    const asked = exchanges.filter((one) => one.ecu === ecu && one.request.startsWith(READ_DATA))
    void dataReadIn(asked.slice(-EXCHANGES_MAX), infos).then((read) => {
      if (!isOver) setData(asked.length > 0 ? read : undefined)
    })
    return () => {
      isOver = true
    }
  }, [exchanges, ecu, infos])
  return data
}

export async function dataReadIn(exchanges: readonly Exchanged[], infos: readonly DidInfo[]): Promise<ReplayedData> {
  const lengths = new Map(infos.map(({ did, bytes }) => [did, bytes]))
  const series = createSeries()
  const shown = new Set<number>()
  let refusal: Refusal | undefined
  for (const { request, response, stationMs } of exchanges) {
    const dids = didsIn(request).filter((did) => lengths.has(did))
    if (dids.length === 0) continue // An identification.
    const answer = await readData(async () => response, dids, lengths)
    refusal = answer.kind === 'answer' ? undefined : answer
    for (const did of dids) {
      shown.delete(did)
      shown.add(did) // Those that were read last stay.
    }
    if (answer.kind !== 'answer') continue
    const values = answer.value.flatMap(({ did, bytes }) => {
      const info = infos.find((one) => one.did === did)
      return info ? [[did, readValue(info, bytes)] as const] : []
    })
    series.add(stationMs / 1000, new Map(values))
  }
  return { dids: [...shown].slice(-SHOWN_MAX), series, tick: exchanges.length, refusal }
}

function didsIn(request: string): number[] {
  const hex = request.slice(READ_DATA.length)
  return Array.from({ length: Math.floor(hex.length / 4) }, (_, i) => Number.parseInt(hex.slice(4 * i, 4 * i + 4), 16))
}
