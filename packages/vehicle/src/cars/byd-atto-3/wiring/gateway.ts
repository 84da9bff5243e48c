/** The gateway on its wires: its own supply, and what it draws from it. */
import type { GatewayOutputs, GatewaySensors } from '../ecus/gateway.ts'
import type { Physics } from '../physics.ts'

export function wireGateway({ network }: Physics): { sensors: GatewaySensors; outputs: GatewayOutputs } {
  const supply = network.node('gateway.supply')
  const ground = network.node('gateway.ground')
  const load = network.branch('gateway.load')
  return {
    sensors: { supplyVolts: () => network.voltsBetween(supply, ground) },
    outputs: { setOwnLoad: (isOn) => network.setClosed(load, isOn) },
  }
}
