import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { encodeFrame } from '@luban/protocols/cannelloni/codec'
import { GREETING } from '@luban/protocols/cannelloni/tables'
import { encodeCommand as encodeGvret } from '@luban/protocols/gvret/codec'
import { hex, toHex } from '@luban/stdx'
import { luban, runLuban } from '../testing.ts'

const PLANTED = [
  'station',
  'byd-atto-3',
  '--fault',
  'ev-03-precharge-open',
  '--ready',
  '--json',
  '--adapter-delay',
  'real',
]
const DOORS = ['elm327', 'doip', 'doip-tls', 'socketcand', 'slcan', 'cannelloni', 'gvret', 'sovd']
const ANY_PORTS = DOORS.flatMap((door) => [`--${door}`, '127.0.0.1:0'])

type Address = { readonly host: string; readonly port: number }
type Secure = Address & { readonly certificate: string }
type Printed = {
  readonly [door in 'elm327' | 'doip' | 'socketcand' | 'slcan' | 'cannelloni' | 'gvret' | 'sovd']: Address
} & { readonly doipTls: Secure }

/** Types each line when the prompt is there; resolves to the last answer. */
function type({ host, port }: Address, lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = ''
    let next = 0
    const socket = connect({ host, port }, () => socket.write(`${lines[next++]}\r`))
    socket.once('error', reject)
    socket.on('data', (bytes) => {
      heard += bytes
      if (!heard.endsWith('>')) return
      if (next === lines.length) {
        socket.destroy()
        return resolve(heard)
      }
      heard = ''
      socket.write(`${lines[next++]}\r`)
    })
  })
}

function identify({ host, port }: Address): Promise<Buffer> {
  const socket = createSocket('udp4')
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('message', (answer) => {
      socket.close()
      resolve(answer)
    })
    // Vehicle identification request, ISO 13400-2.
    socket.send(hex('02FD 0001 00000000'), port, host)
  })
}

/** Says this to a door for raw CAN, and hears what comes until this is in it. */
async function hear({ host, port }: Address, said: string | Uint8Array, wanted: Uint8Array): Promise<void> {
  const socket = connect({ host, port })
  socket.write(said)
  let heard = Buffer.alloc(0)
  while (heard.indexOf(wanted) < 0) {
    const [bytes] = (await once(socket, 'data')) as [Buffer]
    heard = Buffer.concat([heard, bytes])
  }
  socket.destroy()
}

/** Routing activation of a tester that pins the certificate it was told, in the version of 2019. */
async function activateThroughTls({ host, port, certificate }: Secure): Promise<Buffer> {
  const socket = connectTls({ host, port, ca: certificate })
  await once(socket, 'secureConnect')
  socket.write(hex('03FC 0005 00000007 0E80 00 00000000'))
  const [answer] = await once(socket, 'data')
  socket.destroy()
  return answer
}

test('a car with a planted fault is there at each of its doors, and ends at a word', async () => {
  const { child, firstLine, ended } = runLuban([...PLANTED, ...ANY_PORTS])
  try {
    const { elm327, doip, doipTls, socketcand, slcan, cannelloni, gvret, sovd } = JSON.parse(await firstLine) as Printed
    const codes = await type(elm327, ['ATZ', 'ATE0', 'ATSP6', '0100', '03'])
    assert.match(codes, /43 01 0C 78/, 'P0C78: precharge time too long')
    const firstOf = async (timing: string) => {
      const startMs = performance.now()
      await type(elm327, ['ATE0', 'ATSP6', 'ATST64', timing, '0100'])
      return performance.now() - startMs
    }
    assert((await firstOf('ATAT0')) >= 400, 'it listens for further answers as long as ST says')
    assert((await firstOf('ATAT2')) < 400, 'and less, adapting to the car')
    const answer = await identify(doip)
    assert.equal(toHex(answer.subarray(0, 4)), '02FD0004')
    assert.match(answer.subarray(8, 25).toString('latin1'), /^[A-HJ-NPR-Z0-9]{17}$/, 'a VIN')
    // TesterPresent to the battery management as a raw frame, and its answer.
    await hear(socketcand, '< open can0 >< rawmode >< send 7E7 3 2 3E 0 >', Buffer.from('027E00'))
    await hear(slcan, 'S6\rO\rt7E73023E00\r', Buffer.from('t7EF8027E00'))
    const frame = encodeFrame({ id: 0x7e7, isExtended: false, data: hex('023E00') })
    await hear(cannelloni, Buffer.concat([Buffer.from(GREETING), frame]), hex('000007EF 08 027E00'))
    const ask = encodeGvret({ kind: 'frame', bus: 0, frame: { id: 0x7e7, isExtended: false, data: hex('023E00') } })
    await hear(gvret, Buffer.concat([hex('E7E7'), ask]), hex('EF070000 08 027E00'))
    assert.equal(toHex((await activateThroughTls(doipTls)).subarray(0, 13)), '03FC0006000000090E80100010')
    const faults = await fetch(`http://${sovd.host}:${sovd.port}/vehicle/v15/components/bms/faults`)
    assert.match(await faults.text(), /"display_code":"P0C78"/)
  } finally {
    child.kill('SIGINT')
  }
  const { code, error } = await ended
  assert.deepEqual([code, error], [0, ''])
})

test('a port that is taken is said, and the command ends', async () => {
  const holder = createServer()
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
  const { port } = holder.address() as AddressInfo
  const { code, error } = await luban(['station', 'byd-atto-3', '--elm327', '0', '--doip', `${port}`])
  assert.equal(code, 1)
  assert.match(error, new RegExp(`127.0.0.1:${port} is taken`))
  await new Promise((resolve) => holder.close(resolve))
})

test('an unknown car or fault lists those there are', async () => {
  const fault = await luban(['station', 'byd-atto-3', '--fault', 'flat-tyre'])
  assert.equal(fault.code, 2)
  assert.match(fault.error, /"flat-tyre".*ev-01-interlock-open.*ev-18-full-battery/)
  const car = await luban(['station', 'ox-cart'])
  assert.equal(car.code, 2)
  assert.match(car.error, /"ox-cart".*byd-atto-3/)
})

test('an interface of this machine that cannot be had ends it before a door opens, and says what to do', async () => {
  const { code, error } = await luban(['station', 'byd-atto-3', '--can', 'nothere0', ...ANY_PORTS])
  assert.equal(code, 1)
  // Whoever has the library hears of the interface, whoever has not of the library.
  assert.match(error, /npm install --no-save socketcan|no CAN interface nothere0/)
})
