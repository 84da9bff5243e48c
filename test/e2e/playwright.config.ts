/**
 * In Debian's Chromium, in each of the four languages: the whole story on one database, the embedded one or PostgreSQL, and
 * on the other the shortest way through all that a database keeps; the safety gate; every page at the width of a phone. A
 * demonstration by clicks, and as the README leads through it, in one.
 */
import { defineConfig } from '@playwright/test'
import type { Story } from './server.ts'

const LANGUAGES = ['kk', 'ru', 'zh', 'en'] as const
const DATABASES = ['embedded', 'postgresql'] as const
/** Two whole stories on each database: the pages are the same. */
const WHOLE = { kk: 'postgresql', ru: 'embedded', zh: 'postgresql', en: 'embedded' } as const

export default defineConfig<Story>({
  testDir: '.',
  outputDir: '../../test-results/e2e',
  // Limits against waiting for ever: a machine that runs much else takes long, and is no failure.
  timeout: 1_200_000,
  expect: { timeout: 90_000 },
  workers: 2,
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
    LANGUAGES.map((language) => ({
      name: `${language}, ${database}`,
      use: { language, database },
      testMatch: database === 'embedded' ? '*.e2e.ts' : ['story.e2e.ts', 'certificate.e2e.ts'],
      testIgnore: [
        WHOLE[language] === database ? 'certificate.e2e.ts' : 'story.e2e.ts',
        ...(language === 'en' ? [] : ['demo.e2e.ts', 'readme.e2e.ts', 'petrol.e2e.ts', 'real.e2e.ts', 'guided.e2e.ts']),
      ],
    })),
  ),
})
