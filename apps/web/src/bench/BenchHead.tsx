/** The head of the bench: which exercise, how long still, the station's own clock and pace, tools from outside, the end. */
import { Trans, useLingui } from '@lingui/react/macro'
import { BASE_PATH } from '@luban/protocols/sovd/tables'
import { Button, CopyButton, Popover, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Door } from '../api/attempts.ts'
import { meQuery } from '../api/me.ts'
import { useFormats } from '../language/formats.ts'
import { useBench } from './bench.ts'
import { Confirm } from './Confirm.tsx'
import { DOOR_NAMES } from './exchange-text.ts'
import { FromInstructor } from './FromInstructor.tsx'
import { useLive } from './live.ts'
import { useNotices } from './notices.tsx'
import { Restored } from './Restored.tsx'
import { WaitingNotice } from './WaitingNotice.tsx'
import { waitingOf } from './waiting.ts'

export function BenchHead() {
  const { attempt } = useBench()
  const { words } = useFormats()
  return (
    <header className="bench-head">
      <div className="bench-title">
        <h1>{words(attempt.exercise.title)}</h1>
        <details>
          <summary>
            <Trans>Brief</Trans>
          </summary>
          <div className="bench-brief">
            <p>{words(attempt.exercise.complaint)}</p>
            <p>{words(attempt.exercise.task)}</p>
          </div>
        </details>
      </div>
      <Remaining />
      <StationClock />
      {!attempt.model.isReal && <WaitingNotice />}
      {!attempt.model.isReal && <Tools />}
      <EndButton />
      <Peers />
      <FromInstructor />
      <Restored />
    </header>
  )
}

function Remaining() {
  const { attempt, live } = useBench()
  const { clock } = useFormats()
  const limit = useLive(live, (state) => state.limit)
  const isPaused = useLive(live, (state) => state.isPaused)
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  // A pause moves the end: what the server told last counts.
  const endsAtMs = limit ? limit.toldAtMs + limit.remainingMs : Date.parse(attempt.endsAt)
  const seconds = isPaused && limit ? limit.remainingMs / 1000 : (endsAtMs - now) / 1000
  return (
    <div className="bench-fact" data-late={seconds < 300 || undefined}>
      <span>
        <Trans>Time left</Trans>
      </span>
      <strong>{clock(seconds)}</strong>
    </div>
  )
}

function StationClock() {
  const { live, attempt } = useBench()
  const { clock, number } = useFormats()
  const { t } = useLingui()
  const stationS = useLive(live, (state) => Math.floor(state.stationMs / 1000))
  const pace = useLive(live, (state) => state.pace)
  const link = useLive(live, (state) => state.link)
  const links = { open: t`connected`, connecting: t`connecting`, lost: t`connection lost, trying again` }

  return (
    <>
      <div className="bench-fact">
        <span>
          <Trans>Station time</Trans>
        </span>
        <strong>
          {clock(stationS)} <small>×{number(pace)}</small>
        </strong>
      </div>
      {attempt.paceMax > 1 && <PaceButton />}
      <div className="bench-link" data-link={link} data-testid="bench-link" role="status">
        <i aria-hidden="true" />
        {links[link]}
      </div>
    </>
  )
}

/** What it says is what it does now: the station itself ends the fast time when the car has been waited for. */
function PaceButton() {
  const { attempt, live, calls } = useBench()
  const { number } = useFormats()
  const { t } = useLingui()
  const notices = useNotices()
  const isFast = useLive(live, ({ pace }) => pace > 1)
  const isWaiting = useLive(live, ({ view }) => waitingOf(view, attempt.model.hvWaitingTimeS) === 'running')
  const times = number(attempt.paceMax)
  return (
    <Button
      size="xs"
      variant={isFast ? 'filled' : 'default'}
      data-testid="pace-fast"
      data-fast={isFast || undefined}
      title={t`The station's time runs ${times} times as fast until the waiting time after isolation is over, or until you press again. Protocol timers keep to real time.`}
      onClick={() => void calls.setPace(isFast ? 1 : attempt.paceMax).catch(notices.problem)}
    >
      {isFast ? (
        <Trans>Normal time</Trans>
      ) : isWaiting ? (
        <Trans>×{times} until the wait is over</Trans>
      ) : (
        <Trans>Run time ×{times}</Trans>
      )}
    </Button>
  )
}

/** The addresses of this attempt, for a tool of the trainee's own. */
function Tools() {
  const { attempt, live } = useBench()
  const { number } = useFormats()
  const toolCount = useLive(live, (state) => state.toolCount)
  const { data: me } = useQuery(meQuery)
  const { t } = useLingui()
  return (
    <Popover width="min(400px, calc(100vw - 24px))" position="bottom-end" withArrow shadow="md" trapFocus>
      <Popover.Target>
        <Button size="xs" variant="default" data-testid="tool-addresses">
          <Trans>Own tool</Trans>
          {toolCount > 0 ? ` (${number(toolCount)})` : ''}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className="tools" aria-label={t`Addresses for a tool of your own`}>
        <Text size="sm">
          <Trans>A real scan tool can be plugged into this car while you work here. Both act on the same car.</Trans>
        </Text>
        <dl>
          {attempt.doors.map((door) => (
            <Address key={door.kind} label={DOOR_NAMES[door.kind]} text={doorText(door)} />
          ))}
          {attempt.doors
            .flatMap(({ kind, host, tlsPort }) => (tlsPort === undefined ? [] : [{ kind, host, tlsPort }]))
            .map(({ kind, host, tlsPort }) => (
              <Address key={`tls ${kind}`} label={t`DoIP through TLS`} text={addressText(host, tlsPort)} />
            ))}
          {attempt.doors
            .filter(({ kind }) => kind === 'elm327')
            .map(({ kind, host, port }) => (
              <Address key={`nc ${kind}`} label={t`From a terminal, with netcat`} text={netcatCommand(host, port)} />
            ))}
          <Address label={t`From your own laptop`} text={connectCommand(attempt.id, me?.username)} />
        </dl>
        <Text size="xs" c="dimmed">
          <Trans>
            ELM327 and DoIP ask control units. socketcand, SLCAN, cannelloni and GVRET (for SavvyCAN) carry the frames
            of the CAN bus themselves (can0, {number(500)} kbit/s). SOVD is a web interface: codes, values and tests for
            a browser or a script.
          </Trans>
        </Text>
        <Text size="xs">
          <Trans>
            This car for your software:{' '}
            <a href={`/api/cars/${attempt.model.id}/dbc`} download>
              frames (DBC)
            </a>
            ,{' '}
            <a href={`/api/cars/${attempt.model.id}/pdx`} download>
              diagnosis (ODX)
            </a>
          </Trans>
        </Text>
        <Text size="xs" c="dimmed">
          <Trans>Connected tools: {number(toolCount)}</Trans>
        </Text>
      </Popover.Dropdown>
    </Popover>
  )
}

/** What a web client is told is the address of its first page. */
function doorText({ kind, host, port }: Door): string {
  const address = addressText(host, port)
  return kind === 'sovd' ? `http://${address}${BASE_PATH}/components` : address
}

/** An IPv6 address stands in brackets, so that its port can be told from it. */
function addressText(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** Asks the adapter for the stored trouble codes. */
function netcatCommand(host: string, port: number): string {
  return `printf 'ATZ\\r03\\r' | nc -w 2 ${host} ${port} | tr '\\r' '\\n'`
}

/** Whole, as it is typed in a checkout of Luban on another machine. */
function connectCommand(attemptId: string, username: string | null | undefined): string {
  const command = `npm run luban -- connect ${attemptId} --server ${location.origin}`
  return username ? `${command} --user ${username}` : command
}

function Address({ label, text }: { label: string; text: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <code data-testid={`address-${label}`}>{text}</code>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="light" onClick={copy}>
              {copied ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
            </Button>
          )}
        </CopyButton>
      </dd>
    </>
  )
}

/** An address from the network asks to be let in: only the trainee may say yes. */
function Peers() {
  const { live, calls } = useBench()
  const notices = useNotices()
  const waiting = useLive(live, (state) => state.waiting)
  if (waiting.length === 0) return null
  return (
    <div className="peers" role="alert">
      {waiting.map((peer) => (
        <div key={peer.id} className="peer" data-testid={`peer-${peer.id}`}>
          <span>
            <Trans>
              A tool at <code>{peer.address}</code> wants to connect to your car ({DOOR_NAMES[peer.door] ?? peer.door}).
            </Trans>
          </span>
          <Button
            size="xs"
            onClick={() => void calls.allowPeer(peer.id, true).catch(notices.problem)}
            data-testid="peer-allow"
          >
            <Trans>Allow</Trans>
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => void calls.allowPeer(peer.id, false).catch(notices.problem)}
            data-testid="peer-refuse"
          >
            <Trans>Refuse</Trans>
          </Button>
        </div>
      ))}
    </div>
  )
}

function EndButton() {
  const { attempt, calls } = useBench()
  const navigate = useNavigate()
  const notices = useNotices()
  return (
    <Confirm
      title={<Trans>End this attempt without a diagnosis?</Trans>}
      text={<Trans>It is closed and not assessed. To be assessed, state the cause instead.</Trans>}
      yes={<Trans>End the attempt</Trans>}
      onYes={async () => {
        try {
          await calls.cancel()
          await navigate({ to: '/attempts/$attemptId/result', params: { attemptId: attempt.id } })
        } catch (problem) {
          notices.problem(problem)
        }
      }}
    >
      {(open) => (
        <Button size="xs" variant="subtle" color="gray" onClick={open} data-testid="cancel-attempt">
          <Trans>End</Trans>
        </Button>
      )}
    </Confirm>
  )
}
