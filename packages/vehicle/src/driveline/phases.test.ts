/** Three phase currents of a machine in a network: they mean its torque, add up to nothing, and need all three wires. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type BranchDescription, createNetwork } from '../network/network.ts'
import { createPhases, PHASES, phaseTorqueNm } from './phases.ts'

const NM_PER_A = 0.7

function standAtMachine() {
  const branches = PHASES.flatMap((phase): BranchDescription[] => [
    { kind: 'currentSource', name: `bridge.${phase}`, from: 'minus', to: phase, amps: 0 },
    { kind: 'resistor', name: `wire.${phase}`, from: phase, to: `machine.${phase}`, ohm: 1e-3 },
    { kind: 'resistor', name: `winding.${phase}`, from: `machine.${phase}`, to: 'star', ohm: 0.02 },
  ])
  const leak: BranchDescription = { kind: 'resistor', name: 'leak', from: 'u', to: 'minus', ohm: 1e8 }
  const network = createNetwork({ reference: 'chassis', stepS: 0.01, branches: [...branches, leak] })
  const phases = createPhases(network, {
    bridge: ['bridge.u', 'bridge.v', 'bridge.w'],
    path: PHASES.flatMap((phase) => [`wire.${phase}`, `winding.${phase}`]),
    nmPerA: NM_PER_A,
  })
  const amps = () => {
    network.step()
    const [u, v, w] = PHASES.map((phase) => network.amps(network.branch(`winding.${phase}`)))
    return [u, v, w] as const
  }
  return { network, phases, amps }
}

test('whatever torque at whatever angle: the solved currents mean it again, and together they are nothing', () => {
  const { phases, amps } = standAtMachine()
  fc.assert(
    fc.property(
      fc.double({ min: -320, max: 320, noNaN: true }),
      fc.double({ min: -1e5, max: 1e5, noNaN: true }),
      (torqueNm, rotorTurns) => {
        phases.drive(torqueNm, rotorTurns)
        const currents = amps()
        const [u, v, w] = currents
        assert(Math.abs(u + v + w) < 1e-6, `${u + v + w} A`)
        assert(Math.abs(phaseTorqueNm(currents, { rotorTurns, nmPerA: NM_PER_A }) - torqueNm) < 1e-6)
        const amplitudeA = Math.sqrt((2 / 3) * (u * u + v * v + w * w))
        assert(Math.abs(amplitudeA - Math.abs(torqueNm) / NM_PER_A) < 1e-6)
      },
    ),
  )
})

test('without torque nothing flows any more', () => {
  const { phases, amps } = standAtMachine()
  phases.drive(200, 0.3)
  assert(Math.max(...amps().map(Math.abs)) > 100)
  phases.drive(0, 0.31)
  assert.deepEqual(amps().map(Math.round), [0, 0, 0])
})

test('a wire that is cut, or corroded to more than an ohm, leaves no whole machine', () => {
  for (const ohm of [Number.POSITIVE_INFINITY, 5]) {
    const { network, phases } = standAtMachine()
    assert(phases.isWhole())
    network.setOhm(network.branch('wire.v'), ohm)
    assert(!phases.isWhole())
  }
})
