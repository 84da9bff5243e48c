/**
 * What happens each half turn, when one piston passes its firing top dead centre: one cylinder fires, the next closes its
 * intake, the one after opens it to the fuel in its port, and the one that fired before opens its exhaust.
 */
import { fire, trap } from './combustion.ts'
import type { EngineParts } from './engine.ts'
import { CYLINDER_COUNT, FIRING_ORDER } from './figures.ts'
import { inject } from './fuel.ts'

export function turnStroke(engine: EngineParts): void {
  const { crank, cylinders } = engine
  const inTurn = (after: number) => FIRING_ORDER[(crank.stroke + after) % CYLINDER_COUNT]
  fire(engine, inTurn(0))
  trap(engine, inTurn(1))
  inject(engine, inTurn(2))
  cylinders.expelling = inTurn(3)
}
