/**
 * An exchange over DoIP that is captured on loopback and decoded by tshark: as many DoIP and UDS messages must come out
 * as went in, and none malformed. Counted by us while sending and receiving, cut into messages by our own codec.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, isIPv6 } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DoipMessage, decodeDoip, decodePayload, encodeDoip } from '@luban/protocols/doip/message'
import { createDoipStream } from '@luban/protocols/doip/stream'
import { hex } from '@luban/stdx'
import type { Address } from './car.ts'
import type { Report } from './report.ts'
import { addressesOf, type TestedCar } from './tested-cars.ts'

const TESTER = 0x0e90
const REPLY_MS = 5_000

/** Every kind of request that the other clients send, and some that are refused. */
const REQUESTS = [
  '3E 00',
  '22 F1 90',
  '22 F1 88',
  '10 03',
  '27 01',
  '19 01 FF',
  '19 02 08',
  '19 0A',
  '10 01',
  '3E 00',
].map(hex)

const requestsToAll = (car: TestedCar): readonly DoipMessage[] =>
  addressesOf(car).flatMap((targetAddress) =>
    REQUESTS.map((data) => ({ kind: 'diagnosticMessage', sourceAddress: TESTER, targetAddress, data })),
  )

/** What went over the wire, both directions together. */
type Count = { doip: number; uds: number }

/** Who the car says it is. */
export async function discover({ host, port }: Address, count: Count = { doip: 0, uds: 0 }): Promise<string> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  try {
    const answer = new Promise<Uint8Array>((resolve, reject) => {
      socket.once('message', resolve)
      setTimeout(() => reject(new Error('no answer to a vehicle identification request')), REPLY_MS).unref()
    })
    socket.send(encodeDoip({ kind: 'vehicleIdentificationRequest' }), port, host)
    const decoded = decodeDoip(await answer)
    count.doip += 2
    if (typeof decoded === 'string' || decoded.message.kind !== 'vehicleIdentificationResponse') {
      throw new Error(`the answer is no vehicle identification: ${JSON.stringify(decoded)}`)
    }
    return decoded.message.vin
  } finally {
    socket.close()
  }
}

export async function checkCapture(car: TestedCar, doip: Address, report: Report): Promise<void> {
  const name = `tshark decodes the captured exchange with the ${car.name}`
  const folder = mkdtempSync(join(tmpdir(), 'luban-interop-'))
  try {
    const file = join(folder, 'doip.pcapng')
    const capture = await startCapture(file, doip.port)
    const sent: Count = { doip: 0, uds: 0 }
    await discover(doip, sent)
    await converse(requestsToAll(car), doip, sent)
    await capture.stop()
    const decoded = decodeCapture(file, doip.port)
    judge(`${name}: as many DoIP messages as were sent (${sent.doip})`, decoded.doip === sent.doip, decoded, report)
    judge(`${name}: as many UDS messages as were sent (${sent.uds})`, decoded.uds === sent.uds, decoded, report)
    judge(`${name}: none malformed`, decoded.malformed === 0, decoded, report)
  } catch (error) {
    report.failed(name, error instanceof Error ? error.message : String(error))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function judge(name: string, isTrue: boolean, decoded: object, report: Report): void {
  if (isTrue) report.passed(name)
  else report.failed(name, `tshark found ${JSON.stringify(decoded)}`)
}

/** Resolves when dumpcap listens. */
async function startCapture(file: string, port: number): Promise<{ stop(): Promise<void> }> {
  const filter = `port ${port}`
  const child = spawn('dumpcap', ['-i', 'lo', '-f', filter, '-w', file], { stdio: ['ignore', 'ignore', 'pipe'] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => {
      reject(
        new Error(`dumpcap ended with ${code}. Run as root, or as a member of the group wireshark. ${said.trim()}`),
      )
    })
    child.stderr.on('data', (text: Buffer) => {
      said += text
      if (said.includes('File:')) resolve()
    })
  })
  return {
    async stop() {
      await pause(500) // The last frames are still on their way into the file.
      child.kill('SIGINT')
      await exited
    },
  }
}

/** All requests to all units: one by one, then byte by byte, then all in one piece. */
async function converse(requests: readonly DoipMessage[], { host, port }: Address, count: Count): Promise<void> {
  const socket = connect({ host, port, noDelay: true })
  let answered = 0
  let wake = () => {}
  const stream = createDoipStream(65_536, {
    onPayload(header, payload) {
      count.doip++
      const message = decodePayload(header.payloadType, payload)
      if (typeof message === 'string') return
      if (message.kind === 'diagnosticMessage') count.uds++
      // Response pending: the answer itself comes later.
      const isFinal = message.kind === 'diagnosticMessage' && !(message.data[0] === 0x7f && message.data[2] === 0x78)
      if (isFinal || message.kind === 'routingActivationResponse') answered++
      wake()
    },
    onFault: (fault) => socket.destroy(new Error(`the car sent something that is ${fault}`)),
  })
  socket.on('data', (bytes) => stream.push(bytes))
  let failure: Error | undefined
  socket.on('error', (error) => {
    failure = error
    wake()
  })
  const answers = async (wanted: number) => {
    const deadlineMs = performance.now() + REPLY_MS
    while (answered < wanted) {
      if (failure !== undefined) throw failure
      if (performance.now() > deadlineMs) throw new Error(`${answered} of ${wanted} requests were answered`)
      await Promise.race([pause(100), new Promise<void>((resolve) => (wake = resolve))])
    }
  }
  const counted = (message: DoipMessage) => {
    count.doip++
    if (message.kind === 'diagnosticMessage') count.uds++
    return encodeDoip(message)
  }

  socket.write(counted({ kind: 'routingActivationRequest', sourceAddress: TESTER, activationType: 0 }))
  await answers(1)
  let wanted = 1
  for (const request of requests) {
    socket.write(counted(request))
    await answers(++wanted)
  }
  for (const byte of counted(requests[0])) {
    socket.write(Uint8Array.of(byte))
    await pause(5)
  }
  await answers(++wanted)
  socket.write(Buffer.concat(requests.map(counted)))
  wanted += requests.length
  await answers(wanted)
  await new Promise<void>((resolve) => socket.end(resolve))
  socket.destroy()
}

function decodeCapture(file: string, port: number): { doip: number; uds: number; malformed: number } {
  const decode = ['-d', `tcp.port==${port},doip`, '-d', `udp.port==${port},doip`]
  const tshark = (...args: string[]) => {
    const done = spawnSync('tshark', ['-r', file, ...decode, ...args], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    })
    if (done.status !== 0) throw new Error(`tshark failed: ${done.stderr}`)
    return done.stdout.split('\n').filter((line) => line.trim() !== '')
  }
  // One line a frame, the values of its messages with commas between.
  const values = (field: string) =>
    tshark('-T', 'fields', '-e', field).flatMap((line) => line.split(',').filter((value) => value !== '')).length
  return { doip: values('doip.type'), uds: values('uds.sid'), malformed: tshark('-Y', '_ws.malformed').length }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
