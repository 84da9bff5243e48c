/** A person's name: as they write it, and in the four languages as far as it is known. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Stack, TextInput } from '@mantine/core'

/** Own names of the languages: whoever writes the name reads the language. */
const LANGUAGES = { kk: 'Қазақша', ru: 'Русский', zh: '中文', en: 'English' } as const
type LanguageId = keyof typeof LANGUAGES
const LANGUAGE_IDS = Object.keys(LANGUAGES) as LanguageId[]

export type NameDraft = { readonly name: string; readonly names: { readonly [language in LanguageId]?: string } }

/** Without spaces at the ends and without the languages left empty: as the server takes it. */
export function nameOf({ name, names }: NameDraft): NameDraft {
  const written = LANGUAGE_IDS.flatMap((id) => (names[id]?.trim() ? [[id, names[id].trim()] as const] : []))
  return { name: name.trim(), names: Object.fromEntries(written) }
}

type Props = { draft: NameDraft; change: (draft: NameDraft) => void; isOpen?: boolean }

export function NameFields({ draft, change, isOpen }: Props) {
  const { t } = useLingui()
  const { name, names } = draft
  return (
    <>
      <TextInput
        label={t`Full name`}
        description={t`As the person writes it. Certificates show it.`}
        autoComplete="off"
        required
        withAsterisk={false}
        maxLength={100}
        value={name}
        onChange={(event) => change({ name: event.currentTarget.value, names })}
        data-testid="person-name"
      />
      <details className="names-more" open={isOpen}>
        <summary>
          <Trans>The name in other languages</Trans>
        </summary>
        <Stack gap="xs" mt="xs">
          {LANGUAGE_IDS.map((id) => (
            <TextInput
              key={id}
              lang={id}
              label={LANGUAGES[id]}
              autoComplete="off"
              maxLength={100}
              value={names[id] ?? ''}
              onChange={(event) => change({ name, names: { ...names, [id]: event.currentTarget.value } })}
              data-testid={`person-name-${id}`}
            />
          ))}
        </Stack>
      </details>
    </>
  )
}
