/** What changes and its line in the audit log, in one transaction: both are kept or neither. */
import type { Context } from '../context.ts'
import type { Database } from '../db/schema.ts'
import { writeAudit } from './log.ts'

/** `actorId`: a user's id, or `system`. */
export const changeAs =
  (db: Database, now: () => Date, actorId: string): Context['change'] =>
  (work) =>
    db.transaction().execute(async (transaction) => {
      const { result, audit } = await work(transaction)
      await writeAudit(transaction, { ...audit, actorId, at: now() })
      return result
    })
