/** The whole car without its station: physics and control units step together, a driver's hands and feet, its codes. */
import { UNIT_IDS } from '../ecus/signals.ts'
import { createPhysics, type Physics } from '../physics.ts'
import { createUnits, type Units } from '../units.ts'

export type WholeCar = {
  readonly physics: Physics
  readonly units: Units
  run(seconds: number, watch?: () => void): void
  /** The button for a moment, with the brake pressed or not. */
  press(brake: number): void
  /** Brake and button, and until READY could be. */
  start(): void
  /** Those whose test has failed since the codes were last cleared, as `hcu P0A94`. */
  codes(): string[]
}

const FAILED_SINCE_CLEARED = 0x20

export function createWholeCar(ambientDegC = 20, prepare: (physics: Physics) => void = () => {}): WholeCar {
  const physics = createPhysics(1, ambientDegC)
  prepare(physics)
  const units = createUnits(physics, 'LGWEF7A50PH000001')
  let tick = 0
  const isInCycle = UNIT_IDS.map(() => false)

  function step(): void {
    physics.step(tick)
    for (let place = 0; place < UNIT_IDS.length; place++) {
      const id = UNIT_IDS[place]
      const isUp = units.hasSupply(id)
      units.lines.setAwake(place, isUp)
      if (isUp && !isInCycle[place]) units.dtcs[id].startOperationCycle()
      isInCycle[place] = isUp
    }
    units.lines.step()
    units.step(tick++)
  }

  const car: WholeCar = {
    physics,
    units,
    run(seconds, watch) {
      for (let i = 0; i < Math.round(seconds * 100); i++) {
        step()
        watch?.()
      }
    },
    press(brake) {
      physics.commands.brake = brake
      physics.commands.isButtonPressed = true
      car.run(0.2)
      physics.commands.isButtonPressed = false
    },
    start() {
      car.press(0.5)
      car.run(4)
    },
    codes: () =>
      UNIT_IDS.flatMap((id) => {
        const memory = units.dtcs[id]
        return Array.from({ length: memory.count }, (_, i) => i)
          .filter((i) => (memory.status(i) & FAILED_SINCE_CLEARED) !== 0)
          .map((i) => `${id} ${textOf(memory.code(i))}`)
      }),
  }
  car.run(1)
  return car
}

/** `P0A94` of the upper 16 of its 24 bits. */
function textOf(code24: number): string {
  const code = code24 >> 8
  const letter = 'PCBU'[code >> 14]
  return `${letter}${(code & 0x3fff).toString(16).toUpperCase().padStart(4, '0')}`
}
