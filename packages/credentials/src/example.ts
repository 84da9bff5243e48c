/** One certificate and its issuer, made up, for the tests and the benchmark of this package. */
import type { Certificate } from './credential.ts'
import { type DidDocument, didDocument } from './did.ts'
import { type IssuerKey, issuerKeyFromSeed, publicPart } from './key.ts'
import { createStatusBits, issueStatusList, type StatusBits } from './status-list.ts'
import type { StatusListCopy } from './verify.ts'

export const NOW = new Date('2026-11-22T08:00:00Z')
const BASE = 'https://certificates.example'

export type Issuer = { readonly key: IssuerKey; readonly document: DidDocument }

/** The same issuer from the same `did` and `seed`. */
export async function exampleIssuer(did = 'did:web:certificates.example', seed = 1): Promise<Issuer> {
  const key = await issuerKeyFromSeed(did, new Uint8Array(32).fill(seed))
  return { key, document: didDocument(did, [publicPart(key)]) }
}

export function exampleCertificate(changes: Partial<Certificate> = {}): Certificate {
  return {
    number: 'EV-2026-00042',
    holderName: 'Айгүл Сейітқызы',
    issuer: { did: 'did:web:certificates.example', name: 'Certification centre', url: BASE },
    scheme: {
      id: 'ev-diagnostics',
      version: '1.0',
      names: {
        kk: 'Электромобильді диагностикалау',
        ru: 'Диагностика электромобиля',
        zh: '电动汽车诊断',
        en: 'Electric vehicle diagnostics',
      },
      isDemo: true,
      level: { kk: '2-деңгей', ru: 'Уровень 2', zh: '2级', en: 'Level 2' },
      scope: [
        {
          kk: 'Жоғары кернеулі жүйені қауіпсіз ажырату',
          ru: 'Безопасное отключение высоковольтной системы',
          zh: '高压系统安全断电',
          en: 'Isolating a high-voltage system safely',
        },
        {
          kk: 'Ақау себебін өлшеу арқылы табу',
          ru: 'Поиск причины неисправности измерениями',
          zh: '通过测量查找故障原因',
          en: 'Finding the cause of a fault by measurements',
        },
      ],
      limits: {
        kk: 'Нақты автомобильде өз бетінше жұмыс істеуге құқық бермейді.',
        ru: 'Не даёт права самостоятельно работать на реальном автомобиле.',
        zh: '不授权持证人在实车上独立作业。',
        en: 'Does not permit working alone on a real car.',
      },
    },
    criteria: 'Finds the cause, proves it by a measurement, keeps the safety gate.',
    validFrom: new Date('2026-11-20T00:00:00Z'),
    validUntil: new Date('2029-11-20T00:00:00Z'),
    statusIndex: 4242,
    urls: {
      certificate: `${BASE}/verify/EV-2026-00042`,
      achievement: `${BASE}/schemes/ev-diagnostics/1.0`,
      statusLists: { revocation: `${BASE}/status/revocation`, suspension: `${BASE}/status/suspension` },
    },
    ...changes,
  }
}

/** A week's list as a web server hands it out. */
export async function exampleList(
  issuer: Issuer,
  purpose: 'revocation' | 'suspension',
  bits: StatusBits = createStatusBits(),
  validFrom = new Date('2026-11-21T00:00:00Z'),
): Promise<StatusListCopy> {
  const validUntil = new Date(validFrom.getTime() + 7 * 86_400_000)
  const { did: issuerDid, statusLists } = {
    did: issuer.document.id,
    statusLists: exampleCertificate().urls.statusLists,
  }
  const credential = await issueStatusList(
    { url: statusLists[purpose], purpose, bits, issuerDid, validFrom, validUntil },
    issuer.key,
  )
  return { credential }
}
