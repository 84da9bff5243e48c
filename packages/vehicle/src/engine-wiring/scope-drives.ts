/**
 * What moves at a petrol engine faster than the car's step, for a scope: ignition coils and injectors as the crank turns,
 * valves and heaters as their stages pulse, the teeth of both wheels before their sensors.
 *
 * The time of a scope ends now, with the crank where it stands; before, it is taken to have turned as fast as it does now.
 * Left out: the crank's ripple within the window; the phase of valves, which no crank decides.
 */
import { crankDeg } from '../engine/crank.ts'
import type { Engine } from '../engine/engine.ts'
import { CYLINDER_COUNT, FIRING_ORDER } from '../engine/figures.ts'
import { isCamTooth, isCrankTooth } from '../engine/wheels.ts'
import type { Drivers } from '../harness/drivers.ts'
import type { BranchDescription, Network } from '../network/network.ts'
import type { FastDrive } from '../scope/fast-drive.ts'
import { slowSourceDrive } from '../scope/slow-source.ts'
import { type CoilFigures, IGNITION_COIL, switchedCoilDrive } from '../scope/switched-coil.ts'
import { switchedLoadDrive } from '../scope/switched-load.ts'
import { FAST_LOADS } from './parts.ts'
import { engineStage } from './stages.ts'
import { TOOTH_VOLTS } from './transducers.ts'

type Circuit = {
  readonly network: Network
  readonly drivers: Drivers
  readonly engine: Engine
  readonly commands: { readonly sparkAdvanceDeg: Float64Array }
  readonly stepS: number
}

const CYCLE_DEG = 720
/** Injectors shut as the intake valve opens: so far before the firing top dead centre. */
const INJECTION_ENDS_DEG = 360
const VALVES = ['purge', 'oilControl', 'wastegate', 'heaterUp', 'heaterDown'] as const
const SPARK = IGNITION_COIL.spark

/** As the car stands now. */
export function engineScopeDrives(circuit: Circuit): FastDrive[] {
  return [
    ...Array.from({ length: CYLINDER_COUNT }, (_, i) => coilDrive(circuit, 'coil', i)),
    ...Array.from({ length: CYLINDER_COUNT }, (_, i) => coilDrive(circuit, 'injector', i)),
    ...VALVES.map((name) => valveDrive(circuit, name)),
    wheelDrive(circuit, 'crankSensor', ({ deg }) => isCrankTooth(deg)),
    wheelDrive(circuit, 'camSensor', ({ deg, camDeg }) => isCamTooth(deg, camDeg)),
    ...(['lambdaUp', 'lambdaDown'] as const).map((id) => lambdaDrive(circuit, id)),
  ]
}

function coilDrive({ network, drivers, engine, commands }: Circuit, kind: 'coil' | 'injector', i: number): FastDrive {
  const id = `${kind}${i + 1}` as keyof typeof FAST_LOADS
  const stage = engineStage(id)
  const { henry, ohm, clampVolts } = FAST_LOADS[id]
  const figures: CoilFigures = { henry, ohm, clampVolts, ...(kind === 'coil' && SPARK && { spark: SPARK }) }
  const beforeDeg = kind === 'coil' ? commands.sparkAdvanceDeg[i] : INJECTION_ENDS_DEG
  const winding = network.branch(`${id}.winding`)
  return switchedCoilDrive({
    plus: `${id}.supply`,
    minus: `${id}.driver`,
    stage: `engine.${id}`,
    ground: 'engine.ground',
    winding: `${id}.winding`,
    mean: `engine.${id}`,
    figures,
    timing: {
      periodS: periodS(drivers, stage),
      closedS: drivers.onS(stage),
      openedAtS: -secondsSince(engine, 180 * FIRING_ORDER.indexOf(i) - beforeDeg),
    },
    ohm: network.ohm(winding),
  })
}

function valveDrive({ drivers }: Circuit, name: (typeof VALVES)[number]): FastDrive {
  const stage = engineStage(name)
  return switchedLoadDrive({
    stage: `engine.${name}`,
    ground: 'engine.ground',
    mean: `engine.${name}`,
    periodS: periodS(drivers, stage),
    closedS: drivers.onS(stage),
  })
}

/** One that is not driven has any. */
function periodS(drivers: Drivers, stage: number): number {
  const duty = drivers.duty(stage)
  return duty > 0 ? drivers.onS(stage) / duty : 1
}

/** Since the crank was last at this angle; it stands: for ever so long. */
function secondsSince({ crank }: Engine, deg: number): number {
  const sinceDeg = (((crankDeg(crank) - deg) % CYCLE_DEG) + CYCLE_DEG) % CYCLE_DEG
  return crank.rpm > 1 ? sinceDeg / (6 * crank.rpm) : 0
}

/** An open-collector sensor: only one that has supply tells its teeth, as the car's network has it. */
function wheelDrive(
  { network, engine }: Circuit,
  part: 'crankSensor' | 'camSensor',
  isTooth: (at: { deg: number; camDeg: number }) => boolean,
): FastDrive {
  const name = `${part}.output`
  const source = sourceNow(network, name)
  const { crank, cam } = engine
  const isTelling = source.volts > TOOTH_VOLTS.low && source.volts < TOOTH_VOLTS.high
  const nowDeg = crankDeg(crank)
  return {
    replaces: [name],
    branches: [source],
    settleS: 0,
    connect(fine) {
      const branch = fine.branch(name)
      const at = { deg: 0, camDeg: cam.phaseDeg }
      return (timeS) => {
        if (!isTelling) return
        at.deg = (((nowDeg + 6 * crank.rpm * timeS) % CYCLE_DEG) + CYCLE_DEG) % CYCLE_DEG
        fine.setVolts(branch, isTooth(at) ? TOOTH_VOLTS.high : TOOTH_VOLTS.low)
      }
    },
  }
}

function lambdaDrive({ network, stepS }: Circuit, id: 'lambdaUp' | 'lambdaDown'): FastDrive {
  const source = sourceNow(network, `${id}.cell`)
  // The branch has the voltage of the step to come already; the network was solved with that of the step that is shown.
  const cell = network.branch(source.name)
  const across = network.voltsBetween(network.node(source.from), network.node(source.to))
  const volts = source.ohm === Number.POSITIVE_INFINITY ? source.volts : across - network.amps(cell) * source.ohm
  return slowSourceDrive({ source: { ...source, volts }, voltsBefore: volts, stepS })
}

function sourceNow({ description, ...network }: Network, name: string) {
  const branch = description.branches.find((candidate) => candidate.name === name)
  if (branch?.kind !== 'voltageSource') throw new RangeError(`"${name}" is no voltage source of this car`)
  const index = network.branch(name)
  return { ...branch, volts: network.sourceVolts(index), ohm: network.ohm(index) } satisfies BranchDescription
}
