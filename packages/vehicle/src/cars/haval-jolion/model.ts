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
import { STEP_S } from './figures.ts'
import { GAUGES } from './gauges.ts'
import { HARNESS } from './harness.ts'
import { WORKS_SOFTWARE } from './programs.ts'
import { SURFACES } from './surfaces.ts'
import { CAR_NAME, COMPONENT_WORDS, ECU_WORDS, FAILURE_MODE_WORDS, PART_WORDS } from './words.ts'

/** Units of this maker answer at their request's number and 40; engine and transmission as the law has it. */
const ECUS: readonly EcuInfo[] = [
  {
    id: 'engine',
    name: ECU_WORDS.engine,
    requestId: 0x7e0,
    responseId: 0x7e8,
    logicalAddress: 0x1001,
    hasObd: true,
    obdAddress: 0x10,
  },
  {
    id: 'transmission',
    name: ECU_WORDS.transmission,
    requestId: 0x7e1,
    responseId: 0x7e9,
    logicalAddress: 0x1002,
    hasObd: true,
    obdAddress: 0x18,
  },
  { id: 'brakes', name: ECU_WORDS.brakes, requestId: 0x782, responseId: 0x7c2, logicalAddress: 0x1003, hasObd: false },
  { id: 'body', name: ECU_WORDS.body, requestId: 0x78a, responseId: 0x7ca, logicalAddress: 0x1004, hasObd: false },
  {
    id: 'gateway',
    name: ECU_WORDS.gateway,
    requestId: 0x78b,
    responseId: 0x7cb,
    logicalAddress: 0x1000,
    hasObd: false,
  },
]

export const MODEL: CarModel = carModel({
  id: 'haval-jolion',
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
  hvWaitingTimeS: 0,
  words: {
    parts: PART_WORDS,
    components: COMPONENT_WORDS,
    failureModes: FAILURE_MODE_WORDS,
    controls: CONTROL_WORDS,
    routines: ENGINE_ROUTINE_WORDS,
  },
})
