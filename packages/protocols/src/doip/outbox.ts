/**
 * What a gateway has for one tester, on its way out: when it leaves, and in how many pieces.
 *
 * With a delay one call of `send` is one DoIP message, since real clients read a message per segment, and answers stay
 * behind their acknowledgements as they do where a bus lies between gateway and ECU. Without, all that one read makes
 * the gateway say leaves together. Invariants: messages leave in the order they came in; nothing is sent after `end`.
 */

export type Outbox = {
  /** Takes in what the bytes of one read make the gateway say. */
  during(read: () => void): void
  /** For a message that waits for nothing. */
  say(message: Uint8Array): void
  /** For an answer to a request of `askedMs`. */
  answer(message: Uint8Array, askedMs: number): void
  /** Lets the answers go whose time has come. */
  service(nowMs: number): void
  isEmpty(): boolean
  /** What has been said still leaves; answers on their way are lost. */
  end(): void
}

export function createOutbox(send: (bytes: Uint8Array) => unknown, responseDelayMs: number): Outbox {
  const answers: { readonly dueMs: number; readonly message: Uint8Array }[] = []
  let said: Uint8Array[] | undefined
  let lastMs = Number.NEGATIVE_INFINITY
  let isOver = false

  function say(message: Uint8Array): void {
    if (isOver) return
    if (said === undefined) send(message)
    else said.push(message)
  }

  function sendSaid(): void {
    const messages = said
    said = undefined
    if (messages === undefined || messages.length === 0) return
    send(messages.length === 1 ? messages[0] : concat(messages))
  }

  return {
    during(read) {
      if (responseDelayMs === 0) said = []
      read()
      sendSaid()
    },
    say,
    answer(message, askedMs) {
      const dueMs = askedMs + responseDelayMs
      // What an ECU sends long after it was asked, periodic data say, waits for no `service`.
      if (responseDelayMs === 0 || (answers.length === 0 && dueMs <= lastMs)) say(message)
      else if (!isOver) answers.push({ dueMs, message })
    },
    service(nowMs) {
      lastMs = nowMs
      while (answers.length > 0 && answers[0].dueMs <= nowMs) say((answers.shift() as (typeof answers)[number]).message)
    },
    isEmpty: () => answers.length === 0,
    end() {
      sendSaid()
      answers.length = 0
      isOver = true
    },
  }
}

function concat(messages: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(messages.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const message of messages) {
    whole.set(message, at)
    at += message.length
  }
  return whole
}
