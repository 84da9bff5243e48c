/**
 * What stands under one identifier of a control unit, as bytes: a parameter, a monitor's tests, an info type.
 * SAE J1979. Messages around them: ./session.ts (modes) and ./obd-on-uds.ts (data identifiers), so that both say the same.
 */
import { assert } from '@luban/stdx'
import { encodeScaled } from '../uds/scaled.ts'
import { encodeBitmap, encodeParameter, encodeText } from './codec.ts'
import type { InUsePerformance, MonitorTest, ObdEcu, ObdHistory, ReadinessMonitors } from './ecu.ts'
import { UNIT_AND_SCALING } from './monitor-tables.ts'
import {
  BITMAP_STEP,
  IN_USE_COMPRESSION,
  IN_USE_COUNTS_COMPRESSION,
  IN_USE_COUNTS_SPARK,
  IN_USE_SPARK,
  INFO_BYTE_LENGTH,
  INFO_TYPE,
  PID,
} from './tables.ts'

/** A bitmap as it is asked for by its base; the first always exists, a later one only when something lies behind it. */
export function bitmapRecord(base: number, identifiers: readonly number[]): Uint8Array | undefined {
  if (base !== 0 && !identifiers.some((identifier) => identifier > base)) return undefined
  return encodeBitmap(base, identifiers)
}

export const isBitmap = (identifier: number) => identifier % BITMAP_STEP === 0

/** The parameters that the server makes of the codes' history. */
const HISTORY: ReadonlyMap<number, (history: ObdHistory) => number> = new Map([
  [0x21, ({ kmWithMil }) => kmWithMil],
  [0x30, ({ warmUpsSinceClear }) => warmUpsSinceClear],
  [0x31, ({ kmSinceClear }) => kmSinceClear],
  [0x4d, ({ minutesWithMil }) => minutesWithMil],
  [0x4e, ({ minutesSinceClear }) => minutesSinceClear],
])

/** Every parameter of mode 01 that this unit answers, bitmaps apart. */
export function parameterIdentifiers({ parameters, dtcs }: ObdEcu): number[] {
  const made = dtcs.history === undefined ? [] : [...HISTORY.keys()]
  return [...new Set([PID.monitorStatus, PID.monitorStatusThisCycle, ...made, ...parameters.keys()])]
}

/** Undefined: not supported. */
export function parameterRecord(ecu: ObdEcu, pid: number): Uint8Array | undefined {
  if (isBitmap(pid)) return bitmapRecord(pid, parameterIdentifiers(ecu))
  if (pid === PID.monitorStatus) return monitorStatus(ecu)
  if (pid === PID.monitorStatusThisCycle) return monitorStatusThisCycle(ecu)
  const read = ecu.parameters.get(pid)
  if (read !== undefined) return encodeParameter(pid, read())
  const { history } = ecu.dtcs
  const count = HISTORY.get(pid)
  return history && count && encodeParameter(pid, Math.floor(count(history)))
}

const MIL_ON = 0x80
const COMPRESSION_IGNITION = 0x08
const DTC_COUNT_MAX = 0x7f

function monitorStatus({ dtcs, monitors }: ObdEcu): Uint8Array {
  const count = Math.min(dtcs.confirmed().length, DTC_COUNT_MAX)
  return Uint8Array.of(
    (dtcs.isMilOn ? MIL_ON : 0) | count,
    continuousByte(monitors, monitors.continuousSupported, monitors.continuousIncomplete()),
    monitors.othersSupported,
    monitors.othersIncomplete() & monitors.othersSupported,
  )
}

/** The same for this driving cycle: of the monitors that there are, those that may still run in it, and have not. */
function monitorStatusThisCycle({ monitors }: ObdEcu): Uint8Array {
  const continuous = monitors.continuousSupported & (monitors.continuousEnabledThisCycle?.() ?? 0xff)
  const others = monitors.othersSupported & (monitors.othersEnabledThisCycle?.() ?? 0xff)
  return Uint8Array.of(
    0,
    continuousByte(monitors, continuous, monitors.continuousIncompleteThisCycle()),
    others,
    monitors.othersIncompleteThisCycle() & others,
  )
}

/** Low nibble: which there are; high nibble: which of them have yet to run. */
function continuousByte({ isCompressionIgnition }: ReadinessMonitors, there: number, incomplete: number): number {
  const supported = there & 0x07
  return ((incomplete & supported) << 4) | (isCompressionIgnition ? COMPRESSION_IGNITION : 0) | supported
}

/** The monitors that mode 06 tells of. */
export function monitorIdentifiers({ monitorResults = [] }: ObdEcu): number[] {
  return [...new Set(monitorResults.map(({ monitorId }) => monitorId))]
}

/** Of each test of a monitor eight bytes: test, scaling, value and two limits. Empty: there is no such monitor. */
export function monitorTests({ monitorResults = [] }: ObdEcu, monitorId: number): Uint8Array[] {
  return monitorResults.filter((test) => test.monitorId === monitorId).map(encodeTest)
}

function encodeTest({ testId, unitAndScalingId, result }: MonitorTest): Uint8Array {
  const scaling = UNIT_AND_SCALING.get(unitAndScalingId)
  assert(scaling !== undefined, `there is no unit and scaling 0x${unitAndScalingId.toString(16)}`)
  const bytes = new Uint8Array(8)
  bytes[0] = testId
  bytes[1] = unitAndScalingId
  const found = result()
  if (found === undefined) return bytes
  const { value, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = found
  // What is beyond the range is told as its end: so is a limit that does not exist.
  ;[value, min, max].forEach((each, i) => {
    encodeScaled(each, scaling, bytes, 2 + 2 * i, 2)
  })
  return bytes
}

/** The info types that this unit answers, bitmaps apart. */
export function infoTypes(ecu: ObdEcu): number[] {
  return Object.values(INFO_TYPE).filter((infoType) => infoItems(ecu, infoType).length > 0)
}

/** Empty when the unit has nothing of the kind. */
export function infoItems(ecu: ObdEcu, infoType: number): Uint8Array[] {
  switch (infoType) {
    case INFO_TYPE.vin:
      return texts(infoType, ecu.vin)
    case INFO_TYPE.calibrationId:
      return texts(infoType, ...(ecu.calibrationIds ?? []))
    case INFO_TYPE.calibrationVerificationNumber:
      return (ecu.calibrationVerificationNumbers ?? []).map(numberBytes)
    case INFO_TYPE.ecuName:
      return texts(infoType, ecu.ecuName)
    case INFO_TYPE.inUsePerformanceSpark:
      return ecu.inUsePerformance?.isCompressionIgnition === false ? inUseCounts(ecu.inUsePerformance) : []
    case INFO_TYPE.inUsePerformanceCompression:
      return ecu.inUsePerformance?.isCompressionIgnition === true ? inUseCounts(ecu.inUsePerformance) : []
    case INFO_TYPE.engineSerialNumber:
      return texts(infoType, ecu.engineSerialNumber)
    case INFO_TYPE.exhaustRegulationNumber:
      return texts(infoType, ecu.exhaustRegulationNumber)
    case INFO_TYPE.fueledEngineCycles:
      return counts(ecu.fueledEngineCycles?.())
    case INFO_TYPE.evaporativeMonitorDistance:
      return counts(ecu.kmSinceEvaporativeDecision?.())
    default:
      return []
  }
}

function inUseCounts({ isCompressionIgnition, itemCount, count }: InUsePerformance): Uint8Array[] {
  const allowed = isCompressionIgnition ? IN_USE_COUNTS_COMPRESSION : IN_USE_COUNTS_SPARK
  assert(allowed.includes(itemCount), `in-use performance has ${allowed.join(' or ')} counters, not ${itemCount}`)
  const counters = isCompressionIgnition ? IN_USE_COMPRESSION : IN_USE_SPARK
  return counters.slice(0, itemCount).flatMap((counter) => counts(count(counter)))
}

function texts(infoType: keyof typeof INFO_BYTE_LENGTH, ...list: readonly (string | undefined)[]): Uint8Array[] {
  return list.flatMap((text) => (text === undefined ? [] : [encodeText(text, INFO_BYTE_LENGTH[infoType])]))
}

const COUNT = { scale: 1, offset: 0, isSigned: false }

/** A begun kilometre is none yet. */
function counts(count: number | undefined): Uint8Array[] {
  return count === undefined ? [] : [encodeScaled(Math.floor(count), COUNT, new Uint8Array(2))]
}

function numberBytes(number: number): Uint8Array {
  return Uint8Array.of(number >>> 24, (number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff)
}
