/**
 * Reads a DBC file: `decodeDbc` gives everything that could be read, and every fault with line, column and remedy.
 * It never throws. A statement with a fault counts as absent; reading goes on at the next statement.
 * A file is text: CANdb++ writes Windows-1252, others UTF-8 (`new TextDecoder('windows-1252')`).
 */
import type { Attribute, AttributeOwner, AttributeType, Database, ValueText } from './database.ts'
import { createDraft, type Draft, type MessageDraft, type SignalDraft } from './draft.ts'
import { createReader, type Place, placeIn, type Reader } from './scanner.ts'
import { BIT_LENGTH_MAX, BYTE_LENGTH_MAX, ENVIRONMENT_KEYWORDS, FORMS, KEPT_KEYWORDS, type Keyword } from './tables.ts'

export type DbcFault = Place & { readonly what: string; readonly remedy: string }

/** `faults` is empty when all of the file was understood. */
export type DbcReading = { readonly database: Database; readonly faults: readonly DbcFault[] }

/** Who fed us something else than a DBC file need not read thousands of lines. */
const FAULTS_MAX = 100

export function decodeDbc(text: string): DbcReading {
  const faults: DbcFault[] = []
  const place = placeIn(text)
  const reader = createReader(text)
  const draft = createDraft()
  const note = (at: number, what: string, remedy: string) => {
    if (faults.length < FAULTS_MAX) faults.push({ ...place(at), what, remedy })
  }
  while (reader.token.kind !== 'end') {
    const { text: keyword, at } = reader.token
    if (isKeyword(keyword)) {
      reader.advance()
      STATEMENTS[keyword](reader, draft, at)
    } else if (isKept(keyword)) keep(reader, draft, text)
    else reader.fail(at, 'a statement', 'something that begins none')
    if (reader.stumble === undefined) continue
    const { at: there, wanted, found, remedy = remedyFor(keyword) } = reader.stumble
    note(there, `Here must be ${wanted}, not ${found}.`, remedy)
    reader.forgive()
    goToNextStatement(reader)
  }
  for (const { at, what, remedy } of draft.finish()) note(at, what, remedy)
  return { database: draft.database, faults }
}

const DEFINE_IT = 'Define it above this line, or take the statement out.'

function remedyFor(keyword: string): string {
  if (isKeyword(keyword)) return `Write it like this: ${FORMS[keyword]}`
  return 'Every statement begins with a keyword, such as BO_ or SG_, at the start of a line.'
}

const isKeyword = (word: string): word is Keyword => Object.hasOwn(FORMS, word)
const isKept = (word: string) => KEPT_KEYWORDS.includes(word) || ENVIRONMENT_KEYWORDS.includes(word)

/** A keyword at the start of a line. */
function begins({ token: { text, isFirstOnLine, kind } }: Reader): boolean {
  return isFirstOnLine && kind === 'word' && (isKeyword(text) || isKept(text))
}

function goToNextStatement(reader: Reader): void {
  do reader.advance()
  while (!begins(reader) && reader.token.kind !== 'end')
}

/** From its keyword to its semicolon, as it is written. */
function keep(reader: Reader, draft: Draft, text: string): void {
  const { text: keyword, at: start } = reader.advance()
  const isInside = () => reader.token.kind !== 'end' && !reader.is('mark', ';') && !begins(reader)
  while (isInside() && !reader.is('mark', '"')) reader.advance() // A quote alone begins a text that never ends.
  const end = reader.token.at
  reader.mark(';')
  if (reader.stumble === undefined) draft.keep(keyword, text.slice(start, end).trim())
}

/** `at` is the place of the keyword, which is taken already. */
type Statement = (reader: Reader, draft: Draft, at: number) => void

const STATEMENTS: Readonly<Record<Keyword, Statement>> = {
  VERSION: (reader, draft) => draft.setVersion(reader.text('the version in quotes')),
  NS_: readNewSymbols,
  BS_: readBitTiming,
  BU_: readNodes,
  VAL_TABLE_: readValueTable,
  BO_: readMessage,
  SG_: readSignal,
  BO_TX_BU_: readSenders,
  CM_: readComment,
  BA_DEF_: readAttributeDefinition,
  BA_DEF_DEF_: readAttributeInitial,
  BA_: readAttribute,
  VAL_: readValues,
  SIG_GROUP_: readSignalGroup,
  SIG_VALTYPE_: readValueType,
  SG_MUL_VAL_: readMultiplexing,
}

/** Each stands alone on its line, so that a statement that follows is not taken for one. */
function readNewSymbols(reader: Reader, draft: Draft): void {
  reader.mark(':')
  while (reader.is('word') && reader.token.isFirstOnLine && reader.following.isFirstOnLine) {
    draft.newSymbols.push(reader.advance().text)
  }
}

/** Most files say nothing here; else the bit rate, and two registers of a controller of long ago. */
function readBitTiming(reader: Reader, draft: Draft): void {
  reader.mark(':')
  if (!reader.is('number') || reader.token.isFirstOnLine) return
  let timing = `${reader.number('the bit rate')}`
  if (reader.may(':')) {
    timing += `:${reader.number('a register')}`
    reader.mark(',')
    timing += `,${reader.number('a register')}`
  }
  if (reader.stumble === undefined) draft.setBitTiming(timing)
}

function readNodes(reader: Reader, draft: Draft): void {
  reader.mark(':')
  while (reader.is('word') && !begins(reader)) {
    const { at } = reader.token
    draft.addNode(reader.word('the name of a node'), at)
  }
  reader.may(';')
}

function readValueTable(reader: Reader, draft: Draft): void {
  const name = reader.word('the name of the table')
  const values = valueTexts(reader)
  if (reader.stumble === undefined) draft.valueTables.push({ name, values })
}

function valueTexts(reader: Reader): ValueText[] {
  const values: ValueText[] = []
  while (reader.is('number')) {
    const value = reader.number('a value')
    values.push({ value, text: reader.text('its meaning in quotes') })
  }
  reader.mark(';')
  return values
}

function readMessage(reader: Reader, draft: Draft, at: number): void {
  draft.endMessage()
  const number = messageNumber(reader)
  const name = reader.word('the name of the message')
  reader.mark(':')
  const byteLength = whole(reader, 'its length in bytes', BYTE_LENGTH_MAX)
  // Some files leave out who sends it.
  const sender = reader.token.isFirstOnLine ? undefined : reader.word('the node that sends it')
  draft.beginMessage(reader, { number, name, byteLength, sender, at })
}

function readSignal(reader: Reader, draft: Draft, at: number): void {
  if (draft.hasLostMessage) {
    goToNextStatement(reader)
    return
  }
  const name = reader.word('the name of the signal')
  const mode = reader.is('word') ? multiplexMode(reader) : { isMultiplexer: false }
  reader.mark(':')
  const startBit = whole(reader, 'its start bit', 8 * BYTE_LENGTH_MAX)
  reader.mark('|')
  const bitLength = whole(reader, 'its length in bits, 1 to 64', BIT_LENGTH_MAX, 1)
  reader.mark('@')
  const isBigEndian = whole(reader, '1 for little-endian or 0 for big-endian', 1) === 0
  const isSigned = reader.may('-')
  if (!isSigned) reader.mark('+')
  reader.mark('(')
  const factor = reader.number('the factor')
  reader.mark(',')
  const offset = reader.number('the offset')
  reader.mark(')')
  reader.mark('[')
  const min = reader.number('the minimum')
  reader.mark('|')
  const max = reader.number('the maximum')
  reader.mark(']')
  const unit = reader.text('the unit in quotes')
  const receivers = names(reader)
  const layout = { startBit, bitLength, isBigEndian, isSigned, factor, offset, min, max }
  draft.addSignal(reader, { name, ...mode, ...layout, unit, receivers, at })
}

/** `M`, `m3`, or `m3M` for one that is both. */
function multiplexMode(reader: Reader): { isMultiplexer: boolean; page?: number } {
  const { at, text } = reader.token
  const match = /^(?:m(\d+))?(M?)$/.exec(reader.word('":"'))
  if (match === null) reader.fail(at, '":", or M, or m with a number', `"${text}"`)
  const [, page, multiplexer] = match ?? []
  return { isMultiplexer: multiplexer === 'M', ...(page !== undefined && { page: Number(page) }) }
}

/** With commas between; none where the line ends. */
function names(reader: Reader): string[] {
  const found: string[] = []
  while (reader.is('word') && !reader.token.isFirstOnLine) {
    found.push(reader.word('a node'))
    reader.may(',')
  }
  return found
}

function readSenders(reader: Reader, draft: Draft): void {
  const message = messageOf(reader, draft)
  reader.mark(':')
  const senders = names(reader)
  reader.mark(';')
  if (reader.stumble === undefined) message?.senders.push(...senders)
}

type Owner = {
  readonly kind: AttributeOwner
  readonly target?: { comment?: string; attributes: Attribute[] } | undefined
}

/** What a comment or attribute is about. Its target is missing for the network, and for an environment variable. */
function ownerOf(reader: Reader, draft: Draft): Owner {
  if (!reader.is('word')) return { kind: 'network' }
  const { at, text } = reader.advance()
  switch (text) {
    case 'BU_':
      return { kind: 'node', target: draft.node(reader) }
    case 'BO_':
      return { kind: 'message', target: messageOf(reader, draft) }
    case 'SG_':
      return { kind: 'signal', target: signalOf(reader, draft) }
    case 'EV_':
      return { kind: 'environmentVariable' }
    default:
      reader.fail(at, 'BU_, BO_, SG_, EV_ or a text in quotes', `"${text}"`)
      return { kind: 'network' }
  }
}

function readComment(reader: Reader, draft: Draft): void {
  const { kind, target } = ownerOf(reader, draft)
  const variable = kind === 'environmentVariable' ? reader.word('the environment variable') : ''
  const comment = reader.text('the comment in quotes')
  reader.mark(';')
  if (reader.stumble !== undefined) return
  if (target !== undefined) target.comment = comment
  else if (kind === 'network') draft.comments.push(comment)
  else draft.keep('CM_', `CM_ EV_ ${variable} ${quoted(comment)}`)
}

const OWNERS: Readonly<Record<string, AttributeOwner>> = {
  BU_: 'node',
  BO_: 'message',
  SG_: 'signal',
  EV_: 'environmentVariable',
}

function readAttributeDefinition(reader: Reader, draft: Draft): void {
  const { at, text } = reader.token
  if (reader.is('word')) reader.advance()
  const owner = reader.is('text') && text === reader.token.text ? 'network' : (OWNERS[text] ?? 'network')
  if (at !== reader.token.at && OWNERS[text] === undefined) reader.fail(at, 'BU_, BO_, SG_ or EV_', `"${text}"`)
  const name = reader.text('the name of the attribute in quotes')
  const type = attributeType(reader)
  reader.mark(';')
  if (reader.stumble === undefined) draft.attributeDefinitions.push({ owner, name, type })
}

function attributeType(reader: Reader): AttributeType {
  const { at, text } = reader.token
  const kind = reader.word('the type of the attribute')
  switch (kind) {
    case 'INT':
    case 'HEX':
    case 'FLOAT': {
      if (!reader.is('number')) return { kind, min: 0, max: 0 } // Some files leave out the bounds.
      const min = reader.number('the minimum')
      return { kind, min, max: reader.number('the maximum') }
    }
    case 'ENUM': {
      const values: string[] = []
      do values.push(reader.text('a value in quotes'))
      while (reader.may(','))
      return { kind, values }
    }
    default:
      if (kind !== 'STRING') reader.fail(at, 'INT, HEX, FLOAT, STRING or ENUM', `"${text}"`)
      return { kind: 'STRING' }
  }
}

function readAttributeInitial(reader: Reader, draft: Draft): void {
  const { at } = reader.token
  const name = reader.text('the name of the attribute in quotes')
  const initial = attributeValue(reader)
  reader.mark(';')
  if (reader.stumble !== undefined) return
  const definition = draft.attributeDefinitions.find((candidate) => candidate.name === name)
  if (definition === undefined) reader.fail(at, 'an attribute that BA_DEF_ defines', `"${name}"`, DEFINE_IT)
  else definition.initial = initial
}

function attributeValue(reader: Reader): number | string {
  return reader.is('number') ? reader.number('the value') : reader.text('the value, a number or a text in quotes')
}

function readAttribute(reader: Reader, draft: Draft): void {
  const name = reader.text('the name of the attribute in quotes')
  const { kind, target } = reader.is('number') ? ({ kind: 'network' } as Owner) : ownerOf(reader, draft)
  const variable = kind === 'environmentVariable' ? reader.word('the environment variable') : ''
  const value = attributeValue(reader)
  reader.mark(';')
  if (reader.stumble !== undefined) return
  if (target !== undefined) target.attributes.push({ name, value })
  else if (kind === 'network') draft.attributes.push({ name, value })
  else draft.keep('BA_', `BA_ ${quoted(name)} EV_ ${variable} ${typeof value === 'string' ? quoted(value) : value}`)
}

function readValues(reader: Reader, draft: Draft): void {
  if (reader.is('number')) {
    const signal = signalOf(reader, draft)
    const values = valueTexts(reader)
    if (reader.stumble === undefined && signal !== undefined) signal.values = values
    return
  }
  const variable = reader.word('the number of a message')
  const values = valueTexts(reader).map(({ value, text }) => `${value} ${quoted(text)} `)
  if (reader.stumble === undefined) draft.keep('VAL_', `VAL_ ${variable} ${values.join('')}`)
}

function readSignalGroup(reader: Reader, draft: Draft): void {
  const message = messageOf(reader, draft)
  const name = reader.word('the name of the group')
  const repetitions = whole(reader, 'the number of its repetitions', 0xffff)
  reader.mark(':')
  const signals = names(reader)
  reader.mark(';')
  if (reader.stumble === undefined) message?.signalGroups.push({ name, repetitions, signals })
}

function readValueType(reader: Reader, draft: Draft): void {
  const { at } = reader.token
  const signal = signalOf(reader, draft)
  reader.may(':')
  const type = whole(reader, '0 for integers, 1 for 32-bit or 2 for 64-bit floating point', 3)
  reader.mark(';')
  if (reader.stumble !== undefined || signal === undefined || type === 0) return
  const bits = 32 * type
  if (signal.bitLength === bits) signal.valueType = type === 1 ? 'float32' : 'float64'
  else reader.fail(at, `a signal of ${bits} bits`, `"${signal.name}" with ${signal.bitLength}`)
}

function readMultiplexing(reader: Reader, draft: Draft): void {
  const { at } = reader.token
  const message = messageOf(reader, draft)
  const name = reader.word('the name of the signal')
  const by = reader.word('the name of its multiplexer')
  const ranges: [number, number][] = []
  do {
    const from = whole(reader, 'the start of a range', Number.MAX_SAFE_INTEGER)
    reader.mark('-')
    ranges.push([from, whole(reader, 'the end of the range', Number.MAX_SAFE_INTEGER)])
  } while (reader.may(','))
  reader.mark(';')
  if (reader.stumble !== undefined || message === undefined) return
  const signal = draft.signal(message, name)
  const multiplexer = draft.signal(message, by)
  if (signal === undefined) reader.fail(at, `a signal of the message "${message.name}"`, `"${name}"`, DEFINE_IT)
  else if (!multiplexer?.isMultiplexer) reader.fail(at, `a multiplexer of the message "${message.name}"`, `"${by}"`)
  else if (!draft.setMultiplexed(message, signal, { by, ranges })) {
    reader.fail(at, 'a multiplexer that does not depend on the signal', `"${by}"`)
  }
}

const quoted = (text: string) => `"${text.replaceAll('"', '\\"')}"`

function whole(reader: Reader, wanted: string, max: number, min = 0): number {
  const { at, text } = reader.token
  const value = reader.number(wanted)
  if (Number.isInteger(value) && value >= min && value <= max) return value
  reader.fail(at, `${wanted}, from ${min} to ${max}`, text)
  return min
}

const messageNumber = (reader: Reader) => whole(reader, 'the number of a message', 0xffff_ffff)

function messageOf(reader: Reader, draft: Draft): MessageDraft | undefined {
  const { at } = reader.token
  const number = messageNumber(reader)
  const message = draft.messageOf(number)
  if (message === undefined) reader.fail(at, 'the number of a message that BO_ defines', `${number}`, DEFINE_IT)
  return message
}

function signalOf(reader: Reader, draft: Draft): SignalDraft | undefined {
  const message = messageOf(reader, draft)
  const { at } = reader.token
  const name = reader.word('the name of a signal')
  const signal = message === undefined ? undefined : draft.signal(message, name)
  if (signal === undefined) reader.fail(at, `a signal of the message "${message?.name}"`, `"${name}"`, DEFINE_IT)
  return signal
}
