/** The issuer's identity: the keys that certificates of this installation are signed with. did:web. */
import { FILE, FileReply, route } from '../../route.ts'

export const readDidDocument = route({
  method: 'GET',
  path: '/.well-known/did.json',
  summary: 'The DID document of this issuer.',
  permission: 'public',
  reply: FILE,
  errors: [],

  async handle({ services: { issuer } }) {
    return new FileReply('application/did+json', Buffer.from(`${JSON.stringify(issuer.document, null, 2)}\n`))
  },
})
