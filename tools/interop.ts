/**
 * `npm run interop`: clients and suites that nobody here wrote, run against the car. Each diagnoses the planted fault
 * through its own code. One line a check, "N passed, N failed" at the end; the exit code is 1 when one has failed.
 *
 * What it needs beyond npm it installs: Debian packages when root, Python packages in an environment of its own.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './debian.ts'
import { checkCapture, discover } from './interop/capture.ts'
import { type Address, type RunningCar, startCar } from './interop/car.ts'
import { checkDrivenCars } from './interop/driven.ts'
import { carCounts, checkPcapng, writeExports } from './interop/exports.ts'
import { checkForeignAdapter } from './interop/foreign-adapter.ts'
import { checkForeignRealCar } from './interop/foreign-real-car.ts'
import { ensureCaringCaribou, ensureVenv, fetchObdSource, SYSTEM_PYTHON } from './interop/python.ts'
import { createReport, type Report, runClient } from './interop/report.ts'

const CLIENTS = fileURLToPath(new URL('./interop/', import.meta.url))

/** What a tester must find and may measure, unit by unit: stated here once more, not taken from the car. */
type Planted = {
  readonly id: string
  readonly codes: readonly string[]
  /** UNIT:DID:MIN:MAX in the units of the wire. */
  readonly proofs: readonly string[]
}
const FAULTS: readonly Planted[] = [
  // Precharge lasted longer than a second, and the bus stayed below 60 V.
  {
    id: 'ev-03-precharge-open',
    codes: ['bms:P0C78', 'drive:P1A34'],
    proofs: ['bms:2006:1000:65535', 'drive:010C:0:600'],
  },
  // Nothing comes back through the interlock loop.
  { id: 'ev-01-interlock-open', codes: ['bms:P0A0A'], proofs: ['bms:2003:0:100'] },
  { id: 'ev-05-cell-resistance', codes: ['bms:P0A7F'], proofs: [] },
  // The DC/DC converter gives no current.
  { id: 'ev-13-dcdc-failed', codes: ['drive:P0A94', 'drive:P0A8D'], proofs: ['drive:0108:0:1'] },
  // No fault: the battery is full and takes hardly any charge.
  { id: 'ev-18-full-battery', codes: [], proofs: ['bms:0005:97:100', 'bms:000A:0:100'] },
]

const report = createReport()
ensureInstalled([
  { package: 'python3-venv', provides: '/usr/share/doc/python3-venv' },
  { package: 'python3-scapy', provides: '/usr/lib/python3/dist-packages/scapy' },
  { package: 'tshark', provides: '/usr/bin/tshark' },
])
const python = ensureVenv()
for (const fault of FAULTS) {
  console.log(`\n${fault.id}`)
  try {
    const car = await startCar(fault.id)
    try {
      await diagnose(car, fault)
      if (fault === FAULTS[0]) {
        await runSuites(car)
        await readExports(car, fault)
      }
      await clear(car, fault)
    } finally {
      await car.stop()
    }
  } catch (error) {
    report.failed(`the car with ${fault.id} runs`, error instanceof Error ? error.message : String(error))
  }
}
for (const host of ['127.0.0.1', '::1']) await reachOtherwise(host, [])
await reachOtherwise('127.0.0.1', ['--requires-tls'])
await askBy29Bits(FAULTS[0])
await scanCar(FAULTS[0])
await checkDrivenCars((name, args) => runScript(name, python, args), report)
console.log('\nAn adapter as if at a real car')
const emulator = join(dirname(python), 'elm')
await checkForeignAdapter(emulator, report)
console.log('\nA workshop whose real car nobody here wrote')
await checkForeignRealCar(emulator, report)
process.exitCode = report.end() ? 0 : 1

async function diagnose({ elm327, doip, socketcand, slcan, sovd }: RunningCar, { codes }: Planted): Promise<void> {
  const vin = await discover(doip)
  // The on-board diagnostics of the law do not name the unit.
  const obdCodes = codes.map((code) => code.split(':')[1]).join(',')
  const port = `socket://${elm327.host}:${elm327.port}`
  const driveCodes = codes.filter((code) => code.startsWith('drive:')).length
  const found = ['--codes', obdCodes, '--drive-codes', `${driveCodes}`]
  await runScript('python-OBD', python, ['python_obd.py', '--port', port, '--vin', vin, ...found])
  await runScript('scapy', SYSTEM_PYTHON, ['scapy_doip.py', ...doipArguments(doip, vin, codes)])
  const canDoors = Object.entries({ socketcand, slcan }).flatMap(([kind, at]) => [`--${kind}`, `${at.host}:${at.port}`])
  const onCan = [...canDoors, '--vin', vin, '--codes', codes.join(',')]
  await runScript('udsoncan over python-can', python, ['uds_over_can.py', ...onCan])
  const byWeb = ['--sovd', `${sovd.host}:${sovd.port}`, '--vin', vin, '--codes', codes.join(',')]
  await runScript('requests', python, ['sovd_rest.py', ...byWeb])
}

/** What does not depend on the fault. */
async function runSuites({ elm327, doip }: RunningCar): Promise<void> {
  await runObdSuite(`socket://${elm327.host}:${elm327.port}`, report)
  await checkCapture(doip, report)
}

/** Files for other people's tools, read by them; what the PDX file says, asked of the running car. */
async function readExports({ doip: { host, port } }: RunningCar, { codes }: Planted): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'luban-exports-'))
  try {
    const files = writeExports(folder)
    const { pdx, dbc, asc, candump, frameCount } = files
    const at = ['--host', host, '--port', `${port}`, '--codes', codes.join(',')]
    await runScript('odxtools', python, ['odx_export.py', '--pdx', pdx, ...at])
    const traces = ['--dbc', dbc, '--asc', asc, '--candump', candump, '--frames', `${frameCount}`]
    await runScript('cantools', python, ['exported_trace.py', ...traces])
    const counts = Object.entries(files.recordCounts).map(([kind, count]) => `${kind}:${count}`)
    await runScript('mcap', python, ['evidence_file.py', '--mcap', files.mcap, '--asc', asc, ...counts])
    await runScript('odxtools, cantools', python, ['exported_cars.py', '--folder', folder, ...carCounts()])
    checkPcapng(files, report)
  } catch (error) {
    report.failed('what leaves the car can be read', error instanceof Error ? error.message : String(error))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** udsoncan comes last, since it clears the codes. */
async function clear({ doip }: RunningCar, { codes, proofs }: Planted): Promise<void> {
  const common = doipArguments(doip, await discover(doip), codes)
  await runScript('udsoncan', python, ['uds_over_doip.py', ...common, '--proofs', proofs.join(',')])
}

/** A car of their own for the scanners: they try everything, clearing included. */
async function scanCar({ id }: Planted): Promise<void> {
  console.log('\nScanners')
  try {
    const car = await startCar(id)
    try {
      const { doip, socketcand } = car
      const places = [
        '--host',
        doip.host,
        '--port',
        `${doip.port}`,
        '--socketcand',
        `${socketcand.host}:${socketcand.port}`,
      ]
      const caribou = ensureCaringCaribou(python)
      if (caribou === undefined) reportNoCaringCaribou()
      const programs = ['--gallia', join(dirname(python), 'gallia'), ...(caribou ? ['--caring-caribou', caribou] : [])]
      const known = ['--vin', await discover(doip), ...programs]
      await runScript('gallia and CaringCaribou', python, ['scanners.py', ...places, ...known])
    } finally {
      await car.stop()
    }
  } catch (error) {
    report.failed('the scanned car runs', error instanceof Error ? error.message : String(error))
  }
}

/** No index of packages has it, so a machine without the wide net may be unable to have it; who names a source must mean it. */
function reportNoCaringCaribou(): void {
  const [name, named] = ['CaringCaribou', process.env.LUBAN_CARINGCARIBOU]
  const remedy = 'set LUBAN_CARINGCARIBOU to the folder or the archive of its source'
  if (named !== undefined) report.failed(name, `pip cannot install it from LUBAN_CARINGCARIBOU, ${named}`)
  else report.skipped(name, `no package index has it, and where its authors publish it is out of reach; ${remedy}`)
}

/** The same car through TLS, in DoIP's newer version and over IPv6: ways that do not depend on the fault. */
async function reachOtherwise(host: string, more: readonly string[]): Promise<void> {
  const [{ id, codes }] = FAULTS
  console.log(`\nDoIP through TLS at ${[host, ...more].join(' ')}`)
  const isHere = Object.values(networkInterfaces()).some((cards) => cards?.some(({ address }) => address === host))
  if (!isHere) {
    report.skipped(`the car at ${host}`, 'this machine has no such address')
    return
  }
  try {
    const car = await startCar(id, host, more)
    try {
      const { doip, doipTls } = car
      const places = ['--host', doip.host, '--port', `${doip.port}`, '--tls-port', `${doipTls.port}`]
      const known = ['--vin', await discover(doip), '--codes', codes.join(','), '--certificate', doipTls.certificate]
      await runScript('udsoncan through TLS', python, ['doip_tls.py', ...places, ...known, ...more])
    } finally {
      await car.stop()
    }
  } catch (error) {
    report.failed(`the car at ${host} runs`, error instanceof Error ? error.message : String(error))
  }
}

/** A car whose legislated diagnostics have identifiers of 29 bits. */
async function askBy29Bits({ id, codes }: Planted): Promise<void> {
  console.log('\nOBD with 29 bits')
  try {
    const car = await startCar(id, '127.0.0.1', ['--obd-29-bits'])
    try {
      const { elm327, doip } = car
      const known = ['--vin', await discover(doip), '--codes', codes.map((code) => code.split(':')[1]).join(',')]
      const port = `socket://${elm327.host}:${elm327.port}`
      await runScript('python-OBD with 29 bits', python, ['python_obd_29.py', '--port', port, ...known])
    } finally {
      await car.stop()
    }
  } catch (error) {
    report.failed('the car with 29 bits runs', error instanceof Error ? error.message : String(error))
  }
}

function doipArguments({ host, port }: Address, vin: string, codes: readonly string[]): string[] {
  return ['--host', host, '--port', `${port}`, '--udp-port', `${port}`, '--vin', vin, '--codes', codes.join(',')]
}

function runScript(name: string, command: string, args: readonly string[]): Promise<void> {
  return runClient({ name, command, args: ['-B', ...args], cwd: CLIENTS }, report)
}

/** python-OBD's own end-to-end tests, from the source that its authors published. */
async function runObdSuite(port: string, to: Report): Promise<void> {
  const source = fetchObdSource(python)
  if (source === undefined) {
    const remedy = 'let pip download the source of obd from the Python index, as requirements.txt pins it'
    to.missing("python-OBD's own end-to-end tests", 'its published source could not be had', remedy)
    return
  }
  const args = ['-B', '-m', 'pytest', '-q', '-rA', '-p', 'no:cacheprovider', '-p', 'obdsim_port', `--port=${port}`]
  const pythonPath = { ...process.env, PYTHONPATH: CLIENTS }
  await runClient(
    {
      name: "python-OBD's own tests",
      command: python,
      args: [...args, `${source}/tests/test_obdsim.py`],
      env: pythonPath,
    },
    to,
    (line, each) => {
      const verdict = /^(PASSED|FAILED|ERROR) \S*::(\S+)(?: - (.*))?$/.exec(line)
      if (verdict === null) return false
      const name = `python-OBD's own ${verdict[2]}`
      if (verdict[1] === 'PASSED') each.passed(name)
      else each.failed(name, verdict[3] ?? verdict[1])
      return true
    },
  )
}
