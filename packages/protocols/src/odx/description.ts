/** What an export says of a car: its control units and what each answers. A car's model fits as it is. */

export type EnglishWords = { readonly en: string }

export type DiagnosticDescription = {
  readonly id: string
  readonly name: EnglishWords
  readonly ecus: readonly DescribedEcu[]
  readonly dids: readonly DescribedDid[]
  readonly dtcs: readonly DescribedDtc[]
  readonly controls: readonly {
    readonly ecu: string
    readonly did: number
    readonly name: EnglishWords
    readonly securityLevel?: number
  }[]
  readonly routines: readonly { readonly ecu: string; readonly routine: number; readonly name: EnglishWords }[]
  readonly functionalLogicalAddress: number
}

export type DescribedEcu = {
  readonly id: string
  readonly name: EnglishWords
  readonly requestId: number
  readonly responseId: number
  readonly logicalAddress: number
}

/** A value is `raw * scale + offset`, raw big-endian; a text is ASCII. */
export type DescribedDid = {
  readonly ecu: string
  readonly did: number
  readonly name: EnglishWords
  readonly unit: string
  readonly bytes: number
  readonly scale: number
  readonly offset: number
  readonly isSigned: boolean
  readonly isText?: true
  readonly isWritable?: boolean
  readonly states?: readonly { readonly value: number; readonly name: EnglishWords }[]
}

export type DescribedDtc = {
  readonly code24: number
  readonly code: string
  readonly ecus: readonly string[]
  readonly text: EnglishWords
}

/** How the car is reached, beside what its control units say. */
export type Access = {
  readonly canBitsPerS: number
  /** CAN identifier of requests to all units. */
  readonly functionalRequestId: number
  /** DoIP address of the gateway, and of the tester that the export suggests. */
  readonly gatewayLogicalAddress: number
  readonly testerLogicalAddress: number
}
