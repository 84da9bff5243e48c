/**
 * The petrol and the hybrid car in READY and warm, sound and with a fault each: foreign clients read them beside what they truly
 * did in that moment, and bring one of them new software.
 */
import type { Address } from './car.ts'
import { type DrivenCar, type DrivenOptions, startDrivenCar, type Use } from './driven-car.ts'
import type { Report } from './report.ts'

type Driven = DrivenOptions & {
  /** What its report's lines call it. */
  readonly name: string
  readonly calibration: string
  /** As UNIT:CODE. */
  readonly codes?: readonly string[]
  readonly misfiringCylinder?: number
  /** The pedal alone makes its engine run faster. */
  readonly hasRevs?: boolean
  readonly isReflashed?: boolean
}

/** READY, and long enough for what takes time to be judged. */
function readyFor(seconds: number): Use {
  return (car, run) => {
    run(1)
    car.act({ kind: 'power', to: 'on' })
    run(2)
    car.act({ kind: 'start' })
    run(6)
    run(seconds)
  }
}

/** Its engine shall run all the while: it charges. */
const charging: Use = (car, run) => {
  readyFor(0)(car, run)
  car.act({ kind: 'driveMode', to: 'charge' })
  run(30)
}

const drivenHard: Use = (car, run) => {
  readyFor(0)(car, run)
  car.act({ kind: 'selector', to: 'D' })
  car.act({ kind: 'pedal', accelerator: 1, brake: 0 })
  run(14)
  car.act({ kind: 'pedal', accelerator: 0, brake: 0.4 })
  run(12)
  car.act({ kind: 'selector', to: 'P' })
  car.act({ kind: 'pedal', accelerator: 0, brake: 0 })
}

const WARM = { engineDegC: 88 }
/** Little charge, so that it goes on charging. */
const EMPTY_AND_WARM = { ...WARM, startSocPercent: 45 }
const JOLION = { model: 'haval-jolion', settings: WARM, calibration: 'LB-JL-ECM-C307', hasRevs: true } as const
const H6 = { model: 'haval-h6-hev', settings: EMPTY_AND_WARM, calibration: 'LB-H6-ECM-C402' } as const

const CARS: readonly Driven[] = [
  { ...JOLION, name: 'sound Jolion', use: readyFor(90) },
  {
    ...{ ...JOLION, name: 'Jolion with an open coil', fault: 'petrol-01-coil-open', use: readyFor(90) },
    ...{ codes: ['engine:P0352', 'engine:P0302'], misfiringCylinder: 2, isReflashed: true },
  },
  { ...H6, name: 'sound H6', use: charging },
  {
    ...{ ...H6, name: 'H6 with a blown fuse of its converter', fault: 'hybrid-11-dcdc-fuse', use: drivenHard },
    codes: ['hcu:P0A94', 'hcu:P0A8D'],
  },
]

/** Of units that the law asks. */
const OBD_UNITS = ['engine', 'transmission', 'hcu']

export async function checkDrivenCars(
  runScript: (name: string, args: readonly string[]) => Promise<void>,
  report: Report,
): Promise<void> {
  for (const driven of CARS) {
    console.log(`\n${driven.name}`)
    try {
      const car = await startDrivenCar(driven)
      try {
        await diagnose(driven, car, runScript)
      } finally {
        await car.stop()
      }
    } catch (error) {
      report.failed(`the ${driven.name} runs`, error instanceof Error ? error.message : String(error))
    }
  }
}

const at = ({ host, port }: Address) => `${host}:${port}`

async function diagnose(
  { name, model, calibration, codes = [], misfiringCylinder, hasRevs = false, isReflashed = false }: Driven,
  { elm327, doip, socketcand, cannelloni, gvret, truth, vin }: DrivenCar,
  runScript: (name: string, args: readonly string[]) => Promise<void>,
): Promise<void> {
  const codesOf = (units: readonly string[]) =>
    codes.flatMap((code) => (units.includes(code.split(':')[0]) ? [code.split(':')[1]] : [])).join(',')
  const common = ['--truth', at(truth), '--vin', vin, '--name', name]
  await runScript('python-OBD', [
    ...['python_obd_driven.py', '--port', `socket://${at(elm327)}`, ...common, '--calibration', calibration],
    ...['--codes', codesOf(OBD_UNITS), '--engine-codes', codesOf(['engine'])],
    ...(misfiringCylinder === undefined ? [] : ['--misfires', `${misfiringCylinder}`]),
    ...(hasRevs ? ['--revs'] : []),
  ])
  if (codes.length === 0) {
    const tunnels = ['--cannelloni', at(cannelloni), '--gvret', at(gvret), '--socketcand', at(socketcand)]
    await runScript('plain sockets', ['plain_sockets.py', ...tunnels, '--vin', vin, '--name', name])
  }
  await runScript('udsoncan', [
    ...['driven_doip.py', '--host', doip.host, '--port', `${doip.port}`, ...common, '--model', model],
    ...['--codes', codes.join(','), ...(isReflashed ? ['--reflash'] : [])],
  ])
}
