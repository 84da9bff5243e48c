/** The name of a demo user in the head: opens the others, to continue as one of them, and the way to the account. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useClickOutside, useDisclosure } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import type { Me } from '../api/me.ts'
import { useFormats } from '../language/formats.ts'
import { useDemoPeople } from './DemoPeople.tsx'
import { useRoleNames } from './roles.tsx'
import './demo-people.css'

export function ContinueAs({ me }: { me: Me }) {
  const [isOpen, { toggle, close }] = useDisclosure(false)
  const { t } = useLingui()
  const { person } = useFormats()
  const whole = useClickOutside(close)
  const opener = useRef<HTMLButtonElement>(null)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what it listens to comes from the buttons within.
    <div
      className="continue-as"
      ref={whole}
      onKeyDown={({ key }) => {
        if (key !== 'Escape' || !isOpen) return
        close()
        opener.current?.focus()
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (relatedTarget !== null && !currentTarget.contains(relatedTarget)) close()
      }}
    >
      <button
        ref={opener}
        type="button"
        className="continue-as-opener"
        title={t`Continue as another person`}
        aria-expanded={isOpen}
        aria-controls="continue-as"
        onClick={toggle}
        data-testid="continue-as"
      >
        <span>{person(me.name, me.names)}</span>
        <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
          <path d="M2.5 4.5 6 8l3.5-3.5" fill="none" stroke="currentColor" strokeWidth="1.6" />
        </svg>
      </button>
      <div id="continue-as" className="continue-as-panel" hidden={!isOpen}>
        <Others me={me} close={close} />
        <Link to="/account" data-testid="to-account" onClick={close}>
          <Trans>My account</Trans>
        </Link>
      </div>
    </div>
  )
}

function Others({ me, close }: { me: Me; close: () => void }) {
  const { people, become } = useDemoPeople()
  const { person } = useFormats()
  const roleNames = useRoleNames()
  return (
    <>
      <p id="continue-as-title">
        <Trans>Continue as</Trans>
      </p>
      <ul aria-labelledby="continue-as-title">
        {people
          .filter(({ username }) => username !== me.username)
          .map((other) => (
            <li key={other.username}>
              <button
                type="button"
                onClick={() => {
                  close()
                  become(other)
                }}
                data-testid={`become-${other.username}`}
              >
                <span>{person(other.name, other.names)}</span> <small>{roleNames[other.role]}</small>
              </button>
            </li>
          ))}
      </ul>
    </>
  )
}
