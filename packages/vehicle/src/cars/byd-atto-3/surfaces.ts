/** What an infrared thermometer can be aimed at, and how warm it is: as warm as what is behind it. */
import type { Words } from '../../car.ts'
import { w } from '../../words.ts'
import type { Physics } from './physics.ts'

type Surface = { readonly name: Words; degC(physics: Physics): number }

export const SURFACES: Readonly<Record<string, Surface>> = {
  'surface.motor': {
    name: w('Тартқыш мотордың корпусы', 'Корпус тягового двигателя', '驱动电机壳体', 'Drive motor, housing'),
    degC: ({ now }) => now.motorTempDegC,
  },
  'surface.coolantHose': {
    name: w('Мотор контурының шлангы', 'Патрубок контура двигателя', '电机回路水管', 'Hose of the motor’s coolant'),
    degC: ({ now }) => now.coolantTempDegC,
  },
  'surface.chillerInlet': {
    name: w(
      'Чиллер: салқындатқыштың кірісі',
      'Чиллер: вход охлаждающей жидкости',
      '冷却器进水口',
      'Chiller, coolant inlet',
    ),
    degC: ({ thermal }) => thermal.outletDegC,
  },
  'surface.chillerOutlet': {
    name: w(
      'Чиллер: салқындатқыштың шығысы',
      'Чиллер: выход охлаждающей жидкости',
      '冷却器出水口',
      'Chiller, coolant outlet',
    ),
    degC: ({ thermal }) => thermal.chilledDegC,
  },
}
