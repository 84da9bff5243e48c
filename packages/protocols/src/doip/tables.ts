/** The tables of DoIP, in the standard's order and spelling. ISO 13400-2:2012, with the additions of :2019. */

/** Payload types that this codec knows. Everything else is answered with "unknown payload type". */
export const PAYLOAD_TYPE = {
  genericNack: 0x0000,
  vehicleIdentificationRequest: 0x0001,
  vehicleIdentificationRequestEid: 0x0002,
  vehicleIdentificationRequestVin: 0x0003,
  vehicleIdentificationResponse: 0x0004,
  routingActivationRequest: 0x0005,
  routingActivationResponse: 0x0006,
  aliveCheckRequest: 0x0007,
  aliveCheckResponse: 0x0008,
  entityStatusRequest: 0x4001,
  entityStatusResponse: 0x4002,
  powerModeRequest: 0x4003,
  powerModeResponse: 0x4004,
  diagnosticMessage: 0x8001,
  diagnosticAck: 0x8002,
  diagnosticNack: 0x8003,
} as const

export type PayloadKind = keyof typeof PAYLOAD_TYPE

/** 0xFF is the version of a tester that does not know the vehicle's: for vehicle identification only. */
export const PROTOCOL_VERSION = { iso2012: 0x02, iso2019: 0x03, unknown: 0xff } as const

export const GENERIC_NACK = {
  incorrectPatternFormat: 0x00,
  unknownPayloadType: 0x01,
  messageTooLarge: 0x02,
  outOfMemory: 0x03,
  invalidPayloadLength: 0x04,
} as const

export const ACTIVATION_TYPE = { default: 0x00, wwhObd: 0x01, centralSecurity: 0xe0 } as const

export const ROUTING_ACTIVATION_CODE = {
  unknownSourceAddress: 0x00,
  allSocketsActive: 0x01,
  differentSourceAddress: 0x02,
  sourceAddressAlreadyActive: 0x03,
  missingAuthentication: 0x04,
  rejectedConfirmation: 0x05,
  unsupportedActivationType: 0x06,
  requiresTls: 0x07,
  routingActivated: 0x10,
  confirmationRequired: 0x11,
} as const

export const DIAGNOSTIC_ACK = { received: 0x00 } as const

export const DIAGNOSTIC_NACK = {
  invalidSourceAddress: 0x02,
  unknownTargetAddress: 0x03,
  diagnosticMessageTooLarge: 0x04,
  outOfMemory: 0x05,
  targetUnreachable: 0x06,
  unknownNetwork: 0x07,
  transportProtocolError: 0x08,
} as const

export const FURTHER_ACTION = { none: 0x00, centralSecurityActivation: 0x10 } as const
export const SYNC_STATUS = { synchronized: 0x00, incomplete: 0x10 } as const
export const NODE_TYPE = { gateway: 0x00, node: 0x01 } as const
export const POWER_MODE = { notReady: 0x00, ready: 0x01, notSupported: 0x02 } as const

/** Logical addresses of external test equipment. */
export const TESTER_ADDRESS = { first: 0x0e00, last: 0x0fff } as const

/** Timing and counting parameters, with the standard's names beside them. */
export const TIMING = {
  initialInactivityMs: 2_000, // T_TCP_Initial_Inactivity
  generalInactivityMs: 300_000, // T_TCP_General_Inactivity
  aliveCheckMs: 500, // T_TCP_Alive_Check
  announceIntervalMs: 500, // A_DoIP_Announce_Interval
  announceCount: 3, // A_DoIP_Announce_Num
  diagnosticMessageMs: 2_000, // A_DoIP_Diagnostic_Message: how long a tester waits for the acknowledgement
} as const

/** UDP_DISCOVERY and TCP_DATA. */
export const DOIP_PORT = 13400

/** TCP_DATA through TLS, since the edition of 2019. */
export const DOIP_TLS_PORT = 3496
