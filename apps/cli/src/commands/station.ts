/** `luban station CAR`: a car alone, with its doors open on this machine, for people who only want the car. */
import type { Car, CarOptions } from '@luban/vehicle'
import type { RawCanDoors } from '@luban/workshop'
import { type Address, addressesOf, askedAddresses, closeDoors, type Doors, openDoors } from '../addresses.ts'
import { carLines } from '../cars.ts'
import { type Command, EXIT, type Given, numberOf, Refusal, textOf, textsOf, UsageError } from '../command.ts'
import { untilTold } from '../until-told.ts'

/** How often the host looks at the clock; the car makes the steps of 10 ms that are due. */
const HOST_MS = 5

const KINDS = ['elm327', 'doip', 'doipTls', 'socketcand', 'slcan', 'cannelloni', 'gvret', 'sovd'] as const
type Kind = (typeof KINDS)[number]

export const station: Command = {
  name: 'station',
  operands: 'CAR',
  summary: 'A car alone with its ELM327, DoIP, raw CAN and SOVD doors open on this machine.',
  optionLines: [
    '--fault ID           plant a fault (may be given more than once); an unknown one lists those there are',
    '--seed N             default 1; the same seed is the same car',
    '--ready              switch it on and try to start it first, as its driver would: codes are then stored',
    '--elm327 HOST:PORT   default 127.0.0.1:35000, or any free port when that is taken; port 0: any free port',
    '--doip HOST:PORT     default 127.0.0.1:13400, TCP and UDP, likewise',
    '--doip-tls HOST:PORT default 127.0.0.1:3496, likewise, TCP only; --json also prints the certificate to pin',
    '--requires-tls       let the DoIP gateway route through TLS alone: a plain activation is answered 07',
    '--filtering-gateway  let through the gateway what diagnosis needs alone; writing when it was unlocked (27 or 29)',
    '--obd-29-bits        ask for legislated diagnostics by 18DB33F1 and 18DAxxF1: ELM327 protocol 7',
    '--can-fd             let every unit hear CAN FD too, and answer in the kind of frames it was asked in',
    '--socketcand HOST:PORT  default 127.0.0.1:29536, likewise: the CAN bus as lines of text, bus can0; tells itself by its beacon',
    '--slcan HOST:PORT    default 127.0.0.1:29537, likewise: a CAN adapter of Lawicel’s commands, 500 kbit/s',
    '--cannelloni HOST:PORT  default 127.0.0.1:20000, likewise, TCP and UDP: the frames in binary',
    '--gvret HOST:PORT    default 127.0.0.1:23, likewise, or where port 23 is not allowed: an adapter for SavvyCAN, which asks for that port',
    '--sovd HOST:PORT     default 127.0.0.1:20002, likewise: diagnostics as a web interface, under /vehicle/v15',
    '--can NAME           the car also on a CAN interface of this machine (Linux: vcan0, can0); see the README of the command line',
    '--adapter-delay real let ELM327 adapters wait for further answers as ATST and AT0, 1, 2 say; none (default): they know when all is said',
    "--no-delay           let the DoIP gateway answer at once: faster than a real car's, and not every client can follow",
    '--json               print the addresses as one line of JSON',
  ],
  operandLines: carLines,
  options: {
    fault: { type: 'string', multiple: true },
    seed: { type: 'string' },
    ready: { type: 'boolean' },
    elm327: { type: 'string' },
    doip: { type: 'string' },
    'doip-tls': { type: 'string' },
    'requires-tls': { type: 'boolean' },
    'filtering-gateway': { type: 'boolean' },
    'obd-29-bits': { type: 'boolean' },
    'can-fd': { type: 'boolean' },
    socketcand: { type: 'string' },
    slcan: { type: 'string' },
    cannelloni: { type: 'string' },
    gvret: { type: 'string' },
    sovd: { type: 'string' },
    can: { type: 'string' },
    'adapter-delay': { type: 'string' },
    'no-delay': { type: 'boolean' },
    json: { type: 'boolean' },
  },

  async run({ operands: [modelId], given }) {
    const seed = numberOf(given, 'seed', { min: 0, max: 0xffff_ffff }) ?? 1
    const asked = askedAddresses(KINDS, given)
    const gatewayDelay = given['no-delay'] ? 'none' : 'real'
    const adapterDelay = adapterDelayOf(given)
    const settings = {
      requiresTls: given['requires-tls'] === true,
      hasFilteringGateway: given['filtering-gateway'] === true,
      hasObdOn29Bits: given['obd-29-bits'] === true,
      hasCanFd: given['can-fd'] === true,
    }
    const faults = textsOf(given, 'fault')
    const car = await makeCar(modelId, { seed, faults, settings, gatewayDelay, adapterDelay })
    if (given.ready) driveOff(car)
    const { createRawCanDoors } = await import('@luban/workshop')
    const rawCan = createRawCanDoors(car.bus, performance.timeOrigin, car.chargingBus)
    const native = await joinNativeCan(textOf(given, 'can'), rawCan.interfaces)
    const doors = await openDoors(asked, await doorsOf(car, rawCan))
    const stop = await keepAlive(car, native)
    const addresses = addressesOf(doors)
    const doipTls = { ...addresses.doipTls, certificate: certificateOf(doors.doipTls) }
    console.log(given.json ? JSON.stringify({ ...addresses, doipTls }) : describe(car, addresses))
    await untilTold()
    await closeDoors(doors)
    native?.close()
    stop()
    return EXIT.ok
  },
}

function adapterDelayOf(given: Given): 'none' | 'real' {
  const delay = textOf(given, 'adapter-delay') ?? 'none'
  if (delay === 'none' || delay === 'real') return delay
  throw new UsageError(`--adapter-delay takes none or real, not "${delay}".`)
}

/** The car's own error names the cars or faults there are: that is what the person needs. */
async function makeCar(modelId: string, options: CarOptions): Promise<Car> {
  const { createCar } = await import('@luban/vehicle')
  try {
    return createCar(modelId, options)
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** What makes a door of this car, of any kind. */
async function doorsOf(car: Car, rawCan: RawCanDoors) {
  const {
    listenCannelloni,
    listenDoip,
    listenDoipTls,
    listenElm327,
    listenSocketcand,
    listenSovd,
    listenTcp,
    RAW_CAN_SERVICE_MS,
    VERSION,
  } = await import('@luban/workshop')
  const now = () => performance.now()
  const onFault = (error: unknown) => console.error('luban: a tool was disconnected:', error)
  return (kind: Kind, address: Address) => {
    const place = { ...address, now, onFault }
    switch (kind) {
      case 'elm327':
        return listenElm327({ ...place, open: (side) => car.plugElm327(side, now()) })
      case 'doip':
        return listenDoip({
          ...place,
          open: (side) => car.connectDoip(side, now()),
          datagram: (bytes) => car.doipDatagram(bytes),
          announcement: () => car.doipAnnouncement(),
        })
      case 'doipTls':
        return listenDoipTls({ ...place, open: (side) => car.connectDoip(side, now(), true) })
      case 'socketcand':
        return listenSocketcand({
          ...place,
          serviceMs: RAW_CAN_SERVICE_MS,
          open: (side) => rawCan.plug(kind, side, now(), 'tcp'),
          beacon: { description: car.model.name.en, buses: rawCan.busNames },
        })
      case 'slcan':
      case 'gvret':
        return listenTcp({
          ...place,
          serviceMs: RAW_CAN_SERVICE_MS,
          open: (side) => rawCan.plug(kind, side, now(), 'tcp'),
        })
      case 'cannelloni':
        return listenCannelloni({
          ...place,
          serviceMs: RAW_CAN_SERVICE_MS,
          open: (side) => rawCan.plug(kind, side, now(), 'tcp'),
          openUdp: (side) => rawCan.plug(kind, side, now(), 'udp'),
          isAdmitted: () => true,
        })
      case 'sovd': {
        const clock = { now, startedAtMs: performance.timeOrigin, onFault }
        const openTester = () => car.openTester('sovd')
        return listenSovd({ ...address, ...clock, model: car.model, vendorVersion: VERSION, openTester })
      }
    }
  }
}

/** Before any door opens: an interface that is not there ends the command. */
async function joinNativeCan(name: string | undefined, interfaces: RawCanDoors['interfaces']) {
  if (name === undefined) return undefined
  const { NativeCanError, openNativeChannel, plugNativeCan } = await import('@luban/workshop')
  try {
    const channel = await openNativeChannel(name)
    const stopped = () => console.error(`luban: the interface ${name} has gone; the car goes on without it.`)
    return plugNativeCan({ interfaces, channel, name, now: () => performance.now(), stopped })
  } catch (error) {
    if (error instanceof NativeCanError) throw new Refusal(error.message)
    throw error
  }
}

/** Only the door of TLS has one. */
function certificateOf(door: object): string | undefined {
  return 'certificate' in door ? String(door.certificate) : undefined
}

/** Steps the car as wall time goes on. Returns what ends it. */
async function keepAlive(car: Car, native: { service(nowMs: number): void } | undefined): Promise<() => void> {
  const { createPaceClock } = await import('@luban/lab')
  const now = () => performance.now()
  const clock = createPaceClock({ stepMs: car.model.stepMs, wallMs: now(), onSegment: () => {} })
  const timer = setInterval(() => {
    const nowMs = now()
    for (let due = clock.dueSteps(nowMs); due > 0; due--) car.step()
    car.service(nowMs)
    native?.service(nowMs)
  }, HOST_MS)
  return () => clearInterval(timer)
}

/** What a driver does: on, a look at the dashboard, brake and button; if it starts, a short drive. */
function driveOff(car: Car): void {
  const wait = (seconds: number) => {
    for (let steps = (seconds * 1000) / car.model.stepMs; steps > 0; steps--) car.step()
  }
  car.act({ kind: 'power', to: 'on' })
  wait(2)
  car.act({ kind: 'start' })
  wait(5)
  if (!car.view().isReady) return
  car.act({ kind: 'selector', to: 'D' })
  car.act({ kind: 'pedal', accelerator: 1, brake: 0 })
  wait(8)
  car.act({ kind: 'pedal', accelerator: 0, brake: 0.4 })
  wait(15)
  car.act({ kind: 'selector', to: 'P' })
  car.act({ kind: 'pedal', accelerator: 0, brake: 0 })
  wait(1)
}

function describe(car: Car, { elm327, doip, doipTls, sovd, ...raw }: Doors<Kind, Address>): string {
  return [
    `${car.model.name.en}, VIN ${car.vin}`,
    `  ELM327  ${elm327.host}:${elm327.port}   (Wi-Fi adapter: set this address in your scan tool)`,
    `  DoIP    ${doip.host}:${doip.port}   (TCP and UDP; functional address 0x${car.model.functionalLogicalAddress.toString(16).toUpperCase()})`,
    `  by TLS  ${doipTls.host}:${doipTls.port}   (the car signs its own certificate)`,
    `  CAN     ${Object.entries(raw)
      .map(([kind, { host, port }]) => `${kind} ${host}:${port}`)
      .join(', ')}`,
    `  SOVD    http://${sovd.host}:${sovd.port}/vehicle/v15/components`,
    ...car.model.ecus.map(
      ({ name, requestId, logicalAddress }) =>
        `          ${name.en}: CAN ${requestId.toString(16).toUpperCase()}, logical address 0x${logicalAddress.toString(16).toUpperCase()}`,
    ),
    'Ctrl-C ends it.',
  ].join('\n')
}
