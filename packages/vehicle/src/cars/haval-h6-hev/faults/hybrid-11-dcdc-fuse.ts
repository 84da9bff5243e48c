/** Hybrid fault 11: the fuse at the DC/DC converter's output has blown: in READY the 12 V fall, as nothing charges them. */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const dcdcFuse: Fault = {
  id: 'hybrid-11-dcdc-fuse',
  component: 'fuseDcdcOutput',
  failureMode: 'blown',
  apply: (physics) => setOhm(physics, 'fuseBox.fuse.dcdc', OPEN_OHM),
  codes: [code('hcu', 'P0A94'), code('hcu', 'P0A8D')],
  proofs: [{ kind: 'measurement', instrument: 'voltmeter', points: ['fuseBox.dcdc', 'fuseBox.battery'], min: 1 }],
  repairs: [{ component: 'fuseDcdcOutput', repair: 'replace' }],
}
