/**
 * A car of an H6 HEV's size with the hybrid transmission, an engine that is a torque, and an idealised control of the
 * modes, to be driven in tests: electric at little power, series in town, the engine's own gears beyond 40 km/h.
 */
import { createDht, DHT_130, type Dht, type DhtInput, meetingRadps, rotorKgM2, stepDht } from '../dht.ts'
import { torqueNmMaxAt } from '../electric-machine.ts'
import { type Chassis, createMotion, type Motion, move } from '../motion.ts'
import { CRANK_KG_M2, createTorqueSource, sourceNm, type TorqueSource, turn } from './torque-source.ts'

/** Mass and drag area are teaching values. */
export const HYBRID_CHASSIS: Chassis = {
  massKg: 1790,
  rotatingKg: 75,
  dragAreaM2: 0.85,
  rolling: 0.0095,
  wheelM: 0.345,
  brakeNMax: 16_000,
  parkN: 16_000,
  tyres: {
    friction: 0.9,
    drivenAxle: 'front',
    frontLoad: 0.58,
    frontBrake: 0.7,
    gravityHeightM: 0.62,
    wheelbaseM: 2.74,
  },
}

const PACK_J = 1.75 * 3.6e6
const PACK_W_MAX = 50_000
const PACK_VOLTS = 340
const REGENERATION_NM_MAX = 1200
/** H6: 233 Nm where the source has 210. */
const ENGINE_SHARE = 1.1
const ENGINE_NM = 200
const STARTED_RADPS = 95

export type HybridCar = {
  readonly dht: Dht
  readonly motion: Motion
  readonly source: TorqueSource
  readonly input: DhtInput
  soc: number
  isEngineWanted: boolean
  gearWanted: number
  /** Books since the start: engine's work, wheels' work, what the pack gave. */
  engineJ: number
  wheelJ: number
  packJ: number
  step(pedals: { accelerator: number; brake: number }, stepS: number): void
}

export function createHybridCar(): HybridCar {
  const source = createTorqueSource()
  source.crankRadps = 0
  source.isFuelled = false
  const car: HybridCar = {
    dht: createDht(40),
    motion: createMotion(),
    source,
    input: restingInput(),
    soc: 0.55,
    isEngineWanted: false,
    gearWanted: 0,
    engineJ: 0,
    wheelJ: 0,
    packJ: 0,
    step(pedals, stepS) {
      const brake = command(car, pedals)
      const { input, dht } = car
      input.engineNm = sourceNm(source, engineShare(car, pedals.accelerator), stepS) * ENGINE_SHARE
      stepDht(dht, DHT_130, input, stepS)
      turn(source, input.engineNm - dht.crankNm, stepS, input.crankKgM2)
      car.engineJ += input.engineNm * 0.5 * (input.crankRadps + source.crankRadps) * stepS
      move(car.motion, HYBRID_CHASSIS, { wheelNm: dht.wheelNm, brake, isParked: false }, stepS)
      car.wheelJ += (dht.wheelNm / HYBRID_CHASSIS.wheelM) * car.motion.stepM
      const packW = dht.generator.electricW + dht.traction.electricW
      car.packJ += packW * stepS
      car.soc -= (packW * stepS) / PACK_J
    },
  }
  return car
}

/** Everything at rest and switched on. */
export function restingInput(): DhtInput {
  return {
    engineNm: 0,
    crankRadps: 0,
    crankKgM2: CRANK_KG_M2 + rotorKgM2(DHT_130),
    wheelRadps: 0,
    vehicleKgM2: HYBRID_CHASSIS.massKg * HYBRID_CHASSIS.wheelM * HYBRID_CHASSIS.wheelM,
    generatorNm: 0,
    tractionNm: 0,
    isGeneratorOn: true,
    isTractionOn: true,
    engineGear: 0,
    busVolts: PACK_VOLTS,
    isParkWanted: false,
    coolantDegC: 45,
    coolantFlow: 1,
  }
}

const wheelNmMax = (wheelRadps: number, gear: number): number =>
  Math.min(2970 + ENGINE_NM * DHT_130.engineRatios[gear], 175_000 / Math.max(1, wheelRadps))

/** Sets the machines and the gear for this step; returns what is left for the friction brakes. */
function command(car: HybridCar, { accelerator, brake }: { accelerator: number; brake: number }): number {
  const { input, dht, source } = car
  input.crankRadps = source.crankRadps
  input.wheelRadps = car.motion.speedMps / HYBRID_CHASSIS.wheelM
  const wantedNm = accelerator * wheelNmMax(input.wheelRadps, dht.engineGear)
  const wantedW = wantedNm * input.wheelRadps
  chooseMode(car, wantedW, accelerator)
  commandGenerator(car, wantedW)
  const brakeNm = brake * HYBRID_CHASSIS.brakeNMax * HYBRID_CHASSIS.wheelM
  const canRecover = input.wheelRadps > 3 && car.soc < 0.75
  const recoveredNm = canRecover ? Math.min(brakeNm, REGENERATION_NM_MAX) : 0
  const byEngineNm = dht.linkNm * DHT_130.engineRatios[dht.engineGear]
  input.tractionNm = (wantedNm - byEngineNm - recoveredNm) / DHT_130.tractionRatio
  limitToPack(car)
  return (brakeNm - recoveredNm) / (HYBRID_CHASSIS.brakeNMax * HYBRID_CHASSIS.wheelM)
}

function chooseMode(car: HybridCar, wantedW: number, accelerator: number): void {
  const kmh = car.motion.speedMps * 3.6
  car.isEngineWanted = car.isEngineWanted
    ? wantedW > 6000 || car.soc < 0.56 || kmh > 75
    : wantedW > 18_000 || car.soc < 0.5 || kmh > 80
  const { gearWanted } = car
  if (!car.isEngineWanted || kmh < 36) car.gearWanted = 0
  // Under full pedal the generator lets the engine turn as fast as it likes, for longer.
  else if (gearWanted === 0 && kmh > 42 + 45 * accelerator) car.gearWanted = 1
  else if (gearWanted === 1 && kmh > 90 + 50 * accelerator) car.gearWanted = 2
  else if (gearWanted === 2 && kmh < 78 + 40 * accelerator) car.gearWanted = 1
  car.input.engineGear = car.gearWanted
}

/** Starts and stops the engine, brings it to a gear's speed, or turns its power into current. */
function commandGenerator(car: HybridCar, wantedW: number): void {
  const { input, dht, source } = car
  const { crankRadps, wheelRadps } = input
  if (dht.engineGear !== 0) {
    input.generatorNm = 0
    source.isFuelled = true
    return
  }
  source.isFuelled = car.isEngineWanted && crankRadps > STARTED_RADPS * 0.9
  const isMeeting = car.gearWanted !== 0 && source.isFuelled
  const goalRadps = isMeeting
    ? meetingRadps(DHT_130, car.gearWanted, wheelRadps)
    : car.isEngineWanted
      ? Math.max(STARTED_RADPS + 25, Math.min(540, 130 + seriesW(car, wantedW) / 250))
      : 0
  // The engine's own torque of the last step is held, and a little more or less steers its speed.
  const holdNm = source.isFuelled && !isMeeting ? -Math.max(0, input.engineNm) : 0
  const steerNm = Math.max(-110, Math.min(110, 1.6 * (goalRadps - crankRadps)))
  const isAtRest = goalRadps === 0 && crankRadps < 2
  input.generatorNm = isAtRest ? 0 : (holdNm + steerNm) / DHT_130.generatorRatio
}

const seriesW = (car: HybridCar, wantedW: number): number =>
  Math.min(95_000, Math.max(4000, wantedW * 1.12 + (0.6 - car.soc) * 60_000))

/** The engine's pedal: in a gear it carries the driver and some charging, in series what the generator takes. */
function engineShare(car: HybridCar, accelerator: number): number {
  const { dht, input, gearWanted } = car
  if (!car.source.isFuelled) return 0
  const wantedW = accelerator * wheelNmMax(input.wheelRadps, dht.engineGear) * input.wheelRadps
  if (dht.engineGear === 0) {
    const share = seriesW(car, wantedW) / Math.max(100, input.crankRadps) / ENGINE_NM
    return gearWanted !== 0 ? 0 : Math.min(1, share)
  }
  if (dht.engineGear !== gearWanted) return 0.09 // Its own friction: a sleeve comes out only without torque.
  const chargeW = (0.58 - car.soc) * 60_000
  return Math.max(0, Math.min(1, (wantedW + chargeW) / Math.max(100, input.crankRadps) / ENGINE_NM))
}

/** The motor may draw what the pack and the generator give. */
function limitToPack({ input, dht, soc }: HybridCar): void {
  const motorRadps = input.wheelRadps * DHT_130.tractionRatio
  const fromPackW = soc < 0.2 ? 0 : PACK_W_MAX
  const mostW = (fromPackW - dht.generator.electricW) * 0.92
  const mostNm = motorRadps < 1 ? 300 : mostW / motorRadps
  const most = Math.min(torqueNmMaxAt(DHT_130.traction, motorRadps, PACK_VOLTS), Math.max(0, mostNm))
  const least = motorRadps < 1 ? -300 : -PACK_W_MAX / motorRadps
  input.tractionNm = Math.max(least, Math.min(most, input.tractionNm))
}
