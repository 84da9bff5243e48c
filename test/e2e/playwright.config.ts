/**
 * In Debian's Chromium, in each of the four languages: the whole story or the shortest way through all its hands, each of
 * them on both databases; every page at the width of a phone. In one: the safety gate, the wiring diagram, other cars, a
 * class, a demonstration by clicks, and as the README leads through it. What those show is looked at in all with the pages.
 */
import { availableParallelism } from 'node:os'
import { defineConfig } from '@playwright/test'
import type { Story } from './server.ts'

// What takes longest does not come last: it would be waited for by itself.
const LANGUAGES = ['en', 'kk', 'ru', 'zh'] as const
const DATABASES = ['postgresql', 'embedded'] as const
const WHOLE = { kk: 'postgresql', en: 'embedded' } as const
const SHORTEST = { ru: 'embedded', zh: 'postgresql' } as const
const WAYS = { ...WHOLE, ...SHORTEST }
const ONE = { en: 'embedded' } as const
const WAY = ['story.e2e.ts', 'certificate.e2e.ts']
const EACH = ['pages.e2e.ts']

export default defineConfig<Story>({
  testDir: '.',
  outputDir: '../../test-results/e2e',
  // Limits against waiting for ever: a machine that runs much else takes long, and is no failure.
  timeout: 1_200_000,
  expect: { timeout: 90_000 },
  workers: availableParallelism() + 2, // A third of the time they wait: for a car, for a server, for each other.
  fullyParallel: true,
  globalSetup: './setup.ts',
  use: {
    actionTimeout: 90_000,
    navigationTimeout: 90_000,
    viewport: { width: 1366, height: 768 },
    contextOptions: { reducedMotion: 'reduce' }, // What fades is neither here nor gone, and costs pictures.
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
  projects: DATABASES.flatMap((database) =>
    LANGUAGES.filter((language) => database === 'embedded' || WAYS[language] === database).map((language) => ({
      name: `${language}, ${database}`,
      use: { language, database },
      testMatch: isIn(ONE, language, database) ? '*.e2e.ts' : database === 'embedded' ? [...EACH, ...WAY] : WAY,
      testIgnore: [
        ...(isIn(WHOLE, language, database) ? [] : ['story.e2e.ts']),
        ...(isIn(SHORTEST, language, database) ? [] : ['certificate.e2e.ts']),
      ],
    })),
  ),
})

function isIn(ways: Readonly<Partial<typeof WAYS>>, language: (typeof LANGUAGES)[number], database: string): boolean {
  return ways[language] === database
}
