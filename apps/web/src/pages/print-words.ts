/** The words of a printed certificate, all four languages on one sheet: Kazakh and Russian first, as the law asks. */
import type { CertificateStatus } from '../api/certification.ts'
import type { Words } from '../language/language.ts'

export const PRINT = {
  title: { kk: 'СЕРТИФИКАТ', ru: 'СЕРТИФИКАТ', zh: '证书', en: 'CERTIFICATE' },
  certifies: {
    kk: 'Осы сертификат мына тұлғаға берілді:',
    ru: 'Настоящий сертификат выдан:',
    zh: '本证书授予',
    en: 'This certificate is issued to',
  },
  scheme: { kk: 'Сертификаттау схемасы', ru: 'Схема сертификации', zh: '认证方案', en: 'Certification scheme' },
  level: { kk: 'Деңгей', ru: 'Уровень', zh: '等级', en: 'Level' },
  scope: { kk: 'Сертификаттау саласы', ru: 'Область сертификации', zh: '认证范围', en: 'Scope of certification' },
  number: { kk: 'Нөмірі', ru: 'Номер', zh: '编号', en: 'Number' },
  validFrom: { kk: 'Қолданысқа енген күні', ru: 'Действителен с', zh: '生效日期', en: 'Valid from' },
  validUntil: { kk: 'Жарамдылық мерзімі', ru: 'Действителен до', zh: '有效期至', en: 'Valid until' },
  accreditation: {
    kk: 'Кәсіптік біліктілікті тану орталығының аккредиттеу аттестатының нөмірі',
    ru: 'Номер аттестата аккредитации центра признания профессиональных квалификаций',
    zh: '职业资格认定中心认可证书编号',
    en: 'Accreditation certificate number of the centre for the recognition of professional qualifications',
  },
  issuer: { kk: 'Берген ұйым', ru: 'Кем выдан', zh: '颁发机构', en: 'Issued by' },
  verify: {
    kk: 'Түпнұсқалығын QR-код арқылы тексеруге болады.',
    ru: 'Подлинность проверяется по QR-коду.',
    zh: '扫描二维码可查验证书真伪。',
    en: 'Scan the QR code to verify it.',
  },
  notRecognition: {
    kk: 'Осы сертификат өздігінен кәсіптік біліктілікті мемлекеттік тану болып табылмайды.',
    ru: 'Настоящий сертификат сам по себе не является государственным признанием профессиональной квалификации.',
    zh: '本证书本身不构成国家对职业资格的认可。',
    en: 'This certificate is not by itself a state recognition of a professional qualification.',
  },
  demo: {
    kk: 'ДЕМО: ресми құжат емес',
    ru: 'ДЕМО: не является официальным документом',
    zh: '演示件：非正式文件',
    en: 'DEMO: not an official document',
  },
} as const satisfies Record<string, Words>

/** What stands across a certificate that is not in force, with the day since when. */
export const PRINT_STATUS = {
  suspended: { kk: 'ҚОЛДАНЫСЫ ТОҚТАТЫЛА ТҰРҒАН', ru: 'ПРИОСТАНОВЛЕН', zh: '已暂停', en: 'SUSPENDED' },
  withdrawn: { kk: 'КҮШІ ЖОЙЫЛҒАН', ru: 'АННУЛИРОВАН', zh: '已撤销', en: 'REVOKED' },
  expired: { kk: 'МЕРЗІМІ ӨТКЕН', ru: 'СРОК ДЕЙСТВИЯ ИСТЁК', zh: '已过期', en: 'EXPIRED' },
} as const satisfies Record<Exclude<CertificateStatus, 'active'>, Words>
