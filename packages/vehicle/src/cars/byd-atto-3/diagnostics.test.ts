/** What the control units of this car refuse a tester and why, and that what they grant happens in the car. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeBitmap, decodeParameter } from '@luban/protocols/obd/codec'
import { decodeScaling } from '@luban/protocols/uds/scaling'
import { hex, toHex } from '@luban/stdx'
import { decodeFlashImage, encodeFlashImage } from '../../ecus/flash-image.ts'
import { authenticationProof, programmingKey, securityKey } from '../../ecus/security.ts'
import { bringImage, type Exchange } from '../../ecus/testing/flash-tester.ts'
import { IMAGE_BYTES_MAX } from '../../ecus/works-software.ts'
import { type Bench, standAt } from '../../test-bench.ts'
import { assertAnswers, type Exchanges, keyOffOn } from '../../testing/stands.ts'

function switchedOn(): Bench {
  const bench = standAt()
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  return bench
}

function inReady(): Bench {
  const bench = standAt()
  assert(bench.start())
  return bench
}

function rolling(): Bench {
  const bench = inReady()
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 0.3, brake: 0 })
  bench.run(3)
  assert(bench.car.view().speedKmh > 5)
  return bench
}

/** Extended session and level 1, with the key that a workshop's tool knows. */
function unlock(bench: Bench, ecu: string): void {
  bench.ask(ecu, '1003')
  const seed = bench.ask(ecu, '2701')?.slice(4) ?? ''
  assert.equal(bench.ask(ecu, `2702${toHex(securityKey(hex(seed)))}`), '6702')
}

/** One car each. */
function check(what: string, stand: () => Bench, exchanges: Exchanges) {
  test(what, () => assertAnswers(stand(), exchanges))
}

check('while the car moves no unit leaves its session, forgets its codes or takes an order', rolling, [
  ['bms', '1003', '7F1088'],
  ['drive', '1003', '7F1088'],
  ['drive', '1002', '7F1088'],
  ['drive', '14FFFFFF', '7F1488'],
  ['drive', '04', '7F0422'],
  ['drive', '2F01100301', '7F2F7F'],
  ['drive', '1001', '5001003201F4'],
])

check('no unit is reset or programmed while high voltage is on', inReady, [
  ['drive', '1002', '7F1022'],
  ['body', '1002', '7F1022'],
  ['bms', '1101', '7F1122'],
  ['drive', '1103', '7F1122'],
  ['gateway', '1101', '7F1122'],
  ['bms', '1102', '7F1122'],
])

check('without high voltage a unit is reset and begins in the default session', switchedOn, [
  ['bms', '1003', '5003003201F4'],
  ['bms', '1101', '5101'],
  ['bms', '2F20100301', '7F2F7F'],
  ['bms', '1104', '7F1112'],
])

check(
  'a key-off-on reset is taken by every unit, whose session it ends',
  switchedOn,
  keyOffOn(['bms', 'drive', 'body', 'gateway']),
)

check('legislated codes are cleared with the power on, and not in READY', inReady, [['bms', '04', '7F0422']])
check('legislated codes are cleared at rest', switchedOn, [['bms', '04', '44']])

check('what a unit does not have it says', switchedOn, [
  ['body', '0100', '7F0111'],
  ['gateway', '31012008', '7F3111'],
  ['bms', '1002', '7F1012'],
  ['drive', '22FFFF', '7F2231'],
  ['drive', '140A0A00', '7F1431'], // The interlock is the battery's.
  ['drive', '2E010100', '7F2E31'],
  ['drive', '340044', '7F3411'],
])

check('a key that does not fit is counted, and after three there is a delay', switchedOn, [
  ['drive', '2701', '7F277F'],
  ['drive', '1003', '5003003201F4'],
  ['drive', '270200000000', '7F2724'],
])

test('three false keys lock security for ten seconds', () => {
  const bench = switchedOn()
  const tryKey = () => {
    bench.ask('drive', '2701')
    return bench.ask('drive', '270200000000')
  }
  bench.ask('drive', '1003')
  assert.deepEqual([tryKey(), tryKey(), tryKey()], ['7F2735', '7F2735', '7F2736'])
  assert.equal(bench.ask('drive', '2701'), '7F2737')
  bench.run(10.1)
  unlock(bench, 'drive')
})

check(
  'an order is refused that has a wrong length, an unknown state or an identifier that is no actuator',
  switchedOn,
  [
    ['drive', '1003', '5003003201F4'],
    ['drive', '2F011003', '7F2F13'],
    ['drive', '2F01100302', '7F2F31'],
    ['drive', '2F011004', '7F2F31'],
    ['drive', '2F01100100', '7F2F13'],
    ['drive', '2F011201', '7F2F33'],
    ['drive', '2F01010301', '7F2F31'],
    ['drive', '2F01120301', '7F2F33'],
  ],
)

test('the heater is switched by whoever has the key, and only with high voltage; then it warms the cabin', () => {
  const bench = standAt({ settings: { ambientDegC: 5 } })
  bench.act({ kind: 'power', to: 'on' }, { kind: 'gloves', on: true })
  bench.run(2)
  unlock(bench, 'drive')
  assert.equal(bench.ask('drive', '2F01120301'), '7F2F22')
  assert(bench.start())
  unlock(bench, 'drive')
  assert.equal(bench.ask('drive', '2F01120301'), '6F01120301')
  for (let second = 0; second < 60; second++) {
    bench.ask('drive', '3E80')
    bench.run(1)
  }
  assert(bench.measure('voltmeter', 'ptc.element', 'ptc.minus') > 380)
  assert(bench.value('body', 0x0204) > 6)
  bench.ask('drive', '1001')
  bench.run(0.1)
  assert(bench.measure('voltmeter', 'ptc.element', 'ptc.minus') < 1)
})

for (const [what, ecu, did, point] of [
  ['fan', 'drive', '0111', 'fan.plus'],
  ['lights', 'body', '0210', 'lights.plus'],
] as const) {
  test(`an order to the ${what} switches, is frozen, and ends when the tester gives it back`, () => {
    const bench = switchedOn()
    const isOn = () => {
      bench.run(0.1)
      return bench.measure('voltmeter', point, 'chassis') > 10
    }
    bench.ask(ecu, '1003')
    assert.equal(bench.ask(ecu, `2F${did}0301`), `6F${did}0301`)
    assert(isOn())
    assert.equal(bench.ask(ecu, `2F${did}02`), `6F${did}0201`)
    assert(isOn())
    assert.equal(bench.ask(ecu, `2F${did}00`)?.slice(0, 8), `6F${did}00`)
    assert(!isOn())
  })
}

test('the results of the insulation test are asked for after it, and only then', () => {
  const bench = switchedOn()
  assert.equal(bench.ask('bms', '31012008'), '7F3131')
  bench.ask('bms', '1003')
  assert.equal(bench.ask('bms', '31032008'), '7F3124')
  const started = bench.ask('bms', '31012008') ?? ''
  assert.match(started, /^71012008[0-9A-F]{4}$/)
  assert.equal(bench.ask('bms', '31032008'), `71032008${started.slice(8)}`)
  assert.equal(bench.ask('bms', '31022008'), '71022008')
})

test('the battery’s own frames stop at a tester’s word and come back with the default session', () => {
  const bench = standAt({ broadcast: true })
  bench.start()
  let frames = 0
  bench.car.bus.record(({ id }) => {
    if (id === 0x444) frames++
  })
  const framesInOneSecond = () => {
    frames = 0
    bench.run(1)
    return frames
  }
  bench.ask('bms', '1003')
  assert.equal(bench.ask('bms', '280301'), '6803')
  assert.equal(framesInOneSecond(), 0)
  assert.equal(bench.ask('bms', '280001'), '6800')
  assert.equal(framesInOneSecond(), 10)
  bench.ask('bms', '280101')
  assert.equal(framesInOneSecond(), 0)
  bench.run(6) // S3 runs out.
  assert.equal(framesInOneSecond(), 10)
})

test('with the setting of codes off a fault leaves none; on again it does', () => {
  const bench = standAt({ faults: ['ev-01-interlock-open'] })
  bench.act({ kind: 'power', to: 'on' })
  bench.run(0.2)
  bench.ask('bms', '1003')
  assert.equal(bench.ask('bms', '8502'), 'C502')
  bench.run(4)
  assert.deepEqual(bench.codes(), [])
  assert.equal(bench.ask('bms', '8501'), 'C501')
  bench.run(2)
  assert.deepEqual(bench.codes(), ['bms P0A0A-00'])
})

/** The value of a parameter with one field, asked of one unit alone. */
function parameter(bench: Bench, ecu: string, pid: number): number {
  const answer = hex(bench.ask(ecu, `01${toHex(Uint8Array.of(pid))}`) ?? '')
  const values = decodeParameter(pid, answer.subarray(2))
  assert(values !== undefined && answer[0] === 0x41, `${ecu} ${pid.toString(16)}: ${toHex(answer)}`)
  return values[0]
}

/** What the support bitmaps of a unit name, bitmaps aside. */
function parametersOf(bench: Bench, ecu: string): number[] {
  const named: number[] = []
  for (let base: number | undefined = 0; base !== undefined; ) {
    const answer = hex(bench.ask(ecu, `01${toHex(Uint8Array.of(base))}`) ?? '')
    const found: number[] = decodeBitmap(base, answer.subarray(2))
    named.push(...found.filter((pid) => pid % 0x20 !== 0))
    base = found.find((pid) => pid % 0x20 === 0)
  }
  return named
}

test('parameters of legislated diagnostics, identifiers, dashboard and meter say the same of a driving car', () => {
  const bench = inReady()
  bench.act({ kind: 'gloves', on: true }, { kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 0.2, brake: 0 })
  bench.run(4)
  const view = bench.car.view()
  const torqueNm = bench.value('drive', 0x0103)
  const EXPECTED: Readonly<Record<string, readonly (readonly [pid: number, value: number, tolerance: number])[]>> = {
    drive: [
      [0x04, Math.abs(torqueNm) / 3.1, 0.3],
      [0x05, bench.value('drive', 0x0107), 0],
      [0x0c, bench.value('drive', 0x0102), 1],
      [0x0d, view.speedKmh, 0.6],
      [0x11, 20, 0.3],
      [0x1c, 6, 0], // EOBD
      [0x33, 97, 0],
      [0x42, bench.measure('voltmeter', 'drive.supply', 'drive.ground'), 0.02],
      [0x46, view.ambientDegC, 0],
      [0x49, 20, 0.3],
      [0x51, 8, 0], // Electric
      [0x5b, bench.value('bms', 0x1ffc), 0.3],
      [0x61, bench.value('drive', 0x0104) / 3.1, 0.6],
      [0x62, torqueNm / 3.1, 0.6],
      [0x63, 310, 0],
      [0xa6, view.odometerKm + 0.5, 0.6],
    ],
    bms: [
      [0x0d, view.speedKmh, 0.6],
      [0x1c, 6, 0],
      [0x42, bench.measure('voltmeter', 'bms.supply', 'bms.ground'), 0.02],
      [0x51, 8, 0],
      [0x5b, bench.value('bms', 0x1ffc), 0.3],
      [0xb2, 99.5, 0.6],
    ],
  }
  for (const [ecu, rows] of Object.entries(EXPECTED)) {
    for (const [pid, value, tolerance] of rows) {
      const found = parameter(bench, ecu, pid)
      assert(Math.abs(found - value) <= tolerance, `${ecu} ${pid.toString(16)}: ${found}, not ${value}`)
    }
    const rest = parametersOf(bench, ecu).filter((pid) => !rows.some(([known]) => known === pid))
    const own = ecu === 'bms' ? [0x01, 0x41, 0x9a] : [0x01, 0x21, 0x30, 0x31, 0x41, 0x4d, 0x4e] // Tested on their own.
    assert.deepEqual(rest, own)
  }
})

test('the monitors are incomplete after a clear, and complete when they have looked again', () => {
  const bench = switchedOn()
  const readiness = () => bench.ask('drive', '0101')
  assert.equal(readiness(), '410100040000')
  assert.equal(bench.ask('drive', '0141'), '414100040000')
  assert.equal(bench.ask('drive', '04'), '44')
  assert.equal(readiness(), '410100440000')
  bench.run(3)
  assert.equal(readiness(), '410100040000')
})

test('a lit lamp and the number of codes stand in the monitor status', () => {
  const bench = standAt({ faults: ['ev-03-precharge-open'] })
  bench.start()
  assert.equal(bench.ask('bms', '0101'), '410181040000')
})

test('what PID 9A says of the pack, its identifiers say too', () => {
  const bench = inReady()
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 0.35, brake: 0 })
  bench.run(2)
  const bytes = hex(bench.ask('bms', '019A')?.slice(4) ?? '')
  assert.deepEqual([...bytes.subarray(0, 2)], [6, 0])
  assert(Math.abs(((bytes[2] << 8) | bytes[3]) / 64 - bench.value('bms', 0x0008)) < 0.6)
  const amps = (((bytes[4] << 24) >> 16) | bytes[5]) / 10 // Negative while it discharges.
  assert(amps < -20 && Math.abs(amps + bench.value('bms', 0x0009)) < 0.11, `${amps} A`)
})

test('OBD on UDS tells what the modes tell, and only where there is OBD', () => {
  const bench = switchedOn()
  assert.equal(bench.ask('drive', '22F810'), '62F81001')
  for (const pid of ['00', '01', '0D', '42', '46', '5B', 'A6']) {
    const byMode = bench.ask('drive', `01${pid}`)
    assert.equal(bench.ask('drive', `22F4${pid}`), `62F4${byMode?.slice(2)}`)
  }
  assert.equal(bench.ask('bms', '22F802')?.slice(6), bench.ask('bms', '0902')?.slice(6))
  assert.equal(bench.ask('drive', '19423308FF'), '594233FFE304', 'nothing is confirmed')
  assert.equal(bench.ask('body', '22F810'), '7F2231')
  assert.equal(bench.ask('body', '19423308FF'), '7F1912')
})

/** Requests of a flash tool, each waited for as long as the unit says 0x78. */
function exchangeWith(bench: Bench, ecu: string): Exchange {
  return (request) => {
    const answers: string[] = []
    bench.listen(ecu, request, (answer) => answers.push(answer))
    const isPending = () => answers.every((answer) => answer.startsWith('7F') && answer.endsWith('78'))
    for (let tries = 0; isPending() && tries < 1000; tries++) bench.run(0.02)
    return answers.at(-1)
  }
}

const NEW_SOFTWARE = {
  drive: { partNumber: 'LB-A3-DRV-150', software: 'DRV 2.12.00', calibrationId: 'LB-A3-DRV-C212' },
  body: { partNumber: 'LB-A3-BCM-01', software: 'BCM 1.21.00', calibrationId: 'LB-A3-BCM-C121' },
} as const

const imageFor = (ecu: keyof typeof NEW_SOFTWARE) =>
  encodeFlashImage({ ...NEW_SOFTWARE[ecu], content: Uint8Array.from({ length: 6000 }, (_, i) => i) })

function bring(bench: Bench, ecu: keyof typeof NEW_SOFTWARE): string | undefined {
  const image = imageFor(ecu)
  return bringImage(exchangeWith(bench, ecu), { image, imageBytesMax: IMAGE_BYTES_MAX, key: programmingKey })
}

const textOf = (answer: string | undefined, skipBytes: number) =>
  new TextDecoder().decode(hex(answer ?? '').subarray(skipBytes)).trim()

for (const ecu of ['drive', 'body'] as const) {
  test(`new software for the ${ecu} unit runs after its reset and tells its version`, () => {
    const bench = switchedOn()
    assert.match(textOf(bench.ask(ecu, '22F195'), 3), /^(DRV 2\.11|BCM 1\.20)/)
    assert.equal(bring(bench, ecu), undefined)
    assert.equal(bench.ask(ecu, '1101'), '5101')
    assert.equal(textOf(bench.ask(ecu, '22F195'), 3), NEW_SOFTWARE[ecu].software)
    bench.act({ kind: 'power', to: 'off' })
    bench.run(1)
    assert(bench.start())
    assert.equal(textOf(bench.ask(ecu, '22F195'), 3), NEW_SOFTWARE[ecu].software)
  })
}

test('OBD tells the calibration of the new software and its verification number', () => {
  const bench = switchedOn()
  const before = [bench.ask('drive', '0904'), bench.ask('drive', '0906')]
  assert.equal(textOf(before[0], 3).replaceAll('\0', ''), 'LB-A3-DRV-C211')
  assert.equal(bring(bench, 'drive'), undefined)
  bench.ask('drive', '1101')
  assert.equal(textOf(bench.ask('drive', '0904'), 3).replaceAll('\0', ''), 'LB-A3-DRV-C212')
  const checksum = decodeFlashImage(imageFor('drive'))
  assert(typeof checksum === 'object')
  assert.equal(bench.ask('drive', '0906'), `490601${checksum.checksum.toString(16).toUpperCase().padStart(8, '0')}`)
})

test('a drive unit in its loader is silent: the others miss it, OBD and application are gone, the car does not start', () => {
  const bench = switchedOn()
  bench.ask('drive', '1002')
  bench.run(4)
  assert.equal(bench.ask('drive', '0100'), '7F0111')
  assert.equal(bench.ask('drive', '220101'), '7F2231')
  assert.equal(bench.ask('gateway', '220303'), '62030300')
  assert.deepEqual(bench.codes({ except: ['drive'] }), ['body U0110-00', 'gateway U0110-00'])
  for (let second = 0; second < 5; second++) {
    bench.ask('drive', '3E80')
    bench.act({ kind: 'start' })
    bench.run(1)
  }
  assert(!bench.car.view().isReady)
  bench.ask('drive', '1001')
  bench.run(2)
  assert.equal(bench.ask('gateway', '220303'), '62030301')
  assert(bench.start())
})

test('a battery taken off in the middle leaves the drive unit in its loader, and a new download brings it back', () => {
  const bench = switchedOn()
  const exchange = exchangeWith(bench, 'drive')
  let blocks = 0
  const torn: Exchange = (request) => {
    if (request.startsWith('36') && ++blocks === 3) bench.act({ kind: 'battery12V', connected: false })
    return blocks < 3 ? exchange(request) : undefined
  }
  const options = { image: imageFor('drive'), imageBytesMax: IMAGE_BYTES_MAX, key: programmingKey }
  bench.act({ kind: 'gloves', on: true })
  assert.equal(bringImage(torn, options), '36 of block 3: undefined')
  bench.run(2)
  assert.equal(bench.ask('drive', '3E00'), undefined)
  bench.act({ kind: 'battery12V', connected: true })
  bench.run(2)
  assert.equal(bench.start(), false)
  assert.equal(textOf(bench.ask('drive', '22F180'), 3), 'LBOOT 1.00')
  assert.equal(textOf(bench.ask('drive', '22F195'), 3), '')
  assert.equal(bench.ask('drive', '0100'), '7F0111')
  assert.equal(bringImage(exchange, options), undefined)
  bench.ask('drive', '1101')
  bench.run(2)
  assert.equal(textOf(bench.ask('drive', '22F195'), 3), 'DRV 2.12.00')
  bench.act({ kind: 'power', to: 'off' })
  bench.run(1)
  assert(bench.start())
})

test('a weak battery keeps a unit out of programming', () => {
  const bench = standAt({ settings: { battery12VPercent: 3 } })
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  assert(bench.value('drive', 0x0109) < 11.5, `${bench.value('drive', 0x0109)} V`)
  assert.equal(bench.ask('drive', '1002'), '7F1093')
})

test('the drive unit tells how far and long the car went since its codes were cleared', () => {
  const bench = inReady()
  const read = (pid: number) => {
    const [request, cut] = [`01${pid.toString(16).padStart(2, '0')}`, 4]
    return decodeParameter(pid, hex(bench.ask('drive', request)?.slice(cut) ?? ''))?.[0]
  }
  bench.act({ kind: 'selector', to: 'D' }, { kind: 'pedal', accelerator: 0.5, brake: 0 })
  bench.run(70)
  const km = read(0x31)
  assert(km !== undefined && km >= 1, `${km} km are driven in 70 s`)
  assert.equal(read(0x4e), 1)
  assert.deepEqual([read(0x21), read(0x4d)], [0, 0], 'the lamp was never on')
  bench.act({ kind: 'pedal', accelerator: 0, brake: 1 })
  bench.run(20)
  bench.act({ kind: 'selector', to: 'P' }, { kind: 'power', to: 'off' })
  bench.run(2)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  assert.equal(bench.ask('drive', '04'), '44')
  assert.deepEqual([read(0x30), read(0x31), read(0x4e)], [0, 0, 0])
})

check('the software of a unit is read from its memory by whoever has the key of level 1', switchedOn, [
  ['drive', '23140008000004', '7F2331'],
  ['gateway', '23140008000004', '7F2311'],
  ['drive', '1003', '5003003201F4'],
  ['drive', '23140008000004', '7F2333'],
])

test('what stands in the memory is the image: its first letters, and the version', () => {
  const bench = switchedOn()
  unlock(bench, 'drive')
  assert.equal(bench.ask('drive', '23140008000004'), `63${toHex(new TextEncoder().encode('LBFI'))}`)
  assert.equal(textOf(bench.ask('drive', '23140008001C0C'), 1), 'DRV 2.11.00')
  assert.equal(bench.ask('drive', '23140008FFFF02'), '7F2331')
})

test('a unit tells how each of its values is written, and what it says is how it writes them', () => {
  const bench = switchedOn()
  for (const did of bench.car.model.dids.filter(({ isText }) => !isText)) {
    const id = did.did.toString(16).padStart(4, '0')
    const answer = hex(bench.ask(did.ecu, `24${id}`) ?? '')
    const parts = decodeScaling(answer.subarray(3))
    assert(Array.isArray(parts), `${did.ecu} ${id}: ${toHex(answer)}`)
    const [parameter] = parts
    assert(parameter.kind === 'parameter' && parameter.byteLength === did.bytes)
    const formula = parts.find(({ kind }) => kind === 'formula')
    const [scale, offset] = formula?.kind === 'formula' ? formula.constants : [1, 0]
    assert.deepEqual([scale, offset], [did.scale, did.offset], `${did.ecu} ${id}`)
    assert.equal(
      parts.some(({ kind }) => kind === 'unit'),
      did.unit !== '' && did.unit !== 'Ω/V',
      `${did.ecu} ${id}`,
    )
  }
})

test('a tester puts values together and has them sent again and again', () => {
  const bench = inReady()
  bench.ask('drive', '1003')
  assert.equal(bench.ask('drive', '2C01F2010109010201020102'), '6C01F201')
  const records: string[] = []
  bench.listen('drive', '2A0301', (answer) => records.push(answer))
  bench.run(1)
  assert.equal(records.shift(), '6A')
  assert(records.length > 10 && records.length <= 20, `${records.length} in a second`)
  const volts = Number.parseInt(records[10].slice(4, 8), 16) / 100
  assert.equal(records[10].slice(0, 4), '6A01')
  assert(Math.abs(volts - bench.value('drive', 0x0109)) < 0.05, `${volts} V`)
  assert.equal(bench.ask('drive', '2A04'), '6A')
  let frames = 0
  bench.car.bus.record(({ id, data }) => {
    if (id === 0x7e8 && data[1] === 0x6a) frames++
  })
  bench.run(1)
  assert.equal(frames, 0)
})

test('the severity of a code is told, and codes are asked for by it', () => {
  const bench = standAt({ faults: ['ev-01-interlock-open'] })
  bench.act({ kind: 'power', to: 'on' })
  bench.run(3)
  assert.equal(bench.ask('bms', '19090A0A00')?.slice(0, 16), '5909FF82000A0A00')
  assert.match(bench.ask('bms', '19088008') ?? '', /^5908FF82000A0A00..$/)
  assert.equal(bench.ask('bms', '19074008'), '5907FF010000')
  assert.match(bench.ask('bms', '194233081E') ?? '', /^594233FFE304820A0A00..$/)
})

test('a tester is told when a code comes, without asking again', () => {
  const bench = standAt({ faults: ['ev-01-interlock-open'] })
  const told: string[] = []
  bench.act({ kind: 'power', to: 'on' })
  bench.run(0.05)
  assert.equal(bench.ask('bms', '86010201190201'), 'C601000201190201')
  assert.equal(bench.ask('bms', '860502'), 'C6050002')
  bench.car.bus.record(({ id, data }) => {
    if (id === 0x7ef && (data[0] >> 4 === 0 ? data[1] : data[2]) === 0x59) told.push(toHex(data))
  })
  bench.run(3)
  assert(
    told.some((frame) => frame.includes('5902FF0A0A')),
    told.join(' '),
  )
})

const BY_LUBAN = toHex(new TextEncoder().encode('LUBAN 0042'))

test('a workshop leaves its code in a unit, with the key of level 1; it outlives the battery being taken off', () => {
  const bench = switchedOn()
  assert.equal(textOf(bench.ask('body', '22F198'), 3), 'WORKS')
  bench.ask('body', '1003')
  assert.equal(bench.ask('body', `2EF198${BY_LUBAN}`), '7F2E33')
  unlock(bench, 'body')
  assert.equal(bench.ask('body', '2EF19800112233445566778899'), '7F2E31')
  assert.equal(bench.ask('body', `2EF198${BY_LUBAN}`), '6EF198')
  bench.act({ kind: 'gloves', on: true }, { kind: 'battery12V', connected: false })
  bench.run(1)
  assert.equal(bench.ask('body', '22F198'), undefined)
  bench.act({ kind: 'battery12V', connected: true })
  bench.run(1)
  assert.equal(textOf(bench.ask('body', '22F198'), 3), 'LUBAN 0042')
  bench.ask('body', '1002')
  assert.equal(textOf(bench.ask('body', '22F198'), 3), 'LUBAN 0042', 'its loader knows it too')
})

test('the gateway asks who writes into it: by challenge and proof, which serve once', () => {
  const bench = switchedOn()
  bench.ask('gateway', '1003')
  assert.equal(bench.ask('gateway', '2908'), '690804')
  assert.equal(bench.ask('gateway', `2EF198${BY_LUBAN}`), '7F2E34')
  const algorithm = '060388374C'.padEnd(32, '0')
  const prove = (proofOf: (challenge: Uint8Array) => Uint8Array) => {
    const challenge = hex(bench.ask('gateway', `290500${algorithm}`) ?? '').subarray(21, 37)
    return bench.ask('gateway', `2906${algorithm}0010${toHex(proofOf(challenge))}00000000`)
  }
  assert.equal(
    prove((challenge) => challenge),
    '7F2958',
  )
  assert.equal(bench.ask('gateway', `2EF198${BY_LUBAN}`), '7F2E34')
  assert.equal(prove(authenticationProof), `690612${algorithm}0000`)
  assert.equal(bench.ask('gateway', `2EF198${BY_LUBAN}`), '6EF198')
  assert.equal(bench.ask('gateway', '2900'), '690010')
  assert.equal(bench.ask('gateway', `2EF198${BY_LUBAN}`), '7F2E34')
})

test('through the gateway one unit is told to fall silent and to speak again', () => {
  const bench = standAt({ broadcast: true })
  bench.start()
  const senders = new Set<string>()
  bench.car.bus.record(({ id }, sender) => {
    if (id < 0x700) senders.add(sender)
  })
  const heard = () => {
    senders.clear()
    bench.run(1)
    return [...senders].sort()
  }
  assert.deepEqual(heard(), ['bms', 'body', 'drive'])
  bench.ask('gateway', '1003')
  assert.equal(bench.ask('gateway', '2804010009'), '7F2831')
  assert.equal(bench.ask('gateway', '2804010002'), '6804')
  assert.deepEqual(heard(), ['body', 'drive'])
  assert.equal(bench.ask('gateway', '2805010002'), '6805')
  assert.deepEqual(heard(), ['bms', 'body', 'drive'])
  assert.equal(bench.ask('drive', '2804010002'), '7F287F')
})
