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
  await looks.look('petrol-codes')

  // The current of the coil at the end of its dwell: of the one beside it 7 A, of this one none.
  const shown = await person.readLive('engine', [COIL_1_AMPS, COIL_2_AMPS])
  expect((await shown(COIL_1_AMPS)).now).toBeGreaterThan(4)
  expect((await shown(COIL_2_AMPS)).now).toBeLessThan(0.5)
  await looks.look('petrol-live')

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
  await person.turnTo('wiring')
  await looks.look('petrol-wiring')
  await person.turnTo('repair')
  await looks.look('petrol-repair')
  await person.stateCause('coil2', 'windingOpen')
  await looks.look('petrol-result')
  looks.assertAllWell()
})
