/** A car of a torque source, the dual clutch transmission and an idealised shifter, of a Jolion's size, to be driven in tests. */
import { createDualClutch, type DualClutch, type DualClutchInput, SEVEN_SPEED, stepDualClutch } from '../dual-clutch.ts'
import { type Chassis, createMotion, type Motion, move } from '../motion.ts'
import { control, createShifter, type Shifter } from './ideal-shifter.ts'
import { CRANK_KG_M2, createTorqueSource, sourceNm, type TorqueSource, turn } from './torque-source.ts'

/** Mass and drag of this car were not found (they stand on its plate): teaching values. */
export const PETROL_CHASSIS: Chassis = {
  massKg: 1550,
  rotatingKg: 45,
  dragAreaM2: 0.78,
  rolling: 0.0095,
  wheelM: 0.335,
  brakeNMax: 15_000,
  parkN: 15_000,
  tyres: {
    friction: 0.9,
    drivenAxle: 'front',
    frontLoad: 0.6,
    frontBrake: 0.7,
    gravityHeightM: 0.6,
    wheelbaseM: 2.7,
  },
}

export type PetrolCar = {
  readonly clutch: DualClutch
  readonly motion: Motion
  readonly shifter: Shifter
  readonly source: TorqueSource
  readonly input: DualClutchInput
  /** From the crankshaft into the transmission, and out to the wheels. */
  crankJ: number
  wheelJ: number
  step(pedals: { accelerator: number; brake: number; slope?: number }, stepS: number): void
}

export function createPetrolCar(oilDegC = 60): PetrolCar {
  const clutch = createDualClutch(oilDegC)
  const motion = createMotion()
  const shifter = createShifter()
  const source = createTorqueSource()
  const input = levelInput()
  const car: PetrolCar = {
    clutch,
    motion,
    shifter,
    source,
    input,
    crankJ: 0,
    wheelJ: 0,
    step({ accelerator, brake, slope }, stepS) {
      input.engineNm = sourceNm(source, accelerator * shifter.engineShare, stepS)
      input.crankRadps = source.crankRadps
      input.wheelRadps = motion.speedMps / PETROL_CHASSIS.wheelM
      control(shifter, clutch, SEVEN_SPEED, input, { accelerator, brake }, stepS)
      stepDualClutch(clutch, SEVEN_SPEED, input, stepS)
      turn(source, input.engineNm - clutch.crankNm, stepS)
      car.crankJ += 0.5 * (input.crankRadps + source.crankRadps) * clutch.crankNm * stepS
      move(motion, PETROL_CHASSIS, { wheelNm: clutch.wheelNm, brake, isParked: false, slope }, stepS)
      car.wheelJ += (clutch.wheelNm / PETROL_CHASSIS.wheelM) * motion.stepM
    },
  }
  return car
}

/** A crankshaft idling in neutral, a car at rest. */
export function levelInput(): DualClutchInput {
  return {
    engineNm: 0,
    crankRadps: 84,
    crankKgM2: CRANK_KG_M2,
    wheelRadps: 0,
    vehicleKgM2: PETROL_CHASSIS.massKg * PETROL_CHASSIS.wheelM * PETROL_CHASSIS.wheelM,
    oddSolenoidA: 0,
    evenSolenoidA: 0,
    oddGear: 0,
    evenGear: 0,
    coolingFlow: 0,
    isParkWanted: false,
    coolantDegC: 85,
  }
}
