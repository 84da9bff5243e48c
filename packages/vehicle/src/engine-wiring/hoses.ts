/** The hoses of a petrol engine that a person can pinch off with pliers. */
import type { CarModel } from '../car.ts'
import type { Engine } from '../engine/engine.ts'
import type { Hoses } from '../person.ts'
import { w } from '../words.ts'

const PURGE = 'hose.purge'

export const HOSES: NonNullable<CarModel['hoses']> = [
  {
    id: PURGE,
    name: w('Адсорбер түтігі', 'Шланг продувки адсорбера', '碳罐通气软管', 'Purge hose'),
  },
]

export const hosesOf = ({ inputs }: Engine): Hoses =>
  new Map([
    [
      PURGE,
      {
        pinch(isPinched) {
          inputs.purgeHoseShare = isPinched ? 0 : 1
        },
        isPinched: () => inputs.purgeHoseShare === 0,
      },
    ],
  ])
