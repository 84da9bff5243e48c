/**
 * What a control unit must offer to answer the legislated on-board diagnostics. SAE J1979 (ISO 15031-5).
 * Data and callbacks only; messages belong to ./session.ts, encodings to ./tables.ts.
 */
import type { Nrc } from '../uds/tables.ts'
import type { InUseCounter } from './tables.ts'

/**
 * What a parameter holds: its value in the unit of ./tables.ts, several in the order of that table, or bytes as they go
 * out. A value beyond its range is sent as the end of the range.
 */
export type ParameterValue = number | readonly number[] | Uint8Array

/** Trouble codes as J1979 counts them: the upper 16 bits of the 24. */
export type ObdDtcs = {
  confirmed(): readonly number[]
  pending(): readonly number[]
  permanent(): readonly number[]
  readonly isMilOn: boolean
  /** What was stored with the code that lit the lamp; undefined when no code did. */
  freezeFrame(): FreezeFrame | undefined
  clear(): void
  /** Absent: the parameters 21, 30, 31, 4D and 4E are not supported. */
  readonly history?: ObdHistory
}

/** What a control unit counts about its own codes; the parameters named are made from it. */
export type ObdHistory = {
  /** 30 */
  readonly warmUpsSinceClear: number
  /** 31 */
  readonly kmSinceClear: number
  /** 4E: minutes with the engine running, or the car ready. */
  readonly minutesSinceClear: number
  /** 21 */
  readonly kmWithMil: number
  /** 4D */
  readonly minutesWithMil: number
}

export type FreezeFrame = { readonly code: number; readonly values: ReadonlyMap<number, ParameterValue> }

export type ObdEcu = {
  /**
   * Mode 01, by parameter identifier. The support bitmaps (00, 20, … E0) are made from the keys; 01 and 41 are made
   * from `dtcs` and `monitors`; 21, 30, 31, 4D and 4E from `dtcs.history`, unless they are given here.
   */
  readonly parameters: ReadonlyMap<number, () => ParameterValue>
  readonly dtcs: ObdDtcs
  readonly monitors: ReadinessMonitors
  /** Mode 04 is refused with conditionsNotCorrect unless this is true (ignition on, engine or motor at rest). */
  mayClear(): boolean
  /** Mode 06. Absent or empty: not supported. Tests of one monitor are told in this order. */
  readonly monitorResults?: readonly MonitorTest[]
  /** Mode 08, by test identifier. Absent or empty: not supported. */
  readonly controls?: ReadonlyMap<number, SystemControl>
  /** Mode 09. Undefined: the info type is not supported. */
  readonly vin?: string
  readonly calibrationIds?: readonly string[]
  /** One for each calibration identifier, in the same order. */
  readonly calibrationVerificationNumbers?: readonly number[]
  /** Up to 20 characters: "BECM-BatteryControl". */
  readonly ecuName?: string
  readonly inUsePerformance?: InUsePerformance
  /** Up to 17 characters each. */
  readonly engineSerialNumber?: string
  readonly exhaustRegulationNumber?: string
  /** Ignition cycles in which the engine burned fuel: only a hybrid's differ from all cycles. */
  fueledEngineCycles?(): number
  /** Distance since the evaporative monitor last decided. */
  kmSinceEvaporativeDecision?(): number
}

/** One test of one monitor. */
export type MonitorTest = {
  /** OBDMID and TID, see ./monitor-tables.ts. */
  readonly monitorId: number
  readonly testId: number
  /** UASID: the unit and scale of value and limits. */
  readonly unitAndScalingId: number
  /** Undefined: the test has not run to its end since the last clear; value and limits are then told as 0. */
  result(): MonitorResult | undefined
}

/** In the unit of the test. A limit that does not exist is told as the end of the range. */
export type MonitorResult = { readonly value: number; readonly min?: number; readonly max?: number }

/** A system or test under the tester's hand: takes up to five data bytes, and answers up to five, or why not. */
export type SystemControl = { run(data: Uint8Array): Uint8Array | Nrc }

/** Info type 08 or 0B: how often each monitor could run, and did. */
export type InUsePerformance = {
  readonly isCompressionIgnition: boolean
  /** How many of the standard's counters are told: 16, 20 or 28 with spark, 16 or 18 with compression ignition. */
  readonly itemCount: number
  /** 0 to 65535; 0 for a monitor that the car has not. */
  count(counter: InUseCounter): number
}

/**
 * Monitors in the bit order of PID 01: continuous ones (misfire, fuel system, comprehensive components) are bits 0-2,
 * the eight others bits 0-7. After a clear each is incomplete until it has run.
 */
export type ReadinessMonitors = {
  readonly isCompressionIgnition: boolean
  readonly continuousSupported: number
  readonly othersSupported: number
  continuousIncomplete(): number
  othersIncomplete(): number
  /** The same for this driving cycle alone, for PID 41. */
  continuousIncompleteThisCycle(): number
  othersIncompleteThisCycle(): number
  /** Which may still run in this driving cycle; absent: all that are supported. */
  continuousEnabledThisCycle?(): number
  othersEnabledThisCycle?(): number
}
