import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { decodeDbc } from '@luban/protocols/dbc/decode'
import { luban } from '../testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'luban-export-'))
after(() => rmSync(folder, { recursive: true }))

test('a car is written as a DBC file without fault and as an archive that begins with its index', async () => {
  const [dbc, pdx] = [join(folder, 'car.dbc'), join(folder, 'car.pdx')]
  assert.deepEqual(await luban(['export', 'byd-atto-3', '--dbc', dbc, '--pdx', pdx]), { code: 0, out: '', error: '' })
  const { database, faults } = decodeDbc(readFileSync(dbc, 'utf8'))
  assert.deepEqual([faults, database.messages.length > 10], [[], true])
  const archive = readFileSync(pdx)
  assert.equal(archive.readUInt32LE(), 0x04034b50)
  assert.equal(archive.toString('latin1', 30, 39), 'index.xml')
})

for (const [words, code, told] of [
  [['export', 'byd-atto-3'], 2, /Say what to write: --dbc FILE, --pdx FILE/],
  [['export', 'lada', '--dbc', 'x.dbc'], 2, /There is no car "lada"\. There is byd-atto-3/],
  [
    ['export', 'byd-atto-3', '--dbc', join(folder, 'nowhere', 'car.dbc')],
    1,
    /cannot be written: there is no such folder/,
  ],
] as const) {
  test(`luban ${words.slice(0, 3).join(' ')} is refused with a sentence when it cannot be done: ${told.source}`, async () => {
    const ended = await luban(words)
    assert.equal(ended.code, code)
    assert.match(ended.error, told)
  })
}
