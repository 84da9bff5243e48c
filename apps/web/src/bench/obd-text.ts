/** Legislated on-board diagnostics (SAE J1979) in words: what an own tool asked by its modes, and what it was told. */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import {
  decodeBitmap,
  decodeObdResponse,
  decodeParameter,
  type MonitorTestReading,
  type ObdResponse,
} from '@luban/protocols/obd/codec'
import { BITMAP_STEP, INFO_TYPE, MODE, PARAMETERS, PIDS_PER_REQUEST_MAX } from '@luban/protocols/obd/tables'
import { parseHex, toHex } from '@luban/stdx'
import { useFormats } from '../language/formats.ts'
import { writeCode } from './scan/codes.ts'

type Texts = { readonly [id: number]: MessageDescriptor }

/** Those that an electric car of ours has; others are told by their number. */
const PARAMETER_NAMES: Texts = {
  1: msg`monitor status`,
  2: msg`code of the freeze frame`,
  4: msg`calculated load`,
  5: msg`coolant temperature`,
  12: msg`engine speed`,
  13: msg`vehicle speed`,
  17: msg`throttle position`,
  28: msg`OBD requirements`,
  33: msg`distance with the malfunction lamp on`,
  48: msg`warm-ups since the codes were cleared`,
  49: msg`distance since the codes were cleared`,
  51: msg`air pressure`,
  65: msg`monitor status of this driving cycle`,
  66: msg`control unit's supply voltage`,
  70: msg`ambient temperature`,
  73: msg`accelerator pedal`,
  77: msg`time with the malfunction lamp on`,
  78: msg`time since the codes were cleared`,
  81: msg`kind of fuel`,
  91: msg`state of charge`,
  97: msg`demanded torque`,
  98: msg`actual torque`,
  99: msg`reference torque`,
  154: msg`high-voltage battery data`,
  166: msg`odometer`,
  178: msg`battery state of health`,
}

const INFO_NAMES: Texts = {
  [INFO_TYPE.vin]: msg`vehicle identification number`,
  [INFO_TYPE.calibrationId]: msg`calibration identification`,
  [INFO_TYPE.calibrationVerificationNumber]: msg`calibration verification number`,
  [INFO_TYPE.inUsePerformanceSpark]: msg`in-use performance counters`,
  [INFO_TYPE.ecuName]: msg`name of the control unit`,
  [INFO_TYPE.inUsePerformanceCompression]: msg`in-use performance counters`,
  [INFO_TYPE.engineSerialNumber]: msg`engine serial number`,
  [INFO_TYPE.exhaustRegulationNumber]: msg`exhaust regulation number`,
  [INFO_TYPE.fueledEngineCycles]: msg`cycles with fuel burned`,
  [INFO_TYPE.evaporativeMonitorDistance]: msg`distance since the leak monitor decided`,
}

/** Undefined for what is no request or answer of the standard: its bytes are shown then. */
export type ObdText = {
  questionText(request: Uint8Array): string | undefined
  answerText(response: string): string | undefined
}

export function useObdText(): ObdText {
  return { questionText: useQuestionText(), answerText: useAnswerText() }
}

function useQuestionText(): ObdText['questionText'] {
  const { t, i18n } = useLingui()
  const { pair } = useFormats()
  const nameFrom = (texts: Texts) => (id: number) => {
    if (id % BITMAP_STEP === 0) return t`what there is from ${hex2(id)}`
    return texts[id] ? i18n._(texts[id]) : hex2(id)
  }
  const namesOf = (ids: Uint8Array, texts: Texts) => [...ids].map(nameFrom(texts)).join(', ')
  return (request) => {
    const ids = request.subarray(1, 1 + PIDS_PER_REQUEST_MAX)
    switch (request[0]) {
      case MODE.currentData:
        return ids.length === 0 ? undefined : pair(t`read live data`, namesOf(ids, PARAMETER_NAMES))
      case MODE.freezeFrame:
        return t`read a freeze frame`
      case MODE.confirmedDtcs:
        return t`read trouble codes`
      case MODE.pendingDtcs:
        return t`read pending trouble codes`
      case MODE.permanentDtcs:
        return t`read permanent trouble codes`
      case MODE.clear:
        return t`cleared the trouble codes`
      case MODE.monitorResults:
        return ids.length === 0 ? undefined : pair(t`read monitor test results`, namesOf(ids, {}))
      case MODE.control:
        return ids.length === 0 ? undefined : pair(t`controlled a system or test`, namesOf(ids.subarray(0, 1), {}))
      case MODE.vehicleInformation:
        return ids.length === 0 ? undefined : pair(t`read vehicle information`, namesOf(ids, INFO_NAMES))
      default:
        return undefined
    }
  }
}

function useAnswerText(): ObdText['answerText'] {
  const { t } = useLingui()
  const { number } = useFormats()

  function parameterText({ pid, bytes }: { pid: number; bytes: Uint8Array }): string {
    if (pid % BITMAP_STEP === 0) return decodeBitmap(pid, bytes).map(hex2).join(', ')
    const values = decodeParameter(pid, bytes)
    const fields = PARAMETERS.get(pid)?.fields ?? []
    // Bits and codes of the standard have no unit: their bytes say more than a large number.
    if (values === undefined || fields.every(({ unit }) => unit === '')) return toHex(bytes)
    const texts = fields.map(({ unit, scale }, i) =>
      unit === '' ? '' : `${number(values[i], decimalsOf(scale))}\u00a0${unit}`,
    )
    return texts.filter((text) => text !== '').join(', ')
  }

  /** What was found, between its limits: the numbers that make a test pass or fail. */
  function testText({ testId, value, min, max, unit }: MonitorTestReading): string {
    const [found, least, most] = [value, min, max].map((each) => number(each, Number.isInteger(each) ? 0 : 2))
    return `${hex2(testId)}: ${found}${unit === '' ? '' : `\u00a0${unit}`} (${least} … ${most})`
  }

  function textOf(answer: ObdResponse): string | undefined {
    switch (answer.kind) {
      case 'parameters':
      case 'freezeFrame':
        return answer.parameters.map(parameterText).join(', ')
      case 'dtcs': {
        const codes = answer.codes.map(writeObdCode)
        return codes.length === 0 ? t`no codes` : codes.join(', ')
      }
      case 'cleared':
        return t`done`
      case 'text':
        return answer.texts.join(', ')
      case 'supportedInfoTypes':
        return answer.infoTypes.map(hex2).join(', ')
      case 'counts':
        return answer.counts.join(', ')
      case 'supportedMonitors':
        return answer.monitorIds.map(hex2).join(', ')
      case 'supportedControls':
        return answer.testIds.map(hex2).join(', ')
      case 'monitorTests':
        return answer.tests.map(testText).join(', ')
      case 'control':
        return answer.data.length === 0 ? t`done` : toHex(answer.data)
      case 'calibrationVerificationNumbers':
        return answer.numbers.map((value) => value.toString(16).toUpperCase()).join(', ')
      case 'negative':
        return undefined
    }
  }

  return (response) => {
    const bytes = parseHex(response)
    const answer = bytes === undefined ? 'empty' : decodeObdResponse(bytes)
    return typeof answer === 'string' ? undefined : textOf(answer)
  }
}

/** As many as one step of the raw value is worth to people. */
const decimalsOf = (scale: number) => (scale >= 0.2 ? 0 : scale >= 0.01 ? 1 : 2)

/** SAE J2012, without the failure type that only UDS tells. */
function writeObdCode(code16: number): string {
  return writeCode(code16 << 8).slice(0, 'P0A0A'.length)
}

const hex2 = (value: number) => value.toString(16).toUpperCase().padStart(2, '0')
