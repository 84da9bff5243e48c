/**
 * The story of the product, as its people live it: a trainee finds out why a car will not enter READY, an instructor
 * signs off, an examiner examines, an officer certifies, and anyone verifies.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, type WebSocket } from '@playwright/test'
import { BUS_VOLTS, findCause } from './exam.ts'
import { Looks } from './looks.ts'
import { askDoip, askElm327, Person } from './people.ts'
import { readQrIn } from './qr-on-page.ts'
import { end, printed, story } from './server.ts'

const LUBAN = 'apps/cli/src/main.ts'
/** The logical address of the battery management system. */
const BMS = 0x1007
/** The headlamps, which the body control unit switches for a tester. */
const LIGHTS = 0x0210
const SCHEME = 'electric-vehicle-diagnostics-technician'
const ORAL_SCHEME = 'electric-vehicle-diagnosis-foundation'

story(
  'a trainee diagnoses a car and leaves with a certificate that anyone can verify',
  async ({ page, language, workshop }, info) => {
    const person = new Person(page, language, workshop)
    const looks = new Looks(page, info)
    await story.step('the trainee opens the exercise', async () => {
      await person.signIn('trainee')
      await person.open('/')
      await looks.look('home')
      await person.click('laboratory-ust-kamenogorsk-electric')
      await expect(person.at('exercise-car-will-not-enter-ready')).toBeVisible()
      await looks.look('laboratory')
    })

    await story.step('the car does not enter READY, and every tool reads the same codes', async () => {
      await person.startAttempt('car-will-not-enter-ready', 'practice')
      await person.click('dash-power-on')
      await expect(person.at('dash-power-off')).toBeVisible()
      await person.click('dash-start')
      await expect(person.at('message-checkPowerSystem')).toBeVisible()
      await expect(person.at('dash-ready')).not.toHaveAttribute('data-lit')
      await person.expectCodes('bms', ['P0C78-00'])
      await person.expectCodes('drive', ['P1A34-00'])
      await looks.look('bench')
      if (process.env.LUBAN_PICTURE && language === 'en') await page.screenshot({ path: 'docs/bench.png' })
      await person.click('tool-addresses')
      await looks.look('own-tool')
      const elm327 = await person.at('address-ELM327').innerText()
      const doip = await person.at('address-DoIP').innerText()
      await page.keyboard.press('Escape')
      const answer = await askElm327(elm327, '03')
      expect(answer).toMatch(/0C ?78/)
      expect(answer).toMatch(/1A ?34/)
      expect(await askDoip(doip, BMS, '1902FF')).toContain('0C7800')
    })

    await story.step(
      'a tool on the trainee’s laptop reaches the same car through the signed-in connection',
      async () => {
        const args = [
          'connect',
          page.url(),
          '--user',
          'trainee',
          '--elm327',
          '127.0.0.1:0',
          '--doip',
          '127.0.0.1:0',
          '--json',
        ]
        const env = { ...process.env, LUBAN_PASSWORD: workshop.passwords.get('trainee') }
        const tunnel: ChildProcess = spawn(process.execPath, [LUBAN, ...args], {
          env,
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        try {
          const { elm327 } = JSON.parse(await printed(tunnel, /\{.*\}/)) as { elm327: { host: string; port: number } }
          expect(await askElm327(`${elm327.host}:${elm327.port}`, '03')).toMatch(/0C ?78/)
        } finally {
          await end(tunnel)
        }
      },
    )

    await story.step('an actuator test moves what the meter sees', async () => {
      const lampVolts = async () => voltsOf(await person.measure('voltmeter', 'lights.plus', 'chassis'))
      await person.testActuator('body', LIGHTS, async () => expect(await lampVolts()).toBeGreaterThan(10))
      expect(await lampVolts()).toBeLessThan(1)
    })

    await story.step('another language during the attempt: the same car, the same readings', async () => {
      const readings = person.at('meter-history').locator('li')
      await expect(readings).toHaveCount(2)
      const speaker = new Person(page, language === 'zh' ? 'kk' : 'zh', workshop)
      const titleThere = await speaker.exerciseTitle()
      const connections: string[] = []
      const note = (socket: WebSocket) => connections.push(socket.url())
      page.on('websocket', note)
      await speaker.switchLanguage()
      await expect(page.locator('h1')).toHaveText(titleThere)
      page.off('websocket', note)
      expect(connections, 'the bench was connected anew').toEqual([])
      await expect(person.at('dash-power-off')).toBeVisible()
      expect(voltsOf(await speaker.measure('voltmeter', 'battery12V.plus', 'chassis'))).toBeGreaterThan(10)
      await speaker.expectCodes('drive', ['P1A34-00'])
      await person.switchLanguage()
      await expect(page.locator('h1')).toHaveText(await person.exerciseTitle())
      await expect(readings).toHaveCount(3)
    })

    await story.step('the language stays when the page is loaded again', async () => {
      await page.reload()
      await expect(page.locator('html')).toHaveAttribute('lang', new RegExp(`^${language}`))
      await expect(person.at('bench-link')).toHaveAttribute('data-link', 'open')
    })

    await story.step('the trainee isolates the car, proves the cause and repairs it', async () => {
      await person.click('dash-power-off')
      for (const step of ['barrier', 'key', 'gloves', 'battery12V', 'serviceDisconnect', 'lockout'])
        await person.click(`safety-${step}`)
      await person.waitOutHighVoltage()
      await person.click('safety-proveTester')
      for (const [red, black] of [
        ['hv.plus', 'hv.minus'],
        ['hv.plus', 'chassis'],
        ['hv.minus', 'chassis'],
      ] as const) {
        expect(voltsOf(await person.measure('voltmeter', red, black))).toBeLessThan(60)
      }
      await person.click('safety-proveTester')
      expect(await person.measure('ohmmeter', 'pack.precharge', 'hv.plus')).toMatch(/OL|MΩ/)
      // The insulation is sound, which only its own tester can say: an ohmmeter's 2 V find no such leak.
      expect(await person.measure('insulationTester', 'hv.plus', 'chassis')).toMatch(/^\d[\d.,]* MΩ$/)
      await looks.look('meter')
      await person.turnTo('repair')
      await person.clickAndConfirm('repair-prechargeResistor-replace')
      await expect(person.at('hazard')).toHaveCount(0)
    })

    await story.step('the trainee puts the car together, rechecks it and states the cause', async () => {
      await person.putEverythingBack()
      await person.click('dash-power-on')
      await expect(person.at('dash-power-off')).toBeVisible()
      await person.readCodes('bms')
      await person.clearCodes('bms')
      await person.clearAllCodes()
      await person.click('dash-start')
      await expect(person.at('dash-ready')).toHaveAttribute('data-lit', 'true')
      for (const ecu of ['bms', 'drive']) expect(await person.readCodes(ecu)).toEqual([])
      const drive = await person.readLive('drive', [BUS_VOLTS])
      await expect.poll(async () => (await drive(BUS_VOLTS)).now).toBeGreaterThan(300)
      await expect.poll(() => person.curveColumns(), 'the curve is drawn').toBeGreaterThan(100)
      await looks.look('curves')
      await person.stateCause('prechargeResistor', 'open')
      await expect(person.at('score')).toBeVisible()
      await looks.look('result')
      await looks.lookOnPhone('result')
    })

    await story.step('the exam has a fault that nobody knows before, and the trainee finds it', async () => {
      await person.open('/laboratories/ust-kamenogorsk-electric')
      await person.startAttempt('not-as-usual', 'exam')
      const cause = await findCause(person)
      info.annotations.push({ type: 'drawn', description: String(cause) })
      await looks.look('live-data')
      await person.stateCause(...cause)
      await person.signOut()
    })

    await story.step('an instructor signs the practice off beside its evidence', async () => {
      await person.signIn('instructor')
      await person.open('/review')
      await expect(page.locator('[data-testid^="attempt-"]').first()).toBeVisible()
      await looks.look('review-list')
      await person.at('waiting-attempts').locator('[data-testid^="attempt-"]').click()
      await expect(person.at('timeline')).toBeVisible()
      const cited = person.at('criterion-proof').locator('.timeline li').first()
      const citedText = await cited.innerText()
      await cited.getByRole('button').click()
      const opened = person.at('timeline').locator('li:focus')
      await expect(opened).toBeInViewport()
      expect(await opened.innerText()).toBe(citedText)
      await person.at('points-method').fill('13')
      await person.at('points-record').fill('9')
      await person.at('sign-off-passed').check()
      await person.at('sign-off-comment').fill('Methodical, and safe throughout.')
      await looks.look('review')
      await looks.lookOnPhone('review')
      await person.click('sign-off-submit')
      await expect(person.at('sign-off-note')).toBeVisible()
      await person.signOut()
    })

    const applications = page.locator('[data-testid^="application-"]') // The newest first.
    const tickAndPass = async () => {
      const boxes = page.locator('[data-testid^="exam-criterion-"]')
      await expect(boxes.first()).toBeVisible()
      for (const box of await boxes.all()) await box.check()
      await person.at('exam-passed').check()
    }

    await story.step('the trainee applies, the examiner records the exams, the officer decides', async () => {
      await person.signIn('trainee')
      await person.open('/certification')
      await looks.look('certification')
      for (const scheme of [ORAL_SCHEME, SCHEME]) {
        await person.open('/certification')
        await person.click(`apply-${scheme}`)
        await page.waitForURL(/\/certification\/.+/)
      }
      await expect(person.at('exam-exercise-not-as-usual')).toBeVisible()
      await looks.look('application')
      await person.signOut()

      await person.signIn('examiner')
      await person.open('/certification')
      await applications.last().click()
      await person.click('exam-submit')
      await expect(person.at('exam-missing')).toBeVisible()
      await tickAndPass()
      await looks.look('oral-exam')
      await person.click('exam-submit')
      await expect(person.at('exam-judged-isolation')).toHaveAttribute('data-met', 'true')
      await person.open('/certification')
      await applications.first().click()
      await tickAndPass()
      await person.at('exam-comment').fill('Explained the cause from the readings.')
      await looks.look('exam')
      await person.click('exam-submit')
      await expect(person.at('exam-record')).toBeVisible()
      await person.signOut()

      await person.signIn('officer')
      await person.open('/certification')
      await applications.first().click()
      await person.at('decision-reason').fill('All conditions of the scheme are met.')
      await looks.look('decision')
      await person.click('decision-grant')
      await expect(person.at('decision-record')).toBeVisible()
    })

    const number = await person.at('decision-record').locator('a').innerText()

    await story.step('the certificate prints in four languages with its QR code', async () => {
      await person.open(`/certificates/${number}/print`)
      for (const lang of ['kk', 'ru', 'zh', 'en'])
        await expect(page.locator(`.sheet [lang="${lang}"]`).first()).toBeVisible()
      await looks.look('print')
      await looks.lookOnPhone('print')
      expect(await readQrIn(page.locator('.sheet-qr svg'))).toBe(`${workshop.url}/verify/${number}`)
    })

    const file = info.outputPath(`${number}.json`)
    await story.step('the officer keeps the signed file, and it verifies offline', async () => {
      const signed = await page.request.get(`${workshop.url}/api/certificates/${number}/credential`)
      writeFileSync(file, await signed.body())
      const issuer = info.outputPath('did.json')
      writeFileSync(issuer, await (await page.request.get(`${workshop.url}/.well-known/did.json`)).body())
      const verified = luban('verify', file, '--issuer', issuer, '--json')
      expect(verified.status, verified.output).toBe(0)
      expect(verified.output).toMatch(/notChecked/)
      const stranger = luban('verify', file, '--json')
      expect(stranger.status).toBe(1)
      expect(stranger.output).toMatch(/unknownIssuer/)
      const forged = info.outputPath('forged.json')
      writeFileSync(forged, readFileSync(file, 'utf8').replace(number, `${number.slice(0, -1)}?`))
      expect(luban('verify', forged, '--issuer', issuer).status).toBe(1)
    })

    await story.step('anyone verifies without signing in, and a suspension shows at once', async () => {
      const guest = await page.context().browser()?.newContext()
      const other = await guest?.newPage()
      if (!other) throw new Error('no second browser context')
      const anyone = new Person(other, language, workshop)
      const views = new Looks(other, info)
      await anyone.open(`/verify/${number}`)
      await anyone.chooseLanguage()
      await expect(anyone.at('verify-result')).toHaveAttribute('data-kind', 'valid')
      await views.look('verified-valid')
      const factsShown = () => anyone.at('facts').locator('dd').allInnerTexts()
      const [holder, ...facts] = await factsShown()
      await anyone.open('/verify')
      await anyone.at('verify-file').setInputFiles(file)
      await expect(anyone.at('verify-result')).toHaveAttribute('data-kind', 'valid')
      await expect(anyone.at('demo-mark')).toBeVisible()
      const [signedHolder, ...signedFacts] = await factsShown()
      expect(signedFacts, 'the file says what the register says').toEqual(facts)
      expect(holder.startsWith(signedHolder)).toBe(true) // The register adds the name in the shown language.
      await views.look('verified-file-valid')
      await views.lookOnPhone('verified-file-valid')

      await person.open('/certificates')
      await looks.look('certificates')
      await person.click(`suspend-${number}`)
      await person.at('change-reason').fill('A complaint is being looked into.')
      await person.click('confirm')
      await expect(person.at(`reinstate-${number}`)).toBeVisible()

      await anyone.open(`/verify/${number}`)
      await expect(anyone.at('verify-result')).toHaveAttribute('data-kind', 'suspended')
      await views.look('verified-suspended')
      await anyone.open('/verify')
      await anyone.at('verify-file').setInputFiles(file)
      await expect(anyone.at('verify-result')).toHaveAttribute('data-kind', 'suspended')
      await views.look('verified-file-suspended')
      await expect(anyone.at('status-since')).toBeVisible()
      await views.lookOnPhone('verified-file-suspended')
      views.assertAllWell()
      await guest?.close()

      await person.open(`/certificates/${number}/print`)
      await expect(person.at('sheet-status')).toBeVisible()
      await looks.look('print-suspended')
      await looks.lookOnPhone('print-suspended')
    })

    looks.assertAllWell()
  },
)

/** Every dark module of the drawing is a square of its own. */

/** Of a display such as "-0,012 V" or "31 mV", in any language's digits. */
function voltsOf(shown: string): number {
  const [, number, milli] = /^[^\d]*([\d.,]+)\s*(m?)V$/.exec(shown) ?? []
  if (number === undefined) throw new Error(`"${shown}" is no voltage`)
  return Number(number.replace(',', '.')) * (milli ? 1e-3 : 1)
}

function luban(...args: string[]): { status: number | null; output: string } {
  const done = spawnSync(process.execPath, [LUBAN, ...args], { encoding: 'utf8' })
  return { status: done.status, output: done.stdout + done.stderr }
}
