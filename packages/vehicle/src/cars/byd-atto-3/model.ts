/** What everyone at the station may know of this car: points, components, control units, identifiers, codes, tests. */
import type { CarModel, EcuInfo } from '../../car.ts'
import { carModel } from '../../car-model.ts'
import { COMPONENTS } from './components.ts'
import { CONTROLS, DIDS_OF, ROUTINES } from './diagnostics.ts'
import { DTC_INFOS } from './dtcs.ts'
import { STEP_S } from './figures.ts'
import { HARNESS } from './harness.ts'
import { WORKS_SOFTWARE } from './programs.ts'
import { SURFACES } from './surfaces.ts'
import {
  CAR_NAME,
  COMPONENT_WORDS,
  CONTROL_WORDS,
  ECU_WORDS,
  FAILURE_MODE_WORDS,
  PART_WORDS,
  ROUTINE_WORDS,
} from './words.ts'

/** From 420 V to 60 V takes 195 s by the bleeder alone; five minutes hold when the active discharge has failed. */
const HV_WAITING_TIME_S = 300

const ECUS: readonly EcuInfo[] = [
  {
    id: 'drive',
    name: ECU_WORDS.drive,
    requestId: 0x7e0,
    responseId: 0x7e8,
    logicalAddress: 0x1001,
    hasObd: true,
    obdAddress: 0x10,
  },
  {
    id: 'bms',
    name: ECU_WORDS.bms,
    requestId: 0x7e7,
    responseId: 0x7ef,
    logicalAddress: 0x1007,
    hasObd: true,
    obdAddress: 0x18,
  },
  { id: 'body', name: ECU_WORDS.body, requestId: 0x7e2, responseId: 0x7ea, logicalAddress: 0x1002, hasObd: false },
  {
    id: 'gateway',
    name: ECU_WORDS.gateway,
    requestId: 0x710,
    responseId: 0x718,
    logicalAddress: 0x1000,
    hasObd: false,
  },
]

export const MODEL: CarModel = carModel({
  id: 'byd-atto-3',
  name: CAR_NAME,
  stepS: STEP_S,
  harness: HARNESS,
  components: COMPONENTS,
  ecus: ECUS,
  surfaces: Object.entries(SURFACES).map(([id, { name }]) => ({ id, name })),
  didsOf: DIDS_OF,
  software: WORKS_SOFTWARE,
  dtcs: DTC_INFOS,
  controls: CONTROLS,
  routines: ROUTINES,
  chargers: ['ac', 'dc'],
  hvWaitingTimeS: HV_WAITING_TIME_S,
  words: {
    parts: PART_WORDS,
    components: COMPONENT_WORDS,
    failureModes: FAILURE_MODE_WORDS,
    controls: CONTROL_WORDS,
    routines: ROUTINE_WORDS,
  },
})
