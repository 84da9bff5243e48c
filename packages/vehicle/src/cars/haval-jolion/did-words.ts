/** Names of this car's identifiers, states, actuator tests, in four languages. */
import { w } from '../../words.ts'

export const DID_WORDS = {
  gearInEngine: w('Қосылған беріліс', 'Включённая передача', '当前挡位', 'Gear engaged'),
  alternatorVolts: w(
    'Генераторға берілген кернеу',
    'Заданное напряжение генератора',
    '发电机目标电压',
    'Alternator set voltage',
  ),
  pressure1: w('1-ілініс қысымы', 'Давление сцепления 1', '离合器 1 压力', 'Clutch 1 pressure'),
  pressure2: w('2-ілініс қысымы', 'Давление сцепления 2', '离合器 2 压力', 'Clutch 2 pressure'),
  requested1: w(
    '1-ілініс қысымы, берілген',
    'Давление сцепления 1, заданное',
    '离合器 1 目标压力',
    'Clutch 1 pressure, target',
  ),
  requested2: w(
    '2-ілініс қысымы, берілген',
    'Давление сцепления 2, заданное',
    '离合器 2 目标压力',
    'Clutch 2 pressure, target',
  ),
  solenoid1: w(
    '1-ілініс клапанының тогы',
    'Ток клапана сцепления 1',
    '离合器 1 电磁阀电流',
    'Clutch 1 solenoid current',
  ),
  solenoid2: w(
    '2-ілініс клапанының тогы',
    'Ток клапана сцепления 2',
    '离合器 2 电磁阀电流',
    'Clutch 2 solenoid current',
  ),
  clutchTemp: w('Ілініс температурасы', 'Температура сцепления', '离合器温度', 'Clutch temperature'),
  gearboxOilTemp: w(
    'Қорап майының температурасы',
    'Температура масла коробки',
    '变速器油温',
    'Transmission oil temperature',
  ),
  gear: w('Беріліс', 'Передача', '挡位', 'Gear'),
  selector: w('Селектор', 'Селектор', '换挡杆位置', 'Selector'),
  inputOdd: w(
    'Тақ берілістер білігінің жиілігі',
    'Частота вала нечётных передач',
    '奇数挡输入轴转速',
    'Odd input shaft speed',
  ),
  inputEven: w(
    'Жұп берілістер білігінің жиілігі',
    'Частота вала чётных передач',
    '偶数挡输入轴转速',
    'Even input shaft speed',
  ),
  gearboxSupply: w('Басқару блогының қорегі', 'Питание блока', '控制单元供电', 'Supply of the unit'),
  wheelFrontLeft: w(
    'Алдыңғы сол дөңгелек жылдамдығы',
    'Скорость переднего левого колеса',
    '左前轮速',
    'Front left wheel speed',
  ),
  wheelFrontRight: w(
    'Алдыңғы оң дөңгелек жылдамдығы',
    'Скорость переднего правого колеса',
    '右前轮速',
    'Front right wheel speed',
  ),
  wheelRearLeft: w(
    'Артқы сол дөңгелек жылдамдығы',
    'Скорость заднего левого колеса',
    '左后轮速',
    'Rear left wheel speed',
  ),
  wheelRearRight: w(
    'Артқы оң дөңгелек жылдамдығы',
    'Скорость заднего правого колеса',
    '右后轮速',
    'Rear right wheel speed',
  ),
  brakePressure: w('Тежегіш қысымы', 'Давление в тормозах', '制动压力', 'Brake pressure'),
  brakeSupply: w('Басқару блогының қорегі', 'Питание блока', '控制单元供电', 'Supply of the unit'),
  bodySupply: w('Басқару блогының қорегі', 'Питание блока', '控制单元供电', 'Supply of the unit'),
  ignition: w('От алдыру', 'Зажигание', '点火开关', 'Ignition'),
  startButton: w('Іске қосу түймесінің кернеуі', 'Напряжение кнопки пуска', '启动按钮电压', 'Start button voltage'),
  ambientTemp: w('Сыртқы температура', 'Наружная температура', '环境温度', 'Ambient temperature'),
  fuelLevel: w('Отын деңгейі', 'Уровень топлива', '燃油液位', 'Fuel level'),
  gatewaySupply: w('Шлюз қорегі', 'Питание шлюза', '网关供电', 'Gateway supply'),
  gatewayState: w('Шлюз күйі', 'Состояние шлюза', '网关状态', 'Gateway state'),
  engineHeard: w(
    'Қозғалтқыш блогы естіледі',
    'Блок двигателя на связи',
    '发动机控制单元在线',
    'Engine control unit is heard',
  ),
  transmissionHeard: w(
    'Беріліс қорабы блогы естіледі',
    'Блок коробки передач на связи',
    '变速器控制单元在线',
    'Transmission control unit is heard',
  ),
  brakesHeard: w('Тежегіш блогы естіледі', 'Блок тормозов на связи', '制动控制单元在线', 'Brake control unit is heard'),
  bodyHeard: w('Шанақ блогы естіледі', 'Блок кузова на связи', '车身控制单元在线', 'Body control unit is heard'),
} as const

const STATE_WORDS = {
  onOff: [w('жоқ', 'нет', '否', 'no'), w('иә', 'да', '是', 'yes')],
  gateway: [
    w('өшірулі', 'выключен', '关闭', 'off'),
    w('күту режимі', 'ожидание', '待机', 'standby'),
    w('жұмыста', 'работает', '运行', 'up'),
    w('өшуге дайындалуда', 'завершение работы', '延时下电', 'after-run'),
  ],
  gear: ['N', '1', '2', '3', '4', '5', '6', '7', 'R'].map((name) => w(name, name, name, name)),
  selector: ['P', 'R', 'N', 'D'].map((name) => w(name, name, name, name)),
} as const

export const didStates = (which: keyof typeof STATE_WORDS) => STATE_WORDS[which].map((name, value) => ({ value, name }))

export const CONTROL_WORDS = {
  fuelPump: w('Отын сорғысы', 'Топливный насос', '燃油泵', 'Fuel pump'),
  coolingFan: w('Салқындату желдеткіші', 'Вентилятор охлаждения', '冷却风扇', 'Cooling fan'),
  purgeValve: w('Адсорбер клапаны', 'Клапан адсорбера', '碳罐电磁阀', 'Purge valve'),
  lights: w('Жарық', 'Освещение', '灯光', 'Lights'),
}
