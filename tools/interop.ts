/**
 * `npm run interop`: clients and suites that nobody here wrote, run against the car. Each diagnoses the planted fault
 * through its own code. One line a check, "N passed, N failed" at the end; the exit code is 1 when one has failed.
 *
 * What it needs beyond npm it installs: Debian packages when root, Python packages in an environment of its own.
 */
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './debian.ts'
import { checkCapture, discover } from './interop/capture.ts'
import { type RunningCar, startCar } from './interop/car.ts'
import { ensureVenv, fetchObdSource, SYSTEM_PYTHON } from './interop/python.ts'
import { createReport, type Report, runClient } from './interop/report.ts'

const CLIENTS = fileURLToPath(new URL('./interop/', import.meta.url))

/** What a tester must find, unit by unit: stated here once more, not taken from the car. */
const FAULTS: readonly { readonly id: string; readonly codes: readonly string[] }[] = [
  { id: 'ev-03-precharge-open', codes: ['bms:P0C78', 'drive:P1A34'] },
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
    } finally {
      await car.stop()
    }
  } catch (error) {
    report.failed(`the car with ${fault.id} runs`, error instanceof Error ? error.message : String(error))
  }
}
process.exitCode = report.end() ? 0 : 1

async function diagnose({ elm327, doip }: RunningCar, fault: (typeof FAULTS)[number]): Promise<void> {
  const vin = await discover(doip)
  const port = `socket://${elm327.host}:${elm327.port}`
  const common = ['--vin', vin, '--codes', fault.codes.join(',')]
  const doors = ['--host', doip.host, '--port', String(doip.port), '--udp-port', String(doip.port), ...common]
  // The on-board diagnostics of the law do not name the unit.
  const obdCodes = fault.codes.map((code) => code.split(':')[1]).join(',')
  const client = (name: string, command: string, args: readonly string[]) =>
    runClient({ name, command, args: ['-B', ...args], cwd: CLIENTS }, report)

  await client('python-OBD', python, ['python_obd.py', '--port', port, '--vin', vin, '--codes', obdCodes])
  await runObdSuite(port, report)
  await client('scapy', SYSTEM_PYTHON, ['scapy_doip.py', ...doors])
  await checkCapture(doip, report)
  // The last, since it clears the codes.
  const proof = fault.id === 'ev-03-precharge-open' ? ['--precharge-open'] : []
  await client('udsoncan', python, ['uds_over_doip.py', ...doors, ...proof])
}

/** python-OBD's own end-to-end tests, from the source that its authors published. */
async function runObdSuite(port: string, to: Report): Promise<void> {
  const source = fetchObdSource(python)
  if (source === undefined) {
    to.skipped("python-OBD's own end-to-end tests", 'its published source could not be had')
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
