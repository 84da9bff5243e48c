/** `luban verify FILE`: is this certificate genuine? Answered offline, from the file and whom the asker trusts. */
import type { CertificateFacts, DidDocument, Status, StatusGap, Verdict } from '@luban/credentials'
import { type Command, EXIT, Refusal, textsOf } from '../command.ts'
import { readNamedFile } from '../files.ts'
import { printable } from '../printable.ts'

const BYTES_MAX = 1_000_000

export const verify: Command = {
  name: 'verify',
  operands: 'FILE',
  summary: 'Verify a certificate without a network: is it genuine, is it in force?',
  optionLines: [
    '--issuer FILE   trust the issuer of this did.json (may be given more than once)',
    '--status FILE   a status list of the issuer, saved from its /status/revocation or /status/suspension',
    '--json          print the verdict as JSON',
    'Exit codes: 0 genuine and not known to be out of force (its status may be "not checked"), 1 not, 2 wrong usage.',
  ],
  options: {
    issuer: { type: 'string', multiple: true },
    status: { type: 'string', multiple: true },
    json: { type: 'boolean' },
  },

  async run({ operands: [path], given }) {
    const { TRUSTED_ISSUERS, verifyCredential } = await import('@luban/credentials')
    const source = await readNamedFile(path, BYTES_MAX)
    const pinned = await Promise.all(textsOf(given, 'issuer').map(readIssuer))
    const statusLists = await Promise.all(
      textsOf(given, 'status').map(async (list) => ({ credential: await readNamedFile(list, BYTES_MAX) })),
    )
    const trustedIssuers = [...pinned, ...TRUSTED_ISSUERS]
    const verdict = await verifyCredential(source, { trustedIssuers, statusLists, now: new Date() })
    console.log(given.json ? JSON.stringify(verdict, null, 2) : describe(verdict, path))
    return verdict.kind === 'valid' || verdict.kind === 'statusNotChecked' ? EXIT.ok : EXIT.no
  },
}

async function readIssuer(path: string): Promise<DidDocument> {
  const { readDidDocument } = await import('@luban/credentials')
  const read = readDidDocument(await readNamedFile(path, BYTES_MAX))
  if (read.kind === 'didDocument') return read.document
  throw new Refusal(`${path} is not the DID document of an issuer: at ${read.at}, ${read.reason}.`)
}

function describe(verdict: Verdict, path: string): string {
  switch (verdict.kind) {
    case 'malformed':
      return [
        `NOT VALID: ${path} is not a certificate that can be verified.`,
        `At ${verdict.at}: ${verdict.reason}.`,
        'Ask its holder for the file as it was downloaded.',
      ].join('\n')
    case 'unknownIssuer':
      return [
        `NOT VALID: unknown issuer ${verdict.issuerDid}.`,
        'Nobody you trust has signed this. If you trust that issuer, get its did.json from the issuer itself',
        'and give it with --issuer FILE.',
      ].join('\n')
    case 'invalidSignature':
      return [
        `NOT VALID: this was not signed as it stands by ${verdict.issuerDid}.`,
        `It was changed after it was signed, or somebody else signed it (${verdict.reason}).`,
      ].join('\n')
    default:
      return [
        HEADLINES[verdict.kind](verdict.status),
        '',
        ...describeFacts(verdict.certificate),
        ...describeStatus(verdict.status),
      ].join('\n')
  }
}

const HEADLINES = {
  valid: (status: Status) => `VALID as of ${asOf(status)}: genuine and in force.`,
  statusNotChecked: () => 'GENUINE, STATUS NOT CHECKED: signed by a trusted issuer, unchanged, within its dates.',
  expired: () => 'NOT VALID: genuine, but expired.',
  notYetValid: () => 'NOT VALID: genuine, but not valid yet.',
  suspended: (status: Status) => `NOT VALID: genuine, but suspended as of ${asOf(status)}.`,
  revoked: (status: Status) => `NOT VALID: genuine, but revoked as of ${asOf(status)}.`,
} as const

function asOf(status: Status): string {
  return status.kind === 'notChecked' ? 'an unknown date' : minutes(status.asOf)
}

function minutes(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

const NOT_RECOGNITION = 'A certificate of a centre is not by itself a state recognition of a qualification.'

function describeFacts(certificate: CertificateFacts): string[] {
  const { issuer, achievement, number, holderName, scheme, schemeVersion, level, scope, limits } = certificate
  const { isDemo, validFrom, validUntil } = certificate
  const version = schemeVersion === undefined ? '' : `, version ${schemeVersion}`
  return [
    ...row('certificate', number),
    ...row('holder', holderName),
    ...row('for', achievement),
    ...row('scheme', scheme === undefined ? undefined : scheme + version),
    ...row('level', level),
    ...(scope ?? []).flatMap((line, index) => row(index === 0 ? 'scope' : '', `- ${line}`)),
    ...row('limits', limits),
    ...row('note', NOT_RECOGNITION),
    ...(isDemo ? row('demo', 'The scheme is an example: nobody official has approved it.') : []),
    ...row('issuer', issuer.name === undefined ? issuer.did : `${issuer.name} (${issuer.did})`),
    ...row('valid', `${validFrom.slice(0, 10)} to ${validUntil?.slice(0, 10) ?? 'no end'}`),
  ]
}

const NAME_WIDTH = 12
const TEXT_WIDTH = 84

/** Lines of `name` and `value`, the value broken between words; none for a value that is missing. */
function row(name: string, value: string | undefined): string[] {
  if (value === undefined) return []
  const lines: string[] = []
  for (const word of printable(value).split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > TEXT_WIDTH) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  const hanging = value.startsWith('- ') ? '  ' : ''
  return lines.map(
    (line, index) => `  ${(index === 0 ? name : '').padEnd(NAME_WIDTH)} ${index === 0 ? '' : hanging}${line}`,
  )
}

const GAPS: { readonly [why in StatusGap['why']]: string } = {
  noList: 'no list of this purpose was given',
  noStatusInCredential: 'the certificate names no status list',
  wrongPurpose: 'the list given is for another purpose',
  listExpired: 'the list is too old',
  listNotYetValid: 'the list is from the future: check the clock',
  malformed: 'the list cannot be read',
  otherIssuer: 'the list is of another issuer',
  invalidSignature: "the list was not signed by the certificate's issuer",
}

function describeStatus(status: Status): string[] {
  if (status.kind !== 'notChecked') return row('status', `${status.kind} as of ${minutes(status.asOf)}`)
  const lines = status.gaps.flatMap(({ purpose, why, detail }) =>
    row('', `${purpose}: ${GAPS[why]}${detail === undefined ? '' : ` (${detail})`}`),
  )
  const remedy =
    'It may have been revoked or suspended since: look it up in the register, or give the lists with --status.'
  return [...row('status', 'not checked'), ...lines, '', remedy]
}
