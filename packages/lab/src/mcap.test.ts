import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createMcapWriter, decodeMcap, MAGIC } from './mcap.ts'

test('bytes taken in any pieces make the same file', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string(), { minLength: 1, maxLength: 20 }),
      fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
      (texts, cuts) => {
        const write = (isCut: (i: number) => boolean) => {
          const writer = createMcapWriter()
          const parts: Uint8Array[] = []
          writer.header('p', 'l')
          for (const [i, text] of texts.entries()) {
            writer.message({ channelId: 1, sequence: i, logMs: i, publishMs: 2 * i }, JSON.stringify(text))
            if (isCut(i)) parts.push(writer.take().slice())
          }
          writer.metadata({ name: 'm', entries: { text: texts[0] } })
          writer.end()
          parts.push(writer.take().slice())
          return Buffer.concat(parts)
        }
        assert.deepEqual(
          write((i) => cuts[i]),
          write(() => false),
        )
      },
    ),
  )
})

test('times are kept to the nanosecond, for months', () => {
  const writer = createMcapWriter()
  writer.header('p', 'l')
  writer.message({ channelId: 1, sequence: 0, logMs: 7_776_000_000.123, publishMs: 0.000001 }, '{}')
  const [, message] = decodeMcap(writer.take()).records
  assert(message.kind === 'message')
  assert.equal(message.logMs, 7_776_000_000.123)
  assert.equal(message.publishMs, 0.000001)
})

test('a message larger than the buffer has room', () => {
  const writer = createMcapWriter()
  writer.header('p', 'l')
  const json = JSON.stringify('шеберхана'.repeat(100_000))
  writer.message({ channelId: 1, sequence: 0, logMs: 0, publishMs: 0 }, json)
  const [, message] = decodeMcap(writer.take()).records
  assert(message.kind === 'message')
  assert.equal(new TextDecoder().decode(message.data), json)
})

test('records that we do not write are passed over, and records that are too short are named', () => {
  const attachment = [0x09, 2, 0, 0, 0, 0, 0, 0, 0, 1, 2]
  const shortHeader = [0x01, 2, 0, 0, 0, 0, 0, 0, 0, 1, 2]
  const reading = decodeMcap(Uint8Array.of(...MAGIC, ...attachment, ...shortHeader))
  assert.deepEqual(reading.records, [{ kind: 'other', opcode: 0x09, atByte: 8 }])
  assert.equal(reading.fault, 'malformed')
  assert.equal(reading.endByte, 8 + attachment.length)
})

test('a record that says it is endless ends the reading, not the memory', () => {
  const endless = [0x05, 255, 255, 255, 255, 255, 255, 255, 255]
  assert.deepEqual(decodeMcap(Uint8Array.of(...MAGIC, ...endless)), { records: [], endByte: 8, fault: 'cut' })
})
