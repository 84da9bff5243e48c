/** Cars whose units hear CAN FD beside classical frames. ISO 15765-2:2016, ISO 11898-1:2015. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CanFrame } from '@luban/protocols/can/frame'
import { createIsoTpEndpoint } from '@luban/protocols/isotp/session'
import { FD_LONGEST, PADDING } from '@luban/protocols/isotp/tables'
import { hex, toHex } from '@luban/stdx'
import { CAR_IDS, CARS, createCar } from './index.ts'
import { atCar, type Bench } from './test-bench.ts'

function switchedOn(id: string, settings = {}): Bench {
  const bench = atCar(createCar(id, { seed: 1, broadcast: false, settings: { hasCanFd: true, ...settings } }))
  bench.run(1)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  return bench
}

/** A tool with a controller for CAN FD. Every frame that it hears is kept: `fd` or `classical`, identifier, data. */
function toolAt({ car, nowMs }: Bench) {
  const heard: string[] = []
  let isFd = true
  const receive = (frame: CanFrame, atMs: number) => {
    const { id, data, fd } = frame
    heard.push(`${fd === undefined ? 'classical' : 'fd'} ${id.toString(16)} ${toHex(data)}`)
    if (isFd) endpoint?.receive(frame, atMs)
  }
  const port = car.bus.attach('slcan #1', receive, { isFdCapable: true })
  let endpoint: ReturnType<typeof createIsoTpEndpoint> | undefined
  const messages: string[] = []
  return {
    heard,
    messages,
    /** By ISO-TP in frames of 64 bytes. */
    ask(requestId: number, responseId: number, message: string) {
      isFd = true
      endpoint = createIsoTpEndpoint({
        port,
        address: { txId: requestId, rxIds: [responseId], isExtended: false },
        fd: FD_LONGEST,
        padding: PADDING.cc,
        onMessage: (bytes) => messages.push(toHex(bytes)),
      })
      messages.length = 0
      endpoint.send(hex(message), nowMs())
      return messages.at(-1)
    },
    send(id: number, data: string, fd = true) {
      isFd = false
      heard.length = 0
      const flags = fd && { fd: { isBitRateSwitched: true, isErrorPassive: false } }
      port.send({ id, isExtended: false, data: hex(data), ...flags }, nowMs())
      return [...heard]
    },
  }
}

for (const id of CAR_IDS)
  test(`${id}: every unit answers a question in CAN FD frames by the same, its VIN in one`, () => {
    const bench = switchedOn(id)
    const tool = toolAt(bench)
    const vin = toHex(new TextEncoder().encode(bench.car.vin))
    for (const { id: unit, requestId, responseId } of CARS[id].model.ecus) {
      tool.heard.length = 0
      const inFd = tool.ask(requestId, responseId, '22F190')
      assert.equal(inFd, bench.ask(unit, '22F190') ?? undefined, unit)
      if (inFd?.startsWith('62')) assert.equal(tool.heard[0], `fd ${responseId.toString(16)} 001462F190${vin}AAAA`)
    }
    const { requestId, responseId } = CARS[id].model.ecus[0]
    const long = tool.ask(requestId, responseId, '190A') ?? ''
    assert.equal(long, bench.ask(CARS[id].model.ecus[0].id, '190A'))
    assert(long.length / 2 > 62, 'an answer of several frames')
  })

test('a question in classical frames is answered in classical ones, by the same session', () => {
  const bench = switchedOn('byd-atto-3')
  const tool = toolAt(bench)
  const { requestId } = CARS['byd-atto-3'].model.ecus[0]
  assert.match(tool.send(requestId, '021003', true)[0], /^fd \w+ 065003/)
  assert.match(tool.send(requestId, '0322F186', false)[0], /^classical \w+ 0462F18603/)
})

test('the law’s question for everybody is answered in the kind of frames in which it was asked', () => {
  const tool = toolAt(switchedOn('haval-jolion'))
  const inFd = tool.send(0x7df, '020100')
  assert(inFd.length >= 2 && inFd.every((line) => /^fd 7e\w 064100/.test(line)), inFd.join())
  const classical = tool.send(0x7df, '0201000000000000', false)
  assert.deepEqual(
    classical,
    inFd.map((line) => line.replace('fd', 'classical')),
  )
})

test('a car without it does not hear them', () => {
  const tool = toolAt(switchedOn('byd-atto-3', { hasCanFd: false }))
  const { requestId } = CARS['byd-atto-3'].model.ecus[0]
  assert.deepEqual(tool.send(requestId, '0322F190'), [])
})

test('a filtering gateway lets CAN FD through as it does classical frames, and refuses in the same kind', () => {
  const tool = toolAt(switchedOn('haval-h6-hev', { hasFilteringGateway: true }))
  const { requestId, responseId } = CARS['haval-h6-hev'].model.ecus[0]
  assert.match(tool.ask(requestId, responseId, '22F190') ?? '', /^62F190/)
  assert.deepEqual(tool.send(requestId, '043101FF00'), [`fd ${responseId.toString(16)} 037F3134AAAAAAAA`])
})
