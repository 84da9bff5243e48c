/** What a person does in the browser, in the words of the trade; the story is told with these. */
import { connect } from 'node:net'
import { expect, type Page } from '@playwright/test'
import type { Language, Workshop } from './server.ts'

type Named = { readonly id: string; readonly name: Readonly<Record<Language, string>> }
type Model = {
  readonly hvWaitingTimeS: number
  readonly dids: readonly { readonly ecu: string; readonly did: number; readonly name: Named['name'] }[]
  readonly points: readonly Named[]
  readonly gauges?: readonly Named[]
  readonly surfaces?: readonly Named[]
  readonly harness: { readonly parts: readonly Named[] }
  readonly components: readonly (Named & { failureModes: readonly Named[] })[]
}
type Attempt = { readonly model: Model; readonly exercise: { readonly title: Named['name'] } }

/** Of one value of live data, as the table shows it. */
type Shown = { readonly now: number; readonly max: number }

export class Person {
  readonly page: Page
  readonly language: Language
  readonly workshop: Workshop

  constructor(page: Page, language: Language, workshop: Workshop) {
    this.page = page
    this.language = language
    this.workshop = workshop
  }

  async signIn(username: string): Promise<void> {
    await this.page.goto(`${this.workshop.url}/sign-in`)
    await this.chooseLanguage()
    await this.at('sign-in-username').fill(username)
    await this.at('sign-in-password').fill(this.workshop.passwords.get(username) ?? '')
    await this.at('sign-in-submit').click()
    await expect(this.at('sign-out')).toBeAttached()
    await expect(this.page).not.toHaveURL(/\/sign-in/)
  }

  async signOut(): Promise<void> {
    await this.openMenu('sign-out')
    await this.at('sign-out').click()
    await expect(this.at('to-sign-in')).toBeAttached()
    await expect(this.page).toHaveURL(`${this.workshop.url}/`)
  }

  async chooseLanguage(): Promise<void> {
    await this.openMenu(`language-${this.language}`)
    await this.at(`language-${this.language}`).click()
    await expect(this.page.locator('html')).toHaveAttribute('lang', new RegExp(`^${this.language}`))
  }

  /** As a signed-in person, whose choice goes along to other machines. */
  async switchLanguage(): Promise<void> {
    const kept = this.page.waitForResponse(/\/api\/me\/language$/)
    await this.chooseLanguage()
    await kept
  }

  /** On a phone the menu of the head is folded away. */
  private async openMenu(testId: string): Promise<void> {
    const burger = this.page.locator('.shell-burger')
    await expect(this.at(testId)).toBeAttached()
    if ((await burger.isVisible()) && !(await this.at(testId).isVisible())) await burger.click()
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.workshop.url + path)
  }

  at(testId: string) {
    return this.page.getByTestId(testId)
  }

  click(testId: string): Promise<void> {
    return this.at(testId).click()
  }

  /** Clicks what asks back, and says yes. */
  async clickAndConfirm(testId: string): Promise<void> {
    await this.click(testId)
    await this.click('confirm')
    await expect(this.at('confirm')).toBeHidden()
  }

  /** Starts an exercise and returns the attempt's id. */
  async startAttempt(exerciseId: string, mode: 'practice' | 'exam' | 'guided'): Promise<string> {
    await this.click(`exercise-${exerciseId}`)
    await this.click(`mode-${mode}`)
    await this.click('start-attempt')
    await this.page.waitForURL(/\/attempts\/[^/]+$/)
    await expect(this.at('bench-link')).toHaveAttribute('data-link', 'open')
    return this.page.url().split('/').at(-1) ?? ''
  }

  /** Shows a panel of the bench, where it takes turns with others. */
  async turnTo(panel: 'safety' | 'scan' | 'meter' | 'wiring' | 'scope' | 'repair' | 'cause' | 'dash'): Promise<void> {
    const tab = this.at(`bench-tab-${panel}`)
    if (await tab.isVisible()) await tab.click()
  }

  /** The codes that the browser's scan tool reads from one control unit. */
  async readCodes(ecu: string): Promise<string[]> {
    await this.turnTo('scan')
    await this.click(`scan-ecu-${ecu}`)
    await this.click('scan-view-codes')
    const answered = this.page.waitForResponse(/\/diagnostics$/)
    await this.click('scan-read-codes')
    await answered
    await expect(this.at('scan-read-codes')).toBeEnabled()
    await expect(this.at('scan-codes').or(this.at('scan-no-codes')).first()).toBeVisible()
    const lines = this.page.locator('[data-testid^="code-"]')
    return (await lines.evaluateAll((all) => all.map((line) => line.getAttribute('data-testid') ?? ''))).map((id) =>
      id.slice(5),
    )
  }

  /** Asks again until the control unit has these codes: a monitor takes its time to be sure. */
  async expectCodes(ecu: string, codes: readonly string[]): Promise<void> {
    await expect.poll(() => this.readCodes(ecu)).toEqual(codes)
  }

  async clearCodes(ecu: string): Promise<void> {
    await this.click(`scan-ecu-${ecu}`)
    await this.clickAndConfirm('scan-clear-codes')
  }

  /** Lets every control unit clear its codes; all of them must have done it. */
  async clearAllCodes(): Promise<void> {
    await this.turnTo('scan')
    await this.clickAndConfirm('scan-clear-all')
    const answers = this.at('scan-cleared').locator('li')
    await expect(answers).not.toHaveCount(0)
    await expect(this.at('scan-cleared').locator('li:not([data-cleared])')).toHaveCount(0)
    await expect(this.at('scan-clear-all')).toBeEnabled() // Until then the codes are read again.
  }

  /** Puts the car together again, as far as it was taken apart. */
  async putEverythingBack(): Promise<void> {
    await this.turnTo('safety')
    await this.click('safety-putBack')
    await expect(this.at('safety-putBack')).toHaveCount(0)
  }

  /** Lets the scan tool read these values of one control unit; while it does, what it returns looks one up in the table. */
  async readLive(ecu: string, dids: readonly number[]): Promise<(did: number) => Promise<Shown>> {
    await this.turnTo('scan')
    await this.click(`scan-ecu-${ecu}`)
    await this.click('scan-view-live')
    await this.click('scan-live-choose')
    for (const did of dids) await this.at(`scan-did-${did.toString(16).toUpperCase().padStart(4, '0')}`).check()
    await this.click('scan-live-choose')
    await this.click('scan-live-run')
    const infos = (await this.model()).dids.filter((info) => info.ecu === ecu)
    const cellsOf = async (did: number) => {
      const name = infos.find((info) => info.did === did)?.name[this.language] ?? ''
      const rows = await this.at('scan-values').locator('tbody tr').all()
      for (const row of rows) {
        // The name is followed by its unit, in an element of its own.
        const heading = await row.locator('th').evaluate((th) => th.firstChild?.textContent ?? '')
        if (heading === name) return await row.locator('td').allInnerTexts()
      }
      throw new Error(`"${name}" is not in the table`)
    }
    for (const did of dids) await expect.poll(() => cellsOf(did)).not.toContain('–')
    return async (did) => {
      const [now, , max] = (await cellsOf(did)).map((shown) => numberOf(shown, this.language))
      return { now, max }
    }
  }

  /** Waits until live data were read once more, from first to last, and are shown. */
  async awaitRound(): Promise<void> {
    // One answer of a round that is under way, and up to three requests for what a person chooses.
    for (let answers = 0; answers < 5; answers++) await this.page.waitForResponse(/\/diagnostics$/)
  }

  /** Over how many columns of its picture the first curve runs: an empty frame has none. */
  curveColumns(): Promise<number> {
    return this.page.locator('.curves canvas').first().evaluate(inkedColumns, CURVE_RGB)
  }

  /** Lets the scan tool switch an actuator on, and has it read back; then gives it back to the control unit. */
  async testActuator(ecu: string, did: number, whileOn: () => Promise<void>): Promise<void> {
    await this.turnTo('scan')
    await this.click(`scan-ecu-${ecu}`)
    await this.click('scan-view-tests')
    const control = `scan-control-${did.toString(16).toUpperCase().padStart(4, '0')}`
    await this.click(`${control}-01`)
    await expect(this.at(`${control}-01`)).toHaveAttribute('aria-pressed', 'true')
    await whileOn()
    await this.turnTo('scan')
    await this.click(`${control}-return`)
    await expect(this.at(`${control}-01`)).toHaveAttribute('aria-pressed', 'false')
  }

  /** Puts the probes on two points and returns what the display shows, e.g. "12.6 V". */
  async measure(
    instrument: 'voltmeter' | 'ohmmeter' | 'continuity' | 'diode' | 'insulationTester',
    red: string,
    black: string,
  ): Promise<string> {
    await this.turnTo('meter')
    await this.click(`meter-instrument-${instrument}`)
    const { points } = await this.model()
    await this.choose('meter-red', this.nameOf(points, red))
    await this.choose('meter-black', this.nameOf(points, black))
    return this.takeReading()
  }

  /** Puts the clamp around a wire, the gauge on a point, or aims the thermometer; what the display then shows. */
  async measureAt(instrument: 'clamp' | 'gauge' | 'thermometer', place: string): Promise<string> {
    await this.turnTo('meter')
    await this.click(`meter-instrument-${instrument}`)
    const { components, gauges = [], surfaces = [] } = await this.model()
    const { field, among } = {
      clamp: { field: 'meter-wire', among: components },
      gauge: { field: 'meter-point', among: gauges },
      thermometer: { field: 'meter-surface', among: surfaces },
    }[instrument]
    await this.choose(field, this.nameOf(among, place))
    return this.takeReading()
  }

  private async takeReading(): Promise<string> {
    const answered = this.page.waitForResponse(/\/measurements$/)
    await this.click('meter-measure')
    await answered
    await expect(this.at('meter-measure')).toBeEnabled()
    return this.at('meter-reading').innerText()
  }

  /** Between the plug and the socket of a part: a probe is offered its points and the car's body, which are told, and no others. */
  async putBreakOutBox(part: string, probe: string): Promise<string[]> {
    await this.turnTo('meter')
    const { points, harness } = await this.model()
    await this.choose('meter-part', this.nameOf(harness.parts, part))
    const own = points.filter(({ id }) => id === 'chassis' || id.startsWith(`${part}.`))
    const names = own.map(({ name }) => name[this.language]).toSorted()
    const options = (await this.openList(probe)).getByRole('option')
    await expect.poll(async () => (await options.allInnerTexts()).toSorted()).toEqual(names)
    await this.page.keyboard.press('Escape')
    return names
  }

  /** Lets the station run as fast as it may until the car's own waiting time is over: then it is slow again by itself. */
  async waitOutHighVoltage(): Promise<void> {
    const { hvWaitingTimeS } = await this.model()
    await this.click('pace-fast')
    await expect(this.at('waiting-clock')).toHaveAttribute('data-waiting', 'over', { timeout: 300_000 })
    await expect(this.at('pace-fast')).not.toHaveAttribute('data-fast')
    const shown = await this.at('waiting-clock').locator('strong').innerText()
    const waitedS = shown.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
    expect(waitedS).toBeGreaterThanOrEqual(hvWaitingTimeS)
  }

  async stateCause(component: string | null, failureMode: string | null): Promise<void> {
    await this.turnTo('cause')
    if (component === null) {
      await (await this.openList('cause-component')).getByRole('option').first().click()
    } else {
      const { components } = await this.model()
      const { failureModes } = components.find(({ id }) => id === component) ?? { failureModes: [] }
      await this.choose('cause-component', this.nameOf(components, component))
      await this.choose('cause-mode', this.nameOf(failureModes, failureMode ?? ''))
    }
    await this.click('submit-diagnosis')
    await this.click('confirm')
    await this.page.waitForURL(/\/result$/)
  }

  /** Picks an entry of a list box by its text. */
  async choose(testId: string, text: string): Promise<void> {
    // Looked for by its role's name, that of each of hundreds would be reckoned.
    await (await this.openList(testId)).locator('[role="option"]').getByText(text, { exact: true }).click()
  }

  /** The entries of this list box alone: those of another may not be gone yet. */
  private async openList(testId: string) {
    const box = this.at(testId)
    await box.click()
    await expect(box).toHaveAttribute('aria-controls', /./)
    return this.page.locator(`[id="${await box.getAttribute('aria-controls')}"]`)
  }

  /** What one look through the oscilloscope's first channel shows in numbers. */
  async lookThroughScope(point: string): Promise<string> {
    await this.turnTo('scope')
    await this.choose('scope-red-1', this.nameOf((await this.model()).points, point))
    await this.at('scope-time').selectOption('0.002')
    const answered = this.page.waitForResponse(/\/scope$/)
    await this.click('scope-single')
    await answered
    await expect(this.at('scope-single')).toBeEnabled()
    return this.at('scope-readout').innerText()
  }

  /** The title of the running attempt's exercise, in this person's language. */
  async exerciseTitle(): Promise<string> {
    return (await this.attempt()).exercise.title[this.language]
  }

  private async model(): Promise<Model> {
    return (await this.attempt()).model
  }

  private async attempt(): Promise<Attempt> {
    const id = /attempts\/([^/]+)/.exec(this.page.url())?.[1]
    const reply = await this.page.request.get(`${this.workshop.url}/api/attempts/${id}`)
    return (await reply.json()) as Attempt
  }

  private nameOf(things: readonly Named[], id: string): string {
    const thing = things.find((one) => one.id === id)
    if (thing === undefined) throw new Error(`no ${id} among ${things.map((one) => one.id).join(', ')}`)
    return thing.name[this.language]
  }
}

/** Of a figure as its language writes it: "1 234,5" or "1,234.5", "−0.1". A state is written in words, and is no number. */
function numberOf(shown: string, language: Language): number {
  const hasDecimalComma = language === 'kk' || language === 'ru'
  const plain = hasDecimalComma ? shown.replace(/\s/g, '').replace(',', '.') : shown.replaceAll(',', '')
  return Number(plain.replace('−', '-'))
}

/** Of the first curve on a light page. */
const CURVE_RGB = [0x1c, 0x6f, 0x77] as const

/** Runs in the page. */
function inkedColumns(canvas: HTMLElement | SVGElement, [red, green, blue]: typeof CURVE_RGB): number {
  const { width, height } = canvas as HTMLCanvasElement
  const pixels = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? []
  const columns = new Set<number>()
  for (let i = 0; i < pixels.length; i += 4) {
    const distance = Math.abs(pixels[i] - red) + Math.abs(pixels[i + 1] - green) + Math.abs(pixels[i + 2] - blue)
    if (distance < 24 && pixels[i + 3] > 200) columns.add((i / 4) % width)
  }
  return columns.size
}

/** A tool's patience with a machine that runs much else. */
const TOOL_MS_MAX = 60_000

/** Types one line into a real ELM327 socket and returns the answer up to the prompt. */
export function askElm327(address: string, line: string): Promise<string> {
  const [host, port] = address.split(':')
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), host, () => socket.write(`${line}\r`))
    let text = ''
    socket.setTimeout(TOOL_MS_MAX, () => socket.destroy(new Error(`${address} did not answer ${line}`)))
    socket.on('error', reject).on('data', (chunk) => {
      text += chunk
      if (!text.endsWith('>')) return
      socket.end()
      resolve(text)
    })
  })
}

/** One diagnostic message over a real DoIP connection: everything that came back within the time, as hexadecimal text. */
export function askDoip(address: string, ecu: number, request: string): Promise<string> {
  const [host, port] = address.split(':')
  const message = (type: string, payload: string) =>
    Buffer.from(`02fd${type}${(payload.length / 2).toString(16).padStart(8, '0')}${payload}`, 'hex')
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), host, () => socket.write(message('0005', '0e800000000000')))
    let text = ''
    socket.on('error', reject).on('data', (chunk) => {
      if (text === '') socket.write(message('8001', `0e80${ecu.toString(16).padStart(4, '0')}${request}`))
      text += chunk.toString('hex').toUpperCase()
      if (!/8001[0-9A-F]{8}[0-9A-F]{4}0E80/.test(text)) return
      socket.end()
      resolve(text)
    })
    socket.setTimeout(TOOL_MS_MAX, () => socket.destroy(new Error(`${address} did not answer ${request}`)))
  })
}
