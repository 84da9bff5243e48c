import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Content, describeFault, isContent, parseContent } from './content.ts'
import type { ContentFault, ContentFile } from './content-files.ts'
import type { KnownStations } from './content-references.ts'
import { briefOf, casesOf, caseWith, drawnCase, paceMaxOf } from './exercise.ts'
import type { Words } from './station.ts'
import { LANGUAGES, type WordsOfContent } from './words.ts'

const root = join(import.meta.dirname, '../../..')
const files: ContentFile[] = globSync('content/*/*.yaml', { cwd: root })
  .sort()
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

const known: KnownStations = {
  'byd-atto-3': {
    faults: [
      'ev-01-interlock-open',
      'ev-02-wet-heater',
      'ev-03-precharge-open',
      'ev-04-contactor-welded',
      'ev-05-cell-resistance',
      'ev-06-imbalance',
      'ev-07-current-sensor',
      'ev-08-thermistor-open',
      'ev-09-cooling-valve',
      'ev-10-charging-switch',
      'ev-11-cable-resistor',
      'ev-12-charging-line-open',
      'ev-13-dcdc-failed',
      'ev-14-quiescent-drain',
      'ev-15-resolver-open',
      'ev-16-phase-current-sensor',
      'ev-17-bms-silent',
      'ev-18-full-battery',
    ],
    settings: ['startSocPercent', 'ambientDegC', 'battery12VPercent'],
    actions: ['power', 'battery12V'],
  },
  'haval-jolion': {
    faults: [
      'petrol-01-coil-open',
      'petrol-02-intake-leak',
      'petrol-03-boost-hose',
      'petrol-04-coolant-sensor-open',
      'petrol-05-thermostat-open',
      'petrol-06-crank-sensor-open',
      'petrol-07-chain-stretched',
      'petrol-08-pump-ground',
      'petrol-09-injector-open',
      'petrol-10-lambda-heater-open',
      'petrol-11-catalyst-aged',
      'petrol-12-purge-stuck',
      'petrol-13-pedal-track',
      'petrol-14-generator-diode',
      'petrol-15-can-high-grounded',
      'petrol-15b-terminator-open',
      'petrol-16-clutch-sensor',
    ],
    settings: ['engineDegC', 'ambientDegC', 'faultsComeBy'],
    actions: ['power'],
    intermittence: { by: ['heat', 'time'], canComeAndGo: (fault) => fault.endsWith('-open') },
  },
  'haval-h6-hev': {
    faults: [
      'hybrid-01-battery-12v-weak',
      'hybrid-02-service-plug-open',
      'hybrid-03-compressor-leaks',
      'hybrid-04-precharge-open',
      'hybrid-05-contactor-welded',
      'hybrid-06-cell-resistance',
      'hybrid-07-pack-filter-blocked',
      'hybrid-08-inverter-pump-dead',
      'hybrid-09-resolver-open',
      'hybrid-10-motor-thermistor-drift',
      'hybrid-11-dcdc-fuse',
      'hybrid-12-pack-current-sensor',
      'hybrid-13-generator-bridge-dead',
      'hybrid-14-bms-cut-off',
      'hybrid-15-intake-leak',
    ],
    settings: ['engineDegC', 'startSocPercent', 'ambientDegC'],
    actions: ['power'],
  },
  'real-car': { faults: [], settings: [], actions: [], isReal: true },
  'real-byd-atto-3': { faults: [], settings: [], actions: [], isReal: true },
}

function loaded(list = files): Content {
  const parsed = parseContent(list, known)
  assert(isContent(parsed), isContent(parsed) ? '' : parsed.map(describeFault).join('\n'))
  return parsed
}

function faultsOf(list: readonly ContentFile[]): readonly ContentFault[] {
  const parsed = parseContent(list, known)
  return isContent(parsed) ? [] : parsed
}

/** All files, one of them with `text` instead of its own. */
const withFile = (path: string, text: string) => files.map((file) => (file.path === path ? { path, text } : file))

const file = (name: string) => {
  const found = files.find(({ path }) => path.endsWith(name))
  assert(found, name)
  return found
}

type Expected = { readonly what: RegExp; readonly remedy: RegExp; readonly line?: RegExp | undefined }

/** One fault, in that file at the edited line (or at the one that `line` fits), that says `what` and how to mend it. */
function expectFault(name: string, [was, is]: readonly [string, string], { what, remedy, line }: Expected): void {
  const { path, text } = file(name)
  assert(text.includes(was), `${name} does not hold ${was}`)
  const broken = text.replace(was, () => is)
  const faults = faultsOf(withFile(path, broken))
  assert.equal(faults.length, 1, faults.map(describeFault).join('\n'))
  assert.equal(faults[0].file, path)
  assert.match(faults[0].what, what)
  assert.match(faults[0].remedy, remedy)
  const expectedLine = line === undefined ? text.slice(0, text.indexOf(was)).split('\n').length : undefined
  if (expectedLine !== undefined) assert.equal(faults[0].line, expectedLine, describeFault(faults[0]))
  else assert.match(broken.split('\n')[faults[0].line - 1], line as RegExp)
}

/** Every text for people in a value, with the path to it. */
function* wordsIn(value: unknown, path: string): Generator<[path: string, words: Words]> {
  if (typeof value !== 'object' || value === null) return
  if ('kk' in value) yield [path, value as Words]
  else for (const [key, inner] of Object.entries(value)) yield* wordsIn(inner, `${path}/${key}`)
}

test('the content that ships loads: three workshops, five laboratories of the first, each exercise, four schemes', () => {
  const content = loaded()
  assert.deepEqual(
    content.workshops.map(({ id }) => id),
    ['almaty', 'astana', 'ust-kamenogorsk'],
  )
  const first = content.laboratories.filter(({ workshop }) => workshop === 'ust-kamenogorsk')
  assert.deepEqual(
    first.map(({ id }) => id.replace('ust-kamenogorsk-', '')),
    ['petrol', 'hybrid', 'electric', 'its-simulation', 'its-testing'],
  )
  assert(content.exercises.some(({ id }) => id === 'car-will-not-enter-ready'))
  assert.equal(content.exercises.length, globSync('content/exercises/*.yaml', { cwd: root }).length)
  assert.deepEqual(
    content.schemes.map(({ id }) => id),
    [
      'electric-vehicle-diagnosis-foundation',
      'electric-vehicle-diagnostics-technician',
      'petrol-vehicle-diagnostics-technician',
      'hybrid-vehicle-diagnostics-technician',
    ],
  )
})

test('everything that ships is marked as a demo', () => {
  const { rubrics, exercises, schemes } = loaded()
  for (const { isDemo } of [...rubrics, ...exercises, ...schemes]) assert(isDemo)
})

test('each text is written in its own language, not left in another', () => {
  for (const [path, words] of wordsIn(loaded(), '')) {
    for (const language of LANGUAGES)
      assert(words[language].trim() === words[language] && words[language] !== '', `${path} ${language}`)
    if (new Set(Object.values(words)).size === 1) continue // A name that is the same everywhere.
    assert.match(words.zh, /\p{Script=Han}/u, path)
    assert.doesNotMatch(words.en, /[\p{Script=Cyrillic}\p{Script=Han}]/u, path)
    for (const language of ['kk', 'ru'] as const) {
      // The university that calls itself by three Latin letters in every language.
      if (words[language] !== 'ALT') assert.match(words[language], /\p{Script=Cyrillic}/u, `${path} ${language}`)
      assert.doesNotMatch(words[language], /\p{Script=Han}/u, `${path} ${language}`)
    }
    assert.doesNotMatch(words.ru, /[әғқңөұүһі]/i, `${path}: Kazakh letters in Russian`)
    if (words.kk.length > 60) assert.match(words.kk, /[әғқңөұүһі]/i, `${path}: no Kazakh letter in a Kazakh text`)
  }
})

test('no figure stands without a source that its workshop names', () => {
  for (const { figures, sources } of loaded().workshops) {
    for (const { source } of figures) assert(sources.some(({ id }) => id === source))
  }
})

/** Words that would tell the fault to whoever reads the task. */
const TELLING: Record<string, RegExp> = {
  'ev-01-interlock-open': /interlock|connector|разъ[её]м|цепь блокировки|блоктау тізбегі|互锁|插接/i,
  'ev-02-wet-heater': /heater|\bwet\b|insulation|нагревател|изоляц|жылытқыш|оқшаулам|加热|绝缘/i,
  'ev-03-precharge-open': /pre-?charge|resistor|предзаряд|резистор|алдын ала заряд|预充|电阻/i,
  'ev-04-contactor-welded': /contactor|weld|контактор|привар|дәнекер|接触器|粘连/i,
  'ev-05-cell-resistance': /\bcells?\b|resistance|ячейк|сопротивлен|ұяшық|кедергі|单体|内阻/i,
  'ev-06-imbalance': /\bcells?\b|balanc|разбаланс|ячейк|теңгер|ұяшық|均衡|单体/i,
  'ev-07-current-sensor': /sensor|датчик|датчиг|传感器/i,
  'ev-08-thermistor-open': /sensor|thermistor|датчик|датчиг|термистор|传感器/i,
  'ev-09-cooling-valve': /valve|\bcool|chiller|клапан|охлажд|чиллер|салқын|阀|冷却/i,
  'ev-10-charging-switch': /pilot|\bCP\b|\bS2\b|пилот|переключател|导引/i,
  'ev-11-cable-resistor': /resistor|cable|резистор|кабел|кедергі|电阻|线缆|电缆/i,
  'ev-12-charging-line-open': /\bwires?\b|\bCAN\b|S\+|провод|обрыв|сымы?\b|导线|断路|总线/i,
  'ev-13-dcdc-failed': /dc.?dc|converter|преобразовател|түрлендіргіш|转换器/i,
  'ev-14-quiescent-drain': /drain|quiescent|clock|утечк|ток покоя|часы|сағат|жылыстау|静态电流|漏电|时钟/i,
  'ev-15-resolver-open': /resolver|резольвер|旋转变压器/i,
  'ev-16-phase-current-sensor': /sensor|phase|датчик|датчиг|фаз|传感器|相电流/i,
  'ev-17-bms-silent': /fuse|\bBMS\b|battery management|предохранител|управления батаре|сақтандырғыш|熔断|电池管理/i,
  'ev-18-full-battery': /full|100|полност|полная|толық|充满|满电/i,
  'petrol-01-coil-open': /coil|ignition|катушк|зажиган|катушка|тұтандыру|点火/i,
  'petrol-02-intake-leak': /leak|gasket|intake|manifold|подсос|прокладк|впуск|төсем|коллектор|漏气|垫片|进气/i,
  'petrol-03-boost-hose': /hose|boost|turbo|патруб|шланг|наддув|турб|құбыршек|үрлеу|软管|增压/i,
  'petrol-04-coolant-sensor-open': /sensor|coolant|датчик|охлажд|салқындат|传感器|冷却/i,
  'petrol-05-thermostat-open': /thermostat|термостат|节温/i,
  'petrol-06-crank-sensor-open': /crankshaft|sensor|датчик|коленвал|коленчат|иінді|传感器|曲轴/i,
  'petrol-07-chain-stretched': /chain|timing|camshaft|цепь|грм|распредвал|шынжыр|таратқыш|链条|正时|凸轮/i,
  'petrol-08-pump-ground': /\bground|pump|масса|насос|сорғы|搭铁|泵/i,
  'petrol-09-injector-open': /inject|форсунк|впрыск|бүрку|喷油/i,
  'petrol-10-lambda-heater-open': /lambda|oxygen|лямбда|зонд|кислород|подогрев|қыздырғыш|氧|加热/i,
  'petrol-11-catalyst-aged': /cataly|катализ|нейтрализ|бейтараптандыр|催化/i,
  'petrol-12-purge-stuck': /purge|canister|vapour|адсорбер|продув|клапан|炭罐|阀/i,
  'petrol-13-pedal-track': /pedal|sensor|track|педал|датчик|дорожк|踏板|传感器/i,
  'petrol-14-generator-diode': /alternator|generator|diode|генератор|диод|发电机|二极管/i,
  'petrol-15-can-high-grounded': /\bCAN\b|замыкан|тұйықтал|总线|短路/,
  'petrol-15b-terminator-open': /terminat|resist|резистор|согласу|келістір|终端|电阻/i,
  'petrol-16-clutch-sensor': /sensor|pressure|clutch|датчик|давлен|сцеплен|қысым|ілініс|传感器|压力|离合/i,
  'hybrid-01-battery-12v-weak': /batter|12.?[vв]|аккумулятор|батаре|蓄电池|电瓶/i,
  'hybrid-02-service-plug-open':
    /interlock|disconnect|plug|блокировк|разъ[её]м|разъедин|ажырат|блоктау|互锁|维修开关|插/i,
  'hybrid-03-compressor-leaks': /compressor|insulation|air.?con|компрессор|изоляц|кондиц|оқшаулам|压缩机|绝缘|空调/i,
  'hybrid-04-precharge-open': /pre-?charge|resistor|предзаряд|резистор|алдын ала заряд|кедергі|预充|电阻/i,
  'hybrid-05-contactor-welded': /contactor|weld|relay|контактор|привар|реле|дәнекер|接触器|粘连|继电器/i,
  'hybrid-06-cell-resistance': /\bcells?\b|module|resistance|ячейк|модул|ұяшық|кедергі|单体|模组|内阻/i,
  'hybrid-07-pack-filter-blocked': /filter|\bfan\b|block|фильтр|вентилятор|забит|сүзгі|желдеткіш|滤|风扇|堵/i,
  'hybrid-08-inverter-pump-dead': /pump|\bcool|насос|охлажд|сорғы|салқын|泵|冷却/i,
  'hybrid-09-resolver-open': /resolver|sensor|резольвер|датчик|датчиг|旋转变压器|传感器/i,
  'hybrid-10-motor-thermistor-drift': /sensor|thermistor|drift|датчик|датчиг|термистор|传感器|热敏/i,
  'hybrid-11-dcdc-fuse': /fuse|dc.?dc|converter|предохран|преобразов|сақтандыр|түрлендір|熔断|保险|转换器/i,
  'hybrid-12-pack-current-sensor': /sensor|\bcurrent\b|датчик|датчиг|传感器|电流/i,
  'hybrid-13-generator-bridge-dead': /generator|inverter|bridge|генератор|инвертор|мост|көпір|发电机|逆变|功率桥/i,
  'hybrid-14-bms-cut-off':
    /\bCAN\b|\bBMS\b|\b[Ww]ire|\b[Pp]lug|провод|разъ[её]м|управления батар|ажыратпа|总线|导线|插|电池管理/,
  'hybrid-15-intake-leak': /leak|gasket|intake|manifold|подсос|прокладк|впуск|төсем|коллектор|漏气|垫片|进气/i,
}

test('what a trainee is sent names no fault and no start state', () => {
  for (const exercise of loaded().exercises) {
    const brief = briefOf(exercise)
    const { title, complaint, task, id } = brief
    const own = brief.instructions.slice(exercise.rubric.instructions.length)
    const text = JSON.stringify({ title, complaint, task, own, id })
    const sent = JSON.stringify(brief)
    for (const fault of casesOf(exercise).flatMap(({ faults }) => faults)) {
      assert.doesNotMatch(text, TELLING[fault], exercise.id)
      assert(!sent.includes(fault) && !/startSocPercent|engineDegC/.test(sent), exercise.id)
    }
  }
})

test('two exercises with the same complaint have different faults', () => {
  const [one, other] = loaded().exercises.filter(({ id }) => id.startsWith('car-will-not-enter-ready'))
  assert.deepEqual(one.complaint, other.complaint)
  assert.notDeepEqual(one.faults, other.faults)
})

test('an exercise on a real car says nothing of what is wrong, and only people judge it', () => {
  const name = 'a-real-car.yaml'
  const refuse = (edit: readonly [string, string], what: RegExp, remedy: RegExp) =>
    expectFault(name, edit, { what, remedy, line: edit[1].includes('faults') ? /faults/ : undefined })
  refuse(['rubric:', 'faults: [ev-03-precharge-open]\nrubric:'], /Nobody knows/, /Take "faults:" away/)
  refuse(['modes: [practice]', 'modes: [exam]'], /no exam/, /practice/)
  refuse(['paceMax: 1', 'paceMax: 5'], /pace of the real world/, /Make it 1/)
  const automatic = 'rubric: electric-vehicle-diagnosis'
  refuse(
    ['rubric: real-car-diagnosis', automatic],
    /Nothing but a person can judge "cause"/,
    /of the kind "instructor"/,
  )
})

test('an exam draws one of at least two cases, and none of them is practised on alone', () => {
  const { exercises, schemes } = loaded()
  const exams = exercises.filter(({ modes }) => modes.includes('exam'))
  const conditions = schemes.flatMap((scheme) => scheme.conditions)
  const named = conditions.flatMap((one) => (one.kind === 'exam' && one.means === 'practical' ? one.exercises : []))
  assert.deepEqual(named, ['not-as-usual', 'a-note-in-the-logbook', 'back-from-hire'])
  for (const exam of exams) {
    assert(casesOf(exam).length >= 2)
    assert.deepEqual(exam.modes, ['exam'])
  }
})

test('the same number draws the same case, and every case is drawn', () => {
  for (const exam of loaded().exercises.filter(({ modes }) => modes.includes('exam'))) {
    const cases = casesOf(exam)
    const drawn = cases.map((_, draw) => drawnCase(exam, draw))
    assert.deepEqual(
      drawn.map(({ faults }) => faults),
      cases.map(({ faults }) => faults),
    )
    fc.assert(fc.property(fc.nat(), (draw) => assert.deepEqual(drawnCase(exam, draw), drawn[draw % cases.length])))
    for (const one of drawn) assert.deepEqual(one.settings, exam.start.settings) // All cases look alike at first.
  }
})

test('every fault of a car can be practised on in an exercise of its own or among the cases of one', () => {
  const practised = new Set(
    loaded().exercises.flatMap((exercise) =>
      exercise.modes.includes('practice') ? casesOf(exercise).flatMap(({ faults }) => faults) : [],
    ),
  )
  for (const { faults } of Object.values(known)) for (const fault of faults) assert(practised.has(fault), fault)
})

test('faults that are always there are drawn by every number, with the start of their exercise', () => {
  const [ready] = loaded().exercises
  for (const draw of [0, 1, 2 ** 31 - 1]) {
    assert.deepEqual(drawnCase(ready, draw), { faults: ready.faults, settings: ready.start.settings })
  }
})

test("a case's own settings win, and the truth of the evidence finds its case whatever the order of faults", () => {
  const start = { settings: { startSocPercent: 50, ambientDegC: 20 }, actions: [] }
  const cases = [{ faults: ['a'] }, { faults: ['a', 'b'], settings: { startSocPercent: 90 } }]
  const second = { faults: ['a', 'b'], settings: { startSocPercent: 90, ambientDegC: 20 } }
  assert.deepEqual(drawnCase({ start, cases }, 1), second)
  assert.deepEqual(caseWith({ start, cases }, ['b', 'a']), second)
  assert.equal(caseWith({ start, cases }, ['b']), undefined)
})

test('an exam runs at wall time, practice as fast as the exercise allows', () => {
  const [exercise] = loaded().exercises
  assert.deepEqual([paceMaxOf(exercise, 'exam'), paceMaxOf(exercise, 'practice')], [1, 20])
})

test("an exercise shows its rubric's instructions before its own", () => {
  const weak = loaded().exercises.find(({ id }) => id === 'weak-at-low-charge')
  assert(weak)
  assert.deepEqual(weak.instructions.slice(0, -1), weak.rubric.instructions)
})

test('a misspelt key, whichever it is, is told with its own line', () => {
  for (const { path, text } of files) {
    const lines = text.split('\n')
    for (const [index, line] of lines.entries()) {
      const key = /^(\s*(?:- )?)([a-zA-Z]+):/.exec(line)
      if (key === null) continue
      const broken = lines.with(index, line.replace(`${key[2]}:`, `${key[2]}X:`)).join('\n')
      const faults = faultsOf([{ path, text: broken }])
      const here = faults.filter(
        (fault) => fault.line === index + 1 && /is unknown|has no kind|no setting/.test(fault.what),
      )
      assert(here.length > 0, `${path}:${index + 1} ${line}\n${faults.map(describeFault).join('\n')}`)
    }
  }
})

test('a missing translation, whichever it is, is told by its language at the text that lacks it', () => {
  let count = 0
  for (const { path, text } of files) {
    const lines = text.split('\n')
    for (const [index, line] of lines.entries()) {
      const language = /^( *)(kk|ru|zh|en): (?!>)/.exec(line)
      if (language === null) continue
      const indent = (one: string) => /^ */.exec(one)?.[0].length ?? 0
      const textAt = lines.slice(0, index).findLastIndex((one) => indent(one) < language[1].length)
      const faults = faultsOf([{ path, text: lines.toSpliced(index, 1).join('\n') }])
      const told = faults.filter(({ what }) => what.endsWith(`has no "${language[2]}".`))
      assert(
        told.some((fault) => fault.line === textAt + 1),
        `${path}:${index + 1}\n${faults.map(describeFault).join('\n')}`,
      )
      count++
    }
  }
  assert(count > 300)
})

test('every fault is told at once, in the order of files and lines, and nothing is half loaded', () => {
  const ready = file('exercises/car-will-not-enter-ready.yaml')
  const lab = file('laboratories/astana-uav.yaml')
  const faults = faultsOf(
    files.map(({ path, text }) => {
      if (path === ready.path)
        return {
          path,
          text: text.replace('timeLimitMin: 60', 'timeLimitMin: long').replace('paceMax: 20', 'paceMax: 0'),
        }
      return path === lab.path ? { path, text: text.replace('workshop: astana', 'workshop: astan') } : { path, text }
    }),
  )
  assert.deepEqual(
    faults.map(({ file: path }) => path),
    [ready.path, ready.path, lab.path],
  )
  assert(faults[0].line < faults[1].line)
})

test('more faults than a validator counts by itself are told all the same', () => {
  const { path, text } = file('schemes/electric-vehicle-diagnostics-technician.yaml')
  const broken = text.replaceAll(/^( *)(- )?zh: .*$/gm, '$1$2zhX: text')
  assert(faultsOf(withFile(path, broken)).length >= 16)
})

const DIES = 'exercises/starts-again-after-a-rest.yaml'
const READY = 'exercises/car-will-not-enter-ready.yaml'
const EXAM = 'exercises/not-as-usual.yaml'
const RUBRIC = 'rubrics/electric-vehicle-diagnosis.yaml'
const SCHEME = 'schemes/electric-vehicle-diagnostics-technician.yaml'
const ORAL_SCHEME = 'schemes/electric-vehicle-diagnosis-foundation.yaml'
const ELECTRIC = 'laboratories/ust-kamenogorsk-electric.yaml'

const REFUSED: readonly [
  sentence: string,
  name: string,
  edit: [string, string],
  what: RegExp,
  remedy: RegExp,
  line?: RegExp,
][] = [
  [
    'a laboratory of an unknown workshop',
    ELECTRIC,
    ['workshop: ust-kamenogorsk', 'workshop: oskemen'],
    /no "oskemen" among the workshops/,
    /almaty, astana, ust-kamenogorsk/,
  ],
  [
    'a station that no world offers',
    ELECTRIC,
    ['stations: [byd-atto-3, real-byd-atto-3]', 'stations: [byd-atto-3, real-byd-atto-3, lada]'],
    /no station model "lada"/,
    /byd-atto-3/,
  ],
  [
    'a source that the workshop does not have',
    ELECTRIC,
    ['source: ektu-visit', 'source: ektu-visits'],
    /has no source/,
    /Did you mean "ektu-visit"/,
  ],
  [
    'an unknown fault',
    READY,
    ['faults: [ev-03-precharge-open]', 'faults: [ev-03-precharge-opne]'],
    /no fault "ev-03-precharge-opne"/,
    /Did you mean "ev-03-precharge-open"/,
  ],
  [
    'an unknown fault in a case',
    EXAM,
    ['faults: [ev-13-dcdc-failed]', 'faults: [ev-13-dcdc-faild]'],
    /no fault "ev-13-dcdc-faild"/,
    /Did you mean "ev-13-dcdc-failed"/,
  ],
  [
    'an unknown setting in a case',
    EXAM,
    ['faults: [ev-13-dcdc-failed]', 'faults: [ev-13-dcdc-failed]\n    settings: { soc: 1 }'],
    /no setting "soc"/,
    /startSocPercent/,
    /settings: \{ soc/,
  ],
  [
    'two cases of the same faults',
    EXAM,
    ['faults: [ev-13-dcdc-failed]', 'faults: [ev-01-interlock-open]'],
    /Another case has the same faults/,
    /Take one/,
  ],
  [
    'a single case',
    READY,
    ['faults: [ev-03-precharge-open]', 'cases: [{ faults: [ev-03-precharge-open] }]'],
    /cases" must not have fewer than 2 items/,
    /Change/,
  ],
  [
    'faults beside cases',
    EXAM,
    ['cases:\n', 'faults: [ev-01-interlock-open]\ncases:\n'],
    /faults and cases/,
    /Keep/,
    /^cases:/,
  ],
  [
    'nothing wrong at all',
    READY,
    ['faults: [ev-03-precharge-open]\n', ''],
    /Nothing says what is wrong/,
    /Add "faults:"/,
    /^id:/,
  ],
  [
    'no exam attempt allowed',
    EXAM,
    ['examAttemptsMax: 2', 'examAttemptsMax: 0'],
    /examAttemptsMax" must be >= 1/,
    /Change/,
  ],
  [
    'an unknown setting',
    READY,
    ['settings: { startSocPercent: 62, ', 'settings: { startSocPct: 62, '],
    /no setting/,
    /There are: ambientDegC, battery12VPercent, startSocPercent/,
  ],
  [
    'faults that come by nothing that there is',
    DIES,
    ['faultsComeBy: heat', 'faultsComeBy: heet'],
    /No fault comes by "heet"/,
    /Did you mean "heat"/,
    /settings: \{/,
  ],
  [
    'faults of which none can come and go',
    DIES,
    ['faults: [petrol-06-crank-sensor-open]', 'faults: [petrol-11-catalyst-aged]'],
    /none can come and go/,
    /opens or chafes a wire/,
    /settings: \{/,
  ],
  ['an unknown action at the start', READY, ['actions: []', 'actions: [{ kind: fly }]'], /no action "fly"/, /power/],
  [
    'an unknown laboratory',
    READY,
    ['laboratory: ust-kamenogorsk-electric', 'laboratory: ust-kamenogorsk-electrik'],
    /among the laboratories/,
    /Did you mean/,
  ],
  [
    'a laboratory without that station',
    READY,
    ['laboratory: ust-kamenogorsk-electric', 'laboratory: ust-kamenogorsk-petrol'],
    /has no "byd-atto-3"/,
    /Add it to the stations/,
    /^station:/,
  ],
  [
    'an unknown rubric',
    READY,
    ['rubric: electric-vehicle-diagnosis', 'rubric: none'],
    /among the rubrics/,
    /electric-vehicle-diagnosis/,
  ],
  [
    'an unknown mode',
    READY,
    ['modes: [practice]', 'modes: [practice, game]'],
    /"game" is not one of/,
    /practice, exam/,
  ],
  ['a mode named twice', READY, ['modes: [practice]', 'modes: [practice, practice]'], /twice/, /once/],
  [
    'a time limit that is no number',
    READY,
    ['timeLimitMin: 60', 'timeLimitMin: "60"'],
    /timeLimitMin" is not of type integer/,
    /type integer/,
  ],
  ['a pace beyond all bounds', READY, ['paceMax: 20', 'paceMax: 1000'], /paceMax" must be <= 100/, /Change/],
  [
    'an id that is not the name of its file',
    READY,
    ['id: car-will-not-enter-ready', 'id: car-wont-enter-ready'],
    /not the name of the file/,
    /Call the file/,
  ],
  ['a text of blanks', READY, ['en: The car will not enter READY', 'en: "  "'], /title.en/, /more than blanks/],
  ['weights that do not add up', RUBRIC, ['weight: 25', 'weight: 26'], /add up to 101/, /100/, /^criteria:/],
  [
    'an unknown kind of criterion',
    RUBRIC,
    ['- kind: causeFound', '- kind: causeFond'],
    /"causeFond" is unknown/,
    /causeFound, proved/,
  ],
  [
    'a criterion that lacks its own key',
    RUBRIC,
    ['zeroAtKzt: 400000', ''],
    /has no "zeroAtKzt"/,
    /Add "zeroAtKzt:"/,
    /- kind: needlessParts/,
  ],
  ['a criterion id used twice', RUBRIC, ['id: proof', 'id: cause'], /twice/, /of its own/],
  [
    'a scheme about an unknown exercise',
    SCHEME,
    ['exercises: [car-will-not-enter-ready,', 'exercises: [car-will-not-enter-redy,'],
    /among the exercises/,
    /Did you mean "car-will-not-enter-ready"/,
  ],
  [
    'a scheme that takes an exam for practice',
    SCHEME,
    ['exercises: [car-will-not-enter-ready,', 'exercises: [not-as-usual,'],
    /"not-as-usual" is not offered as practice/,
    /Add it to the modes of content\/exercises\/not-as-usual.yaml/,
  ],
  [
    'an exam of no known means',
    SCHEME,
    ['means: practical', 'means: telepathic'],
    /means "telepathic" is unknown/,
    /practical, oral/,
  ],
  [
    'an exam that does not say its means',
    ORAL_SCHEME,
    ['    means: oral\n', ''],
    /no means/,
    /Add "means:"/,
    /kind: exam/,
  ],
  [
    'a practical exam with criteria of the scheme',
    SCHEME,
    ['exercises: [not-as-usual]', 'exercises: [not-as-usual]\n    criteria: []'],
    /"criteria" is unknown here/,
    /Take it away/,
    /^ {4}criteria: \[\]/,
  ],
  ['an oral criterion twice', ORAL_SCHEME, ['id: customer', 'id: proof'], /"proof" is there twice/, /an id of its own/],
  [
    'a date that is none',
    'workshops/almaty.yaml',
    ["date: '2025-11-01'", "date: '2025-13-01'"],
    /opening.date/,
    /pattern/,
  ],
  [
    'a figure from an unknown source',
    'workshops/astana.yaml',
    ["asOf: '2025-07'\n    source: brnn-com", "asOf: '2025-07'\n    source: brnn"],
    /no source "brnn"/,
    /brnn-com/,
    /source: brnn$/,
  ],
  [
    'a key written twice',
    READY,
    ['version: 1', 'version: 1\nversion: 2'],
    /not YAML: Map keys must be unique/,
    /syntax/,
    /^version: 2/,
  ],
  ['an alias of nothing', READY, ['paceMax: 20', 'paceMax: *fast'], /alias refers to nothing/, /Write the text itself/],
]

for (const [sentence, name, edit, what, remedy, line] of REFUSED) {
  test(`a content file with ${sentence} is refused with its line and the remedy`, () => {
    expectFault(name, edit, { what, remedy, line })
  })
}

test('a scheme whose exam is practice, or has the same faults for everybody, is refused', () => {
  const faultsWith = (modes: string) =>
    faultsOf(
      files.map(({ path, text }) => ({
        path,
        text: text
          .replace('exercises: [not-as-usual]', 'exercises: [weak-regeneration]')
          .replace('modes: [practice]', text.includes('station: real-') ? '$&' : `modes: [${modes}]`),
      })),
    ).map(({ file: path, what }) => `${path.split('/').at(-1)}: ${what}`)
  const learnt =
    'electric-vehicle-diagnostics-technician.yaml: Everybody gets the same faults in "weak-regeneration": this exam can be learnt by heart.'
  assert.deepEqual(faultsWith('practice, exam'), [learnt])
  const practice = 'electric-vehicle-diagnostics-technician.yaml: "weak-regeneration" is not offered as exam.'
  assert.deepEqual(faultsWith('practice'), [practice, learnt])
})

test('a scheme has one exam, one decision, and for each oral criterion what to listen for', () => {
  const { path, text } = file(ORAL_SCHEME)
  const exam = text.slice(text.indexOf('  - kind: exam'), text.indexOf('  - kind: decision'))
  const guidance = exam.slice(exam.lastIndexOf('        guidance:'))
  const faultsWith = (is: string) =>
    faultsOf(
      withFile(
        path,
        text.replace(exam, () => is),
      ),
    ).map(({ line, what, remedy }) => ({ line, what, remedy }))
  const lineOf = (part: string) => text.slice(0, text.indexOf(part)).split('\n').length
  assert.deepEqual(faultsWith(''), [
    {
      line: lineOf('conditions:'),
      what: 'No condition is of the kind "exam".',
      remedy: 'Add one: nothing is granted without it.',
    },
  ])
  const second = lineOf(exam) + exam.split('\n').length - 1
  assert.deepEqual(faultsWith(exam + exam), [
    { line: second, what: 'There is another condition of the kind "exam".', remedy: 'Keep one of them.' },
  ])
  const [mute, ...more] = faultsWith(exam.replace(guidance, ''))
  assert.deepEqual([mute.line, mute.remedy, more.length], [lineOf('- id: customer'), 'Add "guidance:" here.', 0])
})

test('a line that is not YAML is told with its number, before what follows from it', () => {
  const { path, text } = file(READY)
  const [first, ...more] = faultsOf([{ path, text: text.replace('title:\n', 'title: x\n') }])
  assert.equal(first.line, text.slice(0, text.indexOf('title:')).split('\n').length)
  assert.match(first.what, /^This is not YAML/)
  assert.equal(new Set([first, ...more].map(({ line }) => line)).size, more.length + 1) // One fault a line.
})

test('an exercise whose id tells its fault is refused', () => {
  const { path, text } = file(READY)
  const renamed = files
    .filter((one) => one.path !== path)
    .map((one) => ({ ...one, text: one.text.replaceAll('car-will-not-enter-ready,', 'precharge-open,') }))
  const faults = faultsOf([
    ...renamed,
    {
      path: 'content/exercises/precharge-open.yaml',
      text: text.replace('id: car-will-not-enter-ready', 'id: precharge-open'),
    },
  ])
  assert.deepEqual(
    faults.map(({ what }) => what),
    ['The id tells the fault, and trainees see it.'],
  )
})

test('a file in no known folder, or not YAML by name, is refused', () => {
  for (const path of ['content/exercise/x.yaml', 'content/exercises/x.yml', 'x.yaml']) {
    assert.match(faultsOf([...files, { path, text: '' }])[0].what, /not a place/)
  }
})

test('one id in two folders of the same name is refused', () => {
  const { text } = file('laboratories/astana-ai.yaml')
  const faults = faultsOf([...files, { path: 'more/laboratories/astana-ai.yaml', text }])
  assert.match(faults[0].what, /content\/laboratories\/astana-ai.yaml has this id already/)
})

test('no text makes loading throw', () => {
  const path = 'content/exercises/x.yaml'
  const texts = [
    '',
    '[]',
    'null',
    '1',
    'a: &a [*a]',
    '&a [*a, *a]',
    '<<: {id: x}',
    'faults: 3\nid: [x]',
    'start: {actions: [1, {kind: 2}]}',
  ]
  for (const text of texts) assert(faultsOf([...files, { path, text }]).length > 0, text)
  fc.assert(fc.property(fc.string(), (text) => void faultsOf([{ path, text }])))
  const { text } = file(READY)
  fc.assert(
    fc.property(fc.nat(text.length), fc.string({ maxLength: 3 }), (at, more) => {
      parseContent([{ path, text: text.slice(0, at) + more + text.slice(at + 2) }], known)
    }),
  )
})

test('an alias bomb is refused, not unfolded', () => {
  const levels = Array.from(
    { length: 30 },
    (_, i) => `k${i}: &k${i} [${i === 0 ? 'x' : `*k${i - 1}, *k${i - 1}, *k${i - 1}`}]`,
  )
  assert(faultsOf([{ path: 'content/exercises/x.yaml', text: levels.join('\n') }]).length > 0)
})

test('the texts of content are the texts of a station', () => {
  const one: Words = { kk: 'а', ru: 'б', zh: '丙', en: 'd' } satisfies WordsOfContent
  const other: WordsOfContent = one
  assert.deepEqual(Object.keys(other), LANGUAGES)
})
