/** A car whose legislated diagnostics have identifiers of 29 bits, asked by an ELM327 and by frames. ISO 15765-4. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, toHex } from '@luban/stdx'
import { CARS, createCar } from './index.ts'
import { atCar, type Bench } from './test-bench.ts'

function switchedOn(id: string, settings = {}): Bench {
  const bench = atCar(createCar(id, { seed: 1, broadcast: false, settings: { hasObdOn29Bits: true, ...settings } }))
  bench.run(1)
  bench.act({ kind: 'power', to: 'on' })
  bench.run(2)
  return bench
}

/** Lines of an ELM327 client, echo off. */
function elm327(bench: Bench): (line: string) => string {
  let text = ''
  const send = (bytes: Uint8Array) => {
    text += new TextDecoder().decode(bytes)
  }
  const connection = bench.car.plugElm327({ send, close() {} }, bench.nowMs())
  const say = (line: string) => {
    text = ''
    connection.receive(new TextEncoder().encode(`${line}\r`), bench.nowMs())
    for (let i = 0; i < 8 && !text.includes('>'); i++) {
      bench.run(0.25)
      connection.service(bench.nowMs())
    }
    return text.replaceAll('\r', ' ').replace('>', '').trim()
  }
  say('ATE0')
  return say
}

for (const id of Object.keys(CARS))
  test(`${id}: an adapter searches and finds 29 bits, and both units answer with their addresses`, () => {
    const bench = switchedOn(id)
    const say = elm327(bench)
    assert.match(say('ATSP0'), /OK/)
    assert.match(say('0100'), /^SEARCHING\.\.\. *41 00/)
    assert.equal(say('ATDPN'), 'A7')
    say('ATH1')
    const answers = say('0100')
    assert.match(answers, /18 DA F1 10 06 41 00/)
    assert.match(answers, /18 DA F1 18 06 41 00/)
    say('ATSP6')
    assert.equal(say('0100'), 'NO DATA')
  })

test('long answers need the adapter’s flow control at the unit’s own address: the VIN, and by a header of its own', () => {
  const bench = switchedOn('haval-jolion')
  const say = elm327(bench)
  say('ATSP7')
  say('ATSH18DA10F1')
  const vin = toHex(new TextEncoder().encode(bench.car.vin)).replace(/(..)(?!$)/g, '$1 ')
  assert.equal(
    say('0902')
      .replace(/^014 +0: /, '')
      .replace(/ *\d: /g, ' '),
    `49 02 01 ${vin}`,
  )
  assert.match(say('22F190'), /62 F1 90/)
})

test('the maker’s identifiers of 11 bits stay: a unit is asked by its own as before, legislated data included', () => {
  const bench = switchedOn('haval-h6-hev')
  assert.match(bench.ask('hcu', '22F190') ?? '', /^62F190/)
  assert.match(bench.ask('hcu', '015B') ?? '', /^415B/)
  assert.match(bench.ask('brakes', '1902FF') ?? '', /^5902/)
})

test('through a filtering gateway 29 bits pass as 11 do, and writing is refused to both', () => {
  const bench = switchedOn('byd-atto-3', { hasFilteringGateway: true })
  const heard: string[] = []
  const tool = bench.car.bus.attach('slcan #1', ({ id, data }) => heard.push(`${id.toString(16)} ${toHex(data)}`))
  const send = (id: number, data: string) => tool.send({ id, isExtended: true, data: hex(data) }, bench.nowMs())
  send(0x18db33f1, '02010D0000000000')
  send(0x18da10f1, '043101FF00000000')
  send(0x18da11f1, '02010D0000000000')
  assert.deepEqual(heard, ['18daf110 03410D00AAAAAAAA', '18daf118 03410D00AAAAAAAA', '18daf110 037F3134AAAAAAAA'])
})
