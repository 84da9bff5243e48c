/**
 * What happens each half turn, when one piston passes its firing top dead centre: one cylinder fires, the next closes its
 * intake, the one after opens it to the fuel in its port, and the one that fired before opens its exhaust.
 */
import { fire, trap } from './combustion.ts'
import type { EngineParts } from './engine.ts'
import { CYLINDER_COUNT, FIRING_ORDER } from './figures.ts'
import { inject } from './fuel.ts'

export function turnStroke(engine: EngineParts): void {
  const { stroke } = engine.crank
  fire(engine, FIRING_ORDER[stroke])
  trap(engine, FIRING_ORDER[(stroke + 1) % CYLINDER_COUNT])
  inject(engine, FIRING_ORDER[(stroke + 2) % CYLINDER_COUNT])
  engine.cylinders.expelling = FIRING_ORDER[(stroke + 3) % CYLINDER_COUNT]
}
