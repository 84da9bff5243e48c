/**
 * The control units of a model as its station takes them: what testers meet at each, and whose frames reach the diagnosis
 * connector, by the wires and by what a tester allows (CommunicationControl).
 */
import type { CanBus, SeparableCanBus } from '@luban/protocols/can/bus'
import type { ObdEcu } from '@luban/protocols/obd/ecu'
import type { UdsEcu } from '@luban/protocols/uds/ecu'
import type { DtcEngine } from './ecus/dtc-engine.ts'
import type { Gateway } from './ecus/gateway.ts'
import type { CanLines } from './harness/can-lines.ts'
import type { StationParts, StationUnit } from './station.ts'

/** Which units still send their normal messages. */
type Communicates<Id extends string> = Record<Id, boolean>

type Model<Id extends string, Systems> = {
  /** In the order of their places on the wires. */
  readonly ids: readonly Id[]
  readonly units: {
    readonly lines: CanLines
    readonly bus: SeparableCanBus
    readonly gateway: Pick<Gateway<string>, 'isUp' | 'heard' | 'hearsAll'>
    readonly dtcs: Readonly<Record<Id, DtcEngine>>
    /** As each unit has heard the others. */
    readonly systemsOf: Readonly<Record<Id, Systems>>
    hasSupply(id: Id): boolean
  }
  udsOf(id: Id, systems: Systems, communicates: Communicates<Id>): UdsEcu
  obdOf(id: Id, systems: Systems): ObdEcu | undefined
  /** Silent, and yet it takes what a tester sends it. */
  isInLoader(id: Id, systems: Systems): boolean
  createBroadcast(
    bus: CanBus,
    systemsOf: Readonly<Record<Id, Systems>>,
    speaks: Communicates<Id>,
  ): { step: StationParts['broadcast'] }
  /** What a unit of this model has beside. */
  alsoOf?(id: Id): Pick<StationUnit, 'runningDegC' | 'cycleStarted'>
}

export function stationUnits<Id extends string, Systems>(
  model: Model<Id | 'gateway', Systems>,
): Pick<StationParts, 'bus' | 'lines' | 'units' | 'gateway' | 'setSpeaking' | 'broadcast'> {
  const { ids, units, udsOf, obdOf, isInLoader, createBroadcast, alsoOf } = model
  const { lines, bus, gateway, dtcs, systemsOf, hasSupply } = units
  /** As testers have it, and as the wires then allow. */
  const communicates = Object.fromEntries(ids.map((id) => [id, true])) as Communicates<Id | 'gateway'>
  const speaks = { ...communicates }

  function unitOf(id: Id | 'gateway'): StationUnit {
    const obd = obdOf(id, systemsOf[id])
    return {
      id,
      uds: udsOf(id, systemsOf[id], communicates),
      ...(obd && { obd }),
      dtcs: dtcs[id],
      isUp: () => (id === 'gateway' ? gateway.isUp() : hasSupply(id)),
      hasSupply: () => hasSupply(id),
      ...alsoOf?.(id),
      forget() {
        communicates[id] = true
      },
    }
  }

  return {
    bus,
    lines,
    broadcast: createBroadcast(bus, systemsOf, speaks).step,
    units: ids.map(unitOf),
    gateway: {
      id: 'gateway',
      hears: (unit) => gateway.heard[unit] || isInLoader(unit as Id, systemsOf.gateway),
      hearsAll: gateway.hearsAll,
    },
    setSpeaking(unit, isHeard) {
      const id = unit as Id
      speaks[id] = isHeard && communicates[id]
    },
  }
}
