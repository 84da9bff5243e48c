/**
 * In Debian's Chromium: the story in each of the four languages, on the embedded database and on PostgreSQL; the safety gate in
 * the four languages; every page at the width of a phone in the widest script and in the one without spaces.
 */
import { defineConfig } from '@playwright/test'
import type { Story } from './server.ts'

const LANGUAGES = ['kk', 'ru', 'zh', 'en'] as const
const DATABASES = ['embedded', 'postgresql'] as const

export default defineConfig<Story>({
  testDir: '.',
  outputDir: '../../test-results/e2e',
  timeout: 480_000,
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
      testMatch: filesOf(language, database),
    })),
  ),
})

function filesOf(language: (typeof LANGUAGES)[number], database: (typeof DATABASES)[number]): string[] {
  if (database === 'postgresql') return ['story.e2e.ts'] // The pages are the same.
  return language === 'kk' || language === 'zh' ? ['*.e2e.ts'] : ['story.e2e.ts', 'gate.e2e.ts']
}
