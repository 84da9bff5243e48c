/**
 * `npm run interop`: clients and suites that nobody here wrote, run against the car. Each diagnoses the planted fault
 * through its own code. One line a check, "N passed, N failed" at the end; the exit code is 1 when one has failed.
 *
 * What it needs beyond npm it installs: Debian packages when root, Python packages in an environment of its own.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CARS, pdxOf } from '@luban/vehicle'
import { ensureInstalled } from './debian.ts'
import { checkCapture, discover } from './interop/capture.ts'
import { type Address, type CarWanted, type RunningCar, startCar } from './interop/car.ts'
import { checkDrivenCars } from './interop/driven.ts'
import { carCounts, checkPcapng, writeExports } from './interop/exports.ts'
import { checkForeignAdapter } from './interop/foreign-adapter.ts'
import { checkForeignRealCar } from './interop/foreign-real-car.ts'
import { ensureCaringCaribou, ensureVenv, fetchObdSource, SYSTEM_PYTHON } from './interop/python.ts'
import { createReport, type Report, runClient } from './interop/report.ts'
import { ATTO, HAVALS, type Planted, type TestedCar } from './interop/tested-cars.ts'

const CLIENTS = fileURLToPath(new URL('./interop/', import.meta.url))

const report = createReport()
ensureInstalled([
  { package: 'python3-venv', provides: '/usr/share/doc/python3-venv' },
  { package: 'python3-scapy', provides: '/usr/lib/python3/dist-packages/scapy' },
  { package: 'tshark', provides: '/usr/bin/tshark' },
])
const python = ensureVenv()
const caribou = ensureCaringCaribou(python)
if (caribou === undefined) reportNoCaringCaribou()
const [FIRST] = ATTO.faults
for (const fault of ATTO.faults) {
  await atCar(fault.id, { model: ATTO.model, fault: fault.id }, async (car) => {
    await diagnose(ATTO, car, fault)
    if (fault === FIRST) {
      await runSuites(car)
      await askByExport(ATTO, car, fault.codes)
      await readExports()
    }
    await clear(car, fault)
  })
}
for (const host of ['127.0.0.1', '::1']) await reachOtherwise(host, [])
await reachOtherwise('127.0.0.1', ['--requires-tls'])
await askBy29Bits()
for (const tested of [ATTO, ...HAVALS]) await askInCanFd(tested)
await atCar('Scanners', { model: ATTO.model, fault: FIRST.id }, (car) => scanCar(ATTO, car))
for (const haval of HAVALS) {
  const { model, name } = haval
  const [{ id: fault, codes }] = haval.faults
  await atCar(`${name} with ${fault}`, { model, fault }, async (car) => {
    await askDirectly(haval, car, codes)
    await askThroughTls(haval, car, codes)
    await checkCapture(haval, car.doip, report)
    await askByExport(haval, car, codes)
    await scanCar(haval, car)
  })
}
await checkDrivenCars((name, args) => runScript(name, python, args), report)
console.log('\nAn adapter as if at a real car')
const emulator = join(dirname(python), 'elm')
await checkForeignAdapter(emulator, report)
console.log('\nA workshop whose real car nobody here wrote')
await checkForeignRealCar(emulator, report)
process.exitCode = report.end() ? 0 : 1

async function diagnose(tested: TestedCar, running: RunningCar, { codes }: Planted): Promise<void> {
  const { elm327, doip } = running
  const vin = await discover(doip)
  // The on-board diagnostics of the law do not name the unit.
  const obdCodes = codes.map((code) => code.split(':')[1]).join(',')
  const port = `socket://${elm327.host}:${elm327.port}`
  const driveCodes = codes.filter((code) => code.startsWith('drive:')).length
  const found = ['--codes', obdCodes, '--drive-codes', `${driveCodes}`]
  await runScript('python-OBD', python, ['python_obd.py', '--port', port, '--vin', vin, ...found])
  await askDirectly(tested, running, codes)
}

/** Not by what the law asks, but unit by unit: through the gateway, on the bus itself, and by the web. */
async function askDirectly(
  { name, units, buses, at, value, datum, routine, isLocked }: TestedCar,
  { doip, socketcand, slcan, sovd }: RunningCar,
  codes: readonly string[],
): Promise<void> {
  const vin = await discover(doip)
  const car = ['--name', name, '--units', units.join(',')]
  const byDoip = ['scapy_doip.py', ...doipArguments(doip, vin, codes), ...car, '--at', at]
  await runScript("Debian's scapy", SYSTEM_PYTHON, byDoip)
  await runScript('scapy', python, byDoip)
  const canDoors = Object.entries({ socketcand, slcan }).flatMap(([kind, at]) => [`--${kind}`, `${at.host}:${at.port}`])
  const onCan = [...canDoors, '--vin', vin, '--codes', codes.join(','), '--buses', buses.join(','), '--value', value]
  await runScript('udsoncan over python-can', python, ['uds_over_can.py', ...onCan, ...car])
  const byWeb = ['--sovd', `${sovd.host}:${sovd.port}`, '--vin', vin, '--codes', codes.join(','), '--datum', datum]
  const ran = [...(routine === undefined ? [] : ['--routine', routine]), ...(isLocked ? ['--locked'] : [])]
  await runScript('requests', python, ['sovd_rest.py', ...byWeb, ...car, ...ran])
}

/** What does not depend on the fault. */
async function runSuites({ elm327, doip }: RunningCar): Promise<void> {
  await runObdSuite(`socket://${elm327.host}:${elm327.port}`, report)
  await checkCapture(ATTO, doip, report)
}

/** Files for other people's tools, read by them. */
async function readExports(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'luban-exports-'))
  try {
    const files = writeExports(folder)
    const { dbc, asc, candump, frameCount } = files
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

/** What the car's PDX file says, asked of the car. */
async function askByExport({ model, name, units }: TestedCar, { doip }: RunningCar, codes: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'luban-exports-'))
  try {
    const pdx = join(folder, 'car.pdx')
    writeFileSync(pdx, pdxOf(CARS[model].model))
    const at = ['--host', doip.host, '--port', `${doip.port}`, '--codes', codes.join(',')]
    const car = ['--name', name, '--units', units.join(',')]
    await runScript('odxtools', python, ['odx_export.py', '--pdx', pdx, ...at, ...car])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** udsoncan comes last, since it clears the codes. */
async function clear({ doip }: RunningCar, { codes, proofs }: Planted): Promise<void> {
  const common = doipArguments(doip, await discover(doip), codes)
  await runScript('udsoncan', python, ['uds_over_doip.py', ...common, '--proofs', proofs.join(',')])
}

/** They try everything, clearing included: nobody else uses that car afterwards. */
async function scanCar({ name, units, scanned }: TestedCar, { doip, socketcand }: RunningCar): Promise<void> {
  const doors = ['--host', doip.host, '--port', `${doip.port}`, '--socketcand', `${socketcand.host}:${socketcand.port}`]
  const programs = ['--gallia', join(dirname(python), 'gallia'), ...(caribou ? ['--caring-caribou', caribou] : [])]
  const car = ['--name', name, '--units', units.join(','), '--scanned', scanned.join(',')]
  const known = ['--vin', await discover(doip), ...programs, ...car]
  await runScript('gallia and CaringCaribou', python, ['scanners.py', ...doors, ...known])
}

/** Runs the car while `work` is at it. */
async function atCar(name: string, wanted: CarWanted, work: (car: RunningCar) => Promise<void>): Promise<void> {
  console.log(`\n${name}`)
  try {
    const car = await startCar(wanted)
    try {
      await work(car)
    } finally {
      await car.stop()
    }
  } catch (error) {
    report.failed(`${name}: the car runs`, error instanceof Error ? error.message : String(error))
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
  const isHere = Object.values(networkInterfaces()).some((cards) => cards?.some(({ address }) => address === host))
  if (!isHere) {
    report.skipped(`the car at ${host}`, 'this machine has no such address')
    return
  }
  const { id, codes } = FIRST
  const name = `DoIP through TLS at ${[host, ...more].join(' ')}`
  await atCar(name, { model: ATTO.model, fault: id, host, more }, (car) => askThroughTls(ATTO, car, codes, more))
}

async function askThroughTls(
  { name, units, at }: TestedCar,
  { doip, doipTls }: RunningCar,
  codes: readonly string[],
  more: readonly string[] = [],
): Promise<void> {
  const places = ['--host', doip.host, '--port', `${doip.port}`, '--tls-port', `${doipTls.port}`]
  const car = ['--name', name, '--units', units.join(','), '--at', at]
  const known = ['--vin', await discover(doip), '--codes', codes.join(','), '--certificate', doipTls.certificate]
  await runScript('udsoncan through TLS', python, ['doip_tls.py', ...places, ...car, ...known, ...more])
}

/** A car whose legislated diagnostics have identifiers of 29 bits. */
async function askBy29Bits(): Promise<void> {
  const { id, codes } = FIRST
  const wanted = { model: ATTO.model, fault: id, more: ['--obd-29-bits'] }
  await atCar('OBD with 29 bits', wanted, async ({ elm327, doip }) => {
    const known = ['--vin', await discover(doip), '--codes', codes.map((code) => code.split(':')[1]).join(',')]
    const port = `socket://${elm327.host}:${elm327.port}`
    await runScript('python-OBD with 29 bits', python, ['python_obd_29.py', '--port', port, ...known])
  })
}

/** A car whose units hear CAN FD. */
async function askInCanFd({ model, name, units, faults: [{ id: fault, codes }] }: TestedCar): Promise<void> {
  await atCar(`${name} in CAN FD frames`, { model, fault, more: ['--can-fd'] }, async ({ doip, slcan }) => {
    const car = ['--name', name, '--units', units.join(','), '--slcan', `${slcan.host}:${slcan.port}`]
    const known = ['--vin', await discover(doip), '--codes', codes.join(',')]
    await runScript('udsoncan in CAN FD frames', python, ['uds_over_can_fd.py', ...car, ...known])
  })
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
