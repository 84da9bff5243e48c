/** Where a pressure gauge can be screwed on, and what it then stands in: pascal above the air's. */
import type { Words } from '../../car.ts'
import { GAUGES as PETROL_GAUGES } from '../haval-jolion/gauges.ts'
import type { Physics } from './physics.ts'

type GaugePoint = { readonly name: Words; pascal(physics: Physics): number }

export const GAUGES: Readonly<Record<string, GaugePoint>> = {
  'gauge.fuelRail': {
    name: PETROL_GAUGES['gauge.fuelRail'].name,
    pascal: ({ engine }) => engine.fuel.railGaugePa,
  },
  'gauge.oil': { name: PETROL_GAUGES['gauge.oil'].name, pascal: ({ engine }) => engine.heat.oilPa },
  'gauge.boost': {
    name: PETROL_GAUGES['gauge.boost'].name,
    pascal: ({ engine, now }) => engine.air.boostPa - now.ambientPa,
  },
  'gauge.manifold': {
    name: PETROL_GAUGES['gauge.manifold'].name,
    pascal: ({ engine, now }) => engine.air.manifoldPa - now.ambientPa,
  },
}
