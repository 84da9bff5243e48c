/**
 * Pictures of pages, what axe finds on them, and whether anything sticks out sideways. Asserted once, at the end.
 *
 * Axe looks at them in the one language in which every page is met: roles, names and colours are the same in all, and it takes
 * more than the rest of a look (measured).
 */
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, type TestInfo } from '@playwright/test'
import type { Story } from './server.ts'

/** A third of the work of one without loss (measured). */
const PICTURE = { type: 'jpeg', quality: 85 } as const

export const PHONE = { width: 390, height: 844 }

/** What passed is only counted, and nothing gets a selector: half of the time on the bench, which has 9000 elements (measured). */
const VIOLATIONS_ONLY: Parameters<AxeBuilder['options']>[0] = { resultTypes: ['violations'], selectors: false }

const AXE_IN: Story['language'] = 'en'

export class Looks {
  readonly #found: string[] = []
  readonly #page: Page
  readonly #info: TestInfo

  constructor(page: Page, info: TestInfo) {
    this.#page = page
    this.#info = info
  }

  async look(name: string): Promise<void> {
    await expect(this.#page.locator('.mantine-Loader-root')).toHaveCount(0)
    await this.#page.evaluate(settled)
    await this.#page.screenshot({ ...PICTURE, path: this.#info.outputPath(`${name}.jpg`), fullPage: true })
    await this.#askAxe(name)
    const overflowPx = await this.#page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    if (overflowPx > 0) this.#found.push(`${name}: ${overflowPx} px wider than the window`)
  }

  async #askAxe(name: string): Promise<void> {
    if ((this.#info.project.use as Story).language !== AXE_IN) return
    // The other mode opens an empty page each time, for frames of other sites: we have none.
    const { violations } = await new AxeBuilder({ page: this.#page }).setLegacyMode().options(VIOLATIONS_ONLY).analyze()
    for (const { id, nodes } of violations)
      this.#found.push(`${name}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  }

  /** The same page at the width of a phone, and back. */
  async lookOnPhone(name: string): Promise<void> {
    const wide = this.#page.viewportSize()
    if (!wide) return
    await this.#page.setViewportSize(PHONE)
    await this.look(`${name}-phone`)
    await this.#page.setViewportSize(wide)
  }

  /**
   * What is pressed and read at the car itself lies whole in its panel, and the page is no higher than the screen. A list of
   * readings and a drawing are scrolled in a place of their own.
   */
  async lookForCuts(name: string): Promise<void> {
    this.#found.push(...(await this.#page.evaluate(cuts)).map((cut) => `${name}: ${cut}`))
  }

  assertAllWell(): void {
    expect(this.#found, 'what is wrong with the looks').toEqual([])
  }
}

/** Runs in the page. */
function cuts(): string[] {
  const found: string[] = []
  const { scrollHeight } = document.documentElement
  if (scrollHeight > window.innerHeight) found.push(`the page is ${scrollHeight} px high`)
  const whole = ['dash', 'safety', 'meter'].map((id) => document.getElementById(`panel-${id}`))
  const parts = [
    ...whole,
    document.querySelector<HTMLElement>('.bench-tabs'),
    document.querySelector<HTMLElement>('.guide'),
  ]
  for (const part of parts) {
    if (part === null || part.offsetParent === null) continue
    const beyondPx = Math.max(part.scrollHeight - part.clientHeight, part.scrollWidth - part.clientWidth)
    if (beyondPx > 1) found.push(`${part.id || part.className} is cut by ${beyondPx} px`)
    const edges = part.getBoundingClientRect()
    for (const element of part.querySelectorAll<HTMLElement>('button, label, p, strong, small, h2, dd, li')) {
      if (element.closest('.sr-only, .readings, svg') || element.clientWidth === 0) continue
      const { bottom, right } = element.getBoundingClientRect()
      const isOutside = bottom > edges.bottom + 1 || right > edges.right + 1
      if (isOutside || element.scrollWidth > element.clientWidth + 1) found.push(`“${element.innerText}” is cut`)
    }
  }
  return found
}

/** Runs in the page: the head stands on top, and what still fades would be judged half transparent. */
async function settled(): Promise<void> {
  window.scrollTo(0, 0)
  const passing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
  await Promise.all(passing.map(({ finished }) => finished.catch(() => undefined)))
}
