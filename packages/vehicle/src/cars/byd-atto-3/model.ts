/** What everyone at the station may know of this car: points, components, control units, identifiers, codes, tests. */
import type { CarModel, ControlInfo, EcuInfo, RoutineInfo } from '../../car.ts'
import { identificationInfos } from '../../ecus/identification.ts'
import { didInfo } from '../../ecus/identifiers.ts'
import { componentInfos } from '../../harness/components.ts'
import { diagramOf } from '../../harness/diagram.ts'
import { pointInfos } from '../../harness/words.ts'
import { COMPONENTS } from './components.ts'
import { CONTROLS, DIDS_OF, ROUTINES } from './diagnostics.ts'
import { DTC_INFOS } from './dtcs.ts'
import { STEP_S } from './figures.ts'
import { HARNESS } from './harness.ts'
import { WORKS_SOFTWARE } from './programs.ts'
import { ECU_IDS } from './systems.ts'
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
export const HV_WAITING_TIME_S = 300

export const FUNCTIONAL_LOGICAL_ADDRESS = 0xe400

export const ECUS: readonly EcuInfo[] = [
  { id: 'drive', name: ECU_WORDS.drive, requestId: 0x7e0, responseId: 0x7e8, logicalAddress: 0x1001, hasObd: true },
  { id: 'bms', name: ECU_WORDS.bms, requestId: 0x7e7, responseId: 0x7ef, logicalAddress: 0x1007, hasObd: true },
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

export const MODEL: CarModel = {
  id: 'byd-atto-3',
  name: CAR_NAME,
  stepMs: 1000 * STEP_S,
  harness: diagramOf(HARNESS, PART_WORDS),
  points: pointInfos(HARNESS.points, PART_WORDS),
  components: componentInfos(COMPONENTS, HARNESS, {
    parts: PART_WORDS,
    components: COMPONENT_WORDS,
    failureModes: FAILURE_MODE_WORDS,
  }),
  ecus: ECUS,
  dids: ECU_IDS.flatMap((ecu) => [...DIDS_OF[ecu], ...identificationInfos(ecu, ecu in WORKS_SOFTWARE)].map(didInfo)),
  dtcs: DTC_INFOS,
  controls: Object.entries(CONTROLS).map(
    ([id, control]): ControlInfo => ({ ...control, name: CONTROL_WORDS[id as keyof typeof CONTROLS] }),
  ),
  routines: Object.entries(ROUTINES).map(
    ([id, routine]): RoutineInfo => ({ ...routine, name: ROUTINE_WORDS[id as keyof typeof ROUTINES] }),
  ),
  chargers: ['ac', 'dc'],
  hvWaitingTimeS: HV_WAITING_TIME_S,
  functionalLogicalAddress: FUNCTIONAL_LOGICAL_ADDRESS,
}
