/** Groups of trainees: an instructor makes them, says who belongs to them, and dissolves them. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, MultiSelect, Group as Row, Stack, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { competitorsQuery } from '../api/competitions.ts'
import { changeGroup, createGroup, dissolveGroup, GROUP_MEMBERS_MAX, type Group, groupsQuery } from '../api/groups.ts'
import { Dialog } from '../app/Dialog.tsx'
import { PageHead } from '../app/PageHead.tsx'
import { NotFoundPage, Problem } from '../app/Problem.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Empty, Loaded } from '../app/Waiting.tsx'
import { Confirm } from '../bench/Confirm.tsx'
import { useFormats } from '../language/formats.ts'
import './groups.css'

export function GroupsPage() {
  return <SignedIn>{(me) => (me.permissions.includes('group:manage') ? <Groups /> : <NotFoundPage />)}</SignedIn>
}

function Groups() {
  const query = useQuery(groupsQuery)
  const { byName } = useFormats()
  return (
    <>
      <PageHead
        above={
          <Link to="/class">
            <Trans>Class</Trans>
          </Link>
        }
        title={<Trans>Groups</Trans>}
        lead={
          <Trans>Trainees who are taught together. The class and the lists of attempts show one group alone.</Trans>
        }
        actions={<NewGroup />}
      />
      <Loaded query={query}>
        {(groups) =>
          groups.length === 0 ? (
            <Empty title={<Trans>No group yet</Trans>} />
          ) : (
            <ul className="groups" data-testid="groups">
              {byName(groups, ({ name }) => name).map((one) => (
                <GroupCard key={one.id} group={one} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  )
}

function GroupCard({ group }: { group: Group }) {
  const { person, byName } = useFormats()
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const dissolving = useMutation({
    mutationFn: () => dissolveGroup(group.id),
    onSettled: () => queries.invalidateQueries({ queryKey: groupsQuery.queryKey }),
  })
  const instructorName = person(group.instructor.name, group.instructor.names)
  const members = byName(
    group.members.map(({ name, names }) => person(name, names)),
    (name) => name,
  )
  return (
    <li className="card" data-testid={`group-${group.id}`}>
      <div>
        <h2>{group.name}</h2>
        <small>
          <Trans>Instructor: {instructorName}</Trans>
        </small>
        <p>{members.length === 0 ? <Trans>Nobody belongs to it yet.</Trans> : members.join(', ')}</p>
      </div>
      <Row gap="xs">
        <Button size="xs" variant="default" onClick={() => setOpen(true)} data-testid="change-group">
          <Trans>Change the group</Trans>
          <span className="sr-only"> {group.name}</span>
        </Button>
        <Dialog isOpen={isOpen} close={() => setOpen(false)} title={group.name}>
          <GroupForm group={group} close={() => setOpen(false)} />
        </Dialog>
        <Confirm
          title={<Trans>Dissolve this group?</Trans>}
          text={<Trans>Its trainees and their attempts stay as they are.</Trans>}
          yes={<Trans>Dissolve the group</Trans>}
          onYes={() => dissolving.mutateAsync().catch(() => undefined)}
        >
          {(open) => (
            <Button size="xs" variant="subtle" onClick={open}>
              <Trans>Dissolve the group</Trans>
              <span className="sr-only"> {group.name}</span>
            </Button>
          )}
        </Confirm>
      </Row>
      {dissolving.error && <Problem problem={dissolving.error} />}
    </li>
  )
}

function NewGroup() {
  const { t } = useLingui()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)} data-testid="new-group">
        {t`Make a group`}
      </Button>
      <Dialog isOpen={isOpen} close={() => setOpen(false)} title={t`Make a group`}>
        <GroupForm close={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

/** Without a group: a new one. */
function GroupForm({ group, close }: { group?: Group; close: () => void }) {
  const { t } = useLingui()
  const { person, byName } = useFormats()
  const queries = useQueryClient()
  const { data: trainees = [] } = useQuery(competitorsQuery)
  const [name, setName] = useState(group?.name ?? '')
  const [memberIds, setMemberIds] = useState(group?.members.map(({ userId }) => userId) ?? [])
  const fields = { name: name.trim(), memberIds }
  const saving = useMutation({
    mutationFn: async (): Promise<unknown> => (group ? await changeGroup(group.id, fields) : await createGroup(fields)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: groupsQuery.queryKey })
      close()
    },
  })
  // Whoever is in it already may have been shut out since: still shown by name.
  const people = new Map([...(group?.members ?? []), ...trainees].map((one) => [one.userId, one]))
  const options = [...people.values()].map((one) => ({ value: one.userId, label: person(one.name, one.names) }))
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        saving.mutate()
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={t`Name of the group`}
          required
          withAsterisk={false}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="group-name"
        />
        <MultiSelect
          label={t`Trainees in it`}
          searchable
          maxValues={GROUP_MEMBERS_MAX}
          data={byName(options, ({ label }) => label)}
          value={memberIds}
          onChange={setMemberIds}
          data-testid="group-members"
        />
        {saving.error && <Problem problem={saving.error} />}
        <Button type="submit" loading={saving.isPending} data-testid="save-group">
          <Trans>Save the group</Trans>
        </Button>
      </Stack>
    </form>
  )
}
