/** What tools of all kinds asked one car stands in the reply in the order in which they asked, while it runs and afterwards. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { ExchangeGroup } from '@luban/lab'
import { loadContent } from '../../content.ts'
import { DATABASES } from '../../db/testing.ts'
import { doipMessage, doipPayload, isPrompt, plugTool } from '../../doors/testing/tool.ts'
import { type Json, openTestWorkshop, type TestWorkshop } from '../../stations/testing/test-workshop.ts'
import { CARS } from '../../worlds.ts'

const content = loadContent(fileURLToPath(new URL('../../../../../content', import.meta.url)), CARS.knownStations)
const exercise = content.exercises.find(({ faults }) => faults?.includes('ev-03-precharge-open'))
assert(exercise !== undefined)
const CAUSE = { component: 'prechargeResistor', failureMode: 'open' }

const ACTIVATED = 0x0006
const ANSWER = 0x8001
/** The gateway has not heard that unit yet. */
const REFUSED = 0x8003

/** Reads live data thirty times and codes of all units; then one unit over DoIP, by raw frames, and at the bench. */
async function useTools({ post }: TestWorkshop, at: string, doors: Json): Promise<void> {
  const doorOf = (kind: string) => doors.find((door: Json) => door.kind === kind)
  const elm = await plugTool(doorOf('elm327'))
  for (const command of ['ATZ', 'ATE0', 'ATSP6', '03']) await elm.ask(`${command}\r`, isPrompt)
  for (let i = 0; i < 30; i++) await elm.ask('010D\r', isPrompt)
  elm.close()
  const doip = await plugTool(doorOf('doip'))
  const told = (bytes: Buffer) => doipPayload(bytes, ANSWER, REFUSED) !== undefined
  await doip.ask(doipMessage(0x0005, '0E800000000000'), (bytes) => doipPayload(bytes, ACTIVATED) !== undefined)
  while (!doipPayload(await doip.ask(doipMessage(0x8001, '0E8010073E00'), told), ANSWER));
  await doip.ask(doipMessage(0x8001, '0E80100722F190'), told)
  doip.close()
  const slcan = await plugTool(doorOf('slcan'))
  await slcan.ask('S6\rO\r', (bytes) => bytes.includes('\r\r'))
  // The question, and leave to go on with its answer of several frames.
  for (const frame of ['t7E780322F190AAAAAAAA', 't7E73300000'])
    await slcan.ask(`${frame}\r`, (bytes) => bytes.includes('z\r'))
  slcan.close()
  await post('ana', `${at}/diagnostics`, { ecu: 'bms', request: '22F190' })
}

const lineOf = ({ door, ecu, request, response, count }: ExchangeGroup) =>
  `${door} ${ecu} ${request} ${response?.slice(0, 4)} ×${count}`

const LINES = [
  ...['elm327 drive 03 4300 ×1', 'elm327 bms 03 4300 ×1'],
  ...['elm327 drive 010D 410D ×30', 'elm327 bms 010D 410D ×30'],
  ...['doip bms 22F190 62F1 ×1', 'slcan bms 22F190 62F1 ×1', 'bench bms 22F190 62F1 ×1'],
]

for (const database of DATABASES) {
  test(`what each tool asked of which unit is told, while it runs and afterwards (${database.name})`, async () => {
    const options = { place: await database.place(), exercises: content.exercises, worldUrl: CARS.url }
    const workshop = await openTestWorkshop(options)
    const { get, post } = workshop
    try {
      const start = await post('ana', '/api/attempts', { exerciseId: exercise.id, mode: 'practice' })
      const at = `/api/attempts/${start.body.id}`
      await post('ana', `${at}/actions`, { kind: 'power', to: 'on' })
      // The units wake one after the other.
      for (const ecu of ['drive', 'bms']) {
        const isAwake = async () => (await post('ana', `${at}/diagnostics`, { ecu, request: '3E00' })).body.response
        while ((await isAwake()) === null);
      }
      await useTools(workshop, at, start.body.doors)

      const told = async (who: string) => {
        const { groups } = (await get(who, `${at}/exchanges`)).body
        const lines: string[] = groups.map(lineOf)
        return lines.filter((text) => !text.includes('3E00') && !text.includes('0100'))
      }
      assert.equal((await get('bo', `${at}/exchanges`)).status, 404)
      for (const who of ['ana', 'dana']) assert.deepEqual(await told(who), LINES)
      const { groups } = (await get('ana', `${at}/exchanges`)).body
      const addresses = groups.map(({ door, address }: ExchangeGroup) => [door, address])
      assert.deepEqual(
        addresses.find(([door]: string[]) => door === 'doip'),
        ['doip', '127.0.0.1'],
      )

      await post('ana', `${at}/diagnosis`, CAUSE)
      for (const who of ['ana', 'dana']) assert.deepEqual(await told(who), LINES)
    } finally {
      await workshop.close()
    }
  })
}
