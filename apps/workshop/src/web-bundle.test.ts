/** The pages at a start: what happens when they cannot be built. The builder here is a script that is told what to do. */
import assert from 'node:assert/strict'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { prepareWebBundle } from './web-bundle.ts'

const FAILING = 'console.error("main.tsx:3: a comma is missing"); process.exit(1)'
const WORKING = `
  const outDir = process.argv[process.argv.indexOf('--outDir') + 1]
  require('node:fs').mkdirSync(outDir)
  require('node:fs').writeFileSync(outDir + '/index.html', 'new pages')
`

/** A checkout with nothing but a source, a builder and, perhaps, pages that are older than the source. */
async function inCheckout(builder: string, hasPages: boolean, run: (root: string) => Promise<void>): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'luban-pages-'))
  const put = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  try {
    put('apps/web/package.json', '{}')
    put('apps/web/src/main.tsx', '')
    put('apps/web/node_modules/vite/package.json', '{ "bin": { "vite": "vite.cjs" } }')
    put('apps/web/node_modules/vite/vite.cjs', builder)
    if (hasPages) {
      put('apps/web/dist/index.html', 'old pages')
      utimesSync(join(root, 'apps/web/dist/index.html'), 0, 0)
    }
    await run(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

const shown = (root: string) => readFileSync(join(root, 'apps/web/dist/index.html'), 'utf8')

test('outside CI the last pages are shown with a loud warning that holds what the builder said', async () => {
  await inCheckout(FAILING, true, async (root) => {
    const said: string[] = []
    await prepareWebBundle(root, (text) => said.push(text), { isCi: false })
    assert.equal(shown(root), 'old pages')
    assert.match(said.join('\n'), /WARNING: these are OLD PAGES[\s\S]*1970-01-01[\s\S]*a comma is missing/)
    const left = readdirSync(join(root, 'apps/web')).filter((name) => name.startsWith('dist-'))
    assert.deepEqual(left, [])
  })
})

test('in CI old pages are never taken for new ones, and without any pages there is nothing to show', async () => {
  for (const [hasPages, isCi] of [
    [true, true],
    [false, false],
    [false, true],
  ] as const) {
    await inCheckout(FAILING, hasPages, async (root) => {
      await assert.rejects(
        prepareWebBundle(root, () => {}, { isCi }),
        /could not be built[\s\S]*a comma is missing/,
      )
      assert.equal(existsSync(join(root, 'apps/web/dist/index.html')), hasPages)
    })
  }
})

test('pages that can be built take the place of the old ones, without a warning', async () => {
  await inCheckout(WORKING, true, async (root) => {
    const said: string[] = []
    await prepareWebBundle(root, (text) => said.push(text), { isCi: false })
    assert.equal(shown(root), 'new pages')
    assert.doesNotMatch(said.join('\n'), /WARNING/)
    assert.equal(await prepareWebBundle(root, () => {}, { isCi: false }), 0)
  })
})
