import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex } from '@luban/stdx'
import fc from 'fast-check'
import { createCanBus } from '../can/bus.ts'
import { createJ1939Node } from '../j1939/session.ts'
import { decodeMessage } from './message.ts'
import { ADDRESS, MESSAGES, type MessageCode } from './tables.ts'
import { codeOf, createTrialCharge, type TrialCharge } from './trial-charge.ts'
import { createVehicleSession } from './vehicle-session.ts'

/** Phases one after the other, as both sides went through them. */
function follow(trial: TrialCharge, ms: number) {
  const phases: { charger: string[]; vehicle: string[] } = { charger: [], vehicle: [] }
  trial.run(ms, () => {
    for (const side of ['charger', 'vehicle'] as const)
      if (phases[side].at(-1) !== trial[side].phase()) phases[side].push(trial[side].phase())
  })
  return phases
}

/** What must be so at any time, whatever was lost. */
function assertSafe({ charger, vehicle, circuit }: TrialCharge): void {
  if (charger.phase() === 'charging' && vehicle.phase() === 'charging')
    assert(circuit.areAllClosed, 'charging, but open')
  if (circuit.askedAmps > 0) assert.equal(charger.phase(), 'charging')
  const isOver = ['finished', 'failed', 'idle'].includes(charger.phase())
  if (isOver) assert.equal(circuit.askedAmps, 0)
}

const isOver = ({ charger, vehicle }: TrialCharge) =>
  ['finished', 'failed'].includes(charger.phase()) && ['finished', 'failed', 'idle'].includes(vehicle.phase())

const lose = (...codes: MessageCode[]) => ({
  isLost: (_: string, frame: Parameters<typeof codeOf>[0]) => {
    const code = codeOf(frame)
    return code !== undefined && codes.includes(code)
  },
})

test('a charge goes through all phases on both sides and ends at the charge that was wished for', () => {
  const trial = createTrialCharge()
  const phases = follow(trial, 30_000)
  assert.deepEqual(phases.charger, [
    'handshake',
    'recognition',
    'parameters',
    'configuration',
    'precharge',
    'ready',
    'charging',
    'ending',
    'finished',
  ])
  assert.deepEqual(phases.vehicle, [
    'waiting',
    'handshake',
    'recognition',
    'parameters',
    'configuration',
    'charging',
    'ending',
    'finished',
    'idle', // The charger has taken the 12 V away.
  ])
  assert(Math.abs(trial.world.socPercent - 80) < 0.5)
  assert.deepEqual([trial.charger.timeouts(), trial.vehicle.timeouts()], [[], []])
  assert.deepEqual([trial.charger.stops(), trial.vehicle.stops().slice(0, 1)], [['vehicleStopped'], ['socReached']])
  assert(!trial.world.vehicleContactor.isClosed && !trial.world.chargerContactor.isClosed)
  assert.deepEqual([trial.circuit.inletVolts, trial.circuit.hasAuxiliary], [0, false])
})

test('either side has heard what the other is and gave', () => {
  const { charger, run } = createTrialCharge()
  const brief = createTrialCharge()
  run(30_000)
  assert.equal(charger.heard('BRM')?.vin, 'LGXCE6CB0P0123456')
  assert.equal(charger.heard('BMV')?.cells.length, 126)
  assert.deepEqual(charger.heard('BMT')?.temperaturesDegC, [24, 27])
  assert.equal(charger.heard('BSD')?.socPercent, 80)
  brief.run(6000)
  assert.deepEqual(brief.vehicle.heard('CTS')?.time?.year, 2026)
  assert.deepEqual(brief.vehicle.heard('CML')?.ampsMax, 200)
  assert.equal(brief.vehicle.heard('CCS')?.permission, 'allowed')
  while (brief.vehicle.phase() !== 'finished') brief.run(10)
  const energyKwh = brief.vehicle.heard('CSD')?.energyKwh ?? 0
  assert(energyKwh >= 0.1 && energyKwh <= 0.2, `${energyKwh} kWh for 0.3 Ah at 400 V`)
})

test('every message is sent at its period, at once when its content is new, and by its sender alone', () => {
  const trial = createTrialCharge()
  trial.run(25_000)
  const times = new Map<MessageCode, number[]>()
  for (const { nowMs, from, frame } of trial.frames) {
    const code = codeOf(frame)
    if (code === undefined) continue
    assert.equal(from, MESSAGES[code].sender, code)
    times.set(code, [...(times.get(code) ?? []), nowMs])
  }
  for (const code of ['CHM', 'BHM', 'BCL', 'BCS', 'CCS', 'BSM', 'BST', 'BSD', 'CSD', 'BMV'] as const) {
    const at = times.get(code) ?? []
    assert(at.length >= (code === 'BSD' ? 1 : 2), `${code} ${at.length} times`)
    for (let i = 1; i < at.length; i++) assert.equal(at[i] - at[i - 1], MESSAGES[code].periodMs, code)
  }
  const [first, second] = times.get('CRM') ?? []
  assert(second - first < 250, '"recognised" follows BRM at once')
  const never = new Set(['BSP', 'BEM', 'CEM'])
  for (const code of Object.keys(MESSAGES) as MessageCode[]) assert.equal(times.has(code), !never.has(code), code)
})

/** The first time-outs when a message never arrives; what neither side waits for costs nothing. */
const LOST: Partial<Record<MessageCode, { charger?: string; vehicle?: string; isCharged?: true }>> = {
  CHM: { isCharged: true }, // Taken for a charger, and a vehicle, of 2011.
  BHM: { isCharged: true },
  CTS: { isCharged: true },
  BSM: { isCharged: true },
  BMV: { isCharged: true },
  BMT: { isCharged: true },
  BRM: { charger: 'brm' },
  BCP: { charger: 'bcp' },
  CML: { vehicle: 'cml' },
  BRO: { charger: 'bro' },
  CRO: { vehicle: 'cro' },
  BCL: { charger: 'bcl' },
  BCS: { charger: 'bcs' },
  CCS: { vehicle: 'ccs' },
}

for (const [code, { charger: byCharger, vehicle: byVehicle, isCharged }] of Object.entries(LOST)) {
  const outcome = byCharger ? `CEM ${byCharger}` : byVehicle ? `BEM ${byVehicle}` : 'no harm'
  test(`${code} never heard: ${outcome}`, () => {
    const trial = createTrialCharge({ ...lose(code as MessageCode), socPercent: 10 })
    let first: readonly string[][] | undefined
    trial.run(120_000, () => {
      assertSafe(trial)
      const { charger, vehicle } = trial
      if (first === undefined && charger.timeouts().length + vehicle.timeouts().length > 0)
        first = [[...charger.timeouts()], [...vehicle.timeouts()]]
    })
    assert(isOver(trial), `${trial.charger.phase()}, ${trial.vehicle.phase()}`)
    assert.deepEqual(first, isCharged ? undefined : [byCharger ? [byCharger] : [], byVehicle ? [byVehicle] : []])
    assert.equal(trial.charger.phase(), isCharged ? 'finished' : 'failed')
    if (isCharged) assert(trial.world.socPercent >= 79)
    const said = trial.frames.filter(({ frame }) => codeOf(frame) === (byCharger ? 'CEM' : 'BEM'))
    assert.equal(said.length > 0, !isCharged)
    if (!isCharged) {
      const { spn, at, bit } = fieldOf(byCharger ? 'CEM' : 'BEM', byCharger ?? byVehicle ?? '')
      assert.equal((said[0].frame.data[at - 1] >> (bit - 1)) & 3, 1, `SPN ${spn}`)
    }
  })
}

function fieldOf(code: 'CEM' | 'BEM', name: string) {
  const field = MESSAGES[code].fields.find((one) => one.name === name)
  assert(field !== undefined)
  return field
}

for (const [result, byte, outcome] of [
  ['not recognised', 0x00, 'BEM crmNotRecognised'],
  ['recognised', 0xaa, 'BEM crmRecognised'],
] as const) {
  test(`CRM "${result}" never heard: ${outcome}`, () => {
    const trial = createTrialCharge({
      isLost: (_, frame) => codeOf(frame) === 'CRM' && frame.data[0] === byte,
    })
    trial.run(120_000, () => assertSafe(trial))
    assert.equal(`BEM ${trial.vehicle.timeouts()[0] ?? 'nothing'}`, outcome)
    assert.equal(trial.charger.phase(), 'failed')
  })
}

for (const [code, whoStops, field] of [
  ['BST', 'charger', 'CEM bst'],
  ['CST', 'vehicle', 'BEM cst'],
  ['BSD', 'charger', 'CEM bsd'],
  ['CSD', 'vehicle', 'BEM csd'],
] as const) {
  test(`${code} never heard after the other side stopped: ${field}`, () => {
    const trial = createTrialCharge({ ...lose(code), socPercentEnd: 100 })
    trial.run(8000)
    assert.deepEqual([trial.charger.phase(), trial.vehicle.phase()], ['charging', 'charging'])
    if (whoStops === 'charger') trial.world.chargerStop = 'stoppedByPerson'
    else trial.world.vehicleStop = 'batteryTooHot'
    trial.run(4000, () => assertSafe(trial))
    assert.equal(trial.circuit.amps, 0)
    trial.run(20_000, () => assertSafe(trial))
    const missed = whoStops === 'charger' ? ['CEM', ...trial.charger.timeouts()] : ['BEM', ...trial.vehicle.timeouts()]
    assert.equal(missed.slice(0, 2).join(' '), field)
  })
}

// A long message that is not answered keeps the next waiting for T3: BCS comes back a second later than it could.
for (const [code, limitMs, spareMs] of [
  ['BCL', 1000, 200],
  ['CCS', 1000, 200],
  ['BCS', 5000, 2000],
] as const) {
  test(`${code} missing in the middle of a charge for ${limitMs} ms ends it, a little less does not`, () => {
    for (const isTooLong of [false, true]) {
      let lostFromMs = Number.POSITIVE_INFINITY
      const lostMs = isTooLong ? limitMs + 300 : limitMs - spareMs
      const trial = createTrialCharge({
        socPercentEnd: 100,
        isLost: (_, frame, nowMs) => codeOf(frame) === code && nowMs >= lostFromMs && nowMs < lostFromMs + lostMs,
      })
      trial.run(8000)
      assert(trial.circuit.amps > 50)
      lostFromMs = trial.nowMs
      trial.run(limitMs + 500, () => assertSafe(trial))
      const timeouts = [...trial.charger.timeouts(), ...trial.vehicle.timeouts()]
      assert.deepEqual(timeouts, isTooLong ? [code.toLowerCase()] : [])
      assert.equal(trial.circuit.askedAmps > 0, !isTooLong)
    }
  })
}

test('after a time-out the connection is made anew, and the charge goes on', () => {
  const trial = createTrialCharge({
    isLost: (from, _, nowMs) => from === 'vehicle' && nowMs > 8000 && nowMs < 11_000,
  })
  const { charger, vehicle } = follow(trial, 60_000)
  assert(charger.includes('interrupted') && vehicle.includes('interrupted'))
  assert.deepEqual([charger.at(-1), trial.charger.reconnections(), trial.vehicle.reconnections()], ['finished', 1, 1])
  assert(trial.world.socPercent >= 79)
})

test('a connection is made anew three times, then the plug has to be pulled; with a new plug all is forgotten', () => {
  const trial = createTrialCharge(lose('BCP'))
  trial.run(120_000)
  assert.deepEqual([trial.charger.phase(), trial.charger.reconnections()], ['failed', 3])
  trial.run(60_000)
  assert.equal(trial.charger.phase(), 'failed')
  trial.world.isPlugged = false
  trial.run(100)
  assert.equal(trial.charger.phase(), 'idle')
  trial.world.isPlugged = true
  trial.world.isLost = () => false
  trial.run(40_000)
  assert.deepEqual(
    [trial.charger.phase(), trial.charger.timeouts(), trial.charger.reconnections()],
    ['finished', [], 0],
  )
})

test('a plug pulled in the middle of a charge leaves no power, no contactor closed and no 12 V', () => {
  const trial = createTrialCharge()
  trial.run(8000)
  assert(trial.circuit.amps > 50)
  trial.world.isPlugged = false
  trial.run(100)
  assert.deepEqual([trial.charger.phase(), trial.vehicle.phase()], ['idle', 'idle'])
  assert.deepEqual([trial.circuit.askedAmps, trial.circuit.areAllClosed, trial.circuit.hasAuxiliary], [0, false, false])
})

test('a vehicle that forbids charging pauses it, and may allow it again; ten minutes later the charger ends it', () => {
  const trial = createTrialCharge({ socPercentEnd: 100 })
  trial.run(8000)
  trial.world.permission = 'forbidden'
  trial.run(1000)
  assert.deepEqual([trial.charger.phase(), trial.circuit.amps], ['charging', 0])
  assert.equal(trial.vehicle.heard('CCS')?.permission, 'paused')
  trial.world.permission = 'untrusted'
  trial.run(1000)
  assert.equal(trial.circuit.askedAmps, 0, 'what is not trusted changes nothing')
  trial.world.permission = 'allowed'
  trial.run(1000)
  assert(trial.circuit.amps > 50)
  trial.world.permission = 'forbidden'
  trial.run(599_000)
  assert.equal(trial.charger.phase(), 'charging')
  trial.run(20_000)
  assert.deepEqual([trial.charger.phase(), trial.charger.stops()], ['finished', ['otherFault', 'stoppedByFault']])
})

test('a battery that is not well ends the charge; one that does not trust its own reading does not', () => {
  const trial = createTrialCharge({ socPercentEnd: 100, batteryState: 'untrusted' })
  trial.run(8000)
  assert.equal(trial.charger.phase(), 'charging')
  trial.world.batteryState = 'tooHigh'
  trial.run(8000, () => assertSafe(trial))
  assert.deepEqual([trial.charger.phase(), trial.charger.stops()], ['finished', ['otherFault', 'stoppedByFault']])
  assert(trial.vehicle.stops().includes('chargerStopped'))
})

for (const reason of ['stoppedByPerson', 'emergencyStop'] as const) {
  test(`the charger stops by ${reason}: at once without current, open within the time to fall`, () => {
    const trial = createTrialCharge({ socPercentEnd: 100 })
    trial.run(8000)
    trial.world.chargerStop = reason
    trial.run(20)
    assert.equal(trial.circuit.askedAmps, 0)
    trial.run(200)
    assert(!trial.world.chargerContactor.isClosed)
    trial.run(10_000)
    const isFault = reason === 'emergencyStop'
    assert.deepEqual(trial.charger.stops(), isFault ? [reason, 'stoppedByFault'] : [reason])
    assert.equal(trial.charger.phase(), 'finished')
  })
}

test('a charger whose insulation test fails gives no voltage and ends', () => {
  const trial = createTrialCharge({ insulation: 'bad' })
  trial.run(30_000, () => assert.equal(trial.circuit.inletVolts, 0))
  assert.deepEqual([trial.charger.stops(), trial.charger.phase()], [['otherFault', 'stoppedByFault'], 'finished'])
})

test('a battery beyond what the charger can give is not connected', () => {
  for (const limits of [{ voltsMax: 350 }, { voltsMin: 460, voltsMax: 900 }]) {
    const trial = createTrialCharge({}, limits)
    trial.run(30_000, () => assert(!trial.circuit.areAllClosed))
    assert(trial.charger.stops().includes('voltsAbnormal'))
    assert(isOver(trial))
  }
})

test('a vehicle that does not become ready is waited for a minute, each time', () => {
  const trial = createTrialCharge({ isVehicleReady: false })
  trial.run(60_000, () => assert(!trial.world.vehicleContactor.isClosed))
  assert.deepEqual(trial.charger.timeouts(), [])
  trial.run(10_000)
  assert.deepEqual([trial.charger.timeouts(), trial.vehicle.phase()], [['bro'], 'configuration'])
})

test('a contactor of the vehicle that opens by itself ends the charge', () => {
  const trial = createTrialCharge({ socPercentEnd: 100 })
  trial.run(8000)
  trial.world.vehicleContactor.isCommanded = false
  trial.run(10_000)
  assert.deepEqual(trial.vehicle.stops(), ['relayFault', 'chargerStopped'].slice(0, trial.vehicle.stops().length))
  assert.equal(trial.charger.phase(), 'finished')
})

test('welded contactors end in failure, not in waiting for ever', () => {
  for (const which of ['vehicleContactor', 'chargerContactor'] as const) {
    const trial = createTrialCharge()
    trial.run(8000)
    trial.world[which].isWelded = true
    trial.run(60_000, () => assertSafe(trial))
    assert.equal(trial.circuit.askedAmps, 0)
    assert(isOver(trial), `${trial.charger.phase()}, ${trial.vehicle.phase()}`)
  }
})

test('random losses never deadlock, and never leave both sides charging with contactors open', () => {
  const losses = fc.record({
    seed: fc.nat(),
    share: fc.constantFrom(0.02, 0.2, 0.5, 0.9),
    fromMs: fc.nat(15_000),
    forMs: fc.integer({ min: 1000, max: 400_000 }),
  })
  fc.assert(
    fc.property(losses, ({ seed, share, fromMs, forMs }) => {
      let state = seed | 1
      const draw = () => {
        state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9
        return (state >>> 0) / 0x1_0000_0000
      }
      const trial = createTrialCharge({
        isLost: (_, __, nowMs) => nowMs >= fromMs && nowMs < fromMs + forMs && draw() < share,
      })
      for (let slice = 0; slice < 50 && !isOver(trial); slice++) trial.run(20_000, () => assertSafe(trial))
      assert(isOver(trial), `${trial.charger.phase()}, ${trial.vehicle.phase()}`)
      trial.run(30_000)
      assert(!trial.circuit.areAllClosed && trial.circuit.amps === 0)
    }),
    { numRuns: 40 },
  )
})

test('frames of strangers change nothing, and bytes of all kinds from the other side break nothing', () => {
  const noise = fc.record({
    isFromPeer: fc.boolean(),
    group: fc.oneof(fc.constantFrom(...Object.values(MESSAGES).map(({ pgn }) => pgn)), fc.constantFrom(0xec00, 0xeb00)),
    data: fc.uint8Array({ maxLength: 8 }),
    toCharger: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(noise, { minLength: 1, maxLength: 60 }), (frames) => {
      const trial = createTrialCharge()
      const isAllStrange = frames.every(({ isFromPeer }) => !isFromPeer)
      let next = 0
      trial.run(25_000, () => {
        assertSafe(trial)
        if (trial.nowMs % 100 !== 0) return
        const { isFromPeer, group, data, toCharger } = frames[next++ % frames.length]
        const source = isFromPeer ? (toCharger ? 0xf4 : 0x56) : 0x2a
        const id = (0x1800_0000 | (group << 8) | ((toCharger ? 0x56 : 0xf4) << 8) | source) >>> 0
        trial[toCharger ? 'charger' : 'vehicle'].receive({ id, isExtended: true, data }, trial.nowMs)
      })
      if (isAllStrange) assert.equal(trial.charger.phase(), 'finished')
    }),
    { numRuns: 30 },
  )
})

/** A foreign charger played by hand: says what it is told to, and hears what the vehicle sends. */
function playCharger() {
  const { world, car } = createTrialCharge()
  const bus = createCanBus()
  const heard: string[] = []
  const node = createJ1939Node({
    port: bus.attach('charger', (frame, nowMs) => node.receive(frame, nowMs)),
    address: ADDRESS.charger,
    onMessage({ pgn, data }) {
      const message = decodeMessage(pgn, data)
      assert(typeof message !== 'string', message as string)
      if (heard.at(-1) !== message.kind) heard.push(message.kind)
    },
  })
  const vehicle = createVehicleSession({
    car: { ...car, isConnected: () => true },
    port: bus.attach('vehicle', (frame, nowMs) => vehicle.receive(frame, nowMs)),
  })
  const { vehicleContactor } = world
  let nowMs = 0
  return {
    vehicle,
    /** For so long, at the period of the message; then what the vehicle sent, in its order. */
    say(code: MessageCode, bytes: string, ms: number) {
      const { pgn, priority, periodMs } = MESSAGES[code]
      heard.length = 0
      for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 10) {
        vehicleContactor.isClosed = vehicleContactor.isCommanded
        if (nowMs % periodMs === 0) node.send({ pgn, priority, destination: ADDRESS.vehicle, data: hex(bytes) }, nowMs)
        vehicle.service(nowMs)
      }
      return [...new Set(heard)]
    },
  }
}

test('a foreign charger of 2011, with its shorter messages and without a handshake, charges the vehicle', () => {
  const { say, vehicle } = playCharger()
  assert.deepEqual(say('CRM', '00 01 00 00 00 FF FF FF', 500), ['BRM'])
  assert.equal(vehicle.phase(), 'recognition')
  assert.deepEqual(say('CRM', 'AA 01 00 00 00 FF FF FF', 1000), ['BCP'])
  assert.deepEqual(say('CML', '88 13 D0 07 D0 07', 500), ['BRO'])
  assert.equal(vehicle.heard('CML')?.ampsMin, undefined)
  assert.deepEqual(say('CRO', '00', 500), ['BRO'])
  assert.deepEqual(say('CRO', 'AA 00 00 00 00 00 00 00', 500), ['BCL', 'BCS'])
  assert.deepEqual(say('CCS', '34 0F B8 0B 00 00', 11_000), ['BCL', 'BCS', 'BSM', 'BMV', 'BMT'])
  assert.deepEqual([vehicle.phase(), vehicle.heard('CCS')?.amps], ['charging', 100])
  assert.deepEqual(say('CST', '04 00 F0 F0', 300), ['BST', 'BSD'])
  assert.deepEqual(say('CSD', '00 00 01 00 01 00 00 00', 500), ['BST']) // The last CST may have crossed with ours.
  assert.deepEqual([vehicle.phase(), vehicle.timeouts(), vehicle.stops()], ['finished', [], ['chargerStopped']])
})

test('a foreign charger that falls silent while it charges leaves the contactors open', () => {
  const { say, vehicle } = playCharger()
  say('CRM', '00 01 00 00 00 FF FF FF', 500)
  say('CRM', 'AA 01 00 00 00 FF FF FF', 1000)
  say('CML', '88 13 D0 07 D0 07 A0 0F', 500)
  say('CRO', 'AA', 500)
  say('CCS', '34 0F B8 0B 00 00 FD FF', 2000)
  assert.equal(vehicle.phase(), 'charging')
  assert.deepEqual(say('CTS', 'FF FF FF FF FF FF FF', 1500).at(-1), 'BEM')
  assert.deepEqual([vehicle.phase(), vehicle.timeouts()], ['interrupted', ['ccs']])
  say('CTS', 'FF FF FF FF FF FF FF', 30_000)
  assert.equal(vehicle.phase(), 'failed')
})
