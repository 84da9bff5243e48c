/** The software of those control units of this car that take new software. */
import type { FlashImageHeader } from '../../ecus/flash-image.ts'
import type { FlashProgram } from '../../ecus/flash-program.ts'
import { createWorksProgram } from '../../ecus/works-software.ts'

export type FlashableId = 'engine' | 'transmission' | 'body'

export const WORKS_SOFTWARE: Readonly<Record<FlashableId, FlashImageHeader>> = {
  engine: { partNumber: 'LB-JL-ECM-15T', software: 'ECM 3.07.01', calibrationId: 'LB-JL-ECM-C307' },
  transmission: { partNumber: 'LB-JL-TCM-7D', software: 'TCM 1.12.00', calibrationId: 'LB-JL-TCM-C112' },
  body: { partNumber: 'LB-JL-BCM-01', software: 'BCM 1.05.02', calibrationId: 'LB-JL-BCM-C105' },
}

export const createProgram = (id: FlashableId): FlashProgram => createWorksProgram(WORKS_SOFTWARE[id])
