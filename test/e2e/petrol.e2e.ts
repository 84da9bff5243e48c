/** The petrol car on the bench: it starts by its button, shakes, blinks; a coil without current is the cause. */
import { expect } from '@playwright/test'
import { Looks } from './looks.ts'
import { Person } from './people.ts'
import { story } from './server.ts'

story.use({ isFirstStart: false })

const COIL_1_AMPS = 0x2020
const COIL_2_AMPS = 0x2021

story('a trainee finds an open ignition coil', async ({ page, language, workshop }, info) => {
  const person = new Person(page, language, workshop)
  const looks = new Looks(page, info)
  await person.signIn('trainee')
  await person.open('/laboratories/ust-kamenogorsk-petrol')
  await looks.look('petrol-laboratory')
  await person.startAttempt('engine-shakes', 'practice')
  await looks.look('petrol-off')

  await person.click('dash-start')
  await expect(person.at('dash-ready')).toHaveAttribute('data-lit', 'true')
  await expect(person.at('lamp-checkEngineBlinking')).toBeVisible()
  await person.expectCodes('engine', ['P0352-00', 'P0302-00'])
  await person.click('freeze-frame-P0302-00')
  await expect(person.at('code-P0302-00').locator('.snapshot')).toContainText('rpm')
  await looks.look('petrol-codes')
  await looks.lookForCuts('petrol')
  await person.click('scan-report')
  await expect(person.at('paper')).toContainText('P0302-00')
  await looks.look('petrol-report')
  await page.keyboard.press('Escape')

  // The current of the coil at the end of its dwell: of the one beside it 7 A, of this one none.
  const shown = await person.readLive('engine', [COIL_1_AMPS, COIL_2_AMPS])
  expect((await shown(COIL_1_AMPS)).now).toBeGreaterThan(4)
  expect((await shown(COIL_2_AMPS)).now).toBeLessThan(0.5)
  await looks.look('petrol-live')

  // Where a coil's current is cut its driver sees the kick: of the one beside it hundreds of volts, of this one never.
  expect(maxOf(await person.lookThroughScope('coil1.driver'))).toBeGreaterThan(100)
  await looks.look('petrol-scope')
  expect(maxOf(await person.lookThroughScope('coil2.driver'))).toBeLessThan(20)
  expect(await person.measureAt('gauge', 'gauge.oil')).toMatch(/^[1-9].* bar$/)
  await looks.lookForCuts('petrol-gauge')
  expect(await person.measureAt('thermometer', 'surface.oilPan')).toMatch(/^\d.* °C$/)
  expect(await person.measureAt('clamp', 'wire.101')).toMatch(/^[-−]?\d.* m?A$/)

  await person.click('scan-view-coding')
  await person.click('scan-coding-2050-read')
  await person.at('scan-coding-2050').locator('input').fill('100')
  await person.click('scan-coding-2050-write')
  await expect(person.at('scan-coding-2050')).toContainText('✓')
  await looks.look('petrol-coding')

  // With another coil in its place there is one: the coil is at fault and not its wires.
  await person.turnTo('repair')
  await person.click('swap-coil2-coil1')
  await expect(person.at('put-back-coil2-coil1')).toBeVisible()
  await looks.look('petrol-swapped')
  const swapped = await person.readLive('engine', [COIL_1_AMPS, COIL_2_AMPS])
  await expect.poll(async () => (await swapped(COIL_2_AMPS)).now).toBeGreaterThan(4)
  expect((await swapped(COIL_1_AMPS)).now).toBeLessThan(0.5)
  await person.turnTo('repair')
  await person.click('put-back-coil1-coil2')
  await expect(person.at('swap-coil2-coil1')).toBeVisible()

  // With the battery off, the winding of the other coil has its resistance: the meter is for cars that are dead.
  await person.click('dash-power-off')
  await expect(person.at('dash-ready')).not.toHaveAttribute('data-lit')
  await person.click('safety-battery12V')
  await expect(person.at('safety-battery12V')).toHaveAttribute('data-done', 'true')
  // Until the engine has come to rest its generator still gives a voltage.
  await expect.poll(() => person.measure('ohmmeter', 'coil1.supply', 'coil1.driver')).not.toContain('OL')
  await looks.look('petrol-meter')
  expect(await person.measure('continuity', 'generator.case', 'chassis')).toMatch(/beeps/)
  // In place, what else hangs on that cable shunts the diode: both ways it shows next to nothing.
  expect(await person.measure('diode', 'chassis', 'generator.plus')).toMatch(/^0\.0\d* V$|mV$/)
  await person.turnTo('wiring')
  await looks.look('petrol-wiring')
  await person.turnTo('repair')
  await person.clickAndConfirm('repair-coil2-replace')
  await person.click('work-order')
  await expect(person.at('paper').locator('tbody tr')).toHaveCount(1)
  await expect(person.at('paper').locator('tfoot')).toContainText('₸')
  await looks.look('petrol-work-order')
  await page.keyboard.press('Escape')
  await looks.look('petrol-repair')
  await person.stateCause('coil2', 'windingOpen')
  await looks.look('petrol-result')
  looks.assertAllWell()
})

/** Of what the oscilloscope says in English. */
function maxOf(readout: string): number {
  return Number(/max ([\d.,−-]+)/.exec(readout)?.[1].replaceAll(',', '').replace('−', '-'))
}
