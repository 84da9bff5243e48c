/** Practice with guidance: the steps tick by themselves, a hint is opened by keyboard, and the instructor sees both. */
import { expect } from '@playwright/test'
import { Looks } from './looks.ts'
import { Person } from './people.ts'
import { type Language, story } from './server.ts'

story.use({ isFirstStart: false })

const LANGUAGES: readonly Language[] = ['kk', 'ru', 'zh', 'en']
const TABLET = { width: 820, height: 1180 }

story(
  'a trainee is led through a diagnosis, and the instructor sees how',
  async ({ page, language, workshop }, info) => {
    const trainee = new Person(page, language, workshop)
    const looks = new Looks(page, info)
    await trainee.signIn('trainee')
    await trainee.open('/laboratories/ust-kamenogorsk-electric')
    const id = await trainee.startAttempt('car-will-not-enter-ready', 'guided')
    await expect(trainee.at('guide-observe')).toHaveAttribute('aria-expanded', 'true')
    await looks.look('guided-begun')

    await trainee.click('dash-power-on')
    await trainee.click('dash-start')
    await expect(trainee.at('guide-observe')).toHaveAttribute('data-done', 'true')
    await expect(trainee.at('guide-readCodes')).toHaveAttribute('aria-expanded', 'true')
    await trainee.readCodes('bms')
    await expect(trainee.at('guide-readCodes')).toHaveAttribute('data-done', 'true')

    // By keyboard alone: choose a step, and open its hint behind it.
    await trainee.at('guide-measure').focus()
    await page.keyboard.press('Enter')
    await trainee.at('open-hint').focus()
    await page.keyboard.press('Enter')
    await expect(trainee.at('guide-hint')).toBeVisible()
    await looks.look('guided-hint')
    for (const one of LANGUAGES) {
      await new Person(page, one, workshop).switchLanguage()
      await looks.lookForCuts(`guided in ${one}`)
      await page.screenshot({ path: info.outputPath(`guided-hint-${one}.png`) })
    }
    await page.setViewportSize(TABLET)
    await looks.look('guided-tablet')
    const hint = trainee.at('guide-hint').locator('..')
    expect(await hint.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBeLessThanOrEqual(1)
    await page.setViewportSize({ width: 1366, height: 768 })
    await looks.lookOnPhone('guided')

    await trainee.clickAndConfirm('cancel-attempt')
    await expect(trainee.at('guided-readCodes')).toContainText('✓')
    await trainee.open(`/attempts/${id}/replay`)
    await expect(trainee.at('guide')).toBeVisible()
    await looks.look('guided-replay')
    await trainee.open('/')
    await trainee.signOut()
    await trainee.signIn('instructor')
    await trainee.open(`/review/${id}`)
    await expect(trainee.at('guide-summary')).toBeVisible()
    await looks.look('guided-review')
    looks.assertAllWell()
  },
)
