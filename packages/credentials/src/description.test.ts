import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Description, decodeDescription, encodeDescription, oneLine, type SchemeWords } from './description.ts'

const texts = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => oneLine(text) !== '')
/** What looks like a piece of the form itself. */
const tricky = fc.constantFrom('ru: x', '- x', 'Level: 9', 'Limits: none', '等级：9', 'a\nLimits: none', 'a\n\nen: b')
const words: fc.Arbitrary<SchemeWords> = fc.record(
  {
    name: fc.oneof(texts, tricky),
    level: fc.oneof(texts, tricky),
    scope: fc.array(fc.oneof(texts, tricky), { minLength: 1, maxLength: 4 }),
    limits: fc.oneof(texts, tricky),
  },
  { requiredKeys: ['name'] },
)
const descriptions: fc.Arbitrary<Description> = fc.record({ kk: words, ru: words, zh: words, en: words })

const flat = ({ name, level, scope, limits }: SchemeWords): SchemeWords => ({
  name: oneLine(name),
  ...(level === undefined ? {} : { level: oneLine(level) }),
  ...(scope === undefined ? {} : { scope: scope.map(oneLine) }),
  ...(limits === undefined ? {} : { limits: oneLine(limits) }),
})

test('every description is read back as it was written, its texts each on one line', () => {
  fc.assert(
    fc.property(descriptions, (description) => {
      const { kk, ru, zh, en } = description
      const expected = { kk: flat(kk), ru: flat(ru), zh: flat(zh), en: flat(en) }
      assert.deepEqual(decodeDescription(encodeDescription(description)), expected)
    }),
  )
})

test('no text makes decode throw', () => {
  const lines = fc.array(fc.oneof(fc.string({ unit: 'binary' }), tricky, fc.constantFrom('kk: a', 'zh: b', '', 'en: ')))
  fc.assert(fc.property(lines, (noise) => void decodeDescription(noise.join('\n'))))
})

test('it reads as plain text, the way any reader of badges shows it', () => {
  const demo = (name: string, level: string, scope: string[], limits: string) => ({ name, level, scope, limits })
  const text = encodeDescription({
    kk: demo('Электромобиль', '1-деңгей', ['Ажырату', 'Өлшеу'], 'Жалғыз емес.'),
    ru: demo('Электромобиль', 'Уровень 1', ['Отключение', 'Измерение'], 'Не в одиночку.'),
    zh: demo('电动汽车', '1级', ['断电', '测量'], '不得独立作业。'),
    en: demo('Electric vehicle', 'Level 1', ['Isolation', 'Measurement'], 'Not alone.'),
  })
  assert.equal(
    text,
    [
      ...['kk: Электромобиль', 'Деңгей: 1-деңгей', 'Сертификаттау саласы:', '- Ажырату', '- Өлшеу'],
      ...['Шектеулер: Жалғыз емес.', ''],
      ...['ru: Электромобиль', 'Уровень: Уровень 1', 'Область сертификации:', '- Отключение', '- Измерение'],
      ...['Ограничения: Не в одиночку.', ''],
      ...['zh: 电动汽车', '等级：1级', '认证范围：', '- 断电', '- 测量', '限制：不得独立作业。', ''],
      ...['en: Electric vehicle', 'Level: Level 1', 'Scope of certification:', '- Isolation', '- Measurement'],
      'Limits: Not alone.',
    ].join('\n'),
  )
})

test('a description of another issuer is not taken apart', () => {
  for (const text of [
    'Shows that somebody can weld.',
    'en: Welding',
    'kk: a\nru: b\nzh: c',
    'kk: a\nkk: b\nru: c\nzh: d\nen: e',
  ])
    assert.equal(decodeDescription(text), undefined, text)
})

test('lines that a later edition may add are passed over', () => {
  const text = 'kk: a\nru: b\nzh: c\nen: d\nColour: green\nLimits: Not alone.'
  assert.deepEqual(decodeDescription(text)?.en, { name: 'd', limits: 'Not alone.' })
})
