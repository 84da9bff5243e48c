/** Hybrid fault 10: the motor's thermistor has drifted: on a cold morning it reads 150 °C beside an inverter at 20 °C. */
import { code, type Fault } from './fault.ts'

export const motorThermistorDrift: Fault = {
  id: 'hybrid-10-motor-thermistor-drift',
  component: 'tractionMachine',
  failureMode: 'drift',
  apply(physics) {
    physics.condition.tractionThermistorOffK = 130
  },
  codes: [code('inverter', 'P0A2B')],
  proofs: [
    {
      kind: 'all',
      proofs: [
        { kind: 'did', ecu: 'inverter', did: 0x3222, min: 130 },
        { kind: 'did', ecu: 'inverter', did: 0x3223, max: 60 },
      ],
    },
    // And its housing is as cold as the day.
    {
      kind: 'all',
      withinMs: 60_000,
      proofs: [
        { kind: 'did', ecu: 'inverter', did: 0x3222, min: 130 },
        { kind: 'measurement', instrument: 'thermometer', surface: 'surface.tractionMachine', max: 60 },
      ],
    },
  ],
  repairs: [{ component: 'tractionMachine', repair: 'replace' }],
}
