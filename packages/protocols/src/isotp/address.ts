/**
 * Who speaks to whom: the seven ways in which ISO-TP addresses stand in a CAN frame. ISO 15765-2:2016.
 *
 * Normal addressing has an identifier for each direction. Normal fixed and mixed addressing of 29 bits have the target's
 * and the source's address in the identifier. Extended addressing puts the target's address into the first byte of the
 * data, mixed addressing an address extension. Two endpoints understand each other when `source` and `target`, or `txId`
 * and `rxId`, change places.
 */
import { mixedId, normalFixedId, type TargetType } from './tables.ts'

export type IsoTpAddressing = ByIds | Extended | NormalFixed | Mixed29

type ByIds = IdPair & FunctionalIds & ({ mode: 'normal11' | 'normal29' } | { mode: 'mixed11'; extension: number })
type Extended = IdPair & Partners & { mode: 'extended11' | 'extended29' }
type NormalFixed = Partners & { mode: 'normalFixed29' }
type Mixed29 = Partners & { mode: 'mixed29'; extension: number }

type IdPair = { readonly txId: number; readonly rxId: number }
/** On which identifier functional requests go out, and on which they are heard. */
type FunctionalIds = { readonly functionalTxId?: number; readonly functionalRxId?: number }
type Partners = {
  /** The address of this end, and that of the other. */
  readonly source: number
  readonly target: number
  /** The address at which everybody is meant. */
  readonly functionalTarget?: number
}

/** What an endpoint listens for and writes, whatever the way of addressing. */
export type IsoTpAddress = {
  readonly txId: number
  readonly rxIds: readonly number[]
  /** Listened to for single frames only: 0x7DF, 0x18DB33F1. */
  readonly functionalIds?: readonly number[]
  /** All identifiers have 29 bits. */
  readonly isExtended: boolean
  /** Where the flow control for a message from `rxId` goes; `txId` when nothing is said. */
  flowControlId?(rxId: number): number
  /** First byte of all that is sent, of what is heard, and of functional requests heard where that is another. */
  readonly txAddressByte?: number
  readonly rxAddressByte?: number
  readonly functionalAddressByte?: number
  /** How functional requests go out. */
  readonly functionalTx?: { readonly id: number; readonly addressByte?: number }
}

export function isoTpAddress(addressing: IsoTpAddressing): IsoTpAddress {
  switch (addressing.mode) {
    case 'normal11':
      return byIds(addressing, false)
    case 'normal29':
      return byIds(addressing, true)
    case 'mixed11':
      return withExtension(byIds(addressing, false), addressing.extension)
    case 'extended11':
      return extended(addressing, false)
    case 'extended29':
      return extended(addressing, true)
    case 'normalFixed29':
      return byPartners(addressing, normalFixedId)
    case 'mixed29':
      return withExtension(byPartners(addressing, mixedId), addressing.extension)
  }
}

function byIds({ txId, rxId, functionalTxId, functionalRxId }: IdPair & FunctionalIds, is29Bit: boolean): IsoTpAddress {
  return {
    txId,
    rxIds: [rxId],
    isExtended: is29Bit,
    ...(functionalTxId === undefined ? {} : { functionalTx: { id: functionalTxId } }),
    ...(functionalRxId === undefined ? {} : { functionalIds: [functionalRxId] }),
  }
}

type IdOf = (target: number, source: number, type?: TargetType) => number

function byPartners({ source, target, functionalTarget }: Partners, idOf: IdOf): IsoTpAddress {
  const physical = { txId: idOf(target, source), rxIds: [idOf(source, target)], isExtended: true }
  if (functionalTarget === undefined) return physical
  return {
    ...physical,
    functionalTx: { id: idOf(functionalTarget, source, 'functional') },
    functionalIds: [idOf(functionalTarget, target, 'functional')],
  }
}

function extended({ txId, rxId, source, target, functionalTarget }: IdPair & Partners, is29Bit: boolean): IsoTpAddress {
  const physical = { ...byIds({ txId, rxId }, is29Bit), txAddressByte: target, rxAddressByte: source }
  if (functionalTarget === undefined) return physical
  return {
    ...physical,
    functionalTx: { id: txId, addressByte: functionalTarget },
    functionalIds: [rxId],
    functionalAddressByte: functionalTarget,
  }
}

/** The same byte both ways, and for functional requests. */
function withExtension(address: IsoTpAddress, extension: number): IsoTpAddress {
  const { functionalTx } = address
  return {
    ...address,
    txAddressByte: extension,
    rxAddressByte: extension,
    ...(functionalTx === undefined ? {} : { functionalTx: { id: functionalTx.id, addressByte: extension } }),
  }
}
