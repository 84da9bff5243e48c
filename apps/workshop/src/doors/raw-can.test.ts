/** The doors for raw CAN over real sockets, before a bus with one control unit that answers TesterPresent on 7E0. */
import assert from 'node:assert/strict'
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import type { DoorSide } from '@luban/lab'
import { createCanBus } from '@luban/protocols/can/bus'
import { encodeFrame, encodePacket } from '@luban/protocols/cannelloni/codec'
import { GREETING } from '@luban/protocols/cannelloni/tables'
import { encodeCommand as encodeGvret } from '@luban/protocols/gvret/codec'
import { hex, toHex } from '@luban/stdx'
import { listenCannelloni } from './cannelloni-listener.ts'
import { createRawCanDoors, type RawCanDoor } from './raw-can.ts'
import { type Listener, listenTcp } from './tcp-listener.ts'
import { plug } from './testing/plug.ts'

const HOST = '127.31.7.9'
const ASK = { id: 0x7e0, isExtended: false, data: hex('023E000000000000') }

function station() {
  const bus = createCanBus()
  const chargingBus = createCanBus()
  const bms = chargingBus.attach('bms', ({ data }, nowMs) => {
    bms.send({ id: 0x1826f456, isExtended: true, data }, nowMs)
  })
  const doors = createRawCanDoors(bus, 1_700_000_000_000, chargingBus)
  const seen: string[] = []
  bus.record(({ id, data }, sender) => seen.push(`${sender} ${id.toString(16)} ${toHex(data)}`))
  const ecu = bus.attach('ecu', ({ id, data }, nowMs) => {
    if (id === 0x7e0 && data[1] === 0x3e) ecu.send({ id: 0x7e8, isExtended: false, data: hex('027E00') }, nowMs)
  })
  const now = () => performance.now()
  return {
    seen,
    options: (door: RawCanDoor) => ({
      host: HOST,
      port: 0,
      now,
      serviceMs: 1,
      open: (side: DoorSide) => doors.plug(door, side, now(), 'tcp'),
      openUdp: (side: DoorSide) => doors.plug(door, side, now(), 'udp'),
      isAdmitted: () => true,
    }),
  }
}

async function withListener(opening: Promise<Listener>, work: (listener: Listener) => Promise<void>): Promise<void> {
  const listener = await opening
  try {
    await work(listener)
  } finally {
    await listener.close()
  }
}

/** Reads until `isWhole`: a connection that ends first fails. */
async function readUntil(socket: Socket, isWhole: (text: string) => boolean): Promise<string> {
  let text = ''
  while (!isWhole(text)) {
    const [piece] = (await once(socket, 'data')) as [Buffer]
    text += piece.toString('latin1')
  }
  return text
}

async function until(isTrue: () => boolean, what: string): Promise<void> {
  const deadlineMs = performance.now() + 60_000
  while (!isTrue()) {
    if (performance.now() > deadlineMs) assert.fail(`${what}: waited in vain`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

test('the line to a DC station is the second bus of socketcand', async () => {
  const { seen, options } = station()
  await withListener(listenTcp(options('socketcand')), async (listener) => {
    const socket = await plug(listener)
    await readUntil(socket, (text) => text.includes('hi >'))
    socket.write('< open can1 >< rawmode >')
    await readUntil(socket, (text) => text.split('ok >').length > 2)
    socket.write('< send 1C56F456 2 11 22 >')
    assert.match(await readUntil(socket, (text) => text.endsWith('>')), /frame 1826F456 [\d.]+ 1122 >/)
    socket.destroy()
  })
  assert.deepEqual(seen, [], 'none of it is on the diagnostic bus')
})

test('a tool at the socketcand door is greeted and asks the unit; a second one is served beside it', async () => {
  const { options, seen } = station()
  await withListener(listenTcp(options('socketcand')), async (listener) => {
    const tools = await Promise.all([plug(listener), plug(listener)])
    for (const tool of tools) {
      assert.equal(await readUntil(tool, (text) => text.endsWith('>')), '< hi >')
      tool.write('< open can0 >')
      assert.equal(await readUntil(tool, (text) => text.endsWith('>')), '< ok >')
      tool.write('< rawmode >')
      assert.equal(await readUntil(tool, (text) => text.endsWith('>')), '< ok >')
      tool.write('< send 7E0 8 2 3e 0 0 0 0 0 0 >')
      assert.match(await readUntil(tool, (text) => text.endsWith('>')), /^< frame 7E8 17\d{8}\.\d{6} 027E00 >$/)
    }
    assert.deepEqual(
      seen.filter((line) => line.startsWith('socketcand')),
      ['socketcand #1 7e0 023E000000000000', 'socketcand #2 7e0 023E000000000000'],
    )
    for (const tool of tools) tool.destroy()
  })
})

test('a tool at the SLCAN door opens the adapter and asks the unit', async () => {
  const { options, seen } = station()
  await withListener(listenTcp(options('slcan')), async (listener) => {
    const tool = await plug(listener)
    tool.write('C\rS6\rO\rt7E08023E000000000000\r')
    assert.equal(await readUntil(tool, (text) => text.endsWith('00\r')), '\x07\r\rz\rt7E83027E00\r')
    assert.equal(seen[0], 'slcan #1 7e0 023E000000000000')
    tool.destroy()
  })
})

test('a tool at the GVRET door asks the unit on bus 0, and on bus 1 the line to a DC station', async () => {
  const { options, seen } = station()
  await withListener(listenTcp(options('gvret')), async (listener) => {
    const tool = await plug(listener)
    const question = encodeGvret({ kind: 'frame', bus: 0, frame: ASK })
    tool.write(Buffer.concat([hex('E7E7 F10C'), question]))
    const answer = hex('E8070000 03 027E00 00')
    const heard = await readUntil(tool, (text) => text.endsWith(Buffer.from(answer).toString('latin1')))
    assert.equal(heard.slice(0, 3), Buffer.from(hex('F10C02')).toString('latin1'))
    const onCharging = { id: 0x1c56f456, isExtended: true, data: hex('1122') }
    tool.write(encodeGvret({ kind: 'frame', bus: 1, frame: onCharging }))
    const echo = Buffer.from(hex('56F42698 12 1122 00')).toString('latin1')
    await readUntil(tool, (text) => text.endsWith(echo))
    assert.deepEqual(seen, ['gvret #1 7e0 023E000000000000', 'ecu 7e8 027E00'])
    tool.destroy()
  })
})

test('a bus that does not exist ends the connection with its reason', async () => {
  const { options } = station()
  await withListener(listenTcp(options('socketcand')), async (listener) => {
    const tool = await plug(listener)
    tool.write('< open can2 >')
    assert.equal(await readUntil(tool, (text) => text.split('>').length > 2), '< hi >< error could not open bus >')
    if (!tool.readableEnded) await once(tool, 'end')
    tool.destroy()
  })
})

async function ask(socket: UdpSocket, { host, port }: Listener): Promise<string> {
  socket.send(encodePacket({ sequence: 0, frames: [ASK] }), port, host)
  const [answer] = (await once(socket, 'message')) as [Buffer]
  return toHex(answer)
}

test('a tool at the cannelloni door asks the unit over TCP and over UDP, at the same port', async () => {
  const { options, seen } = station()
  await withListener(listenCannelloni(options('cannelloni')), async (listener) => {
    const tool = await plug(listener)
    tool.write(GREETING)
    tool.write(encodeFrame(ASK))
    const said = await readUntil(tool, (text) => text.length >= GREETING.length + 8)
    assert.equal(said, `${GREETING}${Buffer.from('000007E803027E00', 'hex').toString('latin1')}`)
    tool.destroy()
    const socket = createSocket('udp4')
    assert.equal(await ask(socket, listener), '0200000001000007E803027E00')
    assert.deepEqual(
      seen.filter((line) => line.startsWith('cannelloni')),
      ['cannelloni #1 7e0 023E000000000000', 'cannelloni #2 7e0 023E000000000000'],
    )
    socket.close()
  })
})

test('a sender of datagrams that was not let in reaches nothing, and gets no place', async () => {
  const { options, seen } = station()
  let isAdmitted = false
  const given = { ...options('cannelloni'), isAdmitted: () => isAdmitted }
  await withListener(listenCannelloni(given), async (listener) => {
    const stranger = createSocket('udp4')
    for (let count = 0; count < 100; count++)
      stranger.send(encodePacket({ sequence: 0, frames: [ASK] }), listener.port, HOST)
    await new Promise<void>((resolve) => stranger.send('', listener.port, HOST, () => resolve()))
    // What came before has been taken when somebody's question after it was answered.
    isAdmitted = true
    const friend = createSocket('udp4')
    await ask(friend, listener)
    assert.deepEqual([...new Set(seen.map((line) => line.split(' ')[0]))], ['cannelloni', 'ecu'])
    stranger.close()
    friend.close()
  })
})

test('sixteen senders of datagrams have a place; one that falls silent leaves it', async () => {
  const { options } = station()
  await withListener(listenCannelloni({ ...options('cannelloni'), udpSilenceMs: 200 }), async (listener) => {
    const sockets = Array.from({ length: 17 }, () => createSocket('udp4'))
    for (const socket of sockets) {
      let isAnswered = false
      socket.once('message', () => {
        isAnswered = true
      })
      while (!isAnswered) {
        socket.send(encodePacket({ sequence: 0, frames: [ASK] }), listener.port, HOST)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    for (const socket of sockets) socket.close()
  })
})

/** Writes as fast as the socket takes it, as a flooding tool does. */
function flood(tool: Socket, count: number): { isWritten(): boolean } {
  let next = 0
  const write = () => {
    while (next < count)
      if (!tool.write(`t1008${(next++).toString(16).padStart(16, '0')}\r`)) return void tool.once('drain', write)
  }
  write()
  return { isWritten: () => next === count }
}

test('a flood of frames reaches the bus in its order and whole, and another tool is answered meanwhile', async () => {
  const { options, seen } = station()
  await withListener(listenTcp(options('slcan')), async (listener) => {
    const [hostile, polite] = await Promise.all([plug(listener), plug(listener)])
    hostile.resume()
    for (const tool of [hostile, polite]) tool.write('S6\rO\r')
    await readUntil(polite, (text) => text.endsWith('\r\r'))
    const count = 3_000
    const flooding = flood(hostile, count)
    let answers = 0
    const flooded = () => seen.filter((line) => line.includes(' 100 '))
    while (flooded().length < count) {
      polite.write('t7E08023E000000000000\r')
      await readUntil(polite, (text) => text.includes('z\r'))
      answers++
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    assert(flooding.isWritten())
    assert(answers > 10, `${answers} answers`)
    assert.deepEqual(
      flooded().map((line) => Number.parseInt(line.split(' ')[3], 16)),
      Array.from({ length: count }, (_, number) => number),
    )
    for (const tool of [hostile, polite]) tool.destroy()
  })
})

test('however much a tool pours in, the door holds no more than a few pieces of it', async () => {
  const { options, seen } = station()
  await withListener(listenTcp(options('slcan')), async (listener) => {
    const hostile = await plug(listener)
    hostile.write('S6\rO\r')
    await readUntil(hostile, (text) => text.endsWith('\r\r'))
    hostile.resume()
    // 25 megabytes: a million frames, of which the wire carries 4500 in a second.
    const block = Buffer.from('t10080000000000000000\r'.repeat(10_000))
    for (let count = 0; count < 115; count++) hostile.write(block)
    await until(() => seen.length > 500, 'frames reach the bus')
    assert(hostile.writableLength > 10 * block.length, 'the rest is still with the tool')
    hostile.destroy()
  })
})
