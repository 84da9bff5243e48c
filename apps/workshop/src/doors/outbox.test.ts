import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOutbox } from './outbox.ts'

function tool() {
  const heard: string[] = []
  const outbox = createOutbox({ send: (bytes) => heard.push(`send ${bytes}`), close: () => heard.push('close') })
  return { outbox, heard, say: (...bytes: number[]) => outbox.side.send(Uint8Array.from(bytes)) }
}

test('what is said while listening goes out afterwards, in order, each message on its own', () => {
  const { outbox, heard, say } = tool()
  outbox.during(() => {
    say(1, 2)
    say(3)
    assert.deepEqual(heard, [])
  })
  assert.deepEqual(heard, ['send 1,2', 'send 3'])
  say(4)
  assert.deepEqual(heard.slice(2), ['send 4'], 'a message of a timer goes out at once')
})

test('nothing is lost when the station throws or ends the connection', () => {
  const { outbox, heard, say } = tool()
  assert.throws(() =>
    outbox.during(() => {
      say(1)
      throw new Error('our bug')
    }),
  )
  outbox.during(() => {
    say(2)
    outbox.side.close()
  })
  assert.deepEqual(heard, ['send 1', 'send 2', 'close'])
})
