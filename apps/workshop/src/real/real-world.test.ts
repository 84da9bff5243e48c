/** Our own car as if it were foreign: its doors on TCP, a real station at each. */
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { createBenchTester } from '../stations/bench-tester.ts'
import { openWorld } from '../stations/vehicle.ts'
import type { World } from '../stations/world.ts'
import { type AdapterKind, type AdapterOrder, SERIAL_KINDS, type SerialKind } from './adapter.ts'
import type { RealView } from './real-world.ts'
import { type ForeignCar, keepServing, openForeignCar, plugAdapter, switchedOn } from './testing/foreign-car.ts'

const HOST = '127.31.9.5'
const START = { seed: 1, faults: [], settings: {} }

/** A real station at a foreign car. */
async function atCar(
  kind: AdapterKind,
  model: string,
  modelId: string,
  work: (real: Real, car: ForeignCar) => Promise<void>,
) {
  const car = await openForeignCar(kind, HOST, model)
  const real = realStation(modelId, { kind, name: '', via: { kind: 'network', host: HOST, port: car.port } })
  try {
    await work(real, car)
  } finally {
    real.close()
    await car.close()
  }
}

type Real = ReturnType<typeof realStation>

function realStation(modelId: string, adapter: AdapterOrder) {
  const world: World = openWorld(modelId, START, adapter)
  const tester = world.openTester('bench')
  const timer = setInterval(() => {
    world.service(performance.now())
    tester.service(performance.now())
  }, 2)
  const view = () => world.view() as RealView
  return {
    world,
    view,
    async until(isSo: (view: RealView) => boolean): Promise<RealView> {
      while (!isSo(view())) await pause(5)
      return view()
    },
    /** Null: told that nothing comes. */
    ask: (ecu: string, request: string) =>
      new Promise<string | null>((resolve) => {
        const hear = (answer: Uint8Array) => resolve(toHex(answer))
        if (!tester.request(ecu, hex(request), performance.now(), hear, () => resolve(null))) resolve(null)
      }),
    close() {
      clearInterval(timer)
      tester.close()
    },
  }
}

/** Of each car a unit that the law asks, and one that only its maker's addresses reach. */
const FOREIGN = {
  'byd-atto-3': ['drive', 'bms'],
  'haval-jolion': ['engine', 'brakes'],
  'haval-h6-hev': ['hcu', 'inverter'],
} as const

for (const [model, units] of Object.entries(FOREIGN))
  for (const kind of ['elm327', 'slcan', 'doip'] as const)
    test(`a ${model} behind ${kind} is read as its own scan tool reads it`, async () => {
      await atCar(kind, model, `real-${model}`, async ({ until, ask }, { car }) => {
        const { identity, fault } = await until(({ status }) => status === 'ready')
        assert.match(identity ?? '', { elm327: /^ELM327/, slcan: /^SLCAN/, doip: /^DoIP/ }[kind])
        assert.equal(fault, null)
        for (const unit of units) {
          assert.equal(await ask(unit, '22F190'), `62F190${toHex(new TextEncoder().encode(car.vin))}`)
          assert.equal(await ask(unit, '22FFFF'), '7F2231')
          assert.match((await ask(unit, '19020F')) ?? '', /^5902/)
        }
        assert.equal(await ask('nobody', '3E00'), null)
      })
    })

test('any car that follows the law is read without knowing it', async () => {
  await atCar('elm327', 'byd-atto-3', 'real-car', async ({ until, ask }) => {
    await until(({ status, volts }) => status === 'ready' && volts !== null)
    assert.match((await ask('7e0', '0100')) ?? '', /^4100/)
    assert.equal(await ask('7e5', '0100'), null)
  })
})

test('a link that breaks says why, and comes back by itself', async () => {
  await atCar('elm327', 'byd-atto-3', 'real-car', async ({ until, ask }, car) => {
    await until(({ status }) => status === 'ready')
    await car.close()
    const { fault, identity } = await until(({ status }) => status === 'lost')
    assert.deepEqual([fault, identity], ['closed', null])
    assert.equal(await ask('7e0', '0100'), null)
    const sameAgain = createServer((socket) => socket.on('data', () => socket.write('login:>')))
    await new Promise<void>((resolve) => sameAgain.listen(car.port, HOST, resolve))
    try {
      assert.equal((await until(({ fault: why }) => why !== 'closed' && why !== 'unreachable')).fault, 'notAnAdapter')
    } finally {
      sameAgain.close()
    }
  })
})

test('a page brings a serial port, and another takes its place', async () => {
  const car = switchedOn()
  const real = realStation('real-car', { kind: 'elm327', name: '', via: { kind: 'browser' } })
  const stop = keepServing(car)
  const serve = () => {
    let isClosed = false
    const near = real.world.plugAdapter?.(
      {
        send: (bytes) => far.receive(bytes, performance.now()),
        close() {
          isClosed = true
        },
      },
      performance.now(),
    )
    const far = car.plugElm327({ send: (bytes) => near?.receive(bytes.slice(), performance.now()), close() {} }, 0)
    return { near, isClosed: () => isClosed }
  }
  try {
    assert.equal(real.view().status, 'waiting')
    const first = serve()
    await real.until(({ status }) => status === 'ready')
    const second = serve()
    assert(first.isClosed())
    await real.until(({ status }) => status === 'ready')
    assert.match((await real.ask('7e0', '0100')) ?? '', /^4100/)
    second.near?.close()
    assert.equal(real.view().status, 'waiting')
  } finally {
    stop()
    real.close()
  }
})

/** What an adapter of that kind might say, whole, cut or with a byte turned, and what none would. */
const SAID = {
  elm327: [
    'ELM327 v1.5\r\r>',
    'OK\r>',
    '?\r>',
    '>',
    'NO DATA\r>',
    'SEARCHING...',
    '7E8 06 41 00 BE 3F A8 13\r>',
    '7E8 10 14 62',
  ],
  slcan: [
    'V1013\r',
    '\r',
    '\x07',
    'z\r',
    't7E881014490201314643\r',
    't7E8837F2278AAAAAAAA\r',
    'T18DAF110830\r',
    't7E8',
  ],
} as const

const saying = (kind: SerialKind) =>
  fc.oneof(
    fc.constantFrom(...SAID[kind]).map((text) => Buffer.from(text)),
    fc.tuple(fc.constantFrom(...SAID[kind]), fc.nat(255), fc.nat(255)).map(([text, at, byte]) => {
      const bytes = Buffer.from(text)
      bytes[at % bytes.length] = byte
      return bytes
    }),
    fc.uint8Array({ maxLength: 64 }),
    fc.nat(20_000).map((length) => Buffer.alloc(length, 'A')),
  )

for (const kind of SERIAL_KINDS)
  test(`whatever an adapter of ${kind} says between its answers, its station lives and every question comes to its end`, async () => {
    const car = switchedOn()
    const reached = new Set<string>()
    const talk = async (sayings: readonly Uint8Array[]) => {
      const world: World = openWorld('real-car', START, { kind, name: '', via: { kind: 'browser' } })
      const bench = createBenchTester(world.openTester('bench'))
      let nowMs = 0
      const side = { send: (bytes: Uint8Array) => honest.receive(bytes, nowMs), close() {} }
      const say = (bytes: Uint8Array) => near?.receive(bytes.slice(), nowMs)
      const honest = plugAdapter(car, kind, { send: say, close() {} }, nowMs)
      const near = world.plugAdapter?.(side, nowMs)
      const pass = (forMs: number) => {
        nowMs += forMs
        for (const one of [car, honest, world, bench]) one.service(nowMs)
      }
      for (let i = 0; i < 100; i++) pass(20)
      assert.equal((world.view() as RealView).status, 'ready')
      const answers: Promise<Uint8Array | null>[] = []
      for (const bytes of sayings) {
        const answer = bench.ask('7e0', hex('22F190'), nowMs)
        if (answer !== undefined) answers.push(answer)
        near?.receive(bytes, nowMs)
        pass(40)
      }
      const ended = Promise.all(answers)
      let isEnded = answers.length === 0
      ended.then(() => {
        isEnded = true
      })
      for (let waited = 0; !isEnded && waited < 1000; waited++) {
        pass(1000)
        await Promise.resolve()
      }
      assert(isEnded, 'a question waits for ever')
      for (const answer of await ended) reached.add(answer === null ? 'nothing' : 'an answer')
      reached.add((world.view() as RealView).status)
      honest.close()
    }
    await fc.assert(fc.asyncProperty(fc.array(saying(kind), { maxLength: 40 }), talk), { numRuns: 200 })
    for (const one of ['nothing', 'an answer', 'ready']) assert(reached.has(one), [...reached].join())
  })

test('who acts on a real car is let to, and says yes each time', () => {
  const world: World = openWorld('real-car', START)
  const obstacle = (request: string, isConfirmed = false) => world.obstacle?.(hex(request), isConfirmed)
  assert.equal(obstacle('22F190'), undefined)
  assert.equal(obstacle('14FFFFFF', true), 'notReleased')
  world.release?.(true)
  assert.equal(obstacle('14FFFFFF'), 'notConfirmed')
  assert.equal(obstacle('14FFFFFF', true), undefined)
  assert.equal(obstacle('1002', true), 'neverOnRealCar')
  world.release?.(false)
  assert.equal(obstacle('04', true), 'notReleased')
  assert.deepEqual(world.act({ kind: 'start' } as never), { kind: 'refused', reason: 'notOnThisCar' })
})
