/** The trouble-code memories of units under test: the real ones, with every code's failure after a second. */
import { parseDtc } from '@luban/protocols/uds/dtc'
import { assert } from '@luban/stdx'
import { createDtcEngine, type Monitor } from '../dtc-engine.ts'

type Tables = Readonly<Record<string, Readonly<Record<string, string>>>>

export type Memory<T extends Tables = Tables> = {
  readonly monitors: { readonly [Unit in keyof T]: Readonly<Record<keyof T[Unit], Monitor>> }
  /** `unit code` of all that failed since it was made. */
  codes(): string[]
}

const FAILED = 0x01
/** A misreading of half a second, or a look while something moves, is no fault. */
const FAIL_AFTER_MS = 1000

export function createMemory<T extends Tables>(tables: T): Memory<T> {
  const failed: (() => string[])[] = []
  const monitors = Object.fromEntries(
    Object.entries(tables).map(([unit, table]) => {
      const texts = Object.values(table)
      const engine = createDtcEngine({
        dtcs: texts.map((text) => ({
          code: code24(text),
          failAfterMs: FAIL_AFTER_MS,
          passAfterMs: 1000,
          confirmAfterCycles: 1,
          isObd: false,
          requestsWarning: true,
        })),
        stepMs: 100,
        snapshot: [],
        freezeFrame: [],
      })
      engine.startOperationCycle()
      const wasFailed = (text: string) => (engine.status(engine.indexOf(code24(text))) & (FAILED | 0x20)) !== 0
      failed.push(() => texts.filter(wasFailed).map((text) => `${unit} ${text}`))
      const row = ([key, text]: readonly [string, string]) => {
        const index = engine.indexOf(code24(text))
        return [key, { report: (isFailing: boolean) => engine.report(index, isFailing) }]
      }
      return [unit, Object.fromEntries(Object.entries(table).map(row))]
    }),
  ) as Memory<T>['monitors']
  return { monitors, codes: () => failed.flatMap((of) => of()) }
}

function code24(text: string): number {
  const code = parseDtc(text)
  assert(code !== undefined, text)
  return code
}
