/** The control units of a car on the CAN wires between them, with a tool at the diagnosis connector in the last place. */
import { createCanBus, type SeparableCanBus } from '@luban/protocols/can/bus'
import { createExchange, type Exchange, type Message } from '../ecus/exchange.ts'
import type { Network } from '../network/network.ts'
import { type CanLines, type CanNode, createCanLines } from './can-lines.ts'

export type UnitLines<Id extends string, Signals> = Exchange<Id, Signals> & {
  readonly lines: CanLines
  /** Of the frames that tools exchange with the units. */
  readonly bus: SeparableCanBus
  /** On the wires. Who is no unit of the car is a tool. */
  placeOf(name: string): number
}

export function joinUnits<Id extends string, Signals>(options: {
  readonly network: Network
  readonly canBranches: readonly string[]
  /** In the order of their places. */
  readonly ids: readonly Id[]
  /** What each knows before it has heard anyone. */
  first(): Signals
  readonly messages: Readonly<Partial<Record<Id, Message<Signals>>>>
}): UnitLines<Id, Signals> {
  const { network, canBranches, ids, first, messages } = options
  const lines = createCanLines(
    network,
    [...ids.map(unitNode), { high: 'diagnosis.6', low: 'diagnosis.14' }],
    canBranches,
  )
  const place = (id: Id) => ids.indexOf(id)
  const placeOf = (name: string) => {
    const unit = place(name as Id)
    return unit < 0 ? ids.length : unit
  }
  return {
    ...createExchange({
      ids,
      first,
      messages,
      hears: (receiver, sender) => lines.hears(place(receiver), place(sender)),
    }),
    lines,
    bus: createCanBus({ placeOf, hears: lines.hears }),
    placeOf,
  }
}

const unitNode = (id: string): CanNode => ({
  high: `${id}.canHigh`,
  low: `${id}.canLow`,
  bias: [`${id}.biasHigh`, `${id}.biasLow`],
})
