/**
 * The harness as a wiring diagram shows it: plain data with names in four languages, the same for every exercise.
 *
 * A *system* is the wires that one looks at together: supply and ground, each control unit with what hangs on it, the
 * interlock loop, the bus, high voltage, charging. A wire may belong to several; none belongs to none.
 * Left out: what is inside a control unit, and where things are in the car.
 */
import type {
  HarnessConnectorInfo,
  HarnessInfo,
  HarnessPartInfo,
  HarnessSymbolInfo,
  HarnessSystemInfo,
  HarnessWireInfo,
  Words,
} from '../car.ts'
import type { Element } from './elements.ts'
import { CHASSIS, type CompiledHarness, type HarnessConnector, isOfCan, type Part } from './harness.ts'
import { connectorWords, SYSTEM_WORDS, spliceWords, terminalWords } from './words.ts'

type PartWords = Readonly<Record<string, Words>>

export function diagramOf(harness: CompiledHarness, words: PartWords): HarnessInfo {
  const wires = harness.wires.map(({ id, wire, isHighVoltage }): HarnessWireInfo => {
    const [number, colour, mm2, , from, to] = wire
    return { id, number, colour, mm2, from, to, isHighVoltage }
  })
  const splices = new Set(wires.flatMap(({ from, to }) => [from, to]).filter(isSplice))
  return {
    parts: harness.parts.map((part) => partInfo(part, words)),
    connectors: harness.connectors.map((connector) => connectorInfo(connector, words)),
    wires,
    splices: [...splices].map((id) => ({ id, name: spliceWords(id.slice('splice.'.length)) })),
    systems: systemsOf(harness.parts, wires, words),
  }
}

const isSplice = (end: string) => end.startsWith('splice.')
const partOf = (end: string) => end.slice(0, end.indexOf('.'))
const hasTerminal = ({ connectors }: Part, name: string) => connectors.some(({ terminals }) => terminals.includes(name))
const isUnit = (part: Part) => hasTerminal(part, 'canHigh')
const isGrounds = ({ elements }: Part) =>
  elements.length > 0 && elements.every(({ kind, to }) => kind === 'resistor' && to === CHASSIS)

function partInfo(part: Part, words: PartWords): HarnessPartInfo {
  const kind = isGrounds(part) ? 'grounds' : isUnit(part) ? 'unit' : 'part'
  const symbols = kind === 'part' ? part.elements.flatMap((element) => symbolsOf(part, element)) : []
  return { id: part.id, name: words[part.id], kind, symbols }
}

/** Fuses and relays by all their nodes; of the rest what lies between two terminals. */
function symbolsOf(part: Part, element: Element): HarnessSymbolInfo[] {
  const node = (name: string) => `${part.id}.${name}`
  const ends = { from: node(element.from), to: node(element.to) }
  switch (element.kind) {
    case 'fuse':
      return [{ kind: 'fuse', ...ends, amps: element.amps }]
    case 'relay': {
      const [from, to] = element.contact
      return [
        { kind: 'coil', ...ends },
        { kind: 'contact', from: node(from), to: node(to) },
      ]
    }
    case 'currentSource':
      return [] // A power that is drawn has no symbol of its own.
    default: {
      const isBetween = hasTerminal(part, element.from) && hasTerminal(part, element.to)
      if (!isBetween) return []
      // The fuses of high voltage do not melt in this model, and are resistors there.
      const isFuse = /^fuse\b/.test(element.name)
      return [isFuse ? { kind: 'fuse', ...ends, amps: null } : { kind: element.kind, ...ends }]
    }
  }
}

function connectorInfo(connector: HarnessConnector, words: PartWords): HarnessConnectorInfo {
  const { id, part, kind, isHighVoltage, terminals, contacts } = connector
  const letter = id.slice(part.length + 1)
  const wired = new Set(contacts)
  return {
    id,
    part,
    name: connectorWords(part, letter, words),
    isPlug: kind === 'plug' && contacts.length > 0,
    isHighVoltage,
    terminals: terminals.map((terminal, i) => ({
      id: `${part}.${terminal}`,
      name: terminalWords(terminal, words),
      cavity: kind === 'plug' ? `${letter.toUpperCase()}${i + 1}` : '',
      hasWireSide: kind === 'plug' && wired.has(`contact.${part}.${terminal}`),
    })),
  }
}

function systemsOf(
  parts: readonly Part[],
  wires: readonly HarnessWireInfo[],
  words: PartWords,
): readonly HarnessSystemInfo[] {
  const common: HarnessSystemInfo[] = [
    system('supply', SYSTEM_WORDS.supply, wires, suppliesBy(parts)),
    ...parts.filter(isUnit).map(({ id }) => system(id, words[id], wires, hangsOn(id, wires))),
    system('interlock', SYSTEM_WORDS.interlock, wires, isInterlock),
    system('can', SYSTEM_WORDS.can, wires, ({ from, to }) => isOfCan(from) || isOfCan(to)),
    system('highVoltage', SYSTEM_WORDS.highVoltage, wires, (wire) => wire.isHighVoltage && !isInterlock(wire)),
    system('charging', SYSTEM_WORDS.charging, wires, ({ from, to }) => isForCharging(from) || isForCharging(to)),
  ]
  const shown = new Set(common.flatMap(({ wires }) => wires))
  const rest = system('other', SYSTEM_WORDS.other, wires, ({ id }) => !shown.has(id))
  return [...common, rest].filter(({ wires }) => wires.length > 0)
}

type Belongs = (wire: HarnessWireInfo) => boolean

function system(id: string, name: Words, wires: readonly HarnessWireInfo[], belongs: Belongs): HarnessSystemInfo {
  return { id, name, wires: wires.filter(belongs).map((wire) => wire.id) }
}

/** It runs through the high-voltage plugs, but carries none itself. */
const isInterlock: Belongs = ({ from, to }) => /interlock/i.test(from + to)

/** At the boxes with fuses, the ground points and the battery. */
function suppliesBy(parts: readonly Part[]): Belongs {
  const supplies = new Set(
    parts.flatMap((part) => (isGrounds(part) || part.elements.some(({ kind }) => kind === 'fuse') ? [part.id] : [])),
  )
  return ({ from, to }) => supplies.has(partOf(from)) || supplies.has(partOf(to))
}

/** The wires of a control unit, and through a splice those of the sensors behind it; the bus has a system of its own. */
function hangsOn(unit: string, wires: readonly HarnessWireInfo[]): Belongs {
  const isOwn = ({ from, to }: HarnessWireInfo) => partOf(from) === unit || partOf(to) === unit
  const splices = new Set(
    wires
      .filter(isOwn)
      .flatMap(({ from, to }) => [from, to])
      .filter((end) => isSplice(end) && !isOfCan(end)),
  )
  return (wire) => isOwn(wire) || splices.has(wire.from) || splices.has(wire.to)
}

const isForCharging = (end: string) => ['inlet', 'dcInlet', 'charger'].includes(partOf(end))
