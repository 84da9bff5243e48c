/** Hybrid fault 11: the fuse at the DC/DC converter's output has blown: in READY the 12 V fall, as nothing charges them. */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

const posts = { kind: 'measurement', instrument: 'voltmeter', points: ['battery12V.plus', 'battery12V.minus'] } as const
const acrossTheFuse = {
  kind: 'measurement',
  instrument: 'voltmeter',
  points: ['fuseBox.dcdc', 'fuseBox.battery'],
} as const
const isReady = { kind: 'did', ecu: 'hcu', did: 0x3002, min: 3, max: 3 } as const

export const dcdcFuse: Fault = {
  id: 'hybrid-11-dcdc-fuse',
  component: 'fuseDcdcOutput',
  failureMode: 'blown',
  apply: (physics) => setOhm(physics, 'fuseBox.fuse.dcdc', OPEN_OHM),
  codes: [code('hcu', 'P0A94'), code('hcu', 'P0A8D')],
  proofs: [
    // Switched on, without READY: the battery on one side of the fuse, a converter that gives nothing on the other.
    { ...acrossTheFuse, min: -13, max: -11 },
    // In READY the converter holds its side up by itself: 1.8 V more than the battery has.
    { ...acrossTheFuse, min: 1, max: 2.6 },
    // And what is not charged falls. The posts of a sound car: 13.3 V, and 13.7 V two minutes later.
    {
      kind: 'all',
      proofs: [
        { kind: 'all', proofs: [isReady, { ...posts, min: 12.45, max: 12.7 }] },
        { kind: 'all', proofs: [isReady, { ...posts, min: 11.8, max: 12.4 }] },
      ],
    },
  ],
  repairs: [{ component: 'fuseDcdcOutput', repair: 'replace' }],
}
