/** `luban replay` with an exercise that is in no content: what it began with stands in its sealed evidence. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createEvidenceLog } from '@luban/lab'
import { createCar } from '@luban/vehicle'
import { luban } from '../testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'luban-replay-'))
after(() => rmSync(folder, { recursive: true }))

const MODEL = 'byd-atto-3'
const SEED = 7
const SETTINGS = { startSocPercent: 31, ambientDegC: -5 }
const STEPS = 300

/** An attempt at a composed exercise: the car is switched on and left alone. */
function attempt(isWithStart: boolean): string {
  const parts: Uint8Array[] = []
  const log = createEvidenceLog({ write: (part) => void parts.push(part.slice()) })
  const car = createCar(MODEL, { seed: SEED, faults: [], settings: SETTINGS })
  const times = () => ({ tick: car.tick, stationMs: car.tick * 10, wallMs: car.tick * 10 })
  const versions = { luban: '0.1.0' }
  const of = { attempt: 'a', exercise: 'composed-0123456789ab', exerciseVersion: 1, mode: 'practice' as const }
  log.record({ kind: 'opened', ...times(), ...of, model: MODEL, stepMs: 10, seed: SEED, startedAtMs: 0, versions })
  log.record({ kind: 'pace', ...times(), pace: 1 })
  car.bus.record((frame, sender) => void log.frame(times(), sender, frame))
  const action = { kind: 'power', to: 'on' } as const
  log.record({ kind: 'action', ...times(), by: 'ana', action, outcome: car.act(action) as { kind: 'done' } })
  for (let i = 0; i < STEPS; i++) car.step()
  const end = { ...times(), reason: 'cancelledByTrainee', stateHash: car.stateHash(), truth: [] }
  log.seal(isWithStart ? { ...end, start: SETTINGS } : end)
  const path = join(folder, `${isWithStart}.mcap`)
  writeFileSync(path, Buffer.concat(parts))
  return path
}

test('an attempt at a composed exercise is done again with the settings that it began with', async () => {
  const { out, code } = await luban(['replay', attempt(true)])
  assert.match(out, /the same, bit for bit/)
  assert.equal(code, 0)
})

test('without them the exercise is asked for by its name', async () => {
  const { out, code } = await luban(['replay', attempt(false)])
  assert.match(out, /The exercise composed-0123456789ab is not in/)
  assert.equal(code, 1)
})
