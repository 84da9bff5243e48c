/** An exercise whose car routes through TLS alone: plain testers are told why, and a replay plugs each in as it came. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { drawnCase, readEvidence, replay } from '@luban/lab'
import { createCar } from '@luban/vehicle'
import { loadContent } from '../../content.ts'
import { doipMessage, doipPayload, plugTool } from '../../doors/testing/tool.ts'
import { type Json, openTestWorkshop } from '../../stations/testing/test-workshop.ts'
import { CARS } from '../../worlds.ts'

const content = loadContent(fileURLToPath(new URL('../../../../../content', import.meta.url)), CARS.knownStations)
const found = content.exercises.find(({ faults }) => faults?.includes('ev-03-precharge-open'))
assert(found !== undefined)
const { start, ...rest } = found
const exercise = { ...rest, start: { ...start, settings: { ...start.settings, requiresTls: true } } }

const ACTIVATION = doipMessage(0x0005, '0E800000000000')
/** The tester's address, the gateway's, and the code. */
const answered = (code: string) => `0e801000${code}`

/** Asks for routing through TLS and then for a unit's number. */
async function askThroughTls(host: string, port: number): Promise<(string | undefined)[]> {
  const socket = connectTls({ host, port, rejectUnauthorized: false })
  const answers: (string | undefined)[] = []
  let bytes = Buffer.alloc(0)
  const next = async (...types: number[]) => {
    while (doipPayload(bytes, ...types) === undefined) bytes = Buffer.concat([bytes, (await once(socket, 'data'))[0]])
    answers.push(doipPayload(bytes, ...types)?.toString('hex'))
    bytes = Buffer.alloc(0)
  }
  await once(socket, 'secureConnect')
  socket.write(ACTIVATION)
  await next(0x0006)
  socket.write(doipMessage(0x8001, '0E8010003E00'))
  await next(0x8001)
  socket.destroy()
  return answers
}

test('a car that demands TLS answers a plain activation with 07, works through TLS, and replays bit for bit', async () => {
  const workshop = await openTestWorkshop({ exercises: [exercise], worldUrl: CARS.url })
  try {
    const { body } = await workshop.post('ana', '/api/attempts', { exerciseId: exercise.id, mode: 'practice' })
    const at = `/api/attempts/${body.id}`
    await workshop.post('ana', `${at}/actions`, { kind: 'power', to: 'on' })
    const { host, port, tlsPort } = body.doors.find(({ kind }: Json) => kind === 'doip')

    const plain = await plugTool({ host, port })
    const told = await plain.ask(ACTIVATION, (bytes) => doipPayload(bytes, 0x0006) !== undefined)
    assert.equal(doipPayload(told, 0x0006)?.toString('hex').slice(0, 10), answered('07'))
    plain.close()
    const [activated, alive] = await askThroughTls(host, tlsPort)
    assert.equal(activated?.slice(0, 10), answered('10'))
    assert.equal(alive, '10000e807e00')

    await workshop.post('ana', `${at}/diagnosis`, { component: 'prechargeResistor', failureMode: 'open' })
    const mcap = await fetch(`${workshop.url}${at}/evidence.mcap`, { headers: { authorization: 'ana' } })
    const { records } = readEvidence(new Uint8Array(await mcap.arrayBuffer()))
    const opened = records.filter((record) => record.kind === 'doorTraffic' && record.event === 'opened')
    assert.deepEqual(
      opened.map((record) => 'isSecure' in record),
      [false, true],
    )
    const { seed } = await workshop.db.selectFrom('attempt').select('seed').executeTakeFirstOrThrow()
    const car = createCar(exercise.station, { seed, ...drawnCase(exercise, 0) })
    const senders = new Set(car.model.ecus.map(({ id }) => id))
    const { difference } = replay({ station: car, bus: car.bus, senders, connectDoip: car.connectDoip }, records)
    assert.equal(difference, undefined, JSON.stringify(difference))
  } finally {
    await workshop.close()
  }
})
