/**
 * The drive unit on its wires: resolver with its converter, phase current sensors, dividers, thermistors, pedals, a
 * pressure sensor on its own board; and the relays, references and power stages that it drives.
 *
 * The converter counts the rotor's angle in steps of 1/4096 turn, so a speed taken over 10 ms comes in steps of 1.5 rpm.
 * It is kept in turns here; that a winding is whole shows in the bias on its wires.
 * Each phase has a current sensor; what torque they mean follows from the rotor's angle (../../../driveline/phases.ts).
 * Left out: the amplitudes of sine and cosine, and that a current sensor which is off disturbs the torque.
 */
import { phaseCountA, phaseTorqueNm } from '../../../driveline/phases.ts'
import {
  type DriveOutputs,
  type DriveReadings,
  type DriveSensors,
  isTrackSound,
  OPEN_WINDING_VOLTS,
  REFERENCE_VOLTS,
} from '../ecus/drive-unit.ts'
import { STEP_S, TORQUE_NM_PER_A } from '../figures.ts'
import { PHASE_BRANCHES } from '../harness.ts'
import type { Physics } from '../physics.ts'
import { thermistorDegC } from '../thermistor.ts'

const COUNTS_PER_TURN = 4096
const RPM_PER_COUNT = 60 / (COUNTS_PER_TURN * STEP_S)
const PILOT_MEAN_VOLTS_MAX = -0.2
const REFERENCE_VOLTS_MIN = 3

export function wireDriveUnit(physics: Physics): { sensors: DriveSensors; outputs: DriveOutputs } {
  return { sensors: createSensors(physics), outputs: createOutputs(physics) }
}

function createSensors({ network, now, pilot }: Physics): DriveSensors {
  const at = findTerminals(network)
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
    sensePhases()
    senseRotor()
    sensePilot()
    const referenceVolts = network.voltsBetween(at.reference, at.ground)
    readings.pedal1Volts = network.voltsBetween(at.track1, at.ground)
    readings.pedal2Volts = network.voltsBetween(at.track2, at.ground)
    readings.brakeVolts = network.voltsBetween(at.brakeTrack, at.ground)
    const pedalVolts = isTrackSound(readings.pedal1Volts) ? readings.pedal1Volts : 2 * readings.pedal2Volts
    readings.accelerator = pedalTravel(pedalVolts, referenceVolts)
    readings.brake = pedalTravel(readings.brakeVolts, referenceVolts)
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

  /** With a station at its plug the line's mean lies below nothing, since the car's diode spares the lower half-wave. */
  function sensePilot(): void {
    const isThere = pilot.duty() < 1 && network.voltsBetween(at.pilot, at.pilotGround) < PILOT_MEAN_VOLTS_MAX
    readings.pilotVolts = isThere ? pilot.highVolts() : 0
    readings.pilotDuty = isThere ? pilot.duty() : 0
  }

  /** The currents are those of the angle that the converter saw at the end of the step before. */
  function sensePhases(): void {
    readings.phaseUA = phaseCountA(network.amps(at.phaseU))
    readings.phaseVA = phaseCountA(network.amps(at.phaseV) + now.motorCurrentSensorOffsetA)
    readings.phaseWA = phaseCountA(network.amps(at.phaseW))
    if (rotorCounts === undefined) readings.torqueNm = 0
    else {
      const angle = { rotorTurns: rotorCounts / COUNTS_PER_TURN, nmPerA: TORQUE_NM_PER_A }
      readings.torqueNm = phaseTorqueNm([readings.phaseUA, readings.phaseVA, readings.phaseWA], angle)
    }
  }

  function senseSlowly(): void {
    readings.motorTempDegC = thermistorDegC(network.voltsBetween(at.motorThermistor, at.ground), REFERENCE_VOLTS)
    readings.inverterTempDegC = thermistorDegC(network.voltsBetween(at.inverterThermistor, at.ground), REFERENCE_VOLTS)
    readings.pumpRelayVolts = network.voltsBetween(at.pumpDriver, at.ground)
    readings.fanRelayVolts = network.voltsBetween(at.fanDriver, at.ground)
    readings.heaterRelayVolts = network.voltsBetween(at.heaterDriver, at.ground)
    readings.coolantVolts = network.voltsBetween(at.coolantThermistor, at.ground)
    readings.coolantTempDegC = thermistorDegC(readings.coolantVolts, REFERENCE_VOLTS)
    readings.chargerVolts = network.voltsBetween(at.chargerPlus, at.chargerMinus)
    readings.resolverExcitationVolts = network.voltsBetween(at.excitationPlus, at.excitationMinus)
    readings.resolverSineVolts = network.voltsBetween(at.sinePlus, at.sineMinus)
    readings.resolverCosineVolts = network.voltsBetween(at.cosinePlus, at.cosineMinus)
    readings.airPressureKpa = Math.round(now.airPressurePa / 1000)
  }

  return {
    readings,
    senseSupply,
    sense,
    restart() {
      rotorCounts = undefined
      readings.motorRpm = 0
    },
    state: () => [rotorCounts ?? Number.NEGATIVE_INFINITY],
  }
}

/** A wiper leaves 15 % of its supply at either end of its track, so that a broken wire shows. */
function pedalTravel(volts: number, referenceVolts: number): number {
  if (referenceVolts < REFERENCE_VOLTS_MIN) return 0
  const travel = (volts / referenceVolts - 0.15) / 0.7
  return travel > 0 ? Math.min(1, travel) : 0
}

function createOutputs({ network, commands }: Physics): DriveOutputs {
  const referenceSource = network.branch('drive.referenceSource')
  // At its terminals for good: what feeds it is switched off by a relay.
  network.setClosed(network.branch('drive.load'), true)
  const comfort = network.branch('drive.comfortDriver')
  const pump = network.branch('drive.pumpDriver')
  const fan = network.branch('drive.fanDriver')
  const ptc = network.branch('drive.ptcDriver')
  const discharge = network.branch('motorController.discharge')
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

function findTerminals({ node, branch }: Physics['network']) {
  const [phaseU, phaseV, phaseW] = PHASE_BRANCHES.bridge
  return {
    phaseU: branch(phaseU),
    phaseV: branch(phaseV),
    phaseW: branch(phaseW),
    supply: node('drive.supply'),
    reference: node('drive.reference'),
    ground: node('drive.ground'),
    busPlus: node('motorController.plus'),
    busMinus: node('motorController.minus'),
    track1: node('drive.signal1'),
    track2: node('drive.signal2'),
    brakeTrack: node('drive.brakeSignal'),
    motorThermistor: node('drive.motorThermistor'),
    inverterThermistor: node('drive.inverter'),
    coolantThermistor: node('drive.coolant'),
    excitationPlus: node('drive.excitationPlus'),
    excitationMinus: node('drive.excitationMinus'),
    sinePlus: node('drive.sinePlus'),
    sineMinus: node('drive.sineMinus'),
    cosinePlus: node('drive.cosinePlus'),
    cosineMinus: node('drive.cosineMinus'),
    pumpDriver: node('drive.pumpDriver'),
    fanDriver: node('drive.fanDriver'),
    heaterDriver: node('drive.ptcDriver'),
    chargerPlus: node('charger.plus'),
    chargerMinus: node('charger.minus'),
    pilot: node('charger.pilot'),
    pilotGround: node('charger.ground'),
  }
}

function firstReadings(): DriveReadings {
  return {
    supplyVolts: 0,
    busVolts: 0,
    dcdcAmps: 0,
    chargerVolts: 0,
    motorRpm: 0,
    isPositionKnown: false,
    phaseUA: 0,
    phaseVA: 0,
    phaseWA: 0,
    torqueNm: 0,
    motorTempDegC: 20,
    inverterTempDegC: 20,
    coolantTempDegC: 20,
    accelerator: 0,
    brake: 0,
    pedal1Volts: 0,
    pedal2Volts: 0,
    brakeVolts: 0,
    coolantVolts: 0,
    pumpRelayVolts: 0,
    fanRelayVolts: 0,
    heaterRelayVolts: 0,
    resolverExcitationVolts: 0,
    resolverSineVolts: 0,
    resolverCosineVolts: 0,
    airPressureKpa: 0,
    pilotVolts: 0,
    pilotDuty: 0,
  }
}
