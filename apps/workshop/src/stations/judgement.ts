/**
 * An attempt that is over, judged from its evidence: closed first where its station died, then read part by part by a
 * witness, and assessed. A file, and plain data in and out: it runs in a thread of its own as well (judges.ts).
 */
import {
  type Assessment,
  type AssessmentTerms,
  assessTestimony,
  createGuide,
  createWitness,
  type EcuAddress,
  type EvidenceOf,
  type EvidenceRecord,
  type FaultTruth,
  type Guide,
  type GuideProgress,
} from '@luban/lab'
import { readParts } from '../evidence/parts.ts'
import { recoverEvidence } from '../evidence/recover.ts'
import { isAssessed, statusOfReason } from './attempt-end.ts'
import type { Diagnosis } from './messages.ts'
import type { Settled } from './running-attempt.ts'

export type JudgementOrder = {
  readonly path: string
  /** Undefined where nothing is left to judge by. */
  readonly terms: (AssessmentTerms & { readonly ecus: readonly EcuAddress[] }) | undefined
  readonly end: Sealed | Died
}

/** The station came to its end, and sealed the evidence. */
export type Sealed = Settled & { readonly evidenceSha256: string }

/**
 * The station died: the evidence may tell its own end, and gets this one if it does not. `truth` is null, not an empty
 * list, where it is not known any more: that would be a sound station.
 */
export type Died = { readonly diedOf: string; readonly truth: readonly FaultTruth[] | null }

export type Judgement = Settled & {
  readonly evidenceSha256: string | null
  readonly diagnosis: Diagnosis | null
  readonly assessment: Assessment | null
  /** Of a guided attempt; null too where nothing of its evidence was read. */
  readonly guide: GuideProgress | null
}

export async function judge({ path, terms, end }: JudgementOrder): Promise<Judgement> {
  const ecus = terms?.ecus ?? []
  const witness = createWitness(ecus)
  const guidance = createGuidanceReader(ecus)
  const see = (record: EvidenceRecord) => {
    witness.see(record)
    guidance.see(record)
  }
  const over = 'diedOf' in end ? await recover(path, end, see) : end
  if (!('diedOf' in end) && isAssessed(end.status)) {
    for await (const { records } of readParts(path)) records.forEach(see)
  }
  const { testimony } = witness
  const stated = testimony.deeds.findLast(({ record }) => record.kind === 'diagnosis')?.record
  return {
    ...over,
    diagnosis: stated?.kind === 'diagnosis' ? diagnosisOf(stated) : null,
    assessment: terms !== undefined && isAssessed(over.status) ? assessTestimony(testimony, terms) : null,
    guide: guidance.progress,
  }
}

/** The first record says whether the attempt is guided, and along which steps. */
function createGuidanceReader(ecus: readonly EcuAddress[]) {
  let guide: Guide | undefined
  let index = 0
  return {
    see(record: EvidenceRecord): void {
      if (record.kind === 'opened' && record.guide !== undefined) guide = createGuide(record.guide, ecus)
      guide?.see(record, index++)
    },
    get progress() {
      return guide?.progress ?? null
    },
  }
}

function diagnosisOf({ component, failureMode, also, report }: EvidenceOf<'diagnosis'>): Diagnosis {
  return { component, failureMode, ...(also && { also }), ...(report === undefined ? {} : { report }) }
}

async function recover(path: string, { diedOf, truth }: Died, see: (record: EvidenceRecord) => void) {
  const recovered = await recoverEvidence(path, { reason: diedOf, truth }, see)
  const told = recovered?.sealedReason ?? diedOf
  return { status: statusOfReason(told), reason: told, evidenceSha256: recovered?.sha256 ?? null }
}
