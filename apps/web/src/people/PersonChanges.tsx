/** What an administrator changes about a person: the roles, and a password that was forgotten. */
import { Trans } from '@lingui/react/macro'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { meQuery, type Role } from '../api/me.ts'
import { type Person, peopleQuery, resetPassword, setRoles } from '../api/people.ts'
import { Dialog } from '../app/Dialog.tsx'
import { Problem } from '../app/Problem.tsx'
import { makePassword } from './make-password.ts'
import { NewPassword, PassItOn } from './NewPassword.tsx'
import { RoleChoice } from './roles.tsx'

type Change = 'roles' | 'password'

/** One's own password is changed on one's own page, with the one before. */
export function PersonChanges({ person, isMe }: { person: Person; isMe: boolean }) {
  const [change, setChange] = useState<Change | undefined>(undefined)
  const close = () => setChange(undefined)
  const nameId = `person-${person.userId}`
  return (
    <Group gap="xs">
      <Button
        size="xs"
        variant="default"
        id={`roles-${person.userId}`}
        aria-labelledby={`roles-${person.userId} ${nameId}`}
        onClick={() => setChange('roles')}
        data-testid={`roles-of-${person.username}`}
      >
        <Trans>Change roles</Trans>
      </Button>
      {!isMe && (
        <Button
          size="xs"
          variant="default"
          id={`password-${person.userId}`}
          aria-labelledby={`password-${person.userId} ${nameId}`}
          onClick={() => setChange('password')}
          data-testid={`password-of-${person.username}`}
        >
          <Trans>New password</Trans>
        </Button>
      )}
      <Dialog isOpen={change === 'roles'} close={close} title={<Trans>Roles of {person.name}</Trans>}>
        <RolesForm person={person} close={close} />
      </Dialog>
      <Dialog isOpen={change === 'password'} close={close} title={<Trans>New password for {person.name}</Trans>}>
        <PasswordForm person={person} close={close} />
      </Dialog>
    </Group>
  )
}

function RolesForm({ person, close }: { person: Person; close: () => void }) {
  const [roles, choose] = useState<readonly Role[]>(person.roles)
  const queries = useQueryClient()
  const changing = useMutation({
    mutationFn: () => setRoles(person.userId, roles),
    onSuccess: async () => {
      close()
      await queries.invalidateQueries({ queryKey: peopleQuery.queryKey })
      await queries.invalidateQueries({ queryKey: meQuery.queryKey }) // It may have been oneself.
    },
  })
  return (
    <Stack>
      <RoleChoice roles={roles} choose={choose} />
      <Text size="sm" c="dimmed">
        <Trans>It takes effect at once.</Trans>
      </Text>
      {changing.isError && <Problem problem={changing.error} />}
      <Button
        disabled={roles.length === 0}
        loading={changing.isPending}
        onClick={() => changing.mutate()}
        data-testid="save-roles"
      >
        <Trans>Save</Trans>
      </Button>
    </Stack>
  )
}

function PasswordForm({ person, close }: { person: Person; close: () => void }) {
  const [password, setPassword] = useState(makePassword)
  const changing = useMutation({ mutationFn: () => resetPassword(person.userId, password) })
  if (changing.isSuccess) {
    return (
      <Stack>
        <PassItOn username={person.username ?? ''} password={password} />
        <Button onClick={close} data-testid="done">
          <Trans>Done</Trans>
        </Button>
      </Stack>
    )
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        changing.mutate()
      }}
    >
      <Stack>
        <Text size="sm">
          <Trans>The old password stops working, and the person is signed out everywhere.</Trans>
        </Text>
        <NewPassword password={password} choose={setPassword} />
        {changing.isError && <Problem problem={changing.error} />}
        <Button type="submit" loading={changing.isPending} data-testid="save-password">
          <Trans>Set this password</Trans>
        </Button>
      </Stack>
    </form>
  )
}
