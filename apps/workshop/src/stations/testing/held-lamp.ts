/**
 * The lamp, whose thread dies on `dieHeld` and whose station then does not come back before the file that the exercise's
 * setting `hold` names is gone: for tests of what happens meanwhile.
 */
import { existsSync, writeFileSync } from 'node:fs'
import type { OpenWorld } from '../world.ts'
import { openWorld as openLamp } from './lamp-world.ts'

const LOOK_MS = 5

export const openWorld: OpenWorld = (modelId, start) => {
  const lamp = openLamp(modelId, start)
  const hold = String(start.settings.hold)
  const waiting = new Int32Array(new SharedArrayBuffer(4))
  const act: typeof lamp.act = (action) => {
    if ((action as { kind: string }).kind !== 'dieHeld') return lamp.act(action)
    writeFileSync(hold, '')
    process.exit(3)
  }
  const step = () => {
    while (existsSync(hold)) Atomics.wait(waiting, 0, 0, LOOK_MS)
    lamp.step()
  }
  // The getters of the lamp stay what they are.
  return Object.create(lamp, { act: { value: act }, step: { value: step } })
}
