/** Files that a person names on the command line: read or written whole, refused with a sentence. */
import { open, writeFile } from 'node:fs/promises'
import { Refusal } from './command.ts'

/** Reads at most `bytesMax`; a larger file is refused before it is read. */
export async function readNamedFile(path: string, bytesMax: number): Promise<Uint8Array> {
  try {
    await using file = await open(path, 'r')
    const { size } = await file.stat()
    if (size > bytesMax) throw new Refusal(`${path} has ${size} bytes; at most ${bytesMax} are read.`)
    return await file.readFile()
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(`${path} cannot be read: ${reasonOf(error)}.`)
  }
}

export async function writeNamedFile(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes)
  } catch (error) {
    const isFolderMissing = (error as { code?: string }).code === 'ENOENT'
    throw new Refusal(`${path} cannot be written: ${isFolderMissing ? 'there is no such folder' : reasonOf(error)}.`)
  }
}

const REASONS: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file',
  EACCES: 'its permissions do not allow it',
  EISDIR: 'it is a folder',
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message: string }
  return (code !== undefined && REASONS[code]) || message
}
