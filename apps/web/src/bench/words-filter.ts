/** Finds an entry of a list by parts of its words, in any order: "bus pos" finds "High-voltage bus: positive". */
import type { ComboboxParsedItem, OptionsFilter } from '@mantine/core'

export const wordsFilter: OptionsFilter = ({ options, search }) => {
  const isFound = ({ label }: { label: string }) => hasWords(label, search)
  return options.flatMap((option): ComboboxParsedItem[] => {
    if (!('group' in option)) return isFound(option) ? [option] : []
    const items = option.items.filter(isFound)
    return items.length > 0 ? [{ ...option, items }] : []
  })
}

const SEPARATORS = /[\s,;:/()，：（）-]+/

/** Signs between words do not matter: Chinese types no spaces, and nobody types "High-voltage bus: positive" in full. */
export function hasWords(text: string, search: string): boolean {
  const joined = partsOf(text).join('')
  return partsOf(search).every((part) => joined.includes(part))
}

const partsOf = (text: string) => text.toLocaleLowerCase().split(SEPARATORS)
