/** Every error the API can answer with: code, HTTP status, sentence with its remedy. docs/errors.md is generated from here. */
export const ERRORS = {
  BODY_MALFORMED: [400, 'The body is not what this route takes: see "at" and "problem".'],
  REQUEST_MALFORMED: [400, 'The address or its parameters are not what this route takes: see "at" and "problem".'],
  USERNAME_MALFORMED: [
    400,
    'A user name has 3 to 30 letters a-z, digits and . _ -, or is a phone number like +77001234567.',
  ],
  ADAPTER_ADDRESS_FOREIGN: [
    400,
    'An adapter is named by its address (like 192.168.0.10), on this machine or in a private network: no name, no public address.',
  ],
  NAME_MALFORMED: [400, 'A name has 1 to 100 characters, without spaces at its ends: see "at".'],
  PASSWORD_LENGTH: [400, 'A password has 10 to 128 characters.'],
  PASSWORD_IS_USERNAME: [400, 'The user name cannot be the password: choose another.'],
  PASSWORD_UNCHANGED: [400, 'The new password is the one that you have: choose another.'],
  NOT_SIGNED_IN: [401, 'Sign in first.'],
  SESSION_ENDED: [401, 'Your session has ended: sign in again.'],
  SIGN_IN_REFUSED: [401, 'The user name or the password is wrong.'],
  NOT_ALLOWED: [403, 'Your role does not allow this.'],
  ROLE_WITHDRAWN: [403, 'A role of yours was taken away: load the page again for what you may still do.'],
  PERSON_SHUT_OUT: [403, 'You can no longer sign in to this workshop: ask its administrator.'],
  PASSWORD_CHANGE_DUE: [
    403,
    'Somebody else chose your password: change it first (POST /api/me/password, or the page).',
  ],
  PASSWORD_WRONG: [403, 'The current password is wrong.'],
  FOREIGN_ORIGIN: [
    403,
    'The request came from a page of another site: open this workshop’s own address and try again.',
  ],
  DEMO_USER_NOT_ALLOWED: [
    403,
    'Demo users may sign in only while the workshop listens on this machine alone (127.0.0.1): add people with "luban user add".',
  ],
  EXAMINER_TRAINED_CANDIDATE: [
    403,
    'You signed off an attempt of this candidate within the last two years: another examiner must examine.',
  ],
  EXAMINER_IS_CANDIDATE: [403, 'Nobody examines themselves: another examiner must examine.'],
  OFFICER_TRAINED_CANDIDATE: [403, 'You signed off an attempt of this candidate: another officer must decide.'],
  OFFICER_EXAMINED_CANDIDATE: [403, 'You examined this candidate: another officer must decide.'],
  OFFICER_IS_CANDIDATE: [403, 'Nobody decides on their own certificate: another officer must decide.'],
  INSTRUCTOR_IS_TRAINEE: [403, 'Nobody signs off their own attempt: another instructor must.'],
  NOT_FOUND: [404, 'There is nothing at this address.'],
  PERSON_NOT_FOUND: [404, 'There is no such person.'],
  CAR_NOT_FOUND: [404, 'There is no such car.'],
  DBC_NOT_FOUND: [404, 'No frames of this car are described.'],
  ATTEMPT_NOT_FOUND: [404, 'There is no such attempt.'],
  EXERCISE_NOT_FOUND: [404, 'There is no such exercise.'],
  EXERCISE_UNUSABLE: [400, 'The exercise cannot be used as it is: see "problems".'],
  SCHEME_NOT_FOUND: [404, 'There is no such scheme.'],
  APPLICATION_NOT_FOUND: [404, 'There is no such application.'],
  CERTIFICATE_NOT_FOUND: [404, 'There is no such certificate.'],
  STATUS_LIST_NOT_FOUND: [404, 'There is no such status list: the lists are "revocation" and "suspension".'],
  ADAPTER_NOT_FOUND: [404, 'There is no such adapter, or this attempt has none at your own computer.'],
  RIG_NOT_FOUND: [404, 'There is no such rig: look at the code on its sheet.'],
  BOOKING_NOT_FOUND: [404, 'There is no such booking.'],
  DEFECT_NOT_FOUND: [404, 'There is no such defect.'],
  GROUP_NOT_FOUND: [404, 'There is no such group.'],
  GROUP_MEMBER_NOT_FOUND: [404, 'The group has somebody who is no trainee, or who teaches or examines: see "person".'],
  DOOR_NOT_FOUND: [404, 'The attempt has no such door.'],
  PEER_NOT_FOUND: [404, 'No such address has knocked at this attempt.'],
  FAULT_NOT_FOUND: [404, 'This station has no such fault.'],
  FAULT_PRESENT: [409, 'This fault is in the station already.'],
  FAULT_GONE: [409, 'This fault is no longer in the station: it was repaired or taken away.'],
  ECU_NOT_FOUND: [404, 'The vehicle has no such control unit.'],
  EVIDENCE_NOT_FOUND: [404, 'The evidence file of this attempt is missing: restore the data folder from its backup.'],
  EVIDENCE_CHANGED: [
    409,
    'The evidence file of this attempt is no longer the one that was sealed: restore the data folder from its backup.',
  ],
  USERNAME_TAKEN: [409, 'Another person has this user name: choose another.'],
  DEMO_USER_FIXED: [409, 'Demo users stay as this installation made them: add a person instead.'],
  PERSON_SHUT_OUT_ALREADY: [409, 'This person is shut out already.'],
  PERSON_NOT_SHUT_OUT: [409, 'This person is not shut out.'],
  LAST_ADMINISTRATOR: [
    409,
    'No administrator who can sign in would be left but demo users: give somebody else the role first.',
  ],
  EXERCISE_CHANGED: [409, 'Somebody else has changed this exercise meanwhile: load it again and look.'],
  ATTEMPT_RUNNING: [409, 'The attempt is still running: end it first.'],
  REPLAY_IMPOSSIBLE: [409, 'What this attempt began with is not known any more: read its evidence instead.'],
  ATTEMPT_IS_COMPETITION: [409, 'An attempt of a competition is ranked, and signed off by nobody.'],
  COMPETITION_NOT_FOUND: [404, 'There is no such competition.'],
  COMPETITION_STARTED_ALREADY: [409, 'This competition has had its common start.'],
  COMPETITION_PLANNED: [
    409,
    'This competition starts by itself at the time that was set: take that time away to start it by hand.',
  ],
  COMPETITION_CANCELLED: [409, 'This competition was called off: open another.'],
  COMPETITION_MISSED: [409, 'The workshop was not running when this competition was to start: set another time.'],
  COMPETITION_UNTOUCHED: [409, 'A competition is neither paused nor changed for one of its teams.'],
  COMPETITOR_NOT_FOUND: [404, 'A team has somebody who is no trainee, or who teaches or examines: see "person".'],
  COMPETITOR_TWICE: [409, 'Somebody is in more than one place of the teams: see "person".'],
  COMPETITOR_BUSY: [409, 'Somebody of a team has an attempt running, see "person": end it first.'],
  ATTEMPT_NOT_GUIDED: [409, 'This attempt is not guided, or has no such step: start it with guidance for hints.'],
  ATTEMPT_CLOSED: [409, 'The attempt is closed.'],
  ATTEMPT_OPEN_ALREADY: [409, 'You have an attempt running: end it before you start another.'],
  ATTEMPT_SIGNED_OFF: [409, 'The attempt is signed off already.'],
  ATTEMPT_NOT_SUBMITTED: [409, 'The attempt has no diagnosis to sign off.'],
  ATTEMPT_IS_EXAM: [409, 'An attempt in exam mode is judged by an examiner, and signed off by nobody.'],
  ATTEMPT_NOT_OF_CANDIDATE: [
    409,
    'The attempt is not this candidate’s closed attempt in exam mode for an exercise of the scheme.',
  ],
  MESSAGE_NOT_FOUND: [404, 'There is no such message at this attempt.'],
  ADAPTER_IN_USE: [409, 'Somebody else works at this adapter: wait until that attempt ends.'],
  RIG_UNFIT: [409, 'This exercise cannot be done at this rig: choose one of those that it names.'],
  RIG_OUT_OF_ORDER: [409, 'This rig is out of order: choose another, or ask the lab master.'],
  RIG_IN_USE: [409, 'Somebody works at this rig now: wait until that attempt ends.'],
  RIG_BOOKED: [409, 'Somebody else has booked this rig for now, see "until": come then, or book another time.'],
  RIG_ADAPTER_TAKEN: [409, 'This adapter belongs to another rig: change that one first.'],
  BOOKING_OVERLAP: [409, 'Somebody else has booked the rig for some of this time: choose another time.'],
  BOOKING_OVER: [409, 'This booking is over, or cancelled already.'],
  BOOKINGS_FULL: [409, 'You have as many bookings to come as one person may have, see "limit": cancel one first.'],
  DEFECTS_FULL: [409, 'As many defects of this rig are open as can be kept: tell the lab master yourself.'],
  DEFECT_CLOSED_ALREADY: [409, 'This defect is closed already.'],
  RELEASE_NEEDED: [409, 'This acts on a real car: ask the instructor to release it for you.'],
  CONFIRMATION_NEEDED: [409, 'This acts on a real car: confirm this very request.'],
  NEVER_ON_REAL_CAR: [409, 'Nobody reprograms a real car from here.'],
  NOT_A_REAL_CAR: [409, 'The station of this attempt is simulated: there is nothing to release.'],
  STATION_PAUSED: [409, 'The instructor has paused the station: wait until it goes on.'],
  EXAM_UNTOUCHED: [409, 'An exam is neither paused nor changed by anybody.'],
  MESSAGES_FULL: [409, 'This attempt has as many messages as it can take: go to the trainee.'],
  PACE_FIXED: [409, 'An exam runs at the pace of the real world.'],
  SIGN_OFF_INCOMPLETE: [409, 'Judge every criterion of the rubric before you sign off.'],
  CONDITIONS_NOT_MET: [409, 'The conditions of the scheme are not met yet: see "missing".'],
  APPLICATION_OPEN_ALREADY: [409, 'There is an open application or a valid certificate for this scheme.'],
  EXAM_ATTEMPTS_SPENT: [
    409,
    'You have used every attempt that this exam allows, see "limit". It opens again when an examiner has judged one of them: apply for the certificate, unless you have applied already.',
  ],
  EXAM_RECORDED_ALREADY: [409, 'The exam of this application is recorded already.'],
  EXAM_MISSING: [409, 'There is no exam to decide on: an examiner records it first.'],
  EXAM_ATTEMPT_STOPPED: [409, 'The attempt was stopped or broken off, for safety or otherwise: it cannot be passed.'],
  EXAM_MEANS_MISMATCH: [
    409,
    'The scheme asks for an exam of the other kind, see "means": a practical exam judges an attempt, an oral one has none.',
  ],
  EXAM_INCOMPLETE: [409, 'Judge every criterion, see "criterion", before you record the exam.'],
  EXAM_CRITERION_UNMET: [
    409,
    'An oral exam is passed only with every criterion met: see "criterion", or record it as not passed.',
  ],
  EXAM_NOTHING_MET: [409, 'You found no criterion met: the exam cannot be recorded as passed.'],
  EXAM_BELOW_PASS_MARK: [
    409,
    'The evidence and the criteria that you found met stay below the pass mark: the exam cannot be recorded as passed.',
  ],
  EXAM_NOT_PASSED: [409, 'The exam is not passed: the certificate cannot be granted.'],
  DECISION_MADE_ALREADY: [409, 'The decision on this application is made already.'],
  CERTIFICATE_STATUS_CONFLICT: [409, 'The certificate’s status does not allow this change.'],
  RECORD_IMMUTABLE: [409, 'This record is never changed or deleted once written.'],
  BODY_TOO_LARGE: [413, 'The body is larger than this route takes.'],
  MEDIA_TYPE_UNSUPPORTED: [415, 'Send the body as application/json.'],
  TOO_MANY_REQUESTS: [429, 'Too many requests: wait the seconds of "retryAfterS", then try again.'],
  TOO_MANY_SIGN_INS: [429, 'Too many failed sign-ins: wait the seconds of "retryAfterS", then try again.'],
  INTERNAL: [500, 'The workshop made a mistake: its log says what happened, under the request id of this answer.'],
  EVIDENCE_FOLDER_UNUSABLE: [
    503,
    'The evidence folder cannot be written: make room or give the user of the workshop the right to write there, or name another data folder with LUBAN_DATA.',
  ],
  WEB_BUNDLE_MISSING: [503, 'The pages are not built: start the workshop with "npm start".'],
  DATABASE_UNAVAILABLE: [503, 'The database does not answer: see the workshop’s log, then try again.'],
  STATION_UNAVAILABLE: [503, 'The station does not answer: start a new attempt.'],
  STATION_RESTARTING: [503, 'The station had failed and comes back from its evidence: try again in a moment.'],
  STATIONS_FULL: [503, 'Every station is taken: wait until an attempt ends.'],
} as const satisfies Record<string, readonly [status: number, sentence: string]>

export type ErrorCode = keyof typeof ERRORS

export const statusOf = (code: ErrorCode) => ERRORS[code][0]

/** What an answer may carry beside code and message: the place, the reason. Never anything that names a fault. */
export type ErrorDetails = { readonly [key: string]: string | number | readonly string[] }

export class ApiError extends Error {
  override name = 'ApiError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(ERRORS[code][1], options)
    this.code = code
    this.details = details
  }
}

/** docs/errors.md, whole. `node apps/workshop/src/errors.ts` writes it; a test compares. */
export function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(([code, [status, sentence]]) => `| \`${code}\` | ${status} | ${sentence} |`)
  return [
    '# Errors of the workshop’s API',
    '',
    'Generated from `apps/workshop/src/errors.ts` by `node apps/workshop/src/errors.ts`; do not edit by hand.',
    'Every error is answered as `{ "code", "message", … }` with the status below.',
    '',
    '| code | status | message |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

if (import.meta.main) {
  const { writeFileSync } = await import('node:fs')
  writeFileSync(new URL('../../../docs/errors.md', import.meta.url), errorsPage())
}
