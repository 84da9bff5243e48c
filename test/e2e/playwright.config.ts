/**
 * In Debian's Chromium: the story in each of the four languages, on the embedded database and on PostgreSQL; and every
 * page at the width of a phone, and the safety gate, in the four languages.
 */
import { defineConfig } from '@playwright/test'
import type { Story } from './server.ts'

const LANGUAGES = ['kk', 'ru', 'zh', 'en'] as const
const DATABASES = ['embedded', 'postgresql'] as const

export default defineConfig<Story>({
  testDir: '.',
  testMatch: '*.e2e.ts',
  outputDir: '../../test-results/e2e',
  timeout: 240_000,
  expect: { timeout: 20_000 },
  workers: 2,
  fullyParallel: true,
  globalSetup: './setup.ts',
  use: {
    actionTimeout: 20_000,
    viewport: { width: 1366, height: 768 },
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
  projects: DATABASES.flatMap((database) =>
    LANGUAGES.map((language) => ({
      name: `${language}, ${database}`,
      use: { language, database },
      ...(database === 'postgresql' ? { testMatch: 'story.e2e.ts' } : {}),
    })),
  ),
})
