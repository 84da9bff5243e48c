/**
 * The story of the product, as its people live it: a trainee finds out why a car will not enter READY, an instructor
 * signs off, an examiner examines, an officer certifies, and anyone verifies.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import { findCause } from './exam.ts'
import { Looks } from './looks.ts'
import { askDoip, askElm327, Person } from './people.ts'
import { end, printed, story } from './server.ts'

const LUBAN = 'apps/cli/src/main.ts'
/** The logical address of the battery management system. */
const BMS = 0x1007
const SCHEME = 'electric-vehicle-diagnostics-technician'

story(
  'a trainee diagnoses a car and leaves with a certificate that anyone can verify',
  async ({ page, language, database, workshop }, info) => {
    const person = new Person(page, language, workshop)
    const looks = new Looks(page, info, database === 'embedded')
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
      expect(await person.readCodes('bms')).toEqual(['P0C78-00'])
      expect(await person.readCodes('drive')).toEqual(['P1A34-00'])
      await looks.look('bench')
      if (process.env.LUBAN_PICTURE && language === 'en' && database === 'embedded')
        await page.screenshot({ path: 'docs/bench.png' })
      await person.click('tool-addresses')
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
      expect(await person.measure('ohmmeter', 'precharge.middle', 'hv.plus')).toMatch(/OL|MΩ/)
      await looks.look('meter')
      await person.turnTo('repair')
      await person.clickAndConfirm('repair-prechargeResistor-replace')
      await expect(person.at('hazard')).toHaveCount(0)
    })

    await story.step('the trainee puts the car together, rechecks it and states the cause', async () => {
      for (const step of ['lockout', 'serviceDisconnect', 'battery12V', 'gloves', 'key', 'barrier'])
        await person.click(`safety-${step}`)
      await person.click('dash-power-on')
      await expect(person.at('dash-power-off')).toBeVisible()
      for (const ecu of ['bms', 'drive']) {
        await person.readCodes(ecu)
        await person.clearCodes(ecu)
      }
      await person.click('dash-start')
      await expect(person.at('dash-ready')).toHaveAttribute('data-lit', 'true')
      for (const ecu of ['bms', 'drive']) expect(await person.readCodes(ecu)).toEqual([])
      await person.stateCause('prechargeResistor', 'open')
      await expect(person.at('score')).toBeVisible()
      await looks.look('result')
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
      await page.locator('[data-testid^="attempt-"]').last().click()
      await expect(person.at('timeline')).toBeVisible()
      await person.at('points-method').fill('13')
      await person.at('points-record').fill('9')
      await person.at('sign-off-passed').check()
      await person.at('sign-off-comment').fill('Methodical, and safe throughout.')
      await looks.look('review')
      await person.click('sign-off-submit')
      await expect(person.at('sign-off-note')).toBeVisible()
      await person.signOut()
    })

    await story.step('the trainee applies, the examiner records the exam, the officer decides', async () => {
      await person.signIn('trainee')
      await person.open('/certification')
      await looks.look('certification')
      await person.click(`apply-${SCHEME}`)
      await page.waitForURL(/\/certification\/.+/)
      await person.signOut()

      await person.signIn('examiner')
      await person.open('/certification')
      await page.locator('[data-testid^="application-"]').click()
      const boxes = page.locator('[data-testid^="exam-criterion-"]')
      await expect(boxes.first()).toBeVisible()
      for (const box of await boxes.all()) await box.check()
      await person.at('exam-passed').check()
      await person.at('exam-comment').fill('Explained the cause from the readings.')
      await looks.look('exam')
      await person.click('exam-submit')
      await expect(person.at('exam-record')).toBeVisible()
      await person.signOut()

      await person.signIn('officer')
      await person.open('/certification')
      await page.locator('[data-testid^="application-"]').click()
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
      writeFileSync(forged, readFileSync(file, 'utf8').replace('2026', '2027'))
      expect(luban('verify', forged, '--issuer', issuer).status).toBe(1)
    })

    await story.step('anyone verifies without signing in, and a suspension shows at once', async () => {
      const guest = await page.context().browser()?.newContext()
      const other = await guest?.newPage()
      if (!other) throw new Error('no second browser context')
      const anyone = new Person(other, language, workshop)
      await anyone.open(`/verify/${number}`)
      await anyone.chooseLanguage()
      await expect(anyone.at('verify-result')).toHaveAttribute('data-kind', 'valid')
      await anyone.open('/verify')
      await anyone.at('verify-file').setInputFiles(file)
      await expect(anyone.at('verify-result')).toHaveAttribute('data-kind', 'valid')

      await person.open('/certificates')
      await looks.look('certificates')
      await person.click(`suspend-${number}`)
      await person.at('change-reason').fill('A complaint is being looked into.')
      await person.click('confirm')
      await expect(person.at(`reinstate-${number}`)).toBeVisible()

      await anyone.open(`/verify/${number}`)
      await expect(anyone.at('verify-result')).toHaveAttribute('data-kind', 'suspended')
      await anyone.open('/verify')
      await anyone.at('verify-file').setInputFiles(file)
      await expect(anyone.at('verify-result')).toHaveAttribute('data-kind', 'suspended')
      await other.screenshot({ path: info.outputPath('suspended.png'), fullPage: true })
      await guest?.close()
    })

    looks.assertAllWell()
  },
)

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
