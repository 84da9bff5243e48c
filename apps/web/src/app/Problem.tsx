/** Something went wrong: what, in plain words, and what a person can do about it. */

import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { ApiProblem } from '../api/client.ts'
import { LinkButton } from './LinkButton.tsx'
import { PageHead } from './PageHead.tsx'

/** Every error of the server that a person at a page can meet; what is left is told by its status. */
const REMEDIES: { readonly [code: string]: MessageDescriptor } = {
  NO_CONNECTION: msg`The server does not answer. Check the network, or whether the workshop is running, then try again.`,
  SIGN_IN_REFUSED: msg`The user name or the password is not right.`,
  USERNAME_MALFORMED: msg`A user name has 3 to 30 Latin letters, digits and . _ -, or is a phone number such as +77001234567.`,
  USERNAME_TAKEN: msg`Another person has this user name: choose another.`,
  NAME_MALFORMED: msg`A name has 1 to 100 characters and nothing that cannot be printed.`,
  PASSWORD_LENGTH: msg`A password has 10 to 128 characters.`,
  PASSWORD_IS_USERNAME: msg`The user name cannot be the password: choose another.`,
  PASSWORD_UNCHANGED: msg`The new password is the one that you have: choose another.`,
  PASSWORD_CHANGE_DUE: msg`Somebody else chose your password: load the page again and choose your own.`,
  ROLE_WITHDRAWN: msg`A role of yours was taken away. Load the page again for what you may still do.`,
  PERSON_SHUT_OUT: msg`You can no longer sign in to this workshop: ask its administrator.`,
  PERSON_SHUT_OUT_ALREADY: msg`This person is shut out already. Load the page again.`,
  PERSON_NOT_SHUT_OUT: msg`This person is not shut out any more. Load the page again.`,
  PASSWORD_WRONG: msg`The present password is not right.`,
  PERSON_NOT_FOUND: msg`There is no such person any more. Load the page again.`,
  DEMO_USER_FIXED: msg`Demonstration users stay as they were made: add a person instead.`,
  LAST_ADMINISTRATOR: msg`No administrator who can sign in would be left but demonstration users: give somebody else the role first.`,
  DEMO_USER_NOT_ALLOWED: msg`Demonstration users may sign in only where the workshop listens on its own machine alone.`,
  EXAMINER_TRAINED_CANDIDATE: msg`You signed off an attempt of this candidate within the last two years: another examiner must examine.`,
  EXAMINER_IS_CANDIDATE: msg`Nobody examines themselves: another examiner must examine.`,
  OFFICER_TRAINED_CANDIDATE: msg`You signed off an attempt of this candidate: another officer must decide.`,
  OFFICER_EXAMINED_CANDIDATE: msg`You examined this candidate: another officer must decide.`,
  OFFICER_IS_CANDIDATE: msg`Nobody decides on their own certificate: another officer must decide.`,
  INSTRUCTOR_IS_TRAINEE: msg`Nobody signs off their own attempt: another instructor must.`,
  ATTEMPT_RUNNING: msg`The attempt is still running: end it first.`,
  REPLAY_IMPOSSIBLE: msg`What this attempt began with is not known any more: read its evidence instead.`,
  ATTEMPT_IS_COMPETITION: msg`An attempt of a competition is ranked, and signed off by nobody.`,
  COMPETITION_STARTED_ALREADY: msg`This competition has had its common start.`,
  COMPETITION_PLANNED: msg`This competition starts by itself at its time: take that time away to start it by hand.`,
  COMPETITION_CANCELLED: msg`This competition was called off: open another.`,
  COMPETITION_MISSED: msg`The workshop was not running when this competition was to start: set another time.`,
  COMPETITION_UNTOUCHED: msg`A competition is neither paused nor changed for one of its teams.`,
  COMPETITOR_NOT_FOUND: msg`A team has somebody who is no trainee, or who teaches or examines.`,
  COMPETITOR_TWICE: msg`Somebody is in more than one place of the teams.`,
  COMPETITOR_BUSY: msg`Somebody of a team has an attempt running: it must be ended first.`,
  ATTEMPT_NOT_GUIDED: msg`This attempt is not guided: start the exercise with guidance for hints.`,
  ATTEMPT_CLOSED: msg`This attempt has ended and takes nothing more.`,
  ATTEMPT_OPEN_ALREADY: msg`You have an attempt running: end it before you start another.`,
  ATTEMPT_SIGNED_OFF: msg`The attempt is signed off already.`,
  ATTEMPT_NOT_SUBMITTED: msg`The attempt has no diagnosis to sign off.`,
  ATTEMPT_IS_EXAM: msg`An attempt in exam mode is judged by an examiner, and signed off by nobody.`,
  ATTEMPT_NOT_OF_CANDIDATE: msg`This is not the candidate's attempt in exam mode for an exercise of the scheme.`,
  RIG_NOT_FOUND: msg`There is no rig with this code: look at its sheet again.`,
  RIG_UNFIT: msg`This exercise cannot be done at this rig: choose one of its own.`,
  RIG_OUT_OF_ORDER: msg`This rig is out of order: choose another, or ask the lab master.`,
  RIG_IN_USE: msg`Somebody works at this rig now: wait until that attempt ends.`,
  RIG_BOOKED: msg`Somebody else has booked this rig for now: come later, or book another time.`,
  RIG_ADAPTER_TAKEN: msg`This adapter belongs to another rig: change that one first.`,
  BOOKING_OVERLAP: msg`The rig is booked for some of this time: choose another time.`,
  BOOKING_NOT_FOUND: msg`There is no such booking any more. Load the page again.`,
  BOOKING_OVER: msg`This booking is over, or cancelled already. Load the page again.`,
  BOOKINGS_FULL: msg`You have as many bookings to come as one person may have: cancel one first.`,
  DEFECTS_FULL: msg`Too many defects of this rig are open already: tell the lab master yourself.`,
  DEFECT_NOT_FOUND: msg`There is no such defect any more. Load the page again.`,
  DEFECT_CLOSED_ALREADY: msg`Somebody else has closed this defect. Load the page again.`,
  GROUP_NOT_FOUND: msg`There is no such group any more. Load the page again.`,
  GROUP_MEMBER_NOT_FOUND: msg`Somebody in the group is no trainee, or teaches or examines. Load the page again.`,
  ADAPTER_NOT_FOUND: msg`There is no such adapter any more: choose another.`,
  ADAPTER_IN_USE: msg`Somebody else works at this adapter: choose another, or wait.`,
  ADAPTER_ADDRESS_FOREIGN: msg`An adapter is named by its address in this network, like 192.168.0.10; names and public addresses are not taken.`,
  RELEASE_NEEDED: msg`This acts on the real car: ask the instructor to release it.`,
  CONFIRMATION_NEEDED: msg`Nothing was sent to the car.`,
  NEVER_ON_REAL_CAR: msg`Nobody reprograms a real car from here.`,
  STATION_PAUSED: msg`The instructor has paused the station: wait until it goes on.`,
  EXAM_UNTOUCHED: msg`An exam is neither paused nor changed by anybody.`,
  EXERCISE_UNUSABLE: msg`The exercise cannot be used as it is: choose car, laboratory and faults anew.`,
  EXERCISE_CHANGED: msg`Somebody else has changed this exercise meanwhile: load the page again.`,
  FAULT_PRESENT: msg`This fault is in the car already.`,
  FAULT_GONE: msg`This fault is no longer in the car: it was repaired or taken out.`,
  MESSAGES_FULL: msg`This attempt has as many messages as it can take: go to the trainee.`,
  PACE_FIXED: msg`An exam runs at the pace of the real world.`,
  SIGN_OFF_INCOMPLETE: msg`Judge every criterion before you sign off.`,
  CONDITIONS_NOT_MET: msg`The conditions of the scheme are not met yet.`,
  APPLICATION_OPEN_ALREADY: msg`There is an open application or a valid certificate for this scheme.`,
  EXAM_ATTEMPTS_SPENT: msg`You have used every attempt that this exam allows. It opens again when an examiner has judged one of them: apply for the certificate, unless you have applied already.`,
  EXAM_RECORDED_ALREADY: msg`The exam of this application is recorded already.`,
  EXAM_MISSING: msg`There is no exam to decide on: an examiner records it first.`,
  EXAM_NOT_PASSED: msg`The exam is not passed: the certificate cannot be granted.`,
  EXAM_ATTEMPT_STOPPED: msg`The exam attempt was stopped for safety or never finished: it cannot be passed.`,
  EXAM_INCOMPLETE: msg`Judge every criterion before you record the exam.`,
  EXAM_MEANS_MISMATCH: msg`The scheme asks for an exam of the other kind, oral or practical. Load the page again.`,
  EXAM_CRITERION_UNMET: msg`An oral exam is passed only with every criterion met.`,
  EXAM_NOTHING_MET: msg`No criterion was found met: the exam cannot be recorded as passed.`,
  EXAM_BELOW_PASS_MARK: msg`The evidence and the criteria found met stay below the pass mark: the exam cannot be recorded as passed.`,
  EVIDENCE_CHANGED: msg`The evidence file was changed after it was sealed. Nobody can sign this off: ask the administrator for the backup.`,
  EVIDENCE_NOT_FOUND: msg`The evidence file is missing: ask the administrator for the backup.`,
  DECISION_MADE_ALREADY: msg`The decision on this application is made already.`,
  CERTIFICATE_STATUS_CONFLICT: msg`The certificate's present status does not allow this change.`,
  BODY_TOO_LARGE: msg`The file is too large to be a certificate.`,
  TOO_MANY_SIGN_INS: msg`Too many failed sign-ins. Wait a few minutes, then try again.`,
  STATION_RESTARTING: msg`The station had failed and comes back from its evidence: try again in a moment.`,
  STATION_UNAVAILABLE: msg`The station does not answer: start a new attempt.`,
  STATIONS_FULL: msg`Every station is taken: wait until an attempt ends.`,
}
const BY_STATUS: { readonly [status: number]: MessageDescriptor } = {
  400: msg`The server did not accept what was entered. Check the fields.`,
  401: msg`Your session has ended. Sign in again.`,
  403: msg`Your role does not include this. Ask the person who manages the workshop.`,
  404: msg`There is nothing here, or it is not yours to see.`,
  409: msg`This does not fit the present state. Load the page again and look.`,
  429: msg`Too many tries. Wait a minute, then try again.`,
  413: msg`The file is too large to be a certificate.`,
  503: msg`The workshop cannot do this at the moment. Try again shortly; if it stays, tell the administrator.`,
  500: msg`The server met an error of its own. Try again; if it stays, tell the administrator the time.`,
}

/** The remedy in the shown language; the server's own words stand below for those who mend it. */
export function useRemedy(): (problem: unknown) => string {
  const { i18n, t } = useLingui()
  return (problem) => {
    if (!(problem instanceof ApiProblem)) return t`The page met an error of its own. Load it again.`
    const remedy = REMEDIES[problem.code] ?? BY_STATUS[problem.status]
    return remedy ? i18n._(remedy) : problem.message
  }
}

export function Problem({ problem, retry }: { problem: unknown; retry?: () => void }) {
  const remedyOf = useRemedy()
  const isSignedOut = problem instanceof ApiProblem && problem.status === 401
  return (
    <Alert color="red" variant="light" role="alert" title={<Trans>That did not work</Trans>} data-testid="problem">
      <Stack gap="xs">
        <Text size="sm">{remedyOf(problem)}</Text>
        <Detail problem={problem} />
        <Group gap="xs">
          {retry && (
            <Button size="xs" variant="default" onClick={retry}>
              <Trans>Try again</Trans>
            </Button>
          )}
          {isSignedOut && (
            <LinkButton size="xs" to="/sign-in">
              <Trans>Sign in</Trans>
            </LinkButton>
          )}
        </Group>
      </Stack>
    </Alert>
  )
}

function Detail({ problem }: { problem: unknown }) {
  if (!(problem instanceof Error)) return null
  const code = problem instanceof ApiProblem ? `${problem.code}: ` : ''
  return (
    <Text size="xs" c="dimmed" ff="monospace" lang="en" style={{ overflowWrap: 'anywhere' }}>
      {code}
      {problem.message}
    </Text>
  )
}

/** What a page becomes when rendering it failed. */
export function BrokenPage({ error }: ErrorComponentProps) {
  const router = useRouter()
  return (
    <Stack maw={720} gap="lg">
      <PageHead title={<Trans>This page could not be shown</Trans>} />
      <Problem problem={error} retry={() => void router.invalidate()} />
    </Stack>
  )
}

export function NotFoundPage() {
  return (
    <Stack maw={720} gap="lg" data-testid="not-found">
      <PageHead
        title={<Trans>Nothing at this address</Trans>}
        lead={
          <Trans>
            The link may be old, or mistyped. From the workshops every laboratory and exercise can be reached.
          </Trans>
        }
      />
      <Group>
        <LinkButton to="/">
          <Trans>To the workshops</Trans>
        </LinkButton>
        <LinkButton to="/verify" variant="default">
          <Trans>Verify a certificate</Trans>
        </LinkButton>
      </Group>
    </Stack>
  )
}
