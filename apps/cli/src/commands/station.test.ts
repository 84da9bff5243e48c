import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { hex, toHex } from '@luban/stdx'
import { luban, runLuban } from '../testing.ts'

const PLANTED = ['station', 'byd-atto-3', '--fault', 'ev-03-precharge-open', '--ready', '--json']
const ANY_PORTS = ['--elm327', '127.0.0.1:0', '--doip', '127.0.0.1:0', '--doip-tls', '127.0.0.1:0']

type Address = { readonly host: string; readonly port: number }
type Secure = Address & { readonly certificate: string }
type Printed = { readonly elm327: Address; readonly doip: Address; readonly doipTls: Secure }

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

/** Routing activation of a tester that pins the certificate it was told, in the version of 2019. */
async function activateThroughTls({ host, port, certificate }: Secure): Promise<Buffer> {
  const socket = connectTls({ host, port, ca: certificate })
  await once(socket, 'secureConnect')
  socket.write(hex('03FC 0005 00000007 0E80 00 00000000'))
  const [answer] = await once(socket, 'data')
  socket.destroy()
  return answer
}

test('a car with a planted fault tells its code at the ELM327 door and its name at the DoIP door, and ends at a word', async () => {
  const { child, firstLine, ended } = runLuban([...PLANTED, ...ANY_PORTS])
  try {
    const { elm327, doip, doipTls } = JSON.parse(await firstLine) as Printed
    const codes = await type(elm327, ['ATZ', 'ATE0', 'ATSP6', '0100', '03'])
    assert.match(codes, /43 01 0C 78/, 'P0C78: precharge time too long')
    const answer = await identify(doip)
    assert.equal(toHex(answer.subarray(0, 4)), '02FD0004')
    assert.match(answer.subarray(8, 25).toString('latin1'), /^[A-HJ-NPR-Z0-9]{17}$/, 'a VIN')
    assert.equal(toHex((await activateThroughTls(doipTls)).subarray(0, 13)), '03FC0006000000090E80100010')
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
