/**
 * Pictures of pages, what axe finds on them, and whether anything sticks out sideways. Asserted once, at the end.
 *
 * Axe looks at roles and names in two languages, in which every page is met; at colours, half of its work (measured), in one
 * of them: they are the same in all.
 */
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, type TestInfo } from '@playwright/test'
import type { Story } from './server.ts'

export const PHONE = { width: 390, height: 844 }

/** What passed is only counted, and nothing gets a selector: half of the time on the bench, which has 9000 elements (measured). */
const VIOLATIONS_ONLY: Parameters<AxeBuilder['options']>[0] = { resultTypes: ['violations'], selectors: false }

const AXE_IN: Readonly<Partial<Record<Story['language'], typeof VIOLATIONS_ONLY>>> = {
  kk: { ...VIOLATIONS_ONLY, rules: { 'color-contrast': { enabled: false } } },
  en: VIOLATIONS_ONLY,
}

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
    await this.#page.screenshot({ path: this.#info.outputPath(`${name}.png`), fullPage: true })
    await this.#askAxe(name)
    const overflowPx = await this.#page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    if (overflowPx > 0) this.#found.push(`${name}: ${overflowPx} px wider than the window`)
  }

  async #askAxe(name: string): Promise<void> {
    const options = AXE_IN[(this.#info.project.use as Story).language]
    if (options === undefined) return
    // The other mode opens an empty page each time, for frames of other sites: we have none.
    const { violations } = await new AxeBuilder({ page: this.#page }).setLegacyMode().options(options).analyze()
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

  assertAllWell(): void {
    expect(this.#found, 'what is wrong with the looks').toEqual([])
  }
}

/** Runs in the page: the head stands on top, and what still fades would be judged half transparent. */
async function settled(): Promise<void> {
  window.scrollTo(0, 0)
  const passing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
  await Promise.all(passing.map(({ finished }) => finished.catch(() => undefined)))
}
