/** What can fail about the database before anyone asks it a question: said in one sentence with its remedy. */

export const DATABASE_ERRORS = [
  'FOLDER_LOCKED',
  'FOLDER_UNUSABLE',
  'EMBEDDED_STOPPED',
  'SERVER_UNREACHABLE',
  'SERVER_TOO_OLD',
  'MIGRATION_EDITED',
  'MIGRATION_MISSING',
  'MIGRATION_FAILED',
  'SOURCE_MISSING',
  'TARGET_NOT_EMPTY',
  'COPY_DIFFERS',
] as const

export class DatabaseError extends Error {
  override name = 'DatabaseError'
  readonly code: (typeof DATABASE_ERRORS)[number]

  constructor(code: (typeof DATABASE_ERRORS)[number], problem: string, cause?: unknown) {
    super(problem, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
