/** The trouble-code memories of a car's control units: which codes, and what is frozen with them. */
import type { ObdEcu } from '@luban/protocols/obd/ecu'
import { encodeScaled } from '@luban/protocols/uds/scaled'
import { assert } from '@luban/stdx'
import { createDtcEngine, type DtcEngine, type DtcEngineOptions } from './dtc-engine.ts'
import { type DtcTable, dtcSpecs, MONITOR_STEP_MS, type Severities } from './dtc-table.ts'
import type { Did } from './identifiers.ts'

/** What goes with the codes of one unit beside: what is forgotten with them, and what it knows of driving. */
export type CodeCompany = Pick<DtcEngineOptions, 'operation' | 'onClear' | 'hasDriven'>

export function createCodeMemories<Id extends string, Systems>(options: {
  readonly tables: Readonly<Record<Id, DtcTable>>
  readonly severities: Severities
  /** What stands in the snapshots of each unit, by identifier; and in the freeze frame of those that the law asks. */
  readonly snapshots: Readonly<Record<Id, readonly number[]>>
  readonly freezeFrames: Readonly<Partial<Record<Id, readonly number[]>>>
  readonly company: Readonly<Partial<Record<Id, CodeCompany>>>
  readonly didsOf: Readonly<Record<Id, readonly Did<Systems>[]>>
  obdOf(id: Id, systems: Systems): ObdEcu | undefined
  /** Asked when a code is stored: the units and their memories know each other. */
  systemsOf(id: Id): Systems
}): Record<Id, DtcEngine> {
  const { tables, severities, snapshots, freezeFrames, company, didsOf, obdOf, systemsOf } = options
  const snapshotOf = (id: Id) =>
    snapshots[id].map((number) => {
      const did = didsOf[id].find((candidate) => candidate.did === number)
      assert(did !== undefined)
      const record = new Uint8Array(did.bytes)
      return { did: number, byteLength: did.bytes, read: () => encodeScaled(did.read(systemsOf(id)), did, record) }
    })
  const freezeFrameOf = (id: Id) =>
    (freezeFrames[id] ?? []).map((pid) => ({
      pid,
      read: () => obdOf(id, systemsOf(id))?.parameters.get(pid)?.() ?? 0,
    }))
  const memoryOf = (id: Id) =>
    createDtcEngine({
      dtcs: dtcSpecs(tables[id], severities),
      stepMs: MONITOR_STEP_MS,
      snapshot: snapshotOf(id),
      freezeFrame: freezeFrameOf(id),
      ...company[id],
    })
  const ids = Object.keys(tables) as Id[]
  return Object.fromEntries(ids.map((id) => [id, memoryOf(id)])) as Record<Id, DtcEngine>
}
