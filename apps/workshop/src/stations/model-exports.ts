/** What of a station's model tools of other people open: a world offers it, the routes of cars hand it out. */

export type ModelExports = {
  /** A DBC file: the frames that its control units send unasked. Undefined when none are described. */
  readonly dbc: string | undefined
  /** A PDX file: its diagnosis. */
  readonly pdx: Uint8Array
}

/** Undefined: there is no such model. */
export type FindModelExports = (modelId: string) => ModelExports | undefined

declare module '../context.ts' {
  interface Services {
    readonly findModelExports: FindModelExports
  }
}
