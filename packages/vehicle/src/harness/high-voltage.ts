/** Where high voltage is in the harness of a car that has it. */
import type { Network } from '../network/network.ts'
import type { HighVoltage } from '../person.ts'
import type { BusSide } from '../safety.ts'

/** `onTheBus`: parts with a terminal on either side of the bus. */
export function highVoltageIn({ node, branch }: Network, onTheBus: readonly string[]): HighVoltage {
  return {
    bus: [node('motorController.plus'), node('motorController.minus')],
    battery: [node('pack.plus'), node('pack.minus')],
    sides: new Map<string, BusSide>([
      ...onTheBus.map((id) => [`${id}.plus`, 'positive'] as const),
      ...onTheBus.map((id) => [`${id}.minus`, 'negative'] as const),
      ['chassis', 'chassis'],
    ]),
    disconnect: [branch('serviceDisconnect.link'), branch('serviceDisconnect.bridge')],
  }
}
