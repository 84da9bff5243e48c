/** The examples of every README run as they stand. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

const root = dirname(import.meta.dirname)

for (const file of globSync(['packages/*/README.md', 'packages/*/src/*/README.md'], { cwd: root }).sort()) {
  const examples = [...readFileSync(join(root, file), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code)
  for (const [index, code] of examples.entries()) {
    test(`example ${index + 1} of ${file} runs`, () => {
      const done = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', code], { cwd: root })
      assert.equal(done.status, 0, done.stderr.toString())
    })
  }
}
