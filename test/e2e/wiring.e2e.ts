/** The wiring diagram on the bench: a probe put there is the meter's, a pulled plug has two sides, a wire is a cause. */
import { expect } from '@playwright/test'
import { Looks } from './looks.ts'
import { Person } from './people.ts'
import { story } from './server.ts'

story.use({ isFirstStart: false })

story('a trainee finds the way by the wiring diagram', async ({ page, language, workshop }, info) => {
  const person = new Person(page, language, workshop)
  const looks = new Looks(page, info)
  await person.signIn('trainee')
  await person.open('/laboratories/ust-kamenogorsk-electric')
  await person.startAttempt('weak-regeneration', 'practice')
  await person.turnTo('wiring')
  await looks.look('wiring')

  // By the number of a wire to its ends.
  await person.at('wiring-shown').fill('401')
  await page.keyboard.press('Enter')
  await person.click('wiring-large')
  await person.click('wiring-fit')
  await looks.look('wiring-wide')
  await person.click('wiring-point-pump.plus')
  await person.at('wiring-point-pump.minus.wire').click({ modifiers: ['Shift'] })
  await expect(person.at('wiring-at-red')).toContainText('A1')
  await expect(person.at('wiring-at-black')).toContainText('A2')

  // The ohmmeter reads the pump through its plug, and nothing across it once it is pulled.
  const ohm = async () => {
    await person.turnTo('meter')
    await person.click('meter-instrument-ohmmeter')
    const answered = page.waitForResponse(/\/measurements$/)
    await person.click('meter-measure')
    await answered
    await expect(person.at('meter-measure')).toBeEnabled()
    return person.at('meter-reading').innerText()
  }
  expect(Number.parseFloat(await ohm())).toBeLessThan(5)
  await person.turnTo('wiring')
  await page.locator('[data-testid^="wiring-connector-pump.a"]').first().click()
  await person.click('wiring-move-connector')
  await expect(page.locator('.wd-group[data-pulled]')).not.toHaveCount(0)
  await looks.look('wiring-pulled')
  expect(await ohm()).toMatch(/OL|MΩ|kΩ/)

  await person.turnTo('wiring')
  await person.click('wiring-wire-401')
  await person.click('wiring-suspect')
  await expect(person.at('cause-component')).toHaveValue(/401/)
  looks.assertAllWell()
})
