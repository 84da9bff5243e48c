/** The gateway on its wires: its own supply, and what it draws from it. */
import type { GatewayOutputs, GatewaySensors } from '../ecus/gateway.ts'
import type { Physics } from '../physics.ts'
import { switchOf } from './switch.ts'

export function wireGateway({ network }: Physics): { sensors: GatewaySensors; outputs: GatewayOutputs } {
  const supply = network.node('gateway.supply')
  const ground = network.node('gateway.ground')
  return {
    sensors: { supplyVolts: () => network.voltsBetween(supply, ground) },
    outputs: { ownLoad: switchOf(network, 'gateway.load') },
  }
}
