/** The content folder, however its path is written. */
import assert from 'node:assert/strict'
import { relative, sep } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ContentError, loadContent } from './content.ts'
import { CARS } from './worlds.ts'

const CONTENT_DIR = fileURLToPath(new URL('../../../content', import.meta.url))

test('the content is the same by whatever path its folder is given', () => {
  const content = loadContent(CONTENT_DIR, CARS.knownStations)
  const fromHere = relative(process.cwd(), CONTENT_DIR)
  for (const path of [
    CONTENT_DIR + sep,
    `.${sep}${fromHere}`,
    `${fromHere}${sep}`,
    `${CONTENT_DIR}${sep}..${sep}content`,
  ]) {
    assert.deepEqual(loadContent(path, CARS.knownStations), content, path)
  }
})

test('a folder that is not there is named as it was looked for', () => {
  assert.throws(
    () => loadContent('./no-such-folder/', CARS.knownStations),
    (error: unknown) => {
      assert(error instanceof ContentError)
      return /no-such-folder: cannot be read/.test(error.message)
    },
  )
})
