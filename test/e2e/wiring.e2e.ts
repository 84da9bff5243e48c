/** The wiring diagram on the bench: a probe put there is the meter's, a pulled plug has two sides, a wire is a cause; on a tablet, by taps. */
import { expect } from '@playwright/test'
import { Looks } from './looks.ts'
import { Person } from './people.ts'
import { story } from './server.ts'

story.use({ isFirstStart: false })

const ACROSS = { width: 1180, height: 820 }
const UPRIGHT = { width: 820, height: 1180 }

story('a trainee finds the way by the wiring diagram', async ({ page, browser, language, workshop }, info) => {
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

  // A break-out box between its plug and its socket: a probe finds its points and the car's body, and no others.
  expect((await person.putBreakOutBox('pump', 'meter-red')).length).toBeGreaterThan(2)
  await looks.look('wiring-breakout-box')

  await person.turnTo('wiring')
  await person.click('wiring-wire-401')
  await person.click('wiring-suspect')
  await expect(person.at('cause-component')).toHaveValue(/401/)

  // What the battery's own monitor measures of the insulation, by a routine.
  await person.click('dash-power-on')
  await expect(person.at('dash-power-off')).toBeVisible()
  await person.click('scan-ecu-bms')
  await person.click('scan-view-tests')
  await person.click('scan-routine-2008-start')
  await expect(person.at('scan-routine-2008').locator('code')).toHaveText(/^[0-9A-F]{2} ?[0-9A-F]{2}$/)

  const tablet = await browser.newContext({ viewport: ACROSS, hasTouch: true, reducedMotion: 'reduce' })
  const onTablet = await tablet.newPage()
  const looksOnTablet = new Looks(onTablet, info)
  await measureByTaps(new Person(onTablet, language, workshop), looksOnTablet)
  await tablet.close()
  looksOnTablet.assertAllWell()
  looks.assertAllWell()
})

/** Across and upright: both probes and a measurement, without a mouse and without keys. */
async function measureByTaps(person: Person, looks: Looks): Promise<void> {
  const { page } = person
  const tap = (testId: string) => person.at(testId).tap()
  await person.signIn('trainee2')
  await person.open('/laboratories/ust-kamenogorsk-electric')
  await person.startAttempt('weak-regeneration', 'practice')
  for (const [name, viewport, black] of [
    ['across', ACROSS, 'pump.minus'],
    ['upright', UPRIGHT, 'pump.plus.wire'],
  ] as const) {
    await page.setViewportSize(viewport)
    await tap('bench-tab-wiring')
    await tap('wiring-shown')
    await page.getByRole('option', { name: 'Cooling pump', exact: true }).tap()
    for (const [probe, point] of [
      ['red', 'pump.plus'],
      ['black', black],
    ] as const) {
      await tap(`wiring-point-${point}`)
      await tap(`wiring-put-${probe}`)
    }
    await expect(person.at('wiring-at-red')).toContainText('A1')
    await looks.look(`tablet-${name}-wiring`)
    await tap('wiring-to-meter')
    await tap('meter-instrument-ohmmeter')
    const answered = page.waitForResponse(/\/measurements$/)
    await tap('meter-measure')
    await answered
    await expect(person.at('meter-reading')).toHaveText(/Ω$/)
    await looks.look(`tablet-${name}-meter`)
  }
}
