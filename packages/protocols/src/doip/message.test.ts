import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { type DoipMessage, decodeDoip, encodeDoip } from './message.ts'
import { PAYLOAD_TYPE } from './tables.ts'

const byte = fc.nat(255)
const address = fc.nat(0xffff)
const bytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength })
const vin = bytes(17, 17).map((each) => String.fromCharCode(...each))
const head = { sourceAddress: address, targetAddress: address }
const kind = <K extends DoipMessage['kind']>(name: K) => fc.constant(name)
const optional = <T extends object, K extends keyof T>(model: { [key in keyof T]: fc.Arbitrary<T[key]> }, key: K) =>
  fc.record(model, { requiredKeys: Object.keys(model).filter((name) => name !== key) as never })

const messages: fc.Arbitrary<DoipMessage> = fc.oneof(
  fc.record({ kind: kind('genericNack'), code: byte }),
  fc.record({ kind: kind('vehicleIdentificationRequest') }),
  fc.record({ kind: kind('vehicleIdentificationRequestEid'), eid: bytes(6, 6) }),
  fc.record({ kind: kind('vehicleIdentificationRequestVin'), vin }),
  optional(
    {
      kind: kind('vehicleIdentificationResponse'),
      vin,
      logicalAddress: address,
      eid: bytes(6, 6),
      gid: bytes(6, 6),
      furtherAction: byte,
      syncStatus: byte,
    },
    'syncStatus',
  ),
  optional(
    { kind: kind('routingActivationRequest'), sourceAddress: address, activationType: byte, oem: bytes(4, 4) },
    'oem',
  ),
  optional(
    {
      kind: kind('routingActivationResponse'),
      testerAddress: address,
      entityAddress: address,
      code: byte,
      oem: bytes(4, 4),
    },
    'oem',
  ),
  fc.record({ kind: kind('aliveCheckRequest') }),
  fc.record({ kind: kind('aliveCheckResponse'), sourceAddress: address }),
  fc.record({ kind: kind('entityStatusRequest') }),
  optional(
    {
      kind: kind('entityStatusResponse'),
      nodeType: byte,
      maxSockets: byte,
      openSockets: byte,
      maxDataBytes: fc.nat(0xffff_ffff),
    },
    'maxDataBytes',
  ),
  fc.record({ kind: kind('powerModeRequest') }),
  fc.record({ kind: kind('powerModeResponse'), mode: byte }),
  fc.record({ kind: kind('diagnosticMessage'), ...head, data: bytes(1, 300) }),
  fc.record({ kind: kind('diagnosticAck'), ...head, code: byte, previous: bytes(0, 40) }),
  fc.record({ kind: kind('diagnosticNack'), ...head, code: byte, previous: bytes(0, 40) }),
) as fc.Arbitrary<DoipMessage>

test('every message survives encode then decode, in both versions', () => {
  fc.assert(
    fc.property(messages, fc.constantFrom(2, 3), (message, version) => {
      assert.deepEqual(decodeDoip(encodeDoip(message, version)), { version, message: { ...message } })
    }),
    { numRuns: 500 },
  )
})

test('no bytes make decode throw', () => {
  fc.assert(fc.property(bytes(0, 64), (noise) => void decodeDoip(noise)))
})

test('no damage to a true message makes decode throw', () => {
  fc.assert(
    fc.property(messages, fc.nat(), byte, fc.nat(60), (message, at, value, cut) => {
      const damaged = encodeDoip(message)
      damaged[at % damaged.length] = value
      decodeDoip(damaged.subarray(0, Math.max(0, damaged.length - cut)))
    }),
  )
})

test('of the 256 protocol versions only 02, 03 and FF are a correct pattern', () => {
  for (let version = 0; version <= 0xff; version++) {
    const decoded = decodeDoip(Uint8Array.of(version, version ^ 0xff, 0, 1, 0, 0, 0, 0))
    const isKnown = version === 0x02 || version === 0x03 || version === 0xff
    assert.equal(typeof decoded === 'string' ? decoded : decoded.version, isKnown ? version : 'incorrectPatternFormat')
  }
})

test('every inverse version but the true one is an incorrect pattern', () => {
  for (let inverse = 0; inverse <= 0xff; inverse++) {
    const decoded = decodeDoip(Uint8Array.of(0x02, inverse, 0, 1, 0, 0, 0, 0))
    assert.equal(decoded === 'incorrectPatternFormat', inverse !== 0xfd)
  }
})

test('every payload type outside the table is unknown', () => {
  const known = new Set<number>(Object.values(PAYLOAD_TYPE))
  for (let type = 0; type <= 0xffff; type++) {
    const decoded = decodeDoip(Uint8Array.of(0x02, 0xfd, type >> 8, type & 0xff, 0, 0, 0, 0))
    assert.equal(decoded === 'unknownPayloadType', !known.has(type), `type ${type.toString(16)}`)
  }
})

for (const [text, expected] of vectors('messages')) {
  test(`${text} is a ${JSON.parse(expected).kind}`, () => {
    const decoded = decodeDoip(hex(text))
    assert(typeof decoded !== 'string', `refused as ${decoded}`)
    const { version, message } = decoded
    assert.deepEqual(withHex(message), JSON.parse(expected))
    assert.equal(toHex(encodeDoip(message, version)), text.replaceAll(' ', ''))
  })
}

for (const [text, fault] of vectors('faults')) {
  test(`"${text}" is refused: ${fault}`, () => assert.equal(decodeDoip(hex(text)), fault))
}

function withHex(message: DoipMessage): object {
  return Object.fromEntries(
    Object.entries(message).map(([name, value]) => [name, value instanceof Uint8Array ? toHex(value) : value]),
  )
}

function vectors(name: string): (readonly [string, string])[] {
  const lines = readFileSync(new URL(`vectors/${name}.txt`, import.meta.url), 'utf8').split('\n')
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [bytes, value] = line.split('|')
      return [bytes.trim(), value.trim()] as const
    })
}
