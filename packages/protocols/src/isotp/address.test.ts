import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { toHex } from '@luban/stdx'
import fc from 'fast-check'
import { type CanBus, createCanBus } from '../can/bus.ts'
import { formatFrame } from '../can/candump.ts'
import { type IsoTpAddressing, isoTpAddress } from './address.ts'
import { createIsoTpEndpoint, type IsoTpEndpoint, type IsoTpOptions } from './session.ts'
import { MESSAGE_BYTES_MAX, TX_DL, type TxDl } from './tables.ts'

/** Both ends of a connection in each of the seven ways; the tester first. */
const MODES: { readonly [mode in IsoTpAddressing['mode']]: readonly [IsoTpAddressing, IsoTpAddressing] } = {
  normal11: [
    { mode: 'normal11', txId: 0x7e0, rxId: 0x7e8, functionalTxId: 0x7df },
    { mode: 'normal11', txId: 0x7e8, rxId: 0x7e0, functionalRxId: 0x7df },
  ],
  normal29: [
    { mode: 'normal29', txId: 0x18aa00f1, rxId: 0x18aaf100, functionalTxId: 0x18aafff1 },
    { mode: 'normal29', txId: 0x18aaf100, rxId: 0x18aa00f1, functionalRxId: 0x18aafff1 },
  ],
  normalFixed29: [
    { mode: 'normalFixed29', source: 0xf1, target: 0x10, functionalTarget: 0x33 },
    { mode: 'normalFixed29', source: 0x10, target: 0xf1, functionalTarget: 0x33 },
  ],
  extended11: [
    { mode: 'extended11', txId: 0x6f1, rxId: 0x612, source: 0xf1, target: 0x12, functionalTarget: 0xdf },
    { mode: 'extended11', txId: 0x612, rxId: 0x6f1, source: 0x12, target: 0xf1, functionalTarget: 0xdf },
  ],
  extended29: [
    { mode: 'extended29', txId: 0x18ee0001, rxId: 0x18ee0002, source: 0xf1, target: 0x12, functionalTarget: 0xdf },
    { mode: 'extended29', txId: 0x18ee0002, rxId: 0x18ee0001, source: 0x12, target: 0xf1, functionalTarget: 0xdf },
  ],
  mixed11: [
    { mode: 'mixed11', txId: 0x750, rxId: 0x758, extension: 0x2a, functionalTxId: 0x7df },
    { mode: 'mixed11', txId: 0x758, rxId: 0x750, extension: 0x2a, functionalRxId: 0x7df },
  ],
  mixed29: [
    { mode: 'mixed29', source: 0xf1, target: 0x10, extension: 0x2a, functionalTarget: 0x33 },
    { mode: 'mixed29', source: 0x10, target: 0xf1, extension: 0x2a, functionalTarget: 0x33 },
  ],
}
const NAMES = Object.keys(MODES) as IsoTpAddressing['mode'][]

type Side = { endpoint: IsoTpEndpoint; messages: string[]; errors: string[] }

function plugIn(bus: CanBus, addressing: IsoTpAddressing, options: Partial<IsoTpOptions>): Side {
  const side: Side = { endpoint: undefined as never, messages: [], errors: [] }
  const receive: IsoTpEndpoint['receive'] = (frame, nowMs) => side.endpoint.receive(frame, nowMs)
  side.endpoint = createIsoTpEndpoint({
    port: bus.attach(addressing.mode, receive, { isFdCapable: true }),
    address: isoTpAddress(addressing),
    messageBytesMax: 0x1_0000,
    onMessage: (message, _nowMs, _rxId, type) => side.messages.push(`${type} ${toHex(message)}`),
    onError: (error) => side.errors.push(error),
    ...options,
  })
  return side
}

const counting = (length: number) => Uint8Array.from({ length }, (_, i) => i & 0xff)
const fdOf = (txDl: TxDl): Partial<IsoTpOptions> => (txDl === 8 ? {} : { fd: { txDl } })

for (const line of readFileSync(new URL('./vectors/can-isotp.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [given, expected] = line.split(' => ')
  test(`both ends write what can-isotp writes: ${given}`, () => assert.equal(exchange(given), expected))
}

function exchange(given: string): string {
  const [mode, txDl, padding, blockSize, length] = given.split(' ')
  const isFunctional = blockSize === 'functional'
  const options = {
    ...fdOf(Number(txDl) as TxDl),
    padding: padding === '-' ? undefined : Number.parseInt(padding, 16),
    blockSize: isFunctional ? 0 : Number(blockSize),
  }
  const bus = createCanBus()
  const frames: string[] = []
  bus.record((frame) => frames.push(formatFrame(frame)))
  const [tester, ecu] = MODES[mode as IsoTpAddressing['mode']].map((addressing) =>
    // That implementation calls all at the address of one.
    plugIn(bus, 'functionalTarget' in addressing ? { ...addressing, functionalTarget: 0x10 } : addressing, options),
  )
  const message = counting(Number(length))
  assert(isFunctional ? tester.endpoint.sendFunctional(message, 0) : tester.endpoint.send(message, 0))
  assert.deepEqual(ecu.messages, [`${isFunctional ? 'functional' : 'physical'} ${toHex(message)}`])
  assert.deepEqual([...tester.errors, ...ecu.errors, tester.endpoint.isBusy()], [false])
  if (frames.length <= 7) return frames.join(' ')
  return [...frames.slice(0, 4), `*${frames.length - 5}`, frames.at(-1)].join(' ')
}

const modes = fc.constantFrom(...NAMES)
const txDls = fc.constantFrom(...TX_DL)
const lengths = fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 700 }), fc.constantFrom(4095, 4096))

test('two endpoints understand each other in every mode, whatever frames each of them sends', () => {
  fc.assert(
    fc.property(modes, txDls, txDls, lengths, fc.nat(20), (mode, testerTxDl, ecuTxDl, length, blockSize) => {
      const bus = createCanBus()
      // Who sends CAN FD hears both kinds; who does not would not hear the other.
      const isFd = testerTxDl > 8 || ecuTxDl > 8
      const options = (txDl: TxDl) => ({ blockSize, ...(isFd ? { fd: { txDl } } : {}) })
      const tester = plugIn(bus, MODES[mode][0], options(testerTxDl))
      const ecu = plugIn(bus, MODES[mode][1], options(ecuTxDl))
      for (const side of [tester, ecu]) assert(side.endpoint.send(counting(length), 0))
      for (const side of [tester, ecu]) {
        assert.deepEqual(side.messages, [`physical ${toHex(counting(length))}`])
        assert.deepEqual([...side.errors, side.endpoint.isBusy()], [false])
      }
    }),
  )
})

for (const mode of NAMES) {
  test(`${mode}: a functional request reaches all, also while a message for one is on its way`, () => {
    const bus = createCanBus()
    const tester = plugIn(bus, MODES[mode][0], {})
    const ecu = plugIn(bus, MODES[mode][1], { separationUs: 1000 })
    tester.endpoint.send(counting(20), 0)
    assert(tester.endpoint.sendFunctional(Uint8Array.of(0x3e, 0x80), 0))
    for (let nowMs = 0; nowMs < 10; nowMs++) tester.endpoint.service(nowMs)
    assert.deepEqual(ecu.messages, ['functional 3E80', `physical ${toHex(counting(20))}`])
    assert.deepEqual([...tester.errors, ...ecu.errors], [])
    for (const length of [0, 8]) assert.equal(tester.endpoint.sendFunctional(counting(length), 0), false)
  })

  test(`${mode}: what is for another address is not heard`, () => {
    const bus = createCanBus()
    const ecu = plugIn(bus, MODES[mode][1], {})
    const stranger = plugIn(bus, besides(MODES[mode][0]), {})
    stranger.endpoint.send(counting(3), 0)
    stranger.endpoint.send(counting(30), 0)
    if ('extension' in MODES[mode][0]) assert(stranger.endpoint.sendFunctional(counting(2), 0))
    assert.deepEqual([ecu.messages, ecu.errors, stranger.messages], [[], [], []])
    assert(stranger.endpoint.isBusy())
  })
}

/** The same tester, calling the next address. */
function besides(addressing: IsoTpAddressing): IsoTpAddressing {
  if ('extension' in addressing) return { ...addressing, extension: addressing.extension + 1 }
  return 'target' in addressing
    ? { ...addressing, target: addressing.target + 1 }
    : { ...addressing, txId: addressing.txId + 1 }
}

test('a node of classical CAN hears nothing of CAN FD, though the frames have its identifier', () => {
  const bus = createCanBus()
  const tester = plugIn(bus, MODES.normal11[0], { fd: { txDl: 64 } })
  const ecu = plugIn(bus, MODES.normal11[1], {})
  tester.endpoint.send(counting(5), 0)
  assert.deepEqual([ecu.messages, ecu.errors], [[], []])
})

test('every byte is an address, and only its own is heard', () => {
  for (let target = 0; target <= 0xff; target++) {
    const bus = createCanBus()
    const ids = { mode: 'extended11', txId: 0x6f1, rxId: 0x612 } as const
    const tester = plugIn(bus, { ...ids, source: 0xf1, target }, {})
    const heard: number[] = []
    for (let source = 0; source <= 0xff; source++) {
      const address = { mode: ids.mode, txId: ids.rxId, rxId: ids.txId, source, target: 0xf1 } as const
      plugIn(bus, address, { onMessage: () => heard.push(source) })
    }
    tester.endpoint.send(Uint8Array.of(0x3e), 0)
    assert.deepEqual(heard, [target])
  }
})

/** Two buses with a wire between them that loses the frames of those numbers. */
function lossyWire(lost: ReadonlySet<number>): readonly [CanBus, CanBus] {
  const ends = [createCanBus(), createCanBus()] as const
  let carried = 0
  const ports = ends.map((bus, end) =>
    bus.attach('wire', (frame, nowMs) => void (lost.has(carried++) || ports[1 - end].send(frame, nowMs)), {
      isFdCapable: true,
    }),
  )
  return ends
}

test('a lost frame of a segmented message ends in a named error, never in a wrong message', () => {
  const losses = fc.uniqueArray(fc.nat(60), { maxLength: 20 })
  const segmented = fc.integer({ min: 64, max: 400 })
  fc.assert(
    fc.property(modes, txDls, segmented, fc.nat(9), losses, (mode, txDl, length, blockSize, lost) => {
      const [left, right] = lossyWire(new Set(lost))
      const options = { blockSize, padding: 0xaa, ...fdOf(txDl) }
      const tester = plugIn(left, MODES[mode][0], options)
      const ecu = plugIn(right, MODES[mode][1], options)
      // Another message follows while the receiver may still wait for the rest of the first.
      const messages = [counting(length), counting(length + 1).reverse()]
      for (const message of messages) tester.endpoint.send(message, 0)
      for (let nowMs = 0; nowMs <= 5000; nowMs += 100) for (const { endpoint } of [tester, ecu]) endpoint.service(nowMs)
      const whole = messages.map((message) => `physical ${toHex(message)}`)
      const missing = whole.filter((message) => !ecu.messages.includes(message))
      assert.deepEqual(
        ecu.messages,
        whole.filter((message) => !missing.includes(message)),
      )
      assert(tester.errors.length + ecu.errors.length >= missing.length, `${missing.length} missing without an error`)
      assert(!tester.endpoint.isBusy())
    }),
    { numRuns: 400 },
  )
})

test('a wire that loses nothing gives both messages and no error', () => {
  const [left, right] = lossyWire(new Set())
  const tester = plugIn(left, MODES.mixed29[0], {})
  const ecu = plugIn(right, MODES.mixed29[1], {})
  for (const length of [MESSAGE_BYTES_MAX, 9]) tester.endpoint.send(counting(length), 0)
  assert.deepEqual(
    ecu.messages.map((message) => message.length),
    [9 + 2 * MESSAGE_BYTES_MAX, 9 + 2 * 9],
  )
  assert.deepEqual([...tester.errors, ...ecu.errors], [])
})
