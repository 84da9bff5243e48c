/** What scan tools asked, read from the evidence file part by part; for this thread or one of its own (asked.ts). */
import { createExchangeGroups, type EcuAddress, type ExchangeSummary } from '@luban/lab'
import { readParts } from './parts.ts'

export type ExchangesOrder = {
  readonly path: string
  readonly ecus: readonly EcuAddress[]
  /** Where single exchanges are wanted: what an assessment cites. */
  readonly places: readonly number[]
}

export async function readExchanges({ path, ecus, places }: ExchangesOrder): Promise<ExchangeSummary> {
  const groups = createExchangeGroups(ecus, places)
  for await (const { records } of readParts(path)) records.forEach(groups.see)
  return groups.summary()
}
