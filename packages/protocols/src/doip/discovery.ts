/**
 * How a DoIP entity is found: it announces itself by UDP, and answers who it is and how it does. ISO 13400-2.
 * The sockets and the routing behind them are ./session.ts.
 */
import { type DoipMessage, decodeDoip, encodeDoip, genericNackOf } from './message.ts'
import { FURTHER_ACTION, NODE_TYPE, POWER_MODE, PROTOCOL_VERSION, SYNC_STATUS } from './tables.ts'

/** Who the entity is. */
export type DoipEntity = {
  /** 17 characters. */
  vin: string
  /** 6 bytes each. */
  eid: Uint8Array
  gid: Uint8Array
  /** As announced. */
  logicalAddress: number
  powerMode?(): (typeof POWER_MODE)[keyof typeof POWER_MODE]
}

/** What entityStatusResponse tells of it. */
export type DoipLoad = { socketsMax: number; socketsOpen: number; messageBytesMax: number }

export type Discovery = {
  /** The answer to one datagram, if there is one. */
  datagram(bytes: Uint8Array): Uint8Array | undefined
  announcement(): Uint8Array
}

export function createDiscovery(entity: DoipEntity, load: () => DoipLoad): Discovery {
  function identification(): DoipMessage {
    const { vin, logicalAddress, eid, gid } = entity
    return {
      kind: 'vehicleIdentificationResponse',
      vin,
      logicalAddress,
      eid,
      gid,
      furtherAction: FURTHER_ACTION.none,
      syncStatus: SYNC_STATUS.synchronized,
    }
  }

  function answerDatagram(message: DoipMessage): DoipMessage | undefined {
    switch (message.kind) {
      case 'vehicleIdentificationRequest':
        return identification()
      case 'vehicleIdentificationRequestEid':
        return isEqual(message.eid, entity.eid) ? identification() : undefined
      case 'vehicleIdentificationRequestVin':
        return message.vin === entity.vin ? identification() : undefined
      case 'entityStatusRequest':
        return entityStatus()
      case 'powerModeRequest':
        return { kind: 'powerModeResponse', mode: entity.powerMode?.() ?? POWER_MODE.ready }
      case 'vehicleIdentificationResponse':
      case 'entityStatusResponse':
      case 'powerModeResponse':
      case 'genericNack':
        return undefined // Another entity's answer on the same port: refusing it could go on for ever.
      default:
        return genericNackOf('unknownPayloadType')
    }
  }

  function entityStatus(): DoipMessage {
    const { socketsMax, socketsOpen, messageBytesMax } = load()
    return {
      kind: 'entityStatusResponse',
      nodeType: NODE_TYPE.gateway,
      maxSockets: socketsMax,
      openSockets: Math.min(socketsOpen, 0xff),
      maxDataBytes: messageBytesMax,
    }
  }

  return {
    datagram(bytes) {
      const decoded = decodeDoip(bytes)
      if (typeof decoded === 'string') {
        return encodeDoip(genericNackOf(decoded), answerVersion(bytes))
      }
      const { version, message } = decoded
      if (version === PROTOCOL_VERSION.unknown && !message.kind.startsWith('vehicleIdentification')) {
        return encodeDoip(genericNackOf('incorrectPatternFormat'))
      }
      const answer = answerDatagram(message)
      return answer && encodeDoip(answer, answerVersion(bytes))
    },
    announcement: () => encodeDoip(identification()),
  }
}

/** The requester's own version; 0xFF and versions nobody knows are answered with the oldest. */
function answerVersion(bytes: Uint8Array): number {
  return bytes[0] === PROTOCOL_VERSION.iso2019 ? PROTOCOL_VERSION.iso2019 : PROTOCOL_VERSION.iso2012
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
