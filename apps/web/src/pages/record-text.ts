/** Each kind of evidence in words: who or what, which action, which value. No kind is left to its own name. */
import { useLingui } from '@lingui/react/macro'
import type { EvidenceOf, PlacedRecord, VehicleModel } from '../api/attempts.ts'
import { useDeedText } from '../bench/deed-text.ts'
import { DOOR_NAMES, useExchangeLine } from '../bench/exchange-text.ts'
import { useStepTexts } from '../bench/guide/guide-texts.ts'
import { useRefusalText, useStationTexts } from '../bench/texts.ts'
import { deedOf } from '../bench/use-deeds.ts'
import { useFormats } from '../language/formats.ts'

const NO_NAMES = {
  points: [],
  components: [],
  harness: { connectors: [] },
  ecus: [],
  dids: [],
  controls: [],
  routines: [],
}

export function useRecordText(model: VehicleModel | null): (record: PlacedRecord) => string {
  const names = model ?? NO_NAMES
  const deedText = useDeedText(names)
  const refusalText = useRefusalText()
  const exchangeLine = useExchangeLine(names)
  const toolText = useToolText()
  const endText = useEndText()
  const stepTexts = useStepTexts()
  const { hazardText, remarkText } = useStationTexts()
  const { words, number, pair } = useFormats()
  const { t } = useLingui()

  function doneText(record: EvidenceOf<'action' | 'measurement' | 'scope' | 'diagnostic'>): string {
    const [deed] = deedOf(record)
    const text = deed ? deedText(deed) : ''
    if (record.kind === 'diagnostic') return text
    const { outcome } = record
    if (outcome.kind === 'hazard') return t`${text} (critical error)`
    if (outcome.kind === 'done' && outcome.remarks) return `${text} (${outcome.remarks.map(remarkText).join('; ')})`
    if (outcome.kind === 'refused') return pair(text, refusalText(outcome.reason))
    return outcome.kind === 'trace' ? `${text} = ${outcome.channels.map(swingText).join('; ')}` : text
  }
  /** From its lowest point to its highest. */
  function swingText({ voltsMin, voltsMax }: { voltsMin: number; voltsMax: number }): string {
    return `${number(voltsMin, 2)} … ${number(voltsMax, 2)}\u00a0V`
  }
  function dangerText({ hazard: { kind, at, volts } }: EvidenceOf<'hazard'>): string {
    const live = volts >= 1 ? ` · ${number(Math.round(volts))}\u00a0V` : ''
    return pair(placeText(at) + live, hazardText(kind))
  }
  function placeText(id: string): string {
    const found = [...names.points, ...names.components, ...names.harness.connectors].find((one) => one.id === id)
    return found ? words(found.name) : id
  }
  function causeText({ component, failureMode, also = [] }: EvidenceOf<'diagnosis'>): string {
    if (component === null || failureMode === null) return t`Stated: the car has no fault`
    const causes = [{ component, failureMode }, ...also].map((one) => {
      const part = names.components.find(({ id }) => id === one.component)
      const mode = part?.failureModes.find(({ id }) => id === one.failureMode)
      return pair(part ? words(part.name) : one.component, mode ? words(mode.name) : one.failureMode)
    })
    const cause = causes.join('; ')
    return t`Stated cause: ${cause}`
  }
  function frameText({ sender, id, data }: EvidenceOf<'frame'>): string {
    const unit = names.ecus.find((ecu) => ecu.id === sender)
    const bytes = `${id.toString(16).toUpperCase()} ${data}`
    return unit ? t`Bus frame of ${words(unit.name)}: ${bytes}` : t`Bus frame of a tool: ${bytes}`
  }
  function guidanceText({ event, step }: EvidenceOf<'guidance'>): string {
    if (event === 'isolated') return t`The car is isolated, and proven so`
    if (event === 'reconnected') return t`The car is no longer isolated`
    const title = step ? stepTexts[step].title : ''
    return t`Hint opened: ${title}`
  }
  return (record) => {
    switch (record.kind) {
      case 'opened':
        return t`The attempt began`
      case 'action':
        return record.by === 'exercise' ? t`The exercise prepared the car` : doneText(record)
      case 'measurement':
      case 'scope':
      case 'diagnostic':
        return doneText(record)
      case 'exchange':
        return exchangeLine(record)
      case 'pace':
        return t`Station time ×${number(record.pace)}`
      case 'peer':
      case 'doorTraffic':
        return toolText(record)
      case 'hazard':
        return dangerText(record)
      case 'diagnosis':
        return causeText(record)
      case 'frame':
        return frameText(record)
      case 'view':
        return t`What the dashboard showed`
      case 'message':
        return record.event === 'sent'
          ? pair(t`The instructor wrote`, record.text ?? '')
          : t`The trainee confirmed the instructor's message`
      case 'guidance':
        return guidanceText(record)
      case 'intervention':
        return record.event === 'injected'
          ? t`The instructor put a fault into the car`
          : t`The instructor took a fault out of the car`
      case 'restored':
        return t`The station had failed and went on from its evidence`
      case 'closed':
        return pair(t`The attempt ended`, endText(record.reason))
    }
  }
}

/** Which tool, from which peer, at which door. */
function useToolText(): (record: EvidenceOf<'peer' | 'doorTraffic'>) => string {
  const { t } = useLingui()
  const { number } = useFormats()
  return (record) => {
    const door = DOOR_NAMES[record.door] ?? t`bench`
    if (record.kind === 'doorTraffic') {
      const { data } = record
      const connection = number(record.connection + 1)
      const texts: { readonly [event in typeof record.event]: string } = {
        opened: t`Connection ${connection} at the ${door} door opened`,
        received: t`The tool sent over ${door}: ${data}`,
        sent: t`The car answered over ${door}: ${data}`,
        closed: t`Connection ${connection} at the ${door} door closed`,
      }
      return texts[record.event]
    }
    const { address } = record
    const texts: { readonly [event in typeof record.event]: string } = {
      connected: t`A tool connected over ${door} from ${address}`,
      waiting: t`A tool at ${address} waits to be allowed (${door})`,
      allowed: t`The tool at ${address} was allowed (${door})`,
      refused: t`The tool at ${address} was refused (${door})`,
      closed: t`The tool at ${address} disconnected (${door})`,
    }
    return texts[record.event]
  }
}

/** Why an attempt ended, as the second half of a sentence. */
export function useEndText(): (reason: string) => string {
  const { t } = useLingui()
  const { hazardText } = useStationTexts()
  return (reason) => {
    const texts: { readonly [reason: string]: string } = {
      diagnosisStated: t`the cause was stated`,
      timeIsUp: t`the time was up`,
      cancelledByTrainee: t`the trainee gave up`,
      traineeGone: t`the trainee was gone for too long`,
      traineeShutOut: t`an administrator shut the trainee out`,
      roleWithdrawn: t`an administrator took the role of trainee away`,
      stationLost: t`the station was lost`,
      stationUnavailable: t`the station could not be opened`,
      serverStopped: t`the workshop was stopped`,
      notAssessable: t`it could not be assessed any more`,
      evidenceFull: t`the evidence file was full`,
    }
    return texts[reason] ?? hazardText(reason)
  }
}
