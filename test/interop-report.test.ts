/** What the referees' report says of a check that could not be made: nobody shall take it for passed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createReport, type Report } from '../tools/interop/report.ts'

/** What is printed, line by line, and whether all is well. */
function printed(isInCi: boolean, tell: (report: Report) => void): { lines: string[]; isWell: boolean } {
  const lines: string[] = []
  const { log } = console
  console.log = (text: string) => void lines.push(...text.split('\n'))
  try {
    const report = createReport(isInCi)
    tell(report)
    return { isWell: report.end(), lines }
  } finally {
    console.log = log
  }
}

const missing = (report: Report) => {
  report.passed('the first')
  report.missing('tshark', 'it is not there', 'install it')
}

test('what was skipped is counted and named before the last line, which a machine reads', () => {
  const { lines, isWell } = printed(false, (report) => {
    missing(report)
    report.skipped('the car at ::1', 'this machine has no such address')
  })
  assert.equal(isWell, true)
  assert.deepEqual(lines.slice(-4), [
    '2 skipped:',
    '  tshark: it is not there; install it',
    '  the car at ::1: this machine has no such address',
    '1 passed, 0 failed',
  ])
})

test('in CI a client that can be had must be there, and the run says what to do', () => {
  const { lines, isWell } = printed(true, missing)
  assert.equal(isWell, false)
  assert(lines.join('\n').includes('FAILED  tshark\n        it is not there\n        install it'))
  assert.deepEqual(lines.slice(-2), ['0 skipped', '1 passed, 1 failed'])
})
