/** The software of those control units of this car that take new software. */
import type { FlashImageHeader } from '../../ecus/flash-image.ts'
import type { FlashProgram } from '../../ecus/flash-program.ts'
import { createWorksProgram } from '../../ecus/works-software.ts'

export type FlashableId = 'engine' | 'hcu' | 'body'

export const WORKS_SOFTWARE: Readonly<Record<FlashableId, FlashImageHeader>> = {
  engine: { partNumber: 'LB-H6-ECM-15H', software: 'ECM 4.02.00', calibrationId: 'LB-H6-ECM-C402' },
  hcu: { partNumber: 'LB-H6-HCU-01', software: 'HCU 2.10.03', calibrationId: 'LB-H6-HCU-C210' },
  body: { partNumber: 'LB-H6-BCM-01', software: 'BCM 1.06.00', calibrationId: 'LB-H6-BCM-C106' },
}

export const createProgram = (id: FlashableId): FlashProgram => createWorksProgram(WORKS_SOFTWARE[id])
