/** A real car in place of the dashboard: the link to its adapter, what it measures, and what the trainee may do there. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, NativeSelect, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { RealView } from '../api/adapters.ts'
import { useBench } from '../bench/bench.ts'
import { type LiveState, useLive } from '../bench/live.ts'
import { useNotices } from '../bench/notices.tsx'
import { useFormats } from '../language/formats.ts'
import { adapterAddress, BAUD_RATES, type Carrier, carrySerial, serialPorts } from './serial.ts'
import { KIND_NAMES, useFaultText, useLinkText } from './texts.ts'
import './real.css'

/** The server sends a real station's view as it sends a car's. */
const realViewOf = ({ view }: LiveState) => view as unknown as RealView | undefined

export function RealCarPanel() {
  const { live } = useBench()
  const view = useLive(live, realViewOf)
  const { number } = useFormats()
  const linkText = useLinkText()
  const faultText = useFaultText()
  if (view === undefined) return null
  const { adapter, identity, volts, fault, status } = view
  return (
    <div className="real-car">
      <p className="real-link" data-status={status} data-testid="real-link" role="status">
        <i aria-hidden="true" />
        {linkText(view)}
      </p>
      {fault !== null && status !== 'ready' && <p className="real-fault">{faultText(fault)}</p>}
      <dl className="snapshot">
        <div>
          <dt>
            <Trans>Adapter</Trans>
          </dt>
          <dd>
            {[adapter.name, KIND_NAMES[adapter.kind], adapter.address].filter((part) => part).join(' · ')}
            {identity && <small> {identity}</small>}
          </dd>
        </div>
        {volts !== null && (
          <div>
            <dt>
              <Trans>Voltage at the diagnosis connector</Trans>
            </dt>
            <dd data-testid="real-volts">{number(volts, 1)} V</dd>
          </div>
        )}
      </dl>
      {adapter.address === null && <OwnPort isUsed={status !== 'waiting'} />}
      <Leave isReleased={view.isReleased} />
    </div>
  )
}

/** Reading is free; everything else is the instructor's to allow, and asked about once more each time. */
function Leave({ isReleased }: { isReleased: boolean }) {
  return (
    <p className="real-leave" data-released={isReleased || undefined} data-testid="real-leave">
      {isReleased ? (
        <Trans>
          The instructor has released this car: you may clear codes, run tests and write. You are asked before each
          request.
        </Trans>
      ) : (
        <Trans>You may read this car. To clear codes, run tests or write, ask the instructor to release it.</Trans>
      )}
    </p>
  )
}

/** An adapter at this computer's own serial port. */
function OwnPort({ isUsed }: { isUsed: boolean }) {
  const { attempt } = useBench()
  const notices = useNotices()
  const { t } = useLingui()
  const { number } = useFormats()
  const [baudRate, setBaudRate] = useState<number>(BAUD_RATES[1])
  const [isBusy, setBusy] = useState(false)
  const carrier = useRef<Carrier | undefined>(undefined)
  useEffect(() => () => carrier.current?.close(), [])
  const ports = serialPorts()
  if (ports === undefined)
    return (
      <Text size="sm">
        <Trans>This browser cannot open serial ports: take Chrome, Edge or another of their kind, through https.</Trans>
      </Text>
    )

  async function connect(from: NonNullable<typeof ports>) {
    setBusy(true)
    try {
      const port = await from.requestPort()
      carrier.current?.close()
      await carrier.current?.ended
      carrier.current = await carrySerial(port, baudRate, () => new WebSocket(adapterAddress(attempt.id)))
      void carrier.current.ended.then((why) => {
        if (why === 'portLost') notices.tell(t`The serial port is gone: was the adapter pulled out?`)
      })
    } catch (problem) {
      // Whoever chose no port has changed their mind.
      const isUnchosen = problem instanceof DOMException && problem.name === 'NotFoundError'
      if (!isUnchosen) notices.tell(t`The serial port cannot be opened. Does another program use it?`)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="real-port">
      <NativeSelect
        size="xs"
        label={t`Speed of the port, baud`}
        value={baudRate}
        onChange={(event) => setBaudRate(Number(event.currentTarget.value))}
        data={BAUD_RATES.map((rate) => ({ value: `${rate}`, label: number(rate) }))}
        data-testid="serial-rate"
      />
      <Button
        size="xs"
        variant={isUsed ? 'default' : 'filled'}
        loading={isBusy}
        onClick={() => void connect(ports)}
        data-testid="serial-open"
      >
        {isUsed ? <Trans>Choose another port</Trans> : <Trans>Choose the adapter's port</Trans>}
      </Button>
    </div>
  )
}
