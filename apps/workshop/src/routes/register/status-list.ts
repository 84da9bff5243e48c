/** The status lists as signed bytes: whoever verifies a certificate fetches them, without telling us which one it is. */
import { Type } from 'typebox'
import { readStatusCredential, STATUS_PURPOSES } from '../../certification/status-lists.ts'
import { ApiError } from '../../errors.ts'
import { FILE, FileReply, route } from '../../route.ts'

export const readStatusList = route({
  method: 'GET',
  path: '/status/:purpose',
  summary: 'A Bitstring Status List: which certificates are revoked, or suspended.',
  permission: 'public',
  params: Type.Object({ purpose: Type.String() }),
  reply: FILE,
  errors: ['STATUS_LIST_NOT_FOUND'],

  async handle({ db, now, services: { issuer }, setHeader }, { params }) {
    const purpose = STATUS_PURPOSES.find((one) => one === params.purpose)
    if (!purpose) throw new ApiError('STATUS_LIST_NOT_FOUND')
    setHeader('cache-control', 'no-cache') // A suspension shows at once.
    setHeader('access-control-allow-origin', '*') // Verifiers in other sites' pages read it.
    return new FileReply('application/vc', await readStatusCredential(db, issuer, purpose, now()))
  },
})
