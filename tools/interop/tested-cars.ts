/** What the interop run knows of its cars: stated here once more, not taken from them. */

/** Fault, unit by unit what a tester must find, and what it may measure. */
export type Planted = {
  readonly id: string
  /** As UNIT:CODE. */
  readonly codes: readonly string[]
  /** UNIT:DID:MIN:MAX in the units of the wire. */
  readonly proofs: readonly string[]
}

export type TestedCar = {
  readonly model: string
  /** What lines of the report call it. */
  readonly name: string
  /** NAME:REQUEST:ANSWER:ADDRESS, hexadecimal: CAN identifiers and logical address. */
  readonly units: readonly string[]
  readonly buses: readonly string[]
  /** The unit that is asked what does not depend on the fault. */
  readonly at: string
  /** UNIT:DID:MIN:MAX, one byte. */
  readonly value: string
  /** UNIT/DATUM:MIN:MAX, as the car's web interface names it and counts it. */
  readonly datum: string
  /** A word of the routine that this unit runs, if any. */
  readonly routine?: string
  /** Its actuators want a key before a tester may move them. */
  readonly isLocked?: boolean
  /** Units that scanners go through one by one, with those services that not every unit has: UNIT:31. */
  readonly scanned: readonly string[]
  readonly faults: readonly [Planted, ...Planted[]]
}

export const ATTO: TestedCar = {
  model: 'byd-atto-3',
  name: 'Atto 3',
  units: ['drive:7E0:7E8:1001', 'body:7E2:7EA:1002', 'bms:7E7:7EF:1007', 'gateway:710:718:1000'],
  buses: ['can0', 'can1'],
  at: 'bms',
  value: 'bms:0005:1:100',
  datum: 'bms/state-of-charge:1:100',
  routine: 'insulation',
  isLocked: true,
  scanned: ['bms:31'],
  faults: [
    // Precharge lasted longer than a second, and the bus stayed below 60 V.
    {
      id: 'ev-03-precharge-open',
      codes: ['bms:P0C78', 'drive:P1A34'],
      proofs: ['bms:2006:1000:65535', 'drive:010C:0:600'],
    },
    // Nothing comes back through the interlock loop.
    { id: 'ev-01-interlock-open', codes: ['bms:P0A0A'], proofs: ['bms:2003:0:100'] },
    { id: 'ev-05-cell-resistance', codes: ['bms:P0A7F'], proofs: [] },
    // The DC/DC converter gives no current.
    { id: 'ev-13-dcdc-failed', codes: ['drive:P0A94', 'drive:P0A8D'], proofs: ['drive:0108:0:1'] },
    // No fault: the battery is full and takes hardly any charge.
    { id: 'ev-18-full-battery', codes: [], proofs: ['bms:0005:97:100', 'bms:000A:0:100'] },
  ],
}

/** Units on this car's bus answer 40 (hexadecimal) above their requests, those that the law asks aside. */
const HAVAL_UNITS = ['brakes:782:7C2:1003', 'body:78A:7CA:1004', 'gateway:78B:7CB:1000']

/** Driven off as their drivers would before anybody asks. */
export const HAVALS: readonly TestedCar[] = [
  {
    model: 'haval-jolion',
    name: 'Jolion',
    units: ['engine:7E0:7E8:1001', 'transmission:7E1:7E9:1002', ...HAVAL_UNITS],
    buses: ['can0'],
    at: 'brakes',
    // Coolant: as many degrees above -40 °C.
    value: 'engine:2004:40:160',
    datum: 'engine/coolant-temperature:0:120',
    routine: 'leak-test',
    scanned: ['engine:31', 'brakes'],
    faults: [{ id: 'petrol-16-clutch-sensor', codes: ['transmission:P0841'], proofs: [] }],
  },
  {
    model: 'haval-h6-hev',
    name: 'H6',
    units: [
      ...['engine:7E0:7E8:1001', 'hcu:7E2:7EA:1002', 'bms:7B0:7F0:1005', 'inverter:7B1:7F1:1006'],
      ...HAVAL_UNITS,
    ],
    buses: ['can0'],
    at: 'inverter',
    // The coldest cell: as many degrees above -40 °C.
    value: 'bms:310D:40:120',
    datum: 'bms/state-of-charge:1:100',
    scanned: ['hcu', 'inverter'],
    faults: [{ id: 'hybrid-09-resolver-open', codes: ['inverter:P0A3F'], proofs: [] }],
  },
]

/** Logical addresses. */
export const addressesOf = ({ units }: TestedCar): number[] =>
  units.map((unit) => Number.parseInt(unit.split(':')[3], 16))
