/** What is asked of a scope, and what it shows: plain data, which a car offers without its network. */

export type ScopeChannel = { readonly red: string; readonly black: string }

export type ScopeTrigger = {
  /** Which of the channels, from 0. */
  readonly channel: number
  readonly edge: 'rising' | 'falling'
  readonly volts: number
  readonly mode: 'auto' | 'normal'
}

export type ScopeSettings = {
  /** One or two. */
  readonly channels: readonly ScopeChannel[]
  readonly secondsPerDivision: number
  readonly trigger: ScopeTrigger
}

export type ScopeTrace = {
  readonly isTriggered: boolean
  /** Of the first point; the edge is at 0. */
  readonly startS: number
  readonly pointS: number
  readonly channels: readonly ChannelTrace[]
}

/** Where there are more samples than points, a pair of points is the least and the greatest of its samples. */
export type ChannelTrace = {
  readonly volts: readonly number[]
  /** Of all samples that are shown. */
  readonly voltsMin: number
  readonly voltsMax: number
  readonly voltsMean: number
}

export type Capture = {
  /** Solves so many steps, fewer at its end; true when it is done. */
  advance(steps: number): boolean
  /** Once it is done. */
  trace(): ScopeTrace
  /** Nodes and steps, for the bench. */
  readonly size: number
  readonly stepCount: number
}
