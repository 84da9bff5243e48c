/** A TCP tool at a door, which waits for the whole answer to each question; and the DoIP messages that it reads and writes. */
import { plug } from './plug.ts'

export type Tool = {
  /** What came since the question, once that is the whole answer. */
  ask(request: Buffer | string, isWhole: (bytes: Buffer) => boolean): Promise<Buffer>
  close(): void
}

/** `note` hears every byte that comes, asked for or not. */
export async function plugTool(
  door: { readonly host: string; readonly port: number },
  note: (bytes: Buffer) => void = () => undefined,
): Promise<Tool> {
  const socket = await plug(door)
  let all = Buffer.alloc(0)
  let wake = () => {}
  socket.on('data', (bytes) => {
    note(bytes)
    all = Buffer.concat([all, bytes])
    wake()
  })
  return {
    async ask(request, isWhole) {
      all = Buffer.alloc(0)
      socket.write(request)
      while (!isWhole(all)) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return all
    },
    close: () => socket.destroy(),
  }
}

/** The adapter's prompt: its answer is whole. */
export const isPrompt = (bytes: Buffer): boolean => bytes.at(-1) === 0x3e

/** ISO 13400-2: version 2, payload type, length, payload. */
export function doipMessage(type: number, payloadHex = ''): Buffer<ArrayBuffer> {
  const payload = Buffer.from(payloadHex, 'hex')
  const head = Buffer.from('02FD000000000000', 'hex')
  head.writeUInt16BE(type, 2)
  head.writeUInt32BE(payload.length, 4)
  return Buffer.concat([head, payload])
}

/** The payload of the first whole message of one of these types. */
export function doipPayload(bytes: Buffer, ...types: number[]): Buffer | undefined {
  for (let at = 0; at + 8 <= bytes.length; at += 8 + bytes.readUInt32BE(at + 4)) {
    const end = at + 8 + bytes.readUInt32BE(at + 4)
    if (end <= bytes.length && types.includes(bytes.readUInt16BE(at + 2))) return bytes.subarray(at + 8, end)
  }
  return undefined
}
