/** One sentence, one test: a fresh workshop on one of the databases, with the dark lamp to practise on unless told otherwise. */
import { test } from 'node:test'
import { KINDS, type Kind, kindFor, MIGRATED_DATABASES } from '../../db/testing.ts'
import { DARK_LAMP } from './dark-lamp.ts'
import { openTestWorkshop, type TestWorkshop, type TestWorkshopOptions } from './test-workshop.ts'

export function testStations(
  sentence: string,
  run: (workshop: TestWorkshop) => Promise<void>,
  options: Partial<TestWorkshopOptions> = {},
  kinds: readonly Kind[] = [kindFor(sentence)],
): void {
  for (const database of MIGRATED_DATABASES.filter(({ name }) => kinds.includes(name))) {
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

/** One on each database: its statements are met by no other test on the other one, or what it is about is the database. */
export function testStationsOnBoth(
  sentence: string,
  run: (workshop: TestWorkshop) => Promise<void>,
  options: Partial<TestWorkshopOptions> = {},
): void {
  testStations(sentence, run, options, KINDS)
}
