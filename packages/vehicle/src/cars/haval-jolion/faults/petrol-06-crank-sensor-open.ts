/**
 * Petrol fault 6: the crankshaft sensor gives no signal: its output is open inside. The starter turns the engine, the control
 * unit sees no speed and gives neither fuel nor spark. No square wave: the pull-up holds the line at 5 V.
 */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const crankSensorOpen: Fault = {
  id: 'petrol-06-crank-sensor-open',
  component: 'crankSensor',
  failureMode: 'open',
  apply: (physics) => setOhm(physics, 'crankSensor.output', OPEN_OHM),
  codes: [code('engine', 'P0335')],
  proofs: [
    // While the starter turns the engine: its supply is good, its signal rests. A sound one's mean is near 2.6 V.
    {
      kind: 'all',
      proofs: [
        { kind: 'measurement', instrument: 'voltmeter', points: ['starter.solenoid', 'chassis'], min: 6 },
        {
          kind: 'measurement',
          instrument: 'voltmeter',
          points: ['crankSensor.supply', 'crankSensor.ground'],
          min: 4.5,
        },
        {
          kind: 'measurement',
          instrument: 'voltmeter',
          points: ['crankSensor.signal', 'crankSensor.ground'],
          min: 4.5,
        },
      ],
    },
    {
      kind: 'all',
      proofs: [
        { kind: 'measurement', instrument: 'voltmeter', points: ['starter.solenoid', 'chassis'], min: 6 },
        { kind: 'did', ecu: 'engine', did: 0x2003, max: 0 },
      ],
    },
    {
      kind: 'all',
      proofs: [
        { kind: 'measurement', instrument: 'voltmeter', points: ['starter.solenoid', 'chassis'], min: 6 },
        { kind: 'obd', ecu: 'engine', pid: 0x0c, max: 0 },
      ],
    },
    {
      kind: 'all',
      proofs: [
        { kind: 'measurement', instrument: 'voltmeter', points: ['starter.solenoid', 'chassis'], min: 6 },
        {
          kind: 'scope',
          points: ['crankSensor.signal', 'crankSensor.ground'],
          secondsPerDivision: 1e-3,
          volts: { span: { max: 0.5 }, mean: { min: 4.5 } },
        },
      ],
    },
  ],
  repairs: [{ component: 'crankSensor', repair: 'replace' }],
}
