/**
 * Petrol fault 5: the thermostat is stuck open. The lower hose is warm at once, and at cruising speed the coolant stays where
 * the radiator leaves it, near 65 °C: more fuel, little heat in the cabin.
 */
import { code, type Fault } from './fault.ts'

export const thermostatOpen: Fault = {
  id: 'petrol-05-thermostat-open',
  component: 'thermostat',
  failureMode: 'stuckOpenValve',
  apply({ engine }) {
    engine.condition.thermostatStuckShare = 0.25
  },
  codes: [code('engine', 'P0128')],
  proofs: [
    // After seven minutes of driving.
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'engine', did: 0x201b, min: 420 },
        { kind: 'did', ecu: 'engine', did: 0x2004, min: 55, max: 72 },
      ],
    },
    {
      kind: 'all',
      withinMs: 5000,
      proofs: [
        { kind: 'obd', ecu: 'engine', pid: 0x1f, min: 420 },
        { kind: 'obd', ecu: 'engine', pid: 0x05, min: 55, max: 72 },
      ],
    },
    // Three minutes after a cold start: the engine is far from warm, and the lower hose warms with it.
    {
      kind: 'all',
      withinMs: 30_000,
      proofs: [
        { kind: 'measurement', instrument: 'thermometer', surface: 'surface.lowerHose', min: 30 },
        { kind: 'measurement', instrument: 'thermometer', surface: 'surface.upperHose', max: 60 },
      ],
    },
  ],
  repairs: [{ component: 'thermostat', repair: 'replace' }],
}
