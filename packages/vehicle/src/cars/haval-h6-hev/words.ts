/**
 * The names of everything in this car, in Kazakh, Russian, Chinese and English. What it has in common with the petrol and
 * with the electric car is named there; the engine's in ../../engine-wiring/words.ts and ../../engine-control/words.ts.
 * Terms follow the workshops' glossary; terminals and wires are named in ../../harness/words.ts.
 */
import type { Words } from '../../car.ts'
import { ENGINE_DTC_WORDS } from '../../engine-control/words.ts'
import { ENGINE_COMPONENT_WORDS, ENGINE_FAILURE_MODE_WORDS, ENGINE_PART_WORDS } from '../../engine-wiring/words.ts'
import { at, counted, w } from '../../words.ts'
import {
  DTC_WORDS as ELECTRIC_CODES,
  COMPONENT_WORDS as ELECTRIC_COMPONENTS,
  ECU_WORDS as ELECTRIC_ECUS,
  FAILURE_MODE_WORDS as ELECTRIC_FAILURES,
  PART_WORDS as ELECTRIC_PARTS,
} from '../byd-atto-3/words.ts'
import {
  DTC_WORDS as PETROL_CODES,
  COMPONENT_WORDS as PETROL_COMPONENTS,
  ECU_WORDS as PETROL_ECUS,
  FAILURE_MODE_WORDS as PETROL_FAILURES,
  PART_WORDS as PETROL_PARTS,
} from '../haval-jolion/words.ts'
import { MODULE_COUNT } from './figures.ts'

export const CAR_NAME = w(
  'Haval H6 HEV үлгісіндегі гибридті автомобиль',
  'Гибридный автомобиль типа Haval H6 HEV',
  '哈弗 H6 HEV 同类混合动力汽车',
  'Hybrid car like the Haval H6 HEV',
)

export const ECU_WORDS = {
  engine: PETROL_ECUS.engine,
  hcu: w(
    'Гибридті жетекті басқару блогы',
    'Блок управления гибридным приводом',
    '混合动力控制单元',
    'Hybrid control unit',
  ),
  bms: ELECTRIC_ECUS.bms,
  inverter: w('Инверторды басқару блогы', 'Блок управления инвертором', '电机控制单元', 'Inverter control unit'),
  brakes: PETROL_ECUS.brakes,
  body: PETROL_ECUS.body,
  gateway: PETROL_ECUS.gateway,
} as const

const THE = {
  pack: ELECTRIC_PARTS.pack,
  motor: ELECTRIC_PARTS.motor,
  generator: w('Тартқыш генератор', 'Тяговый генератор', '驱动发电机', 'Traction generator'),
  inverterPump: w(
    'Инвертор салқындатқышының сорғысы',
    'Насос охлаждения инвертора',
    '逆变器冷却水泵',
    'Inverter coolant pump',
  ),
  packFan: w('Батарея желдеткіші', 'Вентилятор батареи', '电池冷却风扇', 'Battery fan'),
  sleeve: w('Беріліс муфтасы', 'Муфта переключения', '换挡接合套', 'Shift sleeve'),
  inverterCoolant: w('Инвертор сұйықтығы', 'Жидкость инвертора', '逆变器冷却液', 'Inverter coolant'),
} as const

const TEMPERATURE_SENSOR = w('температура датчигі', 'датчик температуры', '温度传感器', 'temperature sensor')
const inlet = w(
  'кірістегі температура датчигі',
  'датчик температуры на входе',
  '进口温度传感器',
  'inlet temperature sensor',
)
const outlet = w(
  'шығыстағы температура датчигі',
  'датчик температуры на выходе',
  '出口温度传感器',
  'outlet temperature sensor',
)

/** Named as there. */
const taken = (from: Readonly<Record<string, Words>>, ...ids: string[]) =>
  Object.fromEntries(ids.map((id) => [id, from[id]]))

/** What stands in the harness as a part. */
export const PART_WORDS: Readonly<Record<string, Words>> = {
  ...ENGINE_PART_WORDS,
  ...taken(ELECTRIC_PARTS, 'pack', 'serviceDisconnect', 'hv', 'motorController', 'dcdc', 'compressor'),
  ...taken(PETROL_PARTS, 'battery12V', 'ground', 'fuseBox', 'parkActuator', 'selector', 'brakePressureSensor'),
  ...taken(PETROL_PARTS, 'ambientSensor', 'fuelSender', 'startButton', 'lights', 'diagnosis'),
  ...taken(PETROL_PARTS, 'frontLeftSensor', 'frontRightSensor', 'rearLeftSensor', 'rearRightSensor'),
  ...ECU_WORDS,
  generatorMachine: THE.generator,
  tractionMachine: THE.motor,
  inverterPump: THE.inverterPump,
  packFan: THE.packFan,
  sleeveSensor: at(THE.sleeve, w('орын датчигі', 'датчик положения', '位置传感器', 'position sensor')),
  coolantInSensor: at(THE.inverterCoolant, inlet),
  coolantOutSensor: at(THE.inverterCoolant, outlet),
}

const fuse = (circuit: Words): Words => at(w('Сақтандырғыш', 'Предохранитель', '熔断器', 'Fuse'), circuit)
const MODULE = w('Батарея модулі', 'Модуль батареи', '电池模组', 'Battery module')

export const COMPONENT_WORDS: Readonly<Record<string, Words>> = {
  ...ENGINE_COMPONENT_WORDS,
  ...PART_WORDS,
  ...taken(ELECTRIC_COMPONENTS, 'packConnector', 'motorControllerConnector', 'dcdcConnector', 'compressorConnector'),
  ...taken(ELECTRIC_COMPONENTS, 'prechargeResistor', 'prechargeContactor', 'positiveContactor', 'negativeContactor'),
  ...taken(ELECTRIC_COMPONENTS, 'packFuse', 'currentSensor', 'moduleThermistors', 'fuseDcdc', 'fuseCompressor'),
  ...taken(ELECTRIC_COMPONENTS, 'fuseDcdcOutput', 'fuseContactors', 'fuseBms'),
  ...taken(PETROL_COMPONENTS, 'fuseMain', 'fuseEngine30', 'fuseBody', 'fuseGateway', 'fuseDiagnosis', 'fuseBrakes'),
  ...taken(PETROL_COMPONENTS, 'fuseLights', 'fuseBrakeSwitch', 'fuseMainRelay', 'fuseFan', 'fuseFuelPump'),
  ...taken(PETROL_COMPONENTS, 'fuseEngineMain', 'fuseCoils', 'fuseInjectors', 'fuseValves', 'fuseHeaters'),
  ...taken(PETROL_COMPONENTS, 'fuseIgnition', 'mainRelay', 'fuelPumpRelay', 'fanRelay', 'ignitionRelay', 'lightsRelay'),
  ...taken(PETROL_COMPONENTS, 'batteryGround', 'frontGround', 'engineGround', 'dashGround', 'rearGround'),
  ...taken(PETROL_COMPONENTS, 'canTerminator'),
  fuseHcu: fuse(ECU_WORDS.hcu),
  fuseInverter: fuse(ECU_WORDS.inverter),
  fuseInverterPump: fuse(THE.inverterPump),
  fusePackFan: fuse(THE.packFan),
  fuseParkActuator: fuse(PETROL_PARTS.parkActuator),
  packFilter: w(
    'Батарея желдеткішінің сүзгісі',
    'Фильтр вентилятора батареи',
    '电池风扇滤网',
    'Filter of the battery fan',
  ),
  inletAirSensor: at(THE.packFan, TEMPERATURE_SENSOR),
  ...Object.fromEntries(
    Array.from({ length: MODULE_COUNT }, (_, i) => [`module${i + 1}`, counted(MODULE, `${i + 1}`)]),
  ),
}

export const FAILURE_MODE_WORDS: Readonly<Record<string, Words>> = {
  ...ELECTRIC_FAILURES,
  ...PETROL_FAILURES,
  ...ENGINE_FAILURE_MODE_WORDS,
  bridgeDead: w('Көпірдің драйвері істен шыққан', 'Не работает драйвер моста', '功率桥驱动失效', 'Bridge driver dead'),
  drift: w('Көрсеткіші ауытқыған', 'Уход показаний', '读数漂移', 'Reading drifts'),
}

const circuitOf = (what: Words): Words =>
  w(`${what.kk}: тізбек`, `${what.ru}: цепь`, `${what.zh}电路`, `${what.en} circuit`)
const GENERATOR_POSITION = w(
  'Генератор орнының датчигі',
  'Датчик положения генератора',
  '发电机位置传感器',
  'Generator position sensor',
)
const GENERATOR_TEMPERATURE = w(
  'Генератор температурасының датчигі',
  'Датчик температуры генератора',
  '发电机温度传感器',
  'Generator temperature sensor',
)

export const DTC_WORDS: Readonly<Record<string, Words>> = {
  ...ELECTRIC_CODES,
  ...PETROL_CODES,
  ...ENGINE_DTC_WORDS,
  P0D6B: w(
    'Кондиционер компрессорының кернеу датчигі: сигнал төмен',
    'Датчик напряжения компрессора кондиционера: низкий сигнал',
    '空调压缩机电机电压传感器电路电压过低',
    'Air conditioning compressor motor voltage sensor circuit low',
  ),
  P0A0F: w('Қозғалтқыш іске қосылмады', 'Двигатель не запустился', '发动机起动失败', 'Engine failed to start'),
  P0A80: w(
    'Тартқыш батареяны ауыстыру керек',
    'Требуется замена тяговой батареи',
    '动力电池需更换',
    'Replace the hybrid battery pack',
  ),
  P0A82: w(
    'Батареяны салқындату желдеткіші: жұмысы',
    'Вентилятор охлаждения батареи: работа',
    '动力电池冷却风扇性能',
    'Hybrid battery pack cooling fan performance',
  ),
  P0A93: w(
    'Инверторды салқындату жүйесі: жұмысы',
    'Система охлаждения инвертора: работа',
    '逆变器冷却系统性能',
    'Inverter cooling system performance',
  ),
  P0A7A: w(
    'Генератор инверторы: жұмысы',
    'Инвертор генератора: работа',
    '发电机逆变器性能',
    'Generator inverter performance',
  ),
  P0A4B: circuitOf(GENERATOR_POSITION),
  P0A37: circuitOf(GENERATOR_TEMPERATURE),
  P0AAC: w(
    'Батареяның салқындату ауасы температурасы датчигінің тізбегі',
    'Цепь датчика температуры охлаждающего воздуха батареи',
    '动力电池冷却空气温度传感器电路',
    'Hybrid battery pack air temperature sensor circuit',
  ),
  P0A81: w(
    'Батареяны салқындату желдеткішін басқару тізбегі',
    'Цепь управления вентилятором охлаждения батареи',
    '动力电池冷却风扇控制电路',
    'Hybrid battery pack cooling fan control circuit',
  ),
  U0293: w(
    'Гибридті жетекті басқару блогымен байланыс жоқ',
    'Нет связи с блоком управления гибридным приводом',
    '与混合动力控制单元失去通信',
    'Lost communication with the hybrid powertrain control unit',
  ),
}
