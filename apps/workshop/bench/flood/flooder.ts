/** The tool of ../flood.ts that says more than a bus could carry, in a thread of its own: by TCP all that is taken, by UDP as told. */
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { encodePacket } from '@luban/protocols/cannelloni/codec'

type Order = {
  readonly transport: 'tcp' | 'udp'
  readonly host: string
  readonly port: number
  /** By UDP: how many in a second. */
  readonly framesPerS: number
}

const { transport, host, port, framesPerS } = workerData as Order
const FRAMES_A_PIECE = 50
const TURN_MS = 5

let offered = 0
parentPort?.on('message', () => parentPort?.postMessage(offered))
await (transport === 'tcp' ? floodByTcp() : floodByUdp())

/** SLCAN: writes whenever the socket takes more. */
async function floodByTcp(): Promise<void> {
  const socket = connect({ host, port, noDelay: true }).resume()
  socket.on('error', () => {})
  socket.write('S6\rO\r')
  const piece = Buffer.from('t10080011223344556677\r'.repeat(FRAMES_A_PIECE))
  const write = () => {
    do offered += FRAMES_A_PIECE
    while (socket.write(piece))
    socket.once('drain', write)
  }
  socket.once('connect', write)
}

/** cannelloni: so many in each turn, whatever becomes of them. */
async function floodByUdp(): Promise<void> {
  const socket = createSocket('udp4').on('message', () => {})
  const frame = { id: 0x100, isExtended: false, data: new Uint8Array(8) }
  const packet = encodePacket({ sequence: 0, frames: Array.from({ length: FRAMES_A_PIECE }, () => frame) })
  for (const startMs = performance.now(); ; await wait(TURN_MS)) {
    const dueFrames = ((performance.now() - startMs) * framesPerS) / 1000
    for (; offered < dueFrames; offered += FRAMES_A_PIECE) socket.send(packet, port, host)
  }
}
