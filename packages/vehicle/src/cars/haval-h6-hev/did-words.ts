/** Names of this car's own identifiers, states, actuator tests, in four languages; the engine's are shared. */
import { counted, w } from '../../words.ts'

const SUPPLY = w('Басқару блогының қорегі', 'Питание блока', '控制单元供电', 'Supply of the unit')
const MOTOR = w('Тартқыш қозғалтқыш', 'Тяговый двигатель', '驱动电机', 'Drive motor')
const GENERATOR = w('Генератор', 'Генератор', '发电机', 'Generator')

const both = (of: (machine: typeof MOTOR) => typeof MOTOR) => ({ generator: of(GENERATOR), traction: of(MOTOR) })
const joined = (tail: typeof MOTOR) => (machine: typeof MOTOR) =>
  w(`${machine.kk}: ${tail.kk}`, `${machine.ru}: ${tail.ru}`, `${machine.zh}：${tail.zh}`, `${machine.en}: ${tail.en}`)

export const MACHINE_WORDS = {
  rpm: both(joined(w('айналу жиілігі', 'частота вращения', '转速', 'speed'))),
  torque: both(joined(w('айналдыру моменті', 'крутящий момент', '转矩', 'torque'))),
  request: both(joined(w('сұралған момент', 'заданный момент', '目标转矩', 'torque request'))),
  winding: both(joined(w('орам температурасы', 'температура обмотки', '绕组温度', 'winding temperature'))),
  stage: both(joined(w('инвертор температурасы', 'температура инвертора', '逆变器温度', 'inverter temperature'))),
  phaseU: both(joined(w('U фазасының тогы', 'ток фазы U', 'U 相电流', 'phase U current'))),
  phaseV: both(joined(w('V фазасының тогы', 'ток фазы V', 'V 相电流', 'phase V current'))),
  phaseW: both(joined(w('W фазасының тогы', 'ток фазы W', 'W 相电流', 'phase W current'))),
  sine: both(joined(w('резольвер, sin', 'резольвер, sin', '旋变 sin', 'resolver, sine'))),
  cosine: both(joined(w('резольвер, cos', 'резольвер, cos', '旋变 cos', 'resolver, cosine'))),
}

export const DID_WORDS = {
  supply: SUPPLY,
  ready: w('READY күйі', 'Состояние READY', 'READY 状态', 'READY'),
  mode: w('Жұмыс режимі', 'Режим работы', '工作模式', 'Mode'),
  gear: w('Қозғалтқыштың беріліс сатысы', 'Передача двигателя', '发动机直驱挡位', 'Gear of the engine'),
  engineRequest: w(
    'Қозғалтқыштан сұралған момент',
    'Заданный момент двигателя',
    '发动机目标转矩',
    'Engine torque request',
  ),
  engineTorque: w('Қозғалтқыш моменті', 'Момент двигателя', '发动机转矩', 'Engine torque'),
  dcdcAmps: w('DC/DC шығыс тогы', 'Выходной ток DC/DC', 'DC/DC 输出电流', 'DC/DC output current'),
  selector: w('Селектор', 'Селектор', '换挡杆位置', 'Selector'),
  recuperated: w('Рекуперация моменті', 'Момент рекуперации', '能量回收转矩', 'Recuperated torque'),
  soc: w('Заряд деңгейі', 'Уровень заряда', '荷电状态', 'State of charge'),
  packVolts: w('Тартқыш батарея кернеуі', 'Напряжение тяговой батареи', '动力电池电压', 'Traction battery voltage'),
  packAmps: w('Тартқыш батарея тогы', 'Ток тяговой батареи', '动力电池电流', 'Traction battery current'),
  busVolts: w('Жоғары кернеу шинасы', 'Напряжение высоковольтной шины', '高压母线电压', 'High-voltage bus'),
  contactors: w('Контакторлар күйі', 'Состояние контакторов', '接触器状态', 'Contactors'),
  dischargeLimit: w('Рұқсат етілген разряд қуаты', 'Допустимая мощность разряда', '允许放电功率', 'Discharge limit'),
  chargeLimit: w('Рұқсат етілген заряд қуаты', 'Допустимая мощность заряда', '允许充电功率', 'Charge limit'),
  insulation: w('Оқшаулама кедергісі', 'Сопротивление изоляции', '绝缘电阻', 'Insulation resistance'),
  interlock: w('Блоктау тізбегінің кернеуі', 'Напряжение цепи блокировки', '高压互锁电压', 'Interlock voltage'),
  cellMin: w('Ұяшықтың ең төмен кернеуі', 'Минимальное напряжение ячейки', '单体最低电压', 'Lowest cell voltage'),
  cellMax: w('Ұяшықтың ең жоғары кернеуі', 'Максимальное напряжение ячейки', '单体最高电压', 'Highest cell voltage'),
  packTempMin: w(
    'Батареяның ең төмен температурасы',
    'Минимальная температура батареи',
    '电池最低温度',
    'Lowest battery temperature',
  ),
  packTempMax: w(
    'Батареяның ең жоғары температурасы',
    'Максимальная температура батареи',
    '电池最高温度',
    'Highest battery temperature',
  ),
  inletAir: w('Кіретін ауа температурасы', 'Температура воздуха на входе', '进风温度', 'Inlet air temperature'),
  fanDuty: w(
    'Батарея желдеткішінің іске қосылуы',
    'Управление вентилятором батареи',
    '电池风扇占空比',
    'Battery fan duty',
  ),
  prechargeTime: w(
    'Соңғы алдын ала зарядтау уақыты',
    'Время последнего предзаряда',
    '上次预充时间',
    'Last precharge time',
  ),
  pumpAmps: w('Инвертор сорғысының тогы', 'Ток насоса инвертора', '逆变器水泵电流', 'Inverter pump current'),
  coolantIn: w('Инвертор сұйығы, кірісі', 'Жидкость инвертора, вход', '逆变器冷却液进口', 'Inverter coolant, inlet'),
  coolantOut: w('Инвертор сұйығы, шығысы', 'Жидкость инвертора, выход', '逆变器冷却液出口', 'Inverter coolant, outlet'),
  brakeRequest: w('Тежеу моменті, сұралған', 'Запрошенный тормозной момент', '请求制动转矩', 'Brake torque request'),
  brakeVolts: w(
    'Тежегіш қысымы датчигінің кернеуі',
    'Напряжение датчика давления тормозов',
    '制动压力传感器电压',
    'Brake pressure sensor voltage',
  ),
} as const

const BLOCK = w('Ұяшықтар блогының кернеуі', 'Напряжение блока ячеек', '电池组电压，模组', 'Cell voltage of block')
const BLOCK_TEMP = w('Блок температурасы', 'Температура блока', '模组温度', 'Temperature of block')
export const blockWords = (number: number) => counted(BLOCK, String(number))
export const blockTempWords = (number: number) => counted(BLOCK_TEMP, String(number))

const HEARD = w('хабар жібереді', 'на связи', '在线', 'is heard')
export const heardWords = (unit: typeof MOTOR) =>
  w(`${unit.kk}: ${HEARD.kk}`, `${unit.ru}: ${HEARD.ru}`, `${unit.zh}${HEARD.zh}`, `${unit.en}: ${HEARD.en}`)

const same = (...names: string[]) => names.map((name) => w(name, name, name, name))

const STATE_WORDS = {
  hcu: [
    w('ұйқыда', 'сон', '休眠', 'asleep'),
    w('өшірулі', 'выключено', '关闭', 'off'),
    w('іске қосылуда', 'запуск', '启动中', 'starting'),
    w('дайын', 'готов', '就绪', 'ready'),
    w('тоқтатылуда', 'остановка', '停止中', 'stopping'),
  ],
  mode: [
    w('өшірулі', 'выключено', '关闭', 'off'),
    w('электрлік', 'электрический', '纯电', 'electric'),
    w('қозғалтқышты іске қосу', 'пуск двигателя', '起动发动机', 'starting the engine'),
    w('тізбекті', 'последовательный', '串联', 'series'),
    w('жылдамдықты теңестіру', 'выравнивание частоты', '同步转速', 'meeting'),
    w('параллель', 'параллельный', '并联', 'parallel'),
    w('берілісті ажырату', 'выключение передачи', '脱挡', 'leaving'),
    w('қозғалтқышты тоқтату', 'остановка двигателя', '停止发动机', 'stopping the engine'),
  ],
  contactors: [
    w('ұйқыда', 'сон', '休眠', 'asleep'),
    w('ажыратулы', 'разомкнуты', '断开', 'open'),
    w('дәнекерлену сынағы', 'проверка приваривания', '粘连检测', 'weld test'),
    w('алдын ала зарядтау', 'предзаряд', '预充', 'precharge'),
    w('ауысу', 'переключение', '切换', 'hand-over'),
    w('тұйықталған', 'замкнуты', '闭合', 'closed'),
    w('ажыратылуда', 'размыкание', '断开中', 'opening'),
    w('бұғатталған', 'заблокированы', '锁止', 'locked'),
  ],
  gear: same('–', '1', '2'),
  selector: same('P', 'R', 'N', 'D'),
} as const

export const didStates = (which: keyof typeof STATE_WORDS) => STATE_WORDS[which].map((name, value) => ({ value, name }))

export const CONTROL_WORDS = {
  fuelPump: w('Отын сорғысы', 'Топливный насос', '燃油泵', 'Fuel pump'),
  coolingFan: w('Салқындату желдеткіші', 'Вентилятор охлаждения', '冷却风扇', 'Cooling fan'),
  purgeValve: w('Адсорбер клапаны', 'Клапан адсорбера', '碳罐电磁阀', 'Purge valve'),
  engineOn: w(
    'Қозғалтқышты іске қосып ұстау',
    'Принудительная работа двигателя',
    '强制发动机运转',
    'Engine kept running',
  ),
  packFan: w('Батарея желдеткіші', 'Вентилятор батареи', '电池冷却风扇', 'Battery fan'),
  inverterPump: w('Инвертор сорғысы', 'Насос инвертора', '逆变器水泵', 'Inverter pump'),
  lights: w('Жарық', 'Освещение', '灯光', 'Lights'),
}
