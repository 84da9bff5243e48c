/**
 * The names of everything in this car, in Kazakh, Russian, Chinese and English.
 * Terms follow the workshops' glossary; terminals and wires are named in ../../harness/words.ts.
 */
import type { Words } from '../../car.ts'
import { ENGINE_DTC_WORDS } from '../../engine-control/words.ts'
import { at, w } from '../../words.ts'

export const CAR_NAME = w(
  'BYD Atto 3 үлгісіндегі электромобиль',
  'Электромобиль типа BYD Atto 3',
  '比亚迪元 PLUS（Atto 3）同类电动汽车',
  'Electric car like the BYD Atto 3',
)

export const ECU_WORDS = {
  bms: w('Батареяны басқару жүйесі', 'Система управления батареей', '电池管理系统', 'Battery management system'),
  drive: w('Жетек блогы', 'Блок привода', '驱动控制单元', 'Drive unit'),
  body: w('Кузов электроникасының блогы', 'Блок кузовной электроники', '车身控制器', 'Body control unit'),
  gateway: w('Шлюз', 'Шлюз', '网关', 'Gateway'),
} as const

const moduleName = (number: number): Words =>
  w(`Батареяның ${number}-модулі`, `Модуль батареи ${number}`, `${number} 号电池模组`, `Battery module ${number}`)

const connectorOf = (device: Words): Words => ({
  kk: `${device.kk}: ажыратпа`,
  ru: `${device.ru}: разъём`,
  zh: `${device.zh}高压接插件`,
  en: `${device.en}: connector`,
})

const THE = {
  pack: w('Тартқыш батарея', 'Тяговая батарея', '动力电池', 'Traction battery'),
  disconnect: w('Сервистік ажыратқыш', 'Сервисный разъединитель', '维修开关', 'Service disconnect'),
  bus: w('Жоғары кернеу шинасы', 'Шина высокого напряжения', '高压母线', 'High-voltage bus'),
  motorController: w('Инвертор', 'Инвертор', '电机控制器', 'Motor controller (inverter)'),
  motor: w('Тартқыш қозғалтқыш', 'Тяговый двигатель', '驱动电机', 'Drive motor'),
  dcdc: w('DC/DC түрлендіргіш', 'Преобразователь DC/DC', 'DC/DC 转换器', 'DC/DC converter'),
  charger: w('Борттық зарядтау құрылғысы', 'Бортовое зарядное устройство', '车载充电机', 'On-board charger'),
  heater: w('PTC жылытқыш', 'Нагреватель PTC', 'PTC 加热器', 'PTC heater'),
  compressor: w('Кондиционер компрессоры', 'Компрессор кондиционера', '空调压缩机', 'Air-conditioning compressor'),
  precharge: w('Алдын ала зарядтау', 'Предзаряд', '预充', 'Precharge'),
  interlock: w('Блоктау тізбегі', 'Цепь блокировки', '高压互锁', 'Interlock loop'),
  battery12V: w('12 В аккумулятор', 'Аккумулятор 12 В', '12 V 蓄电池', '12 V battery'),
  resolver: w('Резольвер', 'Резольвер', '旋转变压器', 'Resolver'),
  pedal: w('Үдеткіш педалі', 'Педаль акселератора', '加速踏板', 'Accelerator pedal'),
  inlet: w('Зарядтау ұясы', 'Зарядный порт', '充电口', 'Charging inlet'),
  brake: w('Тежегіш педалі', 'Педаль тормоза', '制动踏板', 'Brake pedal'),
  diagnosis: w('Диагностикалық ажыратпа', 'Диагностический разъём', '诊断接口', 'Diagnostic connector'),
  pump: w('Салқындату сорғысы', 'Насос охлаждения', '冷却水泵', 'Cooling pump'),
  fan: w('Салқындату желдеткіші', 'Вентилятор охлаждения', '冷却风扇', 'Cooling fan'),
  lights: w('Фаралар', 'Фары', '前照灯', 'Headlamps'),
} as const

const THERMISTOR = w('температура датчигі', 'датчик температуры', '温度传感器', 'temperature sensor')
const CABIN = w('Салон', 'Салон', '车内', 'Cabin')
const AMBIENT_SENSOR = w(
  'Сыртқы ауа температурасының датчигі',
  'Датчик температуры наружного воздуха',
  '车外温度传感器',
  'Outside temperature sensor',
)
const COOLANT_SENSOR = w(
  'Салқындатқыш сұйықтықтың температура датчигі',
  'Датчик температуры охлаждающей жидкости',
  '冷却液温度传感器',
  'Coolant temperature sensor',
)

const CONTACTOR_WORDS = {
  negativeContactor: w('Минус контакторы', 'Минусовой контактор', '主负接触器', 'Negative contactor'),
  positiveContactor: w('Плюс контакторы', 'Плюсовой контактор', '主正接触器', 'Positive contactor'),
  dcPositiveContactor: w(
    'DC зарядтаудың плюс контакторы (K5)',
    'Плюсовой контактор зарядки DC (K5)',
    '直流充电正极接触器（K5）',
    'DC charging positive contactor (K5)',
  ),
  dcNegativeContactor: w(
    'DC зарядтаудың минус контакторы (K6)',
    'Минусовой контактор зарядки DC (K6)',
    '直流充电负极接触器（K6）',
    'DC charging negative contactor (K6)',
  ),
  prechargeContactor: w('Алдын ала зарядтау контакторы', 'Контактор предзаряда', '预充接触器', 'Precharge contactor'),
} as const

/** What stands in the harness as a part. */
export const PART_WORDS: Readonly<Record<string, Words>> = {
  pack: THE.pack,
  serviceDisconnect: THE.disconnect,
  hv: THE.bus,
  motorController: THE.motorController,
  motor: THE.motor,
  dcdc: THE.dcdc,
  charger: THE.charger,
  ptc: THE.heater,
  compressor: THE.compressor,
  battery12V: THE.battery12V,
  ground: w('Кузовтағы масса нүктесі', 'Точка массы на кузове', '车身搭铁点', 'Ground point on the body'),
  fuseBox: w('12 В сақтандырғыштар блогы', 'Блок предохранителей 12 В', '12 V 熔断器盒', '12 V fuse box'),
  ...ECU_WORDS,
  coolantSensor: COOLANT_SENSOR,
  ambientSensor: AMBIENT_SENSOR,
  cabinSensor: at(CABIN, THERMISTOR),
  pedal: THE.pedal,
  brake: THE.brake,
  pump: THE.pump,
  fan: THE.fan,
  packPump: w('Батарея салқындатқышының сорғысы', 'Насос охлаждения батареи', '电池冷却水泵', 'Battery coolant pump'),
  chillerValve: w('Батарея салқындату клапаны', 'Клапан охлаждения батареи', '电池冷却阀', 'Battery cooling valve'),
  lights: THE.lights,
  comfort: w('Жайлылық тұтынушылары', 'Потребители комфорта', '舒适性用电器', 'Comfort consumers'),
  clock: w(
    'Тұрақты тұтынушылар (сағат)',
    'Постоянные потребители (часы)',
    '常电用电器（时钟）',
    'Permanent consumers (clock)',
  ),
  diagnosis: THE.diagnosis,
  inlet: THE.inlet,
  dcInlet: w('DC зарядтау ұясы', 'Порт зарядки постоянным током', '直流充电口', 'DC charging inlet'),
}

const fuse = (circuit: Words): Words => at(w('Сақтандырғыш', 'Предохранитель', '熔断器', 'Fuse'), circuit)
const highVoltageFuse = (circuit: Words): Words =>
  at(w('Жоғары кернеу сақтандырғышы', 'Высоковольтный предохранитель', '高压熔断器', 'High-voltage fuse'), circuit)

export const COMPONENT_WORDS: Readonly<Record<string, Words>> = {
  serviceDisconnect: THE.disconnect,
  packConnector: connectorOf(THE.pack),
  motorControllerConnector: connectorOf(THE.motorController),
  dcdcConnector: connectorOf(THE.dcdc),
  ptcConnector: connectorOf(THE.heater),
  compressorConnector: connectorOf(THE.compressor),
  prechargeResistor: w('Алдын ала зарядтау резисторы', 'Резистор предзаряда', '预充电阻', 'Precharge resistor'),
  ...CONTACTOR_WORDS,
  packFuse: highVoltageFuse(THE.pack),
  currentSensor: at(THE.pack, w('ток датчигі', 'датчик тока', '电流传感器', 'current sensor')),
  ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`module${i + 1}`, moduleName(i + 1)])),
  moduleThermistors: at(
    THE.pack,
    w('температура датчиктерінің сымдары', 'жгут датчиков температуры', '温度传感器线束', 'temperature sensor harness'),
  ),
  motorController: THE.motorController,
  motor: THE.motor,
  dcdc: THE.dcdc,
  charger: THE.charger,
  ptcHeater: THE.heater,
  compressor: THE.compressor,
  fuseDcdc: highVoltageFuse(THE.dcdc),
  fuseCharger: highVoltageFuse(THE.charger),
  fusePtc: highVoltageFuse(THE.heater),
  fuseCompressor: highVoltageFuse(THE.compressor),
  battery12V: THE.battery12V,
  fuseMain12V: fuse(w('12 В негізгі', 'главный 12 В', '12 V 总电源', '12 V main')),
  fuseDcdcOutput: fuse(w('DC/DC 12 В шығысы', 'выход 12 В DC/DC', 'DC/DC 12 V 输出', '12 V output of the DC/DC')),
  fuseBms: fuse(ECU_WORDS.bms),
  fuseDrive: fuse(ECU_WORDS.drive),
  fuseBody: fuse(ECU_WORDS.body),
  fuseGateway: fuse(ECU_WORDS.gateway),
  fuseContactors: fuse(w('контактор орауыштары', 'катушки контакторов', '接触器线圈', 'contactor coils')),
  fuseCooling: fuse(w('салқындату тізбегі', 'цепь охлаждения', '冷却系统', 'cooling circuit')),
  clock: PART_WORDS.clock,
  packPump: PART_WORDS.packPump,
  chillerValve: PART_WORDS.chillerValve,
  chargingCable: w('Зарядтау кабелі', 'Зарядный кабель', '充电线缆', 'Charging cable'),
  ignitionRelay: w('Тұтандыру релесі', 'Реле зажигания', '点火继电器', 'Ignition relay'),
  bms: ECU_WORDS.bms,
  body: ECU_WORDS.body,
  coolingPump: THE.pump,
  coolingFan: THE.fan,
  coolantSensor: COOLANT_SENSOR,
  pedal: at(THE.pedal, w('датчик', 'датчик', '传感器', 'sensor')),
  canTerminator: w(
    'CAN шинасының келістіруші резисторы',
    'Согласующий резистор шины CAN',
    'CAN 终端电阻',
    'CAN terminating resistor',
  ),
}

export const FAILURE_MODE_WORDS: Readonly<Record<string, Words>> = {
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
  stuckClosed: w('Ашылмайды', 'Не открывается', '无法打开', 'Stuck closed'),
  stuckOpen: w('Тұйықталмайды', 'Не замыкается', '无法闭合', 'Stuck open'),
  welded: w('Түйіспелері дәнекерленіп қалған', 'Контакты приварены', '触点粘连', 'Contacts welded'),
  blown: w('Күйіп кеткен', 'Перегорел', '熔断', 'Blown'),
  highCellResistance: w(
    'Бір ұяшықтың кедергісі үлкен',
    'Большое сопротивление одной ячейки',
    '单体电池内阻过大',
    'High resistance of one cell',
  ),
  lowCellCapacity: w(
    'Бір ұяшықтың сыйымдылығы аз',
    'Малая ёмкость одной ячейки',
    '单体电池容量不足',
    'Low capacity of one cell',
  ),
  offset: w('Көрсеткіші ығысқан', 'Смещение показаний', '零点漂移', 'Offset'),
  phaseSensorOffset: w(
    'Фаза тогы датчигінің көрсеткіші ығысқан',
    'Смещение показаний датчика фазного тока',
    '相电流传感器零点漂移',
    'Offset of a phase current sensor',
  ),
  wrongResistor: w('Кодтау резисторы басқа', 'Неверный кодирующий резистор', '编码电阻不符', 'Wrong coding resistor'),
  imbalance: w('Ұяшықтар теңгерімсіз', 'Разбаланс ячеек', '单体电池不均衡', 'Cells out of balance'),
  doesNotSleep: w('Ұйқы режиміне өтпейді', 'Не переходит в режим сна', '不进入休眠', 'Does not go to sleep'),
  dischargeOpen: w(
    'Шинаны разрядтау тізбегі үзілген',
    'Обрыв цепи разряда шины',
    '母线放电回路断路',
    'Bus discharge circuit open',
  ),
  insulationLow: w(
    'Оқшаулама кедергісі төмен',
    'Низкое сопротивление изоляции',
    '绝缘电阻过低',
    'Low insulation resistance',
  ),
  failed: w('Жұмыс істемейді', 'Не работает', '失效', 'Does not work'),
  phaseOpen: w('Фаза үзілген', 'Обрыв фазы', '缺相', 'Phase open'),
  resolverOpen: w('Резольвер орамы үзілген', 'Обрыв обмотки резольвера', '旋转变压器绕组断路', 'Resolver winding open'),
  noOutput: w('Шығыс кернеуі жоқ', 'Нет напряжения на выходе', '无输出', 'No output'),
  pilotOpen: w('CP тізбегі үзілген', 'Обрыв цепи CP', 'CP 回路断路', 'Pilot circuit open'),
  discharged: w('Заряды таусылған', 'Разряжен', '亏电', 'Discharged'),
  highInternalResistance: w(
    'Ішкі кедергісі үлкен',
    'Большое внутреннее сопротивление',
    '内阻过大',
    'High internal resistance',
  ),
  trackOffset: w('Бір жолы ығысқан', 'Смещение одной дорожки', '一路信号偏移', 'Offset of one track'),
}

export const CONTROL_WORDS = {
  coolingPump: THE.pump,
  coolingFan: THE.fan,
  heaterRelay: at(THE.heater, w('реле', 'реле', '继电器', 'relay')),
  prechargeContactor: CONTACTOR_WORDS.prechargeContactor,
  lights: THE.lights,
} as const

export const ROUTINE_WORDS = {
  insulationTest: w(
    'Оқшаулама кедергісін өлшеу',
    'Измерение сопротивления изоляции',
    '绝缘电阻自检',
    'Insulation self-test',
  ),
} as const

const SOC = w('Заряд деңгейі', 'Уровень заряда', '荷电状态', 'State of charge')
const COOLANT = w('Салқындатқыш сұйықтық', 'Охлаждающая жидкость', '冷却液', 'Coolant')
const TEMPERATURE = w('температура', 'температура', '温度', 'temperature')
const VOLTAGE = w('кернеу', 'напряжение', '电压', 'voltage')

const HEARD = w('шинада хабар жібереді', 'сообщения на шине есть', '总线上有报文', 'sends on the bus')

export const DID_WORDS = {
  soc: SOC,
  socFine: at(SOC, w('дәл мәні', 'точное значение', '精确值', 'exact value')),
  packVolts: at(THE.pack, VOLTAGE),
  packAmps: at(THE.pack, w('ток (+ разрядтау)', 'ток (+ разряд)', '电流（+ 为放电）', 'current (+ discharging)')),
  chargeLimit: w('Рұқсат етілген зарядтау қуаты', 'Допустимая мощность заряда', '允许充电功率', 'Charge power limit'),
  dischargeLimit: w(
    'Рұқсат етілген разрядтау қуаты',
    'Допустимая мощность разряда',
    '允许放电功率',
    'Discharge power limit',
  ),
  chillerIn: w('Чиллерге кіретін сұйықтық', 'Жидкость на входе чиллера', '冷却器进口温度', 'Coolant into the chiller'),
  chillerOut: w(
    'Чиллерден шығатын сұйықтық',
    'Жидкость на выходе чиллера',
    '冷却器出口温度',
    'Coolant out of the chiller',
  ),
  dcState: w('DC зарядтау: күйі', 'Зарядка DC: состояние', '直流充电：状态', 'DC charging: state'),
  dcProximity: w(
    'DC зарядтау: CC2 кернеуі',
    'Зарядка DC: напряжение CC2',
    '直流充电：CC2 电压',
    'DC charging: CC2 voltage',
  ),
  dcAuxiliary: w(
    'DC зарядтау: A+ кернеуі',
    'Зарядка DC: напряжение A+',
    '直流充电：A+ 电压',
    'DC charging: A+ voltage',
  ),
  dcRequest: w(
    'DC зарядтау: сұралған ток',
    'Зарядка DC: запрошенный ток',
    '直流充电：请求电流',
    'DC charging: current requested',
  ),
  cellMin: w('Ұяшық кернеуі: ең төмен', 'Напряжение ячейки: минимум', '单体电压：最低', 'Cell voltage: lowest'),
  cellMax: w('Ұяшық кернеуі: ең жоғары', 'Напряжение ячейки: максимум', '单体电压：最高', 'Cell voltage: highest'),
  cellSpread: w('Ұяшық кернеулерінің айырмасы', 'Разброс напряжений ячеек', '单体压差', 'Cell voltage spread'),
  cellMinNumber: w(
    'Кернеуі ең төмен ұяшықтың нөмірі',
    'Номер ячейки с минимальным напряжением',
    '最低单体编号',
    'Number of the lowest cell',
  ),
  cellMaxNumber: w(
    'Кернеуі ең жоғары ұяшықтың нөмірі',
    'Номер ячейки с максимальным напряжением',
    '最高单体编号',
    'Number of the highest cell',
  ),
  tempMean: w(
    'Батарея температурасы: орташа',
    'Температура батареи: средняя',
    '电池温度：平均',
    'Battery temperature: mean',
  ),
  tempMin: w(
    'Батарея температурасы: ең төмен',
    'Температура батареи: минимум',
    '电池温度：最低',
    'Battery temperature: lowest',
  ),
  tempMax: w(
    'Батарея температурасы: ең жоғары',
    'Температура батареи: максимум',
    '电池温度：最高',
    'Battery temperature: highest',
  ),
  insulation: w('Оқшаулама кедергісі', 'Сопротивление изоляции', '绝缘电阻', 'Insulation resistance'),
  insulationPerVolt: w(
    'Бір вольтқа келетін оқшаулама кедергісі',
    'Сопротивление изоляции на вольт',
    '单位电压绝缘电阻',
    'Insulation resistance per volt',
  ),
  interlockReturn: at(THE.interlock, w('қайту кернеуі', 'напряжение возврата', '回路端电压', 'voltage at the return')),
  busAtContactors: at(
    THE.bus,
    w('контакторлардан кейінгі кернеу', 'напряжение за контакторами', '接触器后电压', 'voltage behind the contactors'),
  ),
  contactors: w('Контакторлардың күйі', 'Состояние контакторов', '接触器状态', 'Contactor state'),
  prechargeTime: at(
    THE.precharge,
    w('соңғысының ұзақтығы', 'длительность последнего', '上次时长', 'duration of the last one'),
  ),
  prechargePeak: at(
    THE.precharge,
    w(
      'соңғысындағы ең жоғары шина кернеуі',
      'наибольшее напряжение шины при последнем',
      '上次母线最高电压',
      'highest bus voltage of the last one',
    ),
  ),
  driveBus: at(THE.motorController, w('шина кернеуі', 'напряжение шины', '母线电压', 'bus voltage')),
  motorSpeed: at(THE.motor, w('айналу жиілігі', 'частота вращения', '转速', 'speed')),
  torque: at(THE.motor, w('айналу моменті', 'момент', '转矩', 'torque')),
  torqueRequest: at(THE.motor, w('сұралған момент', 'запрошенный момент', '请求转矩', 'torque requested')),
  motorTemp: at(THE.motor, TEMPERATURE),
  inverterTemp: at(THE.motorController, TEMPERATURE),
  coolantTemp: at(COOLANT, TEMPERATURE),
  dcdcAmps: at(THE.dcdc, w('12 В шығыс тогы', 'ток выхода 12 В', '12 V 输出电流', '12 V output current')),
  driveSupply: at(ECU_WORDS.drive, w('қоректену кернеуі', 'напряжение питания', '供电电压', 'supply voltage')),
  bodySupply: at(ECU_WORDS.body, w('қоректену кернеуі', 'напряжение питания', '供电电压', 'supply voltage')),
  gatewaySupply: at(ECU_WORDS.gateway, w('қоректену кернеуі', 'напряжение питания', '供电电压', 'supply voltage')),
  gatewayState: at(ECU_WORDS.gateway, w('күйі', 'состояние', '状态', 'state')),
  driveHeard: at(ECU_WORDS.drive, HEARD),
  bmsHeard: at(ECU_WORDS.bms, HEARD),
  bodyHeard: at(ECU_WORDS.body, HEARD),
  driveState: at(ECU_WORDS.drive, w('күйі', 'состояние', '状态', 'state')),
  accelerator: THE.pedal,
  brake: THE.brake,
  speed: w('Қозғалыс жылдамдығы', 'Скорость автомобиля', '车速', 'Vehicle speed'),
  phaseU: at(THE.motor, w('U фазасының тогы', 'ток фазы U', 'U 相电流', 'current of phase U')),
  phaseV: at(THE.motor, w('V фазасының тогы', 'ток фазы V', 'V 相电流', 'current of phase V')),
  phaseW: at(THE.motor, w('W фазасының тогы', 'ток фазы W', 'W 相电流', 'current of phase W')),
  pilotVolts: w(
    'CP кернеуі, жоғарғы жарты толқын',
    'Напряжение CP, верхняя полуволна',
    'CP 电压，正半波',
    'Control pilot voltage, upper half-wave',
  ),
  stationLimit: w(
    'Зарядтау станциясының ток шегі',
    'Предел тока зарядной станции',
    '充电桩电流上限',
    'Current limit of the charging station',
  ),
  cableLimit: w(
    'Зарядтау кабелінің ток шегі',
    'Предел тока зарядного кабеля',
    '充电线缆电流上限',
    'Current limit of the charging cable',
  ),
  resolverSine: at(
    THE.resolver,
    w('синус орамындағы кернеу', 'напряжение на обмотке синуса', '正弦绕组电压', 'voltage on the sine winding'),
  ),
  resolverExcitation: at(
    THE.resolver,
    w(
      'қоздыру орамындағы кернеу',
      'напряжение на обмотке возбуждения',
      '励磁绕组电压',
      'voltage on the excitation winding',
    ),
  ),
  resolverCosine: at(
    THE.resolver,
    w('косинус орамындағы кернеу', 'напряжение на обмотке косинуса', '余弦绕组电压', 'voltage on the cosine winding'),
  ),
  ignition: w('Тұтандыру қосулы', 'Зажигание включено', '点火开关接通', 'Ignition on'),
  chargePlug: w('Зарядтау кабелі қосулы', 'Зарядный кабель подключён', '充电枪已连接', 'Charging cable connected'),
  ambientTemp: w('Сыртқы ауа температурасы', 'Температура наружного воздуха', '车外温度', 'Outside temperature'),
  cabinTemp: at(CABIN, TEMPERATURE),
  compressorRequest: at(THE.compressor, w('сұралған қуат', 'запрошенная мощность', '请求功率', 'power requested')),
  compressorPower: at(THE.compressor, w('тұтынатын қуат', 'потребляемая мощность', '消耗功率', 'power drawn')),
} as const

export function moduleDidWords(number: number) {
  const module = moduleName(number)
  return {
    minCell: at(module, DID_WORDS.cellMinNumber),
    minVolts: at(module, DID_WORDS.cellMin),
    maxCell: at(module, DID_WORDS.cellMaxNumber),
    maxVolts: at(module, DID_WORDS.cellMax),
    minProbe: at(
      module,
      w(
        'ең салқын датчиктің нөмірі',
        'номер самого холодного датчика',
        '最低温探头编号',
        'number of the coldest probe',
      ),
    ),
    minTemp: at(module, w('ең төмен температура', 'минимальная температура', '最低温度', 'lowest temperature')),
    maxProbe: at(
      module,
      w('ең ыстық датчиктің нөмірі', 'номер самого горячего датчика', '最高温探头编号', 'number of the hottest probe'),
    ),
    maxTemp: at(module, w('ең жоғары температура', 'максимальная температура', '最高温度', 'highest temperature')),
  }
}

const STATE_WORDS = {
  contactors: [
    w('ажыратулы', 'разомкнуты', '断开', 'open'),
    w('алдын ала зарядтау', 'предзаряд', '预充', 'precharge'),
    w('тұйықталған', 'замкнуты', '闭合', 'closed'),
    w('бұғатталған', 'заблокированы', '锁止', 'locked'),
  ],
  drive: [
    w('ұйқыда', 'сон', '休眠', 'asleep'),
    w('өшірулі', 'выключен', '关闭', 'off'),
    w('іске қосылуда', 'запуск', '启动中', 'starting'),
    w('READY', 'READY', 'READY', 'READY'),
    w('зарядтау', 'зарядка', '充电', 'charging'),
    w('тоқтатылуда', 'остановка', '停止中', 'stopping'),
  ],
  dcCharging: [
    w('станция жоқ', 'станции нет', '未连接充电桩', 'no station'),
    w('станция хабарын күту', 'ожидание сообщения станции', '等待充电桩报文', 'waiting for the station'),
    w('қол алысу', 'рукопожатие', '握手', 'handshake'),
    w('тану', 'распознавание', '辨识', 'recognition'),
    w('параметрлер', 'параметры', '参数', 'parameters'),
    w('баптау', 'настройка', '配置', 'configuration'),
    w('зарядтау', 'зарядка', '充电', 'charging'),
    w('аяқталуда', 'завершение', '结束中', 'ending'),
    w('үзілді', 'прервано', '中断', 'interrupted'),
    w('аяқталды', 'завершено', '已结束', 'finished'),
    w('сәтсіз', 'неудача', '失败', 'failed'),
  ],
  gateway: [
    w('өшірулі', 'выключен', '关闭', 'off'),
    w('күту режимі', 'ожидание', '待机', 'standby'),
    w('жұмыста', 'работает', '运行', 'up'),
    w('өшуге дайындалуда', 'завершение работы', '延时下电', 'after-run'),
  ],
  onOff: [w('жоқ', 'нет', '否', 'no'), w('иә', 'да', '是', 'yes')],
} as const

export function didStates(kind: keyof typeof STATE_WORDS): { value: number; name: Words }[] {
  return STATE_WORDS[kind].map((name, value) => ({ value, name }))
}

export const DTC_WORDS = {
  U027C: w(
    'Сыртқы зарядтау құрылғысымен байланыс жоқ',
    'Нет связи с внешним зарядным устройством',
    '与非车载充电机失去通信',
    'Lost communication with off-board charger',
  ),
  P0A0A: w(
    'Жоғары кернеу жүйесінің блоктау тізбегі',
    'Цепь блокировки высоковольтной системы',
    '高压系统互锁电路',
    'High-voltage system interlock circuit',
  ),
  P0AA6: w(
    'Тартқыш батарея жүйесінің оқшауламасы бұзылған',
    'Нарушение изоляции системы тяговой батареи',
    '动力电池系统绝缘故障',
    'Traction battery system isolation fault',
  ),
  P0C78: w(
    'Алдын ала зарядтау тым ұзақ',
    'Слишком долгий предзаряд тяговой батареи',
    '动力电池预充时间过长',
    'Traction battery system precharge time too long',
  ),
  P0C76: w(
    'Шинаны разрядтау тым ұзақ',
    'Слишком долгий разряд шины',
    '高压母线放电时间过长',
    'Traction battery system discharge time too long',
  ),
  P0AA1: w(
    'Плюс контакторы тұйықталып қалған',
    'Плюсовой контактор не размыкается',
    '主正接触器粘连',
    'Positive contactor circuit stuck closed',
  ),
  P0AA2: w(
    'Батареяның плюс контакторы тұйықталмайды',
    'Плюсовой контактор батареи не замыкается',
    '动力电池正极接触器无法闭合',
    'Hybrid/EV battery positive contactor circuit stuck open',
  ),
  P0AA4: w(
    'Минус контакторы тұйықталып қалған',
    'Минусовой контактор не размыкается',
    '主负接触器粘连',
    'Negative contactor circuit stuck closed',
  ),
  P0A7F: w(
    'Тартқыш батарея тозған',
    'Износ тяговой батареи',
    '动力电池性能衰退',
    'Traction battery pack deterioration',
  ),
  P0A9B: w(
    'Тартқыш батареяның температура датчигінің тізбегі',
    'Цепь датчика температуры тяговой батареи',
    '动力电池温度传感器电路',
    'Traction battery temperature sensor circuit',
  ),
  P0A7E: w(
    'Тартқыш батарея қызып кеткен',
    'Перегрев тяговой батареи',
    '动力电池温度过高',
    'Traction battery pack over temperature',
  ),
  P0AC0: w(
    'Тартқыш батареяның ток датчигі: өлшеу ауқымы немесе жұмысы',
    'Датчик тока тяговой батареи: диапазон или работа',
    '动力电池电流传感器范围或性能',
    'Traction battery current sensor range or performance',
  ),
  P1A34: w(
    'Алдын ала зарядтау сәтсіз аяқталды (өндіруші коды)',
    'Предзаряд не удался (код изготовителя)',
    '预充失败（厂家码）',
    'Precharge failed (maker’s code)',
  ),
  P0A94: w(
    'DC/DC түрлендіргіштің жұмысы',
    'Работа преобразователя DC/DC',
    'DC/DC 转换器性能',
    'DC/DC converter performance',
  ),
  P0A8D: w(
    '14 В қоректену модулі: кернеу төмен',
    'Модуль питания 14 В: низкое напряжение',
    '14 V 电源系统电压过低',
    '14 volt power module system voltage low',
  ),
  P0A3F: w(
    'Тартқыш қозғалтқыштың орын датчигінің тізбегі',
    'Цепь датчика положения тягового двигателя',
    '驱动电机位置传感器电路',
    'Drive motor position sensor circuit',
  ),
  P0A78: w(
    'Тартқыш қозғалтқыш инверторының жұмысы',
    'Работа инвертора тягового двигателя',
    '驱动电机逆变器性能',
    'Drive motor inverter performance',
  ),
  P0A2B: w(
    'Тартқыш қозғалтқыштың температура датчигі: өлшеу ауқымы немесе жұмысы',
    'Датчик температуры тягового двигателя: диапазон или работа',
    '驱动电机温度传感器范围或性能',
    'Drive motor temperature sensor range or performance',
  ),
  P0A3C: w(
    'Инвертор қызып кеткен',
    'Перегрев инвертора',
    '电机控制器温度过高',
    'Drive motor inverter over temperature',
  ),
  U0111: w(
    'Батареяны басқару жүйесімен байланыс жоқ',
    'Нет связи с системой управления батареей',
    '与电池管理系统失去通信',
    'Lost communication with the battery management system',
  ),
  U0110: w(
    'Жетек блогымен байланыс жоқ',
    'Нет связи с блоком привода',
    '与驱动控制单元失去通信',
    'Lost communication with the drive motor control module',
  ),
  U0140: w(
    'Кузов электроникасының блогымен байланыс жоқ',
    'Нет связи с блоком кузовной электроники',
    '与车身控制器失去通信',
    'Lost communication with the body control unit',
  ),
  U0146: w('Шлюзбен байланыс жоқ', 'Нет связи со шлюзом', '与网关失去通信', 'Lost communication with the gateway'),
  P0D59: w(
    'Ашаны анықтау тізбегі (CC): сигнал жоғары',
    'Цепь определения разъёма (CC): высокий сигнал',
    '充电连接确认（CC）电路电压过高',
    'Proximity detection circuit high',
  ),
  P0D20: w(
    'Борттық зарядтағыштың шығыс кернеуі',
    'Выходное напряжение бортового зарядного устройства',
    '车载充电机输出电压性能',
    'Battery charger output voltage performance',
  ),
  B1213: w(
    'PTC жылытқышы қуат алмайды',
    'Нагреватель PTC: не потребляет мощности',
    'PTC 加热组件故障',
    'PTC heater assembly: takes no power',
  ),
  B123C: w(
    'Кондиционер компрессоры: жоғары кернеу жоқ',
    'Компрессор кондиционера: нет высокого напряжения',
    '电动压缩机高压电源电压过低',
    'Air conditioning compressor high-voltage supply low',
  ),
  P0CF9: w(
    'CP тізбегінің зарядтау ажыратқышы: жұмысы',
    'Ключ заряда в цепи CP: работа',
    'CP 充电开关性能',
    'Control pilot charging switch performance',
  ),
  P0CF5: w(
    'CP тізбегі: сигнал төмен',
    'Цепь CP: низкий сигнал',
    'CP 控制导引电路电压过低',
    'Control pilot circuit low',
  ),
  P2138: ENGINE_DTC_WORDS.P2138,
  P2122: ENGINE_DTC_WORDS.P2122,
  P2123: ENGINE_DTC_WORDS.P2123,
  P2127: ENGINE_DTC_WORDS.P2127,
  P2128: ENGINE_DTC_WORDS.P2128,
  P0562: ENGINE_DTC_WORDS.P0562,
  P0480: ENGINE_DTC_WORDS.P0480,
  P057C: w(
    'Тежегіш педалі орнының A датчигі: сигнал төмен',
    'Датчик положения педали тормоза A: низкий сигнал',
    '制动踏板位置传感器 A 电路电压过低',
    'Brake pedal position sensor A circuit low',
  ),
  P057D: w(
    'Тежегіш педалі орнының A датчигі: сигнал жоғары',
    'Датчик положения педали тормоза A: высокий сигнал',
    '制动踏板位置传感器 A 电路电压过高',
    'Brake pedal position sensor A circuit high',
  ),
  P0A02: w(
    'Жетек электроникасының сұйықтық температурасы датчигі: сигнал төмен',
    'Датчик температуры жидкости силовой электроники: низкий сигнал',
    '电机电子冷却液温度传感器电路电压过低',
    'Motor electronics coolant temperature sensor circuit low',
  ),
  P0A03: w(
    'Жетек электроникасының сұйықтық температурасы датчигі: сигнал жоғары',
    'Датчик температуры жидкости силовой электроники: высокий сигнал',
    '电机电子冷却液温度传感器电路电压过高',
    'Motor electronics coolant temperature sensor circuit high',
  ),
  P0A05: w(
    'Жетек электроникасының A сорғысын басқару тізбегі үзілген',
    'Обрыв цепи управления насосом A силовой электроники',
    '电机电子冷却液泵 A 控制电路开路',
    'Motor electronics coolant pump A control circuit open',
  ),
  P0C47: w(
    'Батарея сұйықтығының сорғысын басқару тізбегі үзілген',
    'Обрыв цепи управления насосом охлаждения батареи',
    '动力电池冷却液泵控制电路开路',
    'Battery pack coolant pump control circuit open',
  ),
  P0CE1: w(
    'Батареяны салқындату клапанын басқару тізбегі үзілген',
    'Обрыв цепи управления клапаном охлаждения батареи',
    '动力电池冷却液控制阀电路开路',
    'Battery pack coolant control valve circuit open',
  ),
  P0D0A: w(
    'Зарядтаудың A оң контакторын басқару тізбегі үзілген',
    'Обрыв цепи управления положительным контактором зарядки A',
    '充电系统正极接触器 A 控制电路开路',
    'Battery charging system positive contactor A control circuit open',
  ),
  P0D11: w(
    'Зарядтаудың A теріс контакторын басқару тізбегі үзілген',
    'Обрыв цепи управления отрицательным контактором зарядки A',
    '充电系统负极接触器 A 控制电路开路',
    'Battery charging system negative contactor A control circuit open',
  ),
  P01E8: w(
    'Сұйықтық қыздырғышының A реле тізбегі үзілген',
    'Обрыв цепи управления подогревателем жидкости A',
    '冷却液加热器 A 控制电路开路',
    'Coolant heater A control circuit open',
  ),
  P0070: w(
    'Сыртқы ауа температурасы датчигінің тізбегі',
    'Цепь датчика температуры наружного воздуха',
    '车外温度传感器电路',
    'Ambient air temperature sensor circuit',
  ),
  B0163: w(
    'Салон температурасы датчигінің тізбегі',
    'Цепь датчика температуры в салоне',
    '车内温度传感器电路',
    'Passenger compartment temperature sensor circuit',
  ),
} as const
