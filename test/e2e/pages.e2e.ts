/**
 * The way through the first page by keyboard alone, every page at the width of a phone, and of the bench what only some
 * stories show, in every language: the whole wiring diagram on a screen, and work that a hazard ended.
 */
import { expect } from '@playwright/test'
import { Looks, PHONE } from './looks.ts'
import { Person } from './people.ts'
import { readQrIn } from './qr-on-page.ts'
import { story } from './server.ts'

story.use({ isFirstStart: false })

const SCREEN = { width: 1366, height: 768 }

const GUEST = [
  '/',
  '/sign-in',
  '/laboratories/ust-kamenogorsk-electric',
  '/exercises/car-will-not-enter-ready',
  '/verify',
  '/verify/LBN-2026-0000000',
  '/about',
  '/nowhere',
]
const PAGES_OF = {
  trainee: ['/', '/attempts', '/certification', '/certificates', '/exercises/weak-regeneration'],
  instructor: ['/review', '/class', '/groups', '/compose', '/competitions', '/adapters'],
  labmaster: ['/rigs'],
  officer: ['/certification', '/certificates', '/audit'],
  administrator: ['/audit', '/people', '/account'],
} as const

story('every page fits a phone and keeps nobody out', async ({ page, language, workshop }, info) => {
  const person = new Person(page, language, workshop)
  const looks = new Looks(page, info)
  const visit = async (who: string, path: string) => {
    await person.open(path)
    await expect(page.locator('h1').first()).toBeVisible()
    await looks.look(`${who}-${path.replaceAll('/', '_')}`)
  }

  await person.open('/')
  await person.chooseLanguage()
  await story.step('the verification page by keyboard alone', () => verifyByKeyboard(person))
  await page.setViewportSize(PHONE)
  const refused: string[] = []
  page.on('response', (response) => response.status() === 401 && refused.push(response.url()))
  for (const path of GUEST) await visit('guest', path)
  expect(refused, 'what a guest’s pages asked for in vain').toEqual([])
  for (const [who, paths] of Object.entries(PAGES_OF)) {
    await person.signIn(who)
    for (const path of paths) await visit(who, path)
    if (who === 'labmaster') await visitRig(person, (path) => visit(who, path))
    await person.open('/') // Signing out leads there; it must show there too.
    await person.signOut()
  }

  // Whoever typed their password once is known: the demo users sign in by a click.
  await visit('demo', '/sign-in')
  await person.click('demo-trainee')
  await expect(page).toHaveURL(`${workshop.url}/`)
  await expect(page.locator('h1')).toBeVisible() // The folded menu closes when the page changes: it has.
  await page.locator('.shell-burger').click()
  await person.click('continue-as')
  await looks.look('demo-continue-as')
  await person.open('/laboratories/ust-kamenogorsk-electric')
  await person.startAttempt('weak-regeneration', 'practice')
  for (const panel of ['dash', 'safety', 'scan', 'meter', 'wiring', 'scope', 'repair', 'cause'] as const) {
    await person.turnTo(panel)
    await looks.look(`bench-${panel}`)
  }
  await page.setViewportSize(SCREEN)
  await person.turnTo('meter')
  await looks.lookForCuts('bench-on-screen')
  await person.turnTo('wiring')
  await looks.look('bench-wiring-on-screen')
  await person.click('wiring-large')
  await looks.look('bench-wiring-large')
  await person.turnTo('repair')
  await person.click('repair-prechargeResistor-replace')
  await person.click('confirm')
  await expect(person.at('hazard')).toBeVisible()
  await looks.look('hazard')
  await looks.lookOnPhone('hazard')
  looks.assertAllWell()
})

/** From the top of the first page. */
async function verifyByKeyboard(person: Person): Promise<void> {
  const { page } = person
  const link = page.locator('a[href="/verify"]').first()
  for (let tabs = 0; tabs < 40; tabs++) {
    await page.keyboard.press('Tab')
    if (await link.evaluate((element) => element === document.activeElement)) break
  }
  await expect(link).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(person.at('verify-number')).toBeVisible()
}

/** Makes a rig known, opens what its QR code opens, reports a defect, and finds it in the list. */
async function visitRig(person: Person, visit: (path: string) => Promise<void>): Promise<void> {
  const { page } = person
  await person.click('add-rig')
  await person.at('rig-name').fill('Atto 3, 1')
  await person.at('rig-laboratory').selectOption('ust-kamenogorsk-electric')
  await person.at('rig-model').selectOption('byd-atto-3')
  await person.click('save-rig')
  await expect(person.at('rig-name')).toBeHidden()
  const link = person.at('rigs').getByRole('link').first()
  const path = (await link.getAttribute('href')) ?? ''
  await visit(path.replace('/rig/', '/rigs/').concat('/sheet'))
  const address = await readQrIn(page.locator('.rig-qr svg'))
  expect(address).toBe(person.workshop.url + path)
  await visit(path)
  await person.click('book-rig')
  await expect(person.at('cancel-booking')).toBeVisible()
  await person.at('defect-text').fill('1')
  await person.at('defect-severity').selectOption('dangerous')
  await person.click('report-defect')
  await expect(person.at('rig-out-of-order')).toBeVisible()
  await visit('/rigs')
  await person.at('defect-note').fill('2')
  await person.click('close-defect')
  await expect(person.at('defect-note')).toBeHidden()
  await page.goto(address)
  await expect(person.at('rig-usable')).toBeVisible()
  if (person.language === 'en') await startAtRig(person, address)
}

/** As a trainee who scans the code that hangs there. */
async function startAtRig(person: Person, address: string): Promise<void> {
  const { page } = person
  await person.open('/')
  await person.signOut()
  await person.signIn('trainee')
  await page.goto(address)
  await person.at('rig-exercise').selectOption('weak-regeneration')
  await person.click('start-at-rig')
  await page.waitForURL(/\/attempts\/[^/]+$/)
  await expect(person.at('bench-link')).toHaveAttribute('data-link', 'open')
  await person.clickAndConfirm('cancel-attempt')
  await page.waitForURL(/\/result$/)
}
