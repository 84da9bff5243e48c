/**
 * Petrol fault 4: the coolant temperature sensor is open. The control unit sees 5 V and reckons -40 °C: rich, and the fan
 * always on, for it does not believe such a reading.
 */
import { code, type Fault, OPEN_OHM, setOhm } from './fault.ts'

export const coolantSensorOpen: Fault = {
  id: 'petrol-04-coolant-sensor-open',
  component: 'coolantSensor',
  failureMode: 'open',
  apply: (physics) => setOhm(physics, 'coolantSensor.sensor', OPEN_OHM),
  codes: [code('engine', 'P0118')],
  proofs: [
    // Plug pulled: 2.3 kΩ at 20 °C when sound.
    {
      kind: 'measurement',
      instrument: 'ohmmeter',
      points: ['coolantSensor.signal', 'coolantSensor.return'],
      min: 100_000,
    },
    // Plugged in and switched on, the whole supply of the pull-up stands at the sensor itself.
    {
      kind: 'measurement',
      instrument: 'voltmeter',
      points: ['coolantSensor.signal', 'coolantSensor.return'],
      min: 4.8,
      max: 5.2,
    },
    // Nothing is as cold as this.
    { kind: 'obd', ecu: 'engine', pid: 0x05, max: -40 },
    // And the hose at the sensor is as warm as the day.
    {
      kind: 'all',
      proofs: [
        { kind: 'obd', ecu: 'engine', pid: 0x05, max: -40 },
        { kind: 'measurement', instrument: 'thermometer', surface: 'surface.upperHose', min: -30 },
      ],
    },
  ],
  repairs: [{ component: 'coolantSensor', repair: 'replace' }],
}
