/** A workshop's tool that brings new software to a control unit, for tests: request by request, as loaders want it. */
import { unsignedBytes } from '@luban/protocols/uds/numbers'
import { assert, hex, toHex } from '@luban/stdx'
import { FLASH_ADDRESS } from '../boot-loader.ts'

/** Sends a request and waits for the final answer, 0x78 aside; both hexadecimal. */
export type Exchange = (request: string) => string | undefined

export type FlashOptions = {
  readonly image: Uint8Array
  /** Bytes of the memory that images may take; all of it is erased. */
  readonly imageBytesMax: number
  key(seed: Uint8Array): Uint8Array
}

/**
 * Brings the image, each answer as it must be, or tells the first one that is not: `36 of block 3: 7F3673`. Without the
 * reset at the end the loader still runs.
 */
export function bringImage(exchange: Exchange, { image, imageBytesMax, key }: FlashOptions): string | undefined {
  const seedAnswer = [...enter(exchange)]
  if (seedAnswer.length === 1) return seedAnswer[0]
  const seed = hex(seedAnswer[1])
  const steps: [what: string, request: string, expected: string][] = [
    ['27 key', `2712${toHex(key(seed))}`, '6712'],
    ['31 erase', `3101FF0044${number(FLASH_ADDRESS)}${number(imageBytesMax)}`, '7101FF0000'],
    ['34', `340044${number(FLASH_ADDRESS)}${number(image.length)}`, '74200802'],
    ...blocksOf(image),
    ['37', '37', '77'],
    ['31 check', '31010202', '7101020200'],
    ['31 dependencies', '3101FF01', '7101FF0100'],
  ]
  for (const [what, request, expected] of steps) {
    const answer = exchange(request)
    if (answer !== expected) return `${what}: ${answer}`
  }
  return undefined
}

/** One complaint, or an empty word and the seed. */
function* enter(exchange: Exchange): Generator<string> {
  const session = exchange('1002')
  if (!session?.startsWith('5002')) return yield `10: ${session}`
  const seed = exchange('2711')
  if (!seed?.startsWith('6711')) return yield `27 seed: ${seed}`
  yield ''
  yield seed.slice(4)
}

const number = (value: number) => toHex(Uint8Array.from(unsignedBytes(value, 4)))

const BLOCK_DATA_BYTES = 2048

export function blocksOf(image: Uint8Array): [what: string, request: string, expected: string][] {
  assert(image.length > 0, 'an image has bytes')
  return Array.from({ length: Math.ceil(image.length / BLOCK_DATA_BYTES) }, (_, block) => {
    const counter = toHex(Uint8Array.of((block + 1) & 0xff))
    const data = image.subarray(BLOCK_DATA_BYTES * block, BLOCK_DATA_BYTES * (block + 1))
    return [`36 of block ${block + 1}`, `36${counter}${toHex(data)}`, `76${counter}`]
  })
}
