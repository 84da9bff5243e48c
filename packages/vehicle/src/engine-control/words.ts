/** The titles of the engine control unit's trouble codes, in Kazakh, Russian, Chinese and English (meanings: SAE J2012). */
import type { Words } from '../car.ts'
import { CYLINDER_COUNT } from '../engine/figures.ts'
import { w } from '../words.ts'

const ofCylinders = (stem: string, title: (cylinder: number) => Words) =>
  Object.fromEntries(Array.from({ length: CYLINDER_COUNT }, (_, i) => [`${stem}${i + 1}`, title(i + 1)] as const))

export const ENGINE_DTC_WORDS: Readonly<Record<string, Words>> = {
  ...ofCylinders('P035', (n) =>
    w(
      `${n}-тұтандыру катушкасы: бастапқы тізбек`,
      `Катушка зажигания ${n}: первичная цепь`,
      `${n} 缸点火线圈初级电路`,
      `Ignition coil ${n}: primary circuit`,
    ),
  ),
  ...ofCylinders('P020', (n) =>
    w(`${n}-форсунканың тізбегі`, `Цепь форсунки ${n}`, `${n} 缸喷油器电路`, `Injector ${n}: circuit`),
  ),
  P0300: w(
    'Бірнеше цилиндрде от алмау',
    'Пропуски воспламенения в нескольких цилиндрах',
    '多缸失火',
    'Random or multiple cylinder misfire',
  ),
  ...ofCylinders('P030', (n) =>
    w(`${n}-цилиндрде от алмау`, `Пропуски воспламенения в цилиндре ${n}`, `${n} 缸失火`, `Cylinder ${n}: misfire`),
  ),
  P0171: w('Қоспа тым кедей', 'Слишком бедная смесь', '混合气过稀', 'System too lean'),
  P0172: w('Қоспа тым бай', 'Слишком богатая смесь', '混合气过浓', 'System too rich'),
  P0299: w('Үрлеу қысымы жеткіліксіз', 'Недостаточное давление наддува', '增压不足', 'Turbocharger underboost'),
  P0117: w(
    'Салқындатқыш сұйықтық температурасының датчигі: сигнал төмен',
    'Датчик температуры охлаждающей жидкости: низкий сигнал',
    '冷却液温度传感器电路电压过低',
    'Engine coolant temperature sensor circuit low',
  ),
  P0118: w(
    'Салқындатқыш сұйықтық температурасының датчигі: сигнал жоғары',
    'Датчик температуры охлаждающей жидкости: высокий сигнал',
    '冷却液温度传感器电路电压过高',
    'Engine coolant temperature sensor circuit high',
  ),
  P0128: w(
    'Салқындатқыш сұйықтық реттеу температурасына жетпейді (термостат)',
    'Температура охлаждающей жидкости ниже рабочей (термостат)',
    '冷却液温度低于节温器调节温度',
    'Coolant temperature below thermostat regulating temperature',
  ),
  P0113: w(
    'Енгізілетін ауа температурасының датчигі: сигнал жоғары',
    'Датчик температуры воздуха на впуске: высокий сигнал',
    '进气温度传感器电路电压过高',
    'Intake air temperature sensor circuit high',
  ),
  P0102: w(
    'Ауа шығынын өлшегіш: сигнал төмен',
    'Расходомер воздуха: низкий сигнал',
    '空气流量计电路信号过低',
    'Air mass meter circuit low',
  ),
  P0103: w(
    'Ауа шығынын өлшегіш: сигнал жоғары',
    'Расходомер воздуха: высокий сигнал',
    '空气流量计电路信号过高',
    'Air mass meter circuit high',
  ),
  P0122: w(
    'Дроссель орнының датчигі: сигнал төмен',
    'Датчик положения дросселя: низкий сигнал',
    '节气门位置传感器电路电压过低',
    'Throttle position sensor circuit low',
  ),
  P0123: w(
    'Дроссель орнының датчигі: сигнал жоғары',
    'Датчик положения дросселя: высокий сигнал',
    '节气门位置传感器电路电压过高',
    'Throttle position sensor circuit high',
  ),
  P2138: w(
    'Үдеткіш педалі: D және E жолдары сәйкес емес',
    'Педаль акселератора: дорожки D и E не согласованы',
    '加速踏板位置传感器 D/E 信号不一致',
    'Accelerator pedal position D and E do not correlate',
  ),
  P0335: w(
    'Иінді білік датчигінің тізбегі',
    'Цепь датчика коленчатого вала',
    '曲轴位置传感器电路',
    'Crankshaft position sensor circuit',
  ),
  P0016: w(
    'Иінді және таратқыш біліктердің өзара орны сәйкес емес',
    'Несоответствие положений коленчатого и распределительного валов',
    '曲轴与凸轮轴位置不匹配',
    'Crankshaft and camshaft position correlation',
  ),
  P0087: w(
    'Отын рампасындағы қысым тым төмен',
    'Слишком низкое давление в топливной рампе',
    '燃油轨压力过低',
    'Fuel rail pressure too low',
  ),
  P0135: w(
    'Алдыңғы лямбда-зонд: қыздырғыш тізбегі',
    'Передний лямбда-зонд: цепь подогрева',
    '前氧传感器加热电路',
    'Upstream lambda sensor: heater circuit',
  ),
  P0141: w(
    'Артқы лямбда-зонд: қыздырғыш тізбегі',
    'Задний лямбда-зонд: цепь подогрева',
    '后氧传感器加热电路',
    'Downstream lambda sensor: heater circuit',
  ),
  P0420: w(
    'Катализатордың тиімділігі шектен төмен',
    'Эффективность катализатора ниже порога',
    '三元催化器转化效率低于阈值',
    'Catalyst efficiency below threshold',
  ),
  P0496: w(
    'Адсорберді үрлеу: жабық кезде де ағады',
    'Продувка адсорбера: поток без команды',
    '炭罐在非脱附工况下有流量',
    'EVAP flow during a non-purge condition',
  ),
  P0562: w('Борт желісінің кернеуі төмен', 'Низкое напряжение бортовой сети', '系统电压过低', 'System voltage low'),
  U0101: w(
    'Беріліс қорабының басқару блогымен байланыс жоқ',
    'Нет связи с блоком управления коробкой передач',
    '与变速器控制单元失去通信',
    'Lost communication with the transmission control unit',
  ),
  U0121: w(
    'Тежегіш жүйесінің блогымен байланыс жоқ',
    'Нет связи с блоком тормозной системы',
    '与制动控制单元失去通信',
    'Lost communication with the brake control unit',
  ),
}
