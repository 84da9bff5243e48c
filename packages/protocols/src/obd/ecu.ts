/**
 * What a control unit must offer to answer the legislated on-board diagnostics. SAE J1979 (ISO 15031-5).
 * Data and callbacks only; messages belong to ./session.ts, encodings to ./tables.ts.
 */

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
}

export type FreezeFrame = { readonly code: number; readonly values: ReadonlyMap<number, ParameterValue> }

export type ObdEcu = {
  /**
   * Mode 01, by parameter identifier. The support bitmaps (00, 20, … E0) are made from the keys; 01 and 41 are made
   * from `dtcs` and `monitors`.
   */
  readonly parameters: ReadonlyMap<number, () => ParameterValue>
  readonly dtcs: ObdDtcs
  readonly monitors: ReadinessMonitors
  /** Mode 04 is refused with conditionsNotCorrect unless this is true (ignition on, engine or motor at rest). */
  mayClear(): boolean
  /** Mode 09. Undefined: the info type is not supported. */
  readonly vin?: string
  readonly calibrationIds?: readonly string[]
  /** One for each calibration identifier, in the same order. */
  readonly calibrationVerificationNumbers?: readonly number[]
  /** Up to 20 characters: "BECM-BatteryControl". */
  readonly ecuName?: string
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
}
