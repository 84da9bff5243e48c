/**
 * The shortest way through everything that the database keeps: an attempt, its sign-off, application, exam, decision,
 * certificate and suspension, from page to page. In the languages in which the whole story is not told.
 */
import { expect } from '@playwright/test'
import { Looks } from './looks.ts'
import { Person } from './people.ts'
import { story } from './server.ts'

const SCHEME = 'electric-vehicle-diagnosis-foundation'

story('a diagnosis goes through all hands and becomes a certificate', async ({ page, language, workshop }, info) => {
  const person = new Person(page, language, workshop)
  const looks = new Looks(page, info)
  const lookTwice = async (name: string) => {
    await looks.look(name)
    await looks.lookOnPhone(name)
  }
  const first = (kind: string) => page.locator(`[data-testid^="${kind}-"]`).first()
  const become = async (username: string, home: string) => {
    await person.click('continue-as')
    await person.click(`become-${username}`)
    await expect(page).toHaveURL(workshop.url + home)
  }

  await page.goto(workshop.demoUrl)
  await person.chooseLanguage()
  await person.click('demo-trainee')
  await expect(page).toHaveURL(`${workshop.url}/`)
  await person.open('/laboratories/ust-kamenogorsk-electric')
  await person.startAttempt('car-will-not-enter-ready-again', 'practice')
  await person.click('dash-power-on')
  const lost = () => person.measure('voltmeter', 'ptc.interlockIn', 'ptc.interlockOut')
  await expect.poll(lost, 'volts over the heater’s interlock contact').toMatch(/^[45][.,]\d+ V$/)
  await looks.look('bench')
  await person.stateCause('ptcConnector', 'notSeated')
  await expect(person.at('score')).toBeVisible()
  await lookTwice('result')

  await become('instructor', '/review')
  await person.at('waiting-attempts').locator('[data-testid^="attempt-"]').click()
  await person.at('points-method').fill('15')
  await person.at('points-record').fill('10')
  await person.at('sign-off-passed').check()
  await lookTwice('review')
  await person.click('sign-off-submit')
  await expect(person.at('sign-off-note')).toBeVisible()

  await become('trainee', '/')
  await person.open('/certification')
  await person.click(`apply-${SCHEME}`)
  await page.waitForURL(/\/certification\/.+/)
  await looks.look('application')

  await become('examiner', '/certification')
  await first('application').click()
  await expect(first('exam-criterion')).toBeVisible()
  for (const box of await page.locator('[data-testid^="exam-criterion-"]').all()) await box.check()
  await person.at('exam-passed').check()
  await looks.look('exam')
  await person.click('exam-submit')
  await expect(person.at('exam-record')).toBeVisible()

  await become('officer', '/certification')
  await first('application').click()
  await person.at('decision-reason').fill('All conditions of the scheme are met.')
  await looks.look('decision')
  await person.click('decision-grant')
  const number = await person.at('decision-record').locator('a').innerText()
  await person.open(`/certificates/${number}/print`)
  await expect(page.locator('.sheet')).toBeVisible()
  await lookTwice('print')
  await person.open(`/verify/${number}`)
  await expect(person.at('verify-result')).toHaveAttribute('data-kind', 'valid')
  await lookTwice('verified-valid')
  await person.open('/certificates')
  await person.click(`suspend-${number}`)
  await person.at('change-reason').fill('A complaint is being looked into.')
  await person.click('confirm')
  await expect(person.at(`reinstate-${number}`)).toBeVisible()
  await person.open(`/verify/${number}`)
  await expect(person.at('verify-result')).toHaveAttribute('data-kind', 'suspended')
  await lookTwice('verified-suspended')
  await expect(page.locator('html')).toHaveAttribute('lang', new RegExp(`^${language}`))
  looks.assertAllWell()
})
