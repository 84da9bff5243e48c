/**
 * A petrol or hybrid car in this process, warm and in READY, its doors open for foreign tools; and beside them a line at which
 * a client learns what the car really did while it asked.
 *
 * Truth is the solved physical state, which no control unit has: a client's answer must lie between the least and the greatest
 * that a quantity was from `begin` to `end`. What only a unit knows (a trim, an angle) is read by our own tester at both ends.
 */
import { createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { createPaceClock } from '@luban/lab'
import { decodeScaled } from '@luban/protocols/uds/scaled'
import { hex } from '@luban/stdx'
import {
  createRawCanDoors,
  listenCannelloni,
  listenDoip,
  listenElm327,
  listenTcp,
  RAW_CAN_SERVICE_MS,
} from '@luban/workshop'
import type { Car, CarAction, CarOptions } from '../../packages/vehicle/src/car.ts'
import { FAULTS as H6_FAULTS } from '../../packages/vehicle/src/cars/haval-h6-hev/faults/all.ts'
import type { Physics as H6Physics } from '../../packages/vehicle/src/cars/haval-h6-hev/physics.ts'
import { createH6HevWith } from '../../packages/vehicle/src/cars/haval-h6-hev/station.ts'
import { FAULTS as JOLION_FAULTS } from '../../packages/vehicle/src/cars/haval-jolion/faults/all.ts'
import type { Physics as JolionPhysics } from '../../packages/vehicle/src/cars/haval-jolion/physics.ts'
import { createJolionWith } from '../../packages/vehicle/src/cars/haval-jolion/station.ts'
import { findFault } from '../../packages/vehicle/src/fault.ts'
import type { Address } from './car.ts'

/** What it is used for before the doors open. */
export type Use = (car: Car, run: (seconds: number) => void) => void
export type DrivenOptions = {
  readonly model: 'haval-jolion' | 'haval-h6-hev'
  readonly fault?: string
  readonly settings?: CarOptions['settings']
  readonly use: Use
}
export type DrivenCar = {
  readonly [door in 'elm327' | 'doip' | 'socketcand' | 'cannelloni' | 'gvret' | 'truth']: Address
} & {
  readonly vin: string
  stop(): Promise<void>
}

type Quantities = Readonly<Record<string, () => number>>
type Extremes = Record<string, [least: number, greatest: number]>

/** How often the car makes the steps that are due. */
const HOST_MS = 5
const HOST = '127.0.0.1'
const KMH_PER_MPS = 3.6
const TRUTH_RUN_S_MAX = 600

/** A fault that changes nothing: it is handed the physical state on the way. */
const INSIDE = { id: 'inside', component: null, failureMode: null, codes: [], proofs: [], repairs: [] }

export async function startDrivenCar({ model, fault, settings, use }: DrivenOptions): Promise<DrivenCar> {
  const { car, quantities } = model === 'haval-jolion' ? openJolion(fault, settings) : openH6(fault, settings)
  let nowMs = 0
  const run = (seconds: number) => {
    for (let step = 0; step < seconds * 100; step++) {
      car.step()
      nowMs += car.model.stepMs
      car.service(nowMs)
    }
  }
  use(car, run)

  const startMs = performance.now() - nowMs
  const now = () => performance.now() - startMs
  const truth = createTruth(car, quantities(), now)
  const clock = createPaceClock({ stepMs: car.model.stepMs, wallMs: now(), onSegment: () => {} })
  const timer = setInterval(() => {
    for (let due = clock.dueSteps(now()); due > 0; due--) {
      car.step()
      truth.note()
    }
    car.service(now())
  }, HOST_MS)

  const rawCan = createRawCanDoors(car.bus, performance.timeOrigin + startMs)
  const place = {
    host: HOST,
    port: 0,
    now,
    onFault: (error: unknown) => console.error('a tool was disconnected:', error),
  }
  const raw = { ...place, serviceMs: RAW_CAN_SERVICE_MS }
  const elm327 = await listenElm327({ ...place, open: (side) => car.plugElm327(side, now()) })
  const doip = await listenDoip({
    ...place,
    open: (side) => car.connectDoip(side, now()),
    datagram: (bytes) => car.doipDatagram(bytes),
    announcement: () => car.doipAnnouncement(),
  })
  const socketcand = await listenTcp({ ...raw, open: (side) => rawCan.plug('socketcand', side, now(), 'tcp') })
  const cannelloni = await listenCannelloni({
    ...raw,
    open: (side) => rawCan.plug('cannelloni', side, now(), 'tcp'),
    openUdp: (side) => rawCan.plug('cannelloni', side, now(), 'udp'),
    isAdmitted: () => true,
  })
  const gvret = await listenTcp({ ...raw, open: (side) => rawCan.plug('gvret', side, now(), 'tcp') })
  const line = await truth.listen()
  const doors = { elm327, doip, socketcand, cannelloni, gvret }
  return {
    ...doors,
    truth: line,
    vin: car.vin,
    async stop() {
      clearInterval(timer)
      await Promise.all(Object.values(doors).map((door) => door.close()))
      await line.close()
    },
  }
}

function openJolion(faultId: string | undefined, settings: CarOptions['settings']) {
  let inside: JolionPhysics | undefined
  const look = {
    ...INSIDE,
    apply(physics: JolionPhysics) {
      inside = physics
    },
  }
  const faults = faultId === undefined ? [] : [findFault(JOLION_FAULTS, faultId)]
  const car = createJolionWith({ seed: 5, gatewayDelay: 'real', ...(settings && { settings }) }, [look, ...faults])
  return { car, quantities: () => engineQuantities(inside as JolionPhysics) }
}

function openH6(faultId: string | undefined, settings: CarOptions['settings']) {
  let inside: H6Physics | undefined
  const look = {
    ...INSIDE,
    apply(physics: H6Physics) {
      inside = physics
    },
  }
  const faults = faultId === undefined ? [] : [findFault(H6_FAULTS, faultId)]
  const car = createH6HevWith({ seed: 5, gatewayDelay: 'real', ...(settings && { settings }) }, [look, ...faults])
  const quantities = () => {
    const physics = inside as H6Physics
    const { cells } = physics
    const packVolts = () => cells.volts.reduce((sum, volts) => sum + volts, 0)
    return {
      ...engineQuantities(physics),
      packVolts,
      packAmps: () => physics.network.amps(physics.network.branch('pack.currentSensor')),
      packSocPercent: () => (100 * cells.soc.reduce((sum, soc) => sum + soc, 0)) / cells.cellCount,
      cellVoltsMin: () => Math.min(...cells.volts),
      cellVoltsMax: () => Math.max(...cells.volts),
      inverterInDegC: () => physics.inverterLoop.inletDegC,
      packDegCMin: () => Math.min(...cells.tempDegC),
      packDegCMax: () => Math.max(...cells.tempDegC),
    }
  }
  return { car, quantities }
}

function engineQuantities({ network, engine, now, motion, commands }: JolionPhysics | H6Physics): Quantities {
  const { crank, heat, air, fuel } = engine
  const volts = (plus: string, minus: string) => {
    const [red, black] = [network.node(plus), network.node(minus)]
    return () => network.voltsBetween(red, black)
  }
  return {
    rpm: () => crank.rpm,
    coolantDegC: () => heat.coolantDegC,
    oilDegC: () => heat.oilDegC,
    manifoldKpa: () => air.manifoldPa / 1000,
    boostKpa: () => air.boostPa / 1000,
    oilKpa: () => heat.oilPa / 1000,
    baroKpa: () => now.ambientPa / 1000,
    airGps: () => 1000 * air.filterKgps,
    railKpa: () => fuel.railGaugePa / 1000,
    ambientDegC: () => now.ambientDegC,
    speedKmh: () => KMH_PER_MPS * motion.speedMps,
    odometerKm: () => motion.odometerM / 1000,
    sparkDeg: () => commands.sparkAdvanceDeg[0],
    engineVolts: volts('engine.supply', 'engine.ground'),
    lambdaUpVolts: volts('engine.lambdaUp', 'engine.lambdaUpReturn'),
    lambdaDownVolts: volts('engine.lambdaDown', 'engine.lambdaDownReturn'),
  }
}

/**
 * A line of text each: `begin UNIT:DID …` marks the moment before a question; `end` answers what was since then; `act {…}` is a
 * deed of the person at the car; `run SECONDS` lets that much of the car's time pass at once; `view` tells the dashboard.
 */
function createTruth(car: Car, quantities: Quantities, now: () => number) {
  const tester = car.openTester('truth')
  let extremes: Extremes = {}

  function note(): void {
    for (const [name, value] of Object.entries(quantities)) {
      const at = value()
      const [least, greatest] = extremes[name] ?? [at, at]
      extremes[name] = [Math.min(least, at), Math.max(greatest, at)]
    }
  }

  function read(name: string): number {
    const [ecu, did] = name.split(':')
    const layout = car.model.dids.find((info) => info.ecu === ecu && info.did === Number.parseInt(did, 16))
    if (layout === undefined) throw new RangeError(`the car has no ${name}`)
    let value = Number.NaN
    tester.request(ecu, hex(`22${did}`), now(), (answer) => {
      if (answer[0] === 0x62) value = decodeScaled(answer.subarray(3), layout)
    })
    return value
  }

  function serve(socket: Socket): void {
    let names: string[] = []
    const noteUnits = () => {
      for (const name of names) {
        const at = read(name)
        const [least, greatest] = extremes[name] ?? [at, at]
        extremes[name] = [Math.min(least, at), Math.max(greatest, at)]
      }
    }
    const obey = (line: string): unknown => {
      const [word, ...rest] = line.split(' ')
      switch (word) {
        case 'begin':
          names = rest.filter((name) => name !== '')
          extremes = {}
          note()
          noteUnits()
          return 'begun'
        case 'end':
          note()
          noteUnits()
          return extremes
        case 'view':
          return car.view()
        case 'act':
          return car.act(JSON.parse(rest.join(' ')) as CarAction)
        case 'run':
          for (let step = 100 * Math.min(TRUTH_RUN_S_MAX, Number(rest[0])); step > 0; step--) car.step()
          return 'done'
        default:
          return `no such word: ${word}`
      }
    }
    socket.on('error', () => {})
    createInterface({ input: socket }).on('line', (line) => void socket.write(`${JSON.stringify(obey(line))}\n`))
  }

  async function listen(): Promise<Address & { close(): Promise<void> }> {
    const sockets = new Set<Socket>()
    const server: Server = createServer({ noDelay: true }, (socket) => {
      sockets.add(socket)
      serve(socket)
    })
    await new Promise<void>((resolve) => server.listen(0, HOST, resolve))
    const { port } = server.address() as { port: number }
    return {
      host: HOST,
      port,
      async close() {
        for (const socket of sockets) socket.destroy()
        await new Promise((resolve) => server.close(resolve))
      },
    }
  }

  return { note, listen }
}
