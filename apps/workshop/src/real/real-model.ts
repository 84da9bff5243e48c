/**
 * What is known of a real car beforehand: all that we know of one of our models (`real-byd-atto-3`), or of any car that
 * follows the law (`real-car`): the identifiers of ISO 15765-4, and what a car has that can fail.
 *
 * Nobody can put a probe on it through us, so it has no points and no wiring here.
 */
import type { Words } from '@luban/lab'
import { CARS, type CarModel } from '@luban/vehicle'

export type RealModel = CarModel & { readonly isReal: true }

export const ANY_CAR = 'real-car'
const PREFIX = 'real-'

export const REAL_MODEL_IDS: readonly string[] = [ANY_CAR, ...Object.keys(CARS).map((id) => `${PREFIX}${id}`)]

/** Undefined for everything that is no real car. */
export function realModelOf(modelId: string): RealModel | undefined {
  if (modelId === ANY_CAR) return anyCar()
  const known = modelId.startsWith(PREFIX) ? modelId.slice(PREFIX.length) : ''
  return Object.hasOwn(CARS, known) ? realOf(modelId, CARS[known].model) : undefined
}

/** A gateway has addresses of its maker's, which nobody can guess. */
export const hasLogicalAddresses = (modelId: string) => modelId !== ANY_CAR

const NO_HARNESS = { parts: [], connectors: [], wires: [], splices: [], systems: [] } as const

function realOf(id: string, model: CarModel): RealModel {
  const name = {
    kk: `${model.name.kk}: нақты автомобиль`,
    ru: `${model.name.ru}: настоящий автомобиль`,
    zh: `${model.name.zh}（实车）`,
    en: `${model.name.en}: a real car`,
  }
  const components = model.components.map((component) => ({ ...component, repairs: [] }))
  return {
    ...model,
    id,
    name,
    components,
    isReal: true,
    harness: NO_HARNESS,
    points: [],
    gauges: [],
    hoses: [],
    interchangeable: [],
    surfaces: [],
  }
}

/** ISO 15765-4: eight control units of the law, the first of the engine, the second of the transmission. */
const OBD_REQUEST_ID = 0x7e0
const OBD_UNITS = 8

function anyCar(): RealModel {
  return {
    id: ANY_CAR,
    name: { kk: 'Кез келген нақты автомобиль', ru: 'Любой настоящий автомобиль', zh: '任意实车', en: 'Any real car' },
    isReal: true,
    stepMs: 10,
    harness: NO_HARNESS,
    points: [],
    components: SYSTEMS.map(([id, name]) => ({
      id,
      name,
      isHighVoltage: id === 'highVoltage',
      failureModes: FAILURE_MODES,
      repairs: [],
    })),
    ecus: Array.from({ length: OBD_UNITS }, (_, i) => unit(i)),
    dids: [],
    dtcs: [],
    controls: [],
    routines: [],
    hvWaitingTimeS: 0,
    functionalLogicalAddress: 0,
  }
}

function unit(i: number): CarModel['ecus'][number] {
  const requestId = OBD_REQUEST_ID + i
  const id = requestId.toString(16).toUpperCase()
  const name = UNIT_NAMES[i] ?? {
    kk: `${id} басқару блогы`,
    ru: `Блок управления ${id}`,
    zh: `控制单元 ${id}`,
    en: `Control unit ${id}`,
  }
  return { id: id.toLowerCase(), name, requestId, responseId: requestId + 8, logicalAddress: 0, hasObd: true }
}

const UNIT_NAMES: readonly (Words | undefined)[] = [
  { kk: 'Қозғалтқыш', ru: 'Двигатель', zh: '发动机', en: 'Engine' },
  { kk: 'Беріліс қорабы', ru: 'Коробка передач', zh: '变速器', en: 'Transmission' },
]

const SYSTEMS: readonly (readonly [id: string, name: Words])[] = [
  ['engine', { kk: 'Қозғалтқыш механикасы', ru: 'Механика двигателя', zh: '发动机机械部分', en: 'Engine mechanics' }],
  ['fuel', { kk: 'Отын жүйесі', ru: 'Топливная система', zh: '燃油系统', en: 'Fuel system' }],
  ['ignition', { kk: 'Тұтату жүйесі', ru: 'Система зажигания', zh: '点火系统', en: 'Ignition' }],
  ['air', { kk: 'Ауа беру жүйесі', ru: 'Система впуска', zh: '进气系统', en: 'Air intake' }],
  ['exhaust', { kk: 'Газ шығару жүйесі', ru: 'Система выпуска', zh: '排气系统', en: 'Exhaust' }],
  ['cooling', { kk: 'Салқындату жүйесі', ru: 'Система охлаждения', zh: '冷却系统', en: 'Cooling' }],
  ['supply', { kk: '12 В қоректену', ru: 'Питание 12 В', zh: '12 V 电源', en: '12 V supply' }],
  ['transmission', { kk: 'Беріліс қорабы', ru: 'Коробка передач', zh: '变速器', en: 'Transmission' }],
  [
    'highVoltage',
    { kk: 'Жоғары кернеу жүйесі', ru: 'Система высокого напряжения', zh: '高压系统', en: 'High-voltage system' },
  ],
  ['brakes', { kk: 'Тежегіш жүйесі', ru: 'Тормозная система', zh: '制动系统', en: 'Brakes' }],
  [
    'chassis',
    {
      kk: 'Жүріс бөлігі және рульдік басқару',
      ru: 'Ходовая часть и рулевое управление',
      zh: '底盘与转向',
      en: 'Chassis and steering',
    },
  ],
  ['climate', { kk: 'Климат жүйесі', ru: 'Климатическая система', zh: '空调系统', en: 'Climate control' }],
  ['body', { kk: 'Шанақ электрикасы', ru: 'Электрика кузова', zh: '车身电器', en: 'Body electrics' }],
  ['wiring', { kk: 'Сымдар мен қосқыштар', ru: 'Проводка и разъёмы', zh: '线束与插接器', en: 'Wiring and connectors' }],
  ['controlUnit', { kk: 'Басқару блогы', ru: 'Блок управления', zh: '控制单元', en: 'Control unit' }],
]

const FAILURE_MODES: CarModel['components'][number]['failureModes'] = [
  {
    id: 'worn',
    name: { kk: 'Тозған немесе зақымданған', ru: 'Износ или повреждение', zh: '磨损或损坏', en: 'Worn or damaged' },
  },
  { id: 'open', name: { kk: 'Тізбек үзілген', ru: 'Обрыв цепи', zh: '断路', en: 'Open circuit' } },
  { id: 'short', name: { kk: 'Қысқа тұйықталу', ru: 'Короткое замыкание', zh: '短路', en: 'Short circuit' } },
  {
    id: 'setting',
    name: {
      kk: 'Реттеу немесе деңгей дұрыс емес',
      ru: 'Неверная регулировка или уровень',
      zh: '调整或液位不正确',
      en: 'Wrong setting or level',
    },
  },
  {
    id: 'other',
    name: {
      kk: 'Басқа: есепте жазылған',
      ru: 'Другое: описано в отчёте',
      zh: '其他：见报告',
      en: 'Other: see the report',
    },
  },
]
