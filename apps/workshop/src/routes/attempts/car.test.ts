/** The real car behind the real doors: three tools at once agree, and nothing they hear tells the fault. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { drawnCase, readEvidence, replay } from '@luban/lab'
import { createCar, faultIdsOf } from '@luban/vehicle'
import { WebSocket } from 'ws'
import { loadContent } from '../../content.ts'
import { doipMessage, doipPayload, isPrompt, plugTool } from '../../doors/testing/tool.ts'
import { type Json, openTestWorkshop } from '../../stations/testing/test-workshop.ts'
import { secondBusOf } from '../../stations/world.ts'
import { CARS } from '../../worlds.ts'

const content = loadContent(fileURLToPath(new URL('../../../../../content', import.meta.url)), CARS.knownStations)
const exercise = content.exercises.find(({ faults }) => faults?.includes('ev-03-precharge-open'))
assert(exercise !== undefined)
const CAUSE = { component: 'prechargeResistor', failureMode: 'open' }

test('ELM327, DoIP and the bench read the same codes of one car, and nothing sent names the fault', async () => {
  const workshop = await openTestWorkshop({
    exercises: content.exercises,
    worldUrl: CARS.url,
  })
  const heard: string[] = []
  const keepBytes = (bytes: Buffer) => heard.push(bytes.toString('latin1'))
  const keep = async (reply: Promise<{ status: number; body: Json }>) => {
    const { body } = await reply
    heard.push(JSON.stringify(body))
    return body
  }
  try {
    const { id, doors } = await keep(
      workshop.post('ana', '/api/attempts', { exerciseId: exercise.id, mode: 'practice' }),
    )
    const at = `/api/attempts/${id}`
    const live = new WebSocket(`${workshop.url.replace('http', 'ws')}${at}/live`, { headers: { authorization: 'ana' } })
    live.on('message', (data) => heard.push(String(data)))
    const { model } = await keep(workshop.get('ana', at))
    const post = (path: string, body: unknown) => keep(workshop.post('ana', `${at}/${path}`, body))

    assert.deepEqual(await post('pace', { pace: 20 }), { pace: exercise.paceMax })
    assert.deepEqual(await post('actions', { kind: 'power', to: 'on' }), { kind: 'done' })
    await post('actions', { kind: 'start' })
    const codesByBench = async () => (await post('diagnostics', { ecu: 'bms', request: '19020F' })).response as string
    let codes = await codesByBench()
    while (!codes?.includes('0C7800')) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      codes = await codesByBench()
    }

    const elm = await plugTool(
      doors.find(({ kind }: Json) => kind === 'elm327'),
      keepBytes,
    )
    for (const command of ['ATZ', 'ATE0', 'ATS0', 'ATSP6', 'ATSH7E7', 'ATCRA7EF'])
      await elm.ask(`${command}\r`, isPrompt)
    const byElm = String(await elm.ask('19020F\r', isPrompt))
    const doip = await plugTool(
      doors.find(({ kind }: Json) => kind === 'doip'),
      keepBytes,
    )
    await doip.ask(doipMessage(0x0005, '0E800000000000'), (bytes) => bytes.length >= 8 + 9)
    const isTold = (bytes: Buffer) => doipPayload(bytes, 0x8001) !== undefined
    const answer = await doip.ask(doipMessage(0x8001, '0E80100719020F'), isTold)
    const byDoip = doipPayload(answer, 0x8001)?.subarray(4).toString('hex')
    assert.equal(byDoip?.toUpperCase(), codes)
    // Longer than one frame: the adapter shows the length and numbered lines.
    const elmBytes = byElm.replace(/^[0-9A-F]{3}\r/m, '').replace(/[0-9A-F]:|[^0-9A-F]/g, '')
    assert(elmBytes.startsWith(codes), `${byElm} against ${codes}`)

    const socketcand = await plugTool(
      doors.find(({ kind }: Json) => kind === 'socketcand'),
      keepBytes,
    )
    for (const command of ['< open can0 >', '< isotpmode >'])
      await socketcand.ask(command, (bytes) => bytes.includes('< ok >'))
    const answered = await socketcand.ask('< isotpconf 7E7 7EF 4 0 0 0 AA >< sendpdu 19020F >', (bytes) =>
      bytes.includes('< pdu '),
    )
    assert.equal(/< pdu \S+ (\w+) >/.exec(String(answered))?.[1], codes)

    const { host, port } = doors.find(({ kind }: Json) => kind === 'sovd')
    const byWeb = await fetch(`http://${host}:${port}/vehicle/v15/components/bms/faults`).then((reply) => reply.text())
    heard.push(byWeb)
    const webCodes = JSON.parse(byWeb).items.map(({ code }: Json) => code.toUpperCase())
    assert(codes.startsWith('5902'), codes)
    assert.deepEqual(
      webCodes,
      codes
        .slice(6)
        .match(/.{8}/g)
        ?.map((each) => each.slice(0, 6)),
    )

    await post('measurements', { instrument: 'voltmeter', red: 'battery12V.plus', black: 'battery12V.minus' })
    await post('measurements', { instrument: 'voltmeter', red: 'diagnosis.6', black: 'chassis' })
    const { reading } = await post('measurements', { instrument: 'clamp', wire: 'wire.101' })
    assert(reading.unit === 'A' && reading.value > 0.5, JSON.stringify(reading))
    const look = { secondsPerDivision: 1e-3, trigger: { channel: 0, edge: 'rising', volts: 3, mode: 'auto' } }
    const { trace } = await post('scope', { ...look, channels: [{ red: 'diagnosis.6', black: 'chassis' }] })
    const [{ volts, voltsMin, voltsMax }] = trace.channels
    assert(volts.length === 2000 && voltsMin > 2 && voltsMax > 3.3, `CAN-H from ${voltsMin} to ${voltsMax} V`)
    assert.deepEqual(await post('scope', { ...look, channels: [{ red: 'nowhere', black: 'chassis' }] }), {
      kind: 'refused',
      reason: 'unknownPoint',
    })
    // One flap for both plugs.
    assert.deepEqual(await post('actions', { kind: 'charger', plugged: true, type: 'dc' }), { kind: 'done' })
    const { reason } = await post('actions', { kind: 'charger', plugged: true, type: 'ac' })
    assert.equal(reason, 'chargerPlugged')
    await post('actions', { kind: 'repair', component: 'fuseBms', repair: 'nothing of the kind' })
    await post('diagnosis', { component: 'prechargeResistor', failureMode: 'burnt' })
    for (const path of ['', '/evidence', '/evidence.mcap', '/evidence.candump'])
      await keep(workshop.get('ana', at + path))
    for (const path of ['/api/attempts', '/openapi.json']) await keep(workshop.get('ana', path))
    await post('pace', { pace: 0 })

    const { seed } = await workshop.db.selectFrom('attempt').select('seed').executeTakeFirstOrThrow()
    const all = heard.join('\n')
    for (const secret of [
      ...faultIdsOf('byd-atto-3'),
      String(seed),
      '"faults":[',
      '"truth"',
      '"proofs"',
      'startSocPercent',
    ]) {
      assert.equal(all.includes(secret), false, secret)
    }
    // In the list of everything that can fail the cause stands among all others; anywhere else it must not stand at all.
    assert(all.includes(JSON.stringify(model)))
    assert.equal(all.replaceAll(JSON.stringify(model), '').includes(CAUSE.component), false)

    assert.deepEqual(await post('diagnosis', CAUSE), { status: 'submitted' })
    const { assessment } = await keep(workshop.get('ana', at))
    assert.equal(assessment.criteria.find(({ kind }: Json) => kind === 'causeFound').points > 0, true)

    // The same again from the evidence alone: the recording is whole.
    const mcap = await fetch(`${workshop.url}${at}/evidence.mcap`, { headers: { authorization: 'ana' } })
    const { records } = readEvidence(new Uint8Array(await mcap.arrayBuffer()))
    const car = createCar(exercise.station, { seed, ...drawnCase(exercise, 0) })
    const senders = new Set(car.model.ecus.map(({ id }) => id))
    const secondBus = secondBusOf(car)
    assert(secondBus !== undefined, 'it has a line to its DC station')
    const replayed = replay({ station: car, bus: car.bus, senders, secondBus, connectDoip: car.connectDoip }, records)
    assert.equal(replayed.difference, undefined, JSON.stringify(replayed.difference))
    assert(replayed.comparedCount > 100)
  } finally {
    await workshop.close()
  }
})
