/** Pictures of pages, what axe finds on them, and whether anything sticks out sideways. Asserted once, at the end. */
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, type TestInfo } from '@playwright/test'

export class Looks {
  readonly #found: string[] = []
  readonly #page: Page
  readonly #info: TestInfo
  readonly #isNew: boolean

  /** `isNew`: these pages are not looked at by another test as well. */
  constructor(page: Page, info: TestInfo, isNew = true) {
    this.#page = page
    this.#info = info
    this.#isNew = isNew
  }

  async look(name: string): Promise<void> {
    if (!this.#isNew) return
    await expect(this.#page.locator('.mantine-Loader-root')).toHaveCount(0)
    await this.#page.screenshot({ path: this.#info.outputPath(`${name}.png`), fullPage: true })
    const { violations } = await new AxeBuilder({ page: this.#page }).analyze()
    for (const { id, nodes } of violations)
      this.#found.push(`${name}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    const overflowPx = await this.#page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    if (overflowPx > 0) this.#found.push(`${name}: ${overflowPx} px wider than the window`)
  }

  assertAllWell(): void {
    expect(this.#found, 'what is wrong with the looks').toEqual([])
  }
}
