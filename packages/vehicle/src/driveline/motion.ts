/**
 * A car along the road: what wheels, brakes, air, tyres and the slope do to its speed in one step. For every car.
 *
 * What only resists (rolling, brakes, the parking pawl) can bring a car to rest but never turn it round; on a slope it
 * holds as long as it is stronger than the weight along the road. A tyre transfers no more than friction times the load
 * of its axle, which moves to the rear under acceleration; what is more than that spins or slides and is lost here.
 * Left out: the inertia of a spinning wheel (a limit, no slip curve), wind, bends, the pitch of the body.
 */

const AIR_KG_PER_M3 = 1.2
const GRAVITY_MPS2 = 9.81

/** What a car and its load are; no state. */
export type Chassis = {
  readonly massKg: number
  /** Wheels, shafts and rotor as if they were mass. */
  readonly rotatingKg: number
  readonly dragAreaM2: number
  readonly rolling: number
  /** Tyre's radius under load. */
  readonly wheelM: number
  /** Force of all four friction brakes with the pedal full down, and of the parking brake or pawl. */
  readonly brakeNMax: number
  readonly parkN: number
  /** Without it tyres never let go. */
  readonly tyres?: Tyres
}

export type Tyres = {
  readonly friction: number
  readonly drivenAxle: 'front' | 'rear' | 'both'
  /** Share of the weight on the front axle at rest. */
  readonly frontLoad: number
  /** Share of the brake force at the front axle. */
  readonly frontBrake: number
  readonly gravityHeightM: number
  readonly wheelbaseM: number
}

/** One car's motion; numbers only, so that a snapshot can hold it. */
export type Motion = {
  speedMps: number
  accelerationMps2: number
  odometerM: number
  /** Of the last step, backwards negative: what a shaft turns by, times ratio over the wheel's radius. */
  stepM: number
  /** At the road, after the tyres' limit. */
  driveN: number
  brakeN: number
  /** What the tyres could not transfer in the last step: a driven wheel spins, a braked one slides. */
  spinN: number
  slideN: number
}

/** What acts on the car in one step. */
export type Effort = {
  /** Of the driven wheels together, forwards positive. */
  readonly wheelNm: number
  /** Brake pedal's force, 0 to 1. */
  readonly brake: number
  readonly isParked: boolean
  /** Metres up for each metre along the level; absent is level. */
  readonly slope?: number | undefined
}

export function createMotion(odometerM = 0): Motion {
  return { speedMps: 0, accelerationMps2: 0, odometerM, stepM: 0, driveN: 0, brakeN: 0, spinN: 0, slideN: 0 }
}

export const wheelRadps = (chassis: Chassis, speedMps: number): number => speedMps / chassis.wheelM

/** Torque behind gears: their loss is taken from whichever side drives. `radps` of either side; at rest the torque's own way. */
export function throughGearsNm(torqueNm: number, gears: { ratio: number; efficiency: number }, radps: number): number {
  const outNm = torqueNm * gears.ratio
  const isDriving = outNm * (Math.sign(radps) || Math.sign(outNm)) >= 0
  return outNm * (isDriving ? gears.efficiency : 1 / gears.efficiency)
}

/** Rolling resistance and air of a car that coasts, as a positive force. */
export function resistanceN(chassis: Chassis, speedMps: number): number {
  const rollingN = chassis.rolling * chassis.massKg * GRAVITY_MPS2
  return rollingN + 0.5 * AIR_KG_PER_M3 * chassis.dragAreaM2 * speedMps * Math.abs(speedMps)
}

export function move(motion: Motion, chassis: Chassis, effort: Effort, stepS: number): void {
  const speed = motion.speedMps
  const slope = effort.slope ?? 0
  const perHypotenuse = slope === 0 ? 1 : 1 / Math.sqrt(1 + slope * slope)
  const weightN = chassis.massKg * GRAVITY_MPS2 * perHypotenuse
  grip(motion, chassis, effort, weightN)
  const resistN = chassis.rolling * chassis.massKg * GRAVITY_MPS2 * perHypotenuse + motion.brakeN
  const dragN = 0.5 * AIR_KG_PER_M3 * chassis.dragAreaM2 * speed * Math.abs(speed)

  const massKg = chassis.massKg + chassis.rotatingKg
  const freeMps = speed + ((motion.driveN - dragN - weightN * slope) / massKg) * stepS
  const stopMps = (resistN / massKg) * stepS
  const next = Math.abs(freeMps) <= stopMps ? 0 : freeMps - Math.sign(freeMps) * stopMps
  motion.stepM = 0.5 * (speed + next) * stepS
  motion.odometerM += Math.abs(motion.stepM)
  motion.accelerationMps2 = (next - speed) / stepS
  motion.speedMps = next
}

/** Drive and brake forces after what the tyres can hold; axle loads from the acceleration of the step before. */
function grip(motion: Motion, chassis: Chassis, effort: Effort, weightN: number): void {
  const wantedDriveN = effort.wheelNm / chassis.wheelM
  const wantedBrakeN = effort.isParked ? chassis.parkN : effort.brake * chassis.brakeNMax
  motion.driveN = wantedDriveN
  motion.brakeN = wantedBrakeN
  motion.spinN = 0
  motion.slideN = 0
  const { tyres } = chassis
  if (tyres === undefined) return
  const shiftN = (chassis.massKg * motion.accelerationMps2 * tyres.gravityHeightM) / tyres.wheelbaseM
  const frontN = atLeast0(weightN * tyres.frontLoad - shiftN)
  const rearN = atLeast0(weightN * (1 - tyres.frontLoad) + shiftN)

  const drivenN = tyres.drivenAxle === 'both' ? frontN + rearN : tyres.drivenAxle === 'front' ? frontN : rearN
  const driveNMax = tyres.friction * drivenN
  if (Math.abs(wantedDriveN) > driveNMax) {
    motion.driveN = Math.sign(wantedDriveN) * driveNMax
    motion.spinN = Math.abs(wantedDriveN) - driveNMax
  }
  const frontExcessN = atLeast0(wantedBrakeN * tyres.frontBrake - tyres.friction * frontN)
  const rearExcessN = atLeast0(wantedBrakeN * (1 - tyres.frontBrake) - tyres.friction * rearN)
  motion.slideN = frontExcessN + rearExcessN
  motion.brakeN = wantedBrakeN - motion.slideN
}

const atLeast0 = (value: number): number => (value > 0 ? value : 0)
