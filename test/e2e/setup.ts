/**
 * Starts and ends the workshop once, so that the pages are built before the tests race for them; what it leaves is where
 * those begin that are not about a first start.
 */
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { end, STARTED_FOLDER, startWorkshop } from './server.ts'

// biome-ignore lint/style/noDefaultExport: Playwright takes the set-up from there.
export default async function setup(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'luban-story-'))
  const processes: ChildProcess[] = []
  await startWorkshop(folder, {}, processes)
  for (const child of processes) await end(child)
  process.env[STARTED_FOLDER] = folder // For the workers too.
  return () => rmSync(folder, { recursive: true, force: true })
}
