/** What tools of all kinds asked one car stands in the reply in the order in which they asked, while it runs and afterwards. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { ExchangeGroup } from '@luban/lab'
import { loadContent } from '../../content.ts'
import { DATABASES } from '../../db/testing.ts'
import { type Json, openTestWorkshop, type TestWorkshop } from '../../stations/testing/test-workshop.ts'
import { CARS } from '../../worlds.ts'

const content = loadContent(fileURLToPath(new URL('../../../../../content', import.meta.url)), CARS.knownStations)
const exercise = content.exercises.find(({ faults }) => faults?.includes('ev-03-precharge-open'))
assert(exercise !== undefined)
const CAUSE = { component: 'prechargeResistor', failureMode: 'open' }

/** A TCP tool that waits for the whole answer to each of its requests. */
async function plugIn(doors: Json, kind: string, isWhole: (bytes: Buffer) => boolean) {
  const { host, port } = doors.find((door: Json) => door.kind === kind)
  const socket = connect(port, host)
  let all = Buffer.alloc(0)
  let wake = () => {}
  socket.on('data', (bytes) => {
    all = Buffer.concat([all, bytes])
    wake()
  })
  await once(socket, 'connect')
  return {
    async ask(request: Buffer | string): Promise<Buffer> {
      all = Buffer.alloc(0)
      socket.write(request)
      while (!isWhole(all)) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return all
    },
    close: () => socket.destroy(),
  }
}

function doipMessage(type: number, payloadHex: string): Buffer {
  const payload = Buffer.from(payloadHex, 'hex')
  const head = Buffer.from('02FD000000000000', 'hex')
  head.writeUInt16BE(type, 2)
  head.writeUInt32BE(payload.length, 4)
  return Buffer.concat([head, payload])
}

const ACTIVATED = 0x0006
const ANSWER = 0x8001
/** The gateway has not heard that unit yet. */
const REFUSED = 0x8003

/** A whole message of such a payload type stands among the bytes. */
function holds(bytes: Buffer, ...payloadTypes: number[]): boolean {
  for (let at = 0; at + 8 <= bytes.length; at += 8 + bytes.readUInt32BE(at + 4)) {
    const isWhole = at + 8 + bytes.readUInt32BE(at + 4) <= bytes.length
    if (isWhole && payloadTypes.includes(bytes.readUInt16BE(at + 2))) return true
  }
  return false
}

/** Reads live data thirty times and codes of all units; then one unit over DoIP; then the same at the bench. */
async function useTools({ post }: TestWorkshop, at: string, doors: Json): Promise<void> {
  const elm = await plugIn(doors, 'elm327', (bytes) => bytes.at(-1) === 0x3e)
  for (const command of ['ATZ', 'ATE0', 'ATSP6', '03']) await elm.ask(`${command}\r`)
  for (let i = 0; i < 30; i++) await elm.ask('010D\r')
  elm.close()
  const doip = await plugIn(doors, 'doip', (bytes) => holds(bytes, ACTIVATED, ANSWER, REFUSED))
  await doip.ask(doipMessage(0x0005, '0E800000000000'))
  while (!holds(await doip.ask(doipMessage(0x8001, '0E8010073E00')), ANSWER));
  await doip.ask(doipMessage(0x8001, '0E80100722F190'))
  doip.close()
  await post('ana', `${at}/diagnostics`, { ecu: 'bms', request: '22F190' })
}

const lineOf = ({ door, ecu, request, response, count }: ExchangeGroup) =>
  `${door} ${ecu} ${request} ${response?.slice(0, 4)} ×${count}`

const LINES = [
  ...['elm327 drive 03 4300 ×1', 'elm327 bms 03 4300 ×1'],
  ...['elm327 drive 010D 410D ×30', 'elm327 bms 010D 410D ×30'],
  ...['doip bms 22F190 62F1 ×1', 'bench bms 22F190 62F1 ×1'],
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
