/**
 * Exercises that ship can be solved by what a trainee has: scan tool, meter, hands. Each case of the hybrid car's exercises,
 * of the exam on the petrol car, and of those whose fault comes and goes is worked through on the real car; the rubric judges
 * the evidence of it.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Assessment, type CriterionResult, casesOf, drawnCase, type Exercise } from '@luban/lab'
import type { CarAction, Proof } from '@luban/vehicle'
import { loadContent } from '../content.ts'
import { CARS } from '../worlds.ts'
import { standAt, type Trainee } from './testing/trainee.ts'

const { exercises } = loadContent(fileURLToPath(new URL('../../../../content', import.meta.url)), CARS.knownStations)
const TRIED = exercises.filter(
  ({ station, modes, start: { settings } }) =>
    station === 'haval-h6-hev' ||
    (station === 'haval-jolion' && modes.includes('exam')) ||
    settings.faultsComeBy !== undefined,
)
const OF_INSTRUCTOR = 25

type Way = {
  /** What brings the car to where the reading can be taken. */
  readonly moment: (trainee: Trainee) => void
  /** Which of the fault's proofs is taken there; the first when nothing is said. */
  readonly proof?: number
}

function press(trainee: Trainee, accelerator: number, seconds: number): void {
  trainee.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator, brake: 0 })
  trainee.run(seconds)
}

const start =
  (seconds = 10) =>
  (trainee: Trainee): void => {
    trainee.act({ kind: 'start' })
    trainee.run(seconds)
  }

function loadFully(trainee: Trainee): void {
  start()(trainee)
  press(trainee, 0.15, 3)
  press(trainee, 1, 4)
}

/** Off and to a halt again, as fast as it goes. */
function driveInTown(trainee: Trainee): void {
  start()(trainee)
  for (let round = 0; round < 22; round++) {
    press(trainee, 0.9, 6)
    trainee.act({ kind: 'pedal', accelerator: 0, brake: 0.25 })
    trainee.run(7)
  }
}

/** As the scan tool's actuator test does it. */
function letEngineRun(seconds: number) {
  return (trainee: Trainee): void => {
    start()(trainee)
    trainee.ask('hcu', '1003')
    trainee.ask('hcu', '2F30400301')
    for (let at = 0; at < seconds; at += 2) {
      trainee.run(Math.min(2, seconds - at))
      trainee.ask('hcu', '3E00')
    }
  }
}

/** What relays and pumps take as they come on is over after two seconds. */
function wakeAgain(trainee: Trainee): void {
  trainee.act({ kind: 'power', to: 'off' })
  trainee.run(10)
  trainee.act({ kind: 'power', to: 'on' })
  trainee.run(0.8)
}

/** Warm from driving, and then on the starter. */
function crankOnceItDied(trainee: Trainee): void {
  start(6)(trainee)
  assert(trainee.car.view().isReady, 'it starts while it is cold')
  for (let round = 0; trainee.car.view().isReady; round++) {
    assert(round < DIES_WITHIN_ROUNDS, 'it dies when it is warm')
    press(trainee, 0.25, 5)
  }
  trainee.standStill()
  trainee.act({ kind: 'power', to: 'on' })
  trainee.run(3)
  start(2)(trainee)
}

const DIES_WITHIN_ROUNDS = 60

const isolated = (trainee: Trainee): void => trainee.isolate()
const asItIs = (): void => {}

function unplug(connector: string) {
  return (trainee: Trainee): void => {
    trainee.act({ kind: 'power', to: 'off' })
    trainee.run(10)
    trainee.act({ kind: 'connector', connector, plugged: false })
  }
}

/** How a trainee comes to each proof; the ignition is on, and the codes are read. */
const WAYS: Readonly<Record<string, Way>> = {
  'hybrid-01-battery-12v-weak': { moment: wakeAgain },
  'hybrid-02-service-plug-open': { moment: asItIs },
  'hybrid-03-compressor-leaks': { moment: isolated },
  'hybrid-04-precharge-open': { moment: isolated },
  'hybrid-05-contactor-welded': { moment: isolated },
  'hybrid-06-cell-resistance': { moment: loadFully },
  'hybrid-07-pack-filter-blocked': { moment: driveInTown },
  'hybrid-08-inverter-pump-dead': { moment: start() },
  'hybrid-09-resolver-open': { moment: unplug('tractionMachine.a') },
  'hybrid-10-motor-thermistor-drift': { moment: asItIs },
  'hybrid-11-dcdc-fuse': { moment: asItIs },
  'hybrid-12-pack-current-sensor': { moment: asItIs },
  'hybrid-13-generator-bridge-dead': { moment: letEngineRun(0.9) },
  'hybrid-14-bms-cut-off': { moment: isolated },
  'hybrid-15-intake-leak': { moment: letEngineRun(90) },
  'petrol-01-coil-open': { moment: start(30), proof: 1 },
  'petrol-03-boost-hose': { moment: loadFully },
  'petrol-06-crank-sensor-open': { moment: crankOnceItDied },
  'petrol-08-pump-ground': { moment: start(30) },
  'petrol-13-pedal-track': { moment: asItIs },
  'petrol-14-generator-diode': { moment: start(75) },
  'petrol-16-clutch-sensor': { moment: start(30) },
}

function openCar(exercise: Exercise, draw: number): Trainee {
  const trainee = standAt(exercise, drawnCase(exercise, draw))
  trainee.act({ kind: 'power', to: 'on' })
  trainee.run(8)
  trainee.readCodes()
  return trainee
}

function take(proof: Proof, trainee: Trainee): void {
  switch (proof.kind) {
    case 'all':
      for (const part of proof.proofs) take(part, trainee)
      break
    case 'while':
      trainee.act(proof.from as CarAction) // Whole, in the proofs that are taken here.
      trainee.run(30)
      take(proof.proof, trainee)
      trainee.act(proof.until as CarAction)
      break
    case 'dtc':
      trainee.readCodes()
      break
    case 'did':
      trainee.readValue(proof.ecu, proof.did)
      break
    case 'didDifference':
      for (const did of [proof.did, proof.minus]) trainee.readValue(proof.ecu, did)
      break
    case 'obd':
      trainee.ask(proof.ecu, proof.isFrozen ? `02${byte(proof.pid)}00` : `01${byte(proof.pid)}`)
      break
    case 'monitorResult':
      trainee.ask(proof.ecu, `06${byte(proof.monitorId)}`)
      break
    case 'scope':
      trainee.look(proof.points, proof.secondsPerDivision)
      break
    case 'measurement':
      if (proof.instrument === 'clamp') trainee.measure({ instrument: 'clamp', wire: proof.wire })
      else if (proof.instrument === 'gauge') trainee.measure({ instrument: 'gauge', point: proof.point })
      else if (proof.instrument === 'thermometer')
        trainee.measure({ instrument: 'thermometer', surface: proof.surface })
      else trainee.measure({ instrument: proof.instrument, red: proof.points[0], black: proof.points[1] })
  }
}

const byte = (value: number) => value.toString(16).padStart(2, '0')

/** Stops, switches off and isolates if the part asks for it; fits the part, and gives the car back in READY without codes. */
function putRight(trainee: Trainee, component: string, repair: string): void {
  trainee.standStill()
  if (trainee.isHighVoltage(component)) trainee.isolate()
  trainee.act({ kind: 'repair', component, repair })
  trainee.putTogether()
  trainee.act({ kind: 'power', to: 'on' })
  trainee.run(4)
  trainee.clearCodes()
  start()(trainee)
  trainee.readCodes()
}

function solve(exercise: Exercise, draw: number): { assessment: Assessment; isReady: boolean } {
  const trainee = openCar(exercise, draw)
  const [fault] = trainee.car.faults
  const { moment, proof = 0 } = WAYS[fault.id]
  moment(trainee)
  take(fault.proofs[proof], trainee)
  const [cure] = fault.repairs
  putRight(trainee, cure.component, cure.repair)
  const { component, failureMode } = fault
  return { assessment: trainee.state({ component, failureMode }), isReady: trainee.car.view().isReady }
}

const points = ({ criteria }: Assessment) =>
  Object.fromEntries(criteria.map(({ kind, points: got }: CriterionResult) => [kind, got]))

for (const exercise of TRIED) {
  for (const [draw, { faults }] of casesOf(exercise).entries()) {
    test(`${exercise.id}: ${faults.join()} can be proved, put right and stated for full marks`, () => {
      const { assessment, isReady } = solve(exercise, draw)
      assert.deepEqual([assessment.gate.hazards, assessment.gate.remarks], [[], []])
      const lacking = assessment.criteria.filter((one) => one.kind !== 'instructor' && one.points !== one.pointsMax)
      assert.deepEqual(lacking, [])
      assert.equal(assessment.automaticPoints, assessment.pointsMax - OF_INSTRUCTOR)
      assert(isReady, 'the customer has a car that is READY')
    })
  }
  test(`${exercise.id}: a part by guess earns nothing`, () => {
    const trainee = openCar(exercise, 0)
    putRight(trainee, 'ambientSensor', 'replace')
    const assessment = trainee.state({ component: 'ambientSensor', failureMode: 'open' })
    const { causeFound, proved, needlessParts, time, recheck } = points(assessment)
    assert.deepEqual([causeFound, proved, needlessParts, time, recheck], [0, 0, 0, 0, 0])
    assert(assessment.gate.isPassed)
  })
}

const HIGH_VOLTAGE = TRIED.filter((exercise) => {
  const { car } = standAt(exercise, drawnCase(exercise, 0))
  return car.model.components.some(
    ({ id, isHighVoltage }) => isHighVoltage && id === car.faults[0].repairs[0].component,
  )
})

test('work on high voltage is most of the hybrid exercises', () => {
  assert(HIGH_VOLTAGE.length >= 8, HIGH_VOLTAGE.map(({ id }) => id).join())
})

for (const exercise of HIGH_VOLTAGE) {
  test(`${exercise.id}: the right part on a car that is not isolated closes the gate`, () => {
    const trainee = openCar(exercise, 0)
    const { component, failureMode, repairs } = trainee.car.faults[0]
    trainee.standStill()
    const outcome = trainee.try({ kind: 'repair', ...repairs[0] })
    assert.equal(outcome.kind, 'hazard')
    const assessment = trainee.state({ component, failureMode })
    assert.equal(assessment.gate.isPassed, false)
    assert.equal(assessment.automaticPoints, 0)
  })
}
