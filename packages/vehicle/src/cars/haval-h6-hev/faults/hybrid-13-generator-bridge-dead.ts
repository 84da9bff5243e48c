/** Hybrid fault 13: the generator's bridge in the inverter is dead: it is asked to turn the engine, and drives no current. */
import { code, type Fault } from './fault.ts'

export const generatorBridgeDead: Fault = {
  id: 'hybrid-13-generator-bridge-dead',
  component: 'motorController',
  failureMode: 'bridgeDead',
  apply(physics) {
    physics.condition.generatorBridgeDead = 1
  },
  codes: [code('inverter', 'P0A7A')],
  proofs: [
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'hcu', did: 0x3007, min: 25 },
        { kind: 'did', ecu: 'inverter', did: 0x3211, min: -3, max: 3 },
      ],
    },
    // By clamp, while the generator is asked to turn the engine.
    {
      kind: 'all',
      withinMs: 1500,
      proofs: [
        { kind: 'did', ecu: 'hcu', did: 0x3007, min: 25 },
        ...['wire.830', 'wire.831', 'wire.832'].map(
          (wire) => ({ kind: 'measurement', instrument: 'clamp', wire, max: 3 }) as const,
        ),
      ],
    },
  ],
  repairs: [{ component: 'motorController', repair: 'replace' }],
}
