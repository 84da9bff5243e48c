/**
 * One million hostile frames taken in by a living car, each counted only when a door or the bus was open for it: ELM327 lines,
 * DoIP messages and datagrams, CAN frames; noise, and right ones with a few bytes overwritten.
 *
 * Fails when the car throws, when a polite tool afterwards gets a wrong answer or none, or when memory keeps growing.
 */
import { hex, toHex, unitRandom } from '@luban/stdx'
import { type Car, createCar } from '../src/index.ts'

const SEED = 20_261_122
const FRAMES = 1_000_000
/** How often everything rests for some seconds and a polite tool asks. */
const FRAMES_A_ROUND = 10_000
const REST_S = 12
const GROWTH_MIB_MAX = 16
/** The share of DoIP messages from here on may have a wrong header. */
const WRONG_HEADER = 0.67

const ACTIVATION = doip(0x0005, hex('0E80 00 00000000'))
const DOIP_MESSAGES = [
  ACTIVATION,
  ...[
    '0E80 1001 3E00',
    '0E80 1007 22F190',
    '0E80 1007 1902FF',
    '0E80 E400 3E80',
    '0E80 1001 1003',
    '0E80 1007 2701',
  ].map((text) => doip(0x8001, hex(text))),
  ...[0x0007, 0x0008, 0x0001, 0x4001, 0x4003].map((type) => doip(type, new Uint8Array(0))),
]
const LINES = (
  'ATZ ATE0 ATH1 ATS0 ATSP6 ATSH7E7 ATFCSH7E7 ATFCSD300000 ATFCSM1 ATCRA7EF ATMA ATSTFF 0100 010C1 0902 03 221FFC 22F190 1902FF 3E00 ' +
  '2701 1003 10FF'
)
  .split(' ')
  .map((line) => new TextEncoder().encode(`${line}\r`))
const CAN_IDS = [0x7df, 0x7e0, 0x7e7, 0x7e2, 0x710, 0x7e8, 0x7ef, 0x444, 0x123]
const CAN_DATA = [
  '0210030000000000',
  '0322F190AAAAAAAA',
  '300000',
  '1014221122334455',
  '2101020304050607',
  '031902FF',
  '042F0301AA',
].map(hex)

const car = createCar('byd-atto-3', { seed: SEED })
let nowMs = 0
let closedCount = 0
let answerBytes = 0
let settledMiB = 0
const attackers = { elm327: plug('elm327'), doip: plug('doip') }
const port = car.bus.attach('attacker', () => {})

rest()
const beganMs = performance.now()
for (let round = 0; round < FRAMES / FRAMES_A_ROUND; round++) {
  for (let i = round * FRAMES_A_ROUND; i < (round + 1) * FRAMES_A_ROUND; i++) attack(i)
  rest()
  askPolitely(round)
  if (round === FRAMES / FRAMES_A_ROUND / 10) settledMiB = heapMiB()
}
const tookS = (performance.now() - beganMs) / 1000
const grownMiB = heapMiB() - settledMiB

console.log(
  `seed ${SEED}: ${FRAMES} hostile frames taken in, ${(FRAMES / tookS / 1000).toFixed(0)} thousand a second; the car lives`,
)
console.log(`${closedCount} connections were closed by the car, ${(answerBytes / 1e6).toFixed(1)} MB answered`)
console.log(`${FRAMES / FRAMES_A_ROUND} polite questions between, each answered right`)
console.log(
  `memory after a tenth ${settledMiB.toFixed(1)} MiB, growth since ${grownMiB.toFixed(1)} MiB, limit ${GROWTH_MIB_MAX}`,
)
if (grownMiB > GROWTH_MIB_MAX) process.exitCode = 1

/** A connection that is opened anew whenever the car or the attacker has closed it, so that every frame meets an open door. */
function plug(door: 'elm327' | 'doip'): { receive(bytes: Uint8Array): void; service(): void; hangUp(): void } {
  const open = () => {
    const state = { isOpen: true }
    const side = {
      send: (bytes: Uint8Array) => {
        answerBytes += bytes.length
      },
      close: () => {
        state.isOpen = false
        closedCount++
      },
    }
    const connection = door === 'elm327' ? car.plugElm327(side, nowMs) : car.connectDoip(side, nowMs)
    if (door === 'doip') connection.receive(ACTIVATION, nowMs)
    return { state, connection }
  }
  let visit = open()
  return {
    receive(bytes) {
      if (!visit.state.isOpen) {
        visit.connection.close()
        visit = open()
      }
      visit.connection.receive(bytes, nowMs)
    },
    service: () => visit.connection.service(nowMs),
    hangUp() {
      visit.connection.close()
      visit.state.isOpen = false
    },
  }
}

function attack(i: number): void {
  switch (i % 4) {
    case 0:
      attackers.elm327.receive(draw(i, 0) < 0.5 ? spoil(i, pick(i, LINES)) : Uint8Array.of(...noise(i, 24), 0x0d))
      break
    case 1:
      attackers.doip.receive(doipFrame(i))
      // After a false length the stream waits for bytes that are none: a new connection, or nothing more would be read.
      if (draw(i, 1) > WRONG_HEADER) attackers.doip.hangUp()
      break
    case 2:
      car.doipDatagram(draw(i, 0) < 0.5 ? noise(i, 64) : doipFrame(i))
      break
    default:
      port.send({ id: pick(i, CAN_IDS), isExtended: false, data: canData(i) }, nowMs)
  }
  if (i % 50 === 0) pass(1)
}

/** Time goes on by steps of the station, and the protocol timers see it. */
function pass(steps: number): void {
  for (let step = 0; step < steps; step++) {
    car.step()
    nowMs += car.model.stepMs
    car.service(nowMs)
    attackers.elm327.service()
    attackers.doip.service()
  }
}

/** Sessions, pending requests and resets run out; the car is switched on again, whatever was done to it. */
function rest(): void {
  car.act({ kind: 'power', to: 'on' })
  pass((REST_S * 1000) / car.model.stepMs)
}

function askPolitely(round: number): void {
  const tool = car.openTester(`polite tool ${round}`)
  let answer = 'nothing'
  tool.request('bms', hex('22F190'), nowMs, (response) => {
    answer = toHex(response)
  })
  tool.close()
  const right = `62F190${toHex(new TextEncoder().encode(vinOf(car)))}`
  if (answer !== right) throw new Error(`round ${round}: 22 F1 90 was answered with ${answer}`)
}

function vinOf({ vin }: Car): string {
  return vin
}

function draw(i: number, place: number): number {
  return unitRandom(SEED, i, place)
}

function noise(i: number, bytesMax: number): Uint8Array {
  return Uint8Array.from({ length: Math.floor(draw(i, 2) * bytesMax) }, (_, k) => Math.floor(draw(i, 10 + k) * 256))
}

/** Overwrites up to three bytes of something right. */
function spoil(i: number, right: Uint8Array): Uint8Array {
  const spoilt = Uint8Array.from(right)
  for (let k = 0; k < Math.floor(draw(i, 3) * 4); k++)
    spoilt[Math.floor(draw(i, 4 + k) * spoilt.length)] = Math.floor(draw(i, 8 + k) * 256)
  return spoilt
}

function pick<T>(i: number, choices: readonly T[]): T {
  return choices[Math.floor(draw(i, 5) * choices.length)]
}

/** A third noise in a right header, a third right but for some bytes of the payload, a third spoilt anywhere. */
function doipFrame(i: number): Uint8Array {
  const right = pick(i, DOIP_MESSAGES)
  const kind = draw(i, 1)
  if (kind < 0.33) return doip(Math.floor(draw(i, 6) * 0x1_0000), noise(i, 48))
  if (kind > WRONG_HEADER) return spoil(i, right)
  return Uint8Array.of(...right.subarray(0, 8), ...spoil(i, right.subarray(8)))
}

function canData(i: number): Uint8Array {
  const right = pick(i, CAN_DATA)
  return draw(i, 1) < 0.5 ? noise(i, 9) : spoil(i, right)
}

function doip(payloadType: number, payload: Uint8Array): Uint8Array {
  const { length } = payload
  return Uint8Array.of(0x02, 0xfd, payloadType >> 8, payloadType & 0xff, 0, 0, length >> 8, length & 0xff, ...payload)
}

function heapMiB(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 2 ** 20
}
