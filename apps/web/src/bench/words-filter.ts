/** Finds an entry of a list by parts of its words, in any order: "bus pos" finds "HV bus, positive". */
import type { ComboboxParsedItem, OptionsFilter } from '@mantine/core'

export const wordsFilter: OptionsFilter = ({ options, search }) => {
  const isFound = ({ label }: { label: string }) => hasWords(label, search)
  return options.flatMap((option): ComboboxParsedItem[] => {
    if (!('group' in option)) return isFound(option) ? [option] : []
    const items = option.items.filter(isFound)
    return items.length > 0 ? [{ ...option, items }] : []
  })
}

/** Chinese writes no spaces: there a part anywhere in the text is found, as it is in any language. */
export function hasWords(text: string, search: string): boolean {
  const plain = text.toLocaleLowerCase()
  return search
    .toLocaleLowerCase()
    .split(/[\s,;:/]+/)
    .every((part) => plain.includes(part))
}
