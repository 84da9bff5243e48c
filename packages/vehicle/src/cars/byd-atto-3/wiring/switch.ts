/** An output stage, as a contact of the network: whether anything flows is the network's answer. */
import type { Network } from '../../../network/network.ts'
import type { Switch } from '../ecus/switch.ts'

export function switchOf(network: Network, branch: string): Switch {
  const contact = network.branch(branch)
  let isOn = network.isClosed(contact)
  return {
    set(wanted) {
      isOn = wanted
      network.setClosed(contact, wanted)
    },
    get isOn() {
      return isOn
    },
  }
}
