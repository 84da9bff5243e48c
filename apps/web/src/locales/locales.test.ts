import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'

const LANGUAGES = ['kk', 'ru', 'zh'] as const

/** Source text and translation of every message of a catalogue; the source language's translations stay empty. */
function messagesOf(language: string): Map<string, string> {
  const text = readFileSync(new URL(`./${language}.po`, import.meta.url), 'utf8')
  const messages = new Map<string, string>()
  for (const block of text.split(/\n\n+/)) {
    const id = textAfter(block, 'msgid')
    if (id) messages.set(id, textAfter(block, 'msgstr'))
  }
  return messages
}

/** The text of a PO keyword, which may go on over several lines. */
function textAfter(block: string, keyword: string): string {
  const found = new RegExp(`^${keyword} ((?:"(?:[^"\\\\]|\\\\.)*"\\n?)+)`, 'm').exec(block)
  const parts = found?.[1].match(/"(?:[^"\\]|\\.)*"/g) ?? []
  return parts.map((part) => JSON.parse(part) as string).join('')
}

const placesOf = (text: string) => (text.match(/\{\w+\}|<\/?\d+>/g) ?? []).sort()

test('every text of the pages is there in all four languages', () => {
  const source = [...messagesOf('en').keys()]
  assert.ok(source.length > 400, 'the English catalogue is read')
  for (const language of LANGUAGES) {
    const messages = messagesOf(language)
    assert.deepEqual([...messages.keys()].sort(), [...source].sort(), `${language}.po has the messages of en.po`)
    const missing = [...messages].filter(([, text]) => text.trim() === '').map(([id]) => id)
    assert.deepEqual(missing, [], `${language}.po is complete`)
  }
})

test('a translation keeps every value and every link of its source', () => {
  for (const language of LANGUAGES)
    for (const [id, text] of messagesOf(language)) assert.deepEqual(placesOf(text), placesOf(id), `${language}: ${id}`)
})

test('a count is written in every plural form that its language has', () => {
  for (const language of ['en', ...LANGUAGES]) {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const counted = [...messagesOf(language)].filter(([id]) => id.includes(', plural,'))
    assert.ok(counted.length > 0, 'there is a count in the pages')
    for (const [id, text] of counted)
      for (const form of forms) assert.ok(text.includes(` ${form} {`), `${language}: "${id}" lacks "${form}"`)
  }
})

test('Kazakh and Russian are written in Cyrillic, Chinese in characters', () => {
  const scripts = { kk: /\p{Script=Cyrillic}/u, ru: /\p{Script=Cyrillic}/u, zh: /\p{Script=Han}/u }
  for (const language of LANGUAGES) {
    const foreign = [...messagesOf(language)].filter(([id, text]) => text === id && /[a-z]{3}/.test(id))
    assert.deepEqual(foreign, [], `${language}.po repeats English`)
    const native = [...messagesOf(language).values()].filter((text) => scripts[language].test(text))
    assert.ok(native.length > 500)
  }
})
