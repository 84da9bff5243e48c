/**
 * Work that takes its turn: whatever is asked for while something is under way waits for it, in the order asked.
 *
 * Two requests of a browser may overtake each other on their way; a person's hands do not. What fails ends its own turn
 * only.
 */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

export function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(work, work)
    last = turn
    return turn
  }
}
