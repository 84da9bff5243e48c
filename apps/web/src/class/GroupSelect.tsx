/** Which group a list shows; nothing where there is none to choose. */
import { useLingui } from '@lingui/react/macro'
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { groupsQuery } from '../api/groups.ts'
import { useFormats } from '../language/formats.ts'

/** `groupId`: empty for all. */
export function GroupSelect({ groupId, choose }: { groupId: string; choose: (groupId: string) => void }) {
  const { t } = useLingui()
  const { byName } = useFormats()
  const { data: groups = [] } = useQuery(groupsQuery)
  if (groups.length === 0) return null
  return (
    <NativeSelect
      size="xs"
      aria-label={t`Group`}
      value={groupId}
      onChange={(event) => choose(event.currentTarget.value)}
      data={[
        { value: '', label: t`All groups` },
        ...byName(groups, ({ name }) => name).map(({ id, name }) => ({ value: id, label: name })),
      ]}
      data-testid="group-choice"
    />
  )
}
