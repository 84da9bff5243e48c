/**
 * A serial port at this computer, carried to the attempt's real car on the server: bytes there and back, nothing else.
 *
 * The server speaks with the adapter, so that the evidence and what is allowed are the same as for every adapter. The port
 * is the Web Serial API's, or whatever else reads and writes alike.
 */

/** Of a `SerialPort`, what is needed here. */
export type Port = {
  open(options: { baudRate: number }): Promise<void>
  close(): Promise<void>
  readonly readable: ReadableStream<Uint8Array> | null
  readonly writable: WritableStream<Uint8Array> | null
}
export type SerialPorts = { requestPort(): Promise<Port> }

/** Of adapters at a cable or over Bluetooth; 115200 is what most newer ones come with. */
export const BAUD_RATES = [38_400, 115_200, 230_400, 500_000, 1_000_000, 2_000_000] as const

/** Undefined in a browser that cannot: all but Chromium's kind, and pages that did not come through https or loopback. */
export function serialPorts(): SerialPorts | undefined {
  return (navigator as { serial?: SerialPorts }).serial
}

export type Carrier = {
  close(): void
  /** Resolves when the port or the connection to the server is gone. */
  readonly ended: Promise<'portLost' | 'serverLost' | 'closed'>
}

/** Of a `WebSocket`, what is needed here. */
export type Wire = Pick<WebSocket, 'send' | 'close' | 'addEventListener' | 'binaryType' | 'readyState'>

export async function carrySerial(port: Port, baudRate: number, open: () => Wire): Promise<Carrier> {
  await port.open({ baudRate })
  const { promise, resolve } = Promise.withResolvers<'portLost' | 'serverLost' | 'closed'>()
  const wire = open()
  wire.binaryType = 'arraybuffer'
  const reader = port.readable?.getReader()
  const writer = port.writable?.getWriter()
  const isOpen = new Promise<void>((opened) => wire.addEventListener('open', () => opened()))
  let isOver = false

  async function end(why: 'portLost' | 'serverLost' | 'closed'): Promise<void> {
    if (isOver) return
    isOver = true
    wire.close()
    await reader?.cancel().catch(() => {})
    await writer?.close().catch(() => {})
    reader?.releaseLock()
    writer?.releaseLock()
    await port.close().catch(() => {}) // Pulled out already.
    resolve(why)
  }

  wire.addEventListener('close', () => void end('serverLost'))
  wire.addEventListener('message', ({ data }) => {
    if (isOver || !(data instanceof ArrayBuffer)) return
    writer?.write(new Uint8Array(data)).catch(() => void end('portLost'))
  })
  async function read(): Promise<void> {
    await isOpen // What an adapter said before belongs to nobody.
    while (!isOver && reader !== undefined) {
      const { value, done } = await reader.read()
      if (done) break
      if (!isOver) wire.send(value as Uint8Array<ArrayBuffer>)
    }
    await end('portLost')
  }
  read().catch(() => end('portLost'))
  return { close: () => void end('closed'), ended: promise }
}

export function adapterAddress(attemptId: string): string {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  return `${scheme}://${location.host}/api/attempts/${attemptId}/adapter`
}
