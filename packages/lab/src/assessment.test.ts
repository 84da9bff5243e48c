import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Assessment, assess, signOff } from './assessment.ts'
import type { AssessmentInput } from './course.ts'
import type { ReasonCode } from './criteria.ts'
import type { EvidenceRecord } from './evidence.ts'
import type { Criterion } from './exercise.ts'
import type { FaultTruth } from './proofs.ts'
import type { Component } from './station.ts'

const words = (en: string) => ({ kk: en, ru: en, zh: en, en })
const named = { id: 'x', name: words('x') }

const criteria: Criterion[] = [
  { kind: 'causeFound', id: 'cause', name: words('cause'), weight: 25 },
  { kind: 'proved', id: 'proof', name: words('proof'), weight: 20 },
  { kind: 'needlessParts', id: 'parts', name: words('parts'), weight: 10, zeroAtKzt: 100_000 },
  { kind: 'time', id: 'time', name: words('time'), weight: 5, fullUntilPercent: 50 },
  { kind: 'recheck', id: 'recheck', name: words('recheck'), weight: 15 },
  { kind: 'instructor', id: 'method', name: words('method'), weight: 15, guidance: words('method') },
  { kind: 'instructor', id: 'record', name: words('record'), weight: 10, guidance: words('record') },
]
const rubric = { id: 'demo', version: 1, isDemo: true, passMark: 70, instructions: [], criteria }

const repairs = (...ids: string[]) =>
  ids.map((id) => ({ id, name: words(id), priceKzt: id === 'replace' ? 60_000 : 0, workMin: 30 }))
const components: Component[] = [
  { id: 'resistor', name: words('resistor'), isHighVoltage: true, failureModes: [named], repairs: repairs('replace') },
  { id: 'inverter', name: words('inverter'), isHighVoltage: true, failureModes: [named], repairs: repairs('replace') },
  { id: 'plug', name: words('plug'), isHighVoltage: false, failureModes: [named], repairs: repairs('reseat') },
]

const RESISTOR: FaultTruth = {
  id: 'resistor-open',
  component: 'resistor',
  failureMode: 'open',
  proofs: [
    { kind: 'measurement', instrument: 'ohmmeter', points: ['r-in', 'r-out'], min: 1e6 },
    { kind: 'measurement', instrument: 'voltmeter', points: ['bus+', 'bus-'], min: 5, max: 30 },
    { kind: 'did', ecu: 'drive', did: 0x1234, max: 30 },
    { kind: 'didDifference', ecu: 'bms', did: 0x0001, minus: 0x0002, withinMs: 1000, min: 200 },
  ],
  repairs: [{ component: 'resistor', repair: 'replace' }],
}
const SOUND: FaultTruth = {
  id: 'full-battery',
  component: null,
  failureMode: null,
  proofs: [{ kind: 'did', ecu: 'bms', did: 0x0001, min: 1000 }],
  repairs: [],
}

const ecus = [
  { id: 'drive', responseId: 0x7e8, logicalAddress: 0x1001 },
  { id: 'bms', responseId: 0x7ef },
]
const did = { scale: 1, offset: 0, isSigned: false, bytes: 2 }
const dids = [
  { ...did, ecu: 'drive', did: 0x1234, scale: 0.1, isSigned: true },
  { ...did, ecu: 'bms', did: 0x0001 },
  { ...did, ecu: 'bms', did: 0x0002 },
  { ...did, ecu: 'bms', did: 0x0003, bytes: 6 },
]

/** Records of an attempt, one a second. */
function course(
  ...steps: ((at: { tick: number; stationMs: number; wallMs: number }) => EvidenceRecord)[]
): EvidenceRecord[] {
  return steps.map((step, i) => step({ tick: i * 100, stationMs: i * 1000, wallMs: i * 1000 }))
}
type Step = Parameters<typeof course>[number]
const atWallMs =
  (wallMs: number, step: Step): Step =>
  (at) =>
    step({ ...at, wallMs })

const measure =
  (instrument: 'voltmeter' | 'ohmmeter', red: string, black: string, value: number | 'OL'): Step =>
  (at) => ({
    kind: 'measurement',
    ...at,
    by: 'dana',
    measurement: { instrument, red, black },
    outcome: { kind: 'reading', reading: { value, unit: instrument === 'voltmeter' ? 'V' : 'Ω' } },
  })
const act =
  (action: { kind: string } & Record<string, unknown>, by = 'dana'): Step =>
  (at) => ({ kind: 'action', ...at, by, action, outcome: { kind: 'done' } })
const repair = (component: string, id = 'replace') => act({ kind: 'repair', component, repair: id })
const state =
  (component: string | null, failureMode: string | null): Step =>
  (at) => ({ kind: 'diagnosis', ...at, by: 'dana', component, failureMode })
const frame =
  (sender: string, id: number, data: string): Step =>
  (at) => ({ kind: 'frame', ...at, sender, id, isExtended: false, data })
const answer = (ecu: 'drive' | 'bms', hex: string): Step =>
  frame(ecu, ecu === 'drive' ? 0x7e8 : 0x7ef, `0${hex.length / 2}${hex}`)
const hazard = { kind: 'liveContact' as const, at: 'bus+', volts: 396, missing: ['serviceDisconnect'] }
const touch: Step = (at) => ({
  kind: 'action',
  ...at,
  by: 'dana',
  action: { kind: 'repair' },
  outcome: { kind: 'hazard', hazard },
})

const PROOF = measure('ohmmeter', 'r-in', 'r-out', 'OL')
const CLEAR = answer('drive', '54')
const START = act({ kind: 'start' })
const FIX = repair('resistor')
const FOUND = state('resistor', 'open')

function assessed(steps: Step[], more: Partial<AssessmentInput> = {}): Assessment {
  return assess({
    records: course(...steps),
    truth: [RESISTOR],
    exercise: { rubric, timeLimitMin: 60 },
    components,
    ecus,
    dids,
    ...more,
  })
}
const of = (assessment: Assessment, id: string) => {
  const found = assessment.criteria.find((criterion) => criterion.id === id)
  assert(found)
  return found
}
const codes = (assessment: Assessment, id: string): ReasonCode[] => of(assessment, id).reasons.map(({ code }) => code)

test('a diagnosis that was proved, repaired and rechecked earns every automatic point, and waits for the instructor', () => {
  const assessment = assessed([PROOF, FIX, CLEAR, START, FOUND])
  assert.equal(assessment.automaticPoints, 75)
  assert.equal(assessment.points, null)
  assert.equal(assessment.isPassed, null)
  assert.equal(assessment.pointsMax, 100)
  assert.deepEqual(of(assessment, 'proof').evidence, [0])
  assert.deepEqual(of(assessment, 'recheck').evidence, [1, 2, 3])
  assert.deepEqual(of(assessment, 'cause').evidence, [4])
  assert.deepEqual(codes(assessment, 'method'), ['awaitsInstructor'])
})

test('an attempt in which nothing was done earns nothing', () => {
  for (const steps of [[], [state('inverter', 'broken')], [state(null, null)]]) {
    assert.equal(assessed(steps).automaticPoints, 0)
  }
  assert.deepEqual(codes(assessed([]), 'cause'), ['noDiagnosis'])
})

test('the right component with the wrong failure mode is not the cause, and the answer does not tell the cause', () => {
  const assessment = assessed([PROOF, state('resistor', 'short')])
  assert.equal(of(assessment, 'cause').points, 0)
  assert.deepEqual(of(assessment, 'cause').reasons, [
    { code: 'causeMissed', parameters: { component: 'resistor', failureMode: 'short' } },
  ])
  assert(!JSON.stringify(assessed([state('inverter', 'broken')])).includes('resistor'))
})

test('swapped probes prove the same: ohms as they are, volts with the other sign', () => {
  assert.equal(of(assessed([measure('ohmmeter', 'r-out', 'r-in', 'OL'), FOUND]), 'proof').points, 20)
  assert.equal(of(assessed([measure('voltmeter', 'bus-', 'bus+', -13), FOUND]), 'proof').points, 20)
  assert.equal(of(assessed([measure('voltmeter', 'bus-', 'bus+', 13), FOUND]), 'proof').points, 0)
})

test('a reading outside the range, between other points or with another instrument proves nothing', () => {
  for (const step of [
    measure('ohmmeter', 'r-in', 'r-out', 100),
    measure('ohmmeter', 'r-in', 'bus+', 'OL'),
    measure('voltmeter', 'r-in', 'r-out', 2e6),
    measure('voltmeter', 'bus+', 'bus-', 396),
  ]) {
    assert.deepEqual(codes(assessed([step, FOUND]), 'proof'), ['proofMissing'])
  }
})

test('a proof that was taken after the repair or after the statement comes too late', () => {
  assert.deepEqual(codes(assessed([FIX, PROOF, FOUND]), 'proof'), ['proofAfterRepair'])
  assert.deepEqual(codes(assessed([FOUND, PROOF]), 'proof'), ['proofMissing'])
})

test('a value read with any tool proves the cause: in one frame, among several, or over several frames', () => {
  assert.equal(of(assessed([answer('drive', '6212340082'), FOUND]), 'proof').points, 20) // 130 * 0.1 = 13.0
  assert.equal(of(assessed([answer('drive', '621234FFF6'), FOUND]), 'proof').points, 20) // Two's complement: -1.0
  const frames = [
    frame('bms', 0x7ef, '1011620003000000'), // 62 0003 (6 bytes) 0001=0CE4 (3300) 0002=0BB8 (3000): 17 bytes
    frame('elm327', 0x7e7, '300000'),
    frame('bms', 0x7ef, '2100000000010CE4'),
    frame('bms', 0x7ef, '2200020BB8AAAAAA'),
  ]
  const nth = (i: number, wallMs = 10 * i) => atWallMs(wallMs, frames[i])
  const proof = (...steps: Step[]) => of(assessed([...steps, FOUND]), 'proof')
  assert.deepEqual(proof(nth(0), nth(1), nth(2), nth(3)).evidence, [3])
  assert.equal(proof(nth(0), nth(1), nth(3)).points, 0) // A frame was lost.
  assert.equal(proof(nth(0), nth(1), nth(2), nth(3, 1020)).points, 0) // It came when no tool waited any more.
})

test('two values show a difference only when they were read close together', () => {
  const [high, low] = [answer('bms', '6200010CE4'), answer('bms', '6200020BB8')]
  assert.deepEqual(of(assessed([high, low, FOUND]), 'proof').evidence, [0, 1])
  assert.equal(of(assessed([high, START, START, low, FOUND]), 'proof').points, 0)
})

test('a tool that writes on the identifier of an ECU proves nothing', () => {
  assert.equal(of(assessed([frame('elm327', 0x7e8, '056212340082'), FOUND]), 'proof').points, 0)
})

test('what a DoIP tool was answered proves as well, wherever TCP cut it, on whichever connection', () => {
  const traffic =
    (event: 'opened' | 'received' | 'sent' | 'closed', data = '', connection = 0): Step =>
    (at) => ({ kind: 'doorTraffic', ...at, door: 'doip', connection, event, data })
  const message = '02FD800100000009' + '10010E80' + '6212340082' // From 1001 to 0E80: 13.0 V.
  const proof = (...steps: Step[]) => of(assessed([traffic('opened'), ...steps, FOUND]), 'proof')
  assert.deepEqual(proof(traffic('received', message), traffic('sent', message)).evidence, [2])
  assert.deepEqual(proof(traffic('sent', message.slice(0, 20)), traffic('sent', message.slice(20))).evidence, [2])
  assert.deepEqual(proof(traffic('opened', '', 1), traffic('sent', message, 1)).evidence, [2])
  assert.equal(proof(traffic('received', message)).points, 0) // Only what the car says counts.
  assert.equal(proof(traffic('sent', message.replace('1001', '1002'))).points, 0)
})

const LEAN: FaultTruth[] = [{ ...RESISTOR, proofs: [{ kind: 'obd', ecu: 'drive', pid: 0x07, min: 15, max: 25 }] }]

test('a parameter proves whichever tool asked for it: a scan tool on the bus, an adapter, DoIP, OBD on UDS', () => {
  const proof = (...steps: Step[]) => of(assessed([...steps, FOUND], { truth: LEAN }), 'proof')
  assert.deepEqual(proof(answer('drive', '410799')).evidence, [0]) // 153: +19.5 %
  assert.equal(proof(answer('drive', '410780')).points, 0)
  assert.equal(proof(answer('bms', '410799')).points, 0)
  const opened: Step = (at) => ({ kind: 'doorTraffic', ...at, door: 'doip', connection: 0, event: 'opened', data: '' })
  const data = '02FD800100000007' + '10010E80' + '410799'
  const sent: Step = (at) => ({ kind: 'doorTraffic', ...at, door: 'doip', connection: 0, event: 'sent', data })
  assert.deepEqual(proof(opened, sent).evidence, [1])
  assert.deepEqual(proof(answer('drive', '62F40799')).evidence, [0])
  const several = [frame('drive', 0x7e8, '100841051E07990C'), frame('drive', 0x7e8, '211AF8AAAAAAAAAA')]
  assert.deepEqual(proof(...several.map((step, i) => atWallMs(i, step))).evidence, [1])
  assert.equal(proof(frame('elm327 #1', 0x7e8, '0341079900000000')).points, 0)
})

test('parts of a joint proof that belong together count only when they were taken close to one another', () => {
  const proof = {
    kind: 'all',
    withinMs: 1500,
    proofs: [
      { kind: 'obd', ecu: 'drive', pid: 0x0c, min: 2300, max: 2700 },
      { kind: 'obd', ecu: 'drive', pid: 0x07, max: 6 },
    ],
  } as const
  const truth: FaultTruth[] = [{ ...RESISTOR, proofs: [proof] }]
  const [fast, slow, small, great] = ['410C2710', '410C0BB8', '410784', '410799'].map((data) => answer('drive', data))
  const shown = (...steps: Step[]) => of(assessed([...steps, FOUND], { truth }), 'proof').evidence
  assert.deepEqual(shown(small, slow, fast, great, fast, small), [4, 5])
  assert.deepEqual(shown(small, fast), [0, 1])
  assert.deepEqual(shown(small, slow, fast, great, slow, small), [])
})

test('what counts with a hose pinched counts from the pinching until it is let go', () => {
  const hose = { kind: 'hose', hose: 'purge' }
  const [from, until] = [
    { ...hose, pinched: true },
    { ...hose, pinched: false },
  ]
  const proof = { kind: 'while', from, until, proof: { kind: 'obd', ecu: 'drive', pid: 7, max: 2 } } as const
  const truth: FaultTruth[] = [{ ...RESISTOR, proofs: [proof] }]
  const small = answer('drive', '410780')
  const shown = (...steps: Step[]) => of(assessed([...steps, FOUND], { truth }), 'proof').evidence
  assert.deepEqual(shown(small, act(from), small, act(until)), [2])
  assert.deepEqual(shown(act(from), act(until), small), [])
  assert.deepEqual(shown(act(from), act(until), act(from), small), [3])
  assert.deepEqual(shown(act({ ...from, hose: 'boost' }), small), [])
  assert.deepEqual(shown(act(from), FIX, small), [])
  const later: FaultTruth[] = [{ ...RESISTOR, proofs: [{ ...proof, afterMs: 2000 }] }]
  assert.deepEqual(of(assessed([act(from), small, small, small, FOUND], { truth: later }), 'proof').evidence, [2])
})

const peer =
  (event: 'connected' | 'closed', door: 'slcan' | 'elm327' = 'slcan'): Step =>
  (at) => ({ kind: 'peer', ...at, door, address: '192.0.2.7', event })

test('a frame that a unit sends unasked proves by its signal, while a tool listens to the bus itself', () => {
  const signal = { firstBit: 8, bits: 12, scale: 0.5, offset: -10 }
  const truth: FaultTruth[] = [{ ...RESISTOR, proofs: [{ kind: 'frame', ecu: 'bms', id: 0x43a, signal, min: 50 }] }]
  const shown = (...steps: Step[]) => of(assessed([...steps, FOUND], { truth }), 'proof').evidence
  const [high, low] = ['0091F0', '0090F0'].map((data) => frame('bms', 0x43a, data)) // 0x091: 62.5, 0x090: 62.0
  assert.deepEqual(shown(peer('connected'), high), [1])
  assert.deepEqual(shown(high), []) // Nobody listened.
  assert.deepEqual(shown(peer('connected'), peer('closed'), high), [])
  assert.deepEqual(shown(peer('connected', 'elm327'), high), [])
  assert.deepEqual(shown(peer('connected'), frame('slcan #1', 0x43a, '0091F0')), [])
  assert.deepEqual(shown(peer('connected'), frame('bms', 0x43a, '0070F0'), low), [2]) // 0x070: 46.0
  assert.deepEqual(shown(peer('connected'), frame('bms', 0x43a, '00')), [])
})

test('silence under an identifier proves when a tool listened long enough and heard others', () => {
  const truth: FaultTruth[] = [{ ...RESISTOR, proofs: [{ kind: 'silence', id: 0x444, forMs: 3000 }] }]
  const shown = (...steps: Step[]) => of(assessed([...steps, FOUND], { truth }), 'proof').evidence
  const [other, own] = [frame('drive', 0x151, '00'), frame('bms', 0x444, '00')]
  assert.deepEqual(shown(peer('connected'), other, other, other), [3])
  assert.deepEqual(shown(peer('connected'), other, own, other, other), [])
  assert.deepEqual(shown(peer('connected'), START, START, START, START), []) // Nobody was heard.
  assert.deepEqual(shown(other, other, other, other), [])
  assert.deepEqual(shown(peer('connected'), other, peer('closed'), peer('connected'), other, other), [])
})

test('a freeze frame is another proof than the value of now', () => {
  const [now, frozen] = [answer('drive', '410799'), answer('drive', '42070099')]
  const truth: FaultTruth[] = [
    { ...RESISTOR, proofs: [{ kind: 'obd', ecu: 'drive', pid: 7, isFrozen: true, min: 15 }] },
  ]
  assert.deepEqual(of(assessed([now, frozen, FOUND], { truth }), 'proof').evidence, [1])
  assert.equal(of(assessed([now, FOUND], { truth }), 'proof').points, 0)
  assert.equal(of(assessed([frozen, FOUND], { truth: LEAN }), 'proof').points, 0)
})

test('of several values of a parameter the one at its place counts', () => {
  const truth: FaultTruth[] = [{ ...RESISTOR, proofs: [{ kind: 'obd', ecu: 'drive', pid: 0x14, field: 1, min: 15 }] }]
  assert.equal(of(assessed([answer('drive', '41141499'), FOUND], { truth }), 'proof').points, 20)
  assert.equal(of(assessed([answer('drive', '41149980'), FOUND], { truth }), 'proof').points, 0)
})

test('a test of mode 06 proves by its value, or by being beyond its own limits', () => {
  const told = (data: string) => [
    frame('drive', 0x7e8, `100A46${data.slice(0, 10)}`),
    frame('drive', 0x7e8, `21${data.slice(10)}AAAAAA`),
  ]
  const proof = { kind: 'monitorResult', ecu: 'drive', monitorId: 0xa3, testId: 0x0c } as const
  const pointsOf = (data: string, shown: object) => {
    const truth: FaultTruth[] = [{ ...RESISTOR, proofs: [{ ...proof, ...shown }] }]
    const steps = told(data).map((step, i) => atWallMs(i, step))
    return of(assessed([...steps, FOUND], { truth }), 'proof').points
  }
  const [failed, passed, unrun] = ['A30C24003200000028', 'A30C24000A00000028', 'A30C24000000000000'] // 50, 10 of 40.
  assert.deepEqual(
    [failed, passed, unrun].map((data) => pointsOf(data, { isFailed: true })),
    [20, 0, 0],
  )
  assert.deepEqual([pointsOf(failed, { min: 45 }), pointsOf(failed, { max: 45 })], [20, 0])
  assert.equal(pointsOf(failed.replace('A30C', 'A20C'), { isFailed: true }), 0)
  const onUds = [frame('drive', 0x7e8, '100B62F6A30C2400'), frame('drive', 0x7e8, '213200000028AAAA')]
  const truth: FaultTruth[] = [{ ...RESISTOR, proofs: [{ ...proof, isFailed: true }] }]
  assert.equal(of(assessed([...onUds.map((step, i) => atWallMs(i, step)), FOUND], { truth }), 'proof').points, 20)
})

test('all parts of a joint proof are needed, and a code counts where the fault says so', () => {
  const truth: FaultTruth[] = [
    {
      ...RESISTOR,
      proofs: [{ kind: 'all', proofs: [{ kind: 'dtc', ecu: 'drive', code24: 0x0ae300 }, RESISTOR.proofs[0]] }],
    },
  ]
  assert.equal(of(assessed([PROOF, FOUND], { truth }), 'proof').points, 0)
  // Listed by status, as the first that was confirmed, and by its snapshot.
  for (const message of ['5902FF0AE30009', '590CFF0AE30009', '59040AE30009']) {
    const code = answer('drive', message)
    assert.deepEqual(of(assessed([PROOF, code, FOUND], { truth }), 'proof').evidence, [0, 1], message)
  }
})

test('parts replaced without need cost points in proportion to their price, and are listed', () => {
  const assessment = assessed([PROOF, repair('inverter'), FIX, CLEAR, START, FOUND])
  assert.equal(of(assessment, 'parts').points, 4) // 60 000 of 100 000 KZT.
  assert.deepEqual(of(assessment, 'parts').reasons, [
    { code: 'needlessPart', parameters: { component: 'inverter', repair: 'replace', priceKzt: 60_000 } },
    { code: 'needlessPartsTotal', parameters: { priceKzt: 60_000 } },
  ])
  assert.deepEqual(of(assessment, 'parts').evidence, [1])
  assert.equal(of(assessed([PROOF, repair('inverter'), repair('inverter'), FIX, FOUND]), 'parts').points, 0)
  assert.equal(of(assessed([PROOF, FIX, FIX, FOUND]), 'parts').points, 4) // The same cure twice.
  assert.equal(of(assessed([PROOF, repair('plug', 'reseat'), FIX, FOUND]), 'parts').points, 10) // Costs nothing.
})

test('a refused repair, and what the exercise did before the trainee came, count for nothing', () => {
  const refused: Step = (at) => ({
    kind: 'action',
    ...at,
    by: 'dana',
    action: { kind: 'repair', component: 'inverter', repair: 'replace' } as { kind: string },
    outcome: { kind: 'refused', reason: 'noSuchPart' },
  })
  const before = act({ kind: 'repair', component: 'inverter', repair: 'replace' }, 'exercise')
  assert.deepEqual(codes(assessed([before, refused, PROOF, FIX, FOUND]), 'parts'), ['noNeedlessParts'])
})

test('the repair must be followed by clearing the codes and checking the car, in this order', () => {
  const points = (...steps: Step[]) => of(assessed([PROOF, ...steps, FOUND]), 'recheck').points
  assert.equal(points(FIX, CLEAR, START), 15)
  assert.equal(points(FIX, CLEAR, answer('drive', '5902FF')), 15)
  assert.equal(points(FIX, CLEAR), 10)
  assert.equal(points(FIX, START), 10)
  assert.equal(points(FIX, START, CLEAR), 10) // Checked before the codes were cleared.
  assert.equal(points(CLEAR, START, FIX), 5)
  assert.equal(points(CLEAR, START), 0)
})

test('time is full until its share of the limit, then falls to nothing at the limit', () => {
  const after = (minutes: number) => {
    const records = course(PROOF, FOUND).map((record) =>
      record.kind === 'diagnosis' ? { ...record, wallMs: minutes * 60_000 } : record,
    )
    return of(
      assess({ records, truth: [RESISTOR], exercise: { rubric, timeLimitMin: 60 }, components, ecus, dids }),
      'time',
    )
  }
  assert.deepEqual(
    [30, 45, 60, 70].map((minutes) => after(minutes).points),
    [5, 3, 0, 0],
  )
  assert.deepEqual(after(70).reasons, [{ code: 'overTime', parameters: { minutes: 70, limitMin: 60 } }])
})

test('while an instructor has the station paused, no working time goes by', () => {
  const minute = 60_000
  const pace = (speed: number, minutes: number) =>
    ({ kind: 'pace', tick: 0, stationMs: 0, wallMs: minutes * minute, pace: speed }) as const
  const records: EvidenceRecord[] = [
    pace(1, 0),
    ...course(PROOF),
    pace(0, 10),
    pace(1, 30),
    pace(0, 40),
    pace(1, 50),
    ...course(FOUND).map((record) => ({ ...record, wallMs: 75 * minute })),
    pace(0, 80),
  ]
  const exercise = { rubric, timeLimitMin: 60 }
  assert.deepEqual(of(assess({ records, truth: [RESISTOR], exercise, components, ecus, dids }), 'time').reasons, [
    { code: 'withinTime', parameters: { minutes: 45, limitMin: 60 } },
  ])
})

test('a sound car: stating that there is no fault is the right answer, and a repair is a needless one', () => {
  const truth = [SOUND]
  const read = answer('bms', '6200010CE4')
  const codesRead = answer('drive', '5902FF')
  const assessment = assessed([read, codesRead, state(null, null)], { truth })
  assert.equal(assessment.automaticPoints, 75)
  assert.deepEqual(codes(assessment, 'cause'), ['noFaultFound'])
  assert.deepEqual(codes(assessment, 'recheck'), ['codesReadOnSoundCar'])
  assert.equal(of(assessed([read, repair('inverter'), state(null, null)], { truth }), 'parts').points, 4)
  assert.equal(of(assessed([state('inverter', 'broken')], { truth }), 'cause').points, 0)
  assert.equal(of(assessed([FIX, state(null, null)]), 'cause').points, 0)
})

test('with two faults each counts half, and guessing more than there are costs', () => {
  const second: FaultTruth = {
    ...RESISTOR,
    id: 'plug-open',
    component: 'plug',
    failureMode: 'open',
    proofs: [],
    repairs: [{ component: 'plug', repair: 'reseat' }],
  }
  const truth = [RESISTOR, second]
  assert.equal(of(assessed([FOUND], { truth }), 'cause').points, 13)
  assert.equal(of(assessed([FOUND, state('plug', 'open')], { truth }), 'cause').points, 25)
  assert.equal(
    of(assessed([FOUND, state('inverter', 'a'), state('inverter', 'b'), state('inverter', 'c')]), 'cause').points,
    6,
  )
  assert.deepEqual(codes(assessed([PROOF, FOUND, state('plug', 'open')], { truth }), 'proof'), ['proofMissing'])
  assert.equal(of(assessed([PROOF, FOUND, state('plug', 'open')], { truth }), 'proof').points, 10)
})

test('one critical error closes the gate: no points for anything, the error told, no sign-off', () => {
  const also: Step = (at) => ({ kind: 'hazard', ...at, tick: 100, hazard })
  const assessment = assessed([PROOF, touch, also, FIX, CLEAR, START, FOUND])
  assert.equal(assessment.points, 0)
  assert.equal(assessment.isPassed, false)
  assert.deepEqual(assessment.gate, { isPassed: false, hazards: [{ hazard, index: 1 }], remarks: [] })
  for (const { points, reasons, evidence } of assessment.criteria) {
    assert.equal(points, 0)
    assert.deepEqual(reasons, [{ code: 'safetyGate', parameters: {} }])
    assert.deepEqual(evidence, [1])
  }
  assert.deepEqual(signOff(assessment, { method: 15, record: 10 }), { fault: 'gateClosed' })
})

test("the instructor's points make the sum, and 70 passes", () => {
  const assessment = assessed([PROOF, CLEAR, FOUND]) // 60: found and proved, not repaired.
  assert.equal(assessment.automaticPoints, 60)
  const passed = signOff(assessment, { method: 5, record: 5 })
  const failed = signOff(assessment, { method: 5, record: 4 })
  assert(!('fault' in passed) && !('fault' in failed))
  assert.deepEqual([passed.points, passed.isPassed], [70, true])
  assert.deepEqual([failed.points, failed.isPassed], [69, false])
  assert.deepEqual(codes(passed, 'method'), ['assessedByInstructor'])
  assert.equal(of(assessment, 'method').points, null) // The assessment itself is as it was.
})

test('a sign-off with points missing, too many, or for another criterion is refused by name', () => {
  const assessment = assessed([PROOF, FIX, CLEAR, START, FOUND])
  assert.deepEqual(signOff(assessment, { method: 5 }), { fault: 'missing', criterion: 'record' })
  assert.deepEqual(signOff(assessment, { method: 16, record: 1 }), { fault: 'pointsOutOfRange', criterion: 'method' })
  assert.deepEqual(signOff(assessment, { method: -1, record: 1 }), { fault: 'pointsOutOfRange', criterion: 'method' })
  assert.deepEqual(signOff(assessment, { method: 1.5, record: 1 }), { fault: 'pointsOutOfRange', criterion: 'method' })
  assert.deepEqual(signOff(assessment, { method: 1, record: 1, cause: 25 }), {
    fault: 'notForInstructor',
    criterion: 'cause',
  })
  assert.deepEqual(signOff(assessment, { method: 1, record: 1, charm: 9 }), {
    fault: 'unknownCriterion',
    criterion: 'charm',
  })
})

const PLUG: FaultTruth = {
  id: 'plug-loose',
  component: 'plug',
  failureMode: 'open',
  proofs: [{ kind: 'measurement', instrument: 'ohmmeter', points: ['p-in', 'p-out'], min: 1000 }],
  repairs: [{ component: 'plug', repair: 'reseat' }],
}
const PLUG_PROOF = measure('ohmmeter', 'p-in', 'p-out', 5000)
const RESEAT = repair('plug', 'reseat')
const BOTH: Step = (at) => ({
  kind: 'diagnosis',
  ...at,
  by: 'dana',
  component: 'resistor',
  failureMode: 'open',
  also: [{ component: 'plug', failureMode: 'open' }],
})
const intervene =
  (event: 'injected' | 'cleared', number: number): Step =>
  (at) => ({ kind: 'intervention', ...at, by: 'erlan', event, number })
const PAIR = { truth: [RESISTOR, PLUG] }
const INJECTED = { truth: [RESISTOR, { ...PLUG, isInjected: true }] }

test('two faults ask for two causes, two proofs and two repairs; half of them earn half', () => {
  const whole = assessed([PROOF, PLUG_PROOF, FIX, RESEAT, CLEAR, START, BOTH], PAIR)
  assert.equal(whole.automaticPoints, 75)
  assert.deepEqual(codes(whole, 'cause'), ['causeFound', 'causeFound'])
  const half = assessed([PROOF, FIX, CLEAR, START, FOUND], PAIR)
  assert.deepEqual([of(half, 'cause').points, codes(half, 'cause')], [13, ['causePartlyFound']])
  assert.deepEqual([of(half, 'proof').points, of(half, 'recheck').points], [10, 0])
})

test('a statement of more causes than there are earns less', () => {
  const assessment = assessed([PROOF, FIX, CLEAR, START, BOTH])
  assert.deepEqual([of(assessment, 'cause').points, codes(assessment, 'cause')], [13, ['causePartlyFound']])
})

test('a fault that came while the attempt ran must be found like the first, and counts from then on', () => {
  const inject = intervene('injected', 1)
  const whole = assessed([PROOF, inject, PLUG_PROOF, FIX, RESEAT, CLEAR, START, BOTH], INJECTED)
  assert.equal(whole.automaticPoints, 75)
  const early = assessed([PROOF, PLUG_PROOF, RESEAT, inject, FIX, CLEAR, START, BOTH], INJECTED)
  assert.deepEqual(codes(early, 'proof'), ['proofMissing'], 'a reading of the time before shows nothing')
  assert.deepEqual(codes(early, 'recheck'), ['notCured'], 'nor does a repair of the time before cure')
  const overlooked = assessed([PROOF, inject, FIX, CLEAR, START, FOUND], INJECTED)
  assert.deepEqual(codes(overlooked, 'cause'), ['causePartlyFound'])
})

test('a fault whose injection the evidence does not tell never came', () => {
  assert.equal(assessed([PROOF, FIX, CLEAR, START, FOUND], INJECTED).automaticPoints, 75)
})

test('a fault that the instructor took away need not be found, and who worked on it is not blamed', () => {
  const [inject, clear] = [intervene('injected', 1), intervene('cleared', 1)]
  const without = assessed([inject, PROOF, clear, FIX, CLEAR, START, FOUND], INJECTED)
  assert.equal(without.automaticPoints, 75)
  const worked = assessed([inject, PROOF, PLUG_PROOF, clear, RESEAT, FIX, CLEAR, START, BOTH], INJECTED)
  assert.equal(worked.automaticPoints, 75)
})

test('a car whose only fault was taken away is sound, and there is nothing to prove', () => {
  const assessment = assessed([intervene('cleared', 0), answer('drive', '5902FF'), state(null, null)])
  assert.deepEqual([codes(assessment, 'cause'), codes(assessment, 'proof')], [['noFaultFound'], ['nothingToProve']])
  assert.equal(assessment.automaticPoints, 75)
})

test('a fault that came into a sound car is the one to find', () => {
  const truth = [SOUND, { ...RESISTOR, isInjected: true }]
  const steps = [intervene('injected', 1), PROOF, FIX, CLEAR, START]
  assert.equal(assessed([...steps, FOUND], { truth }).automaticPoints, 75)
  assert.deepEqual(codes(assessed([...steps, state(null, null)], { truth }), 'cause'), ['causeMissed'])
})

test('a fault that comes back after its repair asks for another repair', () => {
  const truth = [RESISTOR, { ...RESISTOR, isInjected: true }]
  const once = assessed([PROOF, FIX, intervene('injected', 1), CLEAR, START, FOUND], { truth })
  assert.deepEqual(codes(once, 'recheck'), ['notCured'])
  const twice = assessed([PROOF, FIX, intervene('injected', 1), PROOF, FIX, CLEAR, START, FOUND], { truth })
  assert.equal(twice.automaticPoints, 75, 'and that one is not needless')
})

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom(
    PROOF,
    FIX,
    CLEAR,
    START,
    FOUND,
    touch,
    repair('inverter'),
    state(null, null),
    state('plug', 'open'),
    BOTH,
    RESEAT,
    act({ kind: 'repair' }),
    intervene('injected', 1),
    intervene('cleared', 0),
    intervene('cleared', 7),
  ),
  fc
    .tuple(fc.constantFrom('drive', 'bms', 'elm327'), fc.constantFrom(0x7e8, 0x7ef), fc.uint8Array({ maxLength: 8 }))
    .map(([sender, id, data]) => frame(sender, id, Buffer.from(data).toString('hex').toUpperCase())),
)
const anyTruth = fc.constantFrom<FaultTruth[]>(
  [],
  [RESISTOR],
  [SOUND],
  [RESISTOR, { ...RESISTOR, id: 'again', component: 'plug' }],
  INJECTED.truth,
)

test('whatever happened, points stay within their weights and every pointer leads to a record', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 25 }), anyTruth, (steps, truth) => {
      const assessment = assessed(steps, { truth })
      const hasHazard = steps.includes(touch)
      assert.equal(assessment.gate.isPassed, !hasHazard)
      for (const { points, pointsMax, evidence, kind } of assessment.criteria) {
        assert(points === null ? kind === 'instructor' && !hasHazard : points >= 0 && points <= pointsMax)
        if (hasHazard) assert.equal(points, 0)
        for (const index of evidence) assert(index >= 0 && index < steps.length)
      }
      assert.deepEqual(assessed(steps, { truth }), assessment)
    }),
    { numRuns: 500 },
  )
})
