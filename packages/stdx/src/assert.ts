/** Assertions state what our own code promises; a failed one is our bug, never the caller's data. */

export class AssertionError extends Error {
  override name = 'AssertionError'
}

export function assert(condition: unknown, promise = 'a promise of our own code was broken'): asserts condition {
  if (!condition) throw new AssertionError(promise)
}
