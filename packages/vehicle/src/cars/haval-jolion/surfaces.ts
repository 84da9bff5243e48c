/** What an infrared thermometer can be aimed at, and how warm it is: as warm as what flows behind it. */
import type { Words } from '../../car.ts'
import type { Engine } from '../../engine/engine.ts'
import { w } from '../../words.ts'
import type { Physics } from './physics.ts'

export type Surface<Of> = { readonly name: Words; degC(physics: Of): number }

/** Of any car with this engine. */
export const ENGINE_SURFACES: Readonly<Record<string, Surface<{ readonly engine: Engine }>>> = {
  'surface.upperHose': {
    name: w('Радиатордың жоғарғы шлангы', 'Верхний патрубок радиатора', '散热器上水管', 'Radiator, upper hose'),
    degC: ({ engine }) => engine.heat.coolantDegC,
  },
  'surface.lowerHose': {
    name: w('Радиатордың төменгі шлангы', 'Нижний патрубок радиатора', '散热器下水管', 'Radiator, lower hose'),
    degC: ({ engine }) => engine.heat.radiatorDegC,
  },
  'surface.oilPan': {
    name: w('Май картері', 'Масляный поддон', '油底壳', 'Oil pan'),
    degC: ({ engine }) => engine.heat.oilDegC,
  },
}

export const SURFACES: Readonly<Record<string, Surface<Physics>>> = ENGINE_SURFACES
