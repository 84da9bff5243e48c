/** The four languages of the workshops: which one is shown, where the choice is kept, how a catalogue is fetched. */
import { i18n, type Messages } from '@lingui/core'

export type Language = 'kk' | 'ru' | 'zh' | 'en'

/** A text that the server sends in all four languages. */
export type Words = { readonly [language in Language]: string }

/** A person's name in each language, as far as it is known. */
export type Names = Partial<Words>

/** `name` is the language's own name for itself; `tag` is what Intl knows it by. */
export const LANGUAGES: readonly { readonly code: Language; readonly name: string; readonly tag: string }[] = [
  { code: 'kk', name: 'Қазақша', tag: 'kk-KZ' },
  { code: 'ru', name: 'Русский', tag: 'ru-KZ' },
  { code: 'zh', name: '中文', tag: 'zh-CN' },
  { code: 'en', name: 'English', tag: 'en-GB' },
]

const KEPT_AS = 'luban.language'

const CATALOGUES: { readonly [language in Language]: () => Promise<{ messages: Messages }> } = {
  kk: () => import('../locales/kk.po'),
  ru: () => import('../locales/ru.po'),
  zh: () => import('../locales/zh.po'),
  en: () => import('../locales/en.po'),
}

export function isLanguage(text: unknown): text is Language {
  return LANGUAGES.some(({ code }) => code === text)
}

/** What was chosen before, else the browser's first language that we speak, else the state language. */
export function firstLanguage(): Language {
  const kept = readKept()
  if (isLanguage(kept)) return kept
  for (const tag of navigator.languages) {
    const code = tag.slice(0, 2).toLowerCase()
    if (isLanguage(code)) return code
  }
  return 'kk'
}

/** Asked for last: catalogues may come in another order than they were chosen. */
let asked: Language | undefined

export async function showLanguage(language: Language): Promise<void> {
  asked = language
  const { messages } = await CATALOGUES[language]()
  if (asked !== language) return
  i18n.loadAndActivate({ locale: language, messages })
  document.documentElement.lang = language
  keep(language)
}

export function shownLanguage(): Language {
  return isLanguage(i18n.locale) ? i18n.locale : 'en'
}

/** The browser may forbid storage (private windows): then the choice lasts until the page is closed. */
function keep(language: Language): void {
  try {
    localStorage.setItem(KEPT_AS, language)
  } catch {
    // Nothing to do: the language is shown all the same.
  }
}

function readKept(): string | null {
  try {
    return localStorage.getItem(KEPT_AS)
  } catch {
    return null
  }
}
