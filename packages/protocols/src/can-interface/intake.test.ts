import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { COMMANDS_A_SERVICE_MAX, createIntake, WIRE_IS_FULL } from './intake.ts'

/** Commands are a length and so many bytes of it; the wire has room for so many. */
function tool() {
  const taken: number[] = []
  const wire = { room: Number.POSITIVE_INFINITY }
  const intake = createIntake({
    take(bytes) {
      const length = bytes[0]
      if (bytes.length < length) return 0
      if (wire.room === 0) return WIRE_IS_FULL
      wire.room--
      taken.push(bytes[length - 1])
      return length
    },
  })
  return { taken, wire, intake }
}

const command = (number: number) => Uint8Array.of(3, 0, number & 0xff)

test('commands are taken once and in their order, however they are cut and whenever there is room', () => {
  const schedule = fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 90 }), room: fc.nat(20) }), { minLength: 1 })
  fc.assert(
    fc.property(schedule, (turns) => {
      const { taken, wire, intake } = tool()
      const all = Array.from({ length: 200 }, (_, number) => command(number))
      const stream = Uint8Array.from(all.flatMap((one) => [...one]))
      let at = 0
      for (const { bytes, room } of turns) {
        wire.room = room
        assert(intake.receive(stream.subarray(at, at + bytes), 0))
        at = Math.min(stream.length, at + bytes)
        intake.service(0)
        assert(taken.length <= Math.floor(at / 3))
      }
      wire.room = Number.POSITIVE_INFINITY
      intake.service(0)
      intake.service(0)
      assert.deepEqual(
        taken,
        Array.from({ length: Math.floor(at / 3) }, (_, number) => number & 0xff),
      )
      assert.equal(intake.isBusy(), false)
    }),
  )
})

test('a flood of commands that need no wire is taken by and by', () => {
  const { taken, intake } = tool()
  const many = 5 * COMMANDS_A_SERVICE_MAX
  for (let number = 0; number < many; number++) intake.receive(command(number), 0)
  assert.equal(taken.length, COMMANDS_A_SERVICE_MAX)
  for (let service = 2; service <= 5; service++) {
    assert.equal(intake.isBusy(), true)
    intake.service(0)
    assert.equal(taken.length, service * COMMANDS_A_SERVICE_MAX)
  }
  assert.equal(intake.isBusy(), false)
})

test('a host that does not heed isBusy is told when it is too much, and what was kept stays whole', () => {
  const { taken, wire, intake } = tool()
  wire.room = 0
  let kept = 0
  while (intake.receive(command(kept), 0)) kept++
  assert(kept * 3 <= 64 * 1024)
  wire.room = Number.POSITIVE_INFINITY
  while (intake.isBusy()) intake.service(0)
  assert.equal(taken.length, kept)
})
