/**
 * The text of a DBC file whose identifiers and layouts are our own: who is on the bus, the frames, how often each goes out,
 * and what the numbers of a list mean. A car gives its frames (`BO_` and `SG_`), the rest follows here.
 */

export type OwnDbc = {
  /** As the frames name them. */
  readonly units: readonly string[]
  readonly frames: readonly string[]
  /** By the frame's identifier. */
  readonly periodMs: Readonly<Record<number, number>>
  /** Of a signal that counts through a list: its names from 0. */
  readonly lists?: readonly (readonly [frameId: number, signal: string, names: readonly string[]])[]
}

const COMMENT = 'Frames that a simulated car sends for training. Identifiers and layouts are our own.'

export function ownDbc({ units, frames, periodMs, lists = [] }: OwnDbc): string {
  const periods = Object.entries(periodMs).map(([id, ms]) => `BA_ "GenMsgCycleTime" BO_ ${id} ${ms};\n`)
  const values = lists.map(([id, signal, names]) => {
    const entries = names.map((name, i) => `${i} "${name}" `)
    return `VAL_ ${id} ${signal} ${entries.join('')};\n`
  })
  return `VERSION "1"

NS_ :
	CM_
	BA_DEF_
	BA_
	VAL_
	BA_DEF_DEF_

BS_:

BU_: ${units.join(' ')}

${frames.join('\n')}
CM_ "${COMMENT}";
BA_DEF_ BO_ "GenMsgCycleTime" INT 0 10000;
BA_DEF_ "BusType" STRING ;
BA_DEF_DEF_ "GenMsgCycleTime" 0;
BA_DEF_DEF_ "BusType" "CAN";
BA_ "BusType" "CAN";
${periods.join('')}${values.join('')}`
}
