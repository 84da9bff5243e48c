import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import fc from 'fast-check'
import { decodeRecords, decodeRequest, decodeResponse, decodeSnapshots, encodeRequest, type Request } from './codec.ts'
import { dtcStatusNames, dtcText, parseDtc } from './dtc.ts'
import { createUdsServer } from './session.ts'
import { SERVICE } from './tables.ts'
import { createTrial } from './trial-ecu.ts'

const kind = <K extends Request['kind']>(name: K) => fc.constant(name)
const isQuiet = fc.boolean()
const sub = fc.nat(0x7f)
const identifier = fc.nat(0xffff)
const bytes = (minLength: number) => fc.uint8Array({ minLength, maxLength: 32 })

const places = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain(([addressBytes, sizeBytes]) =>
    fc.record({
      format: fc.constant((sizeBytes << 4) | addressBytes),
      address: fc.nat({ max: 256 ** addressBytes - 1 }),
      byteLength: fc.nat({ max: 256 ** sizeBytes - 1 }),
    }),
  )

const requests: fc.Arbitrary<Request> = fc.oneof(
  fc.record({ kind: kind('diagnosticSessionControl'), session: sub, isQuiet }),
  fc.record({ kind: kind('ecuReset'), reset: sub, isQuiet }),
  fc.record({ kind: kind('clearDiagnosticInformation'), group: fc.nat(0xffffff) }),
  fc.record({ kind: kind('clearDiagnosticInformation'), group: fc.nat(0xffffff), memory: fc.nat(255) }),
  fc.record({ kind: kind('readDtcInformation'), report: sub, parameters: bytes(0), isQuiet }),
  fc.record({ kind: kind('readDataByIdentifier'), dids: fc.array(identifier, { minLength: 1, maxLength: 8 }) }),
  fc.record({ kind: kind('securityAccess'), subFunction: sub, data: bytes(0), isQuiet }),
  fc.record({ kind: kind('communicationControl'), control: fc.nat(3), communicationType: fc.nat(255), isQuiet }),
  fc.record({
    kind: kind('communicationControl'),
    control: fc.integer({ min: 4, max: 0x7f }),
    communicationType: fc.nat(255),
    node: identifier,
    isQuiet,
  }),
  fc.record({ kind: kind('writeDataByIdentifier'), did: identifier, record: bytes(1) }),
  fc.record({ kind: kind('inputOutputControlByIdentifier'), did: identifier, parameter: fc.nat(255), state: bytes(0) }),
  fc.record({ kind: kind('routineControl'), control: sub, routine: identifier, option: bytes(0), isQuiet }),
  fc.record({ kind: kind('testerPresent'), isQuiet }),
  fc.record({ kind: kind('controlDtcSetting'), setting: sub, isQuiet }),
  places.map((place) => ({ kind: 'readMemoryByAddress' as const, ...place })),
  fc.tuple(places, bytes(0)).map(([place, data]) => ({
    kind: 'writeMemoryByAddress' as const,
    ...place,
    byteLength: data.length,
    data,
  })),
  fc
    .tuple(places, fc.nat(255))
    .map(([place, dataFormat]) => ({ kind: 'requestDownload' as const, dataFormat, ...place })),
  fc
    .tuple(places, fc.nat(255))
    .map(([place, dataFormat]) => ({ kind: 'requestUpload' as const, dataFormat, ...place })),
  fc.record({ kind: kind('readScalingDataByIdentifier'), did: identifier }),
  fc.record({ kind: kind('readDataByPeriodicIdentifier'), mode: fc.nat(255), identifiers: fc.array(fc.nat(255)) }),
  fc.record({ kind: kind('transferData'), counter: fc.nat(255), data: bytes(0) }),
  fc.record({ kind: kind('requestTransferExit'), parameters: bytes(0) }),
  fc.record({ kind: kind('requestFileTransfer'), mode: fc.nat(255), path: bytes(0), parameters: bytes(0) }),
  fc.record({ kind: kind('authentication'), task: sub, parameters: bytes(0), isQuiet }),
  fc.record({ kind: kind('linkControl'), control: sub, parameters: bytes(0), isQuiet }),
  fc.record({ kind: kind('responseOnEvent'), eventType: sub, windowTime: fc.nat(255), parameters: bytes(0), isQuiet }),
  fc.record({
    kind: kind('dynamicallyDefineDataIdentifier'),
    definition: sub,
    did: identifier,
    source: bytes(0),
    isQuiet,
  }),
  fc.record({
    kind: kind('dynamicallyDefineDataIdentifier'),
    definition: sub,
    did: fc.constant(null),
    source: fc.constant(new Uint8Array(0)),
    isQuiet,
  }),
)

test('every request survives encode then decode', () => {
  fc.assert(fc.property(requests, (request) => assert.deepEqual(decodeRequest(encodeRequest(request)), { ...request })))
})

test('no bytes make the decoders throw', () => {
  const services = fc.nat(255).chain((id) => bytes(0).map((body) => Uint8Array.of(id, ...body)))
  const byteLengthOf = (did: number) => (did % 7 === 0 ? undefined : did % 5)
  fc.assert(
    fc.property(fc.oneof(bytes(0), services), (noise) => {
      decodeRequest(noise)
      decodeResponse(noise)
      decodeRecords(noise, byteLengthOf)
      decodeSnapshots(noise, byteLengthOf)
    }),
  )
})

test('every first byte is one service or a named fault', () => {
  const known: readonly number[] = Object.values(SERVICE)
  for (let id = 0; id <= 0xff; id++) {
    const isRequest = decodeRequest(Uint8Array.of(id, 0, 0, 0, 0)) !== 'unknownService'
    assert.equal(isRequest, known.includes(id))
    const isResponse = decodeResponse(Uint8Array.of(id, 0, 0, 0, 0)) !== 'unknownService'
    assert.equal(isResponse, known.includes(id - 0x40) || id === 0x7f)
  }
})

test('whatever the server answers to a well-formed request, at once or later, the tester can read', () => {
  fc.assert(
    fc.property(requests, fc.boolean(), (request, isExtended) => {
      const trial = createTrial()
      const responses: Uint8Array[] = []
      const server = createUdsServer(trial.ecu, (message) => responses.push(message))
      if (isExtended) server.request(hex('10 83'), 'physical', 0)
      server.request(encodeRequest(request), 'physical', 0)
      server.service(40)
      for (const response of responses) assert.equal(typeof decodeResponse(response), 'object', toHex(response))
    }),
  )
})

for (const line of readFileSync(new URL('./vectors/messages.txt', import.meta.url), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue
  const [text, expected] = line.split(' => ')
  test(line, () => {
    const message = hex(text.slice(2))
    const found = text.startsWith('?') ? decodeRequest(message) : decodeResponse(message)
    const shown = JSON.stringify(found, (_, value) => (value instanceof Uint8Array ? toHex(value) : value))
    assert.equal(shown, expected)
  })
}

const TRIAL_LENGTHS = new Map([
  [0x0005, 1],
  [0x0100, 2],
])

test('records are cut by the lengths that the ECU description gives', () => {
  const lengthOf = (did: number) => TRIAL_LENGTHS.get(did)
  assert.deepEqual(decodeRecords(hex('00 05 64 01 00 CA FE'), lengthOf), [
    { did: 0x0005, bytes: hex('64') },
    { did: 0x0100, bytes: hex('CA FE') },
  ])
  assert.equal(decodeRecords(hex('00 05 64 F1 90 00'), lengthOf), 'unknownIdentifier')
  assert.equal(decodeRecords(hex('01 00 CA'), lengthOf), 'badLength')
  assert.equal(decodeRecords(hex('01'), lengthOf), 'badLength')
})

test('snapshots are cut into records of values', () => {
  const lengthOf = (did: number) => TRIAL_LENGTHS.get(did)
  assert.deepEqual(decodeSnapshots(hex('01 02 00 05 64 01 00 CA FE 02 01 00 05 63'), lengthOf), [
    {
      record: 1,
      values: [
        { did: 0x0005, bytes: hex('64') },
        { did: 0x0100, bytes: hex('CA FE') },
      ],
    },
    { record: 2, values: [{ did: 0x0005, bytes: hex('63') }] },
  ])
  assert.equal(decodeSnapshots(hex('01 02 00 05 64'), lengthOf), 'badLength')
})

for (const [text, code] of [
  ['P0A0A', 0x0a0a00],
  ['P0AA6-1A', 0x0aa61a],
  ['C0035', 0x403500],
  ['B1A2F-16', 0x9a2f16],
  ['U0111-87', 0xc11187],
  ['P3FFF-FF', 0x3fffff],
  ['U3FFF-FF', 0xffffff],
] as const) {
  test(`${text} is ${code.toString(16)}`, () => {
    assert.equal(dtcText(code), text)
    assert.equal(parseDtc(text), code)
    assert.equal(parseDtc(text.toLowerCase().replace('-', '')), code)
  })
}

test('every trouble code survives being written and read', () => {
  fc.assert(fc.property(fc.nat(0xffffff), (code) => assert.equal(parseDtc(dtcText(code)), code)))
})

test('what is no trouble code is not read as one', () => {
  for (const text of ['', 'P0A0', 'X0A0A', 'P4A0A', 'P0A0A-1', 'P0A0A-1234', 'P0A0G'])
    assert.equal(parseDtc(text), undefined)
  fc.assert(fc.property(fc.string(), (text) => void parseDtc(text)))
})

test('all 256 values of the status byte are named bit by bit', () => {
  const names = dtcStatusNames(0xff)
  assert.equal(names.length, 8)
  for (let status = 0; status <= 0xff; status++) {
    assert.deepEqual(
      dtcStatusNames(status),
      names.filter((_, bit) => (status & (1 << bit)) !== 0),
    )
  }
})
