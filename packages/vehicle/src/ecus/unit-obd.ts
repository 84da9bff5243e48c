/** What units of several cars have alike of the legislated on-board diagnostics (SAE J1979). */
import type { ReadinessMonitors } from '@luban/protocols/obd/ecu'
import { CONTINUOUS_MONITOR } from '@luban/protocols/obd/tables'
import type { DtcEngine } from './dtc-engine.ts'
import type { FlashProgram } from './flash-program.ts'

/** Of a unit whose one monitor is of comprehensive components: it has run as soon as any of its tests has. */
export function componentMonitors(codes: DtcEngine): ReadinessMonitors {
  const { components } = CONTINUOUS_MONITOR
  const incomplete = (isComplete: (index: number) => boolean) => {
    for (let i = 0; i < codes.count; i++) if (isComplete(i)) return 0
    return components
  }
  return {
    isCompressionIgnition: false,
    continuousSupported: components,
    othersSupported: 0,
    continuousIncomplete: () => incomplete(codes.isComplete),
    othersIncomplete: () => 0,
    continuousIncompleteThisCycle: () => incomplete(codes.isCompleteThisCycle),
    othersIncompleteThisCycle: () => 0,
  }
}

/** Of a unit that takes new software, asked at each request: what runs in it now. */
export const calibrationIdsOf = (program: FlashProgram) => [program.image()?.calibrationId ?? '']
export const verificationNumbersOf = (program: FlashProgram) => [program.image()?.checksum ?? 0]
