/**
 * The circuits of the engine control unit: what no whole sensor gives at its terminal, and what no whole valve or relay
 * leaves there while its stage is off. From the unit's own terminals and shunts alone.
 *
 * A sensor's signal is pulled up or down within the unit, so a cut wire and a plug that is off stand out of range. A stage
 * that is off is at the supply through its load: without the load, or shorted to ground, it is not.
 * Left out: which of the two it is, where a code stands for the whole circuit.
 * Beside them what shows by its absence: terminal 30, the supply behind the main relay, the turn of the starter, the answer
 * of the alternator's regulator.
 */
import type { Monitor } from '../ecus/dtc-engine.ts'
import type { EngineControl } from './control.ts'
import { HEATER_A_MIN } from './monitors-exhaust.ts'
import { doTracksAgree, RANGE } from './readings.ts'
import { RELAYS, VALVES } from './sensors.ts'
import { type EngineMonitors, FAN_DUTY_MIN } from './signals.ts'

export type CircuitWatch = {
  /** A cycle begins. */
  begin(): void
  step(): void
  /** As often as `look`, whatever the supply: it may be that which is missing. */
  lookAtSupply(): void
  /** Ten times a second, under a supply by which sensors can be judged; stages wait until it is steady. */
  look(isSteady: boolean): void
  stateNumbers(): number[]
}

/** Of the supply, at a terminal that is off. */
const OFF_SHARE_MIN = 0.4
const VALVE_A_MIN = 0.1
/** More than any valve draws: its winding is shorted. */
const VALVE_A_MAX = 12
/** A switch that is on leaves no more than this, unless it is shorted to the supply. */
const ON_VOLTS_MAX = 2
/** A relay is judged when it has been on, or off, for so long. */
const RELAY_STEPS = 20
/** The plate has followed what it is told within this, when it was told the same for so long. */
const PLATE_SHARE_MAX = 0.12
const PLATE_SAME_SHARE = 0.05
const PLATE_STEPS = 60
/** A lambda sensor that is cut off leaves the bias of its input; a hot one never stays there for so long. */
const BIAS_VOLTS = [0.43, 0.47] as const
const HOT_AFTER_STEPS = 6000
const SILENT_STEPS = 1000
/** Behind the catalyst it may stand anywhere, but not while the engine only pumps air. */
const SILENT_IN_AIR_STEPS = 300
/** Terminals 15 and 30 stand at the battery, or they are cut; so does the supply while the main relay holds. */
const CUT_VOLTS_MAX = 4
const IGNITION_VOLTS_MIN = 9
/** The starter is driven for so long, and neither wheel of the engine shows an edge. */
const UNTURNED_STEPS = 80
/** By what the brakes tell, a foot is on the pedal. */
const BRAKE_KPA_MIN = 1500
const BRAKE_NM_MIN = 300

export function createCircuitWatch(
  control: EngineControl,
  monitors: EngineMonitors,
  hasStarter: boolean,
): CircuitWatch {
  const { readings, sensed, stages, air, torque, signals } = control
  const ofValves: readonly Monitor[] = [monitors.purgeValve, monitors.oilControlValve, monitors.wastegateValve]
  const ofRelays: readonly Monitor[] = [
    monitors.fuelPumpRelay,
    monitors.fanRelay,
    ...(hasStarter ? [monitors.starterRelay, monitors.airConditioningRelay] : []),
  ]
  /** For how long each has been on, or below 0 off. */
  const relaySteps = new Float64Array(RELAYS.length)
  const plate = { wantedShare: 0, steps: 0 }
  const silent = { upstreamSteps: 0, downstreamSteps: 0 }
  let unturnedSteps = 0

  function isOn(relay: number): boolean {
    if (relay === 0) return stages.isFuelPumpOn
    if (relay === 1) return stages.fanDuty > FAN_DUTY_MIN
    return relay === 2 ? stages.isStarterOn : stages.isAirConditioningOn
  }

  function watchThermistors(): void {
    const { coolantVolts, intakeTempVolts, oilTempVolts } = readings
    monitors.coolantLow.report(coolantVolts < RANGE.thermistorVoltsMin)
    monitors.coolantHigh.report(coolantVolts > RANGE.thermistorVoltsMax)
    monitors.intakeTempLow.report(intakeTempVolts < RANGE.thermistorVoltsMin)
    monitors.intakeTempHigh.report(intakeTempVolts > RANGE.thermistorVoltsMax)
    monitors.oilTempLow.report(oilTempVolts < RANGE.thermistorVoltsMin)
    monitors.oilTempHigh.report(oilTempVolts > RANGE.thermistorVoltsMax)
  }

  function watchPressures(): void {
    const { airMeterVolts, manifoldVolts, boostVolts, railVolts, oilPressureVolts } = readings
    monitors.airMeterLow.report(airMeterVolts < RANGE.airMeterVoltsMin)
    monitors.airMeterHigh.report(airMeterVolts > RANGE.airMeterVoltsMax)
    monitors.manifoldLow.report(manifoldVolts < RANGE.pressureVoltsMin)
    monitors.manifoldHigh.report(manifoldVolts > RANGE.pressureVoltsMax)
    monitors.boostLow.report(boostVolts < RANGE.pressureVoltsMin)
    monitors.boostHigh.report(boostVolts > RANGE.pressureVoltsMax)
    monitors.railLow.report(railVolts < RANGE.pressureVoltsMin)
    monitors.railHigh.report(railVolts > RANGE.pressureVoltsMax)
    monitors.oilPressureLow.report(oilPressureVolts < RANGE.pressureVoltsMin)
    monitors.oilPressureHigh.report(oilPressureVolts > RANGE.pressureVoltsMax)
  }

  function watchTracks(): void {
    const { pedal1Volts, pedal2Volts, throttle1Volts, throttle2Volts, referenceAVolts, referenceBVolts } = readings
    monitors.pedal1Low.report(pedal1Volts <= RANGE.pedal1VoltsMin)
    monitors.pedal1High.report(pedal1Volts >= RANGE.pedal1VoltsMax)
    monitors.pedal2Low.report(pedal2Volts <= RANGE.pedal2VoltsMin)
    monitors.pedal2High.report(pedal2Volts >= RANGE.pedal2VoltsMax)
    monitors.pedal.report(!doTracksAgree(readings))
    monitors.throttleLow.report(throttle1Volts < RANGE.throttleVoltsMin)
    monitors.throttleHigh.report(throttle1Volts > RANGE.throttleVoltsMax)
    monitors.throttle2Low.report(throttle2Volts < RANGE.throttleVoltsMin)
    monitors.throttle2High.report(throttle2Volts > RANGE.throttleVoltsMax)
    monitors.referenceA.report(isReferenceOff(referenceAVolts))
    monitors.referenceB.report(isReferenceOff(referenceBVolts))
  }

  function watchPlate(): void {
    if (!sensed.isThrottleSound || plate.steps < PLATE_STEPS) return
    monitors.throttleMotor.report(Math.abs(air.throttleWanted - sensed.throttleShare) > PLATE_SHARE_MAX)
  }

  function hearLambdas(): void {
    const isHot = control.state === 'running' && control.stateSteps > HOT_AFTER_STEPS
    const isUpHot = isHot && readings.upstreamHeaterA >= HEATER_A_MIN
    const isDownHot = isHot && readings.downstreamHeaterA >= HEATER_A_MIN && torque.isOverrunCut
    silent.upstreamSteps = isUpHot && isBias(readings.upstreamVolts) ? silent.upstreamSteps + 1 : 0
    silent.downstreamSteps = isDownHot && isBias(readings.downstreamVolts) ? silent.downstreamSteps + 1 : 0
  }

  function watchLambdas(): void {
    if (silent.upstreamSteps > SILENT_STEPS) monitors.upstreamSilent.report(true)
    else if (!isBias(readings.upstreamVolts)) monitors.upstreamSilent.report(false)
    if (silent.downstreamSteps > SILENT_IN_AIR_STEPS) monitors.downstreamSilent.report(true)
    else if (!isBias(readings.downstreamVolts)) monitors.downstreamSilent.report(false)
  }

  function holdPlate(): void {
    const isHeld = control.state !== 'afterRun' && sensed.isThrottleSound
    const isSame = isHeld && Math.abs(air.throttleWanted - plate.wantedShare) < PLATE_SAME_SHARE
    plate.steps = isSame ? plate.steps + 1 : 0
    if (!isSame) plate.wantedShare = air.throttleWanted
  }

  /** A starter that was asked for and does not turn the engine, whatever is wrong behind its relay. */
  function watchStarter(): void {
    if (!stages.isStarterOn) return
    if (unturnedSteps > UNTURNED_STEPS) monitors.starter.report(true)
    else if (sensed.isTurning) monitors.starter.report(false)
  }

  /** The regulator answers whoever asks it; what it lacks itself it tells. */
  function hearRegulator(): void {
    if (stages.alternatorSetVolts === 0) return
    monitors.regulatorLost.report(!readings.isRegulatorHeard)
    if (readings.isRegulatorHeard) monitors.regulatorSense.report(readings.isSenseMissed)
  }

  /** Against what the brakes tell: a foot that brakes has closed the switch. */
  function watchBrakeSwitch(): void {
    const isBraking = (signals.brakePressureKpa ?? 0) > BRAKE_KPA_MIN || (signals.brakeRequestNm ?? 0) > BRAKE_NM_MIN
    if (isBraking) monitors.brakeSwitch.report(!sensed.isBrakePressed)
  }

  function watchStages(): void {
    const offVoltsMin = OFF_SHARE_MIN * readings.supplyVolts
    for (let i = 0; i < VALVES.length; i++) {
      const peakA = readings.valvePeakA[i]
      const isOpen = readings.valveVolts[i] < offVoltsMin && peakA < VALVE_A_MIN
      ofValves[i].report(isOpen || peakA > VALVE_A_MAX)
    }
    for (let i = 0; i < ofRelays.length; i++) {
      const volts = readings.relayVolts[i]
      if (relaySteps[i] < -RELAY_STEPS) ofRelays[i].report(volts < offVoltsMin)
      else if (relaySteps[i] > RELAY_STEPS && volts > ON_VOLTS_MAX) ofRelays[i].report(true)
    }
  }

  return {
    begin() {
      relaySteps.fill(0)
      plate.wantedShare = plate.steps = 0
      silent.upstreamSteps = silent.downstreamSteps = 0
      unturnedSteps = 0
    },
    step() {
      holdPlate()
      hearLambdas()
      const isStill = stages.isStarterOn && sensed.newTeeth === 0 && sensed.newCamEdges === 0
      unturnedSteps = isStill ? unturnedSteps + 1 : 0
      for (let i = 0; i < RELAYS.length; i++) {
        const before = relaySteps[i]
        if (isOn(i)) relaySteps[i] = before > 0 ? before + 1 : 1
        else relaySteps[i] = before < 0 ? before - 1 : -1
      }
    },
    lookAtSupply() {
      if (readings.ignitionVolts < IGNITION_VOLTS_MIN || !stages.isMainRelayOn) return
      monitors.mainRelay.report(readings.supplyVolts < CUT_VOLTS_MAX)
    },
    look(isSteady) {
      monitors.terminal30.report(readings.batteryVolts < CUT_VOLTS_MAX)
      watchStarter()
      watchThermistors()
      watchPressures()
      watchTracks()
      if (!isSteady) return
      watchPlate()
      watchStages()
      watchBrakeSwitch()
      if (control.state !== 'running') return
      hearRegulator()
      monitors.knock.report(!sensed.isKnockSound)
      watchLambdas()
    },
    stateNumbers: () => [
      ...[...relaySteps, plate.wantedShare, plate.steps, silent.upstreamSteps, silent.downstreamSteps],
      unturnedSteps,
    ],
  }
}

const isReferenceOff = (volts: number): boolean => volts < RANGE.referenceVoltsMin || volts > RANGE.referenceVoltsMax

const isBias = (volts: number): boolean => volts > BIAS_VOLTS[0] && volts < BIAS_VOLTS[1]
