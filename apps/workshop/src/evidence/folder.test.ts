/** A workshop whose evidence cannot be written does not open, and says why. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { freshPgliteFolder, freshPostgresqlUrl, kindFor } from '../db/testing.ts'
import { openTestWorkshop } from '../testing.ts'

/** What stands where the folder should be. None needs a user without rights: the tests may run as root. */
const OBSTACLES: { readonly [obstacle: string]: (path: string) => void } = {
  'a file': (path) => writeFileSync(path, 'not a folder'),
  'a link to nothing': (path) => symlinkSync(join(path, 'nothing/there'), path),
  'a folder that nobody writes to': (path) => symlinkSync('/proc/self', path),
}

for (const [obstacle, put] of Object.entries(OBSTACLES)) {
  const kind = kindFor(obstacle)
  test(`with ${obstacle} in the place of the evidence nothing opens, and the remedy is said (${kind})`, async () => {
    const dataDir = kind === 'PGlite' ? await freshPgliteFolder() : mkdtempSync(join(tmpdir(), 'luban-no-evidence-'))
    const databaseUrl = kind === 'PostgreSQL' ? await freshPostgresqlUrl() : undefined
    put(join(dataDir, 'evidence'))
    try {
      const opening = () => openTestWorkshop(kind, { dataDir, databaseUrl })
      await assert.rejects(opening, (error: Error & { code: string }) => {
        assert.equal(error.code, 'EVIDENCE_FOLDER_UNUSABLE')
        assert.match(error.message, /LUBAN_DATA/)
        assert(error.message.includes(join(dataDir, 'evidence')), error.message)
        return true
      })
      // What was open is closed again: with the obstacle away, the very same place opens.
      rmSync(join(dataDir, 'evidence'))
      await (await openTestWorkshop(kind, { dataDir, databaseUrl })).close()
      assert.deepEqual(readdirSync(join(dataDir, 'evidence')), [])
    } finally {
      rmSync(dataDir, { recursive: true, force: true })
    }
  })
}

test('a folder with evidence in it is left as it is', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'luban-evidence-'))
  mkdirSync(join(dataDir, 'evidence'))
  writeFileSync(join(dataDir, 'evidence/kept.mcap'), 'kept')
  try {
    const databaseUrl = await freshPostgresqlUrl()
    await (await openTestWorkshop('PostgreSQL', { dataDir, databaseUrl })).close()
    assert.deepEqual(readdirSync(join(dataDir, 'evidence')), ['kept.mcap'])
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
})
