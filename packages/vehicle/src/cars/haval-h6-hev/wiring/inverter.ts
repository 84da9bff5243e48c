/**
 * The inverter's control unit on its wires: two resolvers with their converters, phase current sensors, a divider at the
 * bus, thermistors; and the pump, the discharge resistor and both bridges that it drives.
 *
 * A converter counts the rotor's angle in steps of 1/4096 turn. It is kept in turns here; that a winding is whole shows in
 * the bias on its wires. What torque the currents mean follows from the rotor's angle (Park's transformation).
 * Left out: the amplitudes of sine and cosine.
 */
import { phaseCountA, phaseTorqueNm } from '../../../driveline/phases.ts'
import { thermistorDegC } from '../../../ecus/thermistor.ts'
import {
  firstInverterReadings,
  type InverterOutputs,
  type InverterSensors,
  type MachineReadings,
  OPEN_WINDING_VOLTS,
} from '../ecus/inverter.ts'
import { NM_PER_A, STEP_S } from '../figures.ts'
import { phaseBranchesOf } from '../harness.ts'
import type { Physics } from '../physics.ts'

const COUNTS_PER_TURN = 4096
const RPM_PER_COUNT = 60 / (COUNTS_PER_TURN * STEP_S)
const NOT_COUNTED = Number.NEGATIVE_INFINITY

export function wireInverter(physics: Physics): { sensors: InverterSensors; outputs: InverterOutputs } {
  return { sensors: createSensors(physics), outputs: createOutputs(physics) }
}

function createSensors(physics: Physics): InverterSensors {
  const { network } = physics
  const { node } = network
  const readings = firstInverterReadings()
  const ground = node('inverter.ground')
  const supply = node('inverter.supply')
  const bus = [node('motorController.plus'), node('motorController.minus')] as const
  const coolantIn = node('inverter.coolantIn')
  const coolantOut = node('inverter.coolantOut')
  const pump = network.branch('inverter.pumpDriver')
  const generator = machineSensors(physics, 'generator', readings.generator)
  const traction = machineSensors(physics, 'traction', readings.traction)
  return {
    readings,
    senseSupply() {
      readings.supplyVolts = network.voltsBetween(supply, ground)
    },
    sense(isSlowDue) {
      readings.busVolts = network.voltsBetween(bus[0], bus[1])
      readings.pumpA = network.amps(pump)
      generator.sense(isSlowDue)
      traction.sense(isSlowDue)
      if (!isSlowDue) return
      readings.coolantInVolts = network.voltsBetween(coolantIn, ground)
      readings.coolantOutVolts = network.voltsBetween(coolantOut, ground)
      readings.coolantInDegC = thermistorDegC(readings.coolantInVolts)
      readings.coolantOutDegC = thermistorDegC(readings.coolantOutVolts)
    },
    restart() {
      generator.restart()
      traction.restart()
    },
    state: () => [generator.counts(), traction.counts()],
  }
}

function machineSensors({ network, now }: Physics, id: 'generator' | 'traction', readings: MachineReadings) {
  const node = (terminal: string) => network.node(`inverter.${id}${terminal}`)
  const ground = network.node('inverter.ground')
  const pair = (winding: string) => [node(`${winding}Plus`), node(`${winding}Minus`)] as const
  const windings = { excitation: pair('Excitation'), sine: pair('Sine'), cosine: pair('Cosine') }
  const thermistor = node('Thermistor')
  const stage = node('Stage')
  const phases = phaseBranchesOf(id).bridge.map((name) => network.branch(name))
  const voltsAt = ([plus, minus]: readonly [number, number]) => network.voltsBetween(plus, minus)
  const turnsNow = () => (id === 'generator' ? now.generatorTurns : now.tractionTurns)
  /** Where the converter saw the rotor last. */
  let counted = NOT_COUNTED

  function senseRotor(): void {
    readings.isPositionKnown =
      voltsAt(windings.excitation) < OPEN_WINDING_VOLTS &&
      voltsAt(windings.sine) < OPEN_WINDING_VOLTS &&
      voltsAt(windings.cosine) < OPEN_WINDING_VOLTS
    const counts = readings.isPositionKnown ? Math.floor(COUNTS_PER_TURN * turnsNow()) : NOT_COUNTED
    const isCounting = counts !== NOT_COUNTED && counted !== NOT_COUNTED
    readings.rpm = isCounting ? RPM_PER_COUNT * (counts - counted) : 0
    counted = counts
  }

  /** The currents are those of the angle that the converter saw at the end of the step before. */
  function sensePhases(): void {
    readings.phaseUA = phaseCountA(network.amps(phases[0]))
    readings.phaseVA = phaseCountA(network.amps(phases[1]))
    readings.phaseWA = phaseCountA(network.amps(phases[2]))
    if (counted === NOT_COUNTED) readings.torqueNm = 0
    else {
      const at = { rotorTurns: counted / COUNTS_PER_TURN, nmPerA: NM_PER_A[id] }
      readings.torqueNm = phaseTorqueNm([readings.phaseUA, readings.phaseVA, readings.phaseWA], at)
    }
  }

  return {
    sense(isSlowDue: boolean): void {
      sensePhases()
      senseRotor()
      if (!isSlowDue) return
      readings.windingDegC = thermistorDegC(network.voltsBetween(thermistor, ground))
      readings.stageDegC = thermistorDegC(network.voltsBetween(stage, ground))
      readings.excitationVolts = voltsAt(windings.excitation)
      readings.sineVolts = voltsAt(windings.sine)
      readings.cosineVolts = voltsAt(windings.cosine)
    },
    restart(): void {
      counted = NOT_COUNTED
      readings.rpm = 0
    },
    counts: () => counted,
  }
}

function createOutputs({ network, commands }: Physics): InverterOutputs {
  const reference = network.branch('inverter.referenceSource')
  const load = network.branch('inverter.load')
  const pump = network.branch('inverter.pumpDriver')
  const discharge = network.branch('motorController.discharge')
  const relays = { pump: false, discharge: false }
  return {
    stages: commands,
    relays,
    apply() {
      network.setClosed(pump, relays.pump)
      network.setClosed(discharge, relays.discharge)
    },
    setOwnLoad: (isOn) => network.setClosed(load, isOn),
    setReferenceVolts: (volts) => network.setVolts(reference, volts),
  }
}
