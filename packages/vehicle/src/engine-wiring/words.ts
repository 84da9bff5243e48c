/** The names of everything that belongs to a petrol engine, in Kazakh, Russian, Chinese and English; for every car with it. */
import type { Words } from '../car.ts'
import { CYLINDER_COUNT } from '../engine/figures.ts'
import { at, counted, w } from '../words.ts'

export const ENGINE_UNIT_WORDS = w(
  'Қозғалтқышты басқару блогы',
  'Блок управления двигателем',
  '发动机控制单元',
  'Engine control unit',
)

const PRESSURE_SENSOR = w('қысым датчигі', 'датчик давления', '压力传感器', 'pressure sensor')
const TEMPERATURE_SENSOR = w('температура датчигі', 'датчик температуры', '温度传感器', 'temperature sensor')

export const OF_ENGINE = {
  injector: w('Форсунка', 'Форсунка', '喷油器', 'Injector'),
  coil: w('Тұтандыру катушкасы', 'Катушка зажигания', '点火线圈', 'Ignition coil'),
  cylinder: w('Цилиндр', 'Цилиндр', '气缸', 'Cylinder'),
  throttle: w('Дроссель торабы', 'Дроссельный узел', '节气门体', 'Throttle body'),
  pedal: w('Үдеткіш педалі', 'Педаль акселератора', '加速踏板', 'Accelerator pedal'),
  fuelPump: w('Отын сорғысы', 'Топливный насос', '燃油泵', 'Fuel pump'),
  fan: w('Радиатор желдеткіші', 'Вентилятор радиатора', '散热风扇', 'Radiator fan'),
  lambdaUp: w(
    'Алдыңғы лямбда-зонд (катализаторға дейін)',
    'Передний лямбда-зонд (до катализатора)',
    '前氧传感器（催化器前）',
    'Upstream lambda sensor (before the catalyst)',
  ),
  lambdaDown: w(
    'Артқы лямбда-зонд (катализатордан кейін)',
    'Задний лямбда-зонд (после катализатора)',
    '后氧传感器（催化器后）',
    'Downstream lambda sensor (after the catalyst)',
  ),
  coolant: w('Салқындатқыш сұйықтық', 'Охлаждающая жидкость', '冷却液', 'Coolant'),
  oil: w('Қозғалтқыш майы', 'Масло двигателя', '发动机机油', 'Engine oil'),
  intakeManifold: w('Енгізу коллекторы', 'Впускной коллектор', '进气歧管', 'Intake manifold'),
  boost: w('Үрлеу', 'Наддув', '增压', 'Boost'),
  fuelRail: w('Отын рампасы', 'Топливная рампа', '燃油轨', 'Fuel rail'),
  catalyst: w('Каталитикалық бейтараптандырғыш', 'Каталитический нейтрализатор', '三元催化器', 'Catalytic converter'),
  thermostat: w('Термостат', 'Термостат', '节温器', 'Thermostat'),
} as const

const numbered = (name: string, words: Words) =>
  Object.fromEntries(
    Array.from({ length: CYLINDER_COUNT }, (_, i) => [`${name}${i + 1}`, counted(words, String(i + 1))] as const),
  )

/** What stands in the harness as a part. */
export const ENGINE_PART_WORDS: Readonly<Record<string, Words>> = {
  engine: ENGINE_UNIT_WORDS,
  ...numbered('injector', OF_ENGINE.injector),
  ...numbered('coil', OF_ENGINE.coil),
  purgeValve: w('Адсорбер клапаны', 'Клапан адсорбера', '炭罐电磁阀', 'Purge valve'),
  oilControlValve: w(
    'Фаза реттегішінің май клапаны',
    'Масляный клапан фазовращателя',
    '凸轮轴调节机油控制阀',
    'Cam phaser oil control valve',
  ),
  wastegateValve: w('Үрлеуді реттеу клапаны', 'Клапан регулирования наддува', '增压控制电磁阀', 'Boost control valve'),
  lambdaUp: OF_ENGINE.lambdaUp,
  lambdaDown: OF_ENGINE.lambdaDown,
  airMassMeter: w('Ауа шығынын өлшегіш', 'Расходомер воздуха', '空气流量计', 'Air mass meter'),
  manifoldPressureSensor: at(OF_ENGINE.intakeManifold, PRESSURE_SENSOR),
  railPressureSensor: at(OF_ENGINE.fuelRail, PRESSURE_SENSOR),
  oilPressureSensor: at(OF_ENGINE.oil, PRESSURE_SENSOR),
  boostSensor: at(
    OF_ENGINE.boost,
    w(
      'қысым және температура датчигі',
      'датчик давления и температуры',
      '压力与温度传感器',
      'pressure and temperature sensor',
    ),
  ),
  coolantSensor: at(OF_ENGINE.coolant, TEMPERATURE_SENSOR),
  oilSensor: at(OF_ENGINE.oil, TEMPERATURE_SENSOR),
  crankSensor: w('Иінді білік датчигі', 'Датчик коленчатого вала', '曲轴位置传感器', 'Crankshaft sensor'),
  camSensor: w('Таратқыш білік датчигі', 'Датчик распределительного вала', '凸轮轴位置传感器', 'Camshaft sensor'),
  knockSensor: w('Детонация датчигі', 'Датчик детонации', '爆震传感器', 'Knock sensor'),
  throttle: OF_ENGINE.throttle,
  pedal: OF_ENGINE.pedal,
  fuelPump: OF_ENGINE.fuelPump,
  fan: OF_ENGINE.fan,
  brakeSwitch: w('Тежегіш педалінің ажыратқышы', 'Выключатель педали тормоза', '制动灯开关', 'Brake pedal switch'),
}

/** What is no part of the harness, and can be at fault all the same. */
export const ENGINE_COMPONENT_WORDS: Readonly<Record<string, Words>> = {
  ...ENGINE_PART_WORDS,
  ...Object.fromEntries(
    Object.entries(numbered('cylinder', OF_ENGINE.cylinder)).map(([id, cylinder]) => [
      id,
      at(cylinder, w('поршень және клапандар', 'поршень и клапаны', '活塞与气门', 'piston and valves')),
    ]),
  ),
  intakeGasket: at(OF_ENGINE.intakeManifold, w('төсем', 'прокладка', '垫片', 'gasket')),
  boostHose: at(OF_ENGINE.boost, w('құбыршек', 'патрубок', '软管', 'hose')),
  airFilter: w('Ауа сүзгісі', 'Воздушный фильтр', '空气滤清器', 'Air filter'),
  turbocharger: w('Турбокомпрессор', 'Турбокомпрессор', '涡轮增压器', 'Turbocharger'),
  thermostat: OF_ENGINE.thermostat,
  radiator: w('Салқындату радиаторы', 'Радиатор охлаждения', '散热器', 'Radiator'),
  timingSet: w(
    'Газ тарату механизмінің шынжыры мен керме құрылғысы',
    'Цепь ГРМ с натяжителем',
    '正时链条及张紧器',
    'Timing chain set',
  ),
  camPhaser: w('Фаза реттегіші', 'Фазовращатель', '凸轮轴相位调节器', 'Cam phaser'),
  catalyst: OF_ENGINE.catalyst,
}

export const ENGINE_FAILURE_MODE_WORDS: Readonly<Record<string, Words>> = {
  clogged: w('Бітелген', 'Засорён', '堵塞', 'Clogged'),
  leaking: w('Саңылаусыз емес', 'Негерметичен', '泄漏', 'Leaking'),
  split: w('Жарылған', 'Порван', '破裂', 'Split'),
  stuckOpenValve: w('Ашық күйде тұрып қалған', 'Завис в открытом положении', '卡滞在开启位置', 'Stuck open'),
  stuckShut: w('Жабық күйде тұрып қалған', 'Завис в закрытом положении', '卡滞在关闭位置', 'Stuck shut'),
  stuck: w('Тұрып қалған', 'Заклинил', '卡滞', 'Stuck'),
  stretched: w('Созылған', 'Растянута', '拉长', 'Stretched'),
  aged: w('Ескірген', 'Состарился', '老化', 'Aged'),
  worn: w('Тозған', 'Изношен', '磨损', 'Worn'),
  heaterOpen: w('Қыздырғыш тізбегі үзілген', 'Обрыв цепи подогрева', '加热器断路', 'Heater open'),
  windingOpen: w('Орамы үзілген', 'Обрыв обмотки', '绕组断路', 'Winding open'),
  drift: w('Көрсеткіші ауытқыған', 'Показания смещены', '信号漂移', 'Reads wrong'),
  lowCompression: w('Қысымы (компрессиясы) төмен', 'Низкая компрессия', '气缸压力不足', 'Low compression'),
}
