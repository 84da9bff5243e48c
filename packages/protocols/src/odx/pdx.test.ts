/** The files of an export as XML: whole, and every reference leads somewhere. Whether tools read them is for `npm run interop`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { DiagnosticDescription } from './description.ts'
import { shortName } from './document.ts'
import { encodePdx, pdxFiles } from './pdx.ts'
import { element } from './xml.ts'

const ACCESS = {
  canBitsPerS: 500_000,
  functionalRequestId: 0x7df,
  gatewayLogicalAddress: 1,
  testerLogicalAddress: 0xe00,
}
const PLAIN = { scale: 1, offset: 0, isSigned: false, unit: '' } as const
const LAMP: DiagnosticDescription = {
  id: 'lamp',
  name: { en: 'A lamp <with> "signs" & more' },
  ecus: [
    { id: 'bulb', name: { en: 'Bulb' }, requestId: 0x7e0, responseId: 0x7e8, logicalAddress: 0x1001 },
    { id: 'far', name: { en: 'Far' }, requestId: 0x18da10f1, responseId: 0x18daf110, logicalAddress: 0x1002 },
  ],
  dids: [
    {
      ...PLAIN,
      ecu: 'bulb',
      did: 0x0101,
      name: { en: 'Volts' },
      bytes: 2,
      scale: 0.1,
      offset: -40,
      isSigned: true,
      unit: 'V',
    },
    {
      ...PLAIN,
      ecu: 'bulb',
      did: 0x0102,
      name: { en: 'State' },
      bytes: 1,
      states: [{ value: 1, name: { en: 'lit' } }],
    },
    { ...PLAIN, ecu: 'bulb', did: 0xf190, name: { en: 'VIN' }, bytes: 17, isText: true, isWritable: true },
  ],
  dtcs: [{ code24: 0x0a0a00, code: 'P0A0A-00', ecus: ['bulb'], text: { en: 'Dark' } }],
  controls: [{ ecu: 'bulb', did: 0x0110, name: { en: 'Blink' }, securityLevel: 3 }],
  routines: [{ ecu: 'bulb', routine: 0x2008, name: { en: 'Self-test' } }],
  functionalLogicalAddress: 0xe400,
}

const texts = new Map(pdxFiles(LAMP, ACCESS).map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]))
const diagnostics = texts.get('Lamp.odx-d') ?? ''

/** Every tag is closed in its order. */
function assertWhole(xml: string): void {
  const open: string[] = []
  for (const [, isEnd, tag, isEmpty] of xml.matchAll(/<(\/?)([A-Z][A-Z0-9-]*)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (isEnd) assert.equal(open.pop(), tag)
    else if (!isEmpty) open.push(tag)
  }
  assert.deepEqual(open, [])
}

test('every file is whole XML and listed in the index', () => {
  for (const xml of texts.values()) assertWhole(xml.replace(/^<\?xml[^>]*\?>/, ''))
  const listed = [...(texts.get('index.xml') ?? '').matchAll(/<FILE [^>]*>([^<]*)</g)].map(([, name]) => name)
  assert.deepEqual(listed, [...texts.keys()].slice(1))
})

test('identifiers are given once over all files, and every reference leads to one', () => {
  const all = [...texts.values()].join('')
  const ids = [...all.matchAll(/ ID="([^"]*)"/g)].map(([, id]) => id)
  assert.equal(new Set(ids).size, ids.length)
  const references = [...all.matchAll(/ ID-REF="([^"]*)"/g)].map(([, id]) => id)
  assert(references.length > 50)
  for (const id of references) assert(ids.includes(id), id)
  for (const [, name] of all.matchAll(/<SHORT-NAME>([^<]*)</g)) assert.match(name, /^[A-Za-z0-9_]+$/)
})

test('what a unit has is in its layer: identifiers, codes, tests, routines, addresses of either width', () => {
  const services = [...diagnostics.matchAll(/<DIAG-SERVICE ID="Bulb_base\.service\.([^"]*)"/g)].map(([, name]) => name)
  assert.deepEqual(services, [
    ...['Read_Volts_0101', 'Read_State_0102', 'Read_VIN_F190', 'Write_VIN_F190'],
    ...['Read_Blink_0110', 'Return_Blink_0110', 'Default_Blink_0110', 'Freeze_Blink_0110', 'Adjust_Blink_0110'],
    ...['Start_SelfTest_2008', 'Stop_SelfTest_2008', 'Results_SelfTest_2008'],
    ...['ReadDTCByStatusMask', 'ReadSupportedDTC', 'ReadDTCSnapshot', 'ReadDTCExtendedData'],
    ...['RequestSeed_3', 'SendKey_3'],
  ])
  assert(diagnostics.includes('<COMPU-NUMERATOR><V>-40</V><V>0.1</V></COMPU-NUMERATOR>'))
  assert(diagnostics.includes('<DISPLAY-TROUBLE-CODE>P0A0A-00</DISPLAY-TROUBLE-CODE>'))
  assert(diagnostics.includes('<SIMPLE-VALUE>normal segmented 29-bit transmit with FC</SIMPLE-VALUE>'))
  assert.equal(diagnostics.includes('Far_base.service'), false)
})

test('the same car gives the same file, byte for byte', () => {
  assert.deepEqual(encodePdx(LAMP, ACCESS), encodePdx(LAMP, ACCESS))
})

test('no text breaks the XML, and any makes a name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { xml } = element('A', { b: text }, text)
      assert.match(xml, /^<A b="[^"<>]*"(\/>|>[^<>]*<\/A>)$/)
      assert.match(shortName(text), /^[A-Za-z0-9]{1,96}$/)
    }),
  )
  assert.equal(element('A', {}, 'x & <y>').xml, '<A>x &amp; &lt;y&gt;</A>')
})
