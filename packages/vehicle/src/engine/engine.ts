/**
 * A petrol engine as physics: a turbocharged four-cylinder with port injection, from the air filter to the catalyst.
 * Mean-value for gas and heat, cylinder by cylinder for combustion and the crank's motion.
 *
 * `step` moves all of it by 10 ms, in ten sub-steps for what is fast (gas and crank). It makes no objects, reads only
 * `inputs` and `condition`, and one seed with the same inputs gives one history, bit for bit. There is no control unit in
 * here: who drives the inputs decides whether the engine runs. Each part's file writes that part and reads the others.
 *
 * Sources: L. Guzzella and C. Onder, "Introduction to Modeling and Control of Internal Combustion Engine Systems", 2nd
 * edition, 2010; J. B. Heywood, "Internal Combustion Engine Fundamentals", 1988; both for the shape of the equations,
 * not for numbers. The numbers are in ./figures.ts, each with its origin.
 */
import { createStateHash, type StateHash } from '../state-hash.ts'
import {
  type AirOpenings,
  type AirPath,
  createAirOpenings,
  createAirPath,
  moveAir,
  openAir,
  warmAir,
} from './air-path.ts'
import { type Cam, createCam, turnCam } from './cam.ts'
import { type Catalyst, convert, createCatalyst } from './catalyst.ts'
import { type Cylinders, createCylinders } from './combustion.ts'
import { carryHeat, createHeat, type Heat } from './cooling.ts'
import { type Crank, createCrank, createGasSpring, feelGas, turnCrank } from './crank.ts'
import {
  carryExhaust,
  createExhaust,
  createExhaustOpenings,
  type Exhaust,
  type ExhaustOpenings,
  moveExhaust,
} from './exhaust.ts'
import type { EngineFigures } from './figures.ts'
import { createFuel, type Fuel, pumpFuel } from './fuel.ts'
import { createCondition, createInputs, type EngineCondition, type EngineInputs } from './inputs.ts'
import { createLambdaSensor, type LambdaSensor, senseBoth } from './lambda-sensor.ts'
import { createLosses, type Losses, pump, rub } from './losses.ts'
import { createPurge, type Purge, purgeCanister } from './purge.ts'
import {
  type Compressor,
  compress,
  createCompressor,
  createTurbo,
  moveWastegate,
  type Turbo,
  turnTurbo,
} from './turbo.ts'

/** Where the fuel's heat went since the engine was made. */
export type Ledger = {
  /** In the fuel that was in the cylinders when they fired. */
  fuelJ: number
  workJ: number
  wallJ: number
  exhaustJ: number
  unburntJ: number
  /** Work of the gas at the crank: that of combustion, and what the gas springs hold at the moment. */
  gasJ: number
  frictionJ: number
  pumpingJ: number
  accessoriesJ: number
  brakeJ: number
  starterJ: number
}

export type EngineParts = {
  readonly figures: EngineFigures
  readonly seed: number
  readonly inputs: EngineInputs
  readonly condition: EngineCondition
  readonly air: AirPath
  readonly compressor: Compressor
  /** Written before they are read in each step: no state. */
  readonly openings: AirOpenings & ExhaustOpenings
  readonly turbo: Turbo
  readonly cam: Cam
  readonly fuel: Fuel
  readonly purge: Purge
  readonly cylinders: Cylinders
  readonly crank: Crank
  readonly losses: Losses
  readonly exhaust: Exhaust
  readonly catalyst: Catalyst
  readonly upstream: LambdaSensor
  readonly downstream: LambdaSensor
  readonly heat: Heat
  readonly ledger: Ledger
  readonly spring: Float64Array
}

export type Engine = EngineParts & {
  /** 10 ms. */
  step(): void
  addState(hash: StateHash): void
  stateHash(): string
}

export type EngineOptions = {
  readonly figures: EngineFigures
  readonly seed: number
  /** Of the air, and of the engine that has stood in it. */
  readonly ambientDegC?: number
  readonly ambientPa?: number
  /** Of coolant, oil and metal, when it has not stood long. */
  readonly engineDegC?: number
}

export const STEP_S = 0.01
const SUB_STEPS = 10
const SUB_STEP_S = STEP_S / SUB_STEPS

export function createEngine(options: EngineOptions): Engine {
  const parts = createParts(options)
  feelGas(parts)
  const addState = (hash: StateHash) => {
    for (const name of STATE) hash.addRecord(parts[name])
  }
  return {
    ...parts,
    step: () => step(parts),
    addState,
    stateHash() {
      const hash = createStateHash()
      addState(hash)
      return hash.text()
    },
  }
}

/** The parts that have a state, in the order of the air's way through them. */
const STATE = [
  'inputs',
  'condition',
  'air',
  'compressor',
  'turbo',
  'cam',
  'fuel',
  'purge',
  'cylinders',
  'crank',
  'losses',
  'exhaust',
  'catalyst',
  'upstream',
  'downstream',
  'heat',
  'ledger',
] as const

function createParts({
  figures,
  seed,
  ambientDegC = 20,
  ambientPa = 97_000,
  engineDegC = ambientDegC,
}: EngineOptions): EngineParts {
  return {
    figures,
    seed,
    inputs: { ...createInputs(), ambientDegC, ambientPa },
    condition: createCondition(),
    air: createAirPath(figures, ambientDegC, ambientPa),
    compressor: createCompressor(),
    openings: { ...createAirOpenings(), ...createExhaustOpenings() },
    turbo: createTurbo(ambientDegC),
    cam: createCam(),
    fuel: createFuel(),
    purge: createPurge(figures.canisterKg),
    cylinders: createCylinders(engineDegC, ambientPa),
    crank: createCrank(),
    losses: createLosses(),
    exhaust: createExhaust(figures, ambientDegC, ambientPa),
    catalyst: createCatalyst(ambientDegC, figures.oxygenStorageKg),
    upstream: createLambdaSensor(ambientDegC),
    downstream: createLambdaSensor(ambientDegC),
    heat: createHeat(engineDegC),
    ledger: createLedger(),
    spring: createGasSpring(figures),
  }
}

const createLedger = (): Ledger => ({
  fuelJ: 0,
  workJ: 0,
  wallJ: 0,
  exhaustJ: 0,
  unburntJ: 0,
  gasJ: 0,
  frictionJ: 0,
  pumpingJ: 0,
  accessoriesJ: 0,
  brakeJ: 0,
  starterJ: 0,
})

function step(parts: EngineParts): void {
  turnCam(parts, STEP_S)
  pumpFuel(parts, STEP_S)
  purgeCanister(parts, STEP_S)
  moveWastegate(parts, STEP_S)
  rub(parts)
  openAir(parts)
  for (let i = 0; i < SUB_STEPS; i++) {
    compress(parts)
    moveAir(parts, SUB_STEP_S)
    pump(parts)
    turnCrank(parts, SUB_STEP_S)
    moveExhaust(parts, SUB_STEP_S)
    turnTurbo(parts, parts.exhaust.turbineKgps, SUB_STEP_S)
  }
  warmAir(parts, STEP_S)
  carryExhaust(parts, STEP_S)
  convert(parts, STEP_S)
  senseBoth(parts, STEP_S)
  carryHeat(parts, STEP_S)
}
