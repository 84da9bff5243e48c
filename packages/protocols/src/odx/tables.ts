/**
 * Communication parameters of diagnostic protocols, as far as an export says them, with the names and units of
 * ISO 22900-2 (times in microseconds), sorted into the subsets that ODX tools know. Checked against odxtools.
 */

export type ComparamRow = {
  readonly name: string
  readonly paramClass: 'BUSTYPE' | 'COM' | 'TIMING' | 'TESTER_PRESENT' | 'UNIQUE_ID' | 'INIT'
  readonly usage: 'ECU-COMM' | 'TESTER'
  readonly initial: number | string
}

export type ComparamSubset = {
  readonly name: string
  readonly category: 'PHYS' | 'TRANS' | 'APP'
  readonly comparams: readonly ComparamRow[]
  /** Its parts are values of one parameter, given together. */
  readonly complex?: { readonly name: string; readonly parts: readonly ComparamRow[] }
}

const row = (
  name: string,
  paramClass: ComparamRow['paramClass'],
  usage: ComparamRow['usage'],
  initial: number | string,
): ComparamRow => ({ name, paramClass, usage, initial })

const unique = (name: string, initial: number | string) => row(name, 'UNIQUE_ID', 'ECU-COMM', initial)

/** Stands where a unit sends no such messages. */
export const NO_IDENTIFIER = 0xffff_ffff

export const FORMATS = {
  transmit11: 'normal segmented 11-bit transmit with FC',
  transmit29: 'normal segmented 29-bit transmit with FC',
  receive11: 'normal segmented 11-bit receive with FC',
  receive29: 'normal segmented 29-bit receive with FC',
  unsegmented11: 'normal unsegmented 11-bit receive',
} as const

export const CAN_PHYSICAL: ComparamSubset = {
  name: 'ISO_11898_2_DWCAN',
  category: 'PHYS',
  comparams: [row('CP_Baudrate', 'BUSTYPE', 'TESTER', 500_000)],
}

export const CAN_TRANSPORT: ComparamSubset = {
  name: 'ISO_15765_2',
  category: 'TRANS',
  comparams: [
    row('CP_CanFuncReqFormat', 'COM', 'ECU-COMM', FORMATS.transmit11),
    row('CP_CanFuncReqId', 'COM', 'ECU-COMM', 0x7df),
  ],
  complex: {
    name: 'CP_UniqueRespIdTable',
    parts: [
      unique('CP_CanPhysReqFormat', FORMATS.transmit11),
      unique('CP_CanPhysReqId', 0x7e0),
      unique('CP_CanPhysReqExtAddr', 0),
      unique('CP_CanRespUSDTFormat', FORMATS.receive11),
      unique('CP_CanRespUSDTId', 0x7e8),
      unique('CP_CanRespUSDTExtAddr', 0),
      unique('CP_CanRespUUDTFormat', FORMATS.unsegmented11),
      unique('CP_CanRespUUDTId', NO_IDENTIFIER),
      unique('CP_CanRespUUDTExtAddr', 0),
      unique('CP_ECULayerShortName', ''),
    ],
  },
}

export const IP_PHYSICAL: ComparamSubset = { name: 'ISO_13400_3', category: 'PHYS', comparams: [] }

export const IP_TRANSPORT: ComparamSubset = {
  name: 'ISO_13400_2',
  category: 'TRANS',
  comparams: [
    row('CP_DoIPLogicalGatewayAddress', 'INIT', 'ECU-COMM', 0x1000),
    row('CP_DoIPLogicalTesterAddress', 'INIT', 'TESTER', 0x0e00),
    row('CP_DoIPLogicalFunctionalAddress', 'COM', 'ECU-COMM', 0xe400),
    row('CP_DoIPRoutingActivationType', 'INIT', 'TESTER', 0),
    row('CP_DoIPRoutingActivationTimeout', 'TIMING', 'TESTER', 2_000_000),
  ],
  complex: {
    name: 'CP_UniqueRespIdTable',
    parts: [unique('CP_DoIPLogicalEcuAddress', 0), unique('CP_ECULayerShortName', '')],
  },
}

/** P2 with the way over the gateway, and S3 less a margin. */
export const UDS_APPLICATION: ComparamSubset = {
  name: 'ISO_14229_3',
  category: 'APP',
  comparams: [
    row('CP_P2Max', 'TIMING', 'TESTER', 150_000),
    row('CP_P2Star', 'TIMING', 'TESTER', 5_100_000),
    row('CP_TesterPresentTime', 'TESTER_PRESENT', 'TESTER', 2_000_000),
  ],
}

export type ProtocolStack = { readonly name: string; readonly subsets: readonly ComparamSubset[] }

export const UDS_ON_CAN: ProtocolStack = {
  name: 'UDS_on_CAN',
  subsets: [CAN_PHYSICAL, CAN_TRANSPORT, UDS_APPLICATION],
}
export const UDS_ON_IP: ProtocolStack = { name: 'UDS_on_IP', subsets: [IP_PHYSICAL, IP_TRANSPORT, UDS_APPLICATION] }
