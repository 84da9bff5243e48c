/**
 * New software for every control unit that takes it, of every car, and what comes between at a real workplace: the battery is
 * taken off, a CAN wire breaks, the tool at the network is gone. The unit is in its loader then, and the next download brings
 * it back.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDoipClient } from '@luban/protocols/doip/client'
import { hex, toHex } from '@luban/stdx'
import type { Car, CarOptions } from './car.ts'
import { WORKS_SOFTWARE as OF_THE_ATTO } from './cars/byd-atto-3/programs.ts'
import { createAtto3With } from './cars/byd-atto-3/station.ts'
import { WORKS_SOFTWARE as OF_THE_H6 } from './cars/haval-h6-hev/programs.ts'
import { createH6HevWith } from './cars/haval-h6-hev/station.ts'
import { WORKS_SOFTWARE as OF_THE_JOLION } from './cars/haval-jolion/programs.ts'
import { createJolionWith } from './cars/haval-jolion/station.ts'
import { encodeFlashImage, type FlashImageHeader } from './ecus/flash-image.ts'
import { programmingKey } from './ecus/security.ts'
import { bringImage, type Exchange } from './ecus/testing/flash-tester.ts'
import { IMAGE_BYTES_MAX } from './ecus/works-software.ts'
import { type FaultOf, OPEN_OHM, setOhm } from './fault.ts'
import type { Network } from './network/network.ts'
import type { Bench } from './test-bench.ts'
import { openCar } from './testing/open-car.ts'

type Physics = { readonly network: Network }
type Flashed = {
  readonly createWith: (options: CarOptions, faults: readonly FaultOf<Physics>[]) => Car
  readonly works: Readonly<Record<string, FlashImageHeader>>
}

const CARS: Readonly<Record<string, Flashed>> = {
  'byd-atto-3': { createWith: createAtto3With, works: OF_THE_ATTO },
  'haval-jolion': { createWith: createJolionWith, works: OF_THE_JOLION },
  'haval-h6-hev': { createWith: createH6HevWith, works: OF_THE_H6 },
}

const BLOCK_OF_INTERRUPTION = 2
const GONE = 'gone'

/** A tool that asks one unit; `cut` takes away what it needs, `mend` gives it back. */
type Tool = {
  readonly exchange: Exchange
  /** Nobody else hears of the unit either, while it is cut. */
  readonly isUnitLost: boolean
  cut(): void
  mend(): void
  putAway(): void
}

/** Waits as long as the unit says 0x78. */
function awaited(bench: Bench, ask: (request: string, onAnswer: (answer: string) => void) => void): Exchange {
  return (request) => {
    const answers: string[] = []
    ask(request, (answer) => answers.push(answer))
    const isPending = () => answers.every((answer) => answer.startsWith('7F') && answer.endsWith('78'))
    for (let tries = 0; isPending() && tries < 300; tries++) bench.run(0.02)
    return answers.at(-1)
  }
}

const onBus = (bench: Bench, unit: string): Exchange => awaited(bench, (request, on) => bench.listen(unit, request, on))

function withBattery(bench: Bench, unit: string): Tool {
  const battery = (connected: boolean) => {
    bench.act({ kind: 'gloves', on: true }, { kind: 'battery12V', connected })
    bench.run(2)
    if (connected) bench.act({ kind: 'power', to: 'on' })
  }
  return {
    exchange: onBus(bench, unit),
    isUnitLost: true,
    cut: () => battery(false),
    mend: () => battery(true),
    putAway() {},
  }
}

/** The unit's own branch to the bus, one wire of it. */
function withWire(bench: Bench, unit: string, { network }: Physics): Tool {
  const terminal = `${unit}.canHigh`
  const wire = bench.car.model.harness.wires.find(({ from, to }) => from === terminal || to === terminal)
  assert(wire !== undefined, terminal)
  const whole = network.ohm(network.branch(wire.id))
  return {
    exchange: onBus(bench, unit),
    isUnitLost: true,
    cut: () => setOhm({ network }, wire.id, OPEN_OHM),
    mend: () => setOhm({ network }, wire.id, whole),
    putAway() {},
  }
}

/** Through the gateway, on a connection that ends without a word. */
function overNetwork(bench: Bench, unit: string): Tool {
  const target = bench.car.model.ecus.find(({ id }) => id === unit)?.logicalAddress ?? Number.NaN
  const open = () => {
    const client = createDoipClient({ send: (bytes) => connection.receive(bytes, bench.nowMs()) })
    const connection = bench.car.connectDoip(
      { send: (bytes) => client.receive(bytes, bench.nowMs()), close() {} },
      bench.nowMs(),
    )
    client.service(bench.nowMs())
    bench.run(0.1)
    assert.equal(client.state.kind, 'ready')
    return { client, connection }
  }
  let { client, connection } = open()
  return {
    exchange: awaited(bench, (request, on) => {
      const listener = { onMessage: (message: Uint8Array) => on(toHex(message)), onEnd() {} }
      assert(client.request(target, hex(request), bench.nowMs(), listener), request)
    }),
    isUnitLost: false,
    cut: () => connection.close(),
    mend() {
      ;({ client, connection } = open())
    },
    putAway: () => connection.close(),
  }
}

const TOOLS = {
  'the battery taken off': withBattery,
  'a CAN wire broken': withWire,
  'the tool’s connection closed': overNetwork,
} as const

const textOf = (answer: string | undefined) => new TextDecoder().decode(hex(answer ?? '').subarray(3)).trim()

for (const [id, { createWith, works }] of Object.entries(CARS))
  for (const [what, toolAt] of Object.entries(TOOLS))
    test(`${id}: ${what} in the midst of a transfer leaves each unit in its loader, and the next one brings it back`, () => {
      const { bench, physics } = openCar<Physics>(createWith, { seed: 1, broadcast: false })
      bench.run(1)
      bench.act({ kind: 'power', to: 'on' })
      bench.run(3)
      for (const [unit, header] of Object.entries(works)) {
        const software = `${header.software.slice(0, 4)}9.99.00`
        const content = Uint8Array.from({ length: 6000 }, (_, i) => (i * 13) & 0xff)
        const image = encodeFlashImage({ ...header, software, content })
        const options = { image, imageBytesMax: IMAGE_BYTES_MAX, key: programmingKey }
        const { exchange, isUnitLost, cut, mend, putAway } = toolAt(bench, unit, physics)
        let blocks = 0
        const torn: Exchange = (request) => {
          if (!request.startsWith('36') || ++blocks < BLOCK_OF_INTERRUPTION) return exchange(request)
          // The unit is busy with the block when it happens.
          bench.listen(unit, request, () => {})
          cut()
          return GONE
        }
        assert.equal(bringImage(torn, options), `36 of block ${BLOCK_OF_INTERRUPTION}: ${GONE}`, unit)
        bench.run(6) // The session of a tool that is gone ends by itself.
        assert.equal(bench.ask(unit, '3E00'), isUnitLost ? undefined : '7E00', unit)
        mend()
        bench.run(2)
        assert.equal(textOf(exchange('22F180')), 'LBOOT 1.00', unit)
        assert.equal(textOf(exchange('22F195')), '', unit)
        assert.equal(exchange('1902FF'), '7F1911', `${unit} has no application`)

        assert.equal(bringImage(exchange, options), undefined, unit)
        assert.equal(exchange('1101'), '5101', unit)
        bench.run(1)
        assert.equal(textOf(exchange('22F195')), software, unit)
        assert.match(exchange('1902FF') ?? '', /^5902/, unit)
        putAway()
      }
      bench.act({ kind: 'power', to: 'off' })
      bench.run(15)
      assert(bench.start())
    })
