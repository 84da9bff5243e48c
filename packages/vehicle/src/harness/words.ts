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
  tap8: w('сақтандырғышқа дейінгі плюс', 'плюс до предохранителя', '熔断器前正极', 'positive, before the fuse'),
  inletAir: w('кіретін ауа температурасы', 'температура воздуха на входе', '进风温度', 'inlet air temperature'),
  inletAirReturn: w(
    'кіретін ауа температурасы, қайту',
    'температура воздуха на входе, возврат',
    '进风温度回路',
    'inlet air temperature return',
  ),
  coolantIn: w('кірістегі сұйықтық температурасы', 'температура жидкости на входе', '进口冷却液温度', 'coolant in'),
  coolantInReturn: w(
    'кірістегі сұйықтық температурасы, қайту',
    'температура жидкости на входе, возврат',
    '进口冷却液温度回路',
    'coolant in, return',
  ),
  coolantOut: w('шығыстағы сұйықтық температурасы', 'температура жидкости на выходе', '出口冷却液温度', 'coolant out'),
  coolantOutReturn: w(
    'шығыстағы сұйықтық температурасы, қайту',
    'температура жидкости на выходе, возврат',
    '出口冷却液温度回路',
    'coolant out, return',
  ),
  sleeve: w('муфта орнының сигналы', 'сигнал положения муфты', '接合套位置信号', 'sleeve position signal'),
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
  dcPlus: w('DC+ түйіспесі', 'контакт DC+', 'DC+ 端子', 'pin DC+'),
  dcMinus: w('DC− түйіспесі', 'контакт DC−', 'DC− 端子', 'pin DC−'),
  cc1: w('CC1 түйіспесі', 'контакт CC1', 'CC1 端子', 'pin CC1'),
  cc2: w('CC2 түйіспесі', 'контакт CC2', 'CC2 端子', 'pin CC2'),
  sPlus: w(
    'S+ түйіспесі (зарядтау CAN-H)',
    'контакт S+ (CAN-H зарядки)',
    'S+ 端子（充电 CAN-H）',
    'pin S+ (charging CAN-H)',
  ),
  sMinus: w(
    'S− түйіспесі (зарядтау CAN-L)',
    'контакт S− (CAN-L зарядки)',
    'S− 端子（充电 CAN-L）',
    'pin S− (charging CAN-L)',
  ),
  aPlus: w('A+ түйіспесі, 12 В', 'контакт A+, 12 В', 'A+ 端子，12 V', 'pin A+, 12 V'),
  aMinus: w('A− түйіспесі', 'контакт A−', 'A− 端子', 'pin A−'),
  dcPositiveDriver: w(
    'DC плюс контакторының (K5) басқаруы',
    'управление плюсовым контактором DC (K5)',
    '直流充电正极接触器（K5）控制',
    'DC+ contactor (K5) driver',
  ),
  dcNegativeDriver: w(
    'DC минус контакторының (K6) басқаруы',
    'управление минусовым контактором DC (K6)',
    '直流充电负极接触器（K6）控制',
    'DC− contactor (K6) driver',
  ),
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
  case: w('корпус', 'корпус', '壳体', 'case'),
  lin: everywhere('LIN'),
  sense: w('кернеуді бақылау', 'контроль напряжения', '电压检测', 'voltage sense'),
  solenoid: w('тартқыш реле', 'втягивающее реле', '电磁开关', 'solenoid switch'),
  driver: w('басқару', 'управление', '控制', 'driver'),
  engine30: w(
    'қозғалтқыш блогына, 30-клемма',
    'к блоку двигателя, клемма 30',
    '至发动机控制单元（30 号线）',
    'to the engine control unit, terminal 30',
  ),
  engineMain: w(
    'қозғалтқыш блогына, негізгі реледен кейін',
    'к блоку двигателя после главного реле',
    '至发动机控制单元（主继电器后）',
    'to the engine control unit, after the main relay',
  ),
  starterSolenoid: w(
    'стартердің тартқыш релесіне',
    'к втягивающему реле стартера',
    '至起动机电磁开关',
    'to the starter’s solenoid switch',
  ),
  injectors: w('форсункалардың қоректенуі', 'питание форсунок', '喷油器供电', 'injector supply'),
  ignitionCoils: w(
    'тұтандыру катушкаларының қоректенуі',
    'питание катушек зажигания',
    '点火线圈供电',
    'ignition coil supply',
  ),
  valves: w('клапандардың қоректенуі', 'питание клапанов', '电磁阀供电', 'valve supply'),
  heaters: w(
    'лямбда-зонд қыздырғыштарының қоректенуі',
    'питание подогрева лямбда-зондов',
    '氧传感器加热供电',
    'lambda sensor heater supply',
  ),
  ignition: w('тұтандыру, 15-клемма', 'зажигание, клемма 15', '点火供电（15 号线）', 'ignition, terminal 15'),
  ignition15: w('15-клемма', 'клемма 15', '15 号线', 'terminal 15'),
  battery30: w('30-клемма', 'клемма 30', '30 号线', 'terminal 30'),
  airConditioning: w(
    'кондиционер муфтасына',
    'к муфте кондиционера',
    '至空调压缩机离合器',
    'to the air-conditioning clutch',
  ),
  mainDriver: w('негізгі релені басқару', 'управление главным реле', '主继电器控制', 'main relay driver'),
  fuelPumpDriver: w(
    'отын сорғысының релесін басқару',
    'управление реле топливного насоса',
    '燃油泵继电器控制',
    'fuel pump relay driver',
  ),
  starterDriver: w('стартер релесін басқару', 'управление реле стартера', '起动继电器控制', 'starter relay driver'),
  airConditioningDriver: w(
    'кондиционер релесін басқару',
    'управление реле кондиционера',
    '空调继电器控制',
    'air-conditioning relay driver',
  ),
  pedal: w('педаль датчигінің сигналы', 'сигнал датчика педали', '踏板位置信号', 'pedal sensor signal'),
  throttle: w('дроссель датчигінің сигналы', 'сигнал датчика дросселя', '节气门位置信号', 'throttle sensor signal'),
  throttleMotorPlus: w('дроссель моторы +', 'мотор дросселя +', '节气门电机+', 'throttle motor +'),
  throttleMotorMinus: w('дроссель моторы −', 'мотор дросселя −', '节气门电机−', 'throttle motor −'),
  motorPlus: w('мотор +', 'мотор +', '电机+', 'motor +'),
  motorMinus: w('мотор −', 'мотор −', '电机−', 'motor −'),
  airMass: w('ауа шығынының сигналы', 'сигнал расходомера воздуха', '空气流量信号', 'air mass signal'),
  manifoldPressure: w(
    'енгізу коллекторындағы қысым',
    'давление во впускном коллекторе',
    '进气歧管压力',
    'manifold pressure',
  ),
  boostPressure: w('үрлеу қысымы', 'давление наддува', '增压压力', 'boost pressure'),
  railPressure: w('отын рампасындағы қысым', 'давление в топливной рампе', '燃油轨压力', 'fuel rail pressure'),
  oilPressure: w('май қысымы', 'давление масла', '机油压力', 'oil pressure'),
  brakePressure: w('тежегіш қысымы', 'давление в тормозах', '制动压力', 'brake pressure'),
  intakeAir: w('енгізілетін ауа температурасы', 'температура воздуха на впуске', '进气温度', 'intake air temperature'),
  oil: w('май температурасы', 'температура масла', '机油温度', 'oil temperature'),
  temperature: w('температура', 'температура', '温度', 'temperature'),
  crank: w('иінді білік датчигінің сигналы', 'сигнал датчика коленвала', '曲轴位置信号', 'crankshaft sensor signal'),
  cam: w('таратқыш білік датчигінің сигналы', 'сигнал датчика распредвала', '凸轮轴位置信号', 'camshaft sensor signal'),
  knock: w('детонация сигналы', 'сигнал детонации', '爆震信号', 'knock signal'),
  knockReturn: w('детонация сигналы, қайту', 'сигнал детонации, возврат', '爆震信号回路', 'knock signal return'),
  lambdaUpReturn: w(
    'алдыңғы лямбда-зонд, қайту',
    'передний лямбда-зонд, возврат',
    '前氧传感器回路',
    'upstream lambda sensor return',
  ),
  lambdaDownReturn: w(
    'артқы лямбда-зонд, қайту',
    'задний лямбда-зонд, возврат',
    '后氧传感器回路',
    'downstream lambda sensor return',
  ),
  heater: w('қыздырғыш', 'подогреватель', '加热器', 'heater'),
  heaterSupply: w('қыздырғыштың қоректенуі', 'питание подогревателя', '加热器供电', 'heater supply'),
  heaterUp: w(
    'алдыңғы лямбда-зонд қыздырғышын басқару',
    'управление подогревом переднего лямбда-зонда',
    '前氧传感器加热控制',
    'upstream lambda heater driver',
  ),
  heaterDown: w(
    'артқы лямбда-зонд қыздырғышын басқару',
    'управление подогревом заднего лямбда-зонда',
    '后氧传感器加热控制',
    'downstream lambda heater driver',
  ),
  purge: w('адсорбер клапанын басқару', 'управление клапаном адсорбера', '炭罐电磁阀控制', 'purge valve driver'),
  oilControl: w(
    'фаза реттегішінің клапанын басқару',
    'управление клапаном фазовращателя',
    '凸轮轴调节阀控制',
    'cam phaser valve driver',
  ),
  wastegate: w(
    'үрлеу реттегішінің клапанын басқару',
    'управление клапаном регулятора наддува',
    '增压控制阀控制',
    'wastegate valve driver',
  ),
  clutchPressure: w('ілінісу қысымы', 'давление сцепления', '离合器压力', 'clutch pressure'),
  clutchTemperature: w('ілінісу температурасы', 'температура сцепления', '离合器温度', 'clutch temperature'),
  oilTemperature: w('май температурасы', 'температура масла', '油温', 'oil temperature'),
  inputOdd: w(
    'тақ берілістер білігінің айналу жиілігі',
    'частота вращения вала нечётных передач',
    '奇数挡输入轴转速',
    'speed of the odd input shaft',
  ),
  inputEven: w(
    'жұп берілістер білігінің айналу жиілігі',
    'частота вращения вала чётных передач',
    '偶数挡输入轴转速',
    'speed of the even input shaft',
  ),
  output: w(
    'шығыс біліктің айналу жиілігі',
    'частота вращения выходного вала',
    '输出轴转速',
    'speed of the output shaft',
  ),
  fork: w('аша орнының сигналы', 'сигнал положения вилки', '拨叉位置信号', 'fork position signal'),
  solenoid1: w(
    '1-ілінісу клапанын басқару',
    'управление клапаном сцепления 1',
    '离合器 1 电磁阀控制',
    'clutch 1 valve driver',
  ),
  solenoid2: w(
    '2-ілінісу клапанын басқару',
    'управление клапаном сцепления 2',
    '离合器 2 电磁阀控制',
    'clutch 2 valve driver',
  ),
  cooling: w(
    'ілінісуді салқындату клапанын басқару',
    'управление клапаном охлаждения сцеплений',
    '离合器冷却阀控制',
    'clutch cooling valve driver',
  ),
  parkLock: w(
    'тұрақ бұғатының жетегін басқару',
    'управление приводом парковочной блокировки',
    '驻车锁止执行器控制',
    'park lock driver',
  ),
  fuelLevel: w('отын деңгейінің сигналы', 'сигнал уровня топлива', '燃油液位信号', 'fuel level signal'),
  chargeLamp: w('зарядтау шамы', 'лампа заряда', '充电指示灯', 'charge lamp'),
  block: w('қозғалтқыш блогында', 'на блоке двигателя', '发动机缸体处', 'on the engine block'),
  engine: w('қозғалтқыш жанында', 'у двигателя', '发动机旁', 'beside the engine'),
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

const WHEELS: Readonly<Record<string, Words>> = {
  frontLeft: w('сол жақ алдыңғы дөңгелек', 'левое переднее колесо', '左前轮', 'front left wheel'),
  frontRight: w('оң жақ алдыңғы дөңгелек', 'правое переднее колесо', '右前轮', 'front right wheel'),
  rearLeft: w('сол жақ артқы дөңгелек', 'левое заднее колесо', '左后轮', 'rear left wheel'),
  rearRight: w('оң жақ артқы дөңгелек', 'правое заднее колесо', '右后轮', 'rear right wheel'),
}

/** Where two machines hang on one unit. */
const MACHINES: Readonly<Record<string, Words>> = {
  generator: w('генератор', 'генератор', '发电机', 'generator'),
  traction: w('тартқыш қозғалтқыш', 'тяговый двигатель', '驱动电机', 'drive motor'),
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
  hybridGround: w(
    'гибридті жетек датчиктері массасының түйіні',
    'узел массы датчиков гибридного привода',
    '混合动力传感器搭铁接点',
    'splice of the hybrid drive sensor ground',
  ),
  injectors: w(
    'форсункалар қоректенуінің түйіні',
    'узел питания форсунок',
    '喷油器供电接点',
    'splice of the injectors',
  ),
  ignitionCoils: w(
    'тұтандыру катушкалары қоректенуінің түйіні',
    'узел питания катушек зажигания',
    '点火线圈供电接点',
    'splice of the ignition coils',
  ),
  valves: w('клапандар қоректенуінің түйіні', 'узел питания клапанов', '电磁阀供电接点', 'splice of the valves'),
  heaters: w(
    'лямбда-зонд қыздырғыштарының түйіні',
    'узел питания подогрева лямбда-зондов',
    '氧传感器加热供电接点',
    'splice of the lambda sensor heaters',
  ),
  solenoids: w(
    'беріліс қорабы клапандарының түйіні',
    'узел питания клапанов коробки передач',
    '变速器电磁阀供电接点',
    'splice of the transmission valves',
  ),
  transmissionSupply: w(
    'беріліс қорабы датчиктері қоректенуінің түйіні',
    'узел питания датчиков коробки передач',
    '变速器传感器供电接点',
    'splice of the transmission sensor supply',
  ),
  transmissionGround: w(
    'беріліс қорабы датчиктері массасының түйіні',
    'узел массы датчиков коробки передач',
    '变速器传感器搭铁接点',
    'splice of the transmission sensor ground',
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

/**
 * `signal2` is the second signal, `thermistor7Return` the return of the seventh thermistor, `tractionSinePlus` the sine of that
 * machine; `coil2` leads to that part.
 */
export function terminalWords(terminal: string, parts: PartWords): Words {
  const known = TERMINALS[terminal] ?? SPLICES[terminal]
  if (known !== undefined) return known
  const [, word = '', number = '', rest = ''] = /^([a-zA-Z]+?)(\d+)([a-zA-Z]*)$/.exec(terminal) ?? []
  const numbered = TERMINALS[word + rest]
  if (numbered !== undefined) return counted(numbered, number)
  const [, wheel = '', end] = /^([a-zA-Z]+)(Plus|Signal)$/.exec(terminal) ?? []
  if (wheel in WHEELS) return at(WHEELS[wheel], end === 'Plus' ? TERMINALS.plus : TERMINALS.signal)
  const [, machine = '', first = '', others = ''] = /^(generator|traction)([A-Z])([a-zA-Z]*)$/.exec(terminal) ?? []
  const ofMachine = TERMINALS[first.toLowerCase() + others]
  if (ofMachine !== undefined) return at(MACHINES[machine], ofMachine)
  const part = parts[terminal]
  if (part === undefined) throw new RangeError(`no words for the terminal "${terminal}"`)
  return { kk: `→ ${part.kk}`, ru: `→ ${part.ru}`, zh: `→ ${part.zh}`, en: `→ ${part.en}` }
}

/** Of `frontLeft` and the others. */
export const wheelWords = (wheel: string): Words => WHEELS[wheel]

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
