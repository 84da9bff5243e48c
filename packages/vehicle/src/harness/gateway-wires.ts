/** The gateway on its wires: its own supply, what it draws from it, and whether its frames get onto the bus. */
import type { GatewayOutputs, GatewaySensors } from '../ecus/gateway.ts'
import type { Network } from '../network/network.ts'
import type { CanLines } from './can-lines.ts'

/** `place`: of the gateway on the CAN wires. A sender that does not see its own bits fails at once. */
export function wireGateway(
  network: Network,
  lines: CanLines,
  place: number,
): { sensors: GatewaySensors; outputs: GatewayOutputs } {
  const supply = network.node('gateway.supply')
  const ground = network.node('gateway.ground')
  const load = network.branch('gateway.load')
  return {
    sensors: {
      supplyVolts: () => network.voltsBetween(supply, ground),
      isBusOff: () => !lines.hears(place, place),
    },
    outputs: { setOwnLoad: (isOn) => network.setClosed(load, isOn) },
  }
}
