/**
 * Contactors and relays that follow the current of their coils, as solved: a coil without supply, ground or driver
 * leaves its contact open whatever the control unit believes.
 */
import type { Network } from '../../network/network.ts'

const CONTACTORS = ['negativeContactor', 'positiveContactor', 'prechargeContactor'] as const

/** Share of the current at 12 V: it pulls in at 8 V and lets go at 4 V. */
const PULL_IN_VOLTS = 8
const HOLD_VOLTS = 4

export function createActuators(network: Network): { step(): void } {
  const coils = CONTACTORS.map((id) => network.branch(`${id}.coil`))
  const contacts = CONTACTORS.map((id) => network.branch(id))
  return {
    step() {
      for (let i = 0; i < coils.length; i++) {
        const coilVolts = network.amps(coils[i]) * network.ohm(coils[i])
        if (coilVolts > PULL_IN_VOLTS) network.setClosed(contacts[i], true)
        else if (!(coilVolts > HOLD_VOLTS)) network.setClosed(contacts[i], false)
      }
    },
  }
}
