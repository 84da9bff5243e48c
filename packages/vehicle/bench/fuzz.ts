/**
 * One million hostile frames taken in by a living car of each kind, each counted only when a door or the bus was open for it:
 * ELM327 lines, DoIP messages and datagrams, CAN frames; noise, and right ones with a few bytes overwritten.
 *
 * Fails when a car throws, when one of its units afterwards gives a polite tool a wrong answer or none, or when memory keeps
 * growing.
 */
import { hex, toHex, unitRandom } from '@luban/stdx'
import { CAR_IDS, createCar } from '../src/index.ts'

const SEED = 20_261_122
const FRAMES = 1_000_000
/** How often everything rests for some seconds and a polite tool asks. */
const FRAMES_A_ROUND = 10_000
const ROUNDS = FRAMES / FRAMES_A_ROUND
/** Longer than a session lasts in which nobody asks, and than the delay after wrong keys. */
const REST_S = 12
const GROWTH_MIB_MAX = 16
/** The share of DoIP messages from here on may have a wrong header. */
const WRONG_HEADER = 0.67

/** One right request of each service that a unit may have. */
const REQUESTS = (
  '3E00 3E80 1001 1003 1002 1101 1103 22F190 221FFC 222000 230014000000000010 241FFC 2701 270212345678 280001 2801010001 29010001 2A0401 ' +
  '2C01F2001FFC0101 2E2000AA 2F030103 2F030100 31010203 3101FF00 340044000000000000000100 350044000000000000000010 360100112233 37 ' +
  '3D0014000000000400112233 85018502 8501 860005 870112 14FFFFFF 1902FF 1906FFFFFF 190A 19540102 0100 010C 0902 03 04 06010000 0700 0801 0A'
)
  .split(' ')
  .map((text) => hex(text.length % 2 === 0 ? text : `${text}0`))
const CONTINUED = ['300000', '310000', '320000', '2101020304050607', '1014221122334455'].map(hex)
const CAN_DATA = [...REQUESTS.map(firstFrameOf), ...CONTINUED]
const DOIP_OTHERS = [0x0007, 0x0008, 0x0001, 0x4001, 0x4003].map((type) => doip(type, new Uint8Array(0)))
const ACTIVATION = doip(0x0005, hex('0E80 00 00000000'))
const COMMANDS = 'ATZ ATE0 ATH1 ATS0 ATSP6 ATSP7 ATFCSD300000 ATFCSM1 ATMA ATSTFF ATCAF0 ATD STP33 STI STPX'.split(' ')

for (const id of CAR_IDS) fuzz(id)

function fuzz(modelId: string): void {
  const car = createCar(modelId, { seed: SEED })
  const { ecus, stepMs } = car.model
  const lines = linesTo(ecus.flatMap(({ requestId, responseId }) => [requestId, responseId]))
  const messages = [ACTIVATION, ...ecus.flatMap(({ logicalAddress }) => messagesTo(logicalAddress)), ...DOIP_OTHERS]
  const canIds = [0x7df, 0x444, 0x123, ...ecus.flatMap(({ requestId, responseId }) => [requestId, responseId])]
  const right = `62F190${toHex(new TextEncoder().encode(car.vin))}`
  let nowMs = 0
  let closedCount = 0
  let answerBytes = 0
  let politeCount = 0
  let settledMiB = 0
  const attackers = { elm327: plug('elm327'), doip: plug('doip') }
  const port = car.bus.attach('attacker', () => {})

  rest()
  const beganMs = performance.now()
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = round * FRAMES_A_ROUND; i < (round + 1) * FRAMES_A_ROUND; i++) attack(i)
    rest()
    for (const { id } of ecus) askPolitely(id, round)
    if (round === ROUNDS / 10) settledMiB = heapMiB()
  }
  const tookS = (performance.now() - beganMs) / 1000
  const grownMiB = heapMiB() - settledMiB
  const isMet = grownMiB <= GROWTH_MIB_MAX

  const thousandsPerS = (FRAMES / tookS / 1000).toFixed(0)
  console.log(
    `${modelId}, seed ${SEED}: ${FRAMES} hostile frames taken in, ${thousandsPerS} thousand a second; the car lives`,
  )
  console.log(`  ${closedCount} connections were closed by the car, ${(answerBytes / 1e6).toFixed(1)} MB answered`)
  console.log(`  ${politeCount} polite questions to its ${ecus.length} units between, each answered right`)
  console.log(
    `  memory after a tenth ${settledMiB.toFixed(1)} MiB, growth since ${grownMiB.toFixed(1)} MiB, ` +
      `limit ${GROWTH_MIB_MAX}: ${isMet ? 'met' : 'MISSED'}`,
  )
  if (!isMet) process.exitCode = 1

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
        attackers.elm327.receive(draw(i, 0) < 0.5 ? spoil(i, pick(i, lines)) : Uint8Array.of(...noise(i, 24), 0x0d))
        break
      case 1:
        attackers.doip.receive(doipFrame(i, messages))
        // After a false length the stream waits for bytes that are none: a new connection, or nothing more would be read.
        if (draw(i, 1) > WRONG_HEADER) attackers.doip.hangUp()
        break
      case 2:
        car.doipDatagram(draw(i, 0) < 0.5 ? noise(i, 64) : doipFrame(i, messages))
        break
      default:
        port.send({ id: pick(i, canIds), isExtended: false, data: canData(i) }, nowMs)
    }
    if (i % 50 === 0) pass(stepMs)
  }

  /** Time goes on by steps of the station, and the protocol timers see it. */
  function pass(ms: number): void {
    for (const endMs = nowMs + ms; nowMs < endMs; ) {
      car.step()
      nowMs += stepMs
      car.service(nowMs)
      attackers.elm327.service()
      attackers.doip.service()
    }
  }

  /**
   * Sessions, pending requests and resets run out; then the car is switched on again, whatever was done to it: not before,
   * for a body that was sent into its boot loader looks at no button.
   */
  function rest(): void {
    pass((REST_S * 1000) / 2)
    car.act({ kind: 'power', to: 'on' })
    pass((REST_S * 1000) / 2)
  }

  function askPolitely(unit: string, round: number): void {
    const tool = car.openTester(`polite tool ${round}`)
    let answer = 'nothing'
    tool.request(unit, hex('22F190'), nowMs, (response) => {
      answer = toHex(response)
    })
    tool.close()
    if (answer !== right) throw new Error(`${modelId}, round ${round}: 22 F1 90 to ${unit} was answered with ${answer}`)
    politeCount++
  }
}

/** What a tool types that speaks to each of these numbers. */
function linesTo(ids: readonly number[]): Uint8Array[] {
  const texts = ids.map((id) => id.toString(16)).flatMap((id) => [`ATSH${id}`, `ATFCSH${id}`, `ATCRA${id}`])
  const requests = REQUESTS.map((request) => toHex(request))
  return [...COMMANDS, ...texts, ...requests].map((line) => new TextEncoder().encode(`${line}\r`))
}

function messagesTo(logicalAddress: number): Uint8Array[] {
  const addresses = Uint8Array.of(0x0e, 0x80, logicalAddress >> 8, logicalAddress & 0xff)
  return REQUESTS.map((request) => doip(0x8001, Uint8Array.of(...addresses, ...request)))
}

/** A single frame, or the first of several. */
function firstFrameOf(request: Uint8Array): Uint8Array {
  const head = request.length <= 7 ? [request.length] : [0x10, request.length]
  return Uint8Array.from({ length: 8 }, (_, i) => [...head, ...request][i] ?? 0xaa)
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
function doipFrame(i: number, messages: readonly Uint8Array[]): Uint8Array {
  const right = pick(i, messages)
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
