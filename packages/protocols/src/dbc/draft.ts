/** A database while it is read: what later statements say of a message or signal is put into it, and what contradicts is told. */

import { CAN_ID_MAX, CAN_ID_MAX_EXTENDED } from '../can/tables.ts'
import type {
  Attribute,
  AttributeDefinition,
  Database,
  Message,
  Node,
  Signal,
  SignalGroup,
  ValueTable,
  ValueText,
} from './database.ts'
import { lastBitOf } from './layout.ts'
import type { Reader } from './scanner.ts'
import { ENVIRONMENT_KEYWORDS, EXTENDED_FLAG, INDEPENDENT_SIGNALS, NO_NODE } from './tables.ts'

type Open<T> = { -readonly [Key in keyof T]: T[Key] }
export type NodeDraft = Open<Node> & { attributes: Attribute[] }
export type SignalDraft = Open<Signal> & { attributes: Attribute[]; values: ValueText[] }
export type MessageDraft = Open<Omit<Message, 'signals'>> & {
  readonly signals: SignalDraft[]
  readonly senders: string[]
  readonly signalGroups: SignalGroup[]
  attributes: Attribute[]
}

type MessageStart = Pick<Message, 'name' | 'byteLength'> & {
  readonly number: number
  readonly sender: string | undefined
  readonly at: number
}
type SignalStart = Omit<Signal, 'multiplexed' | 'valueType' | 'values' | 'attributes'> & {
  /** The multiplexer's value while it is there, as the signal itself says. */
  readonly page?: number
  readonly at: number
}

/** What is wrong with what was read as a whole. */
export type Contradiction = { readonly at: number; readonly what: string; readonly remedy: string }

export type Draft = ReturnType<typeof createDraft>

export function createDraft() {
  let version = ''
  let bitTiming = ''
  const newSymbols: string[] = []
  const nodes = new Map<string, NodeDraft>()
  const valueTables: ValueTable[] = []
  const messages = new Map<number, MessageDraft>()
  const signals = new Map<MessageDraft, Map<string, SignalDraft>>()
  const attributeDefinitions: Open<AttributeDefinition>[] = []
  const attributes: Attribute[] = []
  const comments: string[] = []
  const environment: string[] = []
  const kept: string[] = []
  /** Signals that name the multiplexer's value but not the multiplexer, until the file is read. */
  const pages = new Map<SignalDraft, { readonly message: MessageDraft; readonly page: number; readonly at: number }>()
  const contradictions: Contradiction[] = []
  /** SG_ lines belong to the message above them. */
  let message: MessageDraft | undefined
  /** The one above them could not be read: its signals are not told one by one. */
  let hasLostMessage = false

  function beginMessage(reader: Reader, { number, name, byteLength, sender, at }: MessageStart): void {
    hasLostMessage = reader.stumble !== undefined
    if (hasLostMessage) return
    const isIndependent = name === INDEPENDENT_SIGNALS.name
    const id = isIndependent ? 0 : number >= EXTENDED_FLAG ? number - EXTENDED_FLAG : number
    if (messages.has(number)) reader.fail(at, 'a message with a number of its own', `a second one with ${number}`)
    else if (id > CAN_ID_MAX_EXTENDED) reader.fail(at, 'an identifier of 11 or 29 bits', `${number}`)
    hasLostMessage = reader.stumble !== undefined
    if (hasLostMessage) return
    if (number === id && id > CAN_ID_MAX) {
      const what = `The identifier ${number} has more than 11 bits, and its number does not say so.`
      contradictions.push({ at, what, remedy: `Write ${number + EXTENDED_FLAG}: the identifier plus 2^31.` })
    }
    message = {
      ...{ name, id, isExtended: !isIndependent && (number >= EXTENDED_FLAG || id > CAN_ID_MAX), byteLength },
      ...(isIndependent && { isIndependent }),
      ...(sender !== undefined && sender !== NO_NODE && { sender }),
      ...{ senders: [], signals: [], signalGroups: [], attributes: [] },
    }
    messages.set(number, message)
    signals.set(message, new Map())
  }

  const signal = (of: MessageDraft, name: string): SignalDraft | undefined => signals.get(of)?.get(name)

  function addSignal(reader: Reader, { page, at, receivers, ...start }: SignalStart): void {
    if (reader.stumble !== undefined) return
    if (message === undefined) {
      reader.fail(at, 'a message (BO_) before its signals', `the signal "${start.name}"`)
      return
    }
    const last = lastBitOf(start)
    if (signal(message, start.name) !== undefined) {
      reader.fail(at, 'a signal with a name of its own', `a second "${start.name}"`)
    } else if (!message.isIndependent && last >= 8 * message.byteLength) {
      const bytes = `${message.byteLength} bytes of the message "${message.name}"`
      reader.fail(at, `a signal inside of the ${bytes}`, `"${start.name}", which ends in byte ${(last >> 3) + 1}`)
    } else {
      const named = receivers.filter((name) => name !== NO_NODE)
      const added: SignalDraft = { ...start, valueType: 'integer', receivers: named, values: [], attributes: [] }
      message.signals.push(added)
      signals.get(message)?.set(added.name, added)
      if (page !== undefined) pages.set(added, { message, page, at })
    }
  }

  /** False: its multiplexers would lead back to itself. */
  function setMultiplexed(of: MessageDraft, it: SignalDraft, multiplexed: NonNullable<Signal['multiplexed']>): boolean {
    for (let by: string | undefined = multiplexed.by; by !== undefined; by = signal(of, by)?.multiplexed?.by) {
      if (by === it.name) return false
    }
    it.multiplexed = multiplexed
    return true
  }

  /** Without SG_MUL_VAL_, the multiplexer is the only one that is not itself multiplexed. */
  function finish(): readonly Contradiction[] {
    const mains = new Map<MessageDraft, string | undefined>()
    for (const of of messages.values()) {
      mains.set(of, of.signals.find((one) => one.isMultiplexer && !pages.has(one) && !one.multiplexed)?.name)
    }
    for (const [paged, { message: of, page, at }] of pages) {
      const by = mains.get(of)
      if (by !== undefined) paged.multiplexed ??= { by, ranges: [[page, page]] }
      if (paged.multiplexed !== undefined) continue
      const what = `The signal "${paged.name}" is multiplexed, and no multiplexer leads to it.`
      contradictions.push({
        at,
        what,
        remedy: `Write M behind the name of the multiplexer of the message "${of.name}".`,
      })
    }
    return contradictions
  }

  return {
    newSymbols,
    valueTables,
    attributeDefinitions,
    attributes,
    comments,
    setVersion(text: string): void {
      version = text
    },
    setBitTiming(text: string): void {
      bitTiming = text
    },
    addNode(name: string, at: number): void {
      if (!nodes.has(name)) nodes.set(name, { name, attributes: [] })
      else contradictions.push({ at, what: `The node "${name}" is named twice.`, remedy: 'Name it once under BU_.' })
    },
    node(reader: Reader): NodeDraft | undefined {
      const { at } = reader.token
      const name = reader.word('the name of a node')
      const node = nodes.get(name)
      if (node === undefined)
        reader.fail(at, 'a node that BU_ names', `"${name}"`, 'Name it there, or take the statement out.')
      return node
    },
    get hasLostMessage() {
      return hasLostMessage
    },
    messageOf: (number: number) => messages.get(number),
    signal,
    setMultiplexed,
    beginMessage,
    endMessage(): void {
      message = undefined
    },
    addSignal,
    keep(keyword: string, statement: string): void {
      if (ENVIRONMENT_KEYWORDS.includes(keyword)) environment.push(`${statement};`)
      else kept.push(`${statement};`)
    },
    finish,
    get database(): Database {
      const lists = { newSymbols, bitTiming, nodes: [...nodes.values()], valueTables, messages: [...messages.values()] }
      return { version, ...lists, attributeDefinitions, attributes, comments, environment, kept }
    },
  }
}
