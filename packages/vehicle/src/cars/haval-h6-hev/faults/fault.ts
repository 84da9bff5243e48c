/** Faults of this car: see ../../../fault.ts. */
import type { FaultOf } from '../../../fault.ts'
import type { Physics } from '../physics.ts'

export { code, OPEN_OHM, setOhm } from '../../../fault.ts'

export type Fault = FaultOf<Physics>
