/** One sentence, one test on each database: a fresh workshop, with the dark lamp to practise on unless told otherwise. */
import { test } from 'node:test'
import { MIGRATED_DATABASES } from '../../db/testing.ts'
import { DARK_LAMP } from './dark-lamp.ts'
import { openTestWorkshop, type TestWorkshop, type TestWorkshopOptions } from './test-workshop.ts'

export function testStations(
  sentence: string,
  run: (workshop: TestWorkshop) => Promise<void>,
  options: Partial<TestWorkshopOptions> = {},
): void {
  for (const database of MIGRATED_DATABASES) {
    test(`${sentence} (${database.name})`, async () => {
      const workshop = await openTestWorkshop({ place: await database.place(), exercises: [DARK_LAMP], ...options })
      try {
        await run(workshop)
      } finally {
        await workshop.close()
      }
    })
  }
}
