/** Facts about the repository itself: its layers, links, lock file, translations and manners. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { test } from 'node:test'

const root = dirname(import.meta.dirname)
const files = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  .stdout.toString()
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(root, file)))
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const code = files.filter((file) => /^(apps|packages)\/.*\.tsx?$/.test(file) && !file.endsWith('.d.ts'))

/** What each workspace may import: down the map, never up, never from one world to another. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  stdx: [],
  protocols: ['stdx'],
  vehicle: ['protocols', 'stdx'],
  credentials: ['stdx'],
  lab: ['protocols', 'stdx'],
  workshop: ['lab', 'credentials', 'vehicle', 'protocols', 'stdx'],
  web: ['protocols', 'stdx'],
  cli: ['workshop', 'lab', 'credentials', 'vehicle', 'protocols', 'stdx'],
}

const workspaceOf = (file: string) => file.split('/')[1]

/** Module names that a source file imports, with `type` when the whole import is erased. */
function* importsOf(file: string): Generator<{ from: string; isType: boolean }> {
  const text = read(file)
  const pattern =
    /^\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm
  for (const [, type, from, dynamic] of text.matchAll(pattern))
    yield { from: from ?? dynamic, isType: type !== undefined }
}

test('imports point down the map', () => {
  for (const file of code) {
    for (const { from, isType } of importsOf(file)) {
      const target = /^@luban\/([a-z]+)/.exec(from)?.[1]
      if (target === undefined) continue
      if (workspaceOf(file) === 'web' && target === 'workshop' && isType) continue // Types of routes only.
      assert(MAY_IMPORT[workspaceOf(file)].includes(target), `${file} imports @luban/${target}`)
    }
  }
})

test('every package.json names exactly the workspaces its code imports', () => {
  for (const file of files.filter((name) => /^(apps|packages)\/[a-z]+\/package\.json$/.test(name))) {
    const folder = dirname(file)
    const { dependencies = {} } = JSON.parse(read(file)) as { dependencies?: Record<string, string> }
    const declared = Object.keys(dependencies).filter((name) => name.startsWith('@luban/'))
    const own = code.filter((name) => name.startsWith(`${folder}/`))
    const isShipped = (name: string) =>
      !/\.test\.tsx?$|^(apps|packages)\/[a-z]+\/bench\/|\/testing\.ts$|\/testing\//.test(name)
    const imported = new Set<string>()
    for (const name of own.filter(isShipped))
      for (const { from, isType } of importsOf(name)) {
        const target = /^@luban\/[a-z]+/.exec(from)?.[0]
        if (target !== undefined && !isType) imported.add(target)
      }
    for (const target of imported) assert(declared.includes(target), `${file} does not declare ${target}`)
    for (const target of declared) assert(imported.has(target), `${file} declares ${target}, which nothing imports`)
  }
})

test('a relative import stays inside its workspace', () => {
  for (const file of code) {
    for (const { from } of importsOf(file)) {
      if (!from.startsWith('.')) continue
      const target = normalize(join(dirname(file), from))
      assert(target.startsWith(file.split('/').slice(0, 2).join('/')), `${file} reaches into ${target}`)
      if (!from.endsWith('.css')) assert(/\.(tsx?|json|po)(\?.*)?$/.test(from), `${file}: ${from} has no file ending`)
    }
  }
})

test('packages run in a browser: no Node module, clock or random number of the platform', () => {
  for (const file of code.filter(
    (name) => name.startsWith('packages/') && name.includes('/src/') && !name.endsWith('.test.ts'),
  )) {
    for (const { from } of importsOf(file)) assert(!from.startsWith('node:'), `${file} imports ${from}`)
    const text = read(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    for (const banned of ['Date.now', 'Math.random', 'process.', 'setTimeout', 'setInterval'])
      assert(!new RegExp(`(?<![\\w.])${banned.replaceAll('.', '\\.')}`).test(text), `${file} uses ${banned}`)
  }
})

test('the state of a world is computed without functions that differ between JavaScript engines', () => {
  for (const file of code.filter((name) => name.startsWith('packages/vehicle/src/') && !name.endsWith('.test.ts'))) {
    const used =
      /Math\.(sin|cos|tan|exp|expm1|log|log10|log2|log1p|pow|tanh|sinh|cosh|atan|atan2|asin|acos|hypot|cbrt)\b|(?<!\*)\*\*(?!\*)/.exec(
        read(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''),
      )
    assert(used === null, `${file} uses ${used?.[0]}: take stdx's own`)
  }
})

/** What every car is made of, one file for each matter. */
const OF_EVERY_CAR = [
  ...['coverage.md', 'model.ts', 'station.ts', 'figures.ts', 'physics.ts', 'physics.test.ts', 'validation.test.ts'],
  ...['harness.ts', 'components.ts', 'controls.ts', 'surfaces.ts', 'words.ts', 'cuts.test.ts'],
  ...['systems.ts', 'programs.ts', 'ecus/body.ts', 'ecus/signals.ts', 'wiring/body.ts', 'dashboard.ts'],
  ...['diagnostics.ts', 'diagnostics.test.ts', 'dids.ts', 'dtcs.ts', 'dtc-engines.ts'],
  ...['broadcast.ts', 'broadcast.test.ts', 'broadcast-dbc.ts', 'fast-drives.ts', 'scope.test.ts'],
  ...['faults/all.ts', 'faults/fault.ts', 'faults/faults.test.ts', 'testing/workshop.ts'],
]

/** What a car has beside them, and why the others have not. */
const OF_SOME_CARS: readonly (readonly [files: RegExp, cars: RegExp, why: string])[] = [
  [/^faults\/(ev|petrol|hybrid)-\d\d/, /./, 'a fault is a file'],
  [/^(ecus|wiring)\/(bms|drive-unit|hcu|inverter|brakes|transmission)(-[a-z]+)?(\.test)?\.ts$/, /./, 'its own units'],
  [/^ecus\/(gateway|body|signals|monitors)\.test\.ts$/, /./, 'a unit tried by itself'],
  [/^ecus\/testing\/(body|transmission)-rig\.ts$/, /jolion/, 'at which such a unit is tried'],
  [/^testing\/(whole-car|ideal-control)\.ts$/, /haval/, 'in whose place the physics are tried'],
  [
    /^(gauges|transducers|sensor-curves|did-words)\.ts$/,
    /haval/,
    'an engine has pressures, sensors and values to name',
  ],
  [/^units(\.test)?\.ts$/, /haval/, 'units put together without a station; the electric car has four and no engine'],
  [/^sensors\.test\.ts$/, /atto|h6/, 'sensors of a machine; those of an engine are tried in engine-control/'],
  [/^(pilot|charging-current(\.test)?|dc-charging\.test|ecus\/dc-(charging|curves))\.ts$/, /atto/, 'it is plugged in'],
  [/^thermistor\.ts$/, /atto/, 'one curve for all of its sensors'],
  [/^parameters\.ts$/, /jolion/, 'its transmission too answers legislated requests'],
  [/^(drive-modes\.test|phases\.test|inverter-loop)\.ts$/, /h6/, 'two machines, one loop that cools them, four modes'],
]

test('each car has the same files, and what it has beside them it has for a reason', () => {
  const all = files
    .map((file) => /^packages\/vehicle\/src\/cars\/([^/]+)\/(.+)$/.exec(file))
    .filter((found) => found !== null)
  const cars = new Set(all.map(([, car]) => car))
  assert.equal(cars.size, 3)
  for (const car of cars) {
    const own = all.filter(([, of]) => of === car).map(([, , file]) => file)
    for (const file of OF_EVERY_CAR) assert(own.includes(file), `${car} has no ${file}`)
    for (const file of own.filter((name) => !OF_EVERY_CAR.includes(name)))
      assert(
        OF_SOME_CARS.some(([files, cars]) => files.test(file) && cars.test(car)),
        `${car}/${file}: no other car has it`,
      )
  }
  for (const [pattern, cars, why] of OF_SOME_CARS)
    assert(
      all.some(([, car, file]) => cars.test(car) && pattern.test(file)),
      `no car has ${pattern} any more: ${why}`,
    )
})

test('no folder is called after what its files have in common', () => {
  for (const file of files) assert(!/(^|\/)(utils?|common|shared|types|helpers|misc)\//.test(file), file)
})

test('only tools that insist on it get a default export', () => {
  for (const file of code) if (!/\.config\.ts$/.test(file)) assert(!/^export default/m.test(read(file)), file)
})

test('no test is skipped or left alone', () => {
  // Called on anything (a suite's, a context's), given as an option, or asked of a browser: Playwright runs the files of `e2e`.
  const leftAlone =
    /\.(skip|only|todo|fixme)\(|\b(test|describe)\.fail\(|(?<!\$)\{\s*(skip|only|todo)\b\s*[:,}]|,\s*(skip|only|todo):|\bx(test|it|describe)\(/
  assert.match("test('x', { skip: true }, run)", leftAlone)
  const isTest = (name: string) => /\.(test|spec|e2e)\.tsx?$/.test(name) && name !== 'test/tidy.test.ts'
  for (const file of files.filter(isTest)) {
    const found = leftAlone.exec(read(file))
    assert(found === null, `${file}: ${found?.[0]}`)
  }
})

test('links in the documentation lead somewhere', () => {
  for (const file of files.filter((name) => name.endsWith('.md')))
    for (const [, target] of read(file).matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)) {
      if (/^(https?|mailto):/.test(target)) continue
      assert(existsSync(join(root, dirname(file), target)), `${file} links to ${target}`)
    }
})

test('the lock file holds every optional dependency and no address of a registry', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string>; resolved?: string }>
  }
  for (const [path, entry] of Object.entries(packages)) {
    assert(!entry.resolved?.startsWith('http'), `${path} names ${entry.resolved}`)
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      const isHeld = path !== '' && packages[`${path}/node_modules/${name}`] !== undefined
      assert(
        isHeld || packages[`node_modules/${name}`] !== undefined,
        `${path || 'the root'} wants ${name}, the lock has none`,
      )
    }
  }
})

test('every dependency is pinned to one version', () => {
  for (const file of files.filter((name) => /(^|\/)package\.json$/.test(name))) {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(read(file)) as Record<string, Record<string, string>>
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
      assert(/^\d+\.\d+\.\d+$/.test(version), `${file}: ${name} is "${version}"`)
  }
})

/** Names of standards, contexts and licences: identifiers, never fetched. */
const IDENTIFIERS =
  /^https?:\/\/(www\.w3\.org|w3id\.org|purl\.imsglobal\.org|schema\.org|json-schema\.org|localhost|127\.|\[::1\]|[a-z.-]*\.?example(\.|\/|:|$)|[^/]*\$\{)/

/** What libraries print for a developer to read, in the built pages: shown in a console at most, never fetched. */
const IN_MESSAGES = ['https://react.dev/errors/', 'https://mantine.dev/theming/colors/#primary-color']

/** Whole addresses, and those that leave the scheme to the page: `src="//host"`, `url(//host)`. */
const ADDRESS = /\b(?:https?|wss?|ftp):\/\/[^\s'"`)<>\\]+|(?<=["'`(=])\/\/[a-z0-9-]+\.[a-z][^\s'"`)<>]*/g

test('what a browser loads names no foreign host', () => {
  const isLoaded = (name: string) => /\.(tsx?|js|css|html|svg|json)$/.test(name)
  for (const file of files.filter((name) => /^apps\/web\/(src\/|index\.html|public\/)/.test(name) && isLoaded(name)))
    for (const [address] of read(file).matchAll(ADDRESS)) assert(IDENTIFIERS.test(address), `${file}: ${address}`)
})

test('the pages as they are built name no foreign host, those of their libraries included', () => {
  const pages = 'apps/web/dist'
  assert(existsSync(join(root, pages, 'index.html')), 'the pages are not built: npm test and npm start build them')
  const built = globSync(`${pages}/**/*.{js,css,html,svg,json}`, { cwd: root })
  assert(built.some((file) => file.endsWith('.js')) && built.some((file) => file.endsWith('.css')))
  for (const file of built)
    for (const [address] of read(file).matchAll(ADDRESS))
      assert(IDENTIFIERS.test(address) || IN_MESSAGES.includes(address), `${file}: ${address}`)
})

test('every text of the web pages exists in Kazakh, Russian, Chinese and English', () => {
  const catalogues = ['kk', 'ru', 'zh', 'en'].map((language) => `apps/web/src/locales/${language}.po`)
  const [ids, ...others] = catalogues.map((file) => {
    const entries = [...read(file).matchAll(/^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)/gm)].filter(
      ([, id]) => id.trim() !== '""',
    )
    for (const [, id, text] of entries)
      assert(text.replaceAll(/["\s]/g, '') !== '', `${file}: no text for ${id.trim()}`)
    return entries.map(([, id]) => id).sort()
  })
  assert(ids.length > 50)
  for (const other of others) assert.deepEqual(other, ids)
})

test('no file names a folder of a developer’s machine', () => {
  const text = /\.(ts|tsx|mjs|md|json|yaml|yml|css|html|py|sql|txt|po)$|^\.ci\/run$/
  for (const file of files.filter((name) => text.test(name) && name !== 'package-lock.json')) {
    const found = /(?<![\w.])\/(home|root|Users|work|tmp)\/[a-z]/.exec(read(file))
    assert(found === null, `${file}: ${found?.[0]}`)
  }
})

test('nothing large is kept in the repository', () => {
  for (const file of files) assert(readFileSync(join(root, file)).length < 2 * 1024 * 1024, file)
})

test('each package tells itself in a README', () => {
  for (const name of Object.keys(MAY_IMPORT)) {
    const folder = ['apps', 'packages'].find((kind) => existsSync(join(root, kind, name)))
    assert(existsSync(join(root, `${folder}/${name}/README.md`)), relative(root, `${folder}/${name}/README.md`))
  }
})
