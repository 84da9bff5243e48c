/** The words of a printed certificate, all four languages on one sheet: Kazakh and Russian first, as the law asks. */
import type { Words } from '../language/language.ts'

export const PRINT = {
  title: { kk: 'СЕРТИФИКАТ', ru: 'СЕРТИФИКАТ', zh: '证书', en: 'CERTIFICATE' },
  certifies: {
    kk: 'Осы сертификат мына тұлғаға берілді:',
    ru: 'Настоящий сертификат выдан:',
    zh: '兹证明',
    en: 'This certifies that',
  },
  scheme: { kk: 'Схема', ru: 'Схема', zh: '认证方案', en: 'Scheme' },
  level: { kk: 'Деңгей', ru: 'Уровень', zh: '等级', en: 'Level' },
  scope: { kk: 'Рұқсат етілген жұмыстар', ru: 'Область разрешённых работ', zh: '准许从事的工作', en: 'Permitted work' },
  number: { kk: 'Нөмірі', ru: 'Номер', zh: '编号', en: 'Number' },
  validFrom: { kk: 'Берілген күні', ru: 'Действителен с', zh: '生效日期', en: 'Valid from' },
  validUntil: { kk: 'Жарамдылық мерзімі', ru: 'Действителен до', zh: '有效期至', en: 'Valid until' },
  accreditation: {
    kk: 'Тану орталығының аккредиттеу нөмірі',
    ru: 'Номер аккредитации центра признания',
    zh: '认可中心认证编号',
    en: 'Accreditation number of the recognition centre',
  },
  issuer: { kk: 'Берген ұйым', ru: 'Кем выдан', zh: '颁发机构', en: 'Issued by' },
  verify: {
    kk: 'Түпнұсқалығын QR-код арқылы тексеріңіз.',
    ru: 'Проверьте подлинность по QR-коду.',
    zh: '扫描二维码查验真伪。',
    en: 'Verify by the QR code.',
  },
  notRecognition: {
    kk: 'Бұл сертификат өздігінен біліктілікті мемлекеттік тану болып табылмайды.',
    ru: 'Этот сертификат сам по себе не является государственным признанием квалификации.',
    zh: '本证书本身不构成国家对职业资格的认可。',
    en: 'This certificate is not by itself a state recognition of a qualification.',
  },
  demo: {
    kk: 'ДЕМО: ресми құжат емес',
    ru: 'ДЕМО: не является официальным документом',
    zh: '演示：非正式文件',
    en: 'DEMO: not an official document',
  },
} as const satisfies Record<string, Words>
