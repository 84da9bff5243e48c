/** Who may do what: the permission table, one line per permission. A mentor and an instructor never decide; see also the database's triggers. */

export const ROLES = [
  'trainee',
  'instructor',
  'labMaster',
  'examiner',
  'certificationOfficer',
  'mentor',
  'administrator',
] as const

export type Role = (typeof ROLES)[number]

/** Each permission and the roles that hold it. Ownership (whose attempt, whose application) is the handler's first line. */
export const PERMISSIONS = {
  'profile:read': ROLES,
  'profile:change': ROLES,
  'car:export': ROLES,
  'attempt:start': ['trainee'],
  'attempt:read': ['trainee', 'instructor', 'examiner'],
  /** At one's own attempt: an instructor tries an exercise before giving it to a class. */
  'attempt:act': ['trainee', 'instructor'],
  'attempt:watch': ['trainee', 'instructor', 'examiner'],
  'attempt:signOff': ['instructor'],
  'adapter:list': ['trainee', 'instructor', 'labMaster', 'administrator'],
  'adapter:manage': ['instructor', 'labMaster', 'administrator'],
  'rig:read': ['trainee', 'instructor', 'labMaster'],
  /** Book it, report what is broken. */
  'rig:use': ['trainee', 'instructor', 'labMaster'],
  'rig:manage': ['instructor', 'labMaster'],
  'group:read': ['instructor', 'examiner'],
  'group:manage': ['instructor'],
  'class:watch': ['instructor', 'examiner'],
  'class:guide': ['instructor'],
  'exercise:compose': ['instructor'],
  'competition:read': ['trainee', 'instructor', 'examiner'],
  'competition:manage': ['instructor'],
  'scheme:read': ['trainee', 'instructor', 'examiner', 'certificationOfficer', 'administrator'],
  'application:create': ['trainee'],
  'application:read': ['trainee', 'examiner', 'certificationOfficer'],
  'exam:record': ['examiner'],
  'decision:make': ['certificationOfficer'],
  'certificate:read': ['trainee', 'certificationOfficer'],
  'certificate:changeStatus': ['certificationOfficer'],
  'people:manage': ['administrator'],
  'audit:read': ['administrator', 'certificationOfficer'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof PERMISSIONS

export function permissionsOf(roles: Iterable<Role>): ReadonlySet<Permission> {
  const held = new Set<Permission>()
  for (const role of roles) {
    for (const [permission, holders] of Object.entries(PERMISSIONS)) {
      if ((holders as readonly Role[]).includes(role)) held.add(permission as Permission)
    }
  }
  return held
}

export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text)
