/**
 * What leaves the cars and the evidence as files: DBC and PDX of each, and the trace of a drive with a DoIP tool at it as candump,
 * ASC, pcapng and the evidence itself (MCAP). Python tools and tshark read them; here is how they are made, and what tshark must count.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEvidenceLog, createTraceExport, plugNoted, readEvidence, TRACE_FORMATS } from '@luban/lab'
import { decodeDbc } from '@luban/protocols/dbc/decode'
import { encodeDoip } from '@luban/protocols/doip/message'
import { hex } from '@luban/stdx'
import { CARS, createCar, pdxOf } from '@luban/vehicle'
import type { Report } from './report.ts'

const MODEL = 'byd-atto-3'
const TESTER = 0x0e00
const BMS = 0x1007
const REQUESTS = ['22F190', '190209', '3E00', '22F188']

export type ExportedFiles = {
  readonly dbc: string
  readonly asc: string
  readonly candump: string
  readonly pcapng: string
  /** The evidence itself. */
  readonly mcap: string
  /** In it, by kind. */
  readonly recordCounts: Readonly<Record<string, number>>
  /** In the trace. */
  readonly frameCount: number
}

export function writeExports(folder: string): ExportedFiles {
  for (const [id, { model, dbc = '' }] of Object.entries(CARS)) {
    writeFileSync(join(folder, `${id}.pdx`), pdxOf(model))
    writeFileSync(join(folder, `${id}.dbc`), dbc)
  }
  const dbc = join(folder, `${MODEL}.dbc`)
  const evidence = recordDrive()
  const { records } = readEvidence(evidence)
  const mcap = join(folder, 'drive.mcap')
  writeFileSync(mcap, evidence)
  const recordCounts: Record<string, number> = {}
  for (const { kind } of records) recordCounts[kind] = (recordCounts[kind] ?? 0) + 1
  for (const format of TRACE_FORMATS) {
    const file = createTraceExport(format)
    writeFileSync(join(folder, `drive.${format}`), Buffer.concat([file.part(records), file.end()]))
  }
  const [candump, asc, pcapng] = TRACE_FORMATS.map((format) => join(folder, `drive.${format}`))
  return {
    dbc,
    candump,
    asc,
    pcapng,
    mcap,
    recordCounts,
    frameCount: records.filter(({ kind }) => kind === 'frame').length,
  }
}

/** A car that starts and drives off while a tool asks over DoIP, as evidence. */
function recordDrive(): Uint8Array {
  const parts: Uint8Array[] = []
  const log = createEvidenceLog({ write: (bytes) => void parts.push(bytes.slice()) })
  const car = createCar(MODEL, { seed: 3 })
  const nowMs = () => car.tick * car.model.stepMs
  const times = () => ({ tick: car.tick, stationMs: nowMs(), wallMs: nowMs() })
  const run = (seconds: number) => {
    for (let step = 0; step < seconds * 100; step++) {
      car.step()
      car.service(nowMs())
    }
  }
  log.record({
    ...{ kind: 'opened', ...times(), attempt: 'interop', exercise: 'drive', exerciseVersion: 1, mode: 'practice' },
    ...{ model: MODEL, stepMs: car.model.stepMs, seed: 3, startedAtMs: Date.UTC(2026, 10, 22, 13), versions: {} },
  })
  car.bus.record((frame, sender) => log.frame(times(), sender, frame))
  car.act({ kind: 'power', to: 'on' })
  run(2)
  car.act({ kind: 'start' })
  run(4)
  car.act({ kind: 'selector', to: 'D' })
  car.act({ kind: 'pedal', accelerator: 0.4, brake: 0 })
  const tool = plugNoted({
    side: { send() {}, close() {} },
    nowMs: nowMs(),
    plug: (side, atMs) => car.connectDoip(side, atMs),
    note: (event, data) => log.doorTraffic(times(), { door: 'doip', connection: 0, event, data }),
  })
  tool.receive(encodeDoip({ kind: 'routingActivationRequest', sourceAddress: TESTER, activationType: 0 }), nowMs())
  for (const request of REQUESTS.map(hex)) {
    const message = { kind: 'diagnosticMessage', sourceAddress: TESTER, targetAddress: BMS, data: request } as const
    tool.receive(encodeDoip(message), nowMs())
    run(0.5)
    tool.service(nowMs())
  }
  tool.close()
  run(3)
  log.seal({ ...times(), reason: 'cancelled', truth: [] })
  return Buffer.concat(parts)
}

/** For the tools that open each car: how many units and frames its files must tell. */
export const carCounts = (): string[] =>
  Object.entries(CARS).map(([id, { model, dbc = '' }]) => {
    const { messages } = decodeDbc(dbc).database
    return `${id}:${model.ecus.length}:${messages.length}`
  })

/** Each question and each answer is a UDS message; tshark must find them all, and nothing odd in the packets around them. */
export function checkPcapng({ pcapng, frameCount }: ExportedFiles, report: Report): void {
  const count = (filter: string) => {
    const checks = ['-o', 'ip.check_checksum:TRUE', '-o', 'tcp.check_checksum:TRUE']
    const done = spawnSync('tshark', ['-r', pcapng, ...checks, '-Y', filter], { encoding: 'utf8' })
    if (done.status !== 0) throw new Error(`tshark failed: ${done.stderr}`)
    return done.stdout.split('\n').filter((line) => line.trim() !== '').length
  }
  const judge = (name: string, filter: string, expected: number) => {
    const found = count(filter)
    if (found === expected) report.passed(`tshark reads the exported trace: ${name}`)
    else report.failed(`tshark reads the exported trace: ${name}`, `${found}, not ${expected}`)
  }
  judge(`as many CAN frames as were recorded (${frameCount})`, 'can', frameCount)
  judge('one TCP connection that opens and closes', 'tcp.flags.syn == 1 || tcp.flags.fin == 1', 4)
  judge('the UDS messages of the DoIP tool, both ways', 'uds && doip', 2 * REQUESTS.length)
  const odd = '_ws.malformed || tcp.analysis.flags || ip.checksum.status == 0 || tcp.checksum.status == 0'
  judge('no packet that is malformed, out of order or wrong in its checksum', odd, 0)
}
