/**
 * The story as the README tells it, with what the README says in bold found on the pages, and by how few clicks it is done.
 *
 * In English and once: how each page works in each language is the story's own test.
 */
import { readFileSync } from 'node:fs'
import { expect, type Locator, type Page } from '@playwright/test'
import { askElm327 } from './people.ts'
import { story } from './server.ts'

/** What a reader of the README can do in ten minutes, the reading included: three seconds to find and press each. */
const CLICKS_MAX = 100

story('the words of the README lead through the whole story, by few clicks', async ({ page, workshop }) => {
  const clicks = await countClicks(page)
  const at = (testId: string) => page.getByTestId(testId)

  await story.step('1: the exercise', async () => {
    await page.goto(workshop.demoUrl)
    await press(page, 'Aigerim Sarsenova')
    await press(page, 'Electric vehicle laboratory')
    await press(page, 'The car will not enter READY')
    await press(page, 'Start')
  })

  await story.step('2: READY stays dark', async () => {
    await press(page, 'Switch on')
    await press(page, 'Brake + START')
    await expect(at('message-checkPowerSystem')).toBeVisible()
    await press(page, 'Scan all')
    await press(page, 'Battery management system')
    await expect(at('code-P0C78-00')).toBeVisible()
  })

  await story.step('3: a tool of one’s own', async () => {
    await press(page, 'Own tool')
    expect(await askElm327(await at('address-ELM327').innerText(), '03')).toMatch(/0C ?78/)
    await expect(at('address-From a terminal, with netcat')).toHaveText(
      typedInReadme(await at('address-ELM327').innerText()),
    )
    await page.keyboard.press('Escape')
  })

  await story.step('4: isolation', async () => {
    await press(page, 'Switch off')
    for (const step of ['Barrier and sign', 'Key', 'Insulating gloves', '12 V battery', 'Service disconnect'])
      await press(page, step)
    await press(page, 'Lockout and tag')
    await press(page, '×20 until the wait is over')
    await expect(at('waiting-clock')).toHaveAttribute('data-waiting', 'over', { timeout: 300_000 })
    await press(page, 'Voltage tester')
    await press(page, 'Meter')
    for (const [red, black] of [
      ['bus pos', 'bus neg'],
      ['', 'chassis'],
      ['bus neg', ''],
    ]) {
      await measure(page, red, black)
    }
    await press(page, 'Voltage tester')
  })

  await story.step('5: proof, repair, recheck and cause', async () => {
    await press(page, 'Ohmmeter')
    await measure(page, 'precharge between', 'bus pos')
    await expect(at('meter-reading')).toContainText('OL')
    await press(page, 'Repairs')
    await page.getByLabel('Search for a component').pressSequentially('precharge res')
    await at('repair-prechargeResistor-replace').click()
    await at('confirm').click()
    await press(page, 'Put everything back')
    await expect(at('safety-putBack')).toBeHidden()
    await press(page, 'Switch on')
    await press(page, 'Clear all')
    await at('confirm').click()
    await press(page, 'Brake + START')
    await expect(at('dash-ready')).toHaveAttribute('data-lit', 'true')
    await press(page, 'Log and cause')
    await choose(page, 'Component', 'precharge res')
    await page.getByRole('combobox', { name: 'What is wrong with it' }).click()
    await page.locator('[role="option"]:visible').first().click()
    await press(page, 'Submit the diagnosis')
    await at('confirm').click()
    await expect(at('score')).toBeVisible()
  })

  await story.step('6: the sign-off', async () => {
    await continueAs(page, 'Serik Abenov')
    await page.locator('[data-testid^="attempt-"]').click()
    for (const points of ['points-method', 'points-record']) {
      await at(points).click()
      await at(points).pressSequentially('10')
    }
    await press(page, 'Passed')
    await press(page, 'Sign off')
    await expect(at('sign-off-note')).toBeVisible()
  })

  await story.step('7: application, exam and decision', async () => {
    await continueAs(page, 'Aigerim Sarsenova')
    await press(page, 'Certification')
    await press(page, 'Apply')
    await page.waitForURL(/\/certification\/.+/)

    await continueAs(page, 'Marat Zhunusov')
    await page.locator('[data-testid^="application-"]').click()
    for (const criterion of ['isolation', 'proof', 'customer']) await at(`exam-criterion-${criterion}`).click()
    await press(page, 'Passed')
    await press(page, 'Record the exam')
    await expect(at('exam-record')).toBeVisible()

    await continueAs(page, 'Gulnara Kasymova')
    await page.locator('[data-testid^="application-"]').click()
    await at('decision-reason').click()
    await at('decision-reason').pressSequentially('All conditions are met.')
    await press(page, 'Grant the certificate')
    await expect(at('decision-record')).toBeVisible()
  })

  await story.step('8: print, the signed file, suspension', async () => {
    await at('decision-record').getByRole('link').click()
    await expect(page.locator('.sheet')).toBeVisible()
    await press(page, 'Certificates')
    const saved = page.waitForEvent('download')
    await press(page, 'Signed file')
    expect((await saved).suggestedFilename()).toMatch(/^LBN-\d{4}-\w{7}\.json$/)
    await press(page, 'Suspend')
    await at('change-reason').click()
    await at('change-reason').pressSequentially('A complaint.')
    await at('confirm').click()
    await expect(page.locator('[data-testid^="reinstate-"]')).toBeVisible()
    await press(page.getByRole('main'), 'Verify')
    await expect(at('verify-result')).toHaveAttribute('data-kind', 'suspended')
  })

  console.info(`the story of the README: ${clicks.count} clicks`)
  expect(clicks.count).toBeLessThanOrEqual(CLICKS_MAX)
})

const README = readFileSync('README.md', 'utf8')
/** What stands in bold there. */
const WORDS = new Set([...README.matchAll(/\*\*(.+?)\*\*/gs)].map(([, words]) => words))

/** The README's line for a terminal, with this attempt's address. */
function typedInReadme(address: string): string {
  const line = /^ *(printf .*?) +#/m.exec(README)?.[1] ?? ''
  return line.replace(/(?<=nc -w 2 )\S+ \S+/, address.replace(':', ' '))
}

/** Presses what bears this name, which the README must name. */
async function press(within: Page | Locator, name: string): Promise<void> {
  expect(WORDS, 'in bold in the README').toContain(name)
  const [first, ...others] = [
    ...(['button', 'link', 'tab'] as const).map((role) => within.getByRole(role, { name })),
    within.locator('label', { hasText: name }),
  ]
  await others
    .reduce((all, one) => all.or(one), first)
    .filter({ visible: true })
    .first()
    .click()
}

/** Puts the probes where parts of the points' words lead; an empty text leaves a probe where it is. */
async function measure(page: Page, red: string, black: string): Promise<void> {
  if (red) await choose(page, 'Red probe', red)
  if (black) await choose(page, 'Black probe', black)
  const answered = page.waitForResponse(/\/measurements$/)
  await press(page, 'Measure')
  await answered
}

/** Types parts of the words into a list box and takes the first entry that has them. */
async function choose(page: Page, label: string, typed: string): Promise<void> {
  const box = page.getByRole('combobox', { name: label })
  await box.click()
  await box.pressSequentially(typed)
  await page.keyboard.press('Enter')
}

async function continueAs(page: Page, name: string): Promise<void> {
  expect(WORDS, 'in bold in the README').toContain(name)
  await page.getByTestId('continue-as').click()
  await page.getByRole('button', { name }).click()
  await expect(page.getByTestId('continue-as')).toContainText(name)
}

async function countClicks(page: Page): Promise<{ readonly count: number }> {
  const clicks = { count: 0 }
  await page.exposeFunction('noteClick', () => clicks.count++)
  await page.addInitScript(() => addEventListener('pointerdown', () => Reflect.get(window, 'noteClick')(), true))
  return clicks
}
