/**
 * A certificate that a car signs for itself, for the TLS of its DoIP door: X.509 version 3 (RFC 5280), P-256 with
 * SHA-256, written in the DER of X.690. Node makes keys and signatures but no certificates.
 *
 * It is made anew at each start and proves nothing about who we are: a tester that wants to be sure pins it.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIP, isIPv6, SocketAddress } from 'node:net'
import { assert } from '@luban/stdx'

/** Both in PEM, as node:tls takes them. */
export type Certificate = { readonly cert: string; readonly key: string }

export type CertificateOptions = {
  /** Common name of subject and issuer. */
  readonly name: string
  /** IP addresses and host names that the server is reached by. */
  readonly hosts: readonly string[]
  readonly validFrom: Date
  readonly validTo: Date
}

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

const OID = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const

export function makeSelfSigned(options: CertificateOptions): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const body = bodyOf(options, publicKey)
  const signature = sign('sha256', body, privateKey)
  const der = sequence(body, SIGNATURE_ALGORITHM, bitString(signature))
  return { cert: pemOf(der), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

const SIGNATURE_ALGORITHM = sequence(objectIdentifier(OID.ecdsaWithSha256))

/** TBSCertificate: what is signed. */
function bodyOf({ name, hosts, validFrom, validTo }: CertificateOptions, publicKey: KeyObject): Buffer {
  const keyInfo = publicKey.export({ type: 'spki', format: 'der' })
  const itself = sequence(element(TAG.set, sequence(objectIdentifier(OID.commonName), utf8(name))))
  const serial = randomBytes(16)
  serial[0] = (serial[0] & 0x7f) | 0x40 // Positive, and never with a leading zero.
  return sequence(
    tagged(0, element(TAG.integer, Buffer.of(2))), // Version 3.
    element(TAG.integer, serial),
    SIGNATURE_ALGORITHM,
    itself,
    sequence(time(validFrom), time(validTo)),
    itself,
    keyInfo,
    tagged(3, sequence(...extensionsOf(hosts, keyInfo))),
  )
}

/** Its own authority, good for signing itself and for a TLS server, so that a strict tester may pin it. */
function extensionsOf(hosts: readonly string[], keyInfo: Buffer): Buffer[] {
  const yes = element(TAG.boolean, Buffer.of(0xff))
  const signsItselfAndServes = element(TAG.bitString, Buffer.of(2, 0x84)) // digitalSignature, keyCertSign; two bits unused.
  const keyIdentifier = element(TAG.octetString, createHash('sha1').update(keyInfo).digest())
  return [
    extension(OID.basicConstraints, sequence(yes), yes),
    extension(OID.keyUsage, signsItselfAndServes, yes),
    extension(OID.extendedKeyUsage, sequence(objectIdentifier(OID.serverAuth))),
    extension(OID.subjectKeyIdentifier, keyIdentifier),
    extension(OID.subjectAltName, sequence(...hosts.map(alternativeName))),
  ]
}

function extension(identifier: string, value: Buffer, ...critical: Buffer[]): Buffer {
  return sequence(objectIdentifier(identifier), ...critical, element(TAG.octetString, value))
}

/** GeneralName: [2] a host name, [7] an address. */
function alternativeName(host: string): Buffer {
  return isIP(host) === 0 ? element(0x82, Buffer.from(host, 'ascii')) : element(0x87, addressBytes(host))
}

function addressBytes(host: string): Buffer {
  if (!isIPv6(host)) return Buffer.from(host.split('.').map(Number))
  // The runtime knows how "::" and an embedded IPv4 address are written.
  const { address } = new SocketAddress({ address: host, family: 'ipv6' })
  const [head, tail] = withoutDots(address).split('::')
  const groups = (text = '') => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)))
  const [first, last] = [groups(head), groups(tail)]
  const words = [...first, ...new Array<number>(8 - first.length - last.length).fill(0), ...last]
  return Buffer.from(words.flatMap((word) => [word >> 8, word & 0xff]))
}

/** ::ffff:127.0.0.1 as ::ffff:7f00:1. */
function withoutDots(address: string): string {
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((word) => word.toString(16)).join(':'),
  )
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(TAG.sequence, Buffer.concat(parts))
}

/** An element of its own under a context-specific tag. */
function tagged(number: number, content: Buffer): Buffer {
  return element(0xa0 | number, content)
}

function utf8(text: string): Buffer {
  return element(TAG.utf8String, Buffer.from(text, 'utf8'))
}

/** A whole number of bytes: no bit of the last is unused. */
function bitString(bytes: Uint8Array): Buffer {
  return element(TAG.bitString, Buffer.concat([Buffer.of(0), bytes]))
}

/** The first two numbers share a byte; the others are written in groups of seven bits. */
function objectIdentifier(text: string): Buffer {
  const [first, second, ...rest] = text.split('.').map(Number)
  return element(TAG.objectIdentifier, Buffer.from([first * 40 + second, ...rest.flatMap(groupsOfSeven)]))
}

function groupsOfSeven(number: number): number[] {
  const groups = [number & 0x7f]
  for (let left = number >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80)
  return groups
}

/** Whole seconds of UTC: two digits of the year until 2049, four from then on. */
function time(date: Date): Buffer {
  const text = `${date.toISOString().replace(/\D/g, '').slice(0, 14)}Z`
  const isShort = date.getUTCFullYear() < 2050
  return element(isShort ? TAG.utcTime : TAG.generalizedTime, Buffer.from(isShort ? text.slice(2) : text, 'ascii'))
}

function element(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content])
}

function lengthOf(length: number): Buffer {
  assert(length <= 0xffff, 'a certificate of ours is short')
  if (length < 0x80) return Buffer.of(length)
  return length <= 0xff ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 0xff)
}

function pemOf(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
