/** Every route of the workshop. The server mounts them, the OpenAPI page lists them, the web takes their types. */
import type { Static, TSchema } from 'typebox'
import type { AnyRoute, AnySocketRoute, Route } from '../route.ts'
import { readAudit } from './admin/audit.ts'
import { readAuditChain } from './admin/audit-chain.ts'
import { act } from './attempts/act.ts'
import { cancelAttempt } from './attempts/cancel.ts'
import { decidePeer } from './attempts/decide-peer.ts'
import { diagnose } from './attempts/diagnose.ts'
import { readEvidenceRecords } from './attempts/evidence.ts'
import { downloadAsc } from './attempts/evidence-asc.ts'
import { downloadCandump } from './attempts/evidence-candump.ts'
import { downloadEvidence } from './attempts/evidence-mcap.ts'
import { downloadPcapng } from './attempts/evidence-pcapng.ts'
import { readAsked } from './attempts/exchanges.ts'
import { listAttempts } from './attempts/list.ts'
import { watchAttempt } from './attempts/live.ts'
import { lookThroughScope } from './attempts/look-through-scope.ts'
import { measure } from './attempts/measure.ts'
import { openHint } from './attempts/open-hint.ts'
import { readAttempt } from './attempts/read.ts'
import { replayAttempt } from './attempts/replay.ts'
import { keyToSeed } from './attempts/security-key.ts'
import { setPace } from './attempts/set-pace.ts'
import { startAttempt } from './attempts/start.ts'
import { submitDiagnosis } from './attempts/submit-diagnosis.ts'
import { tunnelDoor } from './attempts/tunnel.ts'
import { signIn } from './auth/sign-in.ts'
import { signOut } from './auth/sign-out.ts'
import { downloadDbc } from './cars/dbc.ts'
import { downloadPdx } from './cars/pdx.ts'
import { apply } from './certification/apply.ts'
import { reinstateCertificate, revokeCertificate, suspendCertificate } from './certification/change-status.ts'
import { decide } from './certification/decide.ts'
import { downloadCredential } from './certification/download-credential.ts'
import { listApplications } from './certification/list-applications.ts'
import { listCertificates } from './certification/list-certificates.ts'
import { listSchemes } from './certification/list-schemes.ts'
import { readApplication } from './certification/read-application.ts'
import { readCertificate } from './certification/read-certificate.ts'
import { readScheme } from './certification/read-scheme.ts'
import { recordExam } from './certification/record-exam.ts'
import { clearFault } from './class/clear-fault.ts'
import { confirmMessage } from './class/confirm-message.ts'
import { injectFault } from './class/inject-fault.ts'
import { listFaults } from './class/list-faults.ts'
import { pauseStation } from './class/pause.ts'
import { sendMessage } from './class/send-message.ts'
import { watchWall } from './class/watch-wall.ts'
import { cancelCompetition } from './competitions/cancel.ts'
import { listCompetitors } from './competitions/competitors.ts'
import { createCompetition } from './competitions/create.ts'
import { listCompetitions } from './competitions/list.ts'
import { planCompetition } from './competitions/plan-start.ts'
import { readCompetition } from './competitions/read.ts'
import { startCompetition } from './competitions/start.ts'
import { composeExercise } from './exercises/compose.ts'
import { composeVersion } from './exercises/compose-version.ts'
import { listComposed } from './exercises/list-composed.ts'
import { tryComposed } from './exercises/try-composed.ts'
import { changeGroup } from './groups/change.ts'
import { createGroup } from './groups/create.ts'
import { dissolveGroup } from './groups/dissolve.ts'
import { listGroups } from './groups/list.ts'
import { sendGroupMessage } from './groups/send-message.ts'
import { changePassword } from './me/change-password.ts'
import { keepLanguage } from './me/keep-language.ts'
import { readMe } from './me/me.ts'
import { readSession } from './me/session.ts'
import { addPerson } from './people/add-person.ts'
import { letPersonIn } from './people/let-in.ts'
import { listPeople } from './people/list-people.ts'
import { renamePerson } from './people/rename.ts'
import { resetPassword } from './people/reset-password.ts'
import { setRoles } from './people/set-roles.ts'
import { shutOutPerson } from './people/shut-out.ts'
import { bringSerial } from './real/bring-serial.ts'
import { listAdapters } from './real/list-adapters.ts'
import { registerAdapter } from './real/register-adapter.ts'
import { releaseCar } from './real/release-car.ts'
import { withdrawAdapter } from './real/withdraw-adapter.ts'
import { readDidDocument } from './register/did-document.ts'
import { readRegister } from './register/read-register.ts'
import { readStatusList } from './register/status-list.ts'
import { verify } from './register/verify.ts'
import { listReviews } from './review/list-reviews.ts'
import { signOffAttempt } from './review/sign-off.ts'
import { addRig } from './rigs/add.ts'
import { bookRig } from './rigs/book.ts'
import { cancelBooking } from './rigs/cancel-booking.ts'
import { changeRig } from './rigs/change.ts'
import { closeDefect } from './rigs/close-defect.ts'
import { listRigs } from './rigs/list.ts'
import { listDefects } from './rigs/list-defects.ts'
import { readRig } from './rigs/read.ts'
import { reportDefect } from './rigs/report-defect.ts'
import { withdrawRig } from './rigs/withdraw.ts'
import { readAbout } from './system/about.ts'
import { readHealth } from './system/health.ts'
import { listWorkshops } from './workshops/list-workshops.ts'

export const routes = [
  readAbout,
  readHealth,
  listWorkshops,
  signIn,
  signOut,
  readSession,
  readMe,
  keepLanguage,
  changePassword,
  startAttempt,
  listAttempts,
  readAttempt,
  act,
  measure,
  lookThroughScope,
  diagnose,
  keyToSeed,
  setPace,
  decidePeer,
  submitDiagnosis,
  cancelAttempt,
  sendMessage,
  confirmMessage,
  openHint,
  pauseStation,
  listComposed,
  composeExercise,
  composeVersion,
  tryComposed,
  listFaults,
  injectFault,
  clearFault,
  readEvidenceRecords,
  downloadEvidence,
  readAsked,
  replayAttempt,
  downloadCandump,
  downloadAsc,
  downloadPcapng,
  downloadDbc,
  downloadPdx,
  listAdapters,
  registerAdapter,
  withdrawAdapter,
  releaseCar,
  listRigs,
  addRig,
  readRig,
  changeRig,
  withdrawRig,
  bookRig,
  cancelBooking,
  reportDefect,
  listDefects,
  closeDefect,
  listGroups,
  createGroup,
  changeGroup,
  dissolveGroup,
  sendGroupMessage,
  listCompetitions,
  listCompetitors,
  createCompetition,
  readCompetition,
  planCompetition,
  cancelCompetition,
  startCompetition,
  listReviews,
  signOffAttempt,
  listSchemes,
  readScheme,
  apply,
  listApplications,
  readApplication,
  recordExam,
  decide,
  listCertificates,
  readCertificate,
  downloadCredential,
  suspendCertificate,
  reinstateCertificate,
  revokeCertificate,
  readRegister,
  verify,
  readDidDocument,
  readStatusList,
  listPeople,
  addPerson,
  renamePerson,
  setRoles,
  resetPassword,
  shutOutPerson,
  letPersonIn,
  readAudit,
  readAuditChain,
] as const satisfies readonly AnyRoute[]

export const socketRoutes = [
  watchAttempt,
  tunnelDoor,
  bringSerial,
  watchWall,
] as const satisfies readonly AnySocketRoute[]

type Shape<R> =
  R extends Route<
    infer M,
    infer Path,
    infer A,
    infer P extends TSchema,
    infer Q extends TSchema,
    infer B extends TSchema,
    infer Reply extends TSchema
  >
    ? { key: `${M} ${Path}`; permission: A; params: Static<P>; query: Static<Q>; body: Static<B>; reply: Static<Reply> }
    : never

type Shapes = { [I in keyof typeof routes]: Shape<(typeof routes)[I]> }[number]

/** What goes in and out of each route, by `METHOD /path`: `Routes['GET /api/me']['reply']`. */
export type Routes = { [S in Shapes as S['key']]: Omit<S, 'key'> }
