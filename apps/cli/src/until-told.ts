/** Waits for the word to stop: Ctrl-C, or what a supervisor or another program sends. */
export function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => resolve()
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
    process.once('SIGHUP', stop)
  })
}
