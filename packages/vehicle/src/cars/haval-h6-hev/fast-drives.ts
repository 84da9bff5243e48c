/**
 * What moves in this car faster than its steps, beside the CAN transceivers, for a scope: coils, injectors, valves, teeth and
 * lambda sensors of the engine, and the resolvers of both machines.
 */
import { engineScopeDrives } from '../../engine-wiring/scope-drives.ts'
import type { FastDrive } from '../../scope/fast-drive.ts'
import { resolverDrive } from '../../scope/resolver.ts'
import { DHT, STEP_S, tractionRadps } from './figures.ts'
import { HARNESS, MACHINES } from './harness.ts'
import type { Physics } from './physics.ts'

/** As the car stands now. */
export const fastDrives = (physics: Physics): FastDrive[] => [
  ...engineScopeDrives({ ...physics, stepS: STEP_S }),
  ...MACHINES.map((id) => resolverOf(physics, id)),
]

function resolverOf({ network, engine, motion, now }: Physics, id: (typeof MACHINES)[number]): FastDrive {
  const isTraction = id === 'traction'
  const radps = isTraction ? tractionRadps(motion.speedMps) : engine.crank.speedRadps * DHT.generatorRatio
  return resolverDrive(network, {
    machine: `${id}Machine`,
    unitExcitation: `inverter.${id}Excitation`,
    reference: 'inverter.reference',
    ground: 'inverter.ground',
    nominalOhm: HARNESS.nominalOhm,
    turns: isTraction ? now.tractionTurns : now.generatorTurns,
    turnsPerS: radps / (2 * Math.PI),
  })
}
