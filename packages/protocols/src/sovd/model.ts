/**
 * What the SOVD interface knows of a vehicle: its control units with the data, codes, routines and actuators they have.
 * Structural: the model of a car fits as it is. Every resource gets an identifier from its English name.
 */
import type { DataCategory } from './tables.ts'

export type Words = { readonly kk: string; readonly ru: string; readonly zh: string; readonly en: string }

/** A value is `raw * scale + offset`, raw high byte first; a text is ASCII. */
export type ModelDid = {
  readonly ecu: string
  readonly did: number
  readonly name: Words
  readonly unit: string
  readonly bytes: number
  readonly scale: number
  readonly offset: number
  readonly isSigned: boolean
  readonly group: string
  readonly isText?: true
  /** A tester may write it, so that it is a configuration too. */
  readonly isWritable?: true
  readonly states?: readonly { readonly value: number; readonly name: Words }[]
}

export type SovdModel = {
  readonly ecus: readonly { readonly id: string; readonly name: Words }[]
  readonly dids: readonly ModelDid[]
  readonly dtcs: readonly { readonly code24: number; readonly ecus: readonly string[]; readonly text: Words }[]
  readonly controls: readonly { readonly ecu: string; readonly did: number; readonly name: Words }[]
  readonly routines: readonly { readonly ecu: string; readonly routine: number; readonly name: Words }[]
}

export type DataResource = ModelDid & { readonly id: string; readonly category: DataCategory }
export type OperationResource = { readonly id: string; readonly name: Words } & (
  | { readonly kind: 'routine'; readonly routine: number }
  | { readonly kind: 'control'; readonly did: number }
  | { readonly kind: 'reset' }
)

export type Component = {
  /** Of the path: the control unit's own identifier in small letters. */
  readonly id: string
  readonly ecu: string
  readonly name: Words
  readonly data: readonly DataResource[]
  readonly operations: readonly OperationResource[]
  /** Undefined: the model has no words for this code. */
  faultName(code24: number): Words | undefined
  /** Undefined: nobody knows how long this record is. */
  recordByteLength(did: number): number | undefined
}

const RESET_WORDS: Words = {
  kk: 'Басқару блогын қайта іске қосу',
  ru: 'Перезапуск блока управления',
  zh: '控制单元复位',
  en: 'Reset of the control unit',
}

export function describeComponents(model: SovdModel): readonly Component[] {
  return model.ecus.map(({ id, name }) => {
    const data = describeData(model.dids.filter(({ ecu }) => ecu === id))
    return {
      id: id.toLowerCase(),
      ecu: id,
      name,
      data,
      operations: describeOperations(model, id),
      faultName: (code24) => model.dtcs.find((dtc) => dtc.code24 === code24 && dtc.ecus.includes(id))?.text,
      recordByteLength: (did) => data.find((one) => one.did === did)?.bytes,
    }
  })
}

function describeData(dids: readonly ModelDid[]): DataResource[] {
  const nameOf = idsFor(dids, ({ did }) => did)
  return dids.map((did) => ({
    ...did,
    id: nameOf(did),
    category: did.group === 'identification' ? 'identData' : 'currentData',
  }))
}

function describeOperations({ routines, controls }: SovdModel, ecu: string): OperationResource[] {
  const ownRoutines = routines.filter((one) => one.ecu === ecu)
  const ownControls = controls.filter((one) => one.ecu === ecu)
  const routineId = idsFor(ownRoutines, ({ routine }) => routine)
  const controlId = idsFor(ownControls, ({ did }) => did)
  return [
    { kind: 'reset', id: 'reset', name: RESET_WORDS },
    ...ownRoutines.map(
      (one) => ({ kind: 'routine', id: routineId(one), name: one.name, routine: one.routine }) as const,
    ),
    ...ownControls.map(
      (one) => ({ kind: 'control', id: `control-${controlId(one)}`, name: one.name, did: one.did }) as const,
    ),
  ]
}

/** "Pack voltage" is `pack-voltage`; where two would have one identifier, the number follows. */
function idsFor<T extends { readonly name: Words }>(all: readonly T[], numberOf: (one: T) => number) {
  const slugOf = ({ name }: T) =>
    name.en
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
  const counts = new Map<string, number>()
  for (const one of all) counts.set(slugOf(one), (counts.get(slugOf(one)) ?? 0) + 1)
  return (one: T): string => {
    const slug = slugOf(one)
    const isAlone = slug !== '' && counts.get(slug) === 1
    return isAlone ? slug : `${slug}-${numberOf(one).toString(16).padStart(4, '0')}`.replace(/^-/, '')
  }
}
