/** Numbers of the pcapng format (draft-ietf-opsawg-pcapng) and of the link types that a trace uses (tcpdump.org/linktypes). */

export const BLOCK = { sectionHeader: 0x0a0d_0d0a, interfaceDescription: 1, enhancedPacket: 6 } as const
/** In the section header: readers learn the order of bytes from it. */
export const BYTE_ORDER_MAGIC = 0x1a2b_3c4d
export const OPTION = { end: 0, userApplication: 4, interfaceName: 2, timestampResolution: 9 } as const
/** 10^-6 s. */
export const MICROSECONDS = 6
export const LINK_TYPE = { canSocketCan: 227, rawIp: 101 } as const

/** LINKTYPE_CAN_SOCKETCAN: flags above the identifier. */
export const CAN_FLAG = { extended: 0x8000_0000, remote: 0x4000_0000 } as const
/** The byte behind the length, of CAN FD frames alone. */
export const CAN_FD_FLAG = { bitRateSwitched: 0x01, errorPassive: 0x02, isFd: 0x04 } as const

export const TCP_FLAG = { fin: 0x01, syn: 0x02, push: 0x08, acknowledge: 0x10 } as const
