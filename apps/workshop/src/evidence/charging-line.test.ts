/** The line between a car and its DC station as a second channel of the evidence: written, read, done again bit for bit. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEvidenceLog, type EvidenceRecord, readEvidence, replay } from '@luban/lab'
import { codeOf } from '@luban/protocols/gbt27930/trial-charge'
import { openWorld } from '../stations/vehicle.ts'
import { secondBusOf } from '../stations/world.ts'

const START = { seed: 11, faults: [], settings: { startSocPercent: 40, ambientDegC: 23 } } as const
const STEP_MS = 10
/** Both sides have said who they are and what they can, and the current flows. */
const STEPS = 2500

/** A car that is plugged in, as its host would record it. */
function charge(): readonly EvidenceRecord[] {
  const parts: Uint8Array[] = []
  const log = createEvidenceLog({ write: (bytes) => void parts.push(bytes.slice()) })
  const world = openWorld('byd-atto-3', START)
  const times = () => ({ tick: world.tick, stationMs: world.tick * STEP_MS, wallMs: world.tick * STEP_MS })
  log.record({
    ...{ kind: 'opened', attempt: 'a', exercise: 'e', exerciseVersion: 1, mode: 'practice', model: 'byd-atto-3' },
    ...{ stepMs: STEP_MS, seed: START.seed, startedAtMs: 0, versions: {}, canChannels: 2, ...times() },
  })
  world.bus.record((frame, sender) => void log.frame(times(), sender, frame))
  world.chargingBus?.record((frame, sender) => void log.frame(times(), sender, frame, 1))
  for (const action of [
    { kind: 'gloves', on: true },
    { kind: 'charger', plugged: true, type: 'dc' },
  ]) {
    const outcome = world.act(action as never)
    log.record({ kind: 'action', by: 'ana', action, outcome: outcome as { kind: 'done' }, ...times() })
  }
  for (let i = 1; i <= STEPS; i++) {
    world.step()
    world.service(world.tick * STEP_MS)
    if (i % 100 === 0) log.record({ kind: 'view', view: {}, stateHash: world.stateHash(), ...times() })
  }
  log.seal({ ...times(), reason: 'cancelledByTrainee', stateHash: world.stateHash(), truth: [] })
  return readEvidence(new Uint8Array(Buffer.concat(parts))).records
}

const records = charge()

function doAgain(given: readonly EvidenceRecord[]) {
  const world = openWorld('byd-atto-3', START)
  const senders = new Set(world.model.ecus.map(({ id }) => id))
  const secondBus = secondBusOf(world)
  assert(secondBus !== undefined)
  return replay({ station: world as never, bus: world.bus, senders, secondBus, connectDoip: world.connectDoip }, given)
}

const isOfLine = (record: EvidenceRecord) => record.kind === 'frame' && record.channel === 1

test('the whole talk of GB/T 27930 is in the evidence, from both sides, and the same again when it is done again', () => {
  const said = new Set(
    records.flatMap((record) =>
      record.kind === 'frame' && record.channel === 1
        ? [`${record.sender} ${codeOf({ ...record, data: Buffer.from(record.data, 'hex') } as never)}`]
        : [],
    ),
  )
  for (const message of ['charger CHM', 'bms BHM', 'charger CRM', 'bms BCL', 'charger CCS']) {
    assert(said.has(message), `${message} of ${[...said]}`)
  }
  const result = doAgain(records)
  assert.equal(result.difference, undefined)
  assert(result.comparedCount > records.filter(isOfLine).length)
})

test('a frame of that line that was changed afterwards is found', () => {
  const at = records.findIndex(isOfLine)
  const changed = records.map((record, i) => (i === at ? ({ ...record, data: '00' } as EvidenceRecord) : record))
  assert.deepEqual([doAgain(changed).difference?.what, doAgain(changed).difference?.index], ['sent', at])
})

test('evidence of before the line was kept is still the same when it is done again', () => {
  const old = records
    .filter((record) => !isOfLine(record))
    .map((record) => (record.kind === 'opened' ? { ...record, canChannels: undefined } : record) as EvidenceRecord)
  assert.equal(doAgain(old).difference, undefined)
})
