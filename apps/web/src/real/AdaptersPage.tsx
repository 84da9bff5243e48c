/** The adapters of real cars: instructors make them known and take them out again. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Button, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Adapter, type AdapterKind, adaptersQuery, registerAdapter, withdrawAdapter } from '../api/adapters.ts'
import { PageHead } from '../app/PageHead.tsx'
import { NotFoundPage, Problem } from '../app/Problem.tsx'
import { SignedIn } from '../app/SignedIn.tsx'
import { Empty, Loaded } from '../app/Waiting.tsx'
import { Confirm } from '../bench/Confirm.tsx'
import { useFormats } from '../language/formats.ts'
import { KIND_NAMES } from './texts.ts'
import './real.css'

export function AdaptersPage() {
  return <SignedIn>{(me) => (me.permissions.includes('adapter:manage') ? <Adapters /> : <NotFoundPage />)}</SignedIn>
}

function Adapters() {
  const query = useQuery(adaptersQuery)
  const { byName } = useFormats()
  return (
    <>
      <PageHead
        title={<Trans>Real cars</Trans>}
        lead={<Trans>Adapters on the network of the workshop, at which trainees practise on real cars.</Trans>}
      />
      <div className="adapters">
        <div className="card">
          <NewAdapter />
        </div>
        <Loaded query={query}>
          {(adapters) =>
            adapters.length === 0 ? (
              <Empty title={<Trans>No adapter yet</Trans>} />
            ) : (
              <ul className="adapters">
                {byName(adapters, ({ name }) => name).map((one) => (
                  <AdapterRow key={one.id} adapter={one} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
    </>
  )
}

function AdapterRow({ adapter: { id, name, kind, host, port, isInUse } }: { adapter: Adapter }) {
  const queries = useQueryClient()
  const withdrawing = useMutation({
    mutationFn: () => withdrawAdapter(id),
    onSettled: () => queries.invalidateQueries({ queryKey: adaptersQuery.queryKey }),
  })
  return (
    <li className="card" data-testid={`adapter-${id}`}>
      <span>
        <strong>{name}</strong> · {KIND_NAMES[kind]} ·{' '}
        <code>{host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`}</code>
      </span>
      {isInUse && (
        <Badge variant="light" tt="none">
          <Trans>in use</Trans>
        </Badge>
      )}
      <Confirm
        title={<Trans>Offer this adapter no more?</Trans>}
        text={<Trans>Whoever works there now goes on.</Trans>}
        yes={<Trans>Take it out</Trans>}
        onYes={() => withdrawing.mutateAsync().catch(() => undefined)}
      >
        {(open) => (
          <Button size="xs" variant="default" onClick={open}>
            <Trans>Take it out</Trans>
            <span className="sr-only"> {name}</span>
          </Button>
        )}
      </Confirm>
      {withdrawing.error && <Problem problem={withdrawing.error} />}
    </li>
  )
}

/** Where such an adapter usually listens. */
const PORTS: { readonly [kind in AdapterKind]: number } = { elm327: 35_000, slcan: 3333, doip: 13_400 }

function NewAdapter() {
  const { t } = useLingui()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [kind, setKind] = useState<AdapterKind>('elm327')
  const [host, setHost] = useState('')
  const [port, setPort] = useState<number>(PORTS.elm327)
  const adding = useMutation({
    mutationFn: () => registerAdapter({ name: name.trim(), kind, host: host.trim(), port }),
    onSuccess: async () => {
      setName('')
      setHost('')
      await queries.invalidateQueries({ queryKey: adaptersQuery.queryKey })
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        adding.mutate()
      }}
    >
      <TextInput
        label={t`What people call it`}
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-testid="adapter-name"
      />
      <NativeSelect
        label={t`Kind`}
        value={kind}
        onChange={(event) => {
          const chosen = event.currentTarget.value as AdapterKind
          setKind(chosen)
          setPort(PORTS[chosen])
        }}
        data={Object.entries(KIND_NAMES).map(([value, label]) => ({ value, label }))}
        data-testid="adapter-kind"
      />
      <TextInput
        label={t`Address`}
        placeholder="192.168.0.10"
        required
        value={host}
        onChange={(event) => setHost(event.currentTarget.value)}
        data-testid="adapter-host"
      />
      <NumberInput
        label={t`Port`}
        required
        min={1}
        max={65_535}
        allowDecimal={false}
        hideControls
        value={port}
        onChange={(value) => setPort(Number(value))}
        data-testid="adapter-port"
      />
      <Button type="submit" loading={adding.isPending} data-testid="add-adapter">
        <Trans>Add</Trans>
      </Button>
      {adding.error && <Problem problem={adding.error} />}
    </form>
  )
}
