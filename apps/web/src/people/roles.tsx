/** The seven roles: their names, and choosing among them. */
import { useLingui } from '@lingui/react/macro'
import { Checkbox, Stack } from '@mantine/core'
import type { Role } from '../api/me.ts'

const ROLES: readonly Role[] = [
  'trainee',
  'instructor',
  'labMaster',
  'examiner',
  'certificationOfficer',
  'mentor',
  'administrator',
]

export function useRoleNames(): { readonly [role in Role]: string } {
  const { t } = useLingui()
  return {
    trainee: t`Trainee`,
    instructor: t`Instructor`,
    labMaster: t`Lab master`,
    examiner: t`Examiner`,
    certificationOfficer: t`Certification officer`,
    mentor: t`Mentor`,
    administrator: t`Administrator`,
  }
}

export function RoleChoice({ roles, choose }: { roles: readonly Role[]; choose: (roles: Role[]) => void }) {
  const { t } = useLingui()
  const names = useRoleNames()
  return (
    <Checkbox.Group label={t`Roles`} value={[...roles]} onChange={(chosen) => choose(chosen as Role[])}>
      <Stack gap={8} mt={6}>
        {ROLES.map((role) => (
          <Checkbox key={role} value={role} label={names[role]} data-testid={`role-${role}`} />
        ))}
      </Stack>
    </Checkbox.Group>
  )
}
