/**
 * Petrol fault 8: the ground point at the rear, the fuel pump's, is corroded: 0.4 Ω. At 6 A the pump misses 2.4 V and the rail
 * a third of its pressure: long cranking, hesitation. The pump itself is sound, and so is its supply.
 */
import { code, type Fault, setOhm } from './fault.ts'

export const pumpGround: Fault = {
  id: 'petrol-08-pump-ground',
  component: 'rearGround',
  failureMode: 'highContactResistance',
  apply: (physics) => setOhm(physics, 'ground.rear', 0.4),
  codes: [code('engine', 'P0087')],
  proofs: [
    // Engine running.
    { kind: 'measurement', instrument: 'voltmeter', points: ['fuelPump.minus', 'chassis'], min: 1.5, max: 3.5 },
    { kind: 'measurement', instrument: 'voltmeter', points: ['ground.rear', 'chassis'], min: 1.5, max: 3.5 },
    // Switched off and disconnected; a sound one reads next to nothing.
    { kind: 'measurement', instrument: 'ohmmeter', points: ['ground.rear', 'chassis'], min: 0.3, max: 0.6 },
    // Engine running: 2.4 V are missing at the pump, and a third of the pressure in the rail; 3.8 bar when sound.
    {
      kind: 'all',
      proofs: [
        { kind: 'measurement', instrument: 'gauge', point: 'gauge.fuelRail', min: 230_000, max: 310_000 },
        { kind: 'measurement', instrument: 'voltmeter', points: ['fuelPump.minus', 'chassis'], min: 1.5, max: 3.5 },
      ],
    },
    {
      kind: 'all',
      proofs: [
        { kind: 'obd', ecu: 'engine', pid: 0x0a, min: 230, max: 310 },
        { kind: 'measurement', instrument: 'voltmeter', points: ['fuelPump.minus', 'chassis'], min: 1.5, max: 3.5 },
      ],
    },
  ],
  repairs: [{ component: 'rearGround', repair: 'reseat' }],
}
