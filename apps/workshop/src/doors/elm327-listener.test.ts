import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { type CanBus, createCanBus } from '@luban/protocols/can/bus'
import { createElm327 } from '@luban/protocols/elm327/session'
import { hex } from '@luban/stdx'
import { listenElm327 } from './elm327-listener.ts'
import type { Listener } from './tcp-listener.ts'
import { plug } from './testing/plug.ts'

const HOST = '127.31.7.5'

/** A bus with one ECU that knows its speed. */
function busWithEcu(): CanBus {
  const bus = createCanBus()
  const port = bus.attach('ecu', (frame, nowMs) => {
    if (frame.id !== 0x7df) return
    const answer = frame.data[2] === 0x00 ? '0641008018000100' : '03410D0000000000'
    port.send({ id: 0x7e8, isExtended: false, data: hex(answer) }, nowMs)
  })
  return bus
}

async function listening(work: (listener: Listener) => Promise<void>): Promise<void> {
  const bus = busWithEcu()
  const listener = await listenElm327({
    host: HOST,
    port: 0,
    serviceMs: 5,
    open: (side, peer) => createElm327({ bus, name: `elm327 ${peer.port}`, send: side.send }),
  })
  try {
    await work(listener)
  } finally {
    await listener.close()
  }
}

/** One command and everything up to its prompt. */
async function ask(socket: Socket, line: string): Promise<string> {
  socket.write(`${line}\r`)
  let text = ''
  while (!text.endsWith('>')) {
    const [bytes] = (await once(socket, 'data')) as [Buffer]
    text += bytes.toString('latin1')
  }
  return text
}

test('a scan tool resets the adapter, finds the car and reads its speed', async () => {
  await listening(async (listener) => {
    const tool = await plug(listener)
    assert.equal(await ask(tool, 'ATZ'), 'ATZ\r\r\rELM327 v1.5\r\r>')
    assert.equal(await ask(tool, 'ATE0'), 'ATE0\rOK\r\r>')
    assert.equal(await ask(tool, '0100'), 'SEARCHING...\r41 00 80 18 00 01 \r\r>')
    assert.equal(await ask(tool, '010D'), '41 0D 00 \r\r>')
    assert.equal(await ask(tool, '22F190'), 'NO DATA\r\r>')
    tool.destroy()
  })
})

test('tools that send random bytes and vanish leave the car to the others', async () => {
  await listening(async (listener) => {
    const good = await plug(listener)
    await ask(good, 'ATE0')
    await ask(good, '0100')
    for (let round = 0; round < 20; round++) {
      const bad = await plug(listener)
      bad.write(randomBytes(20_000))
      bad.write('\rATMA\r')
      assert.equal(await ask(good, '010D'), '41 0D 00 \r\r>')
      if (round % 2 === 0) bad.resetAndDestroy()
      else bad.destroy()
    }
    good.destroy()
  })
})
