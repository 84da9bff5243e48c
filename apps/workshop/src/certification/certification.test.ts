/** From a signed-off attempt to a certificate, over HTTP, on both databases; and everything that must be refused on the way. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readDidDocument, verifyCredential } from '@luban/credentials'
import type { Assessment } from '@luban/lab'
import { sql } from 'kysely'
import { verifyAuditChain } from '../audit/log.ts'
import { findAttempt } from '../db/attempts.ts'
import {
  addPastAttempt,
  addSignOff,
  assessmentOf,
  type TestWorkshop,
  testWorkshop,
  testWorkshopOnBoth,
} from '../testing.ts'

const SCHEME = 'electric-vehicle-diagnostics-technician'
const ORAL_SCHEME = 'electric-vehicle-diagnosis-foundation'
const MET = [
  { id: 'cause', isMet: true },
  { id: 'method', isMet: true },
]
const PASSED = { criteria: MET, passed: true, comment: 'Safe and sure.' }
const GRANT = { granted: true, reason: 'All conditions are met.' }
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)

/** The exercises that the scheme asks for, read from the same content. */
function exercisesOf({ services }: TestWorkshop, kind: 'signedOffAttempt' | 'exam'): string[] {
  const scheme = services.content.schemes.find(({ id }) => id === SCHEME)
  return (
    scheme?.conditions.flatMap((condition) =>
      condition.kind === kind && 'exercises' in condition ? [condition.exercises[0]] : [],
    ) ?? []
  )
}

async function train(
  workshop: TestWorkshop,
  { by = 'instructor', at = daysAgo(10), trainee = 'trainee' } = {},
): Promise<void> {
  const [traineeId, instructorId] = [await workshop.idOf(trainee), await workshop.idOf(by)]
  for (const exerciseId of exercisesOf(workshop, 'signedOffAttempt')) {
    const attemptId = await addPastAttempt(workshop.db, { traineeId, exerciseId, at })
    await addSignOff(workshop.db, { attemptId, instructorId, at })
  }
}

async function examAttempt(
  workshop: TestWorkshop,
  status: 'submitted' | 'stopped' = 'submitted',
  trainee = 'trainee',
): Promise<string> {
  const [exerciseId] = exercisesOf(workshop, 'exam')
  return await addPastAttempt(workshop.db, {
    traineeId: await workshop.idOf(trainee),
    exerciseId,
    mode: 'exam',
    status,
    at: daysAgo(1),
  })
}

async function applied(workshop: TestWorkshop, schemeId = SCHEME): Promise<string> {
  await train(workshop)
  const { status, body } = await (await workshop.as('trainee')).post('/api/applications', { schemeId })
  assert.equal(status, 200, JSON.stringify(body))
  return `/api/applications/${body.id}`
}

async function examined(workshop: TestWorkshop): Promise<string> {
  const at = await applied(workshop)
  const exam = { attemptId: await examAttempt(workshop), ...PASSED }
  const { status, body } = await (await workshop.as('examiner')).post(`${at}/exam`, exam)
  assert.equal(status, 200, JSON.stringify(body))
  return at
}

async function certified(workshop: TestWorkshop): Promise<string> {
  const { body } = await (await workshop.as('officer')).post(`${await examined(workshop)}/decision`, GRANT)
  assert.equal(body.status, 'granted', JSON.stringify(body))
  return body.certificateNumber
}

/** Another role for a demo user: how a small workshop would like to do it. */
const alsoMake = async (
  { db, idOf }: TestWorkshop,
  username: string,
  role: 'examiner' | 'certificationOfficer' | 'instructor' | 'trainee',
) =>
  void (await db
    .insertInto('user_role')
    .values({ user_id: await idOf(username), role })
    .execute())

testWorkshopOnBoth('a trained and examined candidate is certified, and anyone can verify it', async (workshop) => {
  const { guest, issuer, db } = workshop
  const number = await certified(workshop)
  const holder = await workshop.as('trainee')
  const file = await holder.get(`/api/certificates/${number}/credential`)
  assert.equal(file.headers.get('content-disposition'), `attachment; filename="${number}.json"`)

  const kept = await db.selectFrom('certificate').selectAll().executeTakeFirstOrThrow()
  assert.deepEqual(file.bytes, kept.credential)
  assert.equal(createHash('sha256').update(file.bytes).digest('hex'), kept.credential_sha256)

  const byServer = await guest.post('/api/verify', { credential: String(file.bytes) })
  assert.equal(byServer.body.kind, 'valid', JSON.stringify(byServer.body))
  assert.equal(byServer.body.certificate.number, number)
  const did = readDidDocument((await guest.get('/.well-known/did.json')).bytes)
  assert(did.kind === 'didDocument')
  const statusLists = [
    { credential: (await guest.get('/status/revocation')).bytes },
    { credential: (await guest.get('/status/suspension')).bytes },
  ]
  const verdict = await verifyCredential(file.bytes, { trustedIssuers: [did.document], statusLists, now: new Date() })
  assert.equal(verdict.kind, 'valid')
  assert.equal(did.document.id, issuer.did)

  const register = await guest.get(`/api/register/${number.toLowerCase()}`)
  assert.equal(register.body.status, 'active')
  assert.deepEqual(Object.keys(register.body).sort(), [
    ...[
      'holderName',
      'holderNames',
      'issuer',
      'number',
      'scheme',
      'schemeId',
      'schemeVersion',
      'status',
      'statusSince',
      'validFrom',
      'validUntil',
    ],
  ])
  const mine = await holder.get('/api/certificates')
  assert.deepEqual(
    mine.body.certificates.map((one: { number: string }) => one.number),
    [number],
  )
  const other = await workshop.as('trainee2')
  assert.equal((await other.get(`/api/certificates/${number}/credential`)).status, 404)
  assert.deepEqual((await other.get('/api/certificates')).body.certificates, [])
  assert((await verifyAuditChain(db)).isIntact)
})

testWorkshop(
  'the file says in four languages what the register says: scope, limits and the demo mark',
  async (workshop) => {
    const number = await certified(workshop)
    const credential = String(
      (await (await workshop.as('trainee')).get(`/api/certificates/${number}/credential`)).bytes,
    )
    const { certificate } = (await workshop.guest.post('/api/verify', { credential })).body
    const { scheme, issuer, statusSince, ...entry } = (await workshop.guest.get(`/api/register/${number}`)).body
    assert.deepEqual([certificate.isDemo, scheme.isDemo, statusSince], [true, true, null])
    assert.deepEqual(certificate.issuer, issuer)
    assert.deepEqual([certificate.scheme, certificate.schemeVersion], [entry.schemeId, String(entry.schemeVersion)])
    for (const language of ['kk', 'ru', 'zh', 'en']) {
      assert.deepEqual(certificate.words[language], {
        name: scheme.name[language],
        level: scheme.level[language],
        scope: scheme.scope.map((line: Record<string, string>) => line[language]),
        limits: scheme.limits[language],
      })
    }
  },
)

testWorkshop('a changed certificate, and one of a stranger, are told apart', async (workshop) => {
  const number = await certified(workshop)
  const text = String((await (await workshop.as('trainee')).get(`/api/certificates/${number}/credential`)).bytes)
  const verify = async (credential: string) => (await workshop.guest.post('/api/verify', { credential })).body
  assert.equal((await verify(text.replace('Aigerim', 'Aigerin'))).kind, 'invalidSignature')
  assert.equal((await verify(text.replace(workshop.issuer.did, 'did:web:stranger.example'))).kind, 'unknownIssuer')
  const malformed = await verify('{"type":')
  assert.equal(malformed.kind, 'malformed')
  assert(malformed.reason.length > 0)
})

testWorkshopOnBoth('a suspension shows at once and is taken back; a withdrawal is for good', async (workshop) => {
  const number = await certified(workshop)
  const officer = await workshop.as('officer')
  const credential = String((await officer.get(`/api/certificates/${number}/credential`)).bytes)
  const asked = async () => [
    (await workshop.guest.post('/api/verify', { credential })).body,
    (await workshop.guest.get(`/api/register/${number}`)).body,
  ]
  const kinds = async () => {
    const [verdict, entry] = await asked()
    return [verdict.kind, entry.status]
  }
  /** Since when, the same both ways, and never why. */
  const since = async () => {
    const [verdict, entry] = await asked()
    assert.equal(verdict.status.since ?? null, entry.statusSince)
    assert.doesNotMatch(JSON.stringify([verdict, entry]), /complaint/)
    return entry.statusSince
  }
  const changedAt = async (kind: string) => {
    const { events } = (await officer.get(`/api/certificates/${number}`)).body
    return events.findLast((event: { kind: string }) => event.kind === kind).at
  }
  const change = async (verb: string) =>
    (await officer.post(`/api/certificates/${number}/${verb}`, { reason: 'A complaint.' })).status

  assert.equal(await change('reinstate'), 409)
  assert.equal(await change('suspend'), 200)
  assert.deepEqual(await kinds(), ['suspended', 'suspended'])
  assert.equal(await since(), await changedAt('suspended'))
  assert.equal(await change('suspend'), 409)
  assert.equal(await change('reinstate'), 200)
  assert.deepEqual(await kinds(), ['valid', 'active'])
  assert.equal(await since(), null)
  assert.equal(await change('revoke'), 200)
  assert.deepEqual(await kinds(), ['revoked', 'withdrawn'])
  assert.equal(await since(), await changedAt('revoked'))
  for (const verb of ['suspend', 'reinstate', 'revoke']) assert.equal(await change(verb), 409)
  const { body } = await officer.get(`/api/certificates/${number}`)
  assert.deepEqual(
    body.events.map(({ kind }: { kind: string }) => kind),
    ['issued', 'suspended', 'reinstated', 'revoked'],
  )
})

testWorkshop('without the scheme’s attempts there is no application', async (workshop) => {
  const trainee = await workshop.as('trainee')
  const refused = await trainee.post('/api/applications', { schemeId: SCHEME })
  assert.equal(refused.body.code, 'CONDITIONS_NOT_MET')
  assert(refused.body.missing.length > 0)
  assert.equal((await trainee.post('/api/applications', { schemeId: 'no-such-scheme' })).body.code, 'SCHEME_NOT_FOUND')
  await applied(workshop)
  assert.equal((await trainee.post('/api/applications', { schemeId: SCHEME })).body.code, 'APPLICATION_OPEN_ALREADY')
})

testWorkshop('whoever signed off the candidate within two years does not examine them', async (workshop) => {
  const at = await applied(workshop)
  await alsoMake(workshop, 'instructor', 'examiner')
  await alsoMake(workshop, 'trainee', 'examiner')
  const exam = { attemptId: await examAttempt(workshop), ...PASSED }
  const record = async (who: string) => (await (await workshop.as(who)).post(`${at}/exam`, exam)).body
  assert.equal((await record('instructor')).code, 'EXAMINER_TRAINED_CANDIDATE')
  assert.equal((await record('trainee')).code, 'EXAMINER_IS_CANDIDATE')
  assert.equal((await record('examiner')).status, 'examined')
  assert.equal((await record('examiner')).code, 'EXAM_RECORDED_ALREADY')
})

testWorkshop('the database itself refuses a trainer as examiner, and no more after two years', async (workshop) => {
  await train(workshop, { by: 'mentor', at: daysAgo(731) })
  const applicationId = (await applied(workshop)).split('/').at(-1) as string
  const insert = async (examiner: string) =>
    await workshop.db
      .insertInto('exam')
      .values({
        ...{
          application_id: applicationId,
          examiner_id: await workshop.idOf(examiner),
          attempt_id: await examAttempt(workshop),
        },
        ...{ criteria: '[]', passed: true, comment: '', at: new Date() },
      })
      .execute()
  await assert.rejects(insert('instructor'), /EXAMINER_TRAINED_CANDIDATE/)
  await insert('mentor') // Trained the candidate, but 731 days ago.
})

testWorkshop('who trained or examined the candidate does not decide', async (workshop) => {
  const at = await examined(workshop)
  for (const username of ['instructor', 'examiner', 'trainee'])
    await alsoMake(workshop, username, 'certificationOfficer')
  const decide = async (who: string) => (await (await workshop.as(who)).post(`${at}/decision`, GRANT)).body.code
  assert.equal(await decide('instructor'), 'OFFICER_TRAINED_CANDIDATE')
  assert.equal(await decide('examiner'), 'OFFICER_EXAMINED_CANDIDATE')
  assert.equal(await decide('trainee'), 'OFFICER_IS_CANDIDATE')
  assert.deepEqual(await workshop.db.selectFrom('certificate').select('number').execute(), [])
})

testWorkshopOnBoth('a second decision is impossible, even at the same moment', async (workshop) => {
  const at = await examined(workshop)
  const officer = await workshop.as('officer')
  const replies = await Promise.all(Array.from({ length: 5 }, () => officer.post(`${at}/decision`, GRANT)))
  assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 409, 409, 409, 409])
  assert.deepEqual(
    [...new Set(replies.filter(({ status }) => status === 409).map(({ body }) => body.code))],
    ['DECISION_MADE_ALREADY'],
  )
  assert.equal((await workshop.db.selectFrom('certificate').select('number').execute()).length, 1)
})

testWorkshop(
  'no certificate without an exam that was passed, and none from an attempt that safety stopped',
  async (workshop) => {
    const at = await applied(workshop)
    const [examiner, officer] = [await workshop.as('examiner'), await workshop.as('officer')]
    assert.equal((await officer.post(`${at}/decision`, GRANT)).body.code, 'EXAM_MISSING')
    const record = async (body: object) => (await examiner.post(`${at}/exam`, { ...PASSED, ...body })).body
    assert.equal((await record({ attemptId: await examAttempt(workshop, 'stopped') })).code, 'EXAM_ATTEMPT_STOPPED')
    assert.equal(
      (await record({ attemptId: await examAttempt(workshop, 'submitted', 'trainee2') })).code,
      'ATTEMPT_NOT_OF_CANDIDATE',
    )
    assert.equal((await record({ attemptId: await examAttempt(workshop), passed: false })).status, 'examined')
    assert.equal((await officer.post(`${at}/decision`, GRANT)).body.code, 'EXAM_NOT_PASSED')
    const refusal = await officer.post(`${at}/decision`, { granted: false, reason: 'The exam was not passed.' })
    assert.deepEqual(refusal.body, { status: 'refused', certificateNumber: null })
  },
)

testWorkshop('an examiner judges every criterion, and passes nobody below the pass mark', async (workshop) => {
  const at = await applied(workshop)
  const examiner = await workshop.as('examiner')
  const traineeId = await workshop.idOf('trainee')
  const [exerciseId] = exercisesOf(workshop, 'exam')
  const attempt = (assessment: Assessment | null, status: 'submitted' | 'interrupted' = 'submitted') =>
    addPastAttempt(workshop.db, { traineeId, exerciseId, mode: 'exam', status, assessment, at: daysAgo(1) })
  const record = async (body: object) => (await examiner.post(`${at}/exam`, { ...PASSED, ...body })).body

  const [weak, good] = [await attempt(assessmentOf(44)), await attempt(assessmentOf(45))]
  assert.equal((await record({ attemptId: weak })).code, 'EXAM_BELOW_PASS_MARK')
  const [cause, method] = MET
  assert.equal((await record({ attemptId: good, criteria: [] })).code, 'EXAM_INCOMPLETE')
  const half = await record({ attemptId: good, criteria: [cause] })
  assert.deepEqual([half.code, half.criterion], ['EXAM_INCOMPLETE', 'method'])
  for (const criteria of [
    [...MET, method],
    [...MET, { id: 'charm', isMet: true }],
  ]) {
    assert.equal((await record({ attemptId: good, criteria })).code, 'BODY_MALFORMED')
  }
  const nothing = MET.map(({ id }) => ({ id, isMet: false }))
  const strong = await attempt(assessmentOf(75)) // The evidence alone reaches the pass mark.
  assert.equal((await record({ attemptId: strong, criteria: nothing })).code, 'EXAM_NOTHING_MET')
  const unmet = [cause, { ...method, isMet: false }]
  assert.equal((await record({ attemptId: good, criteria: unmet })).code, 'EXAM_BELOW_PASS_MARK')

  const gated = await attempt(assessmentOf(0, { isGatePassed: false }))
  assert.equal((await record({ attemptId: gated })).code, 'EXAM_ATTEMPT_STOPPED')
  assert.equal((await record({ attemptId: await attempt(null, 'interrupted') })).code, 'EXAM_ATTEMPT_STOPPED')
  const applicationId = at.split('/').at(-1) ?? ''
  const past = { application_id: applicationId, examiner_id: await workshop.idOf('examiner'), attempt_id: gated }
  const kind = { criteria: '[]', passed: true, comment: '', at: new Date() }
  await assert.rejects(
    workshop.db
      .insertInto('exam')
      .values({ ...past, ...kind })
      .execute(),
    /EXAM_ATTEMPT_STOPPED/,
  )

  assert.equal((await record({ attemptId: good })).status, 'examined')
  const { exam } = (await (await workshop.as('officer')).get(at)).body
  assert.deepEqual([exam.means, exam.attemptId], ['practical', good])
  assert.deepEqual(
    exam.criteria.map(({ id, isMet, name }: { id: string; isMet: boolean; name: { en: string } }) => [
      id,
      isMet,
      name.en,
    ]),
    [
      ['cause', true, 'Cause found'],
      ['method', true, 'Method'],
    ],
  )
})

testWorkshop('an exam attempt is no practice, signed off or not, and is judged once', async (workshop) => {
  const [traineeId, instructorId] = [await workshop.idOf('trainee'), await workshop.idOf('instructor')]
  const trainee = await workshop.as('trainee')
  const attemptId = await examAttempt(workshop)
  await addSignOff(workshop.db, { attemptId, instructorId, at: daysAgo(1) })
  assert.equal((await trainee.post('/api/applications', { schemeId: SCHEME })).body.code, 'CONDITIONS_NOT_MET')
  const at = await applied(workshop)
  const examiner = await workshop.as('examiner')
  const recorded = await examiner.post(`${at}/exam`, { attemptId, ...PASSED, passed: false })
  assert.equal(recorded.body.status, 'examined')
  await (await workshop.as('officer')).post(`${at}/decision`, { granted: false, reason: 'Not passed.' })
  assert.equal((await findAttempt(workshop.db, attemptId))?.trainee_id, traineeId)

  const again = await trainee.post('/api/applications', { schemeId: SCHEME })
  assert.equal(again.status, 200)
  const reused = await examiner.post(`/api/applications/${again.body.id}/exam`, { attemptId, ...PASSED })
  assert.equal(reused.body.code, 'ATTEMPT_NOT_OF_CANDIDATE')
})

/** What the oral exam asks about, from the same content. */
function oralCriteria({ services }: TestWorkshop) {
  const scheme = services.content.schemes.find(({ id }) => id === ORAL_SCHEME)
  const exam = scheme?.conditions.find((condition) => condition.kind === 'exam')
  assert(exam?.means === 'oral' && exam.criteria.length === 3)
  return exam.criteria
}

testWorkshop('an oral exam has no attempt, and what was asked stays in its record', async (workshop) => {
  const at = await applied(workshop, ORAL_SCHEME)
  const [examiner, officer] = [await workshop.as('examiner'), await workshop.as('officer')]
  const asked = oralCriteria(workshop)
  const { body: before } = await examiner.get(at)
  assert.deepEqual(before.examTerms, { means: 'oral', exercises: [], criteria: asked })
  assert.deepEqual([before.examAttempts, before.exam], [[], null])
  // What answers count is for the examiner alone: whoever is asked knows the questions.
  for (const who of ['trainee', 'officer']) {
    const { examTerms } = (await (await workshop.as(who)).get(at)).body
    assert.deepEqual(
      examTerms.criteria,
      asked.map(({ id, name }) => ({ id, name })),
    )
  }

  const criteria = asked.map(({ id }) => ({ id, isMet: true }))
  const recorded = await examiner.post(`${at}/exam`, { criteria, passed: true, comment: '' })
  assert.deepEqual(recorded.body, { status: 'examined' })
  for (const who of ['trainee', 'examiner', 'officer']) {
    const { exam, conditions } = (await (await workshop.as(who)).get(at)).body
    assert.deepEqual([exam.means, exam.attemptId, exam.passed], ['oral', null, true])
    assert.deepEqual(
      exam.criteria,
      asked.map(({ id, name }) => ({ id, isMet: true, name })),
    )
    assert.equal(conditions.find(({ kind }: { kind: string }) => kind === 'exam').isMet, true)
  }
  const { body } = await officer.post(`${at}/decision`, GRANT)
  assert.equal(body.status, 'granted')
  const register = await workshop.guest.get(`/api/register/${body.certificateNumber}`)
  assert.deepEqual([register.body.status, register.body.schemeId], ['active', ORAL_SCHEME])
  assert((await verifyAuditChain(workshop.db)).isIntact)
})

testWorkshop('an oral exam is passed with every criterion met, each judged once', async (workshop) => {
  const at = await applied(workshop, ORAL_SCHEME)
  const examiner = await workshop.as('examiner')
  const met = oralCriteria(workshop).map(({ id }) => ({ id, isMet: true }))
  const record = async (criteria: object[], passed = true) =>
    (await examiner.post(`${at}/exam`, { criteria, passed, comment: '' })).body
  const [first, ...others] = met
  for (const criteria of [[], others]) {
    const { code, criterion } = await record(criteria)
    assert.deepEqual([code, criterion], ['EXAM_INCOMPLETE', first.id])
  }
  assert.equal((await record([...met, first])).code, 'BODY_MALFORMED')
  assert.equal((await record([...met, { id: 'charm', isMet: true }])).code, 'BODY_MALFORMED')
  const short = [...others, { ...first, isMet: false }]
  const { code, criterion } = await record(short)
  assert.deepEqual([code, criterion], ['EXAM_CRITERION_UNMET', first.id])
  assert.equal((await record(short, false)).status, 'examined')
  const officer = await workshop.as('officer')
  assert.equal((await officer.post(`${at}/decision`, GRANT)).body.code, 'EXAM_NOT_PASSED')
})

testWorkshop('a scheme gets the exam that it asks for: oral, or practical with an attempt', async (workshop) => {
  const [practical, examiner] = [await applied(workshop), await workshop.as('examiner')]
  const { body } = await (await workshop.as('trainee')).post('/api/applications', { schemeId: ORAL_SCHEME })
  const attemptId = await examAttempt(workshop)
  const oral = { criteria: oralCriteria(workshop).map(({ id }) => ({ id, isMet: true })), passed: true, comment: '' }
  const record = async (at: string, exam: object) => (await examiner.post(`${at}/exam`, exam)).body
  for (const exam of [oral, PASSED]) {
    const { code, means } = await record(practical, exam)
    assert.deepEqual([code, means], ['EXAM_MEANS_MISMATCH', 'practical'])
    const other = await record(`/api/applications/${body.id}`, { ...exam, attemptId })
    assert.deepEqual([other.code, other.means], ['EXAM_MEANS_MISMATCH', 'oral'])
  }
  const { exam, examTerms } = (await examiner.get(practical)).body
  assert.deepEqual([exam, examTerms], [null, { means: 'practical', exercises: ['not-as-usual'], criteria: [] }])
})

testWorkshop(
  'an oral exam too is taken by nobody who trained, and decided by nobody who examined',
  async (workshop) => {
    const at = await applied(workshop, ORAL_SCHEME)
    for (const username of ['instructor', 'trainee']) await alsoMake(workshop, username, 'examiner')
    await alsoMake(workshop, 'examiner', 'certificationOfficer')
    const criteria = oralCriteria(workshop).map(({ id }) => ({ id, isMet: true }))
    const record = async (who: string) =>
      (await (await workshop.as(who)).post(`${at}/exam`, { criteria, passed: true, comment: '' })).body
    assert.equal((await record('instructor')).code, 'EXAMINER_TRAINED_CANDIDATE')
    assert.equal((await record('trainee')).code, 'EXAMINER_IS_CANDIDATE')
    assert.equal((await record('examiner')).status, 'examined')
    const decided = await (await workshop.as('examiner')).post(`${at}/decision`, GRANT)
    assert.equal(decided.body.code, 'OFFICER_EXAMINED_CANDIDATE')
  },
)

testWorkshop('the foundation comes first among the schemes, and each is there for anyone', async (workshop) => {
  const { body } = await (await workshop.as('trainee')).get('/api/schemes')
  assert.deepEqual(
    body.schemes.map(({ id }: { id: string }) => id),
    [ORAL_SCHEME, SCHEME, 'petrol-vehicle-diagnostics-technician', 'hybrid-vehicle-diagnostics-technician'],
  )
  for (const scheme of workshop.services.content.schemes) {
    assert.deepEqual((await workshop.guest.get(`/api/schemes/${scheme.id}`)).body, scheme)
  }
})

testWorkshop('an attempt whose exam is recorded says so, to its trainee and to instructors', async (workshop) => {
  const at = await applied(workshop)
  const attemptId = await examAttempt(workshop)
  const recorded = async (who: string) => {
    const client = await workshop.as(who)
    const { attempts } = (await client.get('/api/attempts')).body
    const one = (await client.get(`/api/attempts/${attemptId}`)).body.isExamRecorded
    return [one, ...attempts.map(({ isExamRecorded }: { isExamRecorded: boolean }) => isExamRecorded)]
  }
  for (const who of ['trainee', 'instructor']) assert.deepEqual(await recorded(who), [false, false, false])
  const signOff = { criteria: [], passed: true, comment: '' }
  const signed = await (await workshop.as('instructor')).post(`/api/attempts/${attemptId}/sign-off`, signOff)
  assert.equal(signed.body.code, 'ATTEMPT_IS_EXAM')
  assert.equal((await (await workshop.as('examiner')).post(`${at}/exam`, { attemptId, ...PASSED })).status, 200)
  for (const who of ['trainee', 'instructor']) assert.deepEqual(await recorded(who), [true, true, false])
  const { body } = await (await workshop.as('instructor')).get('/api/review')
  assert.deepEqual(body.attempts, [], 'nothing waits for a sign-off')
})

testWorkshopOnBoth('what was written of a certification is never rewritten', async (workshop) => {
  const { db } = workshop
  await certified(workshop)
  for (const table of ['sign_off', 'exam', 'decision', 'certificate_event', 'certificate', 'audit_log'] as const) {
    await assert.rejects(db.deleteFrom(table).execute(), /RECORD_IMMUTABLE/, `delete from ${table}`)
    await assert.rejects(sql`truncate ${sql.table(table)} cascade`.execute(db), /RECORD_IMMUTABLE/, `truncate ${table}`)
  }
  await assert.rejects(sql`update exam set passed = false`.execute(db), /RECORD_IMMUTABLE/)
  await assert.rejects(sql`update decision set reason = ''`.execute(db), /RECORD_IMMUTABLE/)
  await assert.rejects(sql`update certificate set holder_name = 'Nobody'`.execute(db), /RECORD_IMMUTABLE/)
  await assert.rejects(sql`update certificate set credential = 'x'`.execute(db), /RECORD_IMMUTABLE/)
  await db.updateTable('certificate').set({ status: 'withdrawn' }).execute()
  await assert.rejects(db.updateTable('certificate').set({ status: 'active' }).execute(), /CERTIFICATE_STATUS_CONFLICT/)
})

testWorkshopOnBoth('another candidate’s application does not exist for a candidate', async (workshop) => {
  const at = await applied(workshop)
  const other = await workshop.as('trainee2')
  assert.equal((await other.get(at)).body.code, 'APPLICATION_NOT_FOUND')
  assert.deepEqual((await other.get('/api/applications')).body.applications, [])
  const own = await (await workshop.as('trainee')).get(at)
  assert.equal(own.body.isMine, true)
  assert.equal((await (await workshop.as('examiner')).get('/api/applications')).body.applications.length, 1)
})

testWorkshopOnBoth('a person who asked to be hidden is not named, and the certificate stands', async (workshop) => {
  const number = await certified(workshop)
  await workshop.db.updateTable('certificate').set({ is_hidden: true }).execute()
  const { body } = await workshop.guest.get(`/api/register/${number}`)
  assert.deepEqual([body.holderName, body.holderNames, body.status], [null, {}, 'active'])
})
