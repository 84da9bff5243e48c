/** What everyone at the station may know of this car: points, components, control units, identifiers, codes, tests. */
import type { CarModel, ControlInfo, EcuInfo } from '../../car.ts'
import { identificationInfos } from '../../ecus/identification.ts'
import { didInfo } from '../../ecus/identifiers.ts'
import { HOSES } from '../../engine-wiring/hoses.ts'
import { componentInfos } from '../../harness/components.ts'
import { diagramOf } from '../../harness/diagram.ts'
import { pointInfos } from '../../harness/words.ts'
import { COMPONENTS } from './components.ts'
import { CONTROLS } from './diagnostics.ts'
import { CONTROL_WORDS } from './did-words.ts'
import { DIDS_OF } from './dids.ts'
import { DTC_INFOS } from './dtcs.ts'
import { UNIT_IDS } from './ecus/signals.ts'
import { STEP_S } from './figures.ts'
import { GAUGES } from './gauges.ts'
import { HARNESS } from './harness.ts'
import { WORKS_SOFTWARE } from './programs.ts'
import { CAR_NAME, COMPONENT_WORDS, ECU_WORDS, FAILURE_MODE_WORDS, PART_WORDS } from './words.ts'

/** Units of this maker answer at their request's number and 40; engine and transmission as the law has it. */
export const ECUS: readonly EcuInfo[] = [
  { id: 'engine', name: ECU_WORDS.engine, requestId: 0x7e0, responseId: 0x7e8, logicalAddress: 0x1001, hasObd: true },
  {
    id: 'transmission',
    name: ECU_WORDS.transmission,
    requestId: 0x7e1,
    responseId: 0x7e9,
    logicalAddress: 0x1002,
    hasObd: true,
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

export const MODEL: CarModel = {
  id: 'haval-jolion',
  name: CAR_NAME,
  stepMs: 1000 * STEP_S,
  harness: diagramOf(HARNESS, PART_WORDS),
  points: pointInfos(HARNESS.points, PART_WORDS),
  gauges: Object.entries(GAUGES).map(([id, { name }]) => ({ id, name })),
  hoses: HOSES,
  components: componentInfos(COMPONENTS, HARNESS, {
    parts: PART_WORDS,
    components: COMPONENT_WORDS,
    failureModes: FAILURE_MODE_WORDS,
  }),
  ecus: ECUS,
  dids: UNIT_IDS.flatMap((ecu) => [...DIDS_OF[ecu].map(didInfo), ...identificationInfos(ecu, ecu in WORKS_SOFTWARE)]),
  dtcs: DTC_INFOS,
  controls: Object.entries(CONTROLS).map(
    ([id, control]): ControlInfo => ({ ...control, name: CONTROL_WORDS[id as keyof typeof CONTROLS] }),
  ),
  routines: [],
  hvWaitingTimeS: 0,
  functionalLogicalAddress: 0xe400,
}
