/**
 * In Debian's Chromium: the story in each of the four languages, on the embedded database and on PostgreSQL; the safety gate in
 * the four languages; every page at the width of a phone in each of them; a demonstration by clicks, and as the README
 * leads through it, in one.
 */
import { defineConfig } from '@playwright/test'
import type { Story } from './server.ts'

const LANGUAGES = ['kk', 'ru', 'zh', 'en'] as const
const DATABASES = ['embedded', 'postgresql'] as const

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
      testMatch: database === 'embedded' ? '*.e2e.ts' : 'story.e2e.ts', // The pages are the same.
      testIgnore: language === 'en' ? [] : ['demo.e2e.ts', 'readme.e2e.ts'],
    })),
  ),
})
