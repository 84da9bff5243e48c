/** The value of a data identifier as people read it: a text, the name of a state, or a number with its unit. */
import type { DidInfo } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { decimalsOf, readValue, textOf } from './codes.ts'

export function useDataText(): (info: DidInfo, record: Uint8Array) => string {
  const { words, number } = useFormats()
  return (info, record) => {
    if (info.isText) return textOf(record)
    const value = readValue(info, record)
    const state = info.states?.find((one) => one.value === value)
    return state ? words(state.name) : `${number(value, decimalsOf(info))}\u00a0${info.unit}`.trim()
  }
}
