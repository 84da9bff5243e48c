/**
 * Writes a DBC file, in the order that other tools write: `decodeDbc(encodeDbc(database)).database` is the same database.
 * Names must be words of the format, and a text may not end with a backslash: its quote would then be part of it. Line ends as they are on Windows are not needed by any reader we know; we write plain ones.
 */
import { assert } from '@luban/stdx'
import type { Attribute, AttributeDefinition, Database, Message, Signal, ValueText } from './database.ts'
import { EXTENDED_FLAG, INDEPENDENT_SIGNALS, NO_NODE } from './tables.ts'

export function encodeDbc(database: Database): string {
  const { version, newSymbols, bitTiming, nodes, valueTables, messages, environment, kept } = database
  const lines = [`VERSION ${quoted(version)}`, '', 'NS_ :', ...newSymbols.map((symbol) => `\t${symbol}`), '']
  lines.push(`BS_:${bitTiming === '' ? '' : ` ${bitTiming}`}`, '')
  lines.push(['BU_:', ...nodes.map(({ name }) => word(name))].join(' '))
  for (const { name, values } of valueTables) lines.push(`VAL_TABLE_ ${word(name)} ${valueTexts(values)};`)
  for (const message of messages) lines.push('', ...messageLines(message))
  lines.push('', ...messages.flatMap(senderLines), ...environment)
  lines.push(...commentLines(database), ...database.attributeDefinitions.map(definitionLine))
  lines.push(...initialLines(database.attributeDefinitions), ...attributeLines(database))
  lines.push(...messages.flatMap(valueLines), ...messages.flatMap(groupLines))
  lines.push(...messages.flatMap(valueTypeLines), ...messages.flatMap(multiplexLines), ...kept)
  return `${lines.join('\n')}\n`
}

export const numberOf = ({ id, isExtended, isIndependent }: Message) =>
  isIndependent ? INDEPENDENT_SIGNALS.number : isExtended ? id + EXTENDED_FLAG : id

function messageLines(message: Message): string[] {
  const { name, byteLength, sender = NO_NODE, signals } = message
  return [`BO_ ${numberOf(message)} ${word(name)}: ${byteLength} ${word(sender)}`, ...signals.map(signalLine)]
}

function signalLine(signal: Signal): string {
  const { name, startBit, bitLength, isBigEndian, isSigned, factor, offset, min, max, unit, receivers } = signal
  const mode = multiplexMode(signal)
  const layout = `${startBit}|${bitLength}@${isBigEndian ? 0 : 1}${isSigned ? '-' : '+'}`
  const to = receivers.length === 0 ? NO_NODE : receivers.map(word).join(',')
  const scale = `(${decimal(factor)},${decimal(offset)}) [${decimal(min)}|${decimal(max)}]`
  return ` SG_ ${word(name)}${mode} : ${layout} ${scale} ${quoted(unit)} ${to}`
}

function multiplexMode({ isMultiplexer, multiplexed }: Signal): string {
  const page = multiplexed === undefined ? '' : `m${multiplexed.ranges[0][0]}`
  const mode = page + (isMultiplexer ? 'M' : '')
  return mode === '' ? '' : ` ${mode}`
}

/** One multiplexer and one value for each signal is said on their own lines; anything more needs SG_MUL_VAL_. */
function multiplexLines(message: Message): string[] {
  const mains = message.signals.filter(({ isMultiplexer }) => isMultiplexer)
  const conditions = message.signals.flatMap(({ name, multiplexed }) =>
    multiplexed === undefined ? [] : [{ name, ...multiplexed }],
  )
  const isSimple = conditions.every(({ ranges }) => ranges.length === 1 && ranges[0][0] === ranges[0][1])
  if (isSimple && mains.length === 1) return []
  return conditions.map(({ name, by, ranges }) => {
    const list = ranges.map(([from, to]) => `${from}-${to}`).join(', ')
    return `SG_MUL_VAL_ ${numberOf(message)} ${word(name)} ${word(by)} ${list};`
  })
}

function senderLines(message: Message): string[] {
  const { senders } = message
  return senders.length === 0 ? [] : [`BO_TX_BU_ ${numberOf(message)} : ${senders.map(word).join(',')};`]
}

function commentLines({ nodes, messages, comments }: Database): string[] {
  const lines = comments.map((comment) => `CM_ ${quoted(comment)};`)
  const add = (owner: string, comment: string | undefined) => {
    if (comment !== undefined) lines.push(`CM_ ${owner} ${quoted(comment)};`)
  }
  for (const { name, comment } of nodes) add(`BU_ ${name}`, comment)
  for (const message of messages) {
    add(`BO_ ${numberOf(message)}`, message.comment)
    for (const { name, comment } of message.signals) add(`SG_ ${numberOf(message)} ${name}`, comment)
  }
  return lines
}

const OWNER_WORDS = { network: '', node: 'BU_ ', message: 'BO_ ', signal: 'SG_ ', environmentVariable: 'EV_ ' } as const

function definitionLine({ owner, name, type }: AttributeDefinition): string {
  const start = `BA_DEF_ ${OWNER_WORDS[owner]}${quoted(name)} ${type.kind}`
  switch (type.kind) {
    case 'STRING':
      return `${start};`
    case 'ENUM':
      return `${start} ${type.values.map(quoted).join(',')};`
    default:
      return `${start} ${decimal(type.min)} ${decimal(type.max)};`
  }
}

function initialLines(definitions: readonly AttributeDefinition[]): string[] {
  return definitions.flatMap(({ name, initial }) =>
    initial === undefined ? [] : [`BA_DEF_DEF_ ${quoted(name)} ${attributeValue(initial)};`],
  )
}

function attributeLines({ attributes, nodes, messages }: Database): string[] {
  const line =
    (owner: string) =>
    ({ name, value }: Attribute) =>
      `BA_ ${quoted(name)} ${owner}${attributeValue(value)};`
  return [
    ...attributes.map(line('')),
    ...nodes.flatMap((node) => node.attributes.map(line(`BU_ ${node.name} `))),
    ...messages.flatMap((message) => message.attributes.map(line(`BO_ ${numberOf(message)} `))),
    ...messages.flatMap((message) =>
      message.signals.flatMap((signal) => signal.attributes.map(line(`SG_ ${numberOf(message)} ${signal.name} `))),
    ),
  ]
}

const attributeValue = (value: number | string) => (typeof value === 'string' ? quoted(value) : decimal(value))

function valueLines(message: Message): string[] {
  return message.signals.flatMap(({ name, values }) =>
    values.length === 0 ? [] : [`VAL_ ${numberOf(message)} ${name} ${valueTexts(values)};`],
  )
}

function valueTexts(values: readonly ValueText[]): string {
  return values.map(({ value, text }) => `${decimal(value)} ${quoted(text)} `).join('')
}

function groupLines(message: Message): string[] {
  return message.signalGroups.map(
    ({ name, repetitions, signals }) =>
      `SIG_GROUP_ ${numberOf(message)} ${word(name)} ${repetitions} : ${signals.map(word).join(' ')};`,
  )
}

function valueTypeLines(message: Message): string[] {
  return message.signals.flatMap(({ name, valueType }) =>
    valueType === 'integer' ? [] : [`SIG_VALTYPE_ ${numberOf(message)} ${name} : ${valueType === 'float32' ? 1 : 2};`],
  )
}

function word(name: string): string {
  assert(/^\d*[A-Za-z_]\w*$/.test(name) && !/^\d+e\d+$/i.test(name), `"${name}" is no name of a DBC file`)
  return name
}

function decimal(value: number): string {
  assert(Number.isFinite(value), 'a DBC file holds finite numbers')
  return String(value)
}

function quoted(text: string): string {
  assert(!text.endsWith('\\'), 'a text of a DBC file has no backslash at its end')
  return `"${text.replaceAll('"', '\\"')}"`
}
