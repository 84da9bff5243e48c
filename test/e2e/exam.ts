/**
 * An exam whose fault nobody knows before: examines the car as a candidate would, and decides by what it shows.
 *
 * Each way ends with a proof in the evidence: a reading that only this cause explains.
 */
import { expect } from '@playwright/test'
import type { Person } from './people.ts'

/** Both null: nothing is wrong. */
export type Cause = readonly [component: string | null, failureMode: string | null]

/** The parts of the interlock loop, each with a bridge, from its 5 V source on. */
const LOOP = ['serviceDisconnect', 'pack', 'motorController', 'dcdc', 'ptc', 'compressor'] as const

const SOC = 0x0005
const AMPS = 0x0009
const CHARGE_LIMIT = 0x000a
const CELL_DIFFERENCE_MV = 0x2007
const WORST_CELL = 0x2008
const LAST_PRECHARGE_MS = 0x2006
const DCDC_AMPS = 0x0108
const STATE = 0x010a
export const BUS_VOLTS = 0x010c

export async function findCause(person: Person): Promise<Cause> {
  const { page } = person
  await person.click('dash-power-on')
  await expect(person.at('dash-power-off')).toBeVisible()
  await person.click('dash-start')
  const ready = page.locator('[data-testid="dash-ready"][data-lit="true"]')
  await expect(ready.or(person.at('message-checkPowerSystem')).first()).toBeVisible()
  const isReady = await ready.isVisible()
  const codes = await person.readCodes('bms')
  if (!isReady) return codes.includes('P0A0A-00') ? await openContact(person) : await emptyBus(person)
  return (await isCharging12V(person)) ? await underLoad(person) : await deadConverter(person)
}

/** In READY the converter lifts the 12 V, or the car soon says that nothing does. */
async function isCharging12V(person: Person): Promise<boolean> {
  const isLifted = async () => Number((await person.at('dash-volts12').innerText()).replace(',', '.')) > 12.9
  const isWarned = () => person.at('lamp-battery12V').isVisible()
  await expect.poll(async () => (await isLifted()) || (await isWarned())).toBe(true)
  return !(await isWarned())
}

/** The contact over which the source's 5 V are lost. */
async function openContact(person: Person): Promise<Cause> {
  for (const part of LOOP) {
    const volts = await person.measure('voltmeter', `${part}.interlockIn`, `${part}.interlockOut`)
    if (/^[45]/.test(volts)) return [part === 'serviceDisconnect' ? part : `${part}Connector`, 'notSeated']
  }
  throw new Error('the interlock loop is whole')
}

/** The precharge ran until it was given up, and the bus stayed empty. */
async function emptyBus(person: Person): Promise<Cause> {
  const bms = await person.readLive('bms', [LAST_PRECHARGE_MS])
  expect((await bms(LAST_PRECHARGE_MS)).now).toBeGreaterThan(1000)
  const drive = await person.readLive('drive', [BUS_VOLTS])
  await expect.poll(async () => (await drive(BUS_VOLTS)).now).toBeLessThan(60)
  return ['prechargeResistor', 'open']
}

async function deadConverter(person: Person): Promise<Cause> {
  const drive = await person.readLive('drive', [STATE, DCDC_AMPS])
  await expect.poll(async () => Math.abs((await drive(DCDC_AMPS)).now)).toBeLessThan(1)
  return ['dcdc', 'noOutput']
}

/**
 * All is well at rest: either one cell falls behind when the motor pulls, or nothing is wrong and the pack is full.
 * How full is read before driving: who dawdles on a slow machine drives for long.
 */
async function underLoad(person: Person): Promise<Cause> {
  const bms = await person.readLive('bms', [SOC, CHARGE_LIMIT, AMPS, CELL_DIFFERENCE_MV, WORST_CELL])
  const isFull = (await bms(SOC)).now > 95
  await person.click('dash-selector-D')
  await expect(person.at('dash-selector-D')).toHaveAttribute('aria-pressed', 'true')
  await person.at('dash-accelerator').fill('1')
  await expect.poll(async () => (await bms(AMPS)).max).toBeGreaterThan(100)
  await person.awaitRound()
  const { max } = await bms(CELL_DIFFERENCE_MV)
  await person.at('dash-accelerator').fill('0')
  if (max > 120) return ['module4', 'highCellResistance']
  expect(isFull, 'nothing else explains a weak recuperation').toBe(true)
  return [null, null]
}
