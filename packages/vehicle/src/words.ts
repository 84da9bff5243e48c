/** How names of many parts are put together, so that no language needs another's grammar. */
import type { Words } from './car.ts'

export const w = (kk: string, ru: string, zh: string, en: string): Words => ({ kk, ru, zh, en })

/** What is written alike everywhere. */
export const everywhere = (name: string): Words => w(name, name, name, name)

/** "Whole: place". What follows a colon begins small, abbreviations apart. */
export function at(whole: Words, place: Words): Words {
  return {
    kk: `${whole.kk}: ${small(place.kk)}`,
    ru: `${whole.ru}: ${small(place.ru)}`,
    zh: `${whole.zh}：${place.zh}`,
    en: `${whole.en}: ${small(place.en)}`,
  }
}

const small = (text: string) => (/^\p{Lu}\p{Ll}/u.test(text) ? text[0].toLowerCase() + text.slice(1) : text)

/** "Name 3", where one and the same word is counted. */
export const counted = ({ kk, ru, zh, en }: Words, number: string): Words =>
  w(`${kk} ${number}`, `${ru} ${number}`, `${zh} ${number}`, `${en} ${number}`)
