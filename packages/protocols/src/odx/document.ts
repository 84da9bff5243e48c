/** Pieces that all ODX files are made of: the root, named elements, data types. ODX 2.2.0 (ISO 22901-1). */
import { element, fileOf, type Xml } from './xml.ts'

export const MODEL_VERSION = '2.2.0'

export const odxFile = (category: Xml): Uint8Array =>
  fileOf(
    element(
      'ODX',
      { 'MODEL-VERSION': MODEL_VERSION, 'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance' },
      category,
    ),
  )

/** The name that other elements call, and the one for people. */
export const names = (shortName: string, longName?: string): (Xml | undefined)[] => [
  element('SHORT-NAME', {}, shortName),
  longName === undefined ? undefined : element('LONG-NAME', {}, longName),
]

/** A SHORT-NAME of any text: letters, digits and underscores, each word with a capital. */
export function shortName(text: string): string {
  const words = text
    .normalize('NFKD')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
  const joined = words.map((word) => word[0].toUpperCase() + word.slice(1)).join('')
  return joined.slice(0, 96) || 'X'
}

export const hexName = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0')

export const reference = (tag: string, id: string): Xml => element(tag, { 'ID-REF': id })

export const codedType = (base: 'A_UINT32' | 'A_INT32' | 'A_ASCIISTRING' | 'A_BYTEFIELD', bits: number): Xml =>
  element(
    'DIAG-CODED-TYPE',
    { 'BASE-DATA-TYPE': base, 'xsi:type': 'STANDARD-LENGTH-TYPE' },
    element('BIT-LENGTH', {}, bits),
  )

/** As many bytes as there are left, `min` at least. */
export const restOfMessage = (base: 'A_BYTEFIELD' | 'A_UNICODE2STRING', min = 0): Xml =>
  element(
    'DIAG-CODED-TYPE',
    { 'BASE-DATA-TYPE': base, 'xsi:type': 'MIN-MAX-LENGTH-TYPE', TERMINATION: 'END-OF-PDU' },
    element('MIN-LENGTH', {}, min),
  )

export const physicalType = (base: string): Xml => element('PHYSICAL-TYPE', { 'BASE-DATA-TYPE': base })

export const identical = (): Xml => element('COMPU-METHOD', {}, element('CATEGORY', {}, 'IDENTICAL'))

/** physical = raw * scale + offset. */
export function linear(scale: number, offset: number): Xml {
  const value = (number: number) => element('V', {}, number)
  const coefficients = element(
    'COMPU-RATIONAL-COEFFS',
    {},
    element('COMPU-NUMERATOR', {}, value(offset), value(scale)),
    element('COMPU-DENOMINATOR', {}, value(1)),
  )
  return compuMethod('LINEAR', [element('COMPU-SCALE', {}, coefficients)])
}

/** What raw values mean. */
export function textTable(values: readonly { readonly value: number; readonly text: string }[]): Xml {
  const scales = values.map(({ value, text }) =>
    element(
      'COMPU-SCALE',
      {},
      element('LOWER-LIMIT', {}, value),
      element('UPPER-LIMIT', {}, value),
      element('COMPU-CONST', {}, element('VT', {}, text)),
    ),
  )
  return compuMethod('TEXTTABLE', scales)
}

const compuMethod = (category: string, scales: readonly Xml[]): Xml =>
  element(
    'COMPU-METHOD',
    {},
    element('CATEGORY', {}, category),
    element('COMPU-INTERNAL-TO-PHYS', {}, element('COMPU-SCALES', {}, scales)),
  )

export type DataObject = {
  readonly id: string
  readonly name: string
  readonly compu: Xml
  readonly coded: Xml
  readonly physical: string
  readonly unitId?: string | undefined
}

export const dataObject = ({ id, name, compu, coded, physical, unitId }: DataObject): Xml =>
  element(
    'DATA-OBJECT-PROP',
    { ID: id },
    names(name),
    compu,
    coded,
    physicalType(physical),
    unitId === undefined ? undefined : reference('UNIT-REF', unitId),
  )
