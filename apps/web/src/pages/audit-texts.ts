/** The lines of the audit log in words: what was done, and to what. A test holds every action of the server to a text here. */
import { useLingui } from '@lingui/react/macro'
import type { AuditLine } from '../api/audit.ts'
import { useFormats } from '../language/formats.ts'
import { useEndText } from './record-text.ts'

/** An action without a text, of an older or newer server, is shown as it was logged. */
export function useAuditTexts() {
  const { t } = useLingui()
  const { person, pair } = useFormats()
  const endText = useEndText()

  function actionText({ action, detail }: AuditLine): string {
    const texts: { readonly [action: string]: string } = {
      'session.open': t`Signed in`,
      'session.close': t`Signed out`,
      'user.add': t`Added a person`,
      'user.rename': t`Renamed a person`,
      'user.roles': t`Set the roles of a person`,
      'user.resetPassword': t`Reset a person's password`,
      'user.changePassword': t`Changed their own password`,
      'user.language': t`Chose a language`,
      'user.shutOut': t`Shut a person out`,
      'user.letIn': t`Let a person in again`,
      'attempt.start': t`Started an attempt`,
      'attempt.submit': t`Ended an attempt: handed in for assessment`,
      'attempt.cancel': t`Gave an attempt up`,
      'attempt.stop': t`Stopped an attempt for safety`,
      'attempt.interrupt': pair(t`An attempt was interrupted`, endText(String(detail.reason))),
      'attempt.restore': t`A station that had failed went on from its evidence`,
      'attempt.inject': t`Put a fault into a car while its trainee worked`,
      'attempt.clear': t`Took a fault out of a car while its trainee worked`,
      'exercise.compose': t`Composed an exercise, or changed one`,
      'competition.create': t`Opened a competition`,
      'competition.plan':
        detail.startsAt === null
          ? t`Took the start time of a competition away`
          : t`Set the start time of a competition`,
      'competition.cancel': t`Called a competition off`,
      'competition.start': t`Started a competition`,
      'competition.startFailed': t`A competition did not start at its time`,
      'attempt.signOff':
        detail.passed === true ? t`Signed an attempt off: passed` : t`Signed an attempt off: not passed`,
      'application.submit': t`Applied for a certificate`,
      'exam.record': detail.passed === true ? t`Recorded an exam: passed` : t`Recorded an exam: not passed`,
      'decision.make': detail.granted === true ? t`Decided: certificate granted` : t`Decided: certificate refused`,
      'certificate.suspended': t`Suspended a certificate`,
      'certificate.reinstated': t`Reinstated a certificate`,
      'certificate.revoked': t`Revoked a certificate`,
      'rig.add': t`Made a rig known`,
      'rig.change': t`Changed a rig`,
      'rig.withdraw': t`Took a rig out`,
      'booking.make': t`Booked a rig`,
      'booking.cancel': t`Cancelled the booking of a rig`,
      'defect.report':
        detail.isUnusable === true ? t`Reported a defect that takes a rig out of order` : t`Reported a defect of a rig`,
      'defect.close': t`Closed the defect of a rig`,
      'group.create': t`Made a group`,
      'group.change': t`Changed a group`,
      'group.dissolve': t`Dissolved a group`,
      'adapter.register': t`Made the adapter of a real car known`,
      'adapter.withdraw': t`Took the adapter of a real car out`,
      'issuer.key': t`Made a new signing key`,
    }
    return texts[action] ?? action
  }

  function subjectText({ subject, subjectName, subjectNames }: AuditLine): string {
    const at = subject.indexOf(':')
    const [noun, id] = [subject.slice(0, at), subject.slice(at + 1)]
    const nouns: { readonly [noun: string]: string } = {
      attempt: t`Attempt`,
      application: t`Application`,
      competition: t`Competition`,
      certificate: t`Certificate`,
      exercise: t`Exercise`,
      adapter: t`Adapter`,
      rig: t`Rig`,
      booking: t`Booking`,
      defect: t`Defect`,
      group: t`Group`,
      key: t`Key`,
    }
    if (noun === 'user') return subjectName === null ? id : person(subjectName, subjectNames)
    return nouns[noun] ? pair(nouns[noun], shortened(id)) : subject
  }

  return {
    actionText,
    subjectText,
    actorText: ({ actorId, actorName, actorNames }: AuditLine) => {
      if (actorName !== null) return person(actorName, actorNames)
      return actorId === 'system' ? t`The workshop itself` : actorId
    },
  }
}

/** The beginning of a random identifier tells it apart from its neighbours; the whole stands in the line's title. */
function shortened(id: string): string {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(id) ? id.slice(0, 8) : id
}
