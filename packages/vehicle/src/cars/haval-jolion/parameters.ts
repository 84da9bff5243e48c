/** Live data of the legislated on-board diagnostics (SAE J1979, mode 01) of the transmission; the engine's are shared. */
import type { ParameterValue } from '@luban/protocols/obd/ecu'
import { OBD_STANDARD } from '@luban/protocols/obd/tables'
import type { Systems } from './systems.ts'

export function transmissionParameters({ signals, transmission }: Systems): ReadonlyMap<number, () => ParameterValue> {
  return new Map<number, () => ParameterValue>([
    [0x0d, () => 3.6 * signals.speedMps],
    [0x1c, () => OBD_STANDARD.eobd],
    [0x42, () => transmission.readings.supplyVolts],
  ])
}
