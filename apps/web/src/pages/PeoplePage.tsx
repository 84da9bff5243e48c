/** The people of the workshop: who they are, what they may do; adding them, and giving them a new password. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Group, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Me } from '../api/me.ts'
import { type Person, peopleQuery } from '../api/people.ts'
import { PageHead } from '../app/PageHead.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Empty, Loaded } from '../app/Waiting.tsx'
import { useFormats } from '../language/formats.ts'
import { AddPerson } from '../people/AddPerson.tsx'
import { PersonChanges } from '../people/PersonChanges.tsx'
import { useRoleNames } from '../people/roles.tsx'
import '../people/people.css'

export function PeoplePage() {
  return <SignedIn>{(me) => <People me={me} />}</SignedIn>
}

/** From here on, reading the list takes longer than typing a name. */
const FIND_FROM = 12

function People({ me }: { me: Me }) {
  const query = useQuery(peopleQuery)
  const { t } = useLingui()
  const { byName, person } = useFormats()
  const [sought, setSought] = useState('')
  const isManager = me.permissions.includes('people:manage')
  return (
    <>
      <PageHead
        title={<Trans>People</Trans>}
        lead={<Trans>Who can sign in to this workshop, and what each may do.</Trans>}
        actions={isManager && <AddPerson />}
      />
      <Loaded query={query}>
        {(people) => {
          const found = byName(
            people.filter((one) => isFound(one, sought)),
            ({ name, names }) => person(name, names),
          )
          return (
            <>
              {people.length >= FIND_FROM && (
                <TextInput
                  type="search"
                  label={t`Find by name`}
                  maw={360}
                  mb="md"
                  value={sought}
                  onChange={(event) => setSought(event.currentTarget.value)}
                  data-testid="find-person"
                />
              )}
              {found.length === 0 && <Empty title={<Trans>Nobody of this name</Trans>} />}
              <ul className="people">
                {found.map((one) => (
                  <PersonRow key={one.userId} person={one} isMe={one.userId === me.userId} />
                ))}
              </ul>
            </>
          )
        }}
      </Loaded>
    </>
  )
}

function isFound({ name, names, username }: Person, sought: string): boolean {
  const words = [name, username ?? '', ...Object.values(names)].join(' ').toLocaleLowerCase()
  return words.includes(sought.trim().toLocaleLowerCase())
}

function PersonRow({ person, isMe }: { person: Person; isMe: boolean }) {
  const roleNames = useRoleNames()
  const { person: nameOf } = useFormats()
  return (
    <li
      className="card person-row"
      data-out={person.shutOutAt !== null || undefined}
      data-testid={`person-${person.username}`}
    >
      <div>
        <h2 id={`person-${person.userId}`}>{nameOf(person.name, person.names)}</h2>
        <code>{person.username}</code>
        <Standing person={person} />
      </div>
      <Group gap={6}>
        {person.roles.map((role) => (
          <Badge key={role} variant="light" color="ink" tt="none" size="lg" fw={500}>
            {roleNames[role]}
          </Badge>
        ))}
      </Group>
      {person.isDemo ? (
        <p className="person-demo">
          <Trans>Demonstration user: stays as it is</Trans>
        </p>
      ) : (
        <PersonChanges person={person} isMe={isMe} />
      )}
    </li>
  )
}

/** What an administrator should know beside name and roles: who cannot come in, and who has yet to choose a password. */
function Standing({ person }: { person: Person }) {
  const { date } = useFormats()
  if (person.shutOutAt !== null)
    return (
      <p className="person-standing" data-testid={`out-${person.username}`}>
        <span aria-hidden="true">✕</span> <Trans>Shut out since {date(person.shutOutAt)}</Trans>
      </p>
    )
  if (!person.mustChangePassword) return null
  return (
    <p className="person-standing">
      <Trans>Has yet to choose a password of their own</Trans>
    </p>
  )
}
