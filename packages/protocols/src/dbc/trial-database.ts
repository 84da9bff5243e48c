/** Databases to try the codecs on, small ones by hand and any that the format can hold. */
import fc from 'fast-check'
import type {
  Attribute,
  AttributeDefinition,
  Database,
  Message,
  Signal,
  SignalGroup,
  ValueText,
  ValueType,
} from './database.ts'
import { decodeDbc } from './decode.ts'

/** A byte at the start, unless said otherwise. */
export function aSignal(given: Partial<Signal>): Signal {
  const layout = { startBit: 0, bitLength: 8, isBigEndian: false, isSigned: false, valueType: 'integer' } as const
  const scale = { factor: 1, offset: 0, min: 0, max: 0, unit: '' }
  return { name: 'S', isMultiplexer: false, ...layout, ...scale, receivers: [], values: [], attributes: [], ...given }
}

/** Message 256 of eight bytes from statements: the signals' first. */
export function messageOf(...statements: readonly (readonly string[])[]): Message {
  const { database, faults } = decodeDbc(`BO_ 256 Message: 8 Sender\n${statements.flat().join('\n')}\n`)
  if (faults.length > 0) throw new Error(`${faults[0].what} Line ${faults[0].line}.`)
  return database.messages[0]
}

/** So that deepEqual compares values, not prototypes. */
const PLAIN = { noNullPrototype: true } as const
const names = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/).filter((name) => !/^e\d/i.test(name))
const texts = fc.string({ maxLength: 20 }).map((text) => text.replace(/\\+$/, ''))
const numbers = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
)
const values: fc.Arbitrary<ValueText[]> = fc.array(fc.record({ value: fc.integer(), text: texts }, PLAIN), {
  maxLength: 3,
})
const attributes: fc.Arbitrary<Attribute[]> = fc.array(
  fc.record({ name: texts, value: fc.oneof(numbers, texts) }, PLAIN),
  { maxLength: 2 },
)
const comment = fc.option(texts, { nil: undefined }).map((text) => (text === undefined ? {} : { comment: text }))

/** Anywhere in 64 bytes. */
export function signals(name: string, { bitLengthMax = 64 } = {}): fc.Arbitrary<Signal> {
  const integer = fc.record({ bitLength: fc.integer({ min: 1, max: bitLengthMax }), isSigned: fc.boolean() }, PLAIN)
  const float = fc.constantFrom(32, 64).map((bitLength) => ({ bitLength, isSigned: true }))
  const layouts = fc.tuple(fc.oneof(integer, float), fc.boolean(), fc.nat(511 - 72), fc.boolean())
  const layout = layouts.map(([{ bitLength, isSigned }, isBigEndian, startBit, wantsFloat]) => {
    const canFloat = wantsFloat && (bitLength === 32 || bitLength === 64)
    const valueType: ValueType = canFloat ? (bitLength === 32 ? 'float32' : 'float64') : 'integer'
    return { startBit, bitLength, isBigEndian, isSigned, valueType }
  })
  const scale = { factor: numbers.map((factor) => factor || 1), offset: numbers, min: numbers, max: numbers }
  const told = fc.record({
    ...scale,
    unit: texts,
    receivers: fc.uniqueArray(names, { maxLength: 3 }),
    values,
    attributes,
  })
  return fc
    .tuple(layout, told, comment)
    .map(([bits, rest, said]) => ({ name, isMultiplexer: false, ...bits, ...rest, ...said }))
}

/** The first signal multiplexes those behind it, where it may. */
function multiplexed(list: readonly Signal[], pages: readonly (number | undefined)[], spread: number): Signal[] {
  const [first, ...others] = list
  if (first === undefined) return []
  const paged = others.map((signal, i): Signal => {
    const page = pages[i]
    if (page === undefined) return signal
    return { ...signal, multiplexed: { by: first.name, ranges: [[page, page + spread]] } }
  })
  const isMultiplexer = paged.some((signal) => signal.multiplexed !== undefined)
  return [{ ...first, isMultiplexer }, ...paged]
}

function messages(name: string, id: number): fc.Arbitrary<Message> {
  const list = fc.uniqueArray(names, { maxLength: 5 }).chain((found) => fc.tuple(...found.map((one) => signals(one))))
  const pages = fc.array(fc.option(fc.nat(200), { nil: undefined }), { minLength: 5, maxLength: 5 })
  const groups: fc.Arbitrary<SignalGroup[]> = fc.array(
    fc.record({ name: names, repetitions: fc.nat(9), signals: fc.array(names, { maxLength: 2 }) }, PLAIN),
    { maxLength: 2 },
  )
  const sender = fc.option(names, { nil: undefined }).map((node) => (node === undefined ? {} : { sender: node }))
  const parts = fc.tuple(list, pages, fc.nat(3), groups, sender, fc.uniqueArray(names, { maxLength: 2 }), comment)
  return fc
    .tuple(parts, attributes, fc.boolean())
    .map(([[found, at, spread, signalGroups, by, senders, said], own, isFar]) => ({
      ...{ name, id: isFar ? id + 0x1000 : id, isExtended: isFar, byteLength: 64, ...by, senders },
      ...{ signals: multiplexed(found, at, spread), signalGroups, ...said, attributes: own },
    }))
}

const definitions: fc.Arbitrary<AttributeDefinition> = fc
  .tuple(
    fc.constantFrom('network', 'node', 'message', 'signal', 'environmentVariable'),
    fc.oneof(
      fc.record({ kind: fc.constantFrom('INT', 'HEX', 'FLOAT'), min: numbers, max: numbers }, PLAIN),
      fc.constant({ kind: 'STRING' as const }),
      fc.record({ kind: fc.constant('ENUM' as const), values: fc.array(texts, { minLength: 1, maxLength: 3 }) }, PLAIN),
    ),
    fc.option(fc.oneof(numbers, texts), { nil: undefined }),
  )
  .map(([owner, type, initial]) => ({ owner, name: '', type, ...(initial !== undefined && { initial }) }))

/** Any that the format can hold. */
export const databases: fc.Arbitrary<Database> = fc
  .tuple(
    fc.record({ version: texts, comments: fc.array(texts, { maxLength: 2 }), attributes }, PLAIN),
    fc.uniqueArray(names, { maxLength: 3 }),
    fc.uniqueArray(names, { maxLength: 3 }).chain((found) => fc.tuple(...found.map((name, i) => messages(name, i)))),
    fc.array(definitions, { maxLength: 3 }),
    fc.array(fc.tuple(names, values), { maxLength: 2 }),
    fc.array(fc.tuple(comment, attributes), { minLength: 3, maxLength: 3 }),
  )
  .map(([network, nodeNames, found, attributeDefinitions, tables, told]) => ({
    ...network,
    ...{ newSymbols: ['CM_', 'BA_DEF_'], bitTiming: '' },
    nodes: nodeNames.map((name, i) => ({ name, ...told[i][0], attributes: told[i][1] })),
    valueTables: tables.map(([name, list]) => ({ name, values: list })),
    messages: found,
    attributeDefinitions: attributeDefinitions.map((definition, i) => ({ ...definition, name: `attribute ${i}` })),
    environment: ['EV_ Level: 0 [0|1] "" 0 1 DUMMY_NODE_VECTOR0 Vector__XXX;'],
    kept: ['CAT_DEF_ 1 Category 0;', 'BA_DEF_REL_ BU_SG_REL_ "late" INT 0 100;'],
  }))
