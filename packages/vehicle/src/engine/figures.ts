/**
 * The figures of an engine, and where each comes from: published, fitted to a published figure, or a teaching value.
 *
 * Published for the Jolion's 1.5 l turbo: 1497 cc, 105 to 110 kW at 5600 to 6000 rpm, 210 Nm at 2000 to 4400 rpm; for the
 * hybrid H6's form 113 kW and 233 Nm. No map of consumption, compressor or turbine, no compression ratio and no inertia is
 * published for either, so those are fits and usual sizes. See ./engine.test.ts for what the fits give.
 *
 * The engine is one with an air-mass meter and port injection at 3.8 bar. Its upstream lambda sensor is a switching one:
 * the catalogue's heater of 9 Ω is a switching sensor's (a wide-band one has about 3 Ω), and a catalyst is judged by
 * a downstream sensor that begins to switch like the upstream one.
 */
import { type Curve, curve } from '../curve.ts'

/** Where a figure comes from. A fit stands beside what it was fitted to. */
export type Origin = 'published' | 'fit' | 'teaching'

export const CYLINDER_COUNT = 4
/** Cylinders, counted from 0, in the order in which they fire: 1-3-4-2. */
export const FIRING_ORDER: readonly number[] = [0, 2, 3, 1]

/** Kilograms of air that one kilogram of petrol needs. */
export const AIR_PER_FUEL = 14.6
/** Lower heating value of petrol. */
export const FUEL_J_PER_KG = 43e6
export const FUEL_KG_PER_L = 0.745
/** Air of 25 °C and 100 kPa fills a cylinder to a relative charge of 1. */
export const REFERENCE_AIR_KG_PER_M3 = 1.169

export type EngineFigures = {
  readonly displacementM3: number
  readonly compressionRatio: number
  readonly crankKgM2: number
  readonly filterPaPerKgps2: number
  readonly boostVolumeM3: number
  readonly manifoldVolumeM3: number
  readonly exhaustVolumeM3: number
  readonly throttleM2Max: number
  readonly throttleM2Closed: number
  readonly compressorWheelM: number
  readonly compressorHeadCoefficient: number
  readonly compressorKgpsMax: number
  readonly compressorEfficiency: number
  readonly compressorBestKgps: number
  readonly turbineM2: number
  readonly turbineWheelM: number
  readonly turbineEfficiency: number
  readonly wastegateM2Max: number
  /** Before the throttle, that the maker's control unit asks for at full load, over rpm. */
  readonly fullLoadBoostPa: Curve
  readonly fullLoadLambda: Curve
  readonly wastegateOpensPa: number
  readonly wastegateSpanPa: number
  readonly turboKgM2: number
  readonly turboFrictionWPerRadps2: number
  readonly exhaustBackPaPerKgps2K: number
  /** Share of the swept volume filled, over crank speed in rpm, when exhaust and manifold pressure are equal. */
  readonly volumetricEfficiency: Curve
  /** Cam phase that fills best, degrees of the crank earlier than parked, over rpm. */
  readonly bestCamDeg: Curve
  readonly camLossPerDeg2: number
  readonly camDegMax: number
  readonly lateExhaustLossPerDeg: number
  /** Share of the fuel's heat that becomes work of the closed cycle at best spark and lambda 1, over rpm. */
  readonly indicatedEfficiency: Curve
  readonly wallShareLeast: number
  readonly wallShareIdle: number
  readonly wallKgps: number
  readonly frictionPa: number
  readonly frictionPaPerKrpm: number
  readonly frictionPaPerKrpm2: number
  readonly sparkLossPerDeg2: number
  readonly railGaugePa: number
  readonly injectorKgps: number
  /** Time that an injector needs to open, less what it needs to close, over its voltage. */
  readonly injectorDeadMs: Curve
  /** Share of what is injected that clings to the port's wall, and the film's lag, over coolant temperature. */
  readonly filmShare: Curve
  readonly filmLagS: Curve
  /** Petrol that has become vapour when the valve closes, over coolant temperature. */
  readonly vapourShare: Curve
  readonly purgeM2Max: number
  readonly canisterKg: number
  /** Petrol in each kilogram that passes the valve, over how full the canister is. */
  readonly purgeFuelShare: Curve
  readonly oxygenStorageKg: number
  readonly warmUpJPerK: number
  readonly oilJPerK: number
  readonly thermostatOpensDegC: number
  readonly thermostatOpenDegC: number
  readonly coolantWPerKPerKrpm: number
  readonly radiatorWPerK: number
  readonly radiatorWPerKPerMps: number
}

/** Where each of the figures below comes from; the type asks for all of them. */
export const ORIGINS: Readonly<Record<keyof EngineFigures, Origin>> = {
  displacementM3: 'published',
  compressionRatio: 'teaching',
  crankKgM2: 'teaching',
  filterPaPerKgps2: 'teaching',
  boostVolumeM3: 'teaching',
  manifoldVolumeM3: 'teaching',
  exhaustVolumeM3: 'teaching',
  throttleM2Max: 'teaching',
  throttleM2Closed: 'teaching',
  compressorWheelM: 'fit', // 105 to 110 kW.
  compressorHeadCoefficient: 'teaching',
  compressorKgpsMax: 'fit', // 105 to 110 kW.
  compressorEfficiency: 'teaching',
  compressorBestKgps: 'teaching',
  turbineM2: 'fit', // 210 Nm at 2000 rpm already.
  turbineWheelM: 'teaching',
  turbineEfficiency: 'teaching',
  wastegateM2Max: 'fit', // 105 to 110 kW without more boost than asked for.
  fullLoadBoostPa: 'fit', // 210 Nm from 2000 to 4400 rpm, 105 to 110 kW from 5600 to 6000 rpm.
  fullLoadLambda: 'teaching',
  wastegateOpensPa: 'teaching',
  wastegateSpanPa: 'teaching',
  turboKgM2: 'teaching',
  turboFrictionWPerRadps2: 'teaching',
  exhaustBackPaPerKgps2K: 'teaching',
  volumetricEfficiency: 'fit', // 210 Nm from 2000 to 4400 rpm, 105 to 110 kW from 5600 to 6000 rpm.
  bestCamDeg: 'teaching',
  camLossPerDeg2: 'teaching',
  camDegMax: 'teaching',
  lateExhaustLossPerDeg: 'fit', // A stretched chain is felt above 4000 rpm.
  indicatedEfficiency: 'fit', // A best consumption of 245 to 260 g/kWh, usual for such an engine.
  wallShareLeast: 'fit', // Exhaust of 850 to 950 °C at full power, usual for a turbo engine.
  wallShareIdle: 'fit', // Warm in some eight minutes of driving.
  wallKgps: 'teaching',
  frictionPa: 'fit', // 0.6 to 0.9 l/h at idle.
  frictionPaPerKrpm: 'teaching',
  frictionPaPerKrpm2: 'teaching',
  sparkLossPerDeg2: 'teaching',
  railGaugePa: 'published', // 3.8 bar in the catalogue of faults.
  injectorKgps: 'teaching', // At the rail's pressure against as much less in the manifold.
  injectorDeadMs: 'teaching',
  filmShare: 'teaching',
  filmLagS: 'teaching',
  vapourShare: 'teaching',
  purgeM2Max: 'fit', // A trim of -15 % at idle after refuelling.
  canisterKg: 'teaching',
  purgeFuelShare: 'fit', // A trim of -15 % at idle after refuelling; full, what stands above petrol in a warm tank.
  oxygenStorageKg: 'teaching',
  warmUpJPerK: 'fit', // Warm in some eight minutes of driving.
  oilJPerK: 'teaching',
  thermostatOpensDegC: 'teaching',
  thermostatOpenDegC: 'teaching',
  coolantWPerKPerKrpm: 'teaching',
  radiatorWPerK: 'teaching',
  radiatorWPerKPerMps: 'fit', // 65 °C at cruise with the thermostat stuck open.
}

/** The Haval Jolion's 1.5 l turbo (GW4G15 family). */
export const JOLION_15T: EngineFigures = {
  displacementM3: 1.497e-3,
  compressionRatio: 9.6,
  crankKgM2: 0.18,
  filterPaPerKgps2: 1.5e5,
  boostVolumeM3: 5e-3,
  manifoldVolumeM3: 3e-3,
  exhaustVolumeM3: 2e-3,
  throttleM2Max: 1.8e-3,
  throttleM2Closed: 4e-6,
  compressorWheelM: 0.046,
  compressorHeadCoefficient: 1.3,
  compressorKgpsMax: 0.155,
  compressorEfficiency: 0.74,
  compressorBestKgps: 0.075,
  turbineM2: 2.5e-4,
  turbineWheelM: 0.041,
  turbineEfficiency: 0.68,
  wastegateM2Max: 3e-4,
  fullLoadBoostPa: curve([2000, 174_500], [3000, 174_000], [3500, 178_500], [4400, 191_000], [5000, 194_000]),
  fullLoadLambda: curve([2500, 0.97], [3000, 0.92], [4400, 0.92], [5000, 0.86]),
  wastegateOpensPa: 28_000,
  wastegateSpanPa: 25_000,
  turboKgM2: 2.2e-5,
  turboFrictionWPerRadps2: 1.4e-6,
  exhaustBackPaPerKgps2K: 1300,
  volumetricEfficiency: curve(
    [500, 0.78],
    [1000, 0.83],
    [2000, 0.9],
    [3000, 0.93],
    [4400, 0.93],
    [5600, 0.88],
    [6500, 0.8],
  ),
  bestCamDeg: curve([700, 5], [1500, 32], [3000, 28], [4500, 14], [6000, 4]),
  camLossPerDeg2: 1.1e-4,
  camDegMax: 50,
  lateExhaustLossPerDeg: 0.014,
  indicatedEfficiency: curve([500, 0.3], [1000, 0.336], [2000, 0.357], [3000, 0.364], [4500, 0.357], [6000, 0.345]),
  wallShareLeast: 0.24,
  wallShareIdle: 0.38,
  wallKgps: 8e-3,
  frictionPa: 52_000,
  frictionPaPerKrpm: 12_000,
  frictionPaPerKrpm2: 1800,
  sparkLossPerDeg2: 4.2e-4,
  railGaugePa: 380_000,
  injectorKgps: 3.6e-3,
  injectorDeadMs: curve([6, 4.5], [8, 2.2], [10, 1.45], [12, 1.05], [14, 0.8], [16, 0.65]),
  filmShare: curve([-20, 0.6], [20, 0.4], [90, 0.2]),
  filmLagS: curve([-20, 3], [20, 1.2], [90, 0.3]),
  vapourShare: curve([-30, 0.4], [0, 0.65], [20, 0.8], [60, 0.95], [90, 1]),
  purgeM2Max: 2.4e-6,
  canisterKg: 0.05,
  purgeFuelShare: curve([0, 0], [0.6, 0.063], [0.85, 0.13], [1, 0.6]),
  oxygenStorageKg: 1.1e-3,
  warmUpJPerK: 55_000,
  oilJPerK: 22_000,
  thermostatOpensDegC: 88,
  thermostatOpenDegC: 100,
  coolantWPerKPerKrpm: 1900,
  radiatorWPerK: 90,
  radiatorWPerKPerMps: 48,
}

/**
 * The same engine in the hybrid H6: 113 kW and 233 Nm. Only what a hybrid's engine usually has otherwise: more compression
 * and, because its torque comes from more boost, a wastegate that opens later.
 */
export const H6_HEV_15T: EngineFigures = {
  ...JOLION_15T,
  compressionRatio: 10.5,
  fullLoadBoostPa: curve([2000, 189_500], [3000, 188_000], [4000, 201_000], [5000, 206_000], [5500, 201_000]),
  wastegateOpensPa: 40_000,
  compressorKgpsMax: 0.165,
  indicatedEfficiency: curve([500, 0.31], [1000, 0.348], [2000, 0.37], [3000, 0.377], [4500, 0.37], [6000, 0.355]),
}
