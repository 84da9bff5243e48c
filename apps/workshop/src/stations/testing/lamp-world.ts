/**
 * A world of one lamp and one switch, for tests of what surrounds a world: it counts, it answers, and it breaks to order.
 *
 * Its ELM327 door answers each byte with the lamp's state; its bus carries what the scan tool asks and is answered.
 */
import type { ActionOutcome, FaultTruth, MeasurementOutcome } from '@luban/lab'
import { type CanPort, createCanBus } from '@luban/protocols/can/bus'
import type { OpenWorld, World, WorldModel } from '../world.ts'

const words = (text: string) => ({ kk: text, ru: text, zh: text, en: text })

export const LAMP_MODEL: WorldModel = {
  id: 'lamp',
  name: words('Lamp'),
  stepMs: 10,
  points: [
    { id: 'socket', name: words('Socket'), isHighVoltage: true },
    { id: 'bareWire', name: words('Bare wire'), isHighVoltage: true },
  ],
  components: [
    {
      id: 'bulb',
      name: words('Bulb'),
      isHighVoltage: false,
      failureModes: [{ id: 'burnt', name: words('Burnt out') }],
      repairs: [{ id: 'replace', name: words('Replace'), priceKzt: 500, workMin: 1 }],
    },
    {
      id: 'fuse',
      name: words('Fuse'),
      isHighVoltage: false,
      failureModes: [{ id: 'blown', name: words('Blown') }],
      repairs: [{ id: 'replace', name: words('Replace'), priceKzt: 50, workMin: 1 }],
    },
  ],
  ecus: [{ id: 'dimmer', name: words('Dimmer'), responseId: 0x7e8 }],
  dids: [],
  dtcs: [],
  controls: [],
  routines: [],
}

/** A lamp that was on is waited for, until its bulb may be touched. */
export const COOLING_S = 3

/** What can be broken at a lamp while somebody works there. */
export const FUSE_FAULT_ID = 'lamp-02-fuse-gone'

function lampFault(id: string): FaultTruth {
  const component = id === FUSE_FAULT_ID ? 'fuse' : 'bulb'
  const points = component === 'fuse' ? (['socket', 'bareWire'] as const) : (['socket', 'socket'] as const)
  return {
    id,
    component,
    failureMode: component === 'fuse' ? 'blown' : 'burnt',
    proofs: [{ kind: 'measurement', instrument: 'voltmeter', points, max: 1 }],
    repairs: [{ component, repair: 'replace' }],
  }
}

export const lampFaultsOf = (): FaultTruth[] => ['lamp-01-filament-gone', FUSE_FAULT_ID].map(lampFault)

type LampAction =
  | { kind: 'power'; to: 'off' | 'on' }
  | { kind: 'repair'; component: string; repair: string }
  | { kind: 'throw' }
  | { kind: 'die' }
  | { kind: 'throwLater' }
  | { kind: 'dieLater' }

export const openWorld = ((_modelId, { seed, faults }) => {
  const bus = createCanBus()
  const dimmer = bus.attach('dimmer', () => {})
  let tick = 0
  let isOn = false
  let coolAtTick: number | undefined
  let throwsAtTick = Number.POSITIVE_INFINITY
  let diesAtTick = Number.POSITIVE_INFINITY
  const broken = new Set(faults)
  const say = (port: CanPort, data: Uint8Array, nowMs: number) =>
    port.send({ id: 0x7e0, isExtended: false, data }, nowMs)

  function act(action: LampAction): ActionOutcome {
    switch (action.kind) {
      case 'power':
        if (isOn === (action.to === 'on')) return { kind: 'refused', reason: 'alreadySo' }
        isOn = action.to === 'on'
        coolAtTick = isOn ? undefined : tick + (COOLING_S * 1000) / LAMP_MODEL.stepMs
        return { kind: 'done' }
      case 'repair':
        for (const id of broken) if (lampFault(id).component === action.component) broken.delete(id)
        return { kind: 'done' }
      case 'throw':
        throw new Error('the lamp was told to throw')
      case 'throwLater':
        throwsAtTick = tick + 2
        return { kind: 'done' }
      case 'dieLater':
        diesAtTick = tick + 2
        return { kind: 'done' }
      case 'die':
        // Ends the whole thread, as running out of memory would.
        process.exit(3)
    }
  }

  return {
    model: LAMP_MODEL,
    bus,
    faults: faults.map(lampFault),
    inject(id) {
      broken.add(id)
      return lampFault(id)
    },
    clear: (id) => void broken.delete(id),
    get tick() {
      return tick
    },
    step() {
      tick++
      if (tick >= diesAtTick) process.exit(3)
      if (tick >= throwsAtTick) throw new Error('the lamp was told to throw later')
    },
    service() {},
    act,
    measure: (measurement): MeasurementOutcome =>
      'red' in measurement && measurement.red === 'bareWire'
        ? { kind: 'hazard', hazard: { kind: 'liveContact', at: 'bareWire', volts: 230, missing: ['powerOff'] } }
        : { kind: 'reading', reading: { value: isOn ? 230 : 0, unit: 'V' } },
    view: () => ({ isOn, seconds: tick / 100 }),
    waitingLeftS: () => (coolAtTick === undefined ? null : (Math.max(0, coolAtTick - tick) * LAMP_MODEL.stepMs) / 1000),
    stateHash: () => `${seed}:${tick}:${isOn}:${lampFaultsOf().map(({ id }) => Number(broken.has(id)))}`,
    plugElm327(side) {
      const port = bus.attach('tool', () => {})
      return {
        receive(bytes, nowMs) {
          say(port, bytes.slice(0, 8), nowMs)
          side.send(bytes.map(() => (isOn ? 0x31 : 0x30)))
        },
        service() {},
        close: () => port.detach(),
      }
    },
    connectDoip: (side) => ({ receive: (bytes) => side.send(bytes), service() {}, close() {} }),
    doipDatagram: (bytes) => bytes,
    doipAnnouncement: () => Uint8Array.of(1),
    openTester: () => ({
      request(_ecu, message, nowMs, onResponse) {
        if (message[0] === 0xff) return true // Never answered.
        say(dimmer, message.slice(0, 8), nowMs)
        if (message[0] === 0x78) onResponse(Uint8Array.of(0x7f, 0x78, 0x78)) // Pending first.
        onResponse(Uint8Array.of(message[0] + 0x40, isOn ? 1 : 0))
        return true
      },
      service() {},
      close() {},
    }),
  } satisfies World as World
}) satisfies OpenWorld
