/** What a monitor of a control unit tells its trouble-code engine: each look either fails or passes. */
export type Monitor = { report(isFailing: boolean): void }
