/** What an administrator changes about a person: name, roles, a password that was forgotten, and whether they may come in. */
import { Trans } from '@lingui/react/macro'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { meQuery, type Role } from '../api/me.ts'
import { letIn, type Person, peopleQuery, renamePerson, resetPassword, setRoles, shutOut } from '../api/people.ts'
import { Dialog } from '../app/Dialog.tsx'
import { Problem } from '../app/Problem.tsx'
import { useFormats } from '../language/formats.ts'
import { makePassword } from './make-password.ts'
import { type NameDraft, NameFields, nameOf } from './NameFields.tsx'
import { NewPassword, PassItOn } from './NewPassword.tsx'
import { RoleChoice } from './roles.tsx'

type Change = 'name' | 'roles' | 'password' | 'shutOut' | 'letIn'

/** One's own password is changed on one's own page, with the one before; and nobody shuts themselves out from here. */
export function PersonChanges({ person, isMe }: { person: Person; isMe: boolean }) {
  const [change, setChange] = useState<Change | undefined>(undefined)
  const close = () => setChange(undefined)
  const isOut = person.shutOutAt !== null
  const formats = useFormats()
  const shown = () => formats.person(person.name, person.names)
  const dialog = (of: Change) => ({ isOpen: change === of, close })
  const button = (of: Change) => ({ person, change: of, open: () => setChange(of) })
  return (
    <Group gap="xs" className="person-changes">
      <ChangeButton {...button('name')} text={<Trans>Rename</Trans>} />
      <ChangeButton {...button('roles')} text={<Trans>Change roles</Trans>} />
      {!isMe && <ChangeButton {...button('password')} text={<Trans>New password</Trans>} />}
      {!isMe && !isOut && <ChangeButton {...button('shutOut')} text={<Trans>Shut out</Trans>} />}
      {isOut && <ChangeButton {...button('letIn')} text={<Trans>Let in again</Trans>} />}
      <Dialog {...dialog('name')} title={<Trans>Name of {shown()}</Trans>}>
        <NameForm person={person} close={close} />
      </Dialog>
      <Dialog {...dialog('roles')} title={<Trans>Roles of {shown()}</Trans>}>
        <RolesForm person={person} close={close} />
      </Dialog>
      <Dialog {...dialog('password')} title={<Trans>New password for {shown()}</Trans>}>
        <PasswordForm person={person} close={close} />
      </Dialog>
      <Dialog {...dialog('shutOut')} title={<Trans>Shut out {shown()}?</Trans>}>
        <ShutOutForm person={person} close={close} />
      </Dialog>
      <Dialog {...dialog('letIn')} title={<Trans>Let {shown()} in again?</Trans>}>
        <LetInForm person={person} close={close} />
      </Dialog>
    </Group>
  )
}

/** Read aloud with the name of the person: a list has many of the same. */
function ChangeButton(props: { person: Person; change: Change; text: ReactNode; open: () => void }) {
  const { userId, username } = props.person
  const id = `${props.change}-${userId}`
  return (
    <Button
      size="xs"
      variant="default"
      id={id}
      aria-labelledby={`${id} person-${userId}`}
      onClick={props.open}
      data-testid={`${props.change}-of-${username}`}
    >
      {props.text}
    </Button>
  )
}

type FormProps = { person: Person; close: () => void }

function useChange(work: () => Promise<void>, close: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: work,
    onSuccess: async () => {
      close()
      await queries.invalidateQueries({ queryKey: peopleQuery.queryKey })
      await queries.invalidateQueries({ queryKey: meQuery.queryKey }) // It may have been oneself.
    },
  })
}

function NameForm({ person, close }: FormProps) {
  const [draft, setDraft] = useState<NameDraft>({ name: person.name, names: person.names })
  const changing = useChange(() => renamePerson(person.userId, nameOf(draft)), close)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        changing.mutate()
      }}
    >
      <Stack>
        <NameFields draft={draft} change={setDraft} isOpen />
        <Text size="sm" c="dimmed">
          <Trans>Certificates that were issued keep the name that they were issued with.</Trans>
        </Text>
        {changing.isError && <Problem problem={changing.error} />}
        <Button type="submit" loading={changing.isPending} data-testid="save-name">
          <Trans>Save</Trans>
        </Button>
      </Stack>
    </form>
  )
}

function ShutOutForm({ person, close }: FormProps) {
  const changing = useChange(() => shutOut(person.userId), close)
  return (
    <Stack>
      <Text size="sm">
        <Trans>
          The person is signed out everywhere at once, a running attempt ends, and they cannot sign in until they are
          let in again. Attempts, certificates and the audit log stay.
        </Trans>
      </Text>
      {changing.isError && <Problem problem={changing.error} />}
      <Confirmation close={close}>
        <Button color="red.9" loading={changing.isPending} onClick={() => changing.mutate()} data-testid="confirm">
          <Trans>Shut out</Trans>
        </Button>
      </Confirmation>
    </Stack>
  )
}

function LetInForm({ person, close }: FormProps) {
  const changing = useChange(() => letIn(person.userId), close)
  return (
    <Stack>
      <Text size="sm">
        <Trans>The person can sign in again, with the roles and the password of before.</Trans>
      </Text>
      {changing.isError && <Problem problem={changing.error} />}
      <Confirmation close={close}>
        <Button loading={changing.isPending} onClick={() => changing.mutate()} data-testid="confirm">
          <Trans>Let in again</Trans>
        </Button>
      </Confirmation>
    </Stack>
  )
}

function Confirmation({ close, children }: { close: () => void; children: ReactNode }) {
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={close} data-testid="confirm-no">
        <Trans>Back</Trans>
      </Button>
      {children}
    </Group>
  )
}

function RolesForm({ person, close }: FormProps) {
  const [roles, choose] = useState<readonly Role[]>(person.roles)
  const changing = useChange(() => setRoles(person.userId, roles), close)
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

function PasswordForm({ person, close }: FormProps) {
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
