/** Where a pressure gauge can be screwed on, and what it then stands in: pascal above the air's. */
import type { Words } from '../../car.ts'
import { w } from '../../words.ts'
import type { Physics } from './physics.ts'

type GaugePoint = { readonly name: Words; pascal(physics: Physics): number }

export const GAUGES: Readonly<Record<string, GaugePoint>> = {
  'gauge.fuelRail': {
    name: w('Отын рампасы', 'Топливная рампа', '燃油轨', 'Fuel rail'),
    pascal: ({ engine }) => engine.fuel.railGaugePa,
  },
  'gauge.oil': {
    name: w('Май магистралі', 'Масляная магистраль', '主油道', 'Oil gallery'),
    pascal: ({ engine }) => engine.heat.oilPa,
  },
  'gauge.boost': {
    name: w('Үрлеу құбыры', 'Патрубок наддува', '增压管', 'Boost pipe'),
    pascal: ({ engine, now }) => engine.air.boostPa - now.ambientPa,
  },
  'gauge.manifold': {
    name: w('Енгізу коллекторы', 'Впускной коллектор', '进气歧管', 'Intake manifold'),
    pascal: ({ engine, now }) => engine.air.manifoldPa - now.ambientPa,
  },
  'gauge.clutch1': {
    name: w('1-ілініс магистралі', 'Магистраль сцепления 1', '离合器 1 油路', 'Clutch 1 line'),
    pascal: ({ clutch }) => 1000 * clutch.pressureKpa[0],
  },
  'gauge.clutch2': {
    name: w('2-ілініс магистралі', 'Магистраль сцепления 2', '离合器 2 油路', 'Clutch 2 line'),
    pascal: ({ clutch }) => 1000 * clutch.pressureKpa[1],
  },
}
