/**
 * The names of everything in this car, in Kazakh, Russian, Chinese and English; those of the engine and what belongs to it
 * are in ../../engine-wiring/words.ts and ../../engine-control/words.ts.
 * Terms follow the workshops' glossary; terminals and wires are named in ../../harness/words.ts.
 */
import type { Words } from '../../car.ts'
import { WHEELS } from '../../ecus/wheel-speeds.ts'
import { ENGINE_DTC_WORDS } from '../../engine-control/words.ts'
import {
  ENGINE_COMPONENT_WORDS,
  ENGINE_FAILURE_MODE_WORDS,
  ENGINE_PART_WORDS,
  ENGINE_UNIT_WORDS,
  OF_ENGINE,
} from '../../engine-wiring/words.ts'
import { wheelWords } from '../../harness/words.ts'
import { at, counted, w } from '../../words.ts'

export const CAR_NAME = w(
  'Haval Jolion 1.5T үлгісіндегі бензинді автомобиль',
  'Бензиновый автомобиль типа Haval Jolion 1.5T',
  '哈弗初恋（Jolion）1.5T 同类汽油汽车',
  'Petrol car like the Haval Jolion 1.5T',
)

export const ECU_WORDS = {
  engine: ENGINE_UNIT_WORDS,
  transmission: w(
    'Беріліс қорабының басқару блогы',
    'Блок управления коробкой передач',
    '变速器控制单元',
    'Transmission control unit',
  ),
  brakes: w('Тежегіш жүйесінің блогы', 'Блок тормозной системы', '制动控制单元', 'Brake control unit'),
  body: w('Кузов электроникасының блогы', 'Блок кузовной электроники', '车身控制器', 'Body control unit'),
  gateway: w('Шлюз', 'Шлюз', '网关', 'Gateway'),
} as const

const POSITION_SENSOR = w('орын датчигі', 'датчик положения', '位置传感器', 'position sensor')
const PRESSURE_SENSOR = w('қысым датчигі', 'датчик давления', '压力传感器', 'pressure sensor')
const SPEED_SENSOR = w('айналу жиілігінің датчигі', 'датчик частоты вращения', '转速传感器', 'speed sensor')
const TEMPERATURE_SENSOR = w('температура датчигі', 'датчик температуры', '温度传感器', 'temperature sensor')
const VALVE = w('электромагниттік клапан', 'электромагнитный клапан', '电磁阀', 'solenoid valve')

const THE = {
  battery12V: w('12 В аккумулятор', 'Аккумулятор 12 В', '12 V 蓄电池', '12 V battery'),
  generator: w('Генератор', 'Генератор', '发电机', 'Alternator'),
  starter: w('Стартер', 'Стартер', '起动机', 'Starter'),
  compressor: w('Кондиционер компрессоры', 'Компрессор кондиционера', '空调压缩机', 'Air-conditioning compressor'),
  clutch: w('Ілініс', 'Сцепление', '离合器', 'Clutch'),
  gearbox: w('Беріліс қорабы', 'Коробка передач', '变速器', 'Transmission'),
  fork: w('Беріліс ашасы', 'Вилка переключения', '换挡拨叉', 'Gear fork'),
  oddShaft: w('Тақ берілістердің білігі', 'Вал нечётных передач', '奇数挡输入轴', 'Input shaft of the odd gears'),
  evenShaft: w('Жұп берілістердің білігі', 'Вал чётных передач', '偶数挡输入轴', 'Input shaft of the even gears'),
  outputShaft: w('Шығыс білік', 'Выходной вал', '输出轴', 'Output shaft'),
  selector: w('Беріліс таңдағышы', 'Селектор передач', '换挡杆', 'Gear selector'),
  brakes: w('Тежегіштер', 'Тормоза', '制动系统', 'Brakes'),
  lights: w('Фаралар', 'Фары', '前照灯', 'Headlamps'),
  fuelTank: w('Отын багы', 'Топливный бак', '燃油箱', 'Fuel tank'),
} as const

const clutch = (number: string) => counted(THE.clutch, number)

/** What stands in the harness as a part. */
export const PART_WORDS: Readonly<Record<string, Words>> = {
  ...ENGINE_PART_WORDS,
  ...ECU_WORDS,
  battery12V: THE.battery12V,
  ground: w('Масса нүктесі', 'Точка массы', '搭铁点', 'Ground point'),
  generator: THE.generator,
  starter: THE.starter,
  fuseBox: w('Сақтандырғыштар мен реле блогы', 'Блок предохранителей и реле', '熔断器与继电器盒', 'Fuse and relay box'),
  compressorClutch: at(THE.compressor, w('муфта', 'муфта', '电磁离合器', 'clutch')),
  clutchSensor1: at(clutch('1'), PRESSURE_SENSOR),
  clutchSensor2: at(clutch('2'), PRESSURE_SENSOR),
  clutchSolenoid1: at(clutch('1'), VALVE),
  clutchSolenoid2: at(clutch('2'), VALVE),
  coolingValve: w(
    'Ілінісулерді салқындату клапаны',
    'Клапан охлаждения сцеплений',
    '离合器冷却阀',
    'Clutch cooling valve',
  ),
  parkActuator: w('Тұрақ бұғатының жетегі', 'Привод парковочной блокировки', '驻车锁止执行器', 'Park lock actuator'),
  inputOddSensor: at(THE.oddShaft, SPEED_SENSOR),
  inputEvenSensor: at(THE.evenShaft, SPEED_SENSOR),
  outputSensor: at(THE.outputShaft, SPEED_SENSOR),
  ...Object.fromEntries(['1', '2', '3', '4'].map((n) => [`forkSensor${n}`, at(counted(THE.fork, n), POSITION_SENSOR)])),
  clutchThermistor: at(THE.clutch, TEMPERATURE_SENSOR),
  oilThermistor: at(
    THE.gearbox,
    w('май температурасының датчигі', 'датчик температуры масла', '油温传感器', 'oil temperature sensor'),
  ),
  selector: THE.selector,
  ...Object.fromEntries(WHEELS.map((wheel) => [`${wheel}Sensor`, wheelSensor(wheelWords(wheel))])),
  brakePressureSensor: at(THE.brakes, PRESSURE_SENSOR),
  ambientSensor: w(
    'Сыртқы ауа температурасының датчигі',
    'Датчик температуры наружного воздуха',
    '车外温度传感器',
    'Outside temperature sensor',
  ),
  fuelSender: at(THE.fuelTank, w('деңгей датчигі', 'датчик уровня', '液位传感器', 'level sender')),
  startButton: w('Іске қосу түймесі', 'Кнопка запуска', '启动按钮', 'Start button'),
  lights: THE.lights,
  diagnosis: w('Диагностикалық ажыратпа', 'Диагностический разъём', '诊断接口', 'Diagnostic connector'),
}

function wheelSensor({ kk, ru, zh, en }: Words): Words {
  return w(
    `Айналу жиілігінің датчигі, ${kk}`,
    `Датчик частоты вращения, ${ru}`,
    `${zh}轮速传感器`,
    `Wheel speed sensor, ${en}`,
  )
}

const fuse = (circuit: Words): Words => at(w('Сақтандырғыш', 'Предохранитель', '熔断器', 'Fuse'), circuit)
const relay = (circuit: Words): Words => at(w('Реле', 'Реле', '继电器', 'Relay'), circuit)
const ground = (place: Words): Words => at(w('Масса нүктесі', 'Точка массы', '搭铁点', 'Ground point'), place)

const CIRCUITS = {
  main: w('негізгі', 'главный', '总电源', 'main'),
  mainRelay: w('қозғалтқыштың негізгі релесі', 'главное реле двигателя', '发动机主继电器', 'engine main relay'),
  coils: w('тұтандыру катушкалары', 'катушки зажигания', '点火线圈', 'ignition coils'),
  injectors: w('форсункалар', 'форсунки', '喷油器', 'injectors'),
  valves: w('қозғалтқыш клапандары', 'клапаны двигателя', '发动机电磁阀', 'engine valves'),
  heaters: w('лямбда-зонд қыздырғыштары', 'подогрев лямбда-зондов', '氧传感器加热', 'lambda sensor heaters'),
  ignition: w('тұтандыру', 'зажигание', '点火', 'ignition'),
  airConditioning: w('кондиционер', 'кондиционер', '空调', 'air conditioning'),
  brakeSwitch: w('тежегіш педалінің ажыратқышы', 'выключатель педали тормоза', '制动灯开关', 'brake pedal switch'),
} as const

export const COMPONENT_WORDS: Readonly<Record<string, Words>> = {
  ...ENGINE_COMPONENT_WORDS,
  ...PART_WORDS,
  fuseMain: fuse(CIRCUITS.main),
  fuseGenerator: fuse(THE.generator),
  fuseEngine30: fuse(at(ECU_WORDS.engine, w('30-клемма', 'клемма 30', '30 号线', 'terminal 30'))),
  fuseBody: fuse(ECU_WORDS.body),
  fuseGateway: fuse(ECU_WORDS.gateway),
  fuseDiagnosis: fuse(PART_WORDS.diagnosis),
  fuseBrakes: fuse(ECU_WORDS.brakes),
  fuseStarter: fuse(THE.starter),
  fuseLights: fuse(THE.lights),
  fuseBrakeSwitch: fuse(CIRCUITS.brakeSwitch),
  fuseMainRelay: fuse(CIRCUITS.mainRelay),
  fuseFan: fuse(OF_ENGINE.fan),
  fuseFuelPump: fuse(OF_ENGINE.fuelPump),
  fuseEngineMain: fuse(ECU_WORDS.engine),
  fuseCoils: fuse(CIRCUITS.coils),
  fuseInjectors: fuse(CIRCUITS.injectors),
  fuseValves: fuse(CIRCUITS.valves),
  fuseHeaters: fuse(CIRCUITS.heaters),
  fuseTransmission: fuse(ECU_WORDS.transmission),
  fuseIgnition: fuse(CIRCUITS.ignition),
  fuseAirConditioning: fuse(CIRCUITS.airConditioning),
  mainRelay: relay(CIRCUITS.mainRelay),
  fuelPumpRelay: relay(OF_ENGINE.fuelPump),
  starterRelay: relay(THE.starter),
  fanRelay: relay(OF_ENGINE.fan),
  airConditioningRelay: relay(CIRCUITS.airConditioning),
  ignitionRelay: relay(CIRCUITS.ignition),
  lightsRelay: relay(THE.lights),
  batteryGround: ground(THE.battery12V),
  frontGround: ground(w('алдында', 'впереди', '前部', 'front')),
  engineGround: ground(w('қозғалтқыш жанында', 'у двигателя', '发动机旁', 'beside the engine')),
  dashGround: ground(w('аспаптар тақтасында', 'в панели приборов', '仪表板处', 'in the dashboard')),
  rearGround: ground(w('артында', 'сзади', '后部', 'rear')),
  strapGround: w(
    'Қозғалтқыштың масса сымы (блок – кузов)',
    'Провод массы двигателя (блок – кузов)',
    '发动机搭铁带（缸体—车身）',
    'Engine ground strap (block to body)',
  ),
  canTerminator: w(
    'CAN шинасының келістіруші резисторы',
    'Согласующий резистор шины CAN',
    'CAN 终端电阻',
    'CAN terminating resistor',
  ),
}

export const FAILURE_MODE_WORDS: Readonly<Record<string, Words>> = {
  ...ENGINE_FAILURE_MODE_WORDS,
  notSeated: w('Толық қосылмаған', 'Не до конца подключён', '未插到位', 'Not fully seated'),
  shortToGround: w('Массаға тұйықталған', 'Замыкание на массу', '对地短路', 'Short to ground'),
  highResistance: w('Кедергісі үлкен', 'Большое сопротивление', '电阻过大', 'High resistance'),
  highContactResistance: w(
    'Түйіспе кедергісі үлкен',
    'Большое переходное сопротивление',
    '接触电阻过大',
    'High contact resistance',
  ),
  open: w('Тізбегі үзілген', 'Обрыв', '断路', 'Open circuit'),
  stuckOpen: w('Тұйықталмайды', 'Не замыкается', '无法闭合', 'Does not close'),
  blown: w('Күйіп кеткен', 'Перегорел', '熔断', 'Blown'),
  failed: w('Жұмыс істемейді', 'Не работает', '失效', 'Does not work'),
  noOutput: w('Шығыс кернеуі жоқ', 'Нет напряжения на выходе', '无输出', 'No output'),
  diodeFailed: w(
    'Түзеткіш диоды істен шыққан',
    'Неисправен диод выпрямителя',
    '整流二极管损坏',
    'Rectifier diode failed',
  ),
  motorOpen: w('Мотор тізбегі үзілген', 'Обрыв цепи мотора', '电机断路', 'Motor circuit open'),
  discharged: w('Заряды таусылған', 'Разряжен', '亏电', 'Discharged'),
  highInternalResistance: w(
    'Ішкі кедергісі үлкен',
    'Большое внутреннее сопротивление',
    '内阻过大',
    'High internal resistance',
  ),
  trackOffset: w('Бір жолы ығысқан', 'Смещение одной дорожки', '一路信号偏移', 'Offset of one track'),
}

const lost = ({ kk, ru, zh, en }: { kk: string; ru: string; zh: string; en: string }) =>
  w(`${kk} байланыс жоқ`, `Нет связи с ${ru}`, `与${zh}失去通信`, `Lost communication with the ${en}`)

export const DTC_WORDS: Readonly<Record<string, Words>> = {
  ...ENGINE_DTC_WORDS,
  P0841: w(
    '1-ілініс қысымының датчигі: өлшеу ауқымы немесе жұмысы',
    'Датчик давления сцепления 1: диапазон или работа',
    '离合器 1 压力传感器范围或性能',
    'Clutch 1 pressure sensor range or performance',
  ),
  P0846: w(
    '2-ілініс қысымының датчигі: өлшеу ауқымы немесе жұмысы',
    'Датчик давления сцепления 2: диапазон или работа',
    '离合器 2 压力传感器范围或性能',
    'Clutch 2 pressure sensor range or performance',
  ),
  P0715: w(
    'Тақ берілістердің кіріс білігі: айналу жиілігі датчигінің тізбегі',
    'Входной вал нечётных передач: цепь датчика частоты вращения',
    '奇数挡输入轴转速传感器电路',
    'Input shaft speed sensor circuit, odd gears',
  ),
  P2765: w(
    'Жұп берілістердің кіріс білігі: айналу жиілігі датчигінің тізбегі',
    'Входной вал чётных передач: цепь датчика частоты вращения',
    '偶数挡输入轴转速传感器电路',
    'Input shaft speed sensor circuit, even gears',
  ),
  P0720: w(
    'Шығыс біліктің айналу жиілігі датчигінің тізбегі',
    'Цепь датчика частоты вращения выходного вала',
    '输出轴转速传感器电路',
    'Output shaft speed sensor circuit',
  ),
  P0705: w(
    'Беріліс таңдағышының датчигі: тізбек',
    'Датчик положения селектора: цепь',
    '挡位传感器电路',
    'Transmission range sensor circuit',
  ),
  P0914: w(
    'Беріліс ашасы орнының тізбегі',
    'Цепь положения вилки переключения',
    '换挡位置电路',
    'Gear shift position circuit',
  ),
  P0900: w('Ілініс жетегінің тізбегі', 'Цепь привода сцепления', '离合器执行器电路', 'Clutch actuator circuit'),
  P0710: w(
    'Беріліс қорабы майы температурасының датчигі: тізбек',
    'Датчик температуры масла коробки передач: цепь',
    '变速器油温传感器电路',
    'Transmission fluid temperature sensor circuit',
  ),
  P2740: w(
    'Ілініс майы температурасының B датчигі: тізбек',
    'Датчик температуры масла сцеплений B: цепь',
    '变速器油温传感器 B 电路',
    'Transmission fluid temperature sensor B circuit',
  ),
  P0968: w(
    'C қысым клапанын басқару тізбегі үзілген (ілініс майы)',
    'Обрыв цепи клапана давления C (охлаждение сцеплений)',
    '压力控制电磁阀 C 控制电路开路（离合器冷却）',
    'Pressure control solenoid C circuit open (clutch cooling)',
  ),
  P0928: w(
    'Тұрақ бұғаттауының A жетегі: тізбек үзілген',
    'Обрыв цепи привода блокировки A (парковка)',
    '驻车锁止执行器 A 控制电路开路',
    'Gear shift lock actuator A circuit open (park)',
  ),
  C0044: w(
    'Тежегіш қысымының датчигі: тізбек',
    'Датчик давления тормозов: цепь',
    '制动压力传感器电路',
    'Brake pressure sensor circuit',
  ),
  P0218: w('Беріліс қорабы қызып кеткен', 'Перегрев коробки передач', '变速器过热', 'Transmission over temperature'),
  P0460: w(
    'Отын деңгейі датчигінің тізбегі',
    'Цепь датчика уровня топлива',
    '燃油液位传感器电路',
    'Fuel level sensor circuit',
  ),
  P0070: w(
    'Сыртқы ауа температурасы датчигінің тізбегі',
    'Цепь датчика температуры наружного воздуха',
    '车外温度传感器电路',
    'Ambient air temperature sensor circuit',
  ),
  C0035: wheelCode('frontLeft'),
  C0040: wheelCode('frontRight'),
  C0045: wheelCode('rearLeft'),
  C0050: wheelCode('rearRight'),
  U0001: w(
    'Жоғары жылдамдықты CAN шинасы жұмыс істемейді',
    'Высокоскоростная шина CAN не работает',
    '高速 CAN 总线通信故障',
    'High-speed CAN communication bus',
  ),
  U0100: lost({
    kk: 'Қозғалтқышты басқару блогымен',
    ru: 'блоком управления двигателем',
    zh: '发动机控制单元',
    en: 'engine control unit',
  }),
  U0146: w('Шлюзбен байланыс жоқ', 'Нет связи со шлюзом', '与网关失去通信', 'Lost communication with the gateway'),
  U0140: lost({
    kk: 'Кузов электроникасының блогымен',
    ru: 'блоком кузовной электроники',
    zh: '车身控制器',
    en: 'body control unit',
  }),
}

function wheelCode(wheel: (typeof WHEELS)[number]): Words {
  const { kk, ru, zh, en } = wheelWords(wheel)
  return w(
    `Айналу жиілігі датчигінің тізбегі, ${kk}`,
    `Цепь датчика частоты вращения, ${ru}`,
    `${zh}轮速传感器电路`,
    `Wheel speed sensor circuit, ${en}`,
  )
}
