/** An output stage of a control unit: it knows what it drives, not what becomes of it. */
export type Switch = {
  set(isOn: boolean): void
  /** As it was last set. */
  readonly isOn: boolean
}
