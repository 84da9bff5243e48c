/**
 * Relays and contactors follow the voltage across their coils, as solved: a coil without supply, ground or driver leaves
 * its contact open whatever a control unit believes.
 */
import type { Network } from '../network/network.ts'
import type { Relay } from './harness.ts'

export function createRelays(network: Network, relays: readonly Relay[]): { step(): void } {
  const coils = Int32Array.from(relays, ({ coil }) => network.branch(coil))
  const contacts = Int32Array.from(relays, ({ contact }) => network.branch(contact))
  return {
    step() {
      for (let i = 0; i < coils.length; i++) {
        const volts = Math.abs(network.amps(coils[i])) * network.ohm(coils[i])
        if (volts > relays[i].pullInVolts) network.setClosed(contacts[i], true)
        else if (!(volts > relays[i].holdVolts)) network.setClosed(contacts[i], false) // An open coil has no volts: NaN.
      }
    },
  }
}
