/**
 * The engine control unit on its wires: what stands at its terminals, what its stages' shunts measure, the two wheels that
 * its position sensors look at; and the relays, stages and references that it drives.
 *
 * The wheels' edges are counted here, since a step has many of them: as long as the terminal shows that both levels come,
 * which a cut wire, a short and a sensor without supply do not.
 */
import { type Engine, STEP_S } from '../engine/engine.ts'
import { CYLINDER_COUNT, FIRING_ORDER } from '../engine/figures.ts'
import {
  type EngineReadings,
  type EngineSensors,
  firstEngineReadings,
  RELAYS,
  VALVES,
} from '../engine-control/sensors.ts'
import { type EngineOutputs, FAN_DUTY_MIN, firstEngineStages } from '../engine-control/signals.ts'
import type { Drivers } from '../harness/drivers.ts'
import type { Network } from '../network/network.ts'
import type { EngineCommands } from './drive.ts'
import { engineStage } from './stages.ts'
import { pulsesAt } from './transducers.ts'

/** What it is wired to, of any car's physics. */
type Wired = {
  readonly network: Network
  readonly engine: Engine
  readonly drivers: Drivers
  readonly commands: EngineCommands
  /** Of a car that has an alternator: its regulator, at the other end of the LIN wire. */
  readonly regulator?: Readonly<Regulator>
}

/** What an alternator's regulator answers, and whether it gets through. */
export type Regulator = { isHeard: boolean; isSenseMissed: boolean }

const TEETH = 58
const CAM_EDGES_PER_RADIAN = 2 / Math.PI
/** An injector's stage sees the kick of a coil that had at least this. */
const KICK_A_MIN = 0.15
const VALVE_HZ = 30
const HEATER_HZ = 10

export function wireEngine(physics: Wired): { sensors: EngineSensors; outputs: EngineOutputs } {
  return { sensors: createSensors(physics), outputs: createOutputs(physics) }
}

/** Each reading in volts, and the terminal that it is read at. */
const TERMINALS = {
  referenceAVolts: 'reference1',
  referenceBVolts: 'reference2',
  pedal1Volts: 'pedal1',
  pedal2Volts: 'pedal2',
  throttle1Volts: 'throttle1',
  throttle2Volts: 'throttle2',
  airMeterVolts: 'airMass',
  manifoldVolts: 'manifoldPressure',
  boostVolts: 'boostPressure',
  railVolts: 'railPressure',
  brakeSwitchVolts: 'brakeSwitch',
} as const satisfies Partial<Record<keyof EngineReadings, string>>
const SLOW_TERMINALS = {
  coolantVolts: 'coolant',
  oilTempVolts: 'oil',
  intakeTempVolts: 'intakeAir',
  oilPressureVolts: 'oilPressure',
} as const satisfies Partial<Record<keyof EngineReadings, string>>

function createSensors({ network, engine, drivers, regulator }: Wired): EngineSensors {
  const readings = firstEngineReadings()
  const node = (terminal: string) => network.node(`engine.${terminal}`)
  const ground = node('ground')
  const listed = (terminals: Readonly<Record<string, string>>) =>
    Object.entries(terminals).map(([key, terminal]) => ({ key: key as keyof typeof TERMINALS, node: node(terminal) }))
  const fast = listed(TERMINALS)
  const slow = listed(SLOW_TERMINALS)
  const at = {
    supply: node('supply'),
    ignition: node('ignition15'),
    battery: node('battery30'),
    crank: node('crank'),
    cam: node('cam'),
    knock: [node('knock'), node('knockReturn')] as const,
    up: [node('lambdaUp'), node('lambdaUpReturn')] as const,
    down: [node('lambdaDown'), node('lambdaDownReturn')] as const,
    valves: VALVES.map(node),
    relays: RELAYS.map((name) => node(`${name}Driver`)),
  }
  const stages = {
    injector: engineStage('injector1'),
    coil: engineStage('coil1'),
    valve: engineStage(VALVES[0]),
    up: engineStage('heaterUp'),
    down: engineStage('heaterDown'),
  }
  /** How far the wheels have turned by, of those teeth that were seen. */
  const turned = { crankRad: 0, camRad: 0, segments: 0, segmentsSeen: engine.crank.segmentCount }

  function senseWheels(): void {
    const { crank, cam } = engine
    const radians = crank.speedRadps * STEP_S
    const newSegments = crank.segmentCount - turned.segmentsSeen
    turned.segmentsSeen = crank.segmentCount
    if (pulsesAt(network.voltsBetween(at.crank, ground))) {
      turned.crankRad += radians
      turned.segments += newSegments
      readings.segmentS.set(crank.segmentS)
      const isPastEdge = crank.strokeRad > Math.PI / 3
      readings.lastCylinder = FIRING_ORDER[(crank.stroke + (isPastEdge ? 3 : 2)) % CYLINDER_COUNT]
    }
    if (pulsesAt(network.voltsBetween(at.cam, ground))) {
      turned.camRad += radians
      readings.camPhaseDeg = cam.phaseDeg
    }
    readings.toothCount = Math.floor((TEETH * turned.crankRad) / (2 * Math.PI))
    readings.camEdgeCount = Math.floor(CAM_EDGES_PER_RADIAN * turned.camRad)
    readings.segmentCount = turned.segments
  }

  function senseStages(): void {
    readings.upstreamHeaterA = drivers.amps(stages.up)
    readings.downstreamHeaterA = drivers.amps(stages.down)
    for (let i = 0; i < CYLINDER_COUNT; i++) {
      readings.coilPeakA[i] = drivers.peakA(stages.coil + i)
      readings.isKickSeen[i] = drivers.peakA(stages.injector + i) > KICK_A_MIN ? 1 : 0
    }
  }

  function senseCircuits(): void {
    for (let i = 0; i < VALVES.length; i++) {
      readings.valveVolts[i] = network.voltsBetween(at.valves[i], ground)
      readings.valvePeakA[i] = drivers.peakA(stages.valve + i)
    }
    for (let i = 0; i < RELAYS.length; i++) readings.relayVolts[i] = network.voltsBetween(at.relays[i], ground)
  }

  return {
    readings,
    senseSupply() {
      readings.supplyVolts = network.voltsBetween(at.supply, ground)
      readings.ignitionVolts = network.voltsBetween(at.ignition, ground)
    },
    sense(isSlowDue) {
      for (let i = 0; i < fast.length; i++) readings[fast[i].key] = network.voltsBetween(fast[i].node, ground)
      readings.knockVolts = network.voltsBetween(...at.knock)
      readings.upstreamVolts = network.voltsBetween(...at.up)
      readings.downstreamVolts = network.voltsBetween(...at.down)
      senseWheels()
      senseStages()
      if (!isSlowDue) return
      senseCircuits()
      readings.batteryVolts = network.voltsBetween(at.battery, ground)
      if (regulator !== undefined) {
        readings.isRegulatorHeard = regulator.isHeard
        readings.isSenseMissed = regulator.isSenseMissed
      }
      for (let i = 0; i < slow.length; i++) readings[slow[i].key] = network.voltsBetween(slow[i].node, ground)
    },
    restart() {
      turned.crankRad = turned.camRad = turned.segments = 0
      turned.segmentsSeen = engine.crank.segmentCount
    },
    state: () => Object.values(turned),
  }
}

function createOutputs({ network, drivers, commands }: Wired): EngineOutputs {
  const stages = firstEngineStages()
  const { branch } = network
  // At its terminals for good: what feeds it is switched off by a relay.
  network.setClosed(branch('engine.load'), true)
  const reference = branch('engine.referenceSource')
  const lin = branch('engine.linDriver')
  const relays = {
    main: branch('engine.mainDriver'),
    fuelPump: branch('engine.fuelPumpDriver'),
    starter: branch('engine.starterDriver'),
    fan: branch('engine.fanDriver'),
    airConditioning: branch('engine.airConditioningDriver'),
  }
  const injector = engineStage('injector1')
  const coil = engineStage('coil1')
  const valves = VALVES.map(engineStage)
  const heaters = [engineStage('heaterUp'), engineStage('heaterDown')] as const

  return {
    stages,
    apply() {
      const { pulsesPerS } = stages
      for (let i = 0; i < CYLINDER_COUNT; i++) {
        drivers.set(injector + i, stages.injectorOnMs[i] / 1000, pulsesPerS)
        drivers.set(coil + i, stages.coilDwellMs[i] / 1000, pulsesPerS)
        commands.sparkAdvanceDeg[i] = stages.sparkAdvanceDeg[i]
      }
      drivers.set(valves[0], stages.purgeDuty / VALVE_HZ, VALVE_HZ)
      drivers.set(valves[1], stages.oilControlDuty / VALVE_HZ, VALVE_HZ)
      drivers.set(valves[2], stages.wastegateDuty / VALVE_HZ, VALVE_HZ)
      drivers.set(heaters[0], stages.upstreamHeaterDuty / HEATER_HZ, HEATER_HZ)
      drivers.set(heaters[1], stages.downstreamHeaterDuty / HEATER_HZ, HEATER_HZ)
      commands.throttleDuty = stages.throttleDuty
      commands.generatorVolts = stages.alternatorSetVolts
      network.setVolts(lin, stages.alternatorSetVolts > 0 ? 12 : 0)
      network.setClosed(relays.main, stages.isMainRelayOn)
      network.setClosed(relays.fuelPump, stages.isFuelPumpOn)
      network.setClosed(relays.starter, stages.isStarterOn)
      network.setClosed(relays.fan, stages.fanDuty > FAN_DUTY_MIN)
      network.setClosed(relays.airConditioning, stages.isAirConditioningOn)
    },
    setReferenceVolts: (volts) => network.setVolts(reference, volts),
  }
}
