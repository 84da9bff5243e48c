/**
 * Parts that most cars have, in the words of ./elements.ts: a control unit on the bus, sensors of three kinds, the stages
 * and resistors at a control unit's terminals. Resistances are teaching values of the right size.
 */
import { contact, type Element, load, part, plug, resistor, source } from './elements.ts'
import type { Part } from './harness.ts'

const CAN = ['canHigh', 'canLow'] as const

export const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${name}${i + 1}`)

/** An output stage: a switch to ground, for what switches slowly. */
export const driver = (name: string, ohm = 0.05): Element => contact(name, name, 'ground', ohm)
/** A source to ground, for what switches fast: see ./drivers.ts. */
export const fastDriver = (name: string): Element => source(name, name, 'ground', 0, 0.05)

export type Unit = {
  readonly ohm: number
  readonly terminals: readonly string[]
  readonly elements: readonly Element[]
}

/** Supply, bus and what it draws awake, which is nothing until it wakes, and asleep. The bus wires rest near 2.5 V by the bias of every unit. */
export function unit(id: string, { ohm, terminals, elements }: Unit): Part {
  const own = [
    contact('load', 'supply', 'ground', ohm),
    resistor('sleep', 'supply', 'ground', 4000),
    source('biasHigh', 'canHigh', 'ground', 0, 3e4),
    source('biasLow', 'canLow', 'ground', 0, 3e4),
    load('transmitHigh', 'canHigh', 'chassis'),
    load('transmitLow', 'canLow', 'chassis'),
  ]
  return part(id, [plug('a', ['supply', 'ground', ...CAN, ...terminals])], [...own, ...elements])
}

export const pullUp = (name: string, ohm: number): Element => resistor(`pullUp.${name}`, 'reference', name, ohm)
export const pullDown = (name: string, ohm: number): Element => resistor(`pullDown.${name}`, name, 'ground', ohm)

/** A ratiometric sensor: draws from its supply, gives a share of it. */
export function active(id: string, drawOhm = 1000, outputOhm = 500): Part {
  const elements = [resistor('draw', 'supply', 'ground', drawOhm), source('output', 'signal', 'ground', 0, outputOhm)]
  return part(id, [plug('a', ['supply', 'ground', 'signal'])], elements)
}

export function thermistor(id: string, ohm: number): Part {
  return part(id, [plug('a', ['signal', 'return'])], [resistor('sensor', 'signal', 'return', ohm)])
}

/** A Hall sensor on a toothed wheel: draws from 5 V, pulls its output down between teeth. As the average of both. */
export function wheelSensor(id: string): Part {
  return part(
    id,
    [plug('a', ['supply', 'ground', 'signal'])],
    [resistor('draw', 'supply', 'ground', 800), source('output', 'signal', 'ground', 5, 30)],
  )
}
