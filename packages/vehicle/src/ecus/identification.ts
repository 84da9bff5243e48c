/**
 * What every control unit tells of itself: part number, serial number, VIN, versions as text; the session it is in; and the
 * workshop that worked on it last, which a tester may write. Identifiers: ISO 14229-1, F180 to F198.
 * F188 is missing on purpose: the real cars refuse it too.
 */
import type { DataIdentifier } from '@luban/protocols/uds/ecu'
import { ACTIVE_SESSION_DID, NRC, SESSION } from '@luban/protocols/uds/tables'
import type { DidInfo, Words } from '../car.ts'
import { unitSerialNumberOf } from '../vin.ts'
import { w } from '../words.ts'
import type { FlashProgram } from './flash-program.ts'
import type { Identifiers } from './identifiers.ts'

/** Who did the last work on it: repairShopCodeOrTesterSerialNumber. */
export const REPAIR_SHOP_DID = 0xf198
/** Of the loader itself, which nobody can change. */
const LOADER_SOFTWARE = 'LBOOT 1.00'

export type Identity = {
  readonly partNumber: string
  readonly hardware: string
  readonly system: string
  /** As it left the works; of a unit with a program, what stands in its memory counts. */
  readonly software: string
}

export type IdentifiedUnit = {
  readonly id: string
  readonly vin: string
  readonly identity: Identity
  /** Of a unit that takes new software. */
  readonly program?: FlashProgram | undefined
  /** Who may write: the holder of the key of level 1 if nothing is said, or whoever has proven themselves. */
  readonly needsAuthentication?: boolean
}

const WORDS = {
  vin: w(
    'Көліктің сәйкестендіру нөмірі (VIN)',
    'Идентификационный номер (VIN)',
    '车辆识别代号（VIN）',
    'Vehicle identification number (VIN)',
  ),
  partNumber: w('Бөлшек нөмірі', 'Номер детали', '零件号', 'Part number'),
  serialNumber: w('Сериялық нөмір', 'Серийный номер', '序列号', 'Serial number'),
  hardware: w('Аппараттық нұсқа', 'Версия аппаратной части', '硬件版本', 'Hardware version'),
  loader: w('Жүктеуіш нұсқасы', 'Версия загрузчика', '引导程序版本', 'Boot loader version'),
  software: w('Бағдарлама нұсқасы', 'Версия программы', '软件版本', 'Software version'),
  repairShop: w('Жөндеу шеберханасының коды', 'Код ремонтной мастерской', '维修站代码', 'Repair shop code'),
  system: w('Жүйе атауы', 'Название системы', '系统名称', 'System name'),
  session: w(
    'Ағымдағы диагностикалық сеанс',
    'Текущий диагностический сеанс',
    '当前诊断会话',
    'Active diagnostic session',
  ),
} as const

const SESSION_STATES = [
  { value: SESSION.default, name: w('әдепкі', 'по умолчанию', '默认', 'default') },
  { value: SESSION.programming, name: w('бағдарламалау', 'программирование', '编程', 'programming') },
  { value: SESSION.extended, name: w('кеңейтілген', 'расширенный', '扩展', 'extended') },
] as const

type TextField = {
  readonly did: number
  readonly name: Words
  readonly bytes: number
  text(unit: IdentifiedUnit): string
}

const FIELDS: readonly TextField[] = [
  { did: 0xf180, name: WORDS.loader, bytes: 12, text: () => LOADER_SOFTWARE },
  { did: 0xf187, name: WORDS.partNumber, bytes: 16, text: ({ identity }) => identity.partNumber },
  { did: 0xf18c, name: WORDS.serialNumber, bytes: 12, text: ({ id, vin }) => unitSerialNumberOf(id, vin) },
  { did: 0xf190, name: WORDS.vin, bytes: 17, text: ({ vin }) => vin },
  { did: 0xf191, name: WORDS.hardware, bytes: 8, text: ({ identity }) => identity.hardware },
  { did: 0xf195, name: WORDS.software, bytes: 12, text: softwareOf },
  { did: REPAIR_SHOP_DID, name: WORDS.repairShop, bytes: 10, text: () => 'WORKS' },
  { did: 0xf197, name: WORDS.system, bytes: 20, text: ({ identity }) => identity.system },
]

/** Nothing where nothing stands in its memory. */
function softwareOf({ identity, program }: IdentifiedUnit): string {
  return program === undefined ? identity.software : (program.image()?.software ?? '')
}

/** Only a unit that takes new software has a loader to tell of. */
const fieldsOf = (isFlashable: boolean) => FIELDS.filter(({ name }) => isFlashable || name !== WORDS.loader)

export function identificationInfos(ecu: string, isFlashable: boolean): DidInfo[] {
  const plain = { ecu, unit: '', scale: 1, offset: 0, isSigned: false, group: 'identification' } as const
  const texts = fieldsOf(isFlashable).map(
    ({ did, name, bytes }): DidInfo => ({
      ...plain,
      ...{ did, name, bytes, isText: true },
      ...(did === REPAIR_SHOP_DID && { isWritable: true }),
    }),
  )
  return [
    ...texts,
    { ...plain, did: ACTIVE_SESSION_DID, name: WORDS.session, bytes: 1, states: sessionsOf(isFlashable) },
  ]
}

const sessionsOf = (isFlashable: boolean) =>
  SESSION_STATES.filter(({ value }) => isFlashable || value !== SESSION.programming)

/**
 * The texts, filled with spaces, and written anew at each reading: new software has another name. The session is not here:
 * the server of every unit tells its own.
 */
export function identificationOf(unit: IdentifiedUnit): Identifiers {
  return fieldsOf(unit.program !== undefined).map(({ did, bytes, text }): [number, DataIdentifier] => {
    if (did === REPAIR_SHOP_DID) return [did, repairShop(unit, bytes, text(unit))]
    const record = new Uint8Array(bytes)
    const value = () => {
      const told = text(unit)
      for (let i = 0; i < bytes; i++) record[i] = i < told.length ? told.charCodeAt(i) : 0x20
      return record
    }
    return [did, { byteLength: bytes, read: { value } }]
  })
}

/** Kept by the unit for good, without supply too. */
function repairShop({ needsAuthentication }: IdentifiedUnit, byteLength: number, first: string): DataIdentifier {
  const kept = new TextEncoder().encode(first.padEnd(byteLength))
  const access = needsAuthentication ? { needsAuthentication: true as const } : { securityLevel: 1 }
  return {
    byteLength,
    read: { value: () => kept },
    write: {
      ...access,
      sessions: [SESSION.extended],
      store(record) {
        if (record.some((byte) => byte < 0x20 || byte > 0x7e)) return NRC.requestOutOfRange
        kept.set(record)
        return undefined
      },
    },
  }
}
