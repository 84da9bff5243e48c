import assert from 'node:assert/strict'
import { decodeDbc } from '@luban/protocols/dbc/decode'
import { ROLES } from '../../policies/permissions.ts'
import { testWorkshop } from '../../testing.ts'

testWorkshop('anybody who is signed in takes the files of a car, and a guest does not', async ({ as, guest }) => {
  const usernames: Partial<Record<(typeof ROLES)[number], string>> = {
    certificationOfficer: 'officer',
    labMaster: 'labmaster',
  }
  for (const role of ROLES) {
    const client = await as(usernames[role] ?? role)
    const { status, headers, bytes } = await client.get('/api/cars/byd-atto-3/dbc')
    assert.deepEqual([role, status], [role, 200])
    assert.equal(headers.get('content-disposition'), 'attachment; filename="byd-atto-3.dbc"')
    assert.deepEqual(decodeDbc(bytes.toString()).faults, [])
    const pdx = await client.get('/api/cars/byd-atto-3/pdx')
    assert.deepEqual([pdx.status, pdx.bytes.readUInt32LE(), pdx.bytes.includes('index.xml')], [200, 0x04034b50, true])
  }
  for (const kind of ['dbc', 'pdx']) {
    assert.equal((await guest.get(`/api/cars/byd-atto-3/${kind}`)).status, 401)
    const { status, body } = await (await as('trainee')).get(`/api/cars/lada/${kind}`)
    assert.deepEqual([status, body.code], [404, 'CAR_NOT_FOUND'])
  }
})
