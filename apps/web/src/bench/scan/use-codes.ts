/**
 * The trouble codes of all control units as they were last read: reading and clearing them, of one unit or of all.
 *
 * What was read tells of its moment. Whatever is done to the car afterwards makes it old, and it is shown as such.
 */
import type { Dtc } from '@luban/protocols/uds/codec'
import { useEffect, useMemo, useRef, useState } from 'react'
import { createTurns } from '../../app/in-turn.ts'
import { type Deed, useBench } from '../bench.ts'
import { useNotices } from '../notices.tsx'
import { codesReadIn } from './codes-read.ts'
import { lastChange } from './last-change.ts'
import { type Answer, clearTroubleCodes, readTroubleCodes } from './tester.ts'
import { useScanTool } from './use-scan-tool.ts'

export type UnitCodes = {
  readonly answer: Answer<readonly Dtc[]>
  readonly readAtMs: number
  /** Something was done to the car since. */
  readonly isOld: boolean
  /** What the unit said when its codes were cleared just before. */
  readonly cleared: Answer<true> | undefined
}
type Read = Omit<UnitCodes, 'isOld'> & { readonly change: Deed | undefined }

export type ClearedAll = readonly { readonly ecu: string; readonly answer: Answer<true> }[]

export type Codes = {
  of(ecu: string): UnitCodes | undefined
  /** What each unit said when all were asked to clear, until something else is done. */
  readonly clearedAll: ClearedAll | undefined
  readonly busy: 'read' | 'clear' | 'readAll' | 'clearAll' | undefined
  read(ecu: string): Promise<void>
  clear(ecu: string): Promise<void>
  readAll(): Promise<void>
  clearAll(): Promise<void>
}

/** Test failed now, pending, confirmed: not the bits that are set in every code from the start. */
export const FAULT_BITS = 0x0d

export function useCodes(): Codes {
  const { attempt, live, deeds, replayed } = useBench()
  const { askOf } = useScanTool()
  const notices = useNotices()
  const [reads, setReads] = useState<ReadonlyMap<string, Read>>(new Map())
  const [clearing, setClearing] = useState<{ answers: ClearedAll; change: Deed | undefined } | undefined>(undefined)
  const inTurn = useMemo(createTurns, [])
  const [busy, setBusy] = useState<Codes['busy']>(undefined)
  const change = lastChange(deeds)
  // Several requests one after the other see what is done meanwhile.
  const latest = useRef(change)
  latest.current = change
  const ecus = attempt.model.ecus.map(({ id }) => id)
  useEffect(() => {
    if (replayed === undefined) return
    let isOver = false
    void codesReadIn(deeds).then((read) => {
      if (!isOver) setReads(new Map([...read].map(([ecu, one]) => [ecu, { ...one, cleared: undefined }])))
    })
    return () => {
      isOver = true
    }
  }, [replayed, deeds])

  function run(what: Codes['busy'], work: () => Promise<void>): Promise<void> {
    return inTurn(async () => {
      setBusy(what)
      setClearing(undefined)
      await work().catch(notices.problem)
      setBusy(undefined)
    })
  }
  /** Who was silent when asked to clear is not waited for a second time. */
  async function readOne(ecu: string, cleared?: Answer<true>): Promise<void> {
    const before = latest.current
    const answer = cleared?.kind === 'silent' ? cleared : await readTroubleCodes(askOf(ecu), FAULT_BITS)
    const read: Read = { answer, readAtMs: live.get().stationMs, change: before, cleared }
    setReads((all) => new Map(all).set(ecu, read))
  }

  return {
    of(ecu) {
      const read = reads.get(ecu)
      return read && { ...read, isOld: read.change !== change }
    },
    clearedAll: clearing?.change === change ? clearing?.answers : undefined,
    busy,
    read: (ecu) => run('read', () => readOne(ecu)),
    clear: (ecu) => run('clear', async () => readOne(ecu, await clearTroubleCodes(askOf(ecu)))),
    readAll: () =>
      run('readAll', async () => {
        for (const ecu of ecus) await readOne(ecu)
      }),
    clearAll: () =>
      run('clearAll', async () => {
        const before = latest.current
        const answers: { ecu: string; answer: Answer<true> }[] = []
        for (const ecu of ecus) answers.push({ ecu, answer: await clearTroubleCodes(askOf(ecu)) })
        setClearing({ answers, change: before })
        for (const { ecu, answer } of answers) await readOne(ecu, answer)
      }),
  }
}
