/** Safety is a gate: whoever touches high voltage without isolation is stopped, and told what was missing. */
import { expect } from '@playwright/test'
import { Looks } from './looks.ts'
import { Person } from './people.ts'
import { story } from './server.ts'

story.use({ isFirstStart: false })

story(
  'work on a high-voltage part without isolation ends the attempt and says why',
  async ({ page, language, workshop }, info) => {
    const person = new Person(page, language, workshop)
    const looks = new Looks(page, info)
    await person.signIn('trainee')
    await person.open('/laboratories/ust-kamenogorsk-electric')
    const attempt = await person.startAttempt('car-will-not-enter-ready', 'practice')
    // All that a workshop sees to beside the isolation, and yet not isolated.
    await person.click('precautions')
    const precautions = page.locator('[data-testid^="precaution-"]')
    await expect(precautions).toHaveCount(9)
    for (const precaution of await precautions.all()) {
      await precaution.click()
      await expect(precaution).toBeChecked() // As the car tells it back.
    }
    await looks.look('precautions')
    await page.keyboard.press('Escape')
    await expect(person.at('precautions')).toContainText('9/9')
    await person.click('safety-gloves')
    await person.turnTo('repair')
    await person.click('repair-prechargeResistor-replace')
    await person.click('confirm')

    await expect(person.at('hazard')).toBeVisible()
    await expect(person.at('hazard-missing').locator('li')).not.toHaveCount(0)
    await looks.look('hazard')

    // The doors are closed with the attempt, and nothing more is taken.
    const reply = await page.request.post(`${workshop.url}/api/attempts/${attempt}/actions`, {
      data: { kind: 'power', to: 'on' },
      headers: { origin: workshop.url },
    })
    expect(reply.status()).toBe(409)
    await person.open('/attempts')
    await expect(page.locator('h1')).toBeVisible()
    await looks.look('my-attempts')
    looks.assertAllWell()
  },
)
