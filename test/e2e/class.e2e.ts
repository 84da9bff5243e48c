/**
 * An instructor and a class: an exercise composed without code, a station on the wall that is written to, paused and given
 * another fault, its replay; and a wall of sixty stations on one screen.
 */
import { type Browser, expect } from '@playwright/test'
import type { Tile, WallMessage } from '../../apps/web/src/api/class.ts'
import { Looks } from './looks.ts'
import { Person } from './people.ts'
import { type Language, story } from './server.ts'

story.use({ isFirstStart: false })

const LANGUAGES: readonly Language[] = ['kk', 'ru', 'zh', 'en']
const HEAD_PX_MAX = 60
const SCREEN = { width: 1366, height: 768 }

story(
  'an instructor composes, writes, pauses and injects while a trainee works, and plays it back',
  async ({ page, language, workshop, browser }, info) => {
    const instructor = new Person(page, language, workshop)
    const looks = new Looks(page, info)
    await instructor.signIn('instructor')
    await instructor.open('/compose')
    await instructor.click('compose-new')
    await instructor.choose('compose-car', 'Hybrid car like the Haval H6 HEV')
    await instructor.at('compose-faults').click()
    await page.locator('.mantine-MultiSelect-option:visible').filter({ hasText: 'Intake manifold' }).first().click()
    await page.keyboard.press('Escape')
    await instructor.at('compose-title').fill('A hybrid that shakes')
    await instructor.at('compose-complaint').fill('Since Monday it shakes at the lights.')
    await instructor.at('compose-task').fill('Find out why.')
    await looks.look('composing')
    await instructor.click('compose-keep-offer')
    const card = page.locator('.composed-card').filter({ hasText: 'A hybrid that shakes' })
    const exerciseId = (await card.getAttribute('data-testid'))?.replace('composed-', '') ?? ''

    const other = await (await browser.newContext({ viewport: SCREEN, reducedMotion: 'reduce' })).newPage()
    const trainee = new Person(other, language, workshop)
    await trainee.signIn('trainee')
    await trainee.open(`/exercises/${exerciseId}`)
    await trainee.click('mode-practice')
    await trainee.click('start-attempt')
    await other.waitForURL(/\/attempts\/[^/]+$/)
    const attemptId = other.url().split('/').at(-1) ?? ''
    await expect(trainee.at('bench-link')).toHaveAttribute('data-link', 'open')
    await trainee.click('dash-power-on')
    await trainee.at('dash-drive-mode-dial').selectOption('ev')
    await expect(trainee.at('dash-drive-mode-dial')).toHaveValue('ev') // As the car tells it back.

    await instructor.open('/class')
    await instructor.click(`tile-${attemptId}`)
    await instructor.at('message-text').fill('Think of the coils.')
    await instructor.click('send-message')
    await expect(trainee.at('instructor-message')).toContainText('Think of the coils.')
    await trainee.click('confirm-message')
    await expect(trainee.at('instructor-message')).toHaveCount(0)

    await page.keyboard.press('Escape')
    await story.step('the wall of one group, and a message to it', () => writeToGroup(instructor, trainee, attemptId))
    await instructor.click(`tile-${attemptId}`)

    await instructor.click('pause-station')
    await expect(trainee.at('station-paused')).toBeVisible()
    await instructor.click('pause-station')
    await expect(trainee.at('station-paused')).toHaveCount(0)

    await instructor.click('show-faults')
    await expect(instructor.at('fault-0')).toBeVisible()
    await instructor.at('fault-to-inject').click()
    await page.locator('.mantine-Select-option:visible').filter({ hasText: 'Service disconnect' }).click()
    await looks.look('class-injecting')
    expect(await trainee.readCodes('bms')).toEqual([])
    await instructor.click('inject-fault')
    await expect(instructor.at('fault-1')).toHaveAttribute('data-state', 'present')
    await trainee.expectCodes('bms', ['P0A0A-00'])
    await instructor.at('fault-1').getByRole('button').click()
    await expect(instructor.at('fault-1')).toHaveAttribute('data-state', 'cleared')
    await trainee.clearCodes('bms')
    await trainee.expectCodes('bms', [])

    const bench = new Looks(other, info)
    const reading = await trainee.measure('voltmeter', 'battery12V.plus', 'battery12V.minus')
    for (const one of LANGUAGES) {
      await new Person(other, one, workshop).switchLanguage()
      await bench.lookForCuts(`the bench in ${one}`)
      const head = await other.locator('.shell-header').boundingBox()
      expect(head?.height, `one line of places in ${one}`).toBeLessThanOrEqual(HEAD_PX_MAX)
      await other.screenshot({ path: info.outputPath(`class-bench-${one}.png`) })
    }
    bench.assertAllWell()
    await trainee.clickAndConfirm('cancel-attempt')
    await instructor.open(`/attempts/${attemptId}/replay`)
    await expect(instructor.at('replay-loading')).toHaveCount(0)
    const at = await instructor.at('replay-at').innerText()
    await instructor.at('replay-speed').selectOption({ index: 3 })
    await instructor.click('replay-play')
    await expect(instructor.at('replay-at')).not.toHaveText(at)
    await instructor.click('replay-list')
    const places = instructor.at('replay-places').getByRole('button')
    await places.filter({ hasText: '12 V battery: positive' }).click()
    await page.keyboard.press('Escape')
    await expect(instructor.at('meter-reading')).toHaveText(reading)
    await looks.look('class-replay')
    await story.step('two teams compete', () => compete(instructor, trainee, looks, new Looks(other, info), browser))
    looks.assertAllWell()
    await other.context().close()
  },
)

/** Of two groups, one without anybody. */
async function writeToGroup(instructor: Person, trainee: Person, attemptId: string): Promise<void> {
  const { page } = instructor
  await instructor.open('/groups')
  for (const name of ['Evening class', 'Morning class']) {
    await instructor.click('new-group')
    await instructor.at('group-name').fill(name)
    if (name === 'Morning class') await pick(instructor, 'group-members', ['Aigerim Sarsenova'])
    await instructor.click('save-group')
    await expect(instructor.at('groups')).toContainText(name)
    await expect(instructor.at('group-name')).toHaveCount(0)
  }
  await instructor.open('/class')
  await expect(instructor.at(`tile-${attemptId}`)).toBeVisible()
  await instructor.at('group-choice').selectOption({ label: 'Evening class' })
  await expect(page.locator('.tile')).toHaveCount(0)
  await instructor.at('group-choice').selectOption({ label: 'Morning class' })
  await expect(instructor.at(`tile-${attemptId}`)).toBeVisible()
  await instructor.click('write-to-group')
  await instructor.at('group-message-text').fill('Ten minutes left.')
  await instructor.click('send-to-group')
  await expect(instructor.at('sent-to-group')).toContainText('1')
  await page.keyboard.press('Escape')
  await expect(trainee.at('instructor-message')).toContainText('Ten minutes left.')
  await trainee.click('confirm-message')
}

const PASSWORD = 'a password of an hour'

/** Four at one car buy a battery that it did not need; one alone, who is slower, does not, and wins. */
async function compete(
  instructor: Person,
  first: Person,
  looks: Looks,
  firstLooks: Looks,
  browser: Browser,
): Promise<void> {
  const { page, language, workshop } = instructor
  const outside = await browser.newContext({ viewport: SCREEN, reducedMotion: 'reduce', baseURL: workshop.url })
  const post = async (path: string, data: object) => {
    const reply = await outside.request.post(path, { data })
    expect(reply.ok(), `${path}: ${await reply.text()}`).toBe(true)
  }
  const signIn = (username: string, password: string) => post('/api/auth/sign-in/username', { username, password })
  await signIn('administrator', workshop.passwords.get('administrator') ?? '')
  for (const name of ['Bota', 'Chingiz', 'Dana'])
    await post('/api/people', { username: name.toLowerCase(), name, roles: ['trainee'], password: PASSWORD })

  await instructor.open('/competitions')
  await instructor.at('competition-title').fill('Spring cup')
  await instructor.at('competition-exercise').selectOption('weak-regeneration')
  await pick(instructor, 'competition-members-0', ['Aigerim Sarsenova', 'Daniyar Omarov', 'Bota', 'Chingiz'])
  await pick(instructor, 'competition-members-1', ['Dana'])
  await looks.look('competition-new')
  await instructor.click('competition-open')
  await page.waitForURL(/\/competitions\/[^/]+$/)
  const path = new URL(page.url()).pathname
  await first.open(path)
  await expect(first.at('team-0')).toBeVisible()
  await instructor.click('competition-start')
  await first.page.waitForURL(/\/attempts\/[^/]+$/) // From the list of teams straight to the car.
  const attemptId = first.page.url().split('/').at(-1)

  const second = new Person(await outside.newPage(), language, workshop)
  await second.signIn('trainee2')
  await second.open(path)
  await second.click('to-team-car')
  await expect(second.page).toHaveURL(first.page.url())
  await first.click('dash-power-on')
  await expect(second.at('dash-power-off')).toBeVisible() // What one does, the other sees.
  await second.turnTo('repair')
  await second.at('repair-search').fill('12 V battery')
  await second.clickAndConfirm('repair-battery12V-replace')
  await instructor.open('/class')
  await expect(instructor.at(`tile-${attemptId}`)).toContainText('Team 1')
  await instructor.open(path)
  await looks.look('competition-running')
  await first.stateCause(null, null)
  await second.page.waitForURL(/\/result$/)

  await signIn('dana', PASSWORD)
  await post('/api/me/password', { current: PASSWORD, next: `${PASSWORD}, changed` })
  const { teams } = await (await outside.request.get(`/api${path}`)).json()
  await post(`/api/attempts/${teams[1].attemptId}/diagnosis`, { component: null, failureMode: null })
  const placeOf = (team: number) => instructor.at(`team-${team}`).locator('td').first()
  await expect(placeOf(1)).toHaveText('1')
  await expect(placeOf(0)).toHaveText('2')
  await expect(instructor.at('team-0')).toContainText('58,000+29:00')
  await looks.look('competition-ranking')
  await looks.lookOnPhone('competition-ranking')
  await first.open(path)
  for (const one of LANGUAGES) {
    await new Person(first.page, one, workshop).switchLanguage()
    await firstLooks.look(`competition-of-trainee-${one}`)
  }
  await expect(first.at('ranking-rule')).toContainText('5 min')
  firstLooks.assertAllWell()
  await outside.close()
}

/** Several entries of a list box, by their texts. */
async function pick(person: Person, testId: string, texts: readonly string[]): Promise<void> {
  await person.at(testId).click()
  for (const text of texts) await person.page.locator('.mantine-MultiSelect-option:visible', { hasText: text }).click()
  await person.page.keyboard.press('Escape')
}

story('sixty stations are on one screen in every language', async ({ page, language, workshop }, info) => {
  const looks = new Looks(page, info)
  const tiles = Array.from({ length: 65 }, (_, i) => tileOf(i))
  await page.routeWebSocket(/\/api\/class\/live$/, (socket) => {
    socket.send(JSON.stringify({ tiles, gone: [] } satisfies WallMessage))
  })
  // The head at its fullest: a group is chosen, and a competition starts by itself.
  const nobody = { userId: 'nobody', name: 'Айгерім Сәрсенова', names: {} }
  const members = tiles.map(({ traineeId }) => ({ ...nobody, userId: traineeId }))
  const group = { id: 'group', name: 'АВТ-23-1', instructor: nobody, members }
  await page.route(/\/api\/groups$/, (route) => route.fulfill({ json: { groups: [group] } }))
  const now = new Date()
  const start = { startsAt: new Date(now.getTime() + 1_800_000), createdAt: now, startedAt: null, cancelledAt: null }
  const cup = { id: 'cup', title: 'Кубок мастерской', exerciseId: 'engine-shakes', limitMin: 60, startProblem: null }
  await page.route(/\/api\/competitions$/, (route) =>
    route.fulfill({ json: { now, competitions: [{ ...cup, ...start }] } }),
  )
  const instructor = new Person(page, language, workshop)
  await instructor.signIn('instructor')
  for (const one of LANGUAGES) {
    const person = new Person(page, one, workshop)
    await person.open('/class')
    await person.switchLanguage()
    await person.at('group-choice').selectOption('group')
    await expect(person.at('write-to-group')).toBeVisible()
    await expect(person.at('wall-next-start')).toBeVisible()
    await expect(page.locator('.tile')).toHaveCount(65)
    expect(await page.evaluate(() => document.documentElement.scrollHeight), one).toBeLessThanOrEqual(SCREEN.height)
    expect(await page.locator('.tile').evaluateAll(cutOff), `cut off in ${one}`).toEqual([])
    await looks.look(`class-sixty-${one}`)
  }
  looks.assertAllWell()
})

/** Runs in the page: of names, times and errors nothing may be missing. */
function cutOff(tiles: (HTMLElement | SVGElement)[]): string[] {
  return tiles.flatMap((tile) =>
    [...tile.querySelectorAll('strong, time, [data-error]')].flatMap((part) => {
      const [inner, outer] = [part.getBoundingClientRect(), tile.getBoundingClientRect()]
      const box = part.closest('.tile-facts')?.getBoundingClientRect() ?? outer
      const isInside = inner.bottom <= Math.min(box.bottom, outer.bottom) + 1 && inner.right <= outer.right
      const isWhole = part.tagName !== 'STRONG' || part.scrollHeight <= part.clientHeight + 1
      return isInside && isWhole ? [] : [part.textContent]
    }),
  )
}

function tileOf(place: number): Tile {
  const name = `Бекжан Ақжігітұлы ${place + 1}`
  const at = new Date(Date.now() - 1000 * place).toISOString()
  const minutes = place % 7 === 3 ? 20 : 1
  return {
    attemptId: `attempt-${place}`,
    traineeId: `trainee-${place}`,
    traineeName: name,
    traineeNames: {},
    team: place % 10 === 6 ? { name: 'Айдаһар', members: membersOf(place) } : null,
    exerciseId: 'engine-shakes',
    exerciseTitle: {
      kk: 'Қозғалтқыш дірілдейді',
      ru: 'Двигатель трясётся и мигает лампа',
      zh: '发动机抖动',
      en: 'The engine shakes and its lamp blinks',
    },
    laboratoryId: 'ust-kamenogorsk-petrol',
    modelId: 'haval-jolion',
    mode: place % 5 === 0 ? 'exam' : 'practice',
    guide: null,
    startedAt: at,
    endsAt: new Date(Date.now() + 3_600_000).toISOString(),
    isPaused: place % 9 === 4,
    pace: 1,
    isReady: place % 2 === 0,
    speedKmh: place % 3 === 0 ? 90 : 0,
    isIsolated: false,
    toolCount: place % 4,
    waitingCount: 0,
    lastDeed: { kind: 'action', action: { kind: 'start' }, outcome: { kind: 'done' }, at },
    activeAt: new Date(Date.now() - 60_000 * minutes).toISOString(),
    refusedCount: place % 6,
    remarkCount: place % 5 === 2 ? 9 : 0,
    unreadCount: place % 8 === 0 ? 1 : 0,
    ended: place < 60 ? null : { status: 'submitted', reason: 'diagnosisStated' },
  }
}

const membersOf = (place: number) =>
  Array.from({ length: 4 }, (_, i) => ({ userId: `trainee-${place + i}`, name: `Бекжан ${i}`, names: {} }))
