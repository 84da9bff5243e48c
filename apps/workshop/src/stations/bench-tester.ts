/**
 * The browser bench's scan tool: one request at a time, each with one answer or none.
 *
 * ISO 14229-2: an ECU that needs longer says so (negative response 0x78) and is given its longer time again.
 */
import { isResponsePending } from '@luban/protocols/uds/tables'
import type { Tester } from './world.ts'

export type BenchTester = {
  /** The answer; null when none came in time; undefined when too many requests wait. */
  ask(ecu: string, request: Uint8Array, nowMs: number): Promise<Uint8Array | null> | undefined
  service(nowMs: number): void
  /** Answers everything that waits with null. */
  close(): void
  /** Until something is asked, `service` would do nothing. */
  isResting(): boolean
}

/** Well above P2 (50 ms) and the frames of a long answer. */
const FIRST_ANSWER_MS = 1000
/** P2* is 5 s in every car that we know; this leaves room for the wire. */
const PENDING_ANSWER_MS = 5500
const QUEUE_MAX = 16
/** An ECU that says "pending" for ever must not hold the bench for ever. */
const PENDING_MAX = 12

type Waiting = {
  readonly ecu: string
  readonly request: Uint8Array
  resolve(answer: Uint8Array | null): void
  untilMs: number
  pendingCount: number
}

export function createBenchTester(tester: Tester): BenchTester {
  const queue: Waiting[] = []
  let lastNowMs = 0

  function finish(one: Waiting, answer: Uint8Array | null): void {
    if (queue[0] !== one) return // An answer after its time.
    queue.shift()
    one.resolve(answer)
    startFirst()
  }

  function startFirst(): void {
    const one = queue[0]
    if (one === undefined) return
    one.untilMs = lastNowMs + (tester.patienceMs ?? FIRST_ANSWER_MS)
    const hear = (answer: Uint8Array) => {
      if (!isResponsePending(answer) || one.pendingCount >= PENDING_MAX) return finish(one, answer.slice())
      one.pendingCount++
      one.untilMs = lastNowMs + PENDING_ANSWER_MS
    }
    const isSent = tester.request(one.ecu, one.request, lastNowMs, hear, () => finish(one, null))
    if (isSent === false) finish(one, null)
  }

  return {
    ask(ecu, request, nowMs) {
      if (queue.length >= QUEUE_MAX) return undefined
      lastNowMs = nowMs
      return new Promise((resolve) => {
        queue.push({ ecu, request, resolve, untilMs: 0, pendingCount: 0 })
        if (queue.length === 1) startFirst()
      })
    },
    service(nowMs) {
      lastNowMs = nowMs
      tester.service(nowMs)
      const first = queue[0]
      if (first !== undefined && nowMs >= first.untilMs) finish(first, null)
    },
    close() {
      for (const { resolve } of queue.splice(0)) resolve(null)
      tester.close()
    },
    isResting: () => queue.length === 0 && tester.isResting?.() === true,
  }
}
