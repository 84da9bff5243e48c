/**
 * What a DBC file says: the messages of a CAN network, the signals inside of them, and what is written about both.
 * What belongs to a message or signal stands in it, wherever in the file it was; statements without meaning for a codec
 * (environment variables, relations, categories, signal types) are kept as they are written.
 */

export type Database = {
  readonly version: string
  /** What stands under NS_. */
  readonly newSymbols: readonly string[]
  /** What stands behind BS_, which nobody uses today; usually nothing. */
  readonly bitTiming: string
  readonly nodes: readonly Node[]
  readonly valueTables: readonly ValueTable[]
  readonly messages: readonly Message[]
  readonly attributeDefinitions: readonly AttributeDefinition[]
  /** Of the network. */
  readonly attributes: readonly Attribute[]
  readonly comments: readonly string[]
  /** EV_, EV_DATA_ and ENVVAR_DATA_, each statement with its semicolon. */
  readonly environment: readonly string[]
  /** Every other statement that is not understood, each with its semicolon. */
  readonly kept: readonly string[]
}

export type Node = {
  readonly name: string
  readonly comment?: string
  readonly attributes: readonly Attribute[]
}

/** A raw value and what it means. */
export type ValueText = { readonly value: number; readonly text: string }
export type ValueTable = { readonly name: string; readonly values: readonly ValueText[] }

export type Message = {
  readonly name: string
  readonly id: number
  readonly isExtended: boolean
  /** Collects signals of no message: it is never sent. */
  readonly isIndependent?: true
  readonly byteLength: number
  /** Undefined: nobody is named. */
  readonly sender?: string
  /** BO_TX_BU_: several nodes may send it. */
  readonly senders: readonly string[]
  readonly signals: readonly Signal[]
  readonly signalGroups: readonly SignalGroup[]
  readonly comment?: string
  readonly attributes: readonly Attribute[]
}

export type SignalGroup = { readonly name: string; readonly repetitions: number; readonly signals: readonly string[] }

export type ValueType = 'integer' | 'float32' | 'float64'

export type Signal = {
  readonly name: string
  /** Its raw value says which others are there. */
  readonly isMultiplexer: boolean
  /** It is there only while the multiplexer's raw value is in one of these ranges, both ends included. */
  readonly multiplexed?: { readonly by: string; readonly ranges: readonly (readonly [number, number])[] }
  /** As the file counts: of the lowest bit where it is little-endian, of the highest one where it is big-endian. */
  readonly startBit: number
  readonly bitLength: number
  readonly isBigEndian: boolean
  readonly isSigned: boolean
  readonly valueType: ValueType
  /** physical = raw * factor + offset. */
  readonly factor: number
  readonly offset: number
  /** Physical; both 0 where none are declared. */
  readonly min: number
  readonly max: number
  readonly unit: string
  readonly receivers: readonly string[]
  readonly comment?: string
  readonly values: readonly ValueText[]
  readonly attributes: readonly Attribute[]
}

export type Attribute = { readonly name: string; readonly value: number | string }
export type AttributeOwner = 'network' | 'node' | 'message' | 'signal' | 'environmentVariable'
export type AttributeType =
  | { readonly kind: 'INT' | 'HEX' | 'FLOAT'; readonly min: number; readonly max: number }
  | { readonly kind: 'STRING' }
  | { readonly kind: 'ENUM'; readonly values: readonly string[] }
export type AttributeDefinition = {
  readonly owner: AttributeOwner
  readonly name: string
  readonly type: AttributeType
  readonly initial?: number | string
}
