/** What a scope shows at this car: from its branches, its faults and the frames on its bus, and nothing else. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DOMINANT, decodeFrameBits, encodeFrameBits, RECESSIVE } from '@luban/protocols/can/bits'
import type { CanFrame } from '@luban/protocols/can/frame'
import { hex } from '@luban/stdx'
import { createCanLines } from '../../harness/can-lines.ts'
import type { ScopeSettings, ScopeTrace } from '../../scope/capture.ts'
import { beginCapture } from '../../scope/scope.ts'
import { assertMean as assertMeanOf, probed } from '../../testing/scope-bench.ts'
import { fastDrives } from './fast-drives.ts'
import { HARNESS } from './harness.ts'
import { createPhysics } from './physics.ts'

const UNITS = ['drive', 'bms', 'body', 'gateway'] as const
const NODES = [
  ...UNITS.map((id) => ({
    high: `${id}.canHigh`,
    low: `${id}.canLow`,
    bias: [`${id}.biasHigh`, `${id}.biasLow`] as const,
  })),
  { high: 'diagnosis.6', low: 'diagnosis.14' },
]
const CAN_BRANCHES = HARNESS.network.branches
  .filter(({ from, to }) => [from, to].some((end) => /can(High|Low)|diagnosis\.(6|14)/.test(end)))
  .map(({ name }) => name)

/** The car's physics and its bus without control units: what they would send is sent by hand. */
function standAtCircuit() {
  const physics = createPhysics(1)
  const { network } = physics
  const lines = createCanLines(network, NODES, CAN_BRANCHES)
  let tick = 0
  const own = {
    physics,
    network,
    lines,
    cut: (branch: string) => network.setOhm(network.branch(branch), Number.POSITIVE_INFINITY),
    run(steps: number, frames: readonly (readonly [sender: number, frame: CanFrame])[] = []): void {
      for (let i = 0; i < steps; i++) {
        for (const [sender, frame] of frames) lines.carry(sender, frame)
        physics.step(tick++)
        for (let unit = 0; unit < UNITS.length; unit++) lines.setAwake(unit, true)
        lines.step()
      }
    },
    plugIn(): void {
      for (const contact of ['inlet.plug.pilot', 'inlet.plug.proximity'])
        network.setClosed(network.branch(contact), true)
    },
    /** What the network has there with the scope's own 1 MΩ. */
    volts: (red: string, black: string) => probed(network, red, black),
    capture(settings: Partial<ScopeSettings> & Pick<ScopeSettings, 'channels'>): ScopeTrace {
      const trigger = { channel: 0, edge: 'rising', volts: 1e6, mode: 'auto' } as const
      const capture = beginCapture(
        { network, drives: [...lines.drives(), ...fastDrives(physics)] },
        { secondsPerDivision: 1e-3, trigger, ...settings },
      )
      while (!capture.advance(1000));
      return capture.trace()
    },
  }
  own.run(20)
  return own
}

const FRAMES: readonly (readonly [number, CanFrame])[] = [
  [1, { id: 0x444, isExtended: false, data: hex('0102030405060708') }],
  [0, { id: 0x242, isExtended: false, data: hex('00FF00FF00FF00FF') }],
  [2, { id: 0x294, isExtended: false, data: hex('A5') }],
]

/** An edge of the pilot lies within a sample: half of 21 V for a microsecond of its millisecond. */
const PILOT_VOLTS = 0.01

const assertMean = (trace: ScopeTrace, channel: number, expected: number, floorVolts?: number) =>
  assertMeanOf(trace.channels[channel], expected, floorVolts)

const CAN_CHANNELS = [
  { red: 'diagnosis.6', black: 'chassis' },
  { red: 'diagnosis.14', black: 'chassis' },
]

test('a bus in rest and one with traffic: the mean of a step on the scope is what the network holds', () => {
  const car = standAtCircuit()
  for (const frames of [[], FRAMES]) {
    car.run(3, frames)
    const trace = car.capture({ channels: CAN_CHANNELS })
    for (const [i, { red, black }] of CAN_CHANNELS.entries()) assertMean(trace, i, car.volts(red, black))
  }
  assert(car.volts('diagnosis.6', 'diagnosis.14') > 0.05, 'the traffic is in the network')
})

test('the bits between CAN-H and CAN-L are those of the frame that was sent, acknowledged by who heard it', () => {
  const car = standAtCircuit()
  const [, frame] = FRAMES[0]
  car.run(1, [FRAMES[0]])
  car.run(1)
  const trace = car.capture({
    channels: [{ red: 'diagnosis.6', black: 'diagnosis.14' }],
    secondsPerDivision: 2e-5,
    trigger: { channel: 0, edge: 'rising', volts: 1, mode: 'auto' },
  })
  assert(trace.isTriggered)
  const { volts, voltsMax } = trace.channels[0]
  assert(Math.abs(voltsMax - 2) < 0.1, `${voltsMax} V dominant with both terminators`)
  const zero = -trace.startS / trace.pointS
  const count = Math.floor((volts.length - zero) / 8)
  const bits = Uint8Array.from({ length: count }, (_, bit) =>
    volts[Math.round(zero + 8 * bit + 4)] > 1 ? DOMINANT : RECESSIVE,
  )
  const sent = encodeFrameBits(frame).bits
  assert.deepEqual(bits.subarray(0, 75), sent.subarray(0, 75))
})

test('a frame reads back whole from what the scope shows', () => {
  const car = standAtCircuit()
  car.run(1, [FRAMES[2]])
  car.run(1)
  const trace = car.capture({
    channels: [{ red: 'splice.canHigh', black: 'splice.canLow' }],
    secondsPerDivision: 2e-5,
    trigger: { channel: 0, edge: 'rising', volts: 1, mode: 'auto' },
  })
  const { volts } = trace.channels[0]
  const zero = -trace.startS / trace.pointS
  const bits = Uint8Array.from({ length: Math.floor((volts.length - zero) / 8) }, (_, bit) =>
    volts[Math.round(zero + 8 * bit + 4)] > 1 ? DOMINANT : RECESSIVE,
  )
  assert.deepEqual(decodeFrameBits(bits), { frame: FRAMES[2][1], isAcknowledged: true })
})

test('one terminator open: the dominant voltage is higher; CAN-H shorted to the body: it stays at 0 V', () => {
  const car = standAtCircuit()
  car.cut('bms.terminator')
  car.run(3, FRAMES)
  const differential = [{ red: 'diagnosis.6', black: 'diagnosis.14' }]
  const open = car.capture({ channels: differential }).channels[0]
  assert(open.voltsMax > 2.5 && open.voltsMax < 2.8, `${open.voltsMax} V`)
  const still = car.capture({ channels: CAN_CHANNELS })
  for (const [i, { red, black }] of CAN_CHANNELS.entries()) assertMean(still, i, car.volts(red, black))
  car.network.setOhm(car.network.branch('chafe.610'), 0.1)
  car.run(3, FRAMES)
  const shorted = car.capture({ channels: CAN_CHANNELS })
  assert(shorted.channels[0].voltsMax < 0.1, `${shorted.channels[0].voltsMax} V`)
  assertMean(shorted, 0, car.volts('diagnosis.6', 'chassis'))
})

test('a stub that is cut shows rest behind the cut and traffic before it', () => {
  const car = standAtCircuit()
  car.cut('wire.600')
  car.run(3, FRAMES.slice(1))
  const trace = car.capture({
    channels: [
      { red: 'diagnosis.6', black: 'chassis' },
      { red: 'bms.canHigh', black: 'chassis' },
    ],
  })
  const swing = trace.channels.map(({ voltsMax, voltsMin }) => voltsMax - voltsMin)
  assert(swing[0] > 0.8, `${swing[0]} V on the bus`)
  assertMean(trace, 0, car.volts('diagnosis.6', 'chassis'))
  assertMean(trace, 1, car.volts('bms.canHigh', 'chassis'))
})

test('the pilot stands at 12 V unplugged; plugged in it swings from 9 V to -12 V, charging from 6 V, at a duty of 53 %', () => {
  const car = standAtCircuit()
  const channels = [{ red: 'inlet.pilot', black: 'inlet.earth' }]
  const station = [{ red: 'inlet.station', black: 'inlet.earth' }]
  assertMean(car.capture({ channels: station }), 0, 12)
  car.plugIn()
  car.run(3)
  for (const [peak, isAsking] of [
    [9, false],
    [6, true],
  ] as const) {
    car.network.setClosed(car.network.branch('charger.pilotSwitch'), isAsking)
    car.run(3)
    const trace = car.capture({ channels })
    const { voltsMax, voltsMin, volts } = trace.channels[0]
    assert(Math.abs(voltsMax - peak) < 0.1, `${voltsMax} V`)
    assert(Math.abs(voltsMin + 12) < 0.1, `${voltsMin} V`)
    assert(Math.abs(car.physics.pilot.highVolts() - voltsMax) < 0.05)
    const high = volts.filter((one) => one > 0).length / volts.length
    assert(Math.abs(high - car.physics.pilot.duty()) < 0.01, `${high}`)
    assertMean(trace, 0, car.volts('inlet.pilot', 'inlet.earth'), PILOT_VOLTS)
  }
})

test('without the diode of the car the negative half-wave is flattened too', () => {
  const car = standAtCircuit()
  car.plugIn()
  car.network.setOhm(car.network.branch('charger.pilotDiode'), Number.POSITIVE_INFINITY)
  car.run(3)
  const { voltsMax, voltsMin } = car.capture({ channels: [{ red: 'inlet.pilot', black: 'inlet.earth' }] }).channels[0]
  assert(voltsMax > 11.8 && voltsMin < -11.8, 'an open diode: the station sees no car')
})

/** Switches the drive unit's 5 V on, as it does itself when it wakes. */
function standAtResolver() {
  const car = standAtCircuit()
  car.network.setVolts(car.network.branch('drive.referenceSource'), 5)
  car.run(3)
  return car
}

test('the resolver: sine and cosine follow the angle of the rotor, and their means are the bias of the network', () => {
  const car = standAtResolver()
  const channels = [
    { red: 'drive.sinePlus', black: 'drive.sineMinus' },
    { red: 'drive.cosinePlus', black: 'drive.cosineMinus' },
  ]
  for (const turns of [0, 0.125, 0.25, 0.6]) {
    car.physics.now.rotorTurns = turns
    const trace = car.capture({ channels })
    const [sine, cosine] = trace.channels.map(({ voltsMax, voltsMin }) => (voltsMax - voltsMin) / 2)
    const excitation = car.capture({ channels: [{ red: 'drive.excitationPlus', black: 'drive.excitationMinus' }] })
    const full = 0.286 * excitation.channels[0].voltsMax
    assert(
      Math.abs(sine - full * Math.abs(Math.sin(2 * Math.PI * turns))) < 0.06 * full,
      `${sine} of ${full} at ${turns}`,
    )
    assert(Math.abs(cosine - full * Math.abs(Math.cos(2 * Math.PI * turns))) < 0.06 * full, `${cosine} at ${turns}`)
    for (const [i, { red, black }] of channels.entries()) assertMean(trace, i, car.volts(red, black))
  }
})

test('an open sine winding shows nothing of the 10 kHz, its bias instead; an open excitation silences both', () => {
  const car = standAtResolver()
  car.physics.now.rotorTurns = 0.125
  const channels = [
    { red: 'drive.sinePlus', black: 'drive.sineMinus' },
    { red: 'drive.cosinePlus', black: 'drive.cosineMinus' },
  ]
  const swings = () => car.capture({ channels }).channels.map(({ voltsMax, voltsMin }) => voltsMax - voltsMin)
  car.cut('motor.sine')
  car.run(3)
  const [sine, cosine] = swings()
  assert(sine < 0.05 && cosine > 2, `${sine} V and ${cosine} V`)
  assertMean(car.capture({ channels }), 0, car.volts('drive.sinePlus', 'drive.sineMinus'))
  car.cut('motor.excitation')
  car.run(3)
  assert(swings()[1] < 0.05)
})

test('a point that nothing moves fast shows what the meter shows, also in the high-voltage circuit', () => {
  const car = standAtCircuit()
  const channels = [
    { red: 'pack.plus', black: 'pack.minus' },
    { red: 'battery12V.plus', black: 'chassis' },
  ]
  const trace = car.capture({ channels })
  for (const [i, { red, black }] of channels.entries()) assertMean(trace, i, car.volts(red, black))
  assert(trace.channels[0].voltsMean > 380)
})
