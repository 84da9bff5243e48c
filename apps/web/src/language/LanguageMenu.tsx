/** The language switch of every page: four buttons, each in its own language. */
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { keepMyLanguage, type Me, meQuery } from '../api/me.ts'
import { createTurns } from '../app/in-turn.ts'
import { LANGUAGES, type Language, showLanguage, shownLanguage } from './language.ts'

/** Of two quick choices the last is the one to keep. */
const inTurn = createTurns()

/** Short, so that the switch fits every width; the whole name is its title. */
const SHORT: { readonly [language in Language]: string } = { kk: 'Қаз', ru: 'Рус', zh: '中文', en: 'Eng' }

export function LanguageMenu() {
  const { t, i18n } = useLingui()
  const queries = useQueryClient()

  async function choose(language: Language) {
    await showLanguage(language)
    // A guest's choice stays in the browser; a signed-in person's goes along to other machines.
    if (queries.getQueryData<Me | null>(meQuery.queryKey))
      await inTurn(() => keepMyLanguage(shownLanguage())).catch(() => undefined)
  }

  return (
    <fieldset className="languages" aria-label={t`Language`}>
      {LANGUAGES.map(({ code, name }) => (
        <button
          key={code}
          type="button"
          lang={code}
          title={name}
          aria-pressed={i18n.locale === code}
          data-testid={`language-${code}`}
          onClick={() => void choose(code)}
        >
          {SHORT[code]}
        </button>
      ))}
    </fieldset>
  )
}
