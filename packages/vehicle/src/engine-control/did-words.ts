/** Names of what an engine control unit tells scan tools, in four languages. */
import { counted, w } from '../words.ts'

export const ENGINE_DID_WORDS = {
  rpm: w('Айналу жиілігі', 'Частота вращения', '发动机转速', 'Engine speed'),
  engineState: w('Қозғалтқыш күйі', 'Состояние двигателя', '发动机状态', 'Engine state'),
  engineSupply: w('Басқару блогының қорегі', 'Питание блока', '控制单元供电', 'Supply of the unit'),
  boostActual: w('Үрлеу қысымы, нақты', 'Давление наддува, фактическое', '增压压力（实际）', 'Boost pressure, actual'),
  boostTarget: w(
    'Үрлеу қысымы, талап етілген',
    'Давление наддува, заданное',
    '增压压力（目标）',
    'Boost pressure, target',
  ),
  runningTime: w(
    'Іске қосылғаннан бергі уақыт',
    'Время с запуска двигателя',
    '发动机起动后运行时间',
    'Time since engine start',
  ),
  catalystRatio: w(
    'Катализатор сынағы: артқы зондтың ауысу үлесі (шек 0,6)',
    'Проверка катализатора: доля переключений заднего зонда (предел 0,6)',
    '催化器监测：后氧传感器跟随比（限值 0.6）',
    'Catalyst test: rear sensor follows, ratio (limit 0.6)',
  ),
  unaskedPurge: w(
    'Үрлеу сынағы: сұралмаған ағын (шек 10 %)',
    'Проверка продувки: поток без команды (предел 10 %)',
    '炭罐监测：未指令流量（限值 10%）',
    'Purge test: flow unasked for (limit 10 %)',
  ),
  injectionTime: w('Бүрку ұзақтығы', 'Время впрыска', '喷油时间', 'Injection time'),
  oilTemp: w('Май температурасы', 'Температура масла', '机油温度', 'Oil temperature'),
  oilPressure: w('Май қысымы', 'Давление масла', '机油压力', 'Oil pressure'),
  pedal1: w('Педаль датчигі, 1-жол', 'Датчик педали, дорожка 1', '踏板传感器信号 1', 'Pedal sensor, track 1'),
  pedal2: w('Педаль датчигі, 2-жол', 'Датчик педали, дорожка 2', '踏板传感器信号 2', 'Pedal sensor, track 2'),
  throttle1: w(
    'Дроссель датчигі, 1-жол',
    'Датчик дросселя, дорожка 1',
    '节气门传感器信号 1',
    'Throttle sensor, track 1',
  ),
  throttle2: w(
    'Дроссель датчигі, 2-жол',
    'Датчик дросселя, дорожка 2',
    '节气门传感器信号 2',
    'Throttle sensor, track 2',
  ),
  airMeter: w('Ауа шығыны датчигі', 'Датчик расхода воздуха', '空气流量计信号', 'Air-mass meter'),
  airMass: w('Ауаның массалық шығыны', 'Массовый расход воздуха', '进气质量流量', 'Air-mass flow'),
  coolantVolts: w(
    'Салқындатқыш датчигінің кернеуі',
    'Напряжение датчика ОЖ',
    '冷却液温度传感器电压',
    'Coolant sensor voltage',
  ),
  coolant: w('Салқындатқыш температурасы', 'Температура охлаждающей жидкости', '冷却液温度', 'Coolant temperature'),
  railPressure: w('Отын рампасындағы қысым', 'Давление в топливной рампе', '燃油轨压力', 'Fuel rail pressure'),
  lambdaUp: w(
    'Лямбда-зонд, катализаторға дейін',
    'Лямбда-зонд до катализатора',
    '前氧传感器',
    'Lambda sensor before the catalyst',
  ),
  lambdaDown: w(
    'Лямбда-зонд, катализатордан кейін',
    'Лямбда-зонд после катализатора',
    '后氧传感器',
    'Lambda sensor after the catalyst',
  ),
  heaterUp: w(
    'Зонд қыздырғышының тогы, катализаторға дейін',
    'Ток подогрева зонда до катализатора',
    '前氧传感器加热电流',
    'Heater current of the front lambda sensor',
  ),
  heaterDown: w(
    'Зонд қыздырғышының тогы, катализатордан кейін',
    'Ток подогрева зонда после катализатора',
    '后氧传感器加热电流',
    'Heater current of the rear lambda sensor',
  ),
  shortTrim: w(
    'Отынның қысқа мерзімді түзетуі',
    'Краткосрочная коррекция топлива',
    '短期燃油修正',
    'Short-term fuel trim',
  ),
  longTrim: w('Отынның ұзақ мерзімді түзетуі', 'Долгосрочная коррекция топлива', '长期燃油修正', 'Long-term fuel trim'),
  camPhase: w(
    'Таратқыш біліктің иінді білікке қатысты фазасы',
    'Фаза распредвала относительно коленвала',
    '凸轮轴相对曲轴相位',
    'Camshaft phase against the crankshaft',
  ),
  camWanted: w(
    'Таратқыш біліктің берілген фазасы',
    'Заданная фаза распредвала',
    '凸轮轴目标相位',
    'Camshaft phase, target',
  ),
  sparkAdvance: w('От алу озуы', 'Угол опережения зажигания', '点火提前角', 'Spark advance'),
  dwell: w('Катушканы зарядтау уақыты', 'Время накопления катушки', '点火线圈充电时间', 'Coil dwell time'),
  purgeDuty: w('Адсорбер клапанының іске қосылуы', 'Скважность клапана адсорбера', '碳罐阀占空比', 'Purge valve duty'),
  wastegateDuty: w('Үрлеу клапанының іске қосылуы', 'Скважность клапана наддува', '废气旁通阀占空比', 'Wastegate duty'),
  fanDuty: w('Желдеткіштің іске қосылуы', 'Управление вентилятором', '冷却风扇占空比', 'Fan duty'),
} as const

const KNOCK = w(
  'Детонация бойынша кешігу, цилиндр',
  'Отход по детонации, цилиндр',
  '爆震推迟角，气缸',
  'Knock retard, cylinder',
)
const MISFIRES = w('От алмау саны, цилиндр', 'Пропуски зажигания, цилиндр', '失火次数，气缸', 'Misfires, cylinder')
const COIL = w('Катушканың ең үлкен тогы', 'Пиковый ток катушки', '点火线圈峰值电流', 'Peak current of coil')

export const cylinderWords = (cylinder: number) => ({
  knock: counted(KNOCK, String(cylinder)),
  misfires: counted(MISFIRES, String(cylinder)),
  coil: counted(COIL, String(cylinder)),
})

const STATES = [
  w('ұйқыда', 'сон', '休眠', 'asleep'),
  w('тоқтап тұр', 'стоит', '停机', 'standing'),
  w('стартер айналдыруда', 'прокрутка стартером', '起动中', 'cranking'),
  w('жұмыс істеп тұр', 'работает', '运转', 'running'),
  w('сөнуге дайындалуда', 'завершение работы', '延时下电', 'after-run'),
]

export const engineStates = () => STATES.map((name, value) => ({ value, name }))

export const ENGINE_ROUTINE_WORDS = {
  leakTest: w(
    'Бу жүйесінің саңылау сынағы: адсорбер клапаны жабық ұсталады',
    'Проверка герметичности системы улавливания паров: клапан адсорбера удерживается закрытым',
    '燃油蒸发系统泄漏测试：碳罐电磁阀保持关闭',
    'Leak test of the evaporative system: purge valve held shut',
  ),
}
