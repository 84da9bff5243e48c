/** The scan tool: choose a control unit, then its codes, its live data, its tests, its identity, or what the law asks for. */
import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { EcuInfo } from '../../api/attempts.ts'
import { useFormats } from '../../language/formats.ts'
import { useBench } from '../bench.ts'
import { Confirm } from '../Confirm.tsx'
import { WhileLive } from '../replay/WhileLive.tsx'
import { CodesView } from './CodesView.tsx'
import { CodingView } from './CodingView.tsx'
import { IdentityView } from './IdentityView.tsx'
import { LiveDataView } from './LiveDataView.tsx'
import { ObdView } from './ObdView.tsx'
import { ReportButton } from './ReportButton.tsx'
import { TestsView } from './TestsView.tsx'
import { type ClearedAll, type Codes, type UnitCodes, useCodes } from './use-codes.ts'
import { useAnswerText } from './use-scan-tool.ts'

type View = 'codes' | 'live' | 'tests' | 'coding' | 'identity' | 'obd'

export function ScanPanel() {
  const { attempt, replayed } = useBench()
  const [ecuId, setEcuId] = useState(attempt.model.ecus[0]?.id)
  const [view, setView] = useState<View>('codes')
  const codes = useCodes()
  const ecu = attempt.model.ecus.find(({ id }) => id === ecuId)
  const { t } = useLingui()
  const names: { readonly [view in View]: string } = {
    codes: t`Codes`,
    live: t`Live data`,
    tests: t`Tests`,
    coding: t`Coding`,
    identity: t`Identity`,
    obd: 'OBD',
  }
  const asked = replayed?.last?.kind === 'diagnostic' ? replayed.last : undefined
  useEffect(() => {
    if (asked === undefined) return
    setEcuId(asked.ecu)
    setView(viewOf(asked.request))
  }, [asked])
  if (ecu === undefined) return null
  const views = (Object.keys(names) as View[]).filter((id) => id !== 'obd' || ecu.hasObd)
  const shown = views.includes(view) ? view : 'codes'

  return (
    <div className="scan">
      <div className="scan-head">
        <div className="ecus" role="radiogroup" aria-label={t`Control units`}>
          {attempt.model.ecus.map((one) => (
            <EcuChip
              key={one.id}
              ecu={one}
              isChosen={one.id === ecuId}
              unit={codes.of(one.id)}
              choose={() => setEcuId(one.id)}
            />
          ))}
        </div>
        <WhileLive>
          <AllUnits codes={codes} />
        </WhileLive>
      </div>
      <div role="status" aria-live="polite">
        {codes.clearedAll && <Cleared answers={codes.clearedAll} />}
      </div>
      <fieldset className="segments scan-views" aria-label={t`Functions of the scan tool`}>
        {views.map((id) => (
          <button
            key={id}
            type="button"
            aria-pressed={shown === id}
            onClick={() => setView(id)}
            data-testid={`scan-view-${id}`}
          >
            {names[id]}
          </button>
        ))}
      </fieldset>
      <div className="scan-body">
        <WhileLive>
          {shown === 'codes' && <CodesView key={ecu.id} ecu={ecu} codes={codes} />}
          {shown === 'live' && <LiveDataView key={ecu.id} ecu={ecu} />}
          {shown === 'tests' && <TestsView key={ecu.id} ecu={ecu} />}
          {shown === 'coding' && <CodingView key={ecu.id} ecu={ecu} />}
          {shown === 'identity' && <IdentityView key={ecu.id} ecu={ecu} />}
          {shown === 'obd' && <ObdView key={ecu.id} ecu={ecu} />}
        </WhileLive>
      </div>
      <Wire ecu={ecu.id} />
    </div>
  )
}

/** Where a question is asked from. SAE J1979 below 10; ISO 14229-1: 22 reads data, F1.. of them identify; 2F and 31 test. */
function viewOf(request: string): View {
  if (/^0[1-9A]/.test(request)) return 'obd'
  if (request.startsWith('22F1')) return 'identity'
  if (request.startsWith('22')) return 'live'
  if (request.startsWith('2E')) return 'coding'
  return /^(2F|31|27|10)/.test(request) ? 'tests' : 'codes'
}

function EcuChip(props: { ecu: EcuInfo; isChosen: boolean; unit: UnitCodes | undefined; choose: () => void }) {
  const { words } = useFormats()
  return (
    <label className="ecu" data-chosen={props.isChosen || undefined} data-testid={`scan-ecu-${props.ecu.id}`}>
      <input type="radio" name="ecu" checked={props.isChosen} onChange={props.choose} />
      <span>{words(props.ecu.name)}</span>
      <small>{props.ecu.requestId.toString(16).toUpperCase()}</small>
      <CodeCount unit={props.unit} />
    </label>
  )
}

/** How many codes the control unit had when it was last read. */
function CodeCount({ unit }: { unit: UnitCodes | undefined }) {
  const { number } = useFormats()
  const { t } = useLingui()
  if (unit === undefined) return <span className="sr-only">{t`not read yet`}</span>
  const count = unit.answer.kind === 'answer' ? unit.answer.value.length : undefined
  const shown = count === undefined ? '?' : count === 0 ? '✓' : number(count)
  const spoken = count === undefined ? t`no answer` : t`${plural(count, { one: '# code', other: '# codes' })}`
  return (
    <b data-state={count === undefined ? 'silent' : count > 0 ? 'codes' : 'clean'} data-old={unit.isOld || undefined}>
      <span aria-hidden="true">{shown}</span>
      <span className="sr-only">
        {spoken}
        {unit.isOld && <>, {t`read before the car was changed`}</>}
      </span>
    </b>
  )
}

function AllUnits({ codes }: { codes: Codes }) {
  return (
    <div className="scan-all">
      <Button size="xs" loading={codes.busy === 'readAll'} onClick={() => void codes.readAll()} data-testid="scan-all">
        <Trans>Scan all</Trans>
      </Button>
      <Confirm
        title={<Trans>Clear the codes of all control units?</Trans>}
        text={<Trans>Their snapshots are lost too. Note first what you still need.</Trans>}
        yes={<Trans>Clear</Trans>}
        // Silent units take their time: the dialog does not wait for them, the button does.
        onYes={async () => void codes.clearAll()}
      >
        {(open) => (
          <Button
            size="xs"
            variant="default"
            onClick={open}
            loading={codes.busy === 'clearAll'}
            data-testid="scan-clear-all"
          >
            <Trans>Clear all</Trans>
          </Button>
        )}
      </Confirm>
      <ReportButton />
    </div>
  )
}

/** Each control unit clears its own codes, and says so itself. */
function Cleared({ answers }: { answers: ClearedAll }) {
  const { attempt } = useBench()
  const { words, pair } = useFormats()
  const { t } = useLingui()
  const answerText = useAnswerText()
  const nameOf = (id: string) => {
    const ecu = attempt.model.ecus.find((one) => one.id === id)
    return ecu ? words(ecu.name) : id
  }
  return (
    <ul className="scan-note scan-cleared" data-testid="scan-cleared">
      {answers.map(({ ecu, answer }) => (
        <li key={ecu} data-cleared={answer.kind === 'answer' || undefined}>
          {pair(nameOf(ecu), answer.kind === 'answer' ? t`codes cleared` : answerText(answer))}
        </li>
      ))}
    </ul>
  )
}

/** The unit's last exchange as it went over the bus: what the tool shows and what the wire carries is one thing. */
function Wire({ ecu }: { ecu: string }) {
  const { deeds } = useBench()
  const last = deeds.findLast((deed) => deed.kind === 'diagnostic' && deed.ecu === ecu)
  const spaced = (hex: string) => hex.replace(/(..)(?=.)/g, '$1 ')
  return (
    <p className="wire" aria-hidden="true">
      {last?.kind === 'diagnostic'
        ? `${spaced(last.request)}  →  ${last.response ? spaced(last.response) : '…'}`
        : 'ISO 14229 · ISO 15765-2'}
    </p>
  )
}
