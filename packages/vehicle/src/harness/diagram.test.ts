import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CARS } from '../index.ts'

for (const { model } of Object.values(CARS)) {
  const { harness } = model
  const points = new Set(model.points.map(({ id }) => id))
  const systemOf = (id: string) => harness.systems.find((system) => system.id === id)

  test(`${model.id}: every wire is in a system, joins two places of the diagram and can be named as a cause`, () => {
    const places = new Set([
      ...harness.connectors.flatMap(({ terminals }) => terminals.map(({ id }) => id)),
      ...harness.splices.map(({ id }) => id),
    ])
    const shown = new Set(harness.systems.flatMap(({ wires }) => wires))
    for (const { id, from, to, number } of harness.wires) {
      assert(places.has(from) && places.has(to), `wire ${number} from ${from} to ${to}`)
      assert(shown.has(id), `wire ${number} is in no system`)
      assert(
        model.components.some((component) => component.id === id),
        `wire ${number} is no component`,
      )
    }
    assert.equal(new Set(harness.wires.map(({ number }) => number)).size, harness.wires.length)
  })

  test(`${model.id}: every terminal of the diagram can be probed, on both sides of a plug`, () => {
    for (const { terminals } of harness.connectors)
      for (const { id, hasWireSide } of terminals) {
        assert(points.has(id), id)
        assert.equal(points.has(`${id}.wire`), hasWireSide, id)
      }
    const probed = harness.connectors.flatMap(({ terminals }) =>
      terminals.flatMap(({ id, hasWireSide }) => (hasWireSide ? [id, `${id}.wire`] : [id])),
    )
    assert.deepEqual(
      [...points].filter((id) => !probed.includes(id)),
      ['chassis'],
    )
  })

  test(`${model.id}: every part, connector, terminal, splice and system has its name in four languages`, () => {
    const named = [
      ...harness.parts,
      ...harness.connectors,
      ...harness.connectors.flatMap(({ terminals }) => terminals),
      ...harness.splices,
      ...harness.systems,
    ]
    for (const { id, name } of named)
      for (const language of ['kk', 'ru', 'zh', 'en'] as const) assert(name?.[language], `${id} in ${language}`)
  })

  test(`${model.id}: each control unit has a system of its own, and none of it is drawn inside`, () => {
    for (const { id } of model.ecus) {
      assert(systemOf(id), `no system of ${id}`)
      assert.deepEqual(harness.parts.find((part) => part.id === id)?.symbols, [])
    }
  })
}

test('the Atto 3 shows a fuse with its rating, a relay with coil and contact, and the loop in its order', () => {
  const { harness } = CARS['byd-atto-3'].model
  const box = harness.parts.find(({ id }) => id === 'fuseBox')
  assert(box?.symbols.some((symbol) => symbol.kind === 'fuse' && symbol.to === 'fuseBox.bms' && symbol.amps === 10))
  assert(box?.symbols.some(({ kind, to }) => kind === 'coil' && to === 'fuseBox.pumpDriver'))
  assert(box?.symbols.some(({ kind, to }) => kind === 'contact' && to === 'fuseBox.pump'))
  const loop = harness.systems.find(({ id }) => id === 'interlock')?.wires ?? []
  const ends = harness.wires.filter(({ id }) => loop.includes(id)).flatMap(({ from, to }) => [from, to])
  assert.equal(ends[0], 'bms.interlockOut')
  assert.equal(ends.at(-1), 'bms.interlockIn')
  const orange = harness.wires.filter(({ isHighVoltage }) => isHighVoltage)
  assert(orange.length > 10 && orange.every(({ colour }) => colour === 'OG'))
})
