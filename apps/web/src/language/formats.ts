/** Dates, numbers, money, durations and the order of names, as the shown language writes them. */
import { useLingui } from '@lingui/react'
import { useMemo } from 'react'
import { LANGUAGES, type Language, type Names, shownLanguage, type Words } from './language.ts'

export type Formats = {
  readonly language: Language
  words(words: Words): string
  /** A person's name in the shown language where it is known, else as they write it themselves. */
  person(name: string, names: Names): string
  /** "Whole: part", with the colon of the language. */
  pair(whole: string, part: string): string
  date(iso: string): string
  dateTime(iso: string): string
  /** Of the day: "14:05". */
  time(iso: string): string
  number(value: number, decimals?: number): string
  money(kzt: number): string
  /** `90` is written "1:30", `3700` "1:01:40". */
  clock(seconds: number): string
  minutes(count: number): string
  byName<T>(items: readonly T[], nameOf: (item: T) => string): T[]
}

/** Renders again when the language changes. */
export function useFormats(): Formats {
  const { i18n } = useLingui()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the locale is what the formats depend on.
  return useMemo(() => createFormats(shownLanguage()), [i18n.locale])
}

export function createFormats(language: Language): Formats {
  const written = language === 'kk' ? writeKazakhDate : undefined
  const tag = LANGUAGES.find(({ code }) => code === language)?.tag ?? 'en-GB'
  const numberTag = language === 'kk' ? 'ru-KZ' : tag
  const collator = new Intl.Collator(tag, { numeric: true })
  const date = new Intl.DateTimeFormat(tag, { dateStyle: 'long' })
  const dateTime = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' })
  const money = new Intl.NumberFormat(numberTag, {
    style: 'currency',
    currency: 'KZT',
    maximumFractionDigits: 0,
    currencyDisplay: 'narrowSymbol',
  })
  const time = new Intl.DateTimeFormat(numberTag, { timeStyle: 'short' })
  // British English writes "60 mins", the unit's symbol is "min".
  const minutes = new Intl.NumberFormat(language === 'en' ? 'en-US' : numberTag, {
    style: 'unit',
    unit: 'minute',
    unitDisplay: 'short',
  })
  return {
    language,
    words: (words) => words[language],
    person: (name, names) => names[language] ?? name,
    pair: (whole, part) => (language === 'zh' ? `${whole}：${part}` : `${whole}: ${part}`),
    date: (iso) => written?.(new Date(iso), 'жылғы') ?? date.format(new Date(iso)),
    dateTime: (iso) => {
      const at = new Date(iso)
      return written ? `${written(at, 'ж.')}, ${time.format(at)}` : dateTime.format(at)
    },
    time: (iso) => time.format(new Date(iso)),
    number: (value, decimals) =>
      new Intl.NumberFormat(
        numberTag,
        decimals === undefined ? {} : { minimumFractionDigits: decimals, maximumFractionDigits: decimals },
      ).format(value),
    money: (kzt) => money.format(kzt),
    clock: writeClock,
    minutes: (count) => minutes.format(count),
    byName: (items, nameOf) => [...items].sort((a, b) => collator.compare(nameOf(a), nameOf(b))),
  }
}

const KAZAKH_MONTHS = [
  'қаңтар',
  'ақпан',
  'наурыз',
  'сәуір',
  'мамыр',
  'маусым',
  'шілде',
  'тамыз',
  'қыркүйек',
  'қазан',
  'қараша',
  'желтоқсан',
] as const

/** Chromium ships no Kazakh months ("2026 M11 22"): written here. Numbers are written as in Russian, in both alike. */
function writeKazakhDate(at: Date, year: 'жылғы' | 'ж.'): string {
  return `${at.getFullYear()} ${year} ${at.getDate()} ${KAZAKH_MONTHS[at.getMonth()]}`
}

function writeClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}
