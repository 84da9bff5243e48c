/** Hybrid fault 8: the inverter's coolant pump is dead. Power fades on long hills; inlet and outlet are equally warm. */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const inverterPumpDead: Fault = {
  id: 'hybrid-08-inverter-pump-dead',
  component: 'inverterPump',
  failureMode: 'open',
  apply: (physics) => setOhm(physics, 'inverterPump.load', OPEN_OHM),
  codes: [code('inverter', 'P0A93'), code('inverter', 'P0A3C')],
  proofs: [
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'inverter', did: 0x3202, min: 250 },
        { kind: 'did', ecu: 'inverter', did: 0x3203, max: 0.2 },
      ],
    },
    { kind: 'measurement', instrument: 'ohmmeter', points: ['inverterPump.plus', 'inverterPump.minus'], min: 1000 },
    // In READY, around its wire.
    {
      kind: 'all',
      withinMs: 60_000,
      proofs: [
        { kind: 'measurement', instrument: 'clamp', wire: 'wire.509', max: 0.2 },
        { kind: 'measurement', instrument: 'voltmeter', points: ['inverterPump.plus', 'chassis'], min: 9 },
        { kind: 'did', ecu: 'inverter', did: 0x3202, min: 250 },
      ],
    },
    // The stages have grown warm, and the coolant leaves them as it came.
    {
      kind: 'all',
      withinMs: 10_000,
      proofs: [
        { kind: 'did', ecu: 'inverter', did: 0x3223, min: 55 },
        { kind: 'didDifference', ecu: 'inverter', did: 0x3205, minus: 0x3204, withinMs: 1000, max: 0.5 },
      ],
    },
    // By hand, as it were: the stages are warm, the hose behind them is not.
    {
      kind: 'all',
      withinMs: 60_000,
      proofs: [
        { kind: 'did', ecu: 'inverter', did: 0x3223, min: 55 },
        { kind: 'measurement', instrument: 'thermometer', surface: 'surface.inverterOutlet', max: 47 },
      ],
    },
  ],
  repairs: [{ component: 'inverterPump', repair: 'replace' }],
}
