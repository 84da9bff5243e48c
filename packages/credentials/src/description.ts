/**
 * What a certificate says in each of the four languages, as the plain text of `achievement.description`.
 *
 * Open Badges 3.0 gives a text one language, and has no term for what a certificate does not permit. The description is
 * what every reader of badges shows, so it holds a paragraph a language, for people as it is and for `decodeDescription`:
 *
 *     en: Electric vehicle diagnostics (demo)
 *     Level: Level 1
 *     Scope of certification:
 *     - Isolating a high-voltage system
 *     Limits: Does not permit working alone on a real car.
 *
 * Certificates issued before hold the first of these lines only, in each language; they are read back with the name alone.
 */
import { assert } from '@luban/stdx'

export type Words = { readonly kk: string; readonly ru: string; readonly zh: string; readonly en: string }
export type Language = keyof Words

/** A scheme in one language. What a certificate was issued without is missing. */
export type SchemeWords = {
  readonly name: string
  readonly level?: string
  /** The work that the holder may do. */
  readonly scope?: readonly string[]
  /** What the certificate does not permit, and is not. */
  readonly limits?: string
}

export type Description = { readonly [language in Language]: SchemeWords }

/** In the order of official prints. */
export const LANGUAGES = ['kk', 'ru', 'zh', 'en'] as const satisfies readonly Language[]

/** Changed never: what was signed is read back by these. */
const LABELS: { readonly [language in Language]: { level: string; scope: string; limits: string } } = {
  kk: { level: 'Деңгей: ', scope: 'Сертификаттау саласы:', limits: 'Шектеулер: ' },
  ru: { level: 'Уровень: ', scope: 'Область сертификации:', limits: 'Ограничения: ' },
  zh: { level: '等级：', scope: '认证范围：', limits: '限制：' },
  en: { level: 'Level: ', scope: 'Scope of certification:', limits: 'Limits: ' },
}
const ITEM = '- '

export function encodeDescription(description: Description): string {
  return LANGUAGES.map((language) => encodeParagraph(language, description[language])).join('\n\n')
}

/** `undefined` when it is not of this form: a description of another issuer. */
export function decodeDescription(text: string): Description | undefined {
  const paragraphs = new Map<string, string[]>()
  let lines: string[] = []
  for (const line of text.split('\n')) {
    const start = /^(kk|ru|zh|en): (.+)$/su.exec(line)
    if (start) {
      if (paragraphs.has(start[1])) return undefined
      lines = [start[2]]
      paragraphs.set(start[1], lines)
    } else lines.push(line)
  }
  const [kk, ru, zh, en] = LANGUAGES.map((language) => decodeParagraph(language, paragraphs.get(language) ?? []))
  return kk && ru && zh && en && { kk, ru, zh, en }
}

/** Line breaks of a text would be taken for the next line of the form. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim()
}

function encodeParagraph(language: Language, { name, level, scope, limits }: SchemeWords): string {
  const labels = LABELS[language]
  assert(oneLine(name) !== '', 'a scheme has a name in every language')
  return [
    `${language}: ${oneLine(name)}`,
    ...(level === undefined ? [] : [labels.level + oneLine(level)]),
    ...(scope === undefined ? [] : [labels.scope, ...scope.map((line) => ITEM + oneLine(line))]),
    ...(limits === undefined ? [] : [labels.limits + oneLine(limits)]),
  ].join('\n')
}

/** Lines that are none of these are passed over: a later edition may say more. */
function decodeParagraph(language: Language, [name, ...lines]: readonly string[]): SchemeWords | undefined {
  if (name === undefined) return undefined
  const labels = LABELS[language]
  const after = (label: string) => lines.find((line) => line.startsWith(label))?.slice(label.length)
  const [level, limits] = [after(labels.level), after(labels.limits)]
  const scope = lines.includes(labels.scope)
    ? lines.filter((line) => line.startsWith(ITEM)).map((line) => line.slice(ITEM.length))
    : undefined
  return {
    name,
    ...(level === undefined ? {} : { level }),
    ...(scope === undefined ? {} : { scope }),
    ...(limits === undefined ? {} : { limits }),
  }
}
