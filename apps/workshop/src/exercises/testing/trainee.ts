/**
 * A trainee with a scan tool at the car of an exercise, for tests: all goes through the doors that users have, at the pace of
 * the real world, and is kept as evidence that the rubric can judge.
 */
import assert from 'node:assert/strict'
import { type Assessment, assess, type drawnCase, type EvidenceRecord, type Exercise } from '@luban/lab'
import { toHex } from '@luban/stdx'
import {
  type Car,
  type CarAction,
  type CarSettings,
  createCar,
  type Measurement,
  PRECAUTIONS,
  type Precaution,
} from '@luban/vehicle'

const ANSWER_S = 2
/** Those that wait for the isolation. */
const OF_ISOLATION: readonly Precaution[] = ['terminalsInsulated', 'permit']

const taking =
  (taken: boolean) =>
  (precaution: Precaution): CarAction => ({ kind: 'precaution', precaution, taken })

export type Trainee = ReturnType<typeof standAt>
type Cause = { readonly component: string | null; readonly failureMode: string | null }

export function standAt(exercise: Exercise, { faults, settings }: ReturnType<typeof drawnCase>) {
  const car = createCar(exercise.station, { seed: 7, faults, settings: settings as CarSettings, broadcast: false })
  const { model } = car
  const { records, times } = keepEvidence(car)
  const tester = car.openTester('bench')

  function tryTo(action: CarAction) {
    const outcome = car.act(action)
    records.push({ kind: 'action', by: 'trainee', action, outcome, ...times() } as EvidenceRecord)
    return outcome
  }

  const trainee = {
    car,
    isHighVoltage: (component: string): boolean =>
      model.components.some(({ id, isHighVoltage }) => isHighVoltage && id === component),
    run(seconds: number): void {
      for (let left = Math.round((1000 * seconds) / model.stepMs); left > 0; left--) {
        car.step()
        car.service(times().wallMs)
      }
    },
    try: tryTo,
    act(...actions: readonly CarAction[]): void {
      for (const action of actions) {
        const outcome = tryTo(action)
        assert.equal(outcome.kind, 'done', `${JSON.stringify(action)}: ${JSON.stringify(outcome)}`)
      }
    },
    measure(measurement: Measurement): void {
      const outcome = car.measure(measurement)
      records.push({ kind: 'measurement', by: 'trainee', measurement, outcome, ...times() } as EvidenceRecord)
      assert.equal(outcome.kind, 'reading', `${JSON.stringify(measurement)}: ${JSON.stringify(outcome)}`)
    },
    look([red, black]: readonly [string, string], secondsPerDivision: number): void {
      const trigger = { channel: 0, edge: 'rising', volts: 0, mode: 'auto' } as const
      const settings = { channels: [{ red, black }], secondsPerDivision, trigger }
      const begun = car.beginScope(settings)
      assert.equal(begun.kind, 'capture', JSON.stringify(begun))
      if (begun.kind !== 'capture') return
      while (!begun.capture.advance(10_000));
      const { isTriggered, channels } = begun.capture.trace()
      const outcome = { kind: 'trace', isTriggered, channels: channels.map(({ volts: _, ...summary }) => summary) }
      records.push({ kind: 'scope', by: 'trainee', settings, outcome, ...times() } as EvidenceRecord)
    },
    /** Hexadecimal in and out; undefined where nobody answers. */
    ask(ecu: string, request: string): string | undefined {
      let answer: string | undefined
      tester.request(ecu, Buffer.from(request, 'hex'), times().wallMs, (bytes) => {
        answer = toHex(bytes)
      })
      for (let i = 0; answer === undefined && i < (1000 * ANSWER_S) / model.stepMs; i++)
        trainee.run(model.stepMs / 1000)
      return answer
    },
    readValue(ecu: string, did: number): void {
      const answer = trainee.ask(ecu, `22${did.toString(16).padStart(4, '0')}`)
      assert(answer?.startsWith('62'), `${ecu} ${did.toString(16)}: ${answer}`)
    },
    readCodes(): void {
      for (const { id } of model.ecus) trainee.ask(id, '190209')
    },
    /** Of every unit that answers. */
    clearCodes(): void {
      for (const { id } of model.ecus) trainee.ask(id, '14FFFFFF')
    },
    /** To a halt, in P, off, with every plug in its place. */
    standStill(): void {
      if (car.view().safety.lockout) return
      trainee.act({ kind: 'pedal', accelerator: 0, brake: 0.5 })
      while (car.view().speedKmh > 0) trainee.run(1)
      trainee.run(1)
      trainee.act({ kind: 'selector', to: 'P' }, { kind: 'pedal', accelerator: 0, brake: 0 })
      trainee.act({ kind: 'power', to: 'off' })
      trainee.run(12)
      for (const connector of car.view().unplugged) trainee.act({ kind: 'connector', connector, plugged: true })
    },
    /** The whole procedure, with the waiting time of the car's own data; nothing when it is isolated already. */
    isolate(): void {
      if (car.view().safety.lockout) return
      trainee.standStill()
      trainee.act(...PRECAUTIONS.filter((one) => !OF_ISOLATION.includes(one)).map(taking(true)))
      trainee.act({ kind: 'barrier', on: true }, { kind: 'takeKeyAway' }, { kind: 'gloves', on: true })
      trainee.act({ kind: 'battery12V', connected: false }, { kind: 'serviceDisconnect', inserted: false })
      trainee.act({ kind: 'lockout', on: true })
      trainee.run(model.hvWaitingTimeS + 1)
      trainee.act({ kind: 'proveTester' })
      const [plus, minus] = ['motorController.plus', 'motorController.minus']
      trainee.measure({ instrument: 'voltmeter', red: plus, black: minus })
      for (const red of [plus, minus]) trainee.measure({ instrument: 'voltmeter', red, black: 'chassis' })
      trainee.act({ kind: 'proveTester' }, ...OF_ISOLATION.map(taking(true)))
    },
    /** What isolation took apart; nothing when it took nothing. */
    putTogether(): void {
      if (!car.view().safety.lockout) return
      trainee.act(...OF_ISOLATION.map(taking(false)), { kind: 'lockout', on: false })
      trainee.act({ kind: 'serviceDisconnect', inserted: true })
      trainee.act({ kind: 'battery12V', connected: true }, { kind: 'bringKeyBack' })
      trainee.run(2)
    },
    /** States the cause; what the rubric says to all of it. */
    state(cause: Cause): Assessment {
      records.push({ kind: 'diagnosis', by: 'trainee', ...cause, ...times() })
      const { ecus, dids, components } = model
      return assess({ records, ecus, dids, components, exercise, truth: car.faults })
    },
  }
  return trainee
}

/** What reaches the car and what it answers, at wall time: nobody hastens the station's. */
function keepEvidence(car: Car) {
  const records: EvidenceRecord[] = []
  const times = () => {
    const stationMs = car.tick * car.model.stepMs
    return { tick: car.tick, stationMs, wallMs: stationMs }
  }
  car.bus.record(({ id, isExtended, data }, sender) =>
    records.push({ kind: 'frame', sender, id, isExtended, data: toHex(data), ...times() }),
  )
  return { records, times }
}
