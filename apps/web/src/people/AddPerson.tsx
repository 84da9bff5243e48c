/** Adding a person: who they are, what they may do, and the password to give them. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Role } from '../api/me.ts'
import { addPerson, peopleQuery } from '../api/people.ts'
import { Dialog } from '../app/Dialog.tsx'
import { Problem } from '../app/Problem.tsx'
import { makePassword } from './make-password.ts'
import { type NameDraft, NameFields, nameOf } from './NameFields.tsx'
import { NewPassword, PassItOn } from './NewPassword.tsx'
import { RoleChoice } from './roles.tsx'

export function AddPerson() {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)} data-testid="add-person">
        <Trans>Add a person</Trans>
      </Button>
      <Dialog isOpen={isOpen} close={() => setOpen(false)} title={<Trans>Add a person</Trans>}>
        <AddPersonForm close={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

/** The form is longer than a phone, and its end is where the eye is not. */
const showWhole = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'nearest' })

function AddPersonForm({ close }: { close: () => void }) {
  const { t } = useLingui()
  const [draft, setDraft] = useState<NameDraft>({ name: '', names: {} })
  const [username, setUsername] = useState('')
  const [roles, setRoles] = useState<Role[]>(['trainee'])
  const [password, setPassword] = useState(makePassword)
  const queries = useQueryClient()
  const adding = useMutation({
    mutationFn: addPerson,
    onSuccess: () => queries.invalidateQueries({ queryKey: peopleQuery.queryKey }),
  })
  if (adding.isSuccess) {
    return (
      <Stack>
        <PassItOn username={adding.variables.username} password={adding.variables.password} />
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
        adding.mutate({ ...nameOf(draft), username: username.trim(), roles, password })
      }}
    >
      <Stack>
        <NameFields draft={draft} change={setDraft} />
        <TextInput
          label={t`User name`}
          description={t`Latin letters, digits and . _ -, or a phone number such as +77001234567.`}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          maxLength={30}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          data-testid="person-username"
        />
        <RoleChoice roles={roles} choose={setRoles} />
        <NewPassword password={password} choose={setPassword} />
        {adding.isError && (
          <div ref={showWhole}>
            <Problem problem={adding.error} />
          </div>
        )}
        <Button type="submit" disabled={roles.length === 0} loading={adding.isPending} data-testid="submit-person">
          <Trans>Add a person</Trans>
        </Button>
      </Stack>
    </form>
  )
}
