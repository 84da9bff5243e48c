import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { test } from 'node:test'
import { connect, createServer } from 'node:tls'
import { makeSelfSigned } from './self-signed.ts'

const OPTIONS = {
  name: 'Практика 实训 car',
  hosts: ['127.64.0.2', '::1', 'fd00::2:0:ab', '::ffff:127.0.0.1', 'localhost'],
  validFrom: new Date('2026-01-02T03:04:05Z'),
  validTo: new Date('2036-01-02T03:04:05Z'),
}

test('the certificate is read back by others as it was meant', () => {
  const { cert, key } = makeSelfSigned(OPTIONS)
  const read = new X509Certificate(cert)
  assert.equal(read.subject, `CN=${OPTIONS.name}`)
  assert.equal(read.issuer, read.subject)
  assert.equal(read.validFromDate.getTime(), OPTIONS.validFrom.getTime())
  assert.equal(read.validToDate.getTime(), OPTIONS.validTo.getTime())
  assert(read.ca)
  assert(read.verify(read.publicKey), 'its own key signed it')
  assert(read.checkPrivateKey(createPrivateKey(key)))
  for (const host of OPTIONS.hosts.slice(0, 3)) assert.equal(read.checkIP(host), host)
  assert.equal(read.checkHost('localhost'), 'localhost')
  assert.equal(read.checkIP('127.64.0.3'), undefined)
  assert.deepEqual(read.keyUsage, ['1.3.6.1.5.5.7.3.1'])
})

test('a year from 2050 on is written with four digits', () => {
  const read = new X509Certificate(makeSelfSigned({ ...OPTIONS, validTo: new Date('2050-06-01T00:00:00Z') }).cert)
  assert.equal(read.validToDate.toISOString(), '2050-06-01T00:00:00.000Z')
})

test('two certificates share neither key nor number', () => {
  const [first, second] = [1, 2].map(() => new X509Certificate(makeSelfSigned(OPTIONS).cert))
  assert.notEqual(first.serialNumber, second.serialNumber)
  assert.notDeepEqual(first.publicKey.export({ format: 'jwk' }), second.publicKey.export({ format: 'jwk' }))
})

test('a client that pins it is sure of the server, and one that does not is told', async () => {
  const certificate = makeSelfSigned({ ...OPTIONS, hosts: ['127.0.0.1'] })
  const server = createServer(certificate, (socket) => socket.end())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert(typeof address === 'object' && address !== null)
  const at = { host: '127.0.0.1', port: address.port }
  const pinned = connect({ ...at, ca: certificate.cert })
  await once(pinned, 'secureConnect')
  assert.equal(pinned.authorized, true)
  pinned.destroy()
  const [error] = await once(connect(at), 'error').catch((failure) => [failure])
  assert.equal((error as NodeJS.ErrnoException).code, 'DEPTH_ZERO_SELF_SIGNED_CERT')
  server.close()
})
