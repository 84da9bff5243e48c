/** What moves in this car faster than its steps, for a scope: the engine's own, and the alternator's humps. */
import { crankDeg } from '../../engine/crank.ts'
import { engineScopeDrives } from '../../engine-wiring/scope-drives.ts'
import type { FastDrive } from '../../scope/fast-drive.ts'
import { rectifierDrive } from '../../scope/rectifier.ts'
import { STEP_S } from './figures.ts'
import { PHASES, type Physics } from './physics.ts'

/** Turns of the field, electrical, for one of the crank: six pairs of poles, a pulley three times as fast. */
const FIELD_PER_CRANK = 6 * 3
/** Less is no current of its own: it stands, or nothing is connected. */
const GIVING_A_MIN = 0.5

export function fastDrives(physics: Physics): FastDrive[] {
  const { network, engine, condition } = physics
  const amps = -network.amps(network.branch('generator.phases'))
  const drives = engineScopeDrives({ ...physics, stepS: STEP_S })
  if (amps < GIVING_A_MIN) return drives
  const generator = rectifierDrive({
    branch: { name: 'generator.phases', from: 'generator.stage', to: 'generator.case' },
    amps,
    hasAllPhases: condition.generatorPhases === PHASES,
    angleRad: FIELD_PER_CRANK * ((Math.PI / 180) * crankDeg(engine.crank)),
    speedRadps: FIELD_PER_CRANK * engine.crank.speedRadps,
  })
  return [...drives, generator]
}
