/**
 * All that the law lets every tool ask of a control unit, known or not: codes, identification, and each value that it says
 * it has. SAE J1979, modes 03, 07, 0A, 09 and 01.
 */
import { decodeBitmap, decodeObdResponse } from '@luban/protocols/obd/codec'
import { BITMAP_STEP } from '@luban/protocols/obd/tables'
import { parseHex } from '@luban/stdx'
import type { Ask } from './tester.ts'

export type Asked = { readonly request: string; readonly response: string | null }

/** Codes: confirmed, pending, permanent; then the vehicle identification number. */
const FIRST = ['03', '07', '0A', '0902'] as const
const LAST_PID = 0xff

/** One question after the other, as they are answered. A unit that is silent at first is asked nothing more. */
export async function* surveyObd(ask: Ask): AsyncGenerator<Asked> {
  for (const request of FIRST) {
    const response = await ask(request)
    yield { request, response }
    if (response === null && request === FIRST[0]) return
  }
  for await (const pid of supportedPids(ask)) {
    const request = `01${hex2(pid)}`
    yield { request, response: await ask(request) }
  }
}

/** Each bitmap tells of the next by its last bit. */
async function* supportedPids(ask: Ask): AsyncGenerator<number> {
  for (let base = 0; base <= LAST_PID; base += BITMAP_STEP) {
    const pids = pidsIn(await ask(`01${hex2(base)}`), base)
    yield* pids.filter((pid) => pid % BITMAP_STEP !== 0)
    if (!pids.includes(base + BITMAP_STEP)) return
  }
}

function pidsIn(response: string | null, base: number): number[] {
  const bytes = response === null ? undefined : parseHex(response)
  const answer = bytes === undefined ? 'empty' : decodeObdResponse(bytes)
  if (typeof answer === 'string' || answer.kind !== 'parameters') return []
  const bitmap = answer.parameters.find(({ pid }) => pid === base)
  return bitmap === undefined ? [] : decodeBitmap(base, bitmap.bytes)
}

const hex2 = (value: number) => value.toString(16).toUpperCase().padStart(2, '0')
