/**
 * What terminals, wires and connectors are called, in Kazakh, Russian, Chinese and English: one vocabulary for every car.
 * A terminal that is named like a part leads to that part.
 */
import type { PointInfo, Words } from '../car.ts'
import { at, counted, everywhere, w } from '../words.ts'
import { CHASSIS, type HarnessPoint, type Wire } from './harness.ts'

const TERMINALS: Readonly<Record<string, Words>> = {
  plus: w('плюс', 'плюс', '正极', 'positive'),
  minus: w('минус', 'минус', '负极', 'negative'),
  supply: w('қоректену', 'питание', '供电', 'supply'),
  ground: w('масса', 'масса', '搭铁', 'ground'),
  earth: w('қорғаныс жері PE', 'защитное заземление PE', '保护接地 PE', 'protective earth PE'),
  canHigh: everywhere('CAN-H'),
  canLow: everywhere('CAN-L'),
  interlockIn: w('блоктау тізбегі, кіріс', 'цепь блокировки, вход', '高压互锁输入', 'interlock in'),
  interlockOut: w('блоктау тізбегі, шығыс', 'цепь блокировки, выход', '高压互锁输出', 'interlock out'),
  negativeDriver: w(
    'минус контакторының басқару шығысы',
    'управление минусовым контактором',
    '主负接触器控制',
    'negative contactor driver',
  ),
  positiveDriver: w(
    'плюс контакторының басқару шығысы',
    'управление плюсовым контактором',
    '主正接触器控制',
    'positive contactor driver',
  ),
  prechargeDriver: w(
    'алдын ала зарядтау контакторын басқару',
    'управление контактором предзаряда',
    '预充接触器控制',
    'precharge contactor driver',
  ),
  coils: w(
    'контактор орауыштарының қоректенуі',
    'питание катушек контакторов',
    '接触器线圈供电',
    'contactor coils supply',
  ),
  busPlus: w('плюс, контактордан кейін', 'плюс после контактора', '正极（接触器后）', 'positive, after the contactor'),
  busMinus: w(
    'минус, контактордан кейін',
    'минус после контактора',
    '负极（接触器后）',
    'negative, after the contactor',
  ),
  precharge: w(
    'контактор мен алдын ала зарядтау резисторының арасы',
    'между контактором и резистором предзаряда',
    '预充接触器与电阻之间',
    'between precharge contactor and resistor',
  ),
  tap10: w('сақтандырғышқа дейінгі плюс', 'плюс до предохранителя', '熔断器前正极', 'positive, before the fuse'),
  disconnectLower: w(
    'сервистік ажыратқыш, минус жағы',
    'сервисный разъединитель, сторона минуса',
    '维修开关负极侧',
    'service disconnect, negative side',
  ),
  disconnectUpper: w(
    'сервистік ажыратқыш, плюс жағы',
    'сервисный разъединитель, сторона плюса',
    '维修开关正极侧',
    'service disconnect, positive side',
  ),
  lower: w('минус жағы', 'сторона минуса', '负极侧', 'negative side'),
  upper: w('плюс жағы', 'сторона плюса', '正极侧', 'positive side'),
  element: w('қыздыру элементі', 'нагревательный элемент', '加热元件', 'heating element'),
  u: w('U фазасы', 'фаза U', 'U 相', 'phase U'),
  v: w('V фазасы', 'фаза V', 'V 相', 'phase V'),
  w: w('W фазасы', 'фаза W', 'W 相', 'phase W'),
  out: w('12 В шығысы', 'выход 12 В', '12 V 输出', '12 V output'),
  thermistor: w('температура датчигі', 'датчик температуры', '温度传感器', 'temperature sensor'),
  thermistorReturn: w(
    'температура датчигі, қайту',
    'датчик температуры, возврат',
    '温度传感器回路',
    'temperature sensor return',
  ),
  motorThermistor: w('қозғалтқыш температурасы', 'температура двигателя', '电机温度', 'motor temperature'),
  motorThermistorReturn: w(
    'қозғалтқыш температурасы, қайту',
    'температура двигателя, возврат',
    '电机温度回路',
    'motor temperature return',
  ),
  coolant: w('салқындатқыш температурасы', 'температура охлаждающей жидкости', '冷却液温度', 'coolant temperature'),
  ambient: w('сыртқы ауа температурасы', 'температура наружного воздуха', '车外温度', 'outside temperature'),
  cabin: w('салон температурасы', 'температура салона', '车内温度', 'cabin temperature'),
  excitationPlus: w('қоздыру +', 'возбуждение +', '励磁+', 'excitation +'),
  excitationMinus: w('қоздыру −', 'возбуждение −', '励磁−', 'excitation −'),
  sinePlus: w('синус +', 'синус +', '正弦+', 'sine +'),
  sineMinus: w('синус −', 'синус −', '正弦−', 'sine −'),
  cosinePlus: w('косинус +', 'косинус +', '余弦+', 'cosine +'),
  cosineMinus: w('косинус −', 'косинус −', '余弦−', 'cosine −'),
  reference: w('датчик қоректенуі 5 В', 'питание датчика 5 В', '传感器 5 V 供电', 'sensor supply 5 V'),
  signal: w('сигнал', 'сигнал', '信号', 'signal'),
  return: w('қайту', 'возврат', '回路', 'return'),
  sensorGround: w('датчиктер массасы', 'масса датчиков', '传感器搭铁', 'sensor ground'),
  brakeSignal: w('тежегіш педалінің сигналы', 'сигнал педали тормоза', '制动踏板信号', 'brake pedal signal'),
  pilot: w('CP түйіспесі', 'контакт CP', 'CP 端子', 'pin CP'),
  proximity: w('PP түйіспесі', 'контакт PP', 'PP 端子', 'pin PP'),
  relaySupply: w('реле қоректенуі', 'питание реле', '继电器供电', 'relay supply'),
  relayDriver: w('релені басқару', 'управление реле', '继电器控制', 'relay driver'),
  ignitionDriver: w(
    'тұтандыру релесін басқару',
    'управление реле зажигания',
    '点火继电器控制',
    'ignition relay driver',
  ),
  lightsDriver: w('фара релесін басқару', 'управление реле фар', '前照灯继电器控制', 'headlamp relay driver'),
  comfortDriver: w(
    'жайлылық релесін басқару',
    'управление реле комфорта',
    '舒适系统继电器控制',
    'comfort relay driver',
  ),
  pumpDriver: w('сорғы релесін басқару', 'управление реле насоса', '水泵继电器控制', 'pump relay driver'),
  fanDriver: w('желдеткіш релесін басқару', 'управление реле вентилятора', '风扇继电器控制', 'fan relay driver'),
  packPumpDriver: w('батарея сорғысын басқару', 'управление насосом батареи', '电池水泵控制', 'battery pump driver'),
  chillerDriver: w('батарея клапанын басқару', 'управление клапаном батареи', '电池冷却阀控制', 'battery valve driver'),
  ptcDriver: w('PTC релесін басқару', 'управление реле PTC', 'PTC 继电器控制', 'PTC relay driver'),
  ptcRelay: w('PTC релесінің қоректенуі', 'питание реле PTC', 'PTC 继电器供电', 'PTC relay supply'),
  battery: w('аккумулятордан', 'от аккумулятора', '接蓄电池', 'from the battery'),
  contactors: w('контактор орауыштарына', 'к катушкам контакторов', '至接触器线圈', 'to the contactor coils'),
  front: w('алдыңғы', 'передняя', '前部', 'front'),
  motor: w('жетек жанында', 'у привода', '驱动单元旁', 'beside the drive'),
  dash: w('аспаптар тақтасында', 'в панели приборов', '仪表板处', 'in the dashboard'),
  rear: w('артқы', 'задняя', '后部', 'rear'),
  '4': w('4-түйіспе, масса', 'контакт 4, масса', '4 号针脚，搭铁', 'pin 4, ground'),
  '5': w('5-түйіспе, сигнал массасы', 'контакт 5, масса сигнала', '5 号针脚，信号地', 'pin 5, signal ground'),
  '6': w('6-түйіспе, CAN-H', 'контакт 6, CAN-H', '6 号针脚，CAN-H', 'pin 6, CAN-H'),
  '14': w('14-түйіспе, CAN-L', 'контакт 14, CAN-L', '14 号针脚，CAN-L', 'pin 14, CAN-L'),
  '16': w('16-түйіспе, 12 В', 'контакт 16, 12 В', '16 号针脚，12 V', 'pin 16, 12 V'),
}

const SPLICES: Readonly<Record<string, Words>> = {
  canHigh: w('CAN-H түйіні', 'узел CAN-H', 'CAN-H 接点', 'splice CAN-H'),
  canLow: w('CAN-L түйіні', 'узел CAN-L', 'CAN-L 接点', 'splice CAN-L'),
  sensorGround: w(
    'датчиктер массасының түйіні',
    'узел массы датчиков',
    '传感器搭铁接点',
    'splice of the sensor ground',
  ),
  bodyGround: w(
    'кузов датчиктері массасының түйіні',
    'узел массы датчиков кузова',
    '车身传感器搭铁接点',
    'splice of the body sensor ground',
  ),
}

export const REPAIR_WORDS = {
  replace: w('Ауыстыру', 'Заменить', '更换', 'Replace'),
  reseat: w('Тазалап, қайта қосу', 'Очистить и подключить заново', '清洁并重新插接', 'Clean and reconnect'),
  balance: w('Ұяшықтарды теңгеру', 'Выровнять ячейки', '均衡单体电池', 'Balance the cells'),
  charge: w('Зарядтау', 'Зарядить', '充电', 'Charge'),
  mend: w('Сымды жөндеу', 'Отремонтировать провод', '修复导线', 'Mend the wire'),
} as const

export const SYSTEM_WORDS = {
  supply: w('Қоректену және масса', 'Питание и масса', '供电与搭铁', 'Supply and ground'),
  interlock: w('Блоктау тізбегі', 'Цепь блокировки', '高压互锁', 'Interlock loop'),
  can: w('CAN шинасы', 'Шина CAN', 'CAN 总线', 'CAN bus'),
  highVoltage: w('Жоғары кернеу', 'Высокое напряжение', '高压系统', 'High voltage'),
  charging: w('Зарядтау', 'Зарядка', '充电', 'Charging'),
  other: w('Басқалары', 'Прочее', '其他', 'Other'),
} as const

const WIRE_SIDE = w('сым жағы', 'сторона жгута', '线束侧', 'harness side')

type PartWords = Readonly<Record<string, Words>>

/** `signal2` is the second signal, `thermistor7Return` the return of the seventh thermistor. */
export function terminalWords(terminal: string, parts: PartWords): Words {
  const known = TERMINALS[terminal] ?? SPLICES[terminal]
  if (known !== undefined) return known
  const [, word, number, rest] = /^([a-zA-Z]+?)(\d+)([a-zA-Z]*)$/.exec(terminal) ?? []
  if (number !== undefined) return counted(TERMINALS[word + rest], number)
  const part = parts[terminal]
  if (part === undefined) throw new RangeError(`no words for the terminal "${terminal}"`)
  return { kk: `→ ${part.kk}`, ru: `→ ${part.ru}`, zh: `→ ${part.zh}`, en: `→ ${part.en}` }
}

export const spliceWords = (splice: string): Words => SPLICES[splice]

/** "Drive unit: signal 1 (A7)", and on the wires' side of a connector, "harness side". */
export function pointWords({ part, terminal, connector, cavity, side, kind }: HarnessPoint, parts: PartWords): Words {
  const words = at(parts[part], terminalWords(terminal, parts))
  const cavityName = `${connector.toUpperCase()}${cavity}`
  const place = (language: keyof Words) => {
    if (kind === 'stud') return ''
    return side === 'wire' ? ` (${cavityName}, ${WIRE_SIDE[language]})` : ` (${cavityName})`
  }
  const map = (language: keyof Words) => `${words[language]}${place(language)}`
  return { kk: map('kk'), ru: map('ru'), zh: map('zh'), en: map('en') }
}

const CHASSIS_WORDS = w('Кузов (масса)', 'Кузов (масса)', '车身搭铁', 'Chassis (ground)')

/** High voltage first, then the body of the car, then the rest; parts in the order of the harness. */
export function pointInfos(points: readonly HarnessPoint[], parts: PartWords): PointInfo[] {
  const chassis: PointInfo = { id: CHASSIS, name: CHASSIS_WORDS, isHighVoltage: false }
  const terminals = points.map((point) => {
    const { id, isHighVoltage } = point
    return { id, name: pointWords(point, parts), isHighVoltage }
  })
  const isHigh = (point: PointInfo) => point.isHighVoltage
  return [...terminals.filter(isHigh), chassis, ...terminals.filter((point) => !isHigh(point))]
}

/** "Wire 303 GN: Accelerator pedal, signal 1 – Drive unit, signal 1". */
export function wireWords([number, colour, , , from, to]: Wire, parts: PartWords): Words {
  const end = (name: string, language: keyof Words): string => {
    const [part, terminal] = name.split('.')
    if (part === 'splice') return SPLICES[terminal][language]
    return `${parts[part][language]}, ${terminalWords(terminal, parts)[language]}`
  }
  const ends = (language: keyof Words) => `${end(from, language)} – ${end(to, language)}`
  return {
    kk: `${number}-сым ${colour}: ${ends('kk')}`,
    ru: `Провод ${number} ${colour}: ${ends('ru')}`,
    zh: `导线 ${number} ${colour}：${ends('zh')}`,
    en: `Wire ${number} ${colour}: ${ends('en')}`,
  }
}

export function connectorWords(part: string, connector: string, parts: PartWords): Words {
  const { kk, ru, zh, en } = parts[part]
  const name = connector.toUpperCase()
  return w(`${kk}: ${name} ажыратпасы`, `${ru}: разъём ${name}`, `${zh}：${name} 接插件`, `${en}: connector ${name}`)
}
