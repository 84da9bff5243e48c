/** What a workshop sets in one control unit: read, changed, written, and read back, for only what the unit tells counts. */
import { Trans, useLingui } from '@lingui/react/macro'
import { encodeScaled } from '@luban/protocols/uds/scaled'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import type { DidInfo, EcuInfo } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { useBench } from '../bench.ts'
import { readValue, textOf } from './codes.ts'
import { type Ask, readRecord, unlock, unlocked, writeRecord } from './tester.ts'
import { type InSession, useSession } from './use-session.ts'

/** Ours: codings and texts are open to whoever has the key of this level. */
const SECURITY_LEVEL = 1

export function CodingView({ ecu }: { ecu: EcuInfo }) {
  const { attempt } = useBench()
  const infos = attempt.model.dids.filter((did) => did.ecu === ecu.id && did.isWritable)
  const { ask, note } = useSession(ecu.id)
  if (infos.length === 0)
    return (
      <p className="panel-hint">
        <Trans>Nothing can be coded in this control unit.</Trans>
      </p>
    )
  return (
    <>
      <p className="panel-hint">
        <Trans>What is written stays, without supply too. Read it first, and note what it was.</Trans>
      </p>
      <div role="status">{note && <p className="scan-note">{note}</p>}</div>
      <ul className="tests">
        {infos.map((info) => (
          <CodingLine key={info.did} info={info} ask={ask} />
        ))}
      </ul>
    </>
  )
}

/** The field holds what people write: a number with a point or a comma, a state's number, a text. */
function CodingLine({ info, ask }: { info: DidInfo; ask: InSession }) {
  const { calls } = useBench()
  const { words, pair } = useFormats()
  const { t } = useLingui()
  const id = useId()
  const [told, setTold] = useState<string | undefined>(undefined)
  const [wanted, setWanted] = useState('')
  const [isWritten, setWritten] = useState(false)
  const name = info.did.toString(16).toUpperCase().padStart(4, '0')
  const record = recordOf(info, wanted)

  async function read() {
    const value = await ask((send) => readRecord(send, info.did))
    if (value === undefined) return undefined
    const isBlank = value.every((byte) => byte === 0x20)
    const text = info.isText ? (isBlank ? '' : textOf(value)) : String(readValue(info, value))
    setTold(text)
    setWanted(text)
    return value
  }
  async function write() {
    if (record === undefined) return
    const unlocking = (send: Ask) => () => unlock(send, SECURITY_LEVEL, calls.keyToSeed)
    setWritten(false)
    const isTaken = await ask((send) => unlocked(() => writeRecord(send, info.did, record), unlocking(send)))
    // Bytes: "5,0" comes back as "5".
    if (isTaken) setWritten(String(await read()) === String(record))
  }
  return (
    <li data-testid={`scan-coding-${name}`}>
      <label htmlFor={id}>
        {words(info.name)}
        <small>2E {name}</small>
      </label>
      <div className="tests-actions">
        {told !== undefined && <CodingField id={id} info={info} value={wanted} onChange={setWanted} />}
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => void read()}
          data-testid={`scan-coding-${name}-read`}
        >
          <Trans>Read</Trans>
        </Button>
        {told !== undefined && (
          <Button
            size="compact-xs"
            variant="light"
            disabled={record === undefined || wanted === told}
            onClick={() => void write()}
            data-testid={`scan-coding-${name}-write`}
          >
            <Trans>Write</Trans>
          </Button>
        )}
        <span role="status">{isWritten && wanted === told ? `✓ ${t`written and read back`}` : ''}</span>
      </div>
      {told !== undefined && record === undefined && (
        <p className="scan-note">
          {info.range
            ? pair(t`It takes`, `${info.range.min} – ${info.range.max} ${info.unit}`.trim())
            : t`It takes letters and figures of the Latin alphabet, ${info.bytes} at most.`}
        </p>
      )}
    </li>
  )
}

function CodingField(props: { id: string; info: DidInfo; value: string; onChange: (value: string) => void }) {
  const { id, info, value, onChange } = props
  const { words } = useFormats()
  if (info.states)
    return (
      <NativeSelect
        id={id}
        size="xs"
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        data={info.states.map((state) => ({ value: String(state.value), label: words(state.name) }))}
      />
    )
  return (
    <TextInput
      id={id}
      size="xs"
      w={info.isText ? 130 : 100}
      inputMode={info.isText ? 'text' : 'decimal'}
      rightSection={info.isText ? undefined : info.unit}
      rightSectionWidth={info.isText ? undefined : 40}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}

/** Undefined where the unit would not take it. */
function recordOf(info: DidInfo, wanted: string): Uint8Array | undefined {
  if (info.isText) {
    const isAscii = /^[\x20-\x7e]*$/.test(wanted) && wanted.length <= info.bytes
    return isAscii ? new TextEncoder().encode(wanted.padEnd(info.bytes)) : undefined
  }
  const value = wanted.trim() === '' ? Number.NaN : Number(wanted.replace(',', '.'))
  const { min, max } = info.range ?? { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY }
  return value >= min && value <= max ? encodeScaled(value, info, new Uint8Array(info.bytes)) : undefined
}
