/** What everyone at the station may know of this car: points, components, control units, identifiers, codes, tests. */
import type { CarModel, EcuInfo } from '../../car.ts'
import { carModel } from '../../car-model.ts'
import { ENGINE_ROUTINE_WORDS } from '../../engine-control/did-words.ts'
import { INTERCHANGEABLE } from '../../engine-wiring/components.ts'
import { HOSES } from '../../engine-wiring/hoses.ts'
import { COMPONENTS } from './components.ts'
import { CONTROLS, ROUTINES } from './diagnostics.ts'
import { CONTROL_WORDS } from './did-words.ts'
import { DIDS_OF } from './dids.ts'
import { DTC_INFOS } from './dtcs.ts'
import type { UnitId } from './ecus/signals.ts'
import { STEP_S } from './figures.ts'
import { GAUGES } from './gauges.ts'
import { HARNESS } from './harness.ts'
import { WORKS_SOFTWARE } from './programs.ts'
import { SURFACES } from './surfaces.ts'
import { CAR_NAME, COMPONENT_WORDS, ECU_WORDS, FAILURE_MODE_WORDS, PART_WORDS } from './words.ts'

/** The capacitor's discharge by its bleeder alone takes less: teaching value. */
const HV_WAITING_TIME_S = 180

const ecu = (id: UnitId, requestId: number, logicalAddress: number, obdAddress?: number): EcuInfo => {
  // Units of this maker answer at their request's number and 40; those that the law asks, as the law has it. No answer may
  // stand where another unit listens: 7A0 would answer as the engine is asked.
  const legislated = obdAddress === undefined ? { hasObd: false } : { hasObd: true, obdAddress }
  const responseId = requestId + (legislated.hasObd ? 8 : 0x40)
  return { id, name: ECU_WORDS[id], requestId, responseId, logicalAddress, ...legislated }
}

const ECUS: readonly EcuInfo[] = [
  ecu('engine', 0x7e0, 0x1001, 0x10),
  ecu('hcu', 0x7e2, 0x1002, 0x18),
  ecu('bms', 0x7b0, 0x1005),
  ecu('inverter', 0x7b1, 0x1006),
  ecu('brakes', 0x782, 0x1003),
  ecu('body', 0x78a, 0x1004),
  ecu('gateway', 0x78b, 0x1000),
]

export const MODEL: CarModel = carModel({
  id: 'haval-h6-hev',
  name: CAR_NAME,
  stepS: STEP_S,
  harness: HARNESS,
  components: COMPONENTS,
  ecus: ECUS,
  didsOf: DIDS_OF,
  software: WORKS_SOFTWARE,
  dtcs: DTC_INFOS,
  controls: CONTROLS,
  routines: ROUTINES,
  gauges: Object.entries(GAUGES).map(([id, { name }]) => ({ id, name })),
  surfaces: Object.entries(SURFACES).map(([id, { name }]) => ({ id, name })),
  hoses: HOSES,
  interchangeable: INTERCHANGEABLE,
  hvWaitingTimeS: HV_WAITING_TIME_S,
  words: {
    parts: PART_WORDS,
    components: COMPONENT_WORDS,
    failureModes: FAILURE_MODE_WORDS,
    controls: CONTROL_WORDS,
    routines: ENGINE_ROUTINE_WORDS,
  },
})
