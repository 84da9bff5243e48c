/** The checksum of MCAP files. */
export { CRC_START, crc32, crcOf, crcResult } from '@luban/stdx'
