import assert from 'node:assert/strict'
import { test } from 'node:test'
import { carrySerial, type Port, type Wire } from './serial.ts'

/** A port whose other end is in the test's hands. */
function fakePort() {
  const written: string[] = []
  let say: (text: string) => void = () => {}
  let pullOut = () => {}
  let isClosed = false
  const readable = new ReadableStream<Uint8Array>({
    start(controller) {
      say = (text) => controller.enqueue(new TextEncoder().encode(text))
      pullOut = () => controller.error(new Error('The device has been lost.'))
    },
  })
  const writable = new WritableStream<Uint8Array>({
    write: (bytes) => void written.push(new TextDecoder().decode(bytes)),
  })
  const port: Port = {
    readable,
    writable,
    open: async () => {},
    close: async () => {
      isClosed = true
    },
  }
  return { port, written, say: (text: string) => say(text), pullOut: () => pullOut(), isClosed: () => isClosed }
}

function fakeWire() {
  const events = new EventTarget()
  const sent: string[] = []
  let wake = () => {}
  const wire = Object.assign(events, {
    binaryType: 'blob' as BinaryType,
    readyState: 1,
    send(bytes: unknown) {
      sent.push(new TextDecoder().decode(bytes as Uint8Array))
      wake()
    },
    close: () => void events.dispatchEvent(new Event('close')),
  }) as unknown as Wire
  const tell = (text: string) => {
    const data = new TextEncoder().encode(text).buffer
    events.dispatchEvent(Object.assign(new Event('message'), { data }))
  }
  const opened = () => void events.dispatchEvent(new Event('open'))
  const heard = async (count: number) => {
    while (sent.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return sent
  }
  return { wire, sent, tell, opened, heard }
}

test('bytes of a serial port go to the server, and those of the server to the port', async () => {
  const [serial, server] = [fakePort(), fakeWire()]
  const carrier = await carrySerial(serial.port, 115_200, () => server.wire)
  server.opened()
  server.tell('ATZ\r')
  serial.say('ELM327 v1.5\r\r>')
  assert.deepEqual(await server.heard(1), ['ELM327 v1.5\r\r>'])
  assert.deepEqual(serial.written, ['ATZ\r'])
  carrier.close()
  assert.equal(await carrier.ended, 'closed')
  assert(serial.isClosed())
})

test('a port that is pulled out, and a server that goes, end it and say so', async () => {
  const [serial, server] = [fakePort(), fakeWire()]
  const pulled = await carrySerial(serial.port, 115_200, () => server.wire)
  server.opened()
  serial.pullOut()
  assert.equal(await pulled.ended, 'portLost')
  const [other, gone] = [fakePort(), fakeWire()]
  const left = await carrySerial(other.port, 38_400, () => gone.wire)
  gone.wire.close()
  assert.equal(await left.ended, 'serverLost')
  assert(other.isClosed())
})

test('a port that another program holds is not carried at all', async () => {
  const { port } = fakePort()
  const held = { ...port, open: () => Promise.reject(new Error('Failed to open serial port.')) }
  let isOpened = false
  const open = () => {
    isOpened = true
    return fakeWire().wire
  }
  await assert.rejects(carrySerial(held, 115_200, open), /Failed to open/)
  assert.equal(isOpened, false)
})
