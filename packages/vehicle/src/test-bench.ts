/** A car with a person and a scan tool at it, for tests: everything goes through the doors that users have. */
import { decodeScaled } from '@luban/protocols/uds/scaled'
import { assert, hex, toHex } from '@luban/stdx'
import {
  type Car,
  type CarAction,
  type CarOptions,
  createCar,
  type Measurement,
  type MeasurementOutcome,
  PRECAUTIONS,
  type Precaution,
  type ProbeInstrument,
} from './index.ts'

const OF_ISOLATION: ReadonlySet<Precaution> = new Set(['terminalsInsulated', 'permit'])
const taking =
  (taken: boolean) =>
  (precaution: Precaution): CarAction => ({ kind: 'precaution', precaution, taken })

export type Bench = ReturnType<typeof standAt>

export function standAt(options: Partial<CarOptions> = {}) {
  return atCar(createCar('byd-atto-3', { seed: 1, broadcast: false, ...options }))
}

export function atCar(car: Car) {
  const stepsPerSecond = 1000 / car.model.stepMs
  const tester = car.openTester('scan tool')
  let nowMs = 0

  const bench = {
    car,
    /** Wall time, as the protocols' timers have it. */
    nowMs: () => nowMs,
    run(seconds: number): void {
      for (let i = 0; i < seconds * stepsPerSecond; i++) {
        car.step()
        nowMs += car.model.stepMs
        if (i % 2 === 0) car.service(nowMs)
      }
      car.stateHash() // Refuses what is not a number.
    },
    act(...actions: readonly CarAction[]): void {
      for (const action of actions) {
        const outcome = car.act(action)
        assert(outcome.kind === 'done', `${JSON.stringify(action)}: ${JSON.stringify(outcome)}`)
      }
    },
    /** Hexadecimal in, hexadecimal out; the last answer, 0x78 aside. */
    ask(ecu: string, request: string): string | undefined {
      let answer: string | undefined
      tester.request(ecu, hex(request), nowMs, (response) => {
        answer = toHex(response)
      })
      return answer
    },
    /** All answers, those that come later by time passing among them. */
    listen(ecu: string, request: string, onAnswer: (answer: string) => void): void {
      tester.request(ecu, hex(request), nowMs, (response) => onAnswer(toHex(response)))
    },
    /** A data identifier by the layout of the model. */
    value(ecu: string, did: number): number {
      const layout = car.model.dids.find((info) => info.ecu === ecu && info.did === did)
      assert(layout !== undefined, `${ecu} has no ${did.toString(16)}`)
      const answer = bench.ask(ecu, `22${did.toString(16).padStart(4, '0')}`)
      assert(answer !== undefined, `${ecu} does not answer`)
      assert(answer.startsWith('62'), `${ecu} ${did.toString(16)}: ${answer}`)
      return decodeScaled(hex(answer.slice(6)), layout)
    },
    /** Confirmed codes of all units, as `bms P0A0A`, read by UDS; those too that are pending after one trip. */
    codes({
      except = [],
      arePendingToo = false,
    }: {
      except?: readonly string[]
      arePendingToo?: boolean
    } = {}): string[] {
      return car.model.ecus.flatMap(({ id }) => {
        if (except.includes(id)) return []
        const answer = bench.ask(id, arePendingToo ? '19020C' : '190208')
        if (answer === undefined) return [] // No supply.
        assert(answer.startsWith('5902'), answer)
        const found: string[] = []
        for (let at = 6; at < answer.length; at += 8) {
          const code24 = Number.parseInt(answer.slice(at, at + 6), 16)
          found.push(`${id} ${car.model.dtcs.find((dtc) => dtc.code24 === code24)?.code ?? answer.slice(at, at + 6)}`)
        }
        return found
      })
    },
    /** `OL` as Infinity. */
    read(measurement: Measurement): number {
      const outcome: MeasurementOutcome = car.measure(measurement)
      assert(outcome.kind === 'reading', JSON.stringify(outcome))
      return outcome.reading.value === 'OL' ? Number.POSITIVE_INFINITY : outcome.reading.value
    },
    measure: (instrument: ProbeInstrument, red: string, black: string): number =>
      bench.read({ instrument, red, black }),
    /** Switches on and presses start; true when READY. */
    start(): boolean {
      bench.act({ kind: 'power', to: 'on' })
      bench.run(2)
      bench.act({ kind: 'start' })
      bench.run(4)
      return car.view().isReady
    },
    /** Full pedal for a while, then to a stop with the brake. */
    driveHard(seconds = 8): void {
      bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 1, brake: 0 })
      bench.run(seconds)
      bench.act({ kind: 'pedal', accelerator: 0, brake: 0.5 })
      bench.run(12)
      bench.act({ kind: 'selector', to: 'P' }, { kind: 'pedal', accelerator: 0, brake: 0 })
    },
    /** Workplace and equipment; the permit waits for the isolation. */
    takePrecautions(): void {
      bench.act(...PRECAUTIONS.filter((one) => !OF_ISOLATION.has(one)).map(taking(true)))
    },
    /** The whole procedure, with the waiting time of the car's own data. */
    isolate(): void {
      bench.takePrecautions()
      bench.act({ kind: 'barrier', on: true }, { kind: 'gloves', on: true }, { kind: 'power', to: 'off' })
      bench.run(10)
      bench.act(
        { kind: 'takeKeyAway' },
        { kind: 'battery12V', connected: false },
        { kind: 'serviceDisconnect', inserted: false },
        { kind: 'lockout', on: true },
      )
      bench.run(car.model.hvWaitingTimeS + 1)
      bench.act({ kind: 'proveTester' })
      bench.measure('voltmeter', 'motorController.plus', 'motorController.minus')
      bench.measure('voltmeter', 'motorController.plus', 'chassis')
      bench.measure('voltmeter', 'motorController.minus', 'chassis')
      bench.act({ kind: 'proveTester' }, ...[...OF_ISOLATION].map(taking(true)))
    },
    putTogether(): void {
      bench.act(
        ...[...OF_ISOLATION].map(taking(false)),
        { kind: 'lockout', on: false },
        { kind: 'serviceDisconnect', inserted: true },
        { kind: 'battery12V', connected: true },
        { kind: 'bringKeyBack' },
      )
      bench.run(2)
    },
    clearCodes(): void {
      for (const { id } of car.model.ecus) assert(bench.ask(id, '14FFFFFF') === '54', `${id} keeps its codes`)
    },
  }
  return bench
}
