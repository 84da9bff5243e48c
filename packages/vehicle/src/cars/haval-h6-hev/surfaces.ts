/** What an infrared thermometer can be aimed at, and how warm it is: as warm as what is behind it. */
import { w } from '../../words.ts'
import { ENGINE_SURFACES, type Surface } from '../haval-jolion/surfaces.ts'
import type { Physics } from './physics.ts'

export const SURFACES: Readonly<Record<string, Surface<Physics>>> = {
  ...ENGINE_SURFACES,
  'surface.inverterInlet': {
    name: w(
      'Инвертор: салқындатқыштың кірісі',
      'Инвертор: вход охлаждающей жидкости',
      '逆变器冷却液进口',
      'Inverter, coolant inlet',
    ),
    degC: ({ inverterLoop }) => inverterLoop.inletDegC,
  },
  'surface.inverterOutlet': {
    name: w(
      'Инвертор: салқындатқыштың шығысы',
      'Инвертор: выход охлаждающей жидкости',
      '逆变器冷却液出口',
      'Inverter, coolant outlet',
    ),
    degC: ({ inverterLoop }) => inverterLoop.outletDegC,
  },
  'surface.tractionMachine': {
    name: w('Тартқыш мотордың корпусы', 'Корпус тягового двигателя', '驱动电机壳体', 'Drive motor, housing'),
    degC: ({ dht }) => dht.traction.windingDegC,
  },
}
