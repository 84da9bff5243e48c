/** The scan tool: choose a control unit, then its codes, its live data, its tests or its identity. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { EcuInfo } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { useBench } from '../bench.ts'
import { CodesView } from './CodesView.tsx'
import { IdentityView } from './IdentityView.tsx'
import { LiveDataView } from './LiveDataView.tsx'
import { TestsView } from './TestsView.tsx'
import { type CodeList, useScanTool } from './use-scan-tool.ts'

type View = 'codes' | 'live' | 'tests' | 'identity'

export function ScanPanel() {
  const { attempt } = useBench()
  const [ecuId, setEcuId] = useState(attempt.model.ecus[0]?.id)
  const [view, setView] = useState<View>('codes')
  const [lists, setLists] = useState<ReadonlyMap<string, CodeList>>(new Map())
  const ecu = attempt.model.ecus.find(({ id }) => id === ecuId)
  const { t } = useLingui()
  const names: { readonly [view in View]: string } = {
    codes: t`Codes`,
    live: t`Live data`,
    tests: t`Tests`,
    identity: t`Identity`,
  }
  const noteList = useMemo(() => (id: string, list: CodeList) => setLists((all) => new Map(all).set(id, list)), [])
  if (ecu === undefined) return null

  return (
    <div className="scan">
      <div className="scan-head">
        <div className="ecus" role="radiogroup" aria-label={t`Control units`}>
          {attempt.model.ecus.map((one) => (
            <EcuChip
              key={one.id}
              ecu={one}
              isChosen={one.id === ecuId}
              list={lists.get(one.id)}
              choose={() => setEcuId(one.id)}
            />
          ))}
        </div>
        <ScanAll noteList={noteList} />
      </div>
      <fieldset className="segments scan-views" aria-label={t`Functions of the scan tool`}>
        {(Object.keys(names) as View[]).map((id) => (
          <button
            key={id}
            type="button"
            aria-pressed={view === id}
            onClick={() => setView(id)}
            data-testid={`scan-view-${id}`}
          >
            {names[id]}
          </button>
        ))}
      </fieldset>
      <div className="scan-body">
        {view === 'codes' && <CodesView key={ecu.id} ecu={ecu} list={lists.get(ecu.id)} noteList={noteList} />}
        {view === 'live' && <LiveDataView key={ecu.id} ecu={ecu} />}
        {view === 'tests' && <TestsView key={ecu.id} ecu={ecu} />}
        {view === 'identity' && <IdentityView key={ecu.id} ecu={ecu} />}
      </div>
      <Wire />
    </div>
  )
}

function EcuChip(props: { ecu: EcuInfo; isChosen: boolean; list: CodeList | undefined; choose: () => void }) {
  const { words, number } = useFormats()
  const { t } = useLingui()
  const { list } = props
  const state =
    list === undefined ? '' : list.kind === 'codes' ? (list.codes.length === 0 ? '✓' : number(list.codes.length)) : '?'
  const spoken =
    list === undefined ? t`not read yet` : list.kind === 'codes' ? t`${list.codes.length} codes` : t`no answer`
  return (
    <label className="ecu" data-chosen={props.isChosen || undefined} data-testid={`scan-ecu-${props.ecu.id}`}>
      <input type="radio" name="ecu" checked={props.isChosen} onChange={props.choose} />
      <span>{words(props.ecu.name)}</span>
      <small>{props.ecu.requestId.toString(16).toUpperCase()}</small>
      {state && (
        <b data-state={list?.kind === 'codes' ? (list.codes.length > 0 ? 'codes' : 'clean') : 'silent'}>
          <span aria-hidden="true">{state}</span>
          <span className="sr-only">{spoken}</span>
        </b>
      )}
    </label>
  )
}

function ScanAll({ noteList }: { noteList: (id: string, list: CodeList) => void }) {
  const { attempt } = useBench()
  const { readCodes } = useScanTool()
  const [isBusy, setBusy] = useState(false)
  async function scan() {
    setBusy(true)
    try {
      for (const { id } of attempt.model.ecus) {
        const list = await readCodes(id)
        if (list) noteList(id, list)
      }
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button size="xs" loading={isBusy} onClick={() => void scan()} data-testid="scan-all">
      <Trans>Scan all</Trans>
    </Button>
  )
}

/** The last exchange as it went over the bus: what the tool shows and what the wire carries is one thing. */
function Wire() {
  const { deeds } = useBench()
  const last = deeds.findLast((deed) => deed.kind === 'diagnostic')
  const spaced = (hex: string) => hex.replace(/(..)(?=.)/g, '$1 ')
  return (
    <p className="wire" aria-hidden="true">
      {last ? `${spaced(last.request)}  →  ${last.response ? spaced(last.response) : '…'}` : 'ISO 14229 · ISO 15765-2'}
    </p>
  )
}
