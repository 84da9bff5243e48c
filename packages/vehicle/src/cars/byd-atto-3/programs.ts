/** The software of those control units of this car that take new software: drive unit and body. */
import type { FlashImageHeader } from '../../ecus/flash-image.ts'
import type { FlashProgram } from '../../ecus/flash-program.ts'
import { createWorksProgram } from '../../ecus/works-software.ts'

export type FlashableId = 'drive' | 'body'

/** As ./dids.ts tells it; the part number is also what an image must name. */
export const WORKS_SOFTWARE: Readonly<Record<FlashableId, FlashImageHeader>> = {
  drive: { partNumber: 'LB-A3-DRV-150', software: 'DRV 2.11.00', calibrationId: 'LB-A3-DRV-C211' },
  body: { partNumber: 'LB-A3-BCM-01', software: 'BCM 1.20.05', calibrationId: 'LB-A3-BCM-C120' },
}

export const createProgram = (id: FlashableId): FlashProgram => createWorksProgram(WORKS_SOFTWARE[id])
