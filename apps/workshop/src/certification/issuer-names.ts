/** The issuer's name in the language of a page. A credential keeps the one name that was signed. */
import type { Words } from '@luban/lab'

/** The words of the network's glossary. The English one is what a credential is signed with. */
export const DEMO_ISSUER: Words = {
  kk: 'Лу Бань шеберханасы (демо)',
  ru: 'Мастерская Лу Баня (демо)',
  zh: '鲁班工坊（演示）',
  en: 'Luban workshop (demo)',
}

/** A name that an installation gave itself is the same in every language. */
export function issuerNamesOf(signedName: string): Words {
  if (signedName === DEMO_ISSUER.en) return DEMO_ISSUER
  return { kk: signedName, ru: signedName, zh: signedName, en: signedName }
}
