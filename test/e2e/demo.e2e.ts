/**
 * A demonstration tried by clicks: the address that the start printed, the people on the sign-in page, the menu.
 * In one language; how it looks in each is looked at with every other page.
 */
import { expect, type Page } from '@playwright/test'
import { Looks, PHONE } from './looks.ts'
import { Person } from './people.ts'
import { story } from './server.ts'

story.use({ isFirstStart: false })

story(
  'the printed address signs in by a click, and the menu changes persons; no server ever gets that address whole',
  async ({ page, language, workshop }, info) => {
    const person = new Person(page, language, workshop)
    const looks = new Looks(page, info)
    const password = new URL(workshop.demoUrl).hash.replace('#demo=', '')
    const sent: string[] = []
    const refused: string[] = []
    page.on('response', (response) => response.status() >= 400 && refused.push(response.url()))
    page.on('request', (request) => {
      const isSignIn = request.url().endsWith('/api/auth/sign-in/username')
      sent.push([request.url(), isSignIn || request.postData(), ...Object.values(request.headers())].join('\n'))
    })

    await page.goto(workshop.demoUrl)
    await expect(page).toHaveURL(`${workshop.url}/sign-in`)
    await person.chooseLanguage()
    await expect(person.at('demo-people').getByRole('listitem')).toHaveCount(workshop.passwords.size)
    await looks.look('demo-sign-in')
    await person.click('demo-trainee')
    await expect(page).toHaveURL(`${workshop.url}/`)
    await person.click('continue-as')
    await looks.look('continue-as')
    await person.click('continue-as')
    for (const [username, path] of [
      ['instructor', '/review'],
      ['examiner', '/certification'],
      ['officer', '/certification'],
      ['administrator', '/people'],
      ['mentor', '/'],
      ['trainee2', '/'],
    ]) {
      await person.click('continue-as')
      await person.click(`become-${username}`)
      await expectToBe(page, username)
      await expect(page).toHaveURL(workshop.url + path)
    }
    for (const foreign of ['//foreign.example', 'https://foreign.example', '/\\foreign.example']) {
      await page.goto(`${workshop.url}/sign-in?to=${encodeURIComponent(foreign)}`)
      await person.click('demo-trainee')
      await expectToBe(page, 'trainee')
      await expect(page).toHaveURL(`${workshop.url}/`)
    }
    await expect(page.locator('html')).toHaveAttribute('lang', new RegExp(`^${language}`))
    expect(sent.filter((text) => text.includes(password))).toEqual([])
    expect(refused, 'by the server').toEqual([])
    looks.assertAllWell()
  },
)

story(
  'a wrong password is told and forgotten; typed once it is kept, and serves on a phone and by keyboard too',
  async ({ page, language, workshop }, info) => {
    const person = new Person(page, language, workshop)
    const looks = new Looks(page, info)
    await page.goto(`${workshop.url}/sign-in?to=/certificates#demo=of-another-start`)
    await person.chooseLanguage()
    await person.click('demo-examiner')
    await expect(person.at('demo-password-refused')).toBeVisible()
    await expect(person.at('demo-people')).toBeHidden()
    expect(await page.evaluate(() => Object.values(localStorage))).not.toContain('of-another-start')
    await looks.look('demo-password-refused')
    await looks.lookOnPhone('demo-password-refused')

    await person.signIn('examiner')
    await person.signOut()
    await page.setViewportSize(PHONE)
    await person.open('/sign-in?to=/certificates')
    await person.at('demo-officer').focus()
    await page.keyboard.press('Enter')
    await expectToBe(page, 'officer')
    await expect(page).toHaveURL(`${workshop.url}/certificates`)
    await page.locator('.shell-burger').click()
    await person.at('continue-as').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await expect(person.at('become-trainee')).toBeHidden()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await expect(person.at('become-trainee')).toBeFocused()
    await page.keyboard.press('Enter')
    await expectToBe(page, 'trainee')
    await expect(page).toHaveURL(`${workshop.url}/`)

    const inNewTab = await page.context().newPage()
    await inNewTab.goto(`${workshop.url}/sign-in`)
    await inNewTab.getByTestId('demo-forget').click()
    await expect(inNewTab.getByTestId('demo-people')).toBeHidden()
    await expect(person.at('continue-as')).toHaveCount(0)
    looks.assertAllWell()
  },
)

/** By what the server says, once the page has come so far. */
async function expectToBe(page: Page, username: string): Promise<void> {
  const whoIsThere = async () => {
    const me = await page.request.get(new URL('/api/me', page.url()).href)
    return ((await me.json()) as { username?: string }).username
  }
  await expect.poll(whoIsThere).toBe(username)
  await expect(page.locator('h1').first()).toBeVisible()
}
