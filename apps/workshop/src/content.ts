/** The content folder read from disk: workshops, laboratories, exercises, schemes. All of it is right or nothing starts. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import {
  type Content,
  type ContentFault,
  type ContentFile,
  describeFault,
  type KnownStations,
  parseContent,
} from '@luban/lab'

export class ContentError extends Error {
  override name = 'ContentError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`the content cannot be used:\n${faults.join('\n')}`)
    this.faults = faults
  }
}

/** Throws a ContentError that names every file, line and remedy. */
export function loadContent(contentDir: string, known: KnownStations): Content {
  const parsed = parseContent(readFiles(resolve(contentDir)), known)
  if (Array.isArray(parsed)) throw new ContentError((parsed as readonly ContentFault[]).map(describeFault))
  return parsed as Content
}

/** Of an absolute path. Folders hold the YAML files; what lies beside the folders (a README) is for people. */
function readFiles(contentDir: string): ContentFile[] {
  const read = () => readdirSync(contentDir, { withFileTypes: true, recursive: true })
  let entries: ReturnType<typeof read>
  try {
    entries = read()
  } catch (error) {
    throw new ContentError([`${contentDir}: cannot be read (${String(error)}); check the path of the content folder`])
  }
  return entries
    .filter(
      (entry) =>
        entry.isFile() && entry.parentPath !== contentDir && !entry.name.startsWith('.') && !entry.name.endsWith('.md'),
    )
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .map((path) => ({
      path: join(basename(contentDir), relative(contentDir, path)),
      text: readFileSync(path, 'utf8'),
    }))
}
