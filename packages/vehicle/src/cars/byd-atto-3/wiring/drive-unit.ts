/**
 * The drive unit on its wires: resolver with its converter, phase current sensors, dividers, thermistors, pedals, a
 * pressure sensor on its own board; and the relays, references and power stages that it drives.
 *
 * The converter counts the rotor's angle in steps of 1/4096 turn, so a speed taken over 10 ms comes in steps of 1.5 rpm.
 * It is kept in turns here; that a winding is whole shows in the bias on its wires.
 * Left out: the amplitudes of sine and cosine, the three phases one by one, and that a current sensor which is off
 * disturbs the torque.
 */
import {
  type DriveOutputs,
  type DriveReadings,
  type DriveSensors,
  OPEN_WINDING_VOLTS,
  REFERENCE_VOLTS,
} from '../ecus/drive-unit.ts'
import { STEP_S, TORQUE_NM_PER_A } from '../figures.ts'
import type { Physics } from '../physics.ts'
import { thermistorDegC } from '../thermistor.ts'

const COUNTS_PER_TURN = 4096
const RPM_PER_COUNT = 60 / (COUNTS_PER_TURN * STEP_S)
const PHASE_A_PER_COUNT = 0.5

export function wireDriveUnit(physics: Physics): { sensors: DriveSensors; outputs: DriveOutputs } {
  return { sensors: createSensors(physics), outputs: createOutputs(physics) }
}

function createSensors({ network, now }: Physics): DriveSensors {
  const at = findTerminals(network.node)
  const dcdcOutput = network.branch('dcdc.output')
  const readings = firstReadings()
  /** Where the converter saw the rotor last; undefined while it has no angle to count from. */
  let rotorCounts: number | undefined

  function senseSupply(): number {
    readings.supplyVolts = network.voltsBetween(at.supply, at.ground)
    return readings.supplyVolts
  }

  function sense(isSlowDue: boolean): void {
    readings.busVolts = network.voltsBetween(at.busPlus, at.busMinus)
    readings.dcdcAmps = network.amps(dcdcOutput)
    senseRotor()
    const phaseA = now.motorTorqueNm / TORQUE_NM_PER_A + now.motorCurrentSensorOffsetA
    readings.torqueNm = TORQUE_NM_PER_A * PHASE_A_PER_COUNT * Math.round(phaseA / PHASE_A_PER_COUNT)
    readings.accelerator = pedalTravel(network.volts(at.track1))
    readings.brake = pedalTravel(network.volts(at.brakeTrack))
    if (isSlowDue) senseSlowly()
  }

  function senseRotor(): void {
    readings.isPositionKnown =
      network.voltsBetween(at.excitationPlus, at.excitationMinus) < OPEN_WINDING_VOLTS &&
      network.voltsBetween(at.sinePlus, at.sineMinus) < OPEN_WINDING_VOLTS &&
      network.voltsBetween(at.cosinePlus, at.cosineMinus) < OPEN_WINDING_VOLTS
    const counts = readings.isPositionKnown ? Math.floor(COUNTS_PER_TURN * now.rotorTurns) : undefined
    readings.motorRpm = counts === undefined || rotorCounts === undefined ? 0 : RPM_PER_COUNT * (counts - rotorCounts)
    rotorCounts = counts
  }

  function senseSlowly(): void {
    readings.motorTempDegC = thermistorDegC(network.volts(at.motorThermistor), REFERENCE_VOLTS)
    readings.inverterTempDegC = thermistorDegC(network.volts(at.inverterThermistor), REFERENCE_VOLTS)
    readings.coolantTempDegC = thermistorDegC(network.volts(at.coolantThermistor), REFERENCE_VOLTS)
    readings.resolverExcitationVolts = network.voltsBetween(at.excitationPlus, at.excitationMinus)
    readings.resolverSineVolts = network.voltsBetween(at.sinePlus, at.sineMinus)
    readings.resolverCosineVolts = network.voltsBetween(at.cosinePlus, at.cosineMinus)
    readings.airPressureKpa = Math.round(now.airPressurePa / 1000)
  }

  return {
    readings,
    senseSupply,
    sense,
    pedalDeviationVolts: () => Math.abs(network.volts(at.track1) - 2 * network.volts(at.track2)),
    restart() {
      rotorCounts = undefined
      readings.motorRpm = 0
    },
    state: () => [rotorCounts ?? Number.NEGATIVE_INFINITY],
  }
}

/** A wiper leaves 15 % of the reference at either end of its track, so that a broken wire shows. */
function pedalTravel(volts: number): number {
  const travel = (volts / REFERENCE_VOLTS - 0.15) / 0.7
  return travel > 0 ? Math.min(1, travel) : 0
}

function createOutputs({ network, commands }: Physics): DriveOutputs {
  const referenceSource = network.branch('drive.referenceSource')
  const comfort = network.branch('comfortRelay')
  const pump = network.branch('pump.relay')
  const fan = network.branch('fan.relay')
  const ptc = network.branch('ptc.relay')
  const discharge = network.branch('activeDischarge')
  const pilotSwitch = network.branch('charger.pilotSwitch')
  const relays = { comfort: false, pump: false, fan: false, ptc: false, discharge: false, pilotSwitch: false }
  return {
    stages: commands,
    relays,
    apply() {
      network.setClosed(comfort, relays.comfort)
      network.setClosed(pump, relays.pump)
      network.setClosed(fan, relays.fan)
      network.setClosed(ptc, relays.ptc)
      network.setClosed(discharge, relays.discharge)
      network.setClosed(pilotSwitch, relays.pilotSwitch)
    },
    setReferenceVolts: (volts) => network.setVolts(referenceSource, volts),
  }
}

function findTerminals(node: Physics['network']['node']) {
  return {
    supply: node('drive.supply'),
    ground: node('drive.ground'),
    busPlus: node('motorController.plus'),
    busMinus: node('motorController.minus'),
    track1: node('pedal.track1'),
    track2: node('pedal.track2'),
    brakeTrack: node('brake.track'),
    motorThermistor: node('thermistor.motor'),
    inverterThermistor: node('thermistor.inverter'),
    coolantThermistor: node('thermistor.coolant'),
    excitationPlus: node('resolver.excitation.plus'),
    excitationMinus: node('resolver.excitation.minus'),
    sinePlus: node('resolver.sine.plus'),
    sineMinus: node('resolver.sine.minus'),
    cosinePlus: node('resolver.cosine.plus'),
    cosineMinus: node('resolver.cosine.minus'),
  }
}

function firstReadings(): DriveReadings {
  return {
    supplyVolts: 0,
    busVolts: 0,
    dcdcAmps: 0,
    motorRpm: 0,
    isPositionKnown: false,
    torqueNm: 0,
    motorTempDegC: 20,
    inverterTempDegC: 20,
    coolantTempDegC: 20,
    accelerator: 0,
    brake: 0,
    resolverExcitationVolts: 0,
    resolverSineVolts: 0,
    resolverCosineVolts: 0,
    airPressureKpa: 0,
  }
}
